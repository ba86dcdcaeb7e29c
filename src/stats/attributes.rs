//! Which values attributes have, where a schema lists the values.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::schema;
use crate::schema::{AttributeKind, Choice};
use crate::stats::Attribute;

/// Counts what an annotation says by its attributes; fields of objects stand behind a dot.
///
/// Values are counted one by one only where the schema lists them, so that free text makes no count grow.
pub(super) fn count(
    values: &Map<String, Value>,
    known: &[schema::Attribute],
    before: &str,
    into: &mut BTreeMap<String, Attribute>,
) {
    for (name, value) in values {
        if !says_something(value) {
            continue;
        }
        let path = format!("{before}{name}");
        let counted = into.entry(path.clone()).or_default();
        counted.filled += 1;
        let Some(attribute) = known.iter().find(|attribute| attribute.id == *name) else { continue };
        match &attribute.kind {
            AttributeKind::Choice { options } => one(value, options, counted),
            AttributeKind::Choices { options } => {
                value.as_array().into_iter().flatten().for_each(|value| one(value, options, counted));
            }
            AttributeKind::Flag => match value {
                Value::Bool(value) => listed(&value.to_string(), counted),
                _ => counted.other += 1,
            },
            AttributeKind::Scale { min, max } => match value.as_i64() {
                Some(value) if (*min..=*max).contains(&value) => listed(&value.to_string(), counted),
                _ => counted.other += 1,
            },
            AttributeKind::Graded { scale } => {
                let labels = labels_of(values, known, scale);
                if !labels.is_empty() {
                    one(value, labels, counted);
                }
            }
            AttributeKind::Object { fields } => {
                if let Some(object) = value.as_object() {
                    count(object, fields, &format!("{path}."), into);
                }
            }
            AttributeKind::Objects { fields } => {
                for object in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
                    count(object, fields, &format!("{path}."), into);
                }
            }
            AttributeKind::Text
            | AttributeKind::LongText
            | AttributeKind::Date
            | AttributeKind::List
            | AttributeKind::Record
            | AttributeKind::Annotation { .. } => {}
        }
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(fields) => fields.values().any(says_something),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn one(value: &Value, options: &[Choice], counted: &mut Attribute) {
    match value.as_str().filter(|id| options.iter().any(|option| option.id == *id)) {
        Some(id) => listed(id, counted),
        None => counted.other += 1,
    }
}

fn listed(id: &str, counted: &mut Attribute) {
    *counted.values.entry(id.to_owned()).or_default() += 1;
}

/// Returns the labels of the scale that the sibling field names.
fn labels_of<'a>(values: &Map<String, Value>, known: &'a [schema::Attribute], scale: &str) -> &'a [Choice] {
    let sibling = known.iter().find(|attribute| attribute.id == scale).map(|attribute| &attribute.kind);
    let chosen = values.get(scale).and_then(Value::as_str);
    match sibling {
        Some(AttributeKind::Choice { options }) => {
            let option = options.iter().find(|option| Some(option.id.as_str()) == chosen);
            option.map_or(&[], |option| &option.labels)
        }
        _ => &[],
    }
}
