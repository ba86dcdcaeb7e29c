//! Writing the page.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::annotation::{Anchor, Annotation, EntityRecord, Fragments, Id, Provenance, Relation};
use crate::format::w3c::{AROUND, CONTEXT, TERMS, WIKIDATA, encode, source_of};
use crate::format::{Exported, File, Source, name};
use crate::text::Span;

pub(in crate::format) fn write(source: &Source<'_>) -> Exported {
    let mut items: Vec<Value> = source.set.iter().map(|annotation| item(source, annotation)).collect();
    items.extend(source.set.relations().map(|relation| link(relation)));
    let mut page = String::from("{\n");
    let mut field = |key: &str, value: &Value| page.push_str(&format!("{}: {value},\n", Value::from(key)));
    field("@context", &json!([CONTEXT, { "hashiya": TERMS }]));
    field("type", &json!("AnnotationPage"));
    field("hashiya:document", &document(source));
    let records: Vec<Value> = source.set.entities().map(|entity| record(entity)).collect();
    if !records.is_empty() {
        field("hashiya:records", &Value::Array(records));
    }
    // An annotation a line, so that a fault can name one.
    let lines: Vec<String> = items.iter().map(Value::to_string).collect();
    page.push_str(&format!("\"items\": [\n{}\n]\n}}\n", lines.join(",\n")));
    let text = source.document.text().as_bytes().to_vec();
    Exported {
        files: vec![
            File { name: format!("{}.jsonld", source.name), bytes: page.into_bytes() },
            File { name: format!("{}.txt", source.name), bytes: text },
        ],
        ..Exported::default()
    }
}

fn document(source: &Source<'_>) -> Value {
    let about = source.set.about();
    let mut document = json!({
        "id": source_of(source.name), "type": "Text", "format": "text/plain", "language": about.language,
        "hashiya:name": source.name, "hashiya:status": about.status,
    });
    if let Some(notes) = &about.notes {
        document["hashiya:notes"] = json!(notes);
    }
    for (key, held) in [("hashiya:labels", &about.labels), ("hashiya:metadata", &about.metadata)] {
        if !held.is_empty() {
            document[key] = json!(Value::Object(held.clone()).to_string());
        }
    }
    document
}

fn record(entity: &EntityRecord) -> Value {
    let mut record = json!({ "id": own(&entity.id), "type": "hashiya:Record", "name": entity.name });
    if let Some(wikidata) = &entity.wikidata {
        record["hashiya:wikidata"] = json!(wikidata);
    }
    if !entity.aliases.is_empty() {
        record["hashiya:alias"] = json!(entity.aliases);
    }
    record
}

/// Returns the address of something on this page.
fn own(id: &Id) -> String {
    format!("#{}", encode(id.as_str()))
}

fn item(source: &Source<'_>, annotation: &Annotation) -> Value {
    let mut bodies = vec![json!({
        "type": "TextualBody", "purpose": "classifying",
        "value": name::of_label(source.schema, &annotation.layer, &annotation.label),
        "hashiya:layer": annotation.layer, "hashiya:label": annotation.label,
    })];
    for value in annotation.attributes.values().filter_map(Value::as_str) {
        let entity = source.set.entity(&Id::new(value));
        let item = entity.and_then(|entity| entity.wikidata.as_deref()).filter(|item| *item != "NIL");
        bodies.extend(item.map(|item| {
            let address = format!("{WIKIDATA}{}", encode(item));
            json!({ "type": "SpecificResource", "purpose": "identifying", "source": address })
        }));
    }
    describe(&annotation.attributes, annotation.note.as_deref(), &mut bodies);
    let mut targets = Vec::new();
    let main = name::main_role(source.schema, &annotation.layer);
    for (role, anchors) in &annotation.roles {
        for (number, anchor) in anchors.iter().enumerate() {
            let placed = |mut value: Value| {
                if role != main || anchor.target().is_some() {
                    value["hashiya:role"] = json!(role);
                }
                if number > 0 {
                    value["hashiya:anchor"] = json!(number);
                }
                value
            };
            match anchor {
                Anchor::Ref { id, .. } => bodies.push(placed(
                    json!({ "type": "SpecificResource", "purpose": "linking", "source": own(id) }),
                )),
                Anchor::Text { fragments, .. } => {
                    targets.extend(selected(source, fragments).map(placed));
                }
            }
        }
    }
    let mut item = json!({ "id": own(&annotation.id), "type": "Annotation", "motivation": "classifying" });
    stamp(&annotation.provenance, &mut item);
    item["body"] = Value::Array(bodies);
    // One target need not be a list, and readers expect none.
    item["target"] = if targets.len() == 1 { targets.remove(0) } else { Value::Array(targets) };
    item
}

/// Returns a target for each fragment: where it lies in code points, and what stands there.
fn selected(source: &Source<'_>, fragments: &Fragments) -> impl Iterator<Item = Value> {
    let address = source_of(source.name);
    fragments.spans().iter().map(move |span| {
        let (start, end) = source.document.chars(*span);
        let (prefix, suffix) = around(source.document.text(), *span);
        json!({
            "type": "SpecificResource", "source": address,
            "selector": [
                { "type": "TextPositionSelector", "start": start.0, "end": end.0 },
                { "type": "TextQuoteSelector", "exact": source.document.slice(*span), "prefix": prefix, "suffix": suffix },
            ],
        })
    })
}

/// Returns the text before and behind a span.
fn around(text: &str, span: Span) -> (&str, &str) {
    let (before, behind) = (&text[..span.start.0], &text[span.end.0..]);
    let start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let end = behind.char_indices().nth(AROUND).map_or(behind.len(), |(at, _)| at);
    (&before[start..], &behind[..end])
}

/// Adds a body for each attribute and one for the note.
fn describe(attributes: &Map<String, Value>, note: Option<&str>, bodies: &mut Vec<Value>) {
    for (name, value) in attributes {
        let (text, format) = match value {
            Value::String(text) => (text.clone(), "text/plain"),
            other => (other.to_string(), "application/json"),
        };
        bodies.push(json!({
            "type": "TextualBody", "purpose": "describing", "hashiya:attribute": name,
            "format": format, "value": text,
        }));
    }
    bodies.extend(note.map(
        |note| json!({ "type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": note }),
    ));
}

fn stamp(provenance: &Provenance, item: &mut Value) {
    if !provenance.creator.is_empty() {
        item["creator"] = json!({ "type": "Person", "nickname": provenance.creator });
    }
    for (key, time) in [("created", &provenance.created), ("modified", &provenance.modified)] {
        if !time.is_empty() {
            item[key] = json!(time);
        }
    }
    item["hashiya:status"] = word(&provenance.status);
    item["hashiya:origin"] = word(&provenance.origin);
    if let Some(confidence) = provenance.confidence {
        item["hashiya:confidence"] = json!(confidence);
    }
}

/// Returns how a word of an enumeration is written.
fn word(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("words are plain data")
}

fn link(relation: &Relation) -> Value {
    let mut bodies = vec![
        json!({ "type": "TextualBody", "purpose": "tagging", "value": relation.kind }),
        json!({ "type": "SpecificResource", "purpose": "linking", "source": own(&relation.to) }),
    ];
    describe(&relation.attributes, relation.note.as_deref(), &mut bodies);
    let mut item = json!({ "id": own(&relation.id), "type": "Annotation", "motivation": "linking" });
    stamp(&relation.provenance, &mut item);
    item["body"] = Value::Array(bodies);
    item["target"] = json!(own(&relation.from));
    item
}
