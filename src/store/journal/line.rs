//! The lines of a journal: each is one JSON object that ends with a checksum of what precedes it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::edit::{Act, ActKind, Transaction};
use crate::store::disk::Fingerprint;
use crate::store::record::{ActTwin, read_act, to_line};
use crate::text::{Document, sha256_hex};

/// What the field `format` of the first line says.
pub const FORMAT: &str = "hashiya/journal";

/// The version that is written.
pub const VERSION: u64 = 1;

const SUM: &str = ",\"sum\":\"";
/// In hexadecimal digits.
const SUM_LENGTH: usize = 16;

/// The first line: what the journal belongs to and where it starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The file name of the record.
    pub record: String,
    /// What the record held when the journal began; `None` where there was none.
    pub base: Option<Fingerprint>,
    pub text_sha256: String,
    /// The number of the last act that the record held by then.
    pub covers: u64,
}

/// A line after the first.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// An act that the record holds, kept to be undone.
    Done(Transaction),
    /// An act undone that the record doesn't hold, kept to be redone; the next to redo comes last.
    Undone(Transaction),
    /// An act, in the order in which they were done.
    Act { sequence: u64, kind: ActKind, transaction: Transaction },
    /// A record of that content is about to be put in its place; it holds every act up to a number.
    Record { fingerprint: Fingerprint, covers: u64 },
    /// It was put there.
    Written { covers: u64 },
}

#[derive(Serialize)]
struct HeaderTwin<'a> {
    format: &'static str,
    version: u64,
    record: &'a str,
    base: Option<&'a Fingerprint>,
    text_sha256: &'a str,
    covers: u64,
}

#[derive(Serialize)]
struct ActLine<'a> {
    line: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    act: &'static str,
    changes: ActTwin<'a>,
}

#[derive(Serialize)]
struct RecordLine<'a> {
    line: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a Fingerprint>,
    covers: u64,
}

impl Header {
    /// Returns the line with its line feed.
    pub fn to_bytes(&self) -> Vec<u8> {
        summed(&HeaderTwin {
            format: FORMAT,
            version: VERSION,
            record: &self.record,
            base: self.base.as_ref(),
            text_sha256: &self.text_sha256,
            covers: self.covers,
        })
    }
}

/// Returns the line of an act, with its line feed.
pub fn act(
    sequence: u64,
    kind: ActKind,
    transaction: &Transaction,
    document: &Document,
    time: &str,
) -> Vec<u8> {
    summed(&ActLine {
        line: match kind {
            ActKind::New => "new",
            ActKind::Undo => "undo",
            ActKind::Redo => "redo",
        },
        sequence: Some(sequence),
        time: Some(time),
        act: transaction.act.as_str(),
        changes: ActTwin { transaction, document },
    })
}

/// Returns the line of an act that is kept to be undone, or redone, with its line feed.
pub fn kept(line: &'static str, transaction: &Transaction, document: &Document) -> Vec<u8> {
    let changes = ActTwin { transaction, document };
    summed(&ActLine { line, sequence: None, time: None, act: transaction.act.as_str(), changes })
}

/// Returns the line that announces a record, with its line feed.
pub fn record(fingerprint: &Fingerprint, covers: u64) -> Vec<u8> {
    summed(&RecordLine { line: "record", record: Some(fingerprint), covers })
}

/// Returns the line that says that the record announced last is in its place, with its line feed.
pub fn written(covers: u64) -> Vec<u8> {
    summed(&RecordLine { line: "written", record: None, covers })
}

fn summed(line: &impl Serialize) -> Vec<u8> {
    let mut bytes = to_line(line);
    // The object's closing brace gives way to one more field.
    bytes.pop();
    let sum = sum_of(&bytes);
    bytes.extend_from_slice(SUM.as_bytes());
    bytes.extend_from_slice(sum.as_bytes());
    bytes.extend_from_slice(b"\"}\n");
    bytes
}

fn sum_of(bytes: &[u8]) -> String {
    let mut sum = sha256_hex(bytes);
    sum.truncate(SUM_LENGTH);
    sum
}

/// Returns the object of a line without its line feed, `None` where it isn't whole.
fn checked(line: &[u8]) -> Option<Map<String, Value>> {
    let body = line.len().checked_sub(SUM.len() + SUM_LENGTH + 2)?;
    let tail = format!("{SUM}{}\"}}", sum_of(&line[..body]));
    if line[body..] != *tail.as_bytes() {
        return None;
    }
    serde_json::from_slice(line).ok()
}

/// Reads the first line; the version is returned where it is another one.
pub fn read_header(line: &[u8]) -> Result<Header, Option<u64>> {
    let map = checked(line).ok_or(None)?;
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    let number = |key: &str| map.get(key).and_then(Value::as_u64);
    match (text("format"), number("version")) {
        (Some(FORMAT), Some(VERSION)) => {}
        (Some(FORMAT), other) => return Err(other),
        _ => return Err(None),
    }
    Ok(Header {
        record: text("record").ok_or(None)?.to_owned(),
        base: fingerprint(map.get("base")).ok_or(None)?,
        text_sha256: text("text_sha256").ok_or(None)?.to_owned(),
        covers: number("covers").ok_or(None)?,
    })
}

/// Reads a line after the first, over the text that its spans refer to; without it, acts are left empty.
///
/// # Errors
///
/// In words, where the line isn't whole or doesn't fit the text.
pub fn read(line: &[u8], document: Option<&Document>) -> Result<Line, String> {
    let map = checked(line).ok_or("the checksum is not that of the line")?;
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    let number = |key: &str| map.get(key).and_then(Value::as_u64).ok_or(format!("{key}: is missing"));
    let transaction = || match document {
        Some(document) => read_act(text("act"), map.get("changes").unwrap_or(&Value::Null), document),
        None => Ok(Transaction::new(Act::Import, Vec::new())),
    };
    let act = |kind| Ok(Line::Act { sequence: number("sequence")?, kind, transaction: transaction()? });
    match text("line") {
        Some("new") => act(ActKind::New),
        Some("undo") => act(ActKind::Undo),
        Some("redo") => act(ActKind::Redo),
        Some("done") => transaction().map(Line::Done),
        Some("undone") => transaction().map(Line::Undone),
        Some("record") => {
            let fingerprint = fingerprint(map.get("record")).flatten().ok_or("record: is missing")?;
            Ok(Line::Record { fingerprint, covers: number("covers")? })
        }
        Some("written") => Ok(Line::Written { covers: number("covers")? }),
        other => Err(format!("there is no line {other:?}")),
    }
}

/// Reads a fingerprint; null is none.
fn fingerprint(value: Option<&Value>) -> Option<Option<Fingerprint>> {
    match value? {
        Value::Null => Some(None),
        value => serde_json::from_value(value.clone()).ok().map(Some),
    }
}

/// Returns the number of an act and its changes over `document`, `None` where the line holds no act.
///
/// # Errors
///
/// In words, where it holds one that doesn't fit the text.
pub fn read_act_alone(line: &[u8], document: &Document) -> Option<(u64, Result<Transaction, String>)> {
    match read(line, None).ok()? {
        Line::Act { sequence, .. } => {
            let read = read(line, Some(document)).and_then(|line| match line {
                Line::Act { transaction, .. } => Ok(transaction),
                _ => Err("the line holds no act".to_owned()),
            });
            Some((sequence, read))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Header, read_header};

    #[test]
    fn a_line_with_any_byte_changed_is_not_whole() {
        let header =
            Header {
                record: "خبر \u{202e}.ann.json".into(), base: None, text_sha256: "a".into(), covers: 7
            };
        let mut line = header.to_bytes();
        assert_eq!(line.pop(), Some(b'\n'));
        assert_eq!(read_header(&line), Ok(header));
        for at in 0..line.len() {
            let mut bad = line.clone();
            bad[at] ^= 1;
            assert_eq!(read_header(&bad), Err(None), "byte {at}");
            assert_eq!(read_header(&line[..at]), Err(None), "cut at {at}");
        }
    }
}
