//! What every import shares: places in the text, in whatever way they were counted, and the set in making.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::annotation::{
    About, Anchor, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Origin, Provenance,
    Relation, Status,
};
use crate::format::{Fault, ImportError, Imported};
use crate::schema::{AttributeKind, Schema};
use crate::text::{CharOffset, Document, Span, guess_language};

/// Who imports, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    pub creator: String,
    /// RFC 3339 in UTC, whole seconds.
    pub time: String,
}

impl Stamp {
    pub(super) fn provenance(&self) -> Provenance {
        Provenance {
            creator: self.creator.clone(),
            created: self.time.clone(),
            modified: self.time.clone(),
            origin: Origin::Imported,
            confidence: None,
            status: Status::Draft,
            extra: Extra::new(),
        }
    }
}

/// Returns the bytes as text, its byte order mark included.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, ImportError> {
    std::str::from_utf8(bytes).map_err(|error| ImportError::NotUtf8(error.valid_up_to()))
}

/// Returns a file with U+FFFD alone on each line that is no UTF-8, and the numbers of those lines.
///
/// # Errors
///
/// Where so many lines are none that the file is in another encoding: more than those with letters beyond ASCII that
/// are UTF-8, and more than a tenth of all.
pub(super) fn sound_lines(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, Vec<usize>), ImportError> {
    let Err(error) = utf8(bytes) else { return Ok((Cow::Borrowed(bytes), Vec::new())) };
    let (mut sound, mut bad) = (Vec::with_capacity(bytes.len()), Vec::new());
    let (mut letters, mut last) = (0, 0);
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        last = number;
        if number > 1 {
            sound.push(b'\n');
        }
        if std::str::from_utf8(line).is_ok() {
            letters += usize::from(!line.is_ascii());
            sound.extend_from_slice(line);
        } else {
            bad.push(number);
            sound.extend_from_slice("\u{fffd}".as_bytes());
        }
    }
    if bad.len() > letters.max(last / 10) { Err(error) } else { Ok((Cow::Owned(sound), bad)) }
}

/// How a file's writer counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// Code points of the text as it stands, line ends and byte order mark as they are.
    Raw,
    /// Code points of the canonical text.
    Canonical,
    /// UTF-16 code units of the text as it stands.
    Utf16,
}

/// A text as another program had it, and its canonical form.
pub(super) struct Text {
    pub document: Document,
    /// For each code point of the text as it stood, the byte of the canonical one; one more for its end.
    places: Vec<usize>,
    /// For each UTF-16 code unit likewise, `usize::MAX` inside a pair.
    units: Vec<usize>,
    /// For each code point of the text as it stood, its byte there; empty where that is the canonical one.
    starts: Vec<usize>,
    trusted: Count,
}

impl Text {
    pub fn new(raw: &str) -> Self {
        let mut canonical = String::with_capacity(raw.len());
        let (mut places, mut units) = (Vec::with_capacity(raw.len()), Vec::with_capacity(raw.len()));
        let mut characters = raw.chars().enumerate().peekable();
        while let Some((number, character)) = characters.next() {
            places.push(canonical.len());
            units.push(canonical.len());
            if character.len_utf16() == 2 {
                units.push(usize::MAX);
            }
            match character {
                '\u{feff}' if number == 0 => {}
                // The line end stands where its line feed stood.
                '\r' if characters.peek().is_some_and(|(_, next)| *next == '\n') => {}
                '\r' => canonical.push('\n'),
                other => canonical.push(other),
            }
        }
        places.push(canonical.len());
        units.push(canonical.len());
        let starts =
            if canonical == raw { Vec::new() } else { raw.char_indices().map(|(at, _)| at).collect() };
        Self { document: Document::new(canonical), places, units, starts, trusted: Count::Raw }
    }

    fn resolve(&self, count: Count, start: usize, end: usize) -> Option<Span> {
        let of = |table: &[usize]| {
            let (start, end) = (*table.get(start)?, *table.get(end)?);
            (start < end && end != usize::MAX && start != usize::MAX).then(|| Span::new(start, end))
        };
        match count {
            Count::Raw => of(&self.places),
            Count::Utf16 => of(&self.units),
            Count::Canonical => self
                .document
                .span_of_chars(CharOffset(start), CharOffset(end))
                .filter(|span| !span.is_empty()),
        }
    }

    /// Returns the canonical span of a span in bytes of the text as it stands, which ends on code points.
    pub fn span_of_bytes(&self, span: Span) -> Option<Span> {
        if self.starts.is_empty() {
            return Some(span);
        }
        let before = |at: usize| self.starts.partition_point(|start| *start < at);
        self.resolve(Count::Raw, before(span.start.0), before(span.end.0))
    }

    /// Returns the span between two offsets in UTF-16 code units of the text as it stands.
    pub fn span_of_units(&self, start: usize, end: usize) -> Result<Span, String> {
        self.resolve(Count::Utf16, start, end).ok_or_else(|| format!("{start}-{end} is no span of the text"))
    }

    /// Returns the span from `start` to `end`; `expected` is the text that the file repeats.
    ///
    /// Where the repeated text doesn't stand there, other ways of counting are tried: programs are known to
    /// count line ends once, or an emoji twice.
    pub fn span(&mut self, start: usize, end: usize, expected: Option<&str>) -> Result<Span, String> {
        let fits = |span: &Span| expected.is_none_or(|expected| same(self.document.slice(*span), expected));
        let ways = [self.trusted, Count::Raw, Count::Canonical, Count::Utf16];
        for way in ways {
            if let Some(span) = self.resolve(way, start, end).filter(fits) {
                self.trusted = way;
                return Ok(span);
            }
        }
        match self.resolve(self.trusted, start, end) {
            None => Err(format!("{start}-{end} is no span of the text")),
            Some(span) => Err(format!(
                "at {start}-{end} stands {:?}, not {:?}",
                shortened(self.document.slice(span)),
                shortened(expected.unwrap_or_default())
            )),
        }
    }
}

/// Tells whether two texts are the same but for how white space in them is written.
fn same(one: &str, other: &str) -> bool {
    one == other || one.split_whitespace().eq(other.split_whitespace())
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(40).collect();
    if characters.next().is_some() { head + "…" } else { head }
}

/// A set in making.
pub(super) struct Builder<'a> {
    pub text: Text,
    pub faults: Vec<Fault>,
    pub about: About,
    stamp: &'a Stamp,
    items: Vec<(usize, Item)>,
}

impl<'a> Builder<'a> {
    pub fn new(raw: &str, stamp: &'a Stamp) -> Self {
        let text = Text::new(raw);
        let about = About { language: guess_language(text.document.text()).to_owned(), ..About::default() };
        Self { text, faults: Vec::new(), about, stamp, items: Vec::new() }
    }

    pub fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.faults.push(Fault { line, what: what.into() });
    }

    /// Returns an annotation without roles.
    pub fn annotation(&self, id: &str, layer: &str, label: &str) -> Annotation {
        Annotation {
            id: Id::new(id),
            layer: layer.to_owned(),
            label: label.to_owned(),
            roles: Default::default(),
            attributes: Default::default(),
            note: None,
            provenance: self.stamp.provenance(),
            extra: Extra::new(),
        }
    }

    /// Returns an annotation of one role at those spans.
    pub fn marked(&self, id: &str, layer: &str, label: &str, role: &str, fragments: Fragments) -> Annotation {
        let mut annotation = self.annotation(id, layer, label);
        annotation.roles.insert(role.to_owned(), vec![Anchor::text(fragments)]);
        annotation
    }

    pub fn relation(&self, id: &str, kind: &str, from: Id, to: Id) -> Relation {
        Relation {
            id: Id::new(id),
            kind: kind.to_owned(),
            from,
            to,
            attributes: Default::default(),
            note: None,
            provenance: self.stamp.provenance(),
            extra: Extra::new(),
        }
    }

    pub fn add(&mut self, line: usize, annotation: Annotation) {
        self.items.push((line, Item::Annotation(Arc::new(annotation))));
    }

    pub fn add_relation(&mut self, line: usize, relation: Relation) {
        self.items.push((line, Item::Relation(Arc::new(relation))));
    }

    pub fn add_entity(&mut self, line: usize, entity: EntityRecord) {
        self.items.push((line, Item::Entity(Arc::new(entity))));
    }

    /// Makes the entity records that attributes name and the file doesn't have: each has the name of its first
    /// mention, and the Wikidata item that `items` has for its id.
    pub fn make_records(&mut self, schema: &Schema, items: &HashMap<String, String>) {
        let mut taken: HashSet<String> =
            self.items.iter().filter_map(|(_, item)| item.id()).map(ToString::to_string).collect();
        let mut records = Vec::new();
        for (line, item) in &self.items {
            let Item::Annotation(annotation) = item else { continue };
            let known = schema.layer(&annotation.layer).into_iter().flat_map(|layer| &layer.attributes);
            for attribute in known.filter(|one| matches!(one.kind, AttributeKind::Record)) {
                let id = annotation.attributes.get(&attribute.id).and_then(Value::as_str);
                let Some(id) = id.filter(|id| taken.insert((*id).to_owned())) else { continue };
                let record = EntityRecord {
                    id: Id::new(id),
                    name: self.text.document.slice(annotation.place().unwrap_or_default()).to_owned(),
                    wikidata: items.get(id).cloned(),
                    aliases: Vec::new(),
                    extra: Extra::new(),
                };
                records.push((*line, Item::Entity(Arc::new(record))));
            }
        }
        self.items.extend(records);
    }

    pub fn finish(mut self, name: &str) -> Imported {
        let mut seen = HashSet::new();
        let mut items = vec![Item::About(Arc::new(std::mem::take(&mut self.about)))];
        for (line, item) in std::mem::take(&mut self.items) {
            let id = item.id().cloned();
            if id.clone().is_some_and(|id| !seen.insert(id)) {
                let id = id.map(|id| id.to_string()).unwrap_or_default();
                self.fault(line, format!("the id {id} stands twice"));
            } else {
                items.push(item);
            }
        }
        let (set, _) = AnnotationSet::from_items(items);
        Imported { name: name.to_owned(), document: self.text.document, set, faults: self.faults }
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn found(raw: &str, start: usize, end: usize, expected: &str) -> Result<String, String> {
        let mut text = Text::new(raw);
        let span = text.span(start, end, Some(expected))?;
        Ok(text.document.slice(span).to_owned())
    }

    #[test]
    fn each_way_of_counting_is_understood() {
        let raw = "\u{feff}أ😀\r\nسليم قال";
        assert_eq!(found(raw, 5, 9, "سليم"), Ok("سليم".to_owned()), "as it stands");
        assert_eq!(found(raw, 3, 7, "سليم"), Ok("سليم".to_owned()), "canonical");
        assert_eq!(found(raw, 6, 10, "سليم"), Ok("سليم".to_owned()), "UTF-16");
        assert!(found(raw, 1, 5, "سليم").is_err());
        assert!(found(raw, 7, 99, "سليم").is_err());
    }
}
