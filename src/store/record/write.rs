//! Writing a record: the same set gives the same bytes.

use std::cmp::Reverse;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::annotation::{Annotation, Id, Snapshot};
use crate::store::record::Header;
use crate::store::record::v1::Record;
use crate::text::{Document, segment};

/// Returns the record's bytes.
///
/// Annotations stand by start, then the longer first, then by id; entity records and relations by id;
/// bidi controls are escaped, so that no editor is led astray by them.
pub fn write(snapshot: &Snapshot, header: &Header, document: &Document) -> Vec<u8> {
    let keyed = snapshot.annotations.iter().map(|annotation| {
        let place = annotation.place().unwrap_or_default();
        ((place.start, Reverse(place.end), annotation.id.sort_key().1), &**annotation)
    });
    let mut annotations: Vec<_> = keyed.collect();
    // A set gives them in this order, and then this is a walk.
    annotations.sort_by(|(one_key, one), (other_key, other)| {
        one_key.cmp(other_key).then_with(|| one.id.cmp(&other.id))
    });
    let annotations: Vec<&Annotation> = annotations.into_iter().map(|(_, annotation)| annotation).collect();
    let mut relations: Vec<_> = snapshot.relations.iter().map(AsRef::as_ref).collect();
    relations.sort_by(|one, other| by_id(&one.id).cmp(&by_id(&other.id)));
    let mut entities: Vec<_> = snapshot.entities.iter().map(AsRef::as_ref).collect();
    entities.sort_by(|one, other| by_id(&one.id).cmp(&by_id(&other.id)));
    let expected = document.text().len() * 9 / 8 + 1024 * annotations.len();
    let record = Record::of(header, &snapshot.about, document, entities, &annotations, &relations);
    let mut bytes = formatted(&record, Indented::default(), expected);
    bytes.push(b'\n');
    bytes
}

fn by_id(id: &Id) -> (&str, u64, &Id) {
    let (prefix, number) = id.sort_key();
    (prefix, number, id)
}

/// Returns a value's JSON on one line, controls escaped, without a line end.
pub fn to_line(value: &impl Serialize) -> Vec<u8> {
    formatted(value, CompactFormatter, 1024)
}

/// Returns a value's JSON, controls escaped; about so many bytes are expected.
fn formatted(value: &impl Serialize, format: impl Formatter, expected: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(expected);
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping(format)));
    written.expect("texts, numbers, lists and objects with text keys always have a JSON");
    bytes
}

/// A formatter of serde_json with bidi controls and byte order marks escaped.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        let bytes = text.as_bytes();
        let mut written = 0;
        // In UTF-8 they begin with one of two bytes, but for U+061C, whose second byte says more than its first.
        for at in memchr::memchr3_iter(0xe2, 0xef, 0x9c, bytes) {
            let at = if bytes[at] == 0x9c { at - 1 } else { at };
            let control = text.get(at..).and_then(|rest| rest.chars().next());
            let Some(control) = control.filter(|control| segment::is_bidi_control(*control)) else {
                continue;
            };
            writer.write_all(&text.as_bytes()[written..at])?;
            // Each of them lies in the basic plane: one escape does.
            write!(writer, "\\u{:04x}", u32::from(control))?;
            written = at + control.len_utf8();
        }
        writer.write_all(&text.as_bytes()[written..])
    }

    #[inline]
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

/// A formatter that writes what serde_json's `PrettyFormatter` does with an indent of one space, each line's beginning at
/// once.
#[derive(Default)]
struct Indented {
    depth: usize,
    has_value: bool,
}

/// A comma, a line feed, and as many spaces as any record of ours has before a line.
const BREAK: [u8; 66] = {
    let mut line = [b' '; 66];
    line[0] = b',';
    line[1] = b'\n';
    line
};

impl Indented {
    fn line<W: ?Sized + Write>(&self, writer: &mut W, is_first: bool) -> io::Result<()> {
        let end = (2 + self.depth).min(BREAK.len());
        writer.write_all(&BREAK[usize::from(is_first)..end])?;
        (BREAK.len()..2 + self.depth).try_for_each(|_| writer.write_all(b" "))
    }

    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(&[bracket])
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.line(writer, true)?;
        }
        writer.write_all(&[bracket])
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b'[')
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b']')
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b'{')
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b'}')
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.line(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::ser::PrettyFormatter;
    use serde_json::{Value, json};

    use super::{Indented, formatted};

    #[test]
    fn lines_begin_as_serde_json_begins_them() {
        let nested = (0..90).fold(json!([]), |inner, _| json!([{}, { "k": inner, "e": [] }, 1]));
        for value in [json!({ "a": [1, { "b": null }, [], {}], "c": "\u{202e}x\n" }), nested, Value::Null] {
            let ours = formatted(&value, Indented::default(), 0);
            assert_eq!(ours, formatted(&value, PrettyFormatter::with_indent(b" "), 0));
        }
    }
}
