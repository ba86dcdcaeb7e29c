//! Reading a journal: whatever stands in it before the first fault.

use crate::edit::{ActKind, History, Transaction};
use crate::store::disk::Fingerprint;
use crate::store::journal::line::{self, Header, Line};
use crate::text::Document;

/// A journal read.
#[derive(Debug, Default)]
pub struct Read {
    pub header: Option<Header>,
    /// What could be undone and redone where the journal begins.
    pub kept: History,
    pub acts: Vec<JournalAct>,
    /// Records announced, with the number of the last act that they hold.
    pub records: Vec<(Fingerprint, u64)>,
    /// The number of the last act that is known to be in the record.
    pub written: u64,
    /// How many bytes from the start are whole lines.
    pub whole: usize,
    /// How many lines those are.
    pub lines: usize,
    /// The first line that can't be used although it ends as lines do: its number from 1, and why.
    pub fault: Option<(usize, String)>,
    /// The version of the journal's form, where it is a newer one.
    pub newer: Option<u64>,
}

/// An act of a journal.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalAct {
    pub sequence: u64,
    pub kind: ActKind,
    pub transaction: Transaction,
}

impl Read {
    /// Returns the number of the last act.
    pub fn last(&self) -> u64 {
        let covered = self.header.as_ref().map_or(0, |header| header.covers);
        self.acts.last().map_or(covered, |act| act.sequence)
    }

    /// Returns how many acts the record of that fingerprint holds, `None` where the journal knows no such record.
    pub fn covered(&self, record: Option<&Fingerprint>) -> Option<u64> {
        let known = self.records.iter().rev().find(|(fingerprint, _)| Some(fingerprint) == record);
        known.map(|(_, covers)| *covers).or_else(|| {
            let header = self.header.as_ref()?;
            (header.base.as_ref() == record).then_some(header.covers)
        })
    }
}

/// Reads a journal whose acts are over `document`; without one, acts are counted but hold no changes.
///
/// A last line without its end was never acknowledged and is passed over.
pub fn read(bytes: &[u8], document: Option<&Document>) -> Read {
    let mut read = Read::default();
    let (mut done, mut undone) = (Vec::new(), Vec::new());
    for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = piece.strip_suffix(b"\n") else { break };
        let number = read.lines + 1;
        let taken = if number == 1 {
            match line::read_header(line) {
                Ok(header) => {
                    read.written = header.covers;
                    read.header = Some(header);
                    Ok(())
                }
                Err(version) => {
                    read.newer = version.filter(|version| *version > line::VERSION);
                    Err("the first line is not that of a journal".to_owned())
                }
            }
        } else {
            line::read(line, document).and_then(|line| take(line, &mut read, &mut done, &mut undone))
        };
        if let Err(what) = taken {
            read.fault = Some((number, what));
            break;
        }
        read.whole += piece.len();
        read.lines = number;
    }
    read.kept = History::new(done, undone);
    read
}

fn take(
    line: Line,
    read: &mut Read,
    done: &mut Vec<Transaction>,
    undone: &mut Vec<Transaction>,
) -> Result<(), String> {
    match line {
        Line::Done(transaction) => done.push(transaction),
        Line::Undone(transaction) => undone.push(transaction),
        Line::Act { sequence, kind, transaction } => {
            let last = read.last();
            if sequence != last + 1 {
                return Err(format!("act {sequence} follows act {last}"));
            }
            read.acts.push(JournalAct { sequence, kind, transaction });
        }
        Line::Record { fingerprint, covers } => read.records.push((fingerprint, covers)),
        Line::Written { covers } => read.written = covers,
    }
    Ok(())
}
