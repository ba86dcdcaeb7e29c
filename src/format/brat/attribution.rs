//! Quotes as the PolNeAR corpus has them: events `Attribution` of a `Content`, `Cue`s and `Source`s.
//!
//! The event's trigger repeats the first cue, or the content where there is none. The label is an attribute.

use crate::format::brat::names;
use crate::schema::{Layer, Schema};

/// The type of the events.
pub(super) const ATTRIBUTION: &str = "Attribution";

/// The attribute that holds the label.
pub(super) const LABEL: &str = "Label";

/// The role that a trigger repeats.
pub(super) const CUE: &str = "cue";

/// Returns the schema's layer of quotes, where it has one of the built-in form.
pub(super) fn layer(schema: &Schema) -> Option<&Layer> {
    schema.layer("quote").filter(|layer| layer.main_role().id == "content")
}

/// Tells whether a layer's annotations are attributions.
pub(super) fn is_quote(schema: &Schema, of: &str) -> bool {
    layer(schema).is_some_and(|layer| layer.id == of)
}

/// Tells whether an event's type is that of attributions, such as PolNeAR's `Attribution-no-source`.
pub(super) fn is_kind(kind: &str) -> bool {
    kind.strip_prefix(ATTRIBUTION).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Returns the type of a quote's event; every label but another corpus's type is an attribute.
pub(super) fn kind(label: &str) -> String {
    if is_kind(label) { names::escape(label) } else { ATTRIBUTION.to_owned() }
}

/// Returns how a role's spans and arguments are named; `None` for a role that the layer doesn't have.
pub(super) fn argument(schema: &Schema, role: &str) -> Option<String> {
    let known = layer(schema)?.role(role)?;
    let mut characters = known.id.chars();
    let first = characters.next()?.to_ascii_uppercase();
    Some(names::escape(&format!("{first}{}", characters.as_str())))
}

/// Returns the role that an argument names; those behind the first have a number.
pub(super) fn role(schema: &Schema, argument: &str) -> Option<String> {
    let plain = argument.trim_end_matches(|one: char| one.is_ascii_digit());
    let roles = layer(schema).into_iter().flat_map(|layer| &layer.roles);
    let ids = roles.map(|role| &role.id);
    ids.filter(|id| [plain, argument].contains(&self::argument(schema, id).unwrap_or_default().as_str()))
        .max_by_key(|id| id.len())
        .cloned()
}
