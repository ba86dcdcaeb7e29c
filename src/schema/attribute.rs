//! Attributes: what is said of an annotation beside its label and roles.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::Name;

/// One thing that may be said of an annotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    pub id: String,
    pub name: Name,
    #[serde(flatten)]
    pub kind: AttributeKind,
    /// What a new annotation begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// The form of an attribute's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AttributeKind {
    /// The id of one option.
    Choice { options: Vec<Choice> },
    /// A list of ids of options.
    Choices { options: Vec<Choice> },
    /// A line of text.
    Text,
    /// Text of several lines.
    LongText,
    /// A label of the scale that the sibling field `scale` names by one of its options; any text where
    /// that option lists no labels.
    Graded { scale: String },
    /// True or false.
    Flag,
    /// A whole number from `min` to `max`.
    Scale { min: i64, max: i64 },
    /// A date as ISO 8601 writes it, a year or a month alone allowed.
    Date,
    /// A list of strings.
    List,
    /// The id of an entity record.
    Record,
    /// The id of an annotation of one of the layers (any, where none is named).
    Annotation {
        #[serde(default)]
        layers: Vec<String>,
    },
    /// An object with these fields.
    Object { fields: Vec<Attribute> },
    /// A list of objects with these fields.
    Objects { fields: Vec<Attribute> },
}

/// An option, a kind of relation or a label of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub id: String,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Name>,
    /// Where the option is a scale: its labels, from one end to the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Choice>,
}

impl Attribute {
    /// Tells what is wrong with `value` as this attribute's value, if anything; null is always right.
    ///
    /// References are checked for their form alone: whether they resolve, only the set can tell.
    pub fn fault(&self, value: &Value) -> Option<String> {
        let fault = |what: &str| Some(format!("{} must be {what}, not {value}", self.id));
        if value.is_null() {
            return None;
        }
        match &self.kind {
            AttributeKind::Choice { options } => match value.as_str() {
                Some(id) if options.iter().any(|option| option.id == id) => None,
                _ => fault("one of its options"),
            },
            AttributeKind::Choices { options } => {
                let known =
                    |item: &Value| options.iter().any(|option| Some(option.id.as_str()) == item.as_str());
                match value.as_array() {
                    Some(items) if items.iter().all(known) => None,
                    _ => fault("a list of its options"),
                }
            }
            AttributeKind::Text | AttributeKind::LongText | AttributeKind::Graded { .. } => {
                (!value.is_string()).then(|| fault("text"))?
            }
            AttributeKind::Record | AttributeKind::Annotation { .. } => {
                (!value.is_string()).then(|| fault("an id"))?
            }
            AttributeKind::Flag => (!value.is_boolean()).then(|| fault("true or false"))?,
            AttributeKind::Scale { min, max } => match value.as_i64() {
                Some(number) if (*min..=*max).contains(&number) => None,
                _ => fault(&format!("a whole number from {min} to {max}")),
            },
            AttributeKind::Date => match value.as_str() {
                Some(date) if is_date(date) => None,
                _ => fault("a date such as 2026-11-22"),
            },
            AttributeKind::List => match value.as_array() {
                Some(items) if items.iter().all(Value::is_string) => None,
                _ => fault("a list of texts"),
            },
            AttributeKind::Object { fields } => match value.as_object() {
                Some(object) => faults_of(fields, object),
                None => fault("an object"),
            },
            AttributeKind::Objects { fields } => match value.as_array() {
                Some(items) if items.iter().all(Value::is_object) => {
                    items.iter().filter_map(Value::as_object).find_map(|object| faults_of(fields, object))
                }
                _ => fault("a list of objects"),
            },
        }
    }
}

fn faults_of(fields: &[Attribute], object: &serde_json::Map<String, Value>) -> Option<String> {
    fields.iter().find_map(|field| object.get(&field.id).and_then(|value| field.fault(value)))
}

/// A year, a month or a day of ISO 8601, with or without a time behind it.
fn is_date(text: &str) -> bool {
    let date = text.split_once('T').map_or(text, |(date, _)| date);
    let parts: Vec<&str> = date.split('-').collect();
    let widths = [4, 2, 2];
    !parts.is_empty()
        && parts.len() <= 3
        && parts
            .iter()
            .zip(widths)
            .all(|(part, width)| part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit()))
        && parts.get(1).is_none_or(|month| ("01"..="12").contains(month))
        && parts.get(2).is_none_or(|day| ("01"..="31").contains(day))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_date;
    use crate::schema::Schema;

    #[test]
    fn values_are_held_against_their_form() {
        let claim = Schema::news().layer("claim").expect("built in");
        let fault = |id: &str, value| claim.attribute(id).expect("built in").fault(&value);
        assert_eq!(fault("check_worthiness", json!(4)), None);
        assert!(fault("check_worthiness", json!(5)).is_some());
        assert!(fault("verifiable", json!("yes")).is_some());
        assert_eq!(fault("topics", json!(["ports"])), None);
        assert!(fault("topics", json!([1])).is_some());
        assert_eq!(fault("evidence", json!([{"url": "https://example.org"}])), None);
        assert!(fault("evidence", json!([{"url": 3}])).is_some());
        assert_eq!(fault("verdict", json!(null)), None);
    }

    #[test]
    fn dates_may_be_partial() {
        assert!(["2026", "2026-11", "2026-11-22", "2026-11-22T09:00:00Z"].iter().all(|date| is_date(date)));
        assert!(!["22/11/2026", "2026-13", "", "2026-1-2"].iter().any(|date| is_date(date)));
    }
}
