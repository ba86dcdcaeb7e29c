//! Label Studio's tasks: one array of JSON, regions in code points, relations between them.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::annotation::{Anchor, Annotation, Fragments, Id};
use crate::format::prepare::loss;
use crate::format::read::{Builder, utf8};
use crate::format::{Exported, Fault, File, ImportError, Imported, Source, Stamp, Summary, lenient, name};
use crate::schema::Schema;

/// What joins the fragments of one anchor.
const GOES_ON: &str = "continues";

/// Returns the task of one document.
///
/// A fragment is a region. The first fragment of an annotation's main span has the annotation's id; other
/// fragments and the spans of other roles are regions of their own, joined to it by relations.
pub(super) fn write(source: &Source<'_>) -> Exported {
    let mut exported = Exported::default();
    let mut results = Vec::new();
    let mut relations = Vec::new();
    let region = |id: &str, label: &str, span: crate::text::Span, meta: &Map<String, Value>| {
        let (start, end) = source.document.chars(span);
        let text = source.document.slice(span);
        let mut region = json!({
            "id": id, "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
            "value": { "start": start.0, "end": end.0, "text": text, "labels": [label] },
        });
        if !meta.is_empty() {
            region["meta"] = Value::Object(meta.clone());
        }
        region
    };
    let join = |from: &str, to: &str, label: &str| json!({ "type": "relation", "from_id": from, "to_id": to, "direction": "right", "labels": [label] });
    for annotation in source.set.iter() {
        let main = name::main_role(source.schema, &annotation.layer);
        let Some(place) = annotation.fragments(main) else {
            exported.losses.push(loss(&annotation.id, "it has no span in its main role"));
            continue;
        };
        if annotation.role(main).len() > 1 {
            exported.losses.push(loss(&annotation.id, "what fills its main role behind the first span"));
        }
        let id = annotation.id.as_str();
        let mut meta = Map::new();
        if let Some(note) = &annotation.note {
            meta.insert("text".to_owned(), json!([note]));
        }
        if !annotation.attributes.is_empty() {
            meta.insert("attributes".to_owned(), Value::Object(annotation.attributes.clone()));
        }
        let label = name::of_label(source.schema, &annotation.layer, &annotation.label);
        let mut anchor = |id: &str, label: &str, fragments: &Fragments, meta: &Map<String, Value>| {
            for (number, span) in fragments.spans().iter().enumerate() {
                if number == 0 {
                    results.push(region(id, label, *span, meta));
                } else {
                    let piece = format!("{id}/{number}");
                    results.push(region(&piece, label, *span, &Map::new()));
                    relations.push(join(id, &piece, GOES_ON));
                }
            }
        };
        anchor(id, &label, place, &meta);
        let mut ends = Vec::new();
        for (role, anchors) in annotation.roles.iter().filter(|(role, _)| *role != main) {
            for (number, filled) in anchors.iter().enumerate() {
                match filled {
                    Anchor::Ref { id: target, .. } => ends.push((target.to_string(), role)),
                    Anchor::Text { fragments, .. } => {
                        let own = format!("{id}/{role}/{number}");
                        anchor(&own, &name::of_role(&annotation.layer, role), fragments, &Map::new());
                        ends.push((own, role));
                    }
                }
            }
        }
        for (target, role) in ends {
            let there = source.set.get(&Id::new(&target)).is_none_or(|target| {
                target.fragments(name::main_role(source.schema, &target.layer)).is_some()
            });
            if there {
                relations.push(join(id, &target, &name::of_role(&annotation.layer, role)));
            } else {
                exported.losses.push(loss(&annotation.id, format!("{role}: what fills it has no region")));
            }
        }
    }
    for relation in source.set.relations() {
        let marks = [&relation.from, &relation.to];
        let has_region = |id: &&Id| {
            let annotation = source.set.get(id);
            annotation.is_some_and(|one| one.fragments(name::main_role(source.schema, &one.layer)).is_some())
        };
        if !marks.iter().all(has_region) {
            exported.losses.push(loss(&relation.id, "an end of the relation has no region"));
            continue;
        }
        let kind = name::escape(&relation.kind);
        relations.push(join(relation.from.as_str(), relation.to.as_str(), &kind));
    }
    results.extend(relations);
    let task = json!({
        "data": { "text": source.document.text(), "id": source.name },
        "annotations": [{ "result": results, "was_cancelled": false, "ground_truth": false }],
        "predictions": [],
    });
    exported.piece = task.to_string().into_bytes();
    exported
}

/// Returns the labelling interface that the tasks need.
pub(super) fn interface(schema: &Schema, summary: &Summary) -> File {
    let mut labels: Vec<String> = Vec::new();
    for layer in &schema.layers {
        labels.extend(layer.labels.iter().map(|label| name::of_label(schema, &layer.id, &label.id)));
        labels.extend(layer.roles.iter().skip(1).map(|role| name::of_role(&layer.id, &role.id)));
    }
    for (layer, label) in summary.labels.keys() {
        let name = name::of_label(schema, layer, label);
        if !labels.contains(&name) {
            labels.push(name);
        }
    }
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let mut text =
        String::from("<View style=\"direction: rtl\">\n  <Labels name=\"label\" toName=\"text\">\n");
    labels.iter().for_each(|label| text.push_str(&format!("    <Label value=\"{}\"/>\n", escaped(label))));
    text.push_str("  </Labels>\n  <Relations>\n");
    let kinds = schema.relations.iter().map(|kind| name::escape(&kind.id));
    let roles = schema
        .layers
        .iter()
        .flat_map(|layer| layer.roles.iter().skip(1).map(|role| name::of_role(&layer.id, &role.id)));
    for kind in kinds.chain(roles).chain([GOES_ON.to_owned()]) {
        text.push_str(&format!("    <Relation value=\"{}\"/>\n", escaped(&kind)));
    }
    text.push_str(
        "  </Relations>\n  <Text name=\"text\" value=\"$text\" granularity=\"symbol\"/>\n</View>\n",
    );
    File { name: "label-config.xml".to_owned(), bytes: text.into_bytes() }
}

pub(super) fn read(bytes: &[u8], schema: &Schema, stamp: &Stamp) -> Result<Vec<Imported>, ImportError> {
    let text = utf8(bytes)?.trim_start_matches('\u{feff}');
    let malformed = |what: String| ImportError::Malformed { format: "label-studio", what };
    let (objects, mut faults) = lenient::objects(text, |_| false);
    let is_sound = faults.is_empty();
    // What is left of a broken task is no task.
    let tasks = objects.iter().filter(|object| is_sound || object.value.get("data").is_some());
    let mut documents = Vec::new();
    for (number, task) in (1..).zip(tasks) {
        let of_task = |what: &str| Fault { line: task.line, what: format!("task {number}: {what}") };
        match document(&task.value, schema, stamp) {
            Ok(mut document) => {
                document.faults.iter_mut().for_each(|fault| *fault = of_task(&fault.what));
                documents.push(document);
            }
            Err(what) => faults.push(of_task(&what)),
        }
    }
    let first = documents.first_mut().ok_or_else(|| {
        malformed(faults.first().map_or("there is no task".to_owned(), |fault| fault.what.clone()))
    })?;
    first.faults.extend(faults);
    Ok(documents)
}

/// Reads one task; the places of its faults are told by whoever knows where it stands.
pub(super) fn read_task(bytes: &[u8], schema: &Schema, stamp: &Stamp) -> Result<Imported, String> {
    let text = utf8(bytes).map_err(|error| error.to_string())?;
    // The line that the reader tells is one within the task.
    let told = |error: serde_json::Error| {
        let words = error.to_string();
        words.split(" at line ").next().unwrap_or_default().to_owned()
    };
    let task: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(told)?;
    document(&task, schema, stamp)
}

/// A region that was read.
struct Region {
    label: String,
    fragments: Vec<crate::text::Span>,
    meta: Map<String, Value>,
}

/// Returns the list that a field is, where the field is there at all; an error says that it is none.
fn list<'a>(value: &'a Value, key: &str) -> Result<&'a [Value], String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(format!("{key} is no list and not read")),
    }
}

/// Reads a task; the places of its faults are told by whoever knows where it stands.
fn document(task: &Value, schema: &Schema, stamp: &Stamp) -> Result<Imported, String> {
    let told = |what: String| Fault { line: 0, what };
    let mut faults = Vec::new();
    let data = task.get("data").and_then(Value::as_object).ok_or("it has no data")?;
    let mut listed = |value, key| {
        let list: Result<&[Value], String> = list(value, key);
        list.unwrap_or_else(|what| {
            faults.push(told(what));
            &[]
        })
    };
    let given: Vec<&Value> = ["annotations", "completions"]
        .into_iter()
        .flat_map(|key| listed(task, key))
        .filter(|one| one.get("was_cancelled") != Some(&Value::Bool(true)))
        .collect();
    let results = given.first().map_or(&[][..], |one| listed(one, "result"));
    if given.len() > 1 {
        faults.push(told(format!("it has {} annotations, of which the first is read", given.len())));
    }
    let text = data
        .get("text")
        .or_else(|| data.values().find(|value| value.as_str().is_some_and(|text| text.contains(' '))))
        .and_then(Value::as_str)
        .ok_or("its data have no text")?;
    let mut builder = Builder::new(text, stamp);
    builder.faults.append(&mut faults);
    // What belongs to another one is taken out of its place, which stays.
    let mut regions: indexmap::IndexMap<String, Option<Region>> = indexmap::IndexMap::new();
    let mut joins = Vec::new();
    for result in results {
        let field = |key: &str| result.get(key).and_then(Value::as_str);
        if field("type") == Some("relation") {
            let label = result.get("labels").and_then(|labels| labels.get(0)).and_then(Value::as_str);
            match (field("from_id"), field("to_id")) {
                (Some(from), Some(to)) => joins.push((from, to, label.unwrap_or("related"))),
                _ => builder.faults.push(told("a relation lacks an end".to_owned())),
            }
            continue;
        }
        let value = result.get("value");
        let offset =
            |key: &str| value.and_then(|value| value.get(key)?.as_u64()).map(|number| number as usize);
        let label = value.and_then(|value| value.get("labels")?.get(0)?.as_str());
        let (Some(start), Some(end), Some(label), Some(id)) =
            (offset("start"), offset("end"), label, field("id"))
        else {
            builder
                .faults
                .push(told(format!("a result of type {} is not read", field("type").unwrap_or("none"))));
            continue;
        };
        let expected = value.and_then(|value| value.get("text")?.as_str());
        match builder.text.span(start, end, expected) {
            Err(what) => builder.faults.push(told(format!("{id}: {what}"))),
            Ok(span) => {
                let meta = result.get("meta").and_then(Value::as_object).cloned().unwrap_or_default();
                let region = Region { label: label.to_owned(), fragments: vec![span], meta };
                if regions.insert(id.to_owned(), Some(region)).is_some() {
                    builder.faults.push(told(format!("the region {id} stands twice")));
                }
            }
        }
    }
    for (from, to, _) in joins.iter().filter(|(.., label)| *label == GOES_ON) {
        if let Some(piece) = regions.get_mut(*to).and_then(Option::take)
            && let Some(Some(region)) = regions.get_mut(*from)
        {
            region.fragments.extend(piece.fragments);
        }
    }
    for what in build(&mut builder, regions, &joins, schema) {
        builder.faults.push(told(what));
    }
    let name = data.get("id").and_then(Value::as_str).unwrap_or_default();
    builder.make_records(schema, &HashMap::new());
    Ok(builder.finish(name))
}

/// Makes annotations of regions and relations, and returns what is wrong with these.
fn build(
    builder: &mut Builder<'_>,
    mut regions: indexmap::IndexMap<String, Option<Region>>,
    joins: &[(&str, &str, &str)],
    schema: &Schema,
) -> Vec<String> {
    let mut faults = Vec::new();
    let first = name::first_layer(schema);
    // The spans of roles that something points at belong to it.
    let mut owned: HashMap<&str, Region> = HashMap::new();
    for (_, to, label) in joins {
        let Some(region) = regions.get_mut(*to) else { continue };
        let is_role = |region: &mut Region| {
            region.label == *label && name::meaning(schema, &region.label, first).role.is_some()
        };
        owned.extend(region.take_if(is_role).map(|region| (*to, region)));
    }
    let mut annotations: indexmap::IndexMap<String, Annotation> = indexmap::IndexMap::new();
    for (id, mut region) in regions.into_iter().filter_map(|(id, region)| Some((id, region?))) {
        let meaning = name::meaning(schema, &region.label, first);
        let role = meaning.role.unwrap_or_else(|| name::main_role(schema, &meaning.layer).to_owned());
        let Some(fragments) = Fragments::new(region.fragments) else { continue };
        let mut annotation = builder.marked(&id, &meaning.layer, &meaning.label, &role, fragments);
        if let Some(Value::Object(attributes)) = region.meta.remove("attributes") {
            annotation.attributes = attributes;
        }
        let note = region.meta.get("text").and_then(|text| text.get(0)).and_then(Value::as_str);
        annotation.note = note.map(str::to_owned);
        annotations.insert(id, annotation);
    }
    let mut number = 0;
    for (from, to, label) in joins.iter().filter(|(.., label)| *label != GOES_ON) {
        let meaning = name::meaning(schema, label, first);
        let anchor = match owned.remove(to) {
            Some(region) => Fragments::new(region.fragments).map(Anchor::text),
            None => annotations.contains_key(*to).then(|| Anchor::reference(Id::new(to))),
        };
        let Some(anchor) = anchor else {
            faults.push(format!("the relation {label} points at nothing"));
            continue;
        };
        match (meaning.role, annotations.get_mut(*from)) {
            (Some(role), Some(annotation)) if annotation.layer == meaning.layer => {
                annotation.roles.entry(role).or_default().push(anchor);
            }
            (_, None) => faults.push(format!("the relation {label} begins at nothing")),
            _ => {
                number += 1;
                let kind = name::unescape(label);
                let relation = builder.relation(&format!("r{number}"), &kind, Id::new(from), Id::new(to));
                builder.add_relation(0, relation);
            }
        }
    }
    annotations.into_values().for_each(|annotation| builder.add(0, annotation));
    faults
}
