//! Names as brat stores them: ASCII letters, digits, `_` and `-`, which is all that its server takes for a type.
//!
//! Other characters are `_x`, their number in hexadecimal digits, and `_`. Labels of layers but the first stand
//! behind their layer and a hyphen, as the spans of roles do. Versions before wrote a full stop there, and `%` and
//! two digits for what they escaped; both are still understood.

use crate::format::name::{self, Meaning};
use crate::schema::Schema;

/// Returns the name of a label.
pub(super) fn of_label(schema: &Schema, layer: &str, label: &str) -> String {
    let plain = escape(label);
    let first = name::first_layer(schema);
    let meant = meaning(schema, &plain, first);
    let is_clear = meant.role.is_none() && meant.layer == first && meant.label == label;
    if layer == first && is_clear && !label.is_empty() { plain } else { behind(layer, label) }
}

/// Returns the name of a role's span.
pub(super) fn of_role(layer: &str, role: &str) -> String {
    behind(layer, role)
}

fn behind(layer: &str, name: &str) -> String {
    format!("{}-{}", escape(layer), escape(name))
}

/// Returns what a name stands for; one that the schema doesn't know is a label of `other`.
pub(super) fn meaning(schema: &Schema, name: &str, other: &str) -> Meaning {
    let layers = schema.layers.iter().filter_map(|layer| {
        let rest = name.strip_prefix(&escape(&layer.id))?.strip_prefix('-')?;
        Some((layer, rest))
    });
    if let Some((layer, rest)) = layers.max_by_key(|(layer, _)| layer.id.len()) {
        let rest = unescape(rest);
        let is_role = layer.label(&rest).is_none() && layer.roles.iter().skip(1).any(|role| role.id == rest);
        return Meaning {
            layer: layer.id.clone(),
            label: if is_role { String::new() } else { rest.clone() },
            role: is_role.then_some(rest),
        };
    }
    if name.contains(['.', '%']) {
        return name::meaning(schema, name, other);
    }
    Meaning { layer: other.to_owned(), label: unescape(name), role: None }
}

/// Returns the name with every character that brat doesn't store written out.
pub(super) fn escape(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for (at, character) in name.char_indices() {
        let looks_escaped = character == '_' && code(&name[at..]).is_some();
        if !looks_escaped && (character.is_ascii_alphanumeric() || matches!(character, '_' | '-')) {
            escaped.push(character);
        } else {
            escaped.push_str(&format!("_x{:X}_", u32::from(character)));
        }
    }
    escaped
}

/// Returns the character that a text begins with written out, and what stands behind.
fn code(text: &str) -> Option<(char, &str)> {
    let (digits, behind) = text.strip_prefix("_x")?.split_once('_')?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some((char::from_u32(number)?, behind))
}

/// Returns what [`escape`] was given.
pub(super) fn unescape(name: &str) -> String {
    if name.contains('%') {
        return name::unescape(name);
    }
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let (character, behind) = code(rest).unwrap_or((first, &rest[first.len_utf8()..]));
        plain.push(character);
        rest = behind;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{escape, meaning, of_label, of_role, unescape};
    use crate::schema::Schema;

    #[test]
    fn names_are_what_brat_stores_and_come_back() {
        let news = Schema::news();
        let stored =
            |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        for (layer, label) in [
            ("entity", "PERS"),
            ("entity", "claim-x"),
            ("entity", "two words"),
            ("claim", "prediction"),
            ("claim", "حدث"),
            ("entity", "a_x20_b"),
            ("entity", "100%"),
            ("entity", ""),
        ] {
            let name = of_label(news, layer, label);
            let meant = meaning(news, &name, "entity");
            assert_eq!((meant.layer.as_str(), meant.label.as_str()), (layer, label), "{name}");
            assert!(stored(&name), "{name}");
        }
        assert_eq!(of_label(news, "entity", "PERS"), "PERS");
        assert_eq!(of_role("claim", "claimant"), "claim-claimant");
        assert_eq!(meaning(news, "claim-claimant", "").role.as_deref(), Some("claimant"));
        // As versions before wrote them.
        assert_eq!(meaning(news, "claim.claimant", "").role.as_deref(), Some("claimant"));
        assert_eq!(meaning(news, "two%20words", "entity").label, "two words");
        for name in ["Positive_regulation", "Attribution-no-source", "my_xylem_y"] {
            assert_eq!((escape(name), unescape(name)), (name.to_owned(), name.to_owned()));
        }
    }
}
