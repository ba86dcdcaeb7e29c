//! doccano's lines of JSON: a text, entities and relations in code points, with numbers for ids.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::annotation::{Anchor, Fragments, Id};
use crate::format::prepare::loss;
use crate::format::read::{Builder, utf8};
use crate::format::{Exported, Fault, ImportError, Imported, Source, Stamp, name};
use crate::schema::Schema;
use crate::text::Span;

/// What joins the fragments of one anchor.
const GOES_ON: &str = "continues";

/// Entities and relations with the numbers that doccano knows them by.
#[derive(Default)]
struct Rows {
    entities: Vec<Value>,
    relations: Vec<Value>,
}

impl Rows {
    /// Adds a region for each fragment and returns the number of the first.
    fn anchor(&mut self, source: &Source<'_>, label: &str, fragments: &Fragments) -> usize {
        let first = self.entities.len() + 1;
        for span in fragments.spans() {
            let (start, end) = source.document.chars(*span);
            let id = self.entities.len() + 1;
            self.entities.push(json!({
                "id": id, "label": label, "start_offset": start.0, "end_offset": end.0,
            }));
            if id > first {
                self.join(first, id, GOES_ON);
            }
        }
        first
    }

    fn join(&mut self, from: usize, to: usize, kind: &str) {
        let id = self.relations.len() + 1;
        self.relations.push(json!({ "id": id, "from_id": from, "to_id": to, "type": kind }));
    }
}

pub(super) fn write(source: &Source<'_>) -> Exported {
    let mut exported = Exported::default();
    let mut rows = Rows::default();
    let mut numbers: HashMap<Id, usize> = HashMap::new();
    for annotation in source.set.iter() {
        let main = name::main_role(source.schema, &annotation.layer);
        let Some(fragments) = annotation.fragments(main) else {
            exported.losses.push(loss(&annotation.id, "it has no span in its main role"));
            continue;
        };
        if annotation.role(main).len() > 1 {
            exported.losses.push(loss(&annotation.id, "what fills its main role behind the first span"));
        }
        let label = name::of_label(source.schema, &annotation.layer, &annotation.label);
        numbers.insert(annotation.id.clone(), rows.anchor(source, &label, fragments));
    }
    for annotation in source.set.iter() {
        let Some(from) = numbers.get(&annotation.id).copied() else { continue };
        let main = name::main_role(source.schema, &annotation.layer);
        for (role, anchors) in annotation.roles.iter().filter(|(role, _)| *role != main) {
            let kind = name::of_role(&annotation.layer, role);
            for anchor in anchors {
                let to = match anchor {
                    Anchor::Text { fragments, .. } => Some(rows.anchor(source, &kind, fragments)),
                    Anchor::Ref { id, .. } => numbers.get(id).copied(),
                };
                match to {
                    Some(to) => rows.join(from, to, &kind),
                    None => exported
                        .losses
                        .push(loss(&annotation.id, format!("{role}: what fills it has no region"))),
                }
            }
        }
    }
    for relation in source.set.relations() {
        match (numbers.get(&relation.from), numbers.get(&relation.to)) {
            (Some(from), Some(to)) => rows.join(*from, *to, &name::escape(&relation.kind)),
            _ => exported.losses.push(loss(&relation.id, "an end of the relation has no region")),
        }
    }
    let line = json!({
        "text": source.document.text(),
        "entities": rows.entities,
        "relations": rows.relations,
        "Comments": [],
        "meta": { "id": source.name },
    });
    exported.piece = format!("{line}\n").into_bytes();
    exported
}

/// A line, of either form that doccano writes.
#[derive(Deserialize)]
struct Row {
    #[serde(alias = "data")]
    text: String,
    #[serde(default)]
    entities: Vec<Value>,
    /// The older form: start, end, label.
    #[serde(default, alias = "labels")]
    label: Vec<Value>,
    #[serde(default)]
    relations: Vec<Value>,
    #[serde(default)]
    meta: Value,
}

#[derive(Deserialize)]
struct Region {
    id: i64,
    label: String,
    start_offset: usize,
    end_offset: usize,
}

#[derive(Deserialize)]
struct Join {
    from_id: i64,
    to_id: i64,
    #[serde(rename = "type")]
    kind: String,
}

pub(super) fn read(bytes: &[u8], schema: &Schema, stamp: &Stamp) -> Result<Vec<Imported>, ImportError> {
    let text = utf8(bytes)?.trim_start_matches('\u{feff}');
    let mut documents = Vec::new();
    let mut bad = Vec::new();
    for (number, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Row>(line) {
            Ok(row) => documents.push(document(row, number + 1, schema, stamp)),
            Err(error) => bad.push(Fault { line: number + 1, what: error.to_string() }),
        }
    }
    let Some(first) = documents.first_mut() else {
        let what = bad.first().map_or("there is no line".to_owned(), |fault| fault.what.clone());
        return Err(ImportError::Malformed { format: "doccano", what });
    };
    first.faults.extend(bad);
    Ok(documents)
}

fn document(row: Row, line: usize, schema: &Schema, stamp: &Stamp) -> Imported {
    let mut builder = Builder::new(&row.text, stamp);
    // What belongs to another one is taken out of its place, which stays.
    let mut regions: indexmap::IndexMap<i64, Option<(String, Vec<Span>)>> = indexmap::IndexMap::new();
    let older = row.label.into_iter().enumerate().map(|(number, value)| {
        let (start_offset, end_offset, label) =
            serde_json::from_value::<(usize, usize, String)>(value).map_err(|error| error.to_string())?;
        // Numbers that the newer form doesn't use.
        Ok(Region { id: -1 - number as i64, label, start_offset, end_offset })
    });
    let newer = row
        .entities
        .into_iter()
        .map(|value| serde_json::from_value::<Region>(value).map_err(|error| error.to_string()));
    for region in newer.chain(older).collect::<Vec<Result<Region, String>>>() {
        let read = region.and_then(|region| {
            let span = builder.text.span(region.start_offset, region.end_offset, None)?;
            Ok((region, span))
        });
        match read {
            Ok((region, span)) => {
                if regions.insert(region.id, Some((region.label, vec![span]))).is_some() {
                    builder.fault(line, format!("the entity {} stands twice", region.id));
                }
            }
            Err(what) => builder.fault(line, what),
        }
    }
    let mut joins: Vec<Join> = Vec::new();
    for value in row.relations {
        match serde_json::from_value(value) {
            Ok(join) => joins.push(join),
            Err(error) => builder.fault(line, format!("a relation: {error}")),
        }
    }
    for join in joins.iter().filter(|join| join.kind == GOES_ON) {
        if let Some((_, piece)) = regions.get_mut(&join.to_id).and_then(Option::take)
            && let Some(Some((_, spans))) = regions.get_mut(&join.from_id)
        {
            spans.extend(piece);
        }
    }
    let first = name::first_layer(schema);
    let mut owned = HashMap::new();
    for join in &joins {
        let Some(region) = regions.get_mut(&join.to_id) else { continue };
        let is_role = |(label, _): &mut (String, Vec<Span>)| {
            *label == join.kind && name::meaning(schema, label, first).role.is_some()
        };
        owned.extend(region.take_if(is_role).map(|(_, spans)| (join.to_id, spans)));
    }
    let id = |number: i64| if number < 0 { format!("o{}", -number) } else { format!("a{number}") };
    let mut annotations = indexmap::IndexMap::new();
    for (number, (label, spans)) in regions.into_iter().filter_map(|(id, region)| Some((id, region?))) {
        let meaning = name::meaning(schema, &label, first);
        let role = meaning.role.unwrap_or_else(|| name::main_role(schema, &meaning.layer).to_owned());
        if let Some(fragments) = Fragments::new(spans) {
            let annotation = builder.marked(&id(number), &meaning.layer, &meaning.label, &role, fragments);
            annotations.insert(number, annotation);
        }
    }
    for (number, join) in joins.iter().filter(|join| join.kind != GOES_ON).enumerate() {
        let anchor = match owned.remove(&join.to_id) {
            Some(spans) => Fragments::new(spans).map(Anchor::text),
            None => {
                annotations.contains_key(&join.to_id).then(|| Anchor::reference(Id::new(&id(join.to_id))))
            }
        };
        let Some(anchor) = anchor else {
            builder.fault(line, format!("the relation {} points at nothing", join.kind));
            continue;
        };
        let meaning = name::meaning(schema, &join.kind, first);
        match (meaning.role, annotations.get_mut(&join.from_id)) {
            (Some(role), Some(annotation)) if annotation.layer == meaning.layer => {
                annotation.roles.entry(role).or_default().push(anchor);
            }
            (_, None) => builder.fault(line, format!("the relation {} begins at nothing", join.kind)),
            _ => {
                let kind = name::unescape(&join.kind);
                let (from, to) = (Id::new(&id(join.from_id)), Id::new(&id(join.to_id)));
                let relation = builder.relation(&format!("r{}", number + 1), &kind, from, to);
                builder.add_relation(line, relation);
            }
        }
    }
    annotations.into_values().for_each(|annotation| builder.add(line, annotation));
    let name = row.meta.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    builder.finish(&name)
}
