//! Files of many documents, cut into pieces that can be read by themselves, so that they may be larger than memory.

mod items;
mod table;

use std::ops::Range;

use memchr::memchr_iter;

use crate::format::read::utf8;
use crate::format::{
    Fault, Format, ImportError, Imported, Input, Stamp, conllu, documents, iob, label_studio,
};
use crate::schema::Schema;

use items::Items;
pub use table::Quoting;
use table::Rows;

/// Takes the bytes of a file as they come; gives pieces of whole documents.
#[derive(Debug)]
pub struct Cutter {
    format: Format,
    way: Way,
    held: Vec<u8>,
    /// How many of the bytes held were looked at.
    seen: usize,
    /// How many of them are whole documents.
    whole: usize,
    /// The number of the first line held, counted from 1.
    line: usize,
    /// What stands before every piece: the row of names, the line that names the columns.
    head: Vec<u8>,
    /// How many elements were given out.
    given: usize,
}

/// Where documents end.
#[derive(Debug)]
enum Way {
    /// With each line.
    Lines,
    /// Before each line that begins so.
    Marked(&'static str),
    /// With each row.
    Rows { rows: Rows, is_quoted: bool },
    /// With each element of an array.
    Items(Items),
}

/// A part of a file that can be read by itself.
#[derive(Debug, PartialEq, Eq)]
pub struct CutPiece {
    format: Format,
    is_quoted: bool,
    head: Vec<u8>,
    bytes: Vec<u8>,
    /// Where documents, or rows together, stand in it; the line and the number of each in the file, from 1.
    units: Vec<(Range<usize>, usize, usize)>,
}

impl Cutter {
    /// Returns what cuts files of a format, `None` where a file of it is one document. `is_quoted` tells how a table
    /// between tabs is read.
    pub fn of(format: Format, is_quoted: bool) -> Option<Self> {
        let way = match format {
            Format::HuggingFaceLines | Format::Prodigy | Format::Doccano => Way::Lines,
            Format::Conllu => Way::Marked(conllu::NEW_DOCUMENT),
            Format::Conll | Format::NestedIob => Way::Marked(iob::NEW_DOCUMENT),
            Format::Csv => Way::Rows { rows: Rows::new(b',', true), is_quoted: true },
            Format::Tsv => Way::Rows { rows: Rows::new(b'\t', is_quoted), is_quoted },
            Format::LabelStudio => Way::Items(Items::default()),
            _ => return None,
        };
        let (held, head) = (Vec::new(), Vec::new());
        Some(Self { format, way, held, seen: 0, whole: 0, line: 1, head, given: 0 })
    }

    /// Takes the next bytes of the file.
    pub fn put(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
        match &mut self.way {
            Way::Items(items) => {
                items.look(&self.held, self.seen);
                self.seen = self.held.len();
                self.whole = items.found.last().map_or(0, |item| item.range.end);
            }
            Way::Lines => {
                self.whole = memchr::memrchr(b'\n', bytes).map_or(self.whole, |at| self.seen + at + 1);
                self.seen = self.held.len();
            }
            Way::Rows { rows, .. } => {
                for (at, byte) in self.held.iter().enumerate().skip(self.seen) {
                    if !rows.byte(*byte) {
                        continue;
                    }
                    self.whole = at + 1;
                    if self.head.is_empty() && !self.held[..self.whole].trim_ascii().is_empty() {
                        self.head = self.held[..self.whole].to_vec();
                    }
                }
                self.seen = self.held.len();
            }
            Way::Marked(marker) => {
                // A line is looked at once all of its beginning is there.
                let rest = self.seen;
                for at in memchr_iter(b'\n', &self.held[rest..]).map(|at| rest + at) {
                    if self.seen > 0 && self.held[self.seen..].starts_with(marker.as_bytes()) {
                        self.whole = self.seen;
                    }
                    self.seen = at + 1;
                }
            }
        }
    }

    /// Returns how many bytes are held.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Returns a piece of `least` bytes or more, `None` where there is none yet; at the file's end all that is left.
    pub fn piece(&mut self, least: usize, is_end: bool) -> Option<CutPiece> {
        if is_end {
            self.whole = self.held.len();
            if let Way::Items(items) = &mut self.way {
                items.finish(self.held.len());
            }
        }
        if self.whole < least && !is_end || self.held.is_empty() {
            return None;
        }
        let rest = self.held.split_off(self.whole);
        let bytes = std::mem::replace(&mut self.held, rest);
        let (first, before) = (self.line, self.head.clone());
        self.line += memchr_iter(b'\n', &bytes).count();
        self.seen -= bytes.len().min(self.seen);
        self.whole = 0;
        let mut piece =
            CutPiece { format: self.format, is_quoted: true, head: Vec::new(), units: Vec::new(), bytes };
        match &mut self.way {
            Way::Lines => piece.units = lines(&piece.bytes, first),
            Way::Items(items) => {
                let found = std::mem::take(&mut items.found).into_iter();
                items.forget(piece.bytes.len());
                piece.units = found
                    .zip(self.given + 1..)
                    .map(|(item, number)| (item.range, item.line, number))
                    .collect();
                self.given += piece.units.len();
            }
            Way::Rows { is_quoted, .. } => {
                if self.head.is_empty() {
                    self.head.clone_from(&piece.bytes);
                }
                piece.is_quoted = *is_quoted;
                // The first piece has the row of names itself.
                let start = if first == 1 { self.head.len().min(piece.bytes.len()) } else { 0 };
                let line = first + memchr_iter(b'\n', &piece.bytes[..start]).count();
                piece.head.clone_from(&self.head);
                piece.units = vec![(start..piece.bytes.len(), line, usize::from(first == 1))];
            }
            Way::Marked(marker) => {
                piece.units = sections(&piece.bytes, marker, first);
                piece.head = before;
                if self.format == Format::Conllu
                    && let Some(columns) = conllu::last_columns(&piece.bytes)
                {
                    self.head = columns.to_vec();
                }
            }
        }
        Some(piece)
    }
}

/// Returns the lines that hold anything.
fn lines(bytes: &[u8], first: usize) -> Vec<(Range<usize>, usize, usize)> {
    let ends = memchr_iter(b'\n', bytes).chain([bytes.len()]);
    let mut start = 0;
    let ranges = ends.map(|end| std::mem::replace(&mut start, end + 1)..end);
    let numbered = ranges.zip(first..).map(|(range, line)| (range, line, 0));
    numbered.filter(|(range, ..)| !bytes[range.clone()].trim_ascii().is_empty()).collect()
}

/// Returns the sections that lines with the marker begin, and what stands before the first.
fn sections(bytes: &[u8], marker: &str, first: usize) -> Vec<(Range<usize>, usize, usize)> {
    let mut sections: Vec<(Range<usize>, usize, usize)> = Vec::new();
    let starts = std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|at| at + 1));
    for (start, line) in starts.zip(first..) {
        if start == 0 || bytes[start..].starts_with(marker.as_bytes()) {
            if let Some((last, ..)) = sections.last_mut() {
                last.end = start;
            }
            sections.push((start..bytes.len(), line, 0));
        }
    }
    sections
}

/// Reads the documents of a piece; the rest of it is kept where one can't be read.
pub fn import_piece(piece: &CutPiece, schema: &Schema, stamp: &Stamp) -> (Vec<Imported>, Vec<Fault>) {
    let (mut documents, mut faults) = (Vec::new(), Vec::new());
    let told = |line, error| match error {
        ImportError::Malformed { what, .. } => Fault { line, what },
        ImportError::NotUtf8(at) => Fault { line, what: format!("it is not UTF-8 (first bad byte at {at})") },
        other => Fault { line, what: other.to_string() },
    };
    let mut head: &[u8] = &piece.head;
    for (range, line, number) in piece.units.iter().cloned() {
        let bytes = &piece.bytes[range];
        match piece.format {
            Format::Csv | Format::Tsv => {
                let delimiter = if piece.format == Format::Csv { b',' } else { b'\t' };
                match documents::Table::of(&piece.head, delimiter, piece.is_quoted, schema) {
                    Ok(table) => {
                        let read = table.read(bytes, line, stamp);
                        documents.extend(read.0);
                        faults.extend(read.1);
                    }
                    // It is told once, with the first piece.
                    Err(error) if number == 1 => faults.push(told(1, error)),
                    Err(_) => {}
                }
            }
            Format::LabelStudio => {
                let of_task = |what: String| format!("task {number}: {what}");
                match label_studio::read_task(bytes, schema, stamp) {
                    Ok(mut task) => {
                        for fault in &mut task.faults {
                            *fault = Fault { line, what: of_task(std::mem::take(&mut fault.what)) };
                        }
                        documents.push(task);
                    }
                    Err(what) => faults.push(Fault { line, what: of_task(what) }),
                }
            }
            format => {
                let is_of_lines = format.has_document_on_each_line();
                let whole = [if is_of_lines { &[] } else { head }, bytes].concat();
                let before = whole.len() - bytes.len();
                if format == Format::Conllu {
                    head = conllu::last_columns(bytes).unwrap_or(head);
                }
                // Of what stands before the first document there need be nothing.
                if !is_of_lines && !holds_tokens(bytes) {
                    continue;
                }
                let lines_before = memchr_iter(b'\n', &whole[..before]).count();
                let placed = |fault: &mut Fault| {
                    fault.line =
                        if is_of_lines { line } else { (fault.line + line).saturating_sub(1 + lines_before) };
                };
                let read = match format {
                    Format::Conll | Format::NestedIob => {
                        iob::read(&whole, schema, stamp).map(|read| vec![read])
                    }
                    _ => super::import(format, &Input { bytes: &whole, text: None }, schema, stamp),
                };
                match read {
                    Ok(mut read) => {
                        read.iter_mut().flat_map(|document| &mut document.faults).for_each(placed);
                        documents.append(&mut read);
                    }
                    Err(error) => faults.push(told(line, error)),
                }
            }
        }
    }
    (documents, faults)
}

/// Reads all of a file that is cut.
///
/// # Errors
///
/// Where nothing of it can be read.
pub(super) fn import_whole(
    format: Format,
    bytes: &[u8],
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Vec<Imported>, ImportError> {
    utf8(bytes)?;
    let malformed = |what: &str| ImportError::Malformed { format: format.name(), what: what.to_owned() };
    let mut cutter = Cutter::of(format, true).ok_or(ImportError::NotImported(format.name()))?;
    cutter.put(bytes);
    let piece = cutter.piece(0, true).ok_or_else(|| malformed("it is empty"))?;
    let (mut documents, faults) = import_piece(&piece, schema, stamp);
    match documents.first_mut() {
        Some(first) => first.faults.extend(faults),
        None => return Err(malformed(faults.first().map_or("there is no document", |fault| &fault.what))),
    }
    Ok(documents)
}

/// Tells whether there is a line that is neither empty nor a comment nor the mark of a document.
fn holds_tokens(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"#") && !line.starts_with(iob::NEW_DOCUMENT.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::{Cutter, import_piece};
    use crate::format::{Format, Stamp};
    use crate::schema::Schema;

    /// Returns name and text of each document, and line and words of each fault.
    type Read = (Vec<(String, String)>, Vec<(usize, String)>);

    fn read(format: Format, is_quoted: bool, text: &str, step: usize, least: usize) -> Read {
        let mut cutter = Cutter::of(format, is_quoted).expect("it is cut");
        let mut pieces = Vec::new();
        for bytes in text.as_bytes().chunks(step) {
            cutter.put(bytes);
            pieces.extend(cutter.piece(least, false));
        }
        pieces.extend(cutter.piece(least, true));
        let (mut documents, mut faults) = (Vec::new(), Vec::new());
        for piece in pieces {
            let read = import_piece(&piece, Schema::news(), &Stamp::default());
            for one in read.0 {
                documents.push((one.name.clone(), one.document.text().to_owned()));
                faults.extend(one.faults);
            }
            faults.extend(read.1);
        }
        let mut faults: Vec<(usize, String)> =
            faults.into_iter().map(|fault| (fault.line, fault.what)).collect();
        faults.sort();
        (documents, faults)
    }

    /// Holds the pieces of a file, whatever their size, against the whole file as one piece.
    fn check(format: Format, is_quoted: bool, text: &str) -> Read {
        let whole = read(format, is_quoted, text, text.len(), usize::MAX);
        for (step, least) in [(1, 1), (2, 5), (7, 40), (64, 1), (1000, 100)] {
            assert_eq!(
                read(format, is_quoted, text, step, least),
                whole,
                "{step} at once, pieces of {least}"
            );
        }
        whole
    }

    fn names(read: &Read) -> Vec<&str> {
        read.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn pieces_of_tables_give_what_the_whole_gives() {
        let table =
            "\u{feff}id,text,label\na,\"one\n two, \"\"three\"\"\",x\nb,four\n\"c\",\"\nfive\",y\r\nd,six,z";
        let found = check(Format::Csv, true, table);
        assert_eq!(names(&found), ["a", "c", "d"]);
        assert_eq!(found.0[0].1, "one\n two, \"three\"");
        assert_eq!(found.1, [(4, "there are 2 cells, not 3".to_owned())]);
        let tabs = "id\ttext\na\t\"نعم\nb\tلا\"\nc\tثم";
        assert_eq!(names(&check(Format::Tsv, false, tabs)), ["a", "b", "c"]);
        assert_eq!(
            check(Format::Csv, true, "a,b\n1,2\n").1[0].1,
            "no column is called text; its columns are a, b"
        );
    }

    #[test]
    fn pieces_of_tokens_give_what_the_whole_gives() {
        let rows = "# global.columns = ID FORM MY:NER\n# newdoc id = one\n1\tقال\tO\n2\tسليم\tB-PERS\n3\tbad\n\n\
                    # newdoc id = two\n1\tثم\tI-LOC\n\n# newdoc id = three\n1\tعاد\tO";
        let found = check(Format::Conllu, true, rows);
        assert_eq!(names(&found), ["one", "two", "three"]);
        assert_eq!(found.1.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [5], "{:?}", found.1);
        let tags = "-DOCSTART- O\n\nقال O\nسليم B-PERS\n\n-DOCSTART- O\n\nثم I-LOC\nعاد X\n-DOCSTART- O\n";
        let found = check(Format::Conll, true, tags);
        assert_eq!(found.0.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["قال سليم", "ثم عاد"]);
        assert_eq!(found.1.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [8, 9], "{:?}", found.1);
    }

    #[test]
    fn pieces_of_an_array_give_what_the_whole_gives() {
        let task = |id: &str, rest: &str| {
            format!("{{\"data\": {{\"id\": \"{id}\", \"text\": \"[{{ \\\"{id}\\\" }}, \\\\\"}}{rest}}}")
        };
        let text =
            format!("[{},\n{},\n{}, {}]\n", task("a", ""), task("b", ", 7"), task("c", ""), task("d", ""));
        let found = check(Format::LabelStudio, true, &text);
        assert_eq!(names(&found), ["a", "c", "d"]);
        assert_eq!(found.0[1].1, "[{ \"c\" }, \\");
        assert_eq!(found.1.len(), 1);
        assert!(found.1[0].0 == 2 && found.1[0].1.starts_with("task 2: "), "{:?}", found.1);
    }
}
