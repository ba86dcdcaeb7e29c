//! A CAS that is no well-formed XML: its elements one by one, without those that are broken.
//!
//! The elements of a CAS lie side by side in its root, and `<` stands nowhere else in XML; so each can be read by
//! itself in the namespaces of the root, and a file that was cut off still has those before its end.

use roxmltree::{Document, Error};

use crate::format::Fault;

/// Returns the text with spaces for each broken element, on the same lines, and what is broken; `None` where the
/// root's own tag is. `error` is what is wrong with the whole.
pub(super) fn mended(file: &str, error: &Error) -> Option<(String, Vec<Fault>)> {
    let (begun, inside) = root(file)?;
    let tag = file[begun..inside].replace('\n', " ");
    let name = name_of(&tag[1..]);
    let parse = |element: &str| Document::parse(&format!("{tag}{element}</{name}>")).map(drop);
    parse("").ok()?;
    let mut mender =
        Mender { file, mended: lines_of(&file[..begun]), faults: Vec::new(), line: 1, counted: 0 };
    mender.mended.push_str(&file[begun..inside]);
    let (mut at, mut is_closed) = (inside, false);
    while let Some(found) = file[at..].find('<').map(|found| at + found) {
        mender.mended.push_str(&lines_of(&file[at..found]));
        let rest = &file[found..];
        let (piece, outcome) = if rest.starts_with("<!--") {
            (through(rest, "-->"), None)
        } else if let Some(closed) = rest.strip_prefix("</") {
            is_closed = name_of(closed) == name;
            if is_closed {
                break;
            }
            (up_to_next(rest), Some("an end tag without a beginning".to_owned()))
        } else {
            let (element, is_whole) = element(rest);
            match parse(element) {
                Ok(()) => (element, None),
                Err(_) if !is_whole => (element, Some("the element has no end".to_owned())),
                Err(error) => (element, Some(words(&error))),
            }
        };
        match outcome {
            None => mender.mended.push_str(piece),
            Some(what) => mender.leave_out(found, piece, what),
        }
        at = found + piece.len();
    }
    if !is_closed {
        let line = mender.line_of(file.trim_end().len());
        mender.faults.push(Fault { line, what: format!("the file ends before </{name}>") });
    } else if mender.faults.is_empty() {
        mender.faults.push(Fault { line: error.pos().row as usize, what: words(error) });
    }
    mender.mended.push_str(&format!("</{name}>"));
    Some((mender.mended, mender.faults))
}

struct Mender<'a> {
    file: &'a str,
    mended: String,
    faults: Vec<Fault>,
    /// The line of the place that lines are counted up to.
    line: usize,
    counted: usize,
}

impl Mender<'_> {
    fn line_of(&mut self, at: usize) -> usize {
        self.line += memchr::memchr_iter(b'\n', &self.file.as_bytes()[self.counted..at]).count();
        self.counted = at;
        self.line
    }

    fn leave_out(&mut self, at: usize, piece: &str, what: String) {
        let line = self.line_of(at);
        self.faults
            .push(Fault { line, what: format!("<{}: {what}", name_of(piece[1..].trim_start_matches('/'))) });
        self.mended.push_str(&lines_of(piece));
    }
}

/// Returns where the root's tag begins and ends.
fn root(file: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    loop {
        at += file[at..].find('<')?;
        let rest = &file[at..];
        at += match rest {
            _ if rest.starts_with("<?") => through(rest, "?>").len(),
            _ if rest.starts_with("<!--") => through(rest, "-->").len(),
            _ if rest.starts_with("<!") => {
                through(rest, if up_to_next(rest).contains('[') { "]>" } else { ">" }).len()
            }
            _ => {
                return Some((at, at + rest.find('>')? + 1)).filter(|(_, end)| !file[..*end].ends_with("/>"));
            }
        };
    }
}

/// Returns the element that a text begins with, its children included, and whether its end is there.
///
/// Children are features and have no prefix, as types have one: behind an element that nothing ends, the next type
/// begins a new one.
fn element(rest: &str) -> (&str, bool) {
    let tag = up_to_next(rest);
    if let Some(end) = tag.rfind("/>") {
        return (&rest[..end + 2], true);
    }
    let name = name_of(&rest[1..]);
    let mut at = tag.len();
    while tag.contains('>') && at < rest.len() {
        let inner = &rest[at..];
        if inner.strip_prefix("</").is_some_and(|closed| name_of(closed) == name) {
            return (&rest[..at + through(inner, ">").len()], true);
        }
        if !inner.starts_with("</") && name_of(&inner[1..]).contains(':') {
            break;
        }
        at += up_to_next(inner).len();
    }
    (tag, false)
}

/// Returns a text that begins with `<` up to the next one.
fn up_to_next(text: &str) -> &str {
    text[1..].find('<').map_or(text, |end| &text[..end + 1])
}

fn through<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).map_or(text, |at| &text[..at + end.len()])
}

fn name_of(tag: &str) -> &str {
    let end = tag.find(|one: char| one.is_whitespace() || matches!(one, '/' | '>' | '<'));
    &tag[..end.unwrap_or(tag.len())]
}

/// Returns the line feeds of a text.
fn lines_of(text: &str) -> String {
    "\n".repeat(memchr::memchr_iter(b'\n', text.as_bytes()).count())
}

/// Returns what an error says without its place, which is told by the line.
fn words(error: &Error) -> String {
    let mut said = error.to_string();
    let place = |at: &usize| said[at + 4..].chars().all(|one| one.is_ascii_digit() || one == ':');
    if let Some(at) = said.rfind(" at ").filter(place) {
        said.truncate(at);
    }
    said
}
