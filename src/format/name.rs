//! Labels as other programs' names, and back.
//!
//! The first layer's labels stand as they are (`PERS`), others behind their layer (`quote.direct`), and
//! the span of a role is named by layer and role (`quote.cue`).

use crate::schema::Schema;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub layer: String,
    pub label: String,
    /// The role, where the name is that of a role's span.
    pub role: Option<String>,
}

/// Returns the name of a label: free of white space and colons.
pub(super) fn of_label(schema: &Schema, layer: &str, label: &str) -> String {
    let first = schema.layers.first().is_some_and(|first| first.id == layer);
    let qualified = label.split_once('.').is_some_and(|(before, _)| schema.layer(before).is_some());
    if first && !qualified && !label.is_empty() { escape(label) } else { escape(&format!("{layer}.{label}")) }
}

/// Returns the name of a role's span.
pub(super) fn of_role(layer: &str, role: &str) -> String {
    escape(&format!("{layer}.{role}"))
}

/// Returns what a name stands for; one that the schema doesn't know is a label of `other`.
pub(super) fn meaning(schema: &Schema, name: &str, other: &str) -> Meaning {
    let name = unescape(name);
    if let Some((layer, rest)) = name.split_once('.')
        && let Some(known) = schema.layer(layer)
    {
        let is_role = known.label(rest).is_none() && known.roles.iter().skip(1).any(|role| role.id == rest);
        return Meaning {
            layer: layer.to_owned(),
            label: if is_role { String::new() } else { rest.to_owned() },
            role: is_role.then(|| rest.to_owned()),
        };
    }
    Meaning { layer: other.to_owned(), label: name, role: None }
}

/// Returns the id of the schema's first layer.
pub(super) fn first_layer(schema: &Schema) -> &str {
    schema.layers.first().map_or("entity", |layer| layer.id.as_str())
}

/// Returns the id of the layer's main role; a layer that the schema doesn't know has the one of its kind.
pub(super) fn main_role<'a>(schema: &'a Schema, layer: &str) -> &'a str {
    match schema.layer(layer) {
        Some(layer) => &layer.main_role().id,
        None if layer == EVENT => "trigger",
        None => "mention",
    }
}

/// The layer of events that no schema names.
pub(super) const EVENT: &str = "event";

/// Returns the name with what separates fields in other formats written as `%` and two hexadecimal digits.
pub(super) fn escape(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for (at, character) in name.char_indices() {
        let looks_escaped = character == '%' && is_escape(&name[at..]);
        let separates = character.is_whitespace() || character.is_control() || ":;".contains(character);
        if looks_escaped || separates {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                escaped.push_str(&format!("%{byte:02X}"));
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

fn is_escape(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Returns what [`escape`] was given.
pub(super) fn unescape(name: &str) -> String {
    if !name.contains('%') {
        return name.to_owned();
    }
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        if first == '%' && is_escape(rest) {
            bytes.extend(u8::from_str_radix(&rest[1..3], 16));
            rest = &rest[3..];
        } else {
            bytes.extend_from_slice(&rest.as_bytes()[..first.len_utf8()]);
            rest = &rest[first.len_utf8()..];
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{escape, meaning, of_label, of_role, unescape};
    use crate::schema::Schema;

    #[test]
    fn names_go_both_ways() {
        let news = Schema::news();
        for layer in &news.layers {
            for label in &layer.labels {
                let meant = meaning(news, &of_label(news, &layer.id, &label.id), "entity");
                assert_eq!(
                    (meant.layer, meant.label, meant.role),
                    (layer.id.clone(), label.id.clone(), None)
                );
            }
            for role in layer.roles.iter().skip(1) {
                let meant = meaning(news, &of_role(&layer.id, &role.id), "entity");
                assert_eq!(meant.role.as_ref(), Some(&role.id));
            }
        }
        assert_eq!(of_label(news, "entity", "PERS"), "PERS");
        assert_eq!(meaning(news, "Org-Arg", "event").layer, "event");
    }

    #[test]
    fn escapes_go_both_ways() {
        for name in ["a b", "100%", "%20", "%", "a:b\u{2003}ن", "%2", "نقل"] {
            assert_eq!(unescape(&escape(name)), name);
            assert!(!escape(name).contains(char::is_whitespace));
        }
        assert_eq!(escape("Org-Arg2"), "Org-Arg2");
    }
}
