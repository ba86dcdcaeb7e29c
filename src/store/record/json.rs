//! The record's JSON, taken piece by piece: where a piece is broken, those around it are still read.
//!
//! Each entry of the record's lists is parsed by itself, and its line is known. After a broken one, reading
//! goes on at the next object that looks like an entry, or at the next list.
//!
//! Annotations as this version writes them are taken by way of [`plain`], without a tree of values. A record with
//! any fault is taken again with a tree for each entry, so that a fault is told the same whatever stands around it.

use std::sync::Arc;

use foldhash::HashMap;
use serde_json::{Map, Value};

use crate::annotation::{Annotation, Id};
use crate::store::record::plain;
use crate::store::record::tree::Noted;
use crate::store::record::version::VERSION;
use crate::text::Document;

/// The lists of a record.
pub(super) const LISTS: [&str; 3] = ["entities", "annotations", "relations"];

/// How many faults are told one by one.
const TOLD: usize = 100;

/// A record's JSON with the lines on which its parts begin, counted from 1.
#[derive(Default)]
pub(super) struct Parsed<'a> {
    pub record: Map<String, Value>,
    /// The entries of the list of annotations, which is empty in the record then. There are none where the
    /// record holds them itself.
    pub annotations: Vec<Entry<'a>>,
    /// For each list, the line of each of its entries.
    pub lines: HashMap<&'static str, Vec<usize>>,
    /// The line of each field of the record.
    pub keys: HashMap<String, usize>,
    pub faults: Vec<Broken>,
    /// The text that the annotations which were taken refer to, where it was settled while parsing.
    pub document: Option<Document>,
}

/// An entry of one of the record's lists.
pub(super) enum Entry<'a> {
    Value(Value),
    /// An annotation that stood in the form that this version writes, and its JSON.
    Plain(Arc<Annotation>, &'a str),
}

/// A piece that could not be read, or not without loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in bytes.
    pub column: usize,
    pub message: String,
    /// The entry that it is in, where that says its id before the fault.
    pub id: Option<Id>,
}

/// Parses a record; `None` where the bytes don't begin as an object does.
pub(super) fn parse<'a>(bytes: &'a [u8], source: Option<&'a Document>) -> Option<Parsed<'a>> {
    parse_plain(bytes, source).or_else(|| parse_as_tree(bytes))
}

/// Parses a record of this version without a fault, its plain annotations taken at once; `None` for any other.
///
/// `source` is the text of the source, which they refer to where the record holds none.
pub(super) fn parse_plain<'a>(bytes: &'a [u8], source: Option<&'a Document>) -> Option<Parsed<'a>> {
    let text = simdutf8::basic::from_utf8(bytes).ok()?;
    let quick = Quick { text, source, is_over: false };
    let (parsed, quick) = Scanner::new(bytes, Some(quick)).parse()?;
    let version = parsed.record.get("version").and_then(Value::as_u64);
    let is_sound = parsed.faults.is_empty() && version == Some(VERSION);
    (is_sound && !quick.is_some_and(|quick| quick.is_over)).then_some(parsed)
}

/// Parses any record, each entry as a tree of values.
pub(super) fn parse_as_tree(bytes: &[u8]) -> Option<Parsed<'_>> {
    Scanner::new(bytes, None).parse().map(|(parsed, _)| parsed)
}

/// Returns the text that a record's spans refer to: the one that it holds, else the source's.
pub(super) fn document_of(record: &Map<String, Value>, source: Option<&Document>) -> Option<Document> {
    match (record.get("text").and_then(Value::as_str), source) {
        (Some(held), Some(source)) if held == source.text() => Some(source.clone()),
        (Some(held), _) => Some(Document::new(held)),
        (None, source) => source.cloned(),
    }
}

/// What taking annotations at once needs.
struct Quick<'a> {
    /// The bytes as text.
    text: &'a str,
    source: Option<&'a Document>,
    /// Whether the text of the record stands behind annotations, or nothing says what they refer to.
    is_over: bool,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    /// Where plain annotations are to be taken at once.
    quick: Option<Quick<'a>>,
    at: usize,
    /// The place that was looked up last: lines are counted on from there.
    last: Place,
    parsed: Parsed<'a>,
}

/// A place in the bytes and its line.
struct Place {
    at: usize,
    /// Counted from 1.
    line: usize,
    /// Where the line begins.
    start: usize,
}

impl Place {
    const START: Self = Self { at: 0, line: 1, start: 0 };
}

impl<'a> Scanner<'a> {
    fn new(bytes: &'a [u8], quick: Option<Quick<'a>>) -> Self {
        Self { bytes, quick, at: 0, last: Place::START, parsed: Parsed::default() }
    }

    fn parse(mut self) -> Option<(Parsed<'a>, Option<Quick<'a>>)> {
        self.skip_space();
        self.take(b'{').then(|| {
            self.fields();
            (self.parsed, self.quick)
        })
    }

    fn fields(&mut self) {
        let mut is_first = true;
        loop {
            self.skip_space();
            if self.take(b'}') {
                break;
            }
            if !is_first && !self.take(b',') {
                self.broken(self.at, "expected `,` or `}`".to_owned(), None);
            }
            is_first = false;
            self.skip_space();
            let line = self.line_of(self.at);
            let Some(key) = self.key() else {
                if !self.find_list() {
                    return;
                }
                is_first = true;
                continue;
            };
            if self.parsed.keys.insert(key.clone(), line).is_some() {
                self.broken(self.at, format!("the key {key:?} stands twice"), None);
            }
            match LISTS.into_iter().find(|list| *list == key) {
                Some(list) if self.bytes.get(self.at) == Some(&b'[') => {
                    self.parsed.record.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                    self.at += 1;
                    if !self.entries(list) {
                        return;
                    }
                }
                _ => match self.value() {
                    Ok(value) => {
                        if key == "text" && self.parsed.document.is_some() {
                            self.give_up();
                        }
                        self.parsed.record.insert(key, value);
                    }
                    Err((at, message)) => {
                        self.broken(at, message, None);
                        if !self.find_list() {
                            return;
                        }
                        is_first = true;
                    }
                },
            }
        }
        self.skip_space();
        if self.at < self.bytes.len() {
            self.broken(self.at, "something stands after the record's end".to_owned(), None);
        }
    }

    /// Reads a key and its colon; a fault is noted.
    fn key(&mut self) -> Option<String> {
        let begun = self.at;
        let found = self.value().and_then(|value| match value {
            Value::String(key) => Ok(key),
            _ => Err((begun, "key must be a string".to_owned())),
        });
        let found = found.and_then(|key| {
            self.skip_space();
            if self.take(b':') { Ok(key) } else { Err((self.at, "expected `:`".to_owned())) }
        });
        self.skip_space();
        found.map_err(|(at, message)| self.broken(at, message, None)).ok()
    }

    /// Reads the entries of a list up to its end; tells whether something may follow it.
    fn entries(&mut self, list: &'static str) -> bool {
        let mut list = list;
        let mut is_first = true;
        self.settle_document(list);
        loop {
            self.skip_space();
            if self.take(b']') {
                return true;
            }
            if !is_first && !self.take(b',') {
                self.broken(self.at, "expected `,` or `]`".to_owned(), None);
            }
            is_first = false;
            self.skip_space();
            let begun = self.at;
            if list == "annotations" && self.annotation() {
                continue;
            }
            match self.value() {
                Ok(value) => self.push(list, value, begun),
                Err((at, message)) => {
                    let id = leading_id(&self.bytes[begun..]);
                    self.broken(at, message, id);
                    self.at = begun;
                    match self.find_entry() {
                        Next::Entry => {}
                        Next::List(next) => (list, is_first) = (next, true),
                        Next::End => return false,
                    }
                }
            }
        }
    }

    /// Settles what annotations refer to, before the first of them is taken.
    fn settle_document(&mut self, list: &str) {
        let Some(quick) = &self.quick else { return };
        if list == "annotations" && self.parsed.document.is_none() {
            self.parsed.document = document_of(&self.parsed.record, quick.source);
            if self.parsed.document.is_none() {
                self.give_up();
            }
        }
    }

    /// Leaves the record to be taken as a tree.
    fn give_up(&mut self) {
        if let Some(quick) = &mut self.quick {
            quick.is_over = true;
        }
    }

    /// Takes the annotation that stands here, if it is a plain one of which there is nothing to say.
    fn annotation(&mut self) -> bool {
        let (Some(Quick { text, .. }), Some(document)) = (&self.quick, &self.parsed.document) else {
            return false;
        };
        let json = &text[self.at..];
        let Some((annotation, length)) = plain::first_of(json, document) else { return false };
        self.note_line("annotations", self.at);
        self.parsed.annotations.push(Entry::Plain(Arc::new(annotation), &json[..length]));
        self.at += length;
        true
    }

    fn note_line(&mut self, list: &'static str, begun: usize) {
        let line = self.line_of(begun);
        self.parsed.lines.entry(list).or_default().push(line);
    }

    fn push(&mut self, list: &'static str, value: Value, begun: usize) {
        self.note_line(list, begun);
        if list == "annotations" && self.quick.is_some() {
            self.parsed.annotations.push(Entry::Value(value));
            return;
        }
        let entries = self.parsed.record.entry(list).or_insert_with(|| Value::Array(Vec::new()));
        match entries {
            Value::Array(entries) => entries.push(value),
            // The list stood there before as something else, which counts as twice.
            other => *other = Value::Array(vec![value]),
        }
    }

    /// Goes on behind a broken entry: takes the next entry, or enters the next list.
    fn find_entry(&mut self) -> Next {
        let mut at = self.at + 1;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'"' => {
                    if let Some((list, inside)) = list_at(self.bytes, at) {
                        let line = self.line_of(at);
                        self.parsed.keys.insert(list.to_owned(), line);
                        self.at = inside;
                        return Next::List(list);
                    }
                }
                b'{' if next_of(self.bytes, at + 1) == Some(b'"') => {
                    let begun = at;
                    self.at = at;
                    if let Ok(value) = self.value() {
                        if let Some(list) = list_of(&value) {
                            self.push(list, value, begun);
                            return Next::Entry;
                        }
                        // A part of the broken entry that is whole: nothing within it is an entry.
                        at = self.at;
                        continue;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.at = self.bytes.len();
        Next::End
    }

    /// Goes on behind a broken field at the key of the next list.
    fn find_list(&mut self) -> bool {
        while self.at < self.bytes.len() {
            if self.bytes[self.at] == b'"' && list_at(self.bytes, self.at).is_some() {
                return true;
            }
            self.at += 1;
        }
        false
    }

    /// Reads the value that stands here; an error says where.
    fn value(&mut self) -> Result<Value, (usize, String)> {
        let begun = self.at;
        let (value, length) = match &self.quick {
            // It is known to be UTF-8 and need not be held against it again.
            Some(quick) => first_of(serde_json::Deserializer::from_str(&quick.text[begun..])),
            None => first_of(serde_json::Deserializer::from_slice(&self.bytes[begun..])),
        };
        match value {
            Some(Ok(Noted { value, twice })) => {
                self.at = begun + length;
                for key in twice {
                    self.broken(begun, format!("the key {key:?} stands twice in what begins here"), None);
                }
                Ok(value)
            }
            Some(Err(error)) => {
                let message = error.to_string();
                let end = message.rfind(" at line ").unwrap_or(message.len());
                let at = begun + offset_of(&self.bytes[begun..], error.line(), error.column());
                Err((at, message[..end].to_owned()))
            }
            None => Err((self.bytes.len(), "EOF while parsing a value".to_owned())),
        }
    }

    fn broken(&mut self, at: usize, message: String, id: Option<Id>) {
        if self.parsed.faults.len() == TOLD {
            return;
        }
        let line = self.line_of(at);
        self.parsed.faults.push(Broken { line, column: at - self.last.start + 1, message, id });
    }

    fn line_of(&mut self, at: usize) -> usize {
        if at < self.last.at {
            self.last = Place::START;
        }
        let passed = &self.bytes[self.last.at..at];
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            self.last.line += memchr::memchr_iter(b'\n', passed).count();
            self.last.start = self.last.at + last + 1;
        }
        self.last.at = at;
        self.last.line
    }

    fn skip_space(&mut self) {
        let space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        self.at += self.bytes[self.at..].iter().take_while(|byte| space(byte)).count();
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(is_there);
        is_there
    }
}

/// Returns the value that JSON begins with, and how many bytes it has.
fn first_of<'a>(
    json: serde_json::Deserializer<impl serde_json::de::Read<'a>>,
) -> (Option<serde_json::Result<Noted>>, usize) {
    let mut values = json.into_iter();
    (values.next(), values.byte_offset())
}

/// What stands behind a broken entry.
enum Next {
    /// Another entry, which was taken.
    Entry,
    /// The first entry of that list.
    List(&'static str),
    End,
}

/// Returns the list whose key stands at a quote mark, and where its entries begin.
fn list_at(bytes: &[u8], quote: usize) -> Option<(&'static str, usize)> {
    let list = LISTS.into_iter().find(|list| {
        bytes[quote + 1..].starts_with(list.as_bytes()) && bytes.get(quote + 1 + list.len()) == Some(&b'"')
    })?;
    let colon = skip_space(bytes, quote + 2 + list.len());
    let bracket = skip_space(bytes, colon + 1);
    (bytes.get(colon) == Some(&b':') && bytes.get(bracket) == Some(&b'[')).then_some((list, bracket + 1))
}

/// Returns the list that a value belongs to by its fields.
fn list_of(value: &Value) -> Option<&'static str> {
    let map = value.as_object()?;
    let has = |key| map.contains_key(key);
    if !map.get("id").is_some_and(Value::is_string) {
        None
    } else if has("layer") || has("roles") {
        Some("annotations")
    } else if has("from") && has("to") {
        Some("relations")
    } else {
        has("name").then_some("entities")
    }
}

/// Returns the id of a broken entry that begins with it, as the program writes them.
fn leading_id(bytes: &[u8]) -> Option<Id> {
    let key = skip_space(bytes, 1);
    let colon = skip_space(bytes, key + bytes.get(key..)?.strip_prefix(b"\"id\"").map(|_| 4)?);
    let value = bytes.get(colon..)?.strip_prefix(b":")?;
    let mut values = serde_json::Deserializer::from_slice(value).into_iter::<String>();
    values.next()?.ok().map(|id| Id::new(&id))
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn next_of(bytes: &[u8], from: usize) -> Option<u8> {
    bytes.get(skip_space(bytes, from)).copied()
}

/// Returns the offset of a line and column as serde_json counts them, both from 1, the column in bytes.
fn offset_of(bytes: &[u8], line: usize, column: usize) -> usize {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let start = std::iter::once(0).chain(starts).nth(line.saturating_sub(1)).unwrap_or(bytes.len());
    (start + column.saturating_sub(1)).min(bytes.len())
}
