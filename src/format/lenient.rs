//! JSON that may be broken: the objects of it that are whole, each with its line.
//!
//! A fault costs the object that it is in; objects that hold others are looked into, so that those beside the broken
//! one, and those before a file's early end, are kept.

use std::collections::BTreeMap;

use memchr::{memchr, memchr_iter, memchr2, memrchr};
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

use crate::format::Fault;

/// How many faults are told one by one.
const TOLD: usize = 100;

/// An object of a JSON text.
pub(super) struct Object<'a> {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The key that it stands behind, as it is written.
    pub key: Option<&'a str>,
    pub value: Value,
}

/// Returns the objects of a JSON text in their order, and what is broken of it.
///
/// An object that `is_container` is followed by those within it; every other is taken whole. Where the text is
/// broken, whole objects within a broken one are taken too: the caller knows its own by their fields.
pub(super) fn objects(text: &str, is_container: impl Fn(&Value) -> bool) -> (Vec<Object<'_>>, Vec<Fault>) {
    let mut scanner = Scanner { text, line: 1, start: 0, counted: 0, broken: BTreeMap::new() };
    let whole = serde_json::from_str::<IgnoredAny>(text);
    let mut objects = Vec::new();
    let mut at = 0;
    while let Some(begun) = scanner.next(at, whole.is_ok()) {
        at = begun + 1;
        let mut values = Deserializer::from_str(&text[begun..]).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                if !is_container(&value) {
                    at = begun + values.byte_offset();
                }
                objects.push(Object { line: scanner.line_of(begun), key: key_before(text, begun), value });
            }
            // A brace at the end of a string opens nothing.
            Some(Err(error)) if opens(&text[..begun]) => {
                scanner.tell(begun, &error, leading_id(&text[begun..]));
            }
            _ => {}
        }
    }
    let mut faults: Vec<Fault> =
        scanner.broken.into_iter().map(|((line, _), what)| Fault { line, what }).collect();
    if let Err(error) = whole {
        // What is wrong with an object is wrong with the whole.
        let ((line, _), what) = fault(&error, 1, 0);
        if faults.iter().all(|fault| fault.line != line) {
            faults.push(Fault { line, what });
        }
    }
    (objects, faults)
}

/// Tells whether a text ends where an object may begin, be what stands there sound or not.
fn opens(before: &str) -> bool {
    let trimmed = before.trim_ascii_end();
    // No string goes over a line end.
    trimmed.is_empty()
        || trimmed.ends_with(['[', ',', ':', '}', ']'])
        || before[trimmed.len()..].contains('\n')
}

/// Returns an error's line and column with its words; `first` is the line that reading began on, and `before` how many
/// bytes of that line stand before.
fn fault(error: &serde_json::Error, first: usize, before: usize) -> ((usize, usize), String) {
    let before = if error.line() == 1 { before } else { 0 };
    // A string that a line end breaks off is told of at the beginning of the next line.
    let is_behind = usize::from(error.column() == 0);
    let place = (first + error.line().saturating_sub(1 + is_behind), before + error.column());
    let message = error.to_string();
    let message = &message[..message.rfind(" at line ").unwrap_or(message.len())];
    let what = match place.1 {
        0 => format!("{message} at the line's end"),
        column => format!("{message} at column {column}"),
    };
    (place, what)
}

struct Scanner<'a> {
    text: &'a str,
    /// The line that was looked up last, where it begins, and up to where lines are counted.
    line: usize,
    start: usize,
    counted: usize,
    /// By line and column.
    broken: BTreeMap<(usize, usize), String>,
}

impl Scanner<'_> {
    /// Returns where the next object seems to begin.
    fn next(&self, at: usize, is_sound: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = at;
        loop {
            let rest = bytes.get(at..)?;
            if !is_sound {
                // Which quote mark opens a string nobody knows any more; a key follows a brace that opens an object.
                at += memchr(b'{', rest)?;
                if self.text[at + 1..].trim_ascii_start().starts_with('"') {
                    return Some(at);
                }
                at += 1;
                continue;
            }
            at += memchr2(b'{', b'"', rest)?;
            if bytes[at] == b'{' {
                return Some(at);
            }
            at += 1;
            loop {
                at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
                let is_end = bytes[at] == b'"';
                at += if is_end { 1 } else { 2 };
                if is_end {
                    break;
                }
            }
        }
    }

    /// Returns the line of a place that lies behind the one asked for before.
    fn line_of(&mut self, at: usize) -> usize {
        let passed = &self.text.as_bytes()[self.counted..at];
        if let Some(last) = memrchr(b'\n', passed) {
            self.line += memchr_iter(b'\n', passed).count();
            self.start = self.counted + last + 1;
        }
        self.counted = at;
        self.line
    }

    /// Notes what is wrong with the text from a place on; of two that say so, the one with an id is kept.
    fn tell(&mut self, begun: usize, error: &serde_json::Error, id: Option<String>) {
        let first = self.line_of(begun);
        let (place, what) = fault(error, first, begun - self.start);
        match id {
            Some(id) => drop(self.broken.insert(place, format!("{id}: {what}"))),
            None if self.broken.len() < TOLD => drop(self.broken.entry(place).or_insert(what)),
            None => {}
        }
    }
}

/// Returns the key that an object stands behind.
fn key_before(text: &str, at: usize) -> Option<&str> {
    let before = text[..at].trim_ascii_end().strip_suffix(':')?.trim_ascii_end().strip_suffix('"')?;
    before.rsplit_once('"').map(|(_, key)| key)
}

/// Returns the id of an object that begins with it.
fn leading_id(object: &str) -> Option<String> {
    let inside = object.strip_prefix('{')?.trim_ascii_start();
    let behind = inside.strip_prefix("\"id\"").or_else(|| inside.strip_prefix("\"@id\""))?;
    let value = behind.trim_ascii_start().strip_prefix(':')?;
    Deserializer::from_str(value).into_iter::<String>().next()?.ok()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::objects;

    /// Something with its line.
    type Lines = Vec<(usize, String)>;

    /// Returns the ids of the objects, and the faults.
    fn read(text: &str) -> (Lines, Lines) {
        let (objects, faults) = objects(text, |value| value.get("items").is_some());
        let id = |value: &Value| value.get("id").and_then(Value::as_str).map(str::to_owned);
        (
            objects.iter().filter_map(|one| Some((one.line, id(&one.value)?))).collect(),
            faults.into_iter().map(|fault| (fault.line, fault.what)).collect(),
        )
    }

    #[test]
    fn a_sound_text_has_no_fault_whatever_stands_in_its_strings() {
        let text = "{\"about\": {\"id\": \"d\"},\n\"items\": [{\"id\": \"a\", \"note\": \"x: {\"},\n\n{\"id\": \"{\\\"b\\\": {\"}]}";
        let (found, faults) = read(text);
        assert_eq!(found, [(1, "d".to_owned()), (2, "a".to_owned()), (4, "{\"b\": {".to_owned())]);
        assert_eq!(faults, []);
    }

    #[test]
    fn a_fault_costs_the_object_that_it_is_in() {
        let text = "[\n{\"id\": \"a\"},\n{\"id\": \"b, \"in\": {\"x\": 1}},\n{\"id\": \"c\"}\n{\"id\": \"d\",\n \"x\": tru}, {\"id\": \"e\"}";
        let (found, faults) = read(text);
        let ids: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
        assert_eq!(ids, ["a", "c", "e"]);
        assert_eq!(faults.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 6], "{faults:?}");
        assert!(faults[1].1.starts_with("d: expected ident at column "), "{faults:?}");
    }

    #[test]
    fn what_stands_before_an_early_end_is_kept() {
        let text = "{\"items\": [{\"id\": \"a\"},\n{\"id\": \"b\", \"x\": {\"y\": [1, ";
        let (found, faults) = read(text);
        assert_eq!(found, [(1, "a".to_owned())]);
        assert_eq!(faults, [(2, "b: EOF while parsing a value at column 27".to_owned())]);
    }
}
