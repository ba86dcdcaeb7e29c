//! Values of attributes on a line: texts as they are, anything else as JSON, true as nothing.

use serde_json::Value;

use crate::format::brat::ends_line;

/// Returns the value as a line has it, `None` for true.
pub(super) fn write(value: &Value) -> Option<String> {
    match value {
        Value::Bool(true) => None,
        Value::String(text) if is_plain(text) => Some(text.clone()),
        other => {
            let json = other.to_string();
            let escaped = |one: char| match ends_line(one) {
                true => format!("\\u{:04x}", u32::from(one)),
                false => one.to_string(),
            };
            Some(json.chars().map(escaped).collect())
        }
    }
}

/// Tells whether a text comes back as it is.
fn is_plain(text: &str) -> bool {
    let clean = text.trim() == text && !text.is_empty() && !text.contains(char::is_control);
    let unambiguous = serde_json::from_str::<Value>(text).is_err();
    clean && unambiguous && !text.contains(ends_line)
}

/// Returns the value that a line has.
pub(super) fn read(text: Option<&str>) -> Value {
    text.map_or(Value::Bool(true), |text| {
        serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
    })
}
