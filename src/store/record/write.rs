//! Writing a record: the same set gives the same bytes.

use std::cmp::Reverse;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::annotation::{Annotation, Id, Snapshot};
use crate::store::record::Header;
use crate::store::record::v1::Record;
use crate::text::{Document, segment};

/// Returns the record's bytes.
///
/// Annotations stand by start, then the longer first, then by id; entity records and relations by id;
/// bidi controls are escaped, so that no editor is led astray by them.
pub fn write(snapshot: &Snapshot, header: &Header, document: &Document) -> Vec<u8> {
    let mut annotations: Vec<&Annotation> = snapshot.annotations.iter().map(AsRef::as_ref).collect();
    annotations.sort_by_cached_key(|annotation| {
        let place = annotation.place().unwrap_or_default();
        (place.start, Reverse(place.end), annotation.id.sort_key().1, annotation.id.clone())
    });
    let mut relations: Vec<_> = snapshot.relations.iter().map(AsRef::as_ref).collect();
    relations.sort_by_cached_key(|relation| by_id(&relation.id));
    let mut entities: Vec<_> = snapshot.entities.iter().map(AsRef::as_ref).collect();
    entities.sort_by_cached_key(|entity| by_id(&entity.id));
    let record = Record::of(header, &snapshot.about, document, entities, &annotations, &relations);
    to_bytes(&record)
}

fn by_id(id: &Id) -> (String, u64, Id) {
    let (prefix, number) = id.sort_key();
    (prefix.to_owned(), number, id.clone())
}

/// Returns a value's JSON as records have it: an indent of one space, controls escaped, a line end.
fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = formatted(value, PrettyFormatter::with_indent(b" "));
    bytes.push(b'\n');
    bytes
}

/// Returns a value's JSON on one line, controls escaped, without a line end.
pub fn to_line(value: &impl Serialize) -> Vec<u8> {
    formatted(value, CompactFormatter)
}

fn formatted(value: &impl Serialize, format: impl Formatter) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping(format)));
    written.expect("texts, numbers, lists and objects with text keys always have a JSON");
    bytes
}

/// A formatter of serde_json with bidi controls and byte order marks escaped.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, control) in text.char_indices().filter(|(_, character)| segment::is_bidi_control(*character))
        {
            writer.write_all(&text.as_bytes()[written..at])?;
            // Each of them lies in the basic plane: one escape does.
            write!(writer, "\\u{:04x}", u32::from(control))?;
            written = at + control.len_utf8();
        }
        writer.write_all(&text.as_bytes()[written..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
