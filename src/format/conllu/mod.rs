//! CoNLL-U Plus: a token a line, in NFC, with what is marked in columns of Hashiya's own.
//!
//! Spans are written as PARSEME writes its own: a number on each of their tokens, behind the first one the name.

mod read;
mod write;

use crate::format::name;

pub(super) use read::read;
pub(super) use write::write;

const GLOBAL: &str = "# global.columns =";

/// How the line begins that stands before each document.
pub(super) const NEW_DOCUMENT: &str = "# newdoc";

/// Returns the last line that names the columns, with its line end.
pub(super) fn last_columns(bytes: &[u8]) -> Option<&[u8]> {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.rfind(|line| line.starts_with(GLOBAL.as_bytes()))
}

/// The columns of what Hashiya writes.
const COLUMNS: [&str; 8] = [
    "ID",
    "FORM",
    "MISC",
    "HASHIYA:SPAN",
    "HASHIYA:ROLE",
    "HASHIYA:ATTRIBUTE",
    "HASHIYA:NOTE",
    "HASHIYA:RELATION",
];

/// Tells whether a text is the beginning of such a file, or of CoNLL-U.
pub(super) fn is_file(text: &str) -> bool {
    if text.starts_with(GLOBAL) {
        return true;
    }
    let mut lines = text.lines();
    let begins = lines.by_ref().take_while(|line| line.starts_with('#'));
    let is_said =
        begins.filter(|line| line.starts_with("# text =") || line.starts_with("# sent_id =")).count();
    let row = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty());
    let is_row = row.is_some_and(|row| row.starts_with('1') && row.split('\t').count() == 10);
    is_said > 0 && is_row
}

/// Returns what stands between tokens with white space and controls written out, as UDPipe does.
fn escape(text: &str) -> String {
    let one = |character: char| match character {
        ' ' => "\\s".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        '\n' => "\\n".to_owned(),
        '|' => "\\p".to_owned(),
        '\\' => "\\\\".to_owned(),
        plain if plain.is_ascii_graphic() => plain.to_string(),
        other => format!("\\x{{{:X}}}", u32::from(other)),
    };
    text.chars().map(one).collect()
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let coded = rest.strip_prefix("\\x{").and_then(|code| code.split_once('}'));
        let coded = coded.and_then(|(digits, behind)| {
            Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, behind))
        });
        let (character, behind) = coded.unwrap_or_else(|| {
            let second = rest.chars().nth(1).filter(|_| first == '\\');
            let known = second.and_then(|second| {
                Some(match second {
                    's' => ' ',
                    't' => '\t',
                    'r' => '\r',
                    'n' => '\n',
                    'p' => '|',
                    '\\' => '\\',
                    _ => return None,
                })
            });
            known.map_or((first, &rest[first.len_utf8()..]), |known| (known, &rest[2..]))
        });
        plain.push(character);
        rest = behind;
    }
    plain
}

/// Returns a field of a cell: free of what separates cells, fields and their parts.
fn field(text: &str) -> String {
    name::escape(text).replace('=', "%3D")
}

#[cfg(test)]
mod tests {
    use super::{escape, field, unescape};
    use crate::format::name;

    #[test]
    fn what_stands_between_goes_both_ways() {
        for text in [" ", "\n\n", "\u{2069}\t", "a|b\\", "\\s", "e\u{301}", "\\x{41}", ""] {
            assert_eq!(unescape(&escape(text)), text);
            assert!(escape(text).is_ascii() && !escape(text).contains(['|', '\n', '\t', ' ']));
        }
        for text in ["a=b", "a_b", "a:b;c", "%3D", ""] {
            assert_eq!(name::unescape(&field(text)), text);
            assert!(!field(text).contains(['=', ':', ';']));
        }
    }
}
