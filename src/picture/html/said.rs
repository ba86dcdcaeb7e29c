//! What is said of an annotation, in words: its roles, its attributes, its note.

use serde_json::{Map, Value};

use crate::annotation::{Anchor, Annotation, Id};
use crate::i18n::Words;
use crate::schema::{Attribute, AttributeKind, Choice};
use crate::session::Open;

/// A name with what is said under it.
pub(super) struct Said {
    pub name: String,
    pub value: String,
}

/// Returns what fills the roles beside the main one, then the attributes and the note.
pub(super) fn of(open: &Open, annotation: &Annotation, words: &Words) -> Vec<Said> {
    let code = words.language().code();
    let layer = open.layer_of(annotation);
    let main = open.main_role(annotation);
    let mut said = Vec::new();
    for (role, anchors) in annotation.roles.iter().filter(|(role, _)| Some(role.as_str()) != main) {
        let name = layer
            .and_then(|layer| layer.role(role))
            .map_or(role.as_str(), |role| role.name.in_language(code));
        let texts: Vec<String> = anchors.iter().filter_map(|anchor| text(open, anchor)).collect();
        if !texts.is_empty() {
            said.push(Said { name: name.to_owned(), value: texts.join(separator(code)) });
        }
    }
    let known: &[Attribute] = layer.map_or(&[], |layer| &layer.attributes);
    said.extend(attributes(open, known, &annotation.attributes, code));
    if let Some(note) = &annotation.note {
        said.push(Said { name: words.get("inspector-note").into_owned(), value: note.clone() });
    }
    said
}

fn separator(code: &str) -> &'static str {
    if code == "ar" { "، " } else { ", " }
}

fn text(open: &Open, anchor: &Anchor) -> Option<String> {
    match anchor {
        Anchor::Text { fragments, .. } => {
            if let Some(words) = anchor.lost_words() {
                return Some(words.join(" … "));
            }
            let parts = fragments.spans().iter().filter_map(|span| open.document.get(*span));
            Some(parts.collect::<Vec<_>>().join(" … "))
        }
        Anchor::Ref { id, .. } => open.set.get(id).map(|target| open.text_of(target)),
    }
}

fn attributes(open: &Open, known: &[Attribute], values: &Map<String, Value>, code: &str) -> Vec<Said> {
    let one = |(id, value): (&String, &Value)| {
        let attribute = known.iter().find(|attribute| attribute.id == *id);
        let value = value_of(open, attribute.map(|attribute| &attribute.kind), value, code);
        let name = attribute.map_or(id.as_str(), |attribute| attribute.name.in_language(code));
        value.filter(|value| !value.is_empty()).map(|value| Said { name: name.to_owned(), value })
    };
    values.iter().filter_map(one).collect()
}

/// Returns a value in words; `None` where it says nothing.
fn value_of(open: &Open, kind: Option<&AttributeKind>, value: &Value, code: &str) -> Option<String> {
    let named = |options: &[Choice], id: &str| {
        options
            .iter()
            .find(|option| option.id == id)
            .map_or(id, |option| option.name.in_language(code))
            .to_owned()
    };
    let joined = |parts: Vec<String>| parts.join(separator(code));
    match (kind, value) {
        (_, Value::Null | Value::Bool(false)) => None,
        (_, Value::Bool(true)) => Some("✓".to_owned()),
        (Some(AttributeKind::Choice { options }), Value::String(id)) => Some(named(options, id)),
        (Some(AttributeKind::Choices { options }), Value::Array(ids)) => {
            Some(joined(ids.iter().filter_map(Value::as_str).map(|id| named(options, id)).collect()))
        }
        (Some(AttributeKind::Scale { max, .. }), Value::Number(number)) => Some(format!("{number}/{max}")),
        (Some(AttributeKind::Record), Value::String(id)) => {
            let record = open.set.entity(&Id::new(id));
            Some(record.map_or_else(|| id.clone(), |record| record.name.clone()))
        }
        (Some(AttributeKind::Annotation { .. }), Value::String(id)) => {
            let target = open.set.get(&Id::new(id));
            Some(target.map_or_else(|| id.clone(), |target| open.text_of(target)))
        }
        (Some(AttributeKind::Object { fields }), Value::Object(object)) => {
            let graded = object.iter().map(|(id, value)| {
                (id.clone(), graded(fields, object, id, value, code).unwrap_or_else(|| value.clone()))
            });
            Some(listed(open, fields, &graded.collect(), code))
        }
        (Some(AttributeKind::Objects { fields }), Value::Array(objects)) => {
            let objects = objects.iter().filter_map(Value::as_object);
            Some(objects.map(|object| listed(open, fields, object, code)).collect::<Vec<_>>().join(" | "))
        }
        (_, Value::String(text)) => Some(text.clone()),
        (_, Value::Array(items)) => {
            let items = items.iter().filter_map(|item| value_of(open, None, item, code));
            Some(joined(items.collect()))
        }
        (_, other) => Some(other.to_string()),
    }
}

fn listed(open: &Open, fields: &[Attribute], object: &Map<String, Value>, code: &str) -> String {
    let said = attributes(open, fields, object, code).into_iter();
    said.map(|said| format!("{}: {}", said.name, said.value)).collect::<Vec<_>>().join(separator(code))
}

/// Returns the name of a label of the scale that its sibling names.
fn graded(
    fields: &[Attribute],
    object: &Map<String, Value>,
    id: &str,
    value: &Value,
    code: &str,
) -> Option<Value> {
    let field = fields.iter().find(|field| field.id == id)?;
    let AttributeKind::Graded { scale } = &field.kind else { return None };
    let chosen = object.get(scale)?.as_str()?;
    let scale = fields.iter().find(|field| field.id == *scale)?;
    let AttributeKind::Choice { options } = &scale.kind else { return None };
    let labels = &options.iter().find(|option| option.id == chosen)?.labels;
    let label = labels.iter().find(|label| Some(label.id.as_str()) == value.as_str())?;
    Some(Value::String(label.name.in_language(code).to_owned()))
}
