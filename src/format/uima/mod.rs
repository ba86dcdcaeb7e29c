//! Names and values as UIMA has them, for CAS XMI and WebAnno TSV: the two formats of INCEpTION.
//!
//! A layer is a type `webanno.custom.Layer`, an attribute a feature of it that holds text. Names of types and
//! features are letters, digits and underscores of ASCII, types begin with a capital.

mod mark;

use serde_json::Value;

use crate::annotation::{Annotation, Id};
use crate::format::Source;
use crate::text::{Document, Span};

pub(super) use mark::{Found, LABELS};

/// What the names of all own types begin with, which is where INCEpTION keeps its projects' layers.
pub(super) const PACKAGE: &str = "webanno.custom.";

/// The type of places that are no annotation: the span of a role, a fragment.
pub(super) const PART: &str = "Part";

/// The type of relations, of any two annotations.
pub(super) const RELATION: &str = "Relation";

/// The type that holds what is said of the document.
pub(super) const ABOUT: &str = "About";

/// The type of entity records.
pub(super) const RECORD: &str = "Record";

/// The type of any span.
pub(super) const ANY: &str = "uima.tcas.Annotation";

/// The feature that joins an annotation to what fills its roles.
pub(super) const LINKS: &str = "links";

/// The features that every annotation has, the links aside.
pub(super) const COMMON: [&str; 4] = ["id", "label", "identifier", "note"];

/// The role that joins the fragments of one place.
pub(super) const FRAGMENT: &str = "fragment";

/// Names that no attribute's feature may have.
const TAKEN: [&str; 8] = ["begin", "end", "sofa", "kind", LINKS, "attributes", "role", "target"];

/// What a Wikidata item's address begins with.
const WIKIDATA: &str = "http://www.wikidata.org/entity/";

/// Returns the short name of a layer's type.
pub(super) fn type_of(layer: &str) -> String {
    let plain = layer.starts_with(|first: char| first.is_ascii_lowercase() && first != 'x')
        && layer.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let capital: String = layer.chars().take(1).map(|first| first.to_ascii_uppercase()).collect();
    let name = capital + layer.get(1..).unwrap_or_default();
    if plain && ![PART, RELATION, ABOUT, RECORD].contains(&name.as_str()) && !name.ends_with("Link") {
        return name;
    }
    layer.bytes().fold("X".to_owned(), |name, byte| name + &format!("{byte:02x}"))
}

/// Returns the layer of a type's short name.
pub(super) fn layer_of(name: &str) -> String {
    let bytes = name.strip_prefix('X').filter(|digits| digits.len().is_multiple_of(2)).and_then(|digits| {
        let digit = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        (0..digits.len()).step_by(2).map(digit).collect::<Option<Vec<u8>>>()
    });
    if let Some(layer) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        return layer;
    }
    let first: String = name.chars().take(1).flat_map(char::to_lowercase).collect();
    first + name.char_indices().nth(1).map_or("", |(at, _)| &name[at..])
}

/// Returns the name of an attribute's feature.
pub(super) fn feature_of(attribute: &str) -> String {
    let plain = attribute.starts_with(|first: char| first.is_ascii_alphabetic())
        && attribute.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let free = !COMMON.contains(&attribute) && !TAKEN.contains(&attribute) && !attribute.starts_with("x_");
    if plain && free {
        return attribute.to_owned();
    }
    let mut name = "x_".to_owned();
    for (at, character) in attribute.char_indices() {
        let mistaken = character == '_' && attribute[at..].starts_with("_x");
        if !mistaken && (character.is_ascii_alphanumeric() || character == '_') {
            name.push(character);
        } else {
            name.push_str(&format!("_x{:X}_", u32::from(character)));
        }
    }
    name
}

/// Returns the attribute of a feature's name.
pub(super) fn attribute_of(feature: &str) -> String {
    let Some(mut rest) = feature.strip_prefix("x_") else { return feature.to_owned() };
    let mut attribute = String::new();
    while let Some(first) = rest.chars().next() {
        let coded = rest.strip_prefix("_x").and_then(|code| code.split_once('_'));
        let character = coded.and_then(|(digits, behind)| {
            Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, behind))
        });
        let (character, behind) = character.unwrap_or((first, &rest[first.len_utf8()..]));
        attribute.push(character);
        rest = behind;
    }
    attribute
}

/// Returns how a role is named in a link: none is taken for what joins fragments.
pub(super) fn link_of(role: &str) -> String {
    if role == FRAGMENT || role.starts_with('=') { format!("={role}") } else { role.to_owned() }
}

/// Returns the role that a link names.
pub(super) fn role_of(link: &str) -> String {
    link.strip_prefix('=').unwrap_or(link).to_owned()
}

/// Returns a span in UTF-16 code units.
pub(super) fn units(document: &Document, span: Span) -> (usize, usize) {
    let of = |offset| document.map().to_utf16(document.text(), offset).0;
    (of(span.start), of(span.end))
}

/// Returns a value as text: texts as they are, unless they could be mistaken or hold what may not stand there.
pub(super) fn write_value(value: &Value, allowed: fn(char) -> bool) -> String {
    match value {
        Value::String(text) if text.chars().all(allowed) && serde_json::from_str::<Value>(text).is_err() => {
            text.clone()
        }
        other => escaped(&other.to_string(), allowed),
    }
}

pub(super) fn read_value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// Returns a text that holds nothing which may not stand there: as a text of JSON where it did.
pub(super) fn write_text(text: &str, allowed: fn(char) -> bool) -> String {
    if text.chars().all(allowed) && serde_json::from_str::<String>(text).is_err() {
        return text.to_owned();
    }
    escaped(&Value::from(text).to_string(), allowed)
}

pub(super) fn read_text(text: &str) -> String {
    serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())
}

/// Escapes what may not stand there in JSON.
fn escaped(json: &str, allowed: fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if allowed(character) {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

/// Returns the address of the Wikidata item that a mention stands for.
pub(super) fn identifier(source: &Source<'_>, annotation: &Annotation) -> Option<String> {
    let held = annotation.attributes.values().filter_map(Value::as_str);
    let mut entities = held.filter_map(|value| source.set.entity(&Id::new(value)));
    let item = entities.find_map(|entity| entity.wikidata.as_deref().filter(|item| is_item(item)));
    item.map(|item| format!("{WIKIDATA}{item}"))
}

fn is_item(text: &str) -> bool {
    text.strip_prefix('Q')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns the Wikidata item of an identifier; `None` where it names another base.
pub(super) fn item_of(identifier: &str) -> Option<&str> {
    identifier.rsplit('/').next().filter(|item| identifier.contains("wikidata.org/") && is_item(item))
}

#[cfg(test)]
mod tests {
    use super::{
        attribute_of, feature_of, layer_of, link_of, read_text, read_value, role_of, type_of, write_text,
        write_value,
    };
    use serde_json::json;

    #[test]
    fn names_of_types_and_features_go_both_ways() {
        for layer in ["entity", "quote", "حدث", "x1", "xab", "part", "two words", "someLink", "Entity", ""]
        {
            let name = type_of(layer);
            assert_eq!(layer_of(&name), layer);
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
            assert!(name.starts_with(|first: char| first.is_ascii_uppercase()), "{name}");
        }
        for attribute in
            ["force", "check_worthiness", "مصدر", "two words", "note", "x_note", "a_x20_", "", "1"]
        {
            let name = feature_of(attribute);
            assert_eq!(attribute_of(&name), attribute);
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'), "{name}");
        }
        assert_eq!((type_of("entity"), feature_of("force")), ("Entity".to_owned(), "force".to_owned()));
        for role in ["cue", "fragment", "=fragment", "="] {
            assert_eq!(role_of(&link_of(role)), role);
            assert_ne!(link_of(role), "fragment");
        }
    }

    #[test]
    fn values_go_both_ways() {
        let allowed = |one: char| !one.is_control() && one != '\u{ffff}';
        for value in [json!("a"), json!("12"), json!(12), json!(null), json!(["a\n"]), json!("\u{1}\u{ffff}")]
        {
            let text = write_value(&value, allowed);
            assert_eq!(read_value(&text), value);
            assert!(text.chars().all(allowed), "{text}");
        }
        for text in ["a", "\"a\"", "12", "\u{1}", "سطر\nآخر"] {
            assert_eq!(read_text(&write_text(text, allowed)), text);
        }
    }
}
