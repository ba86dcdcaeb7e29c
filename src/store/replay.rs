//! What a journal adds to the record: acts that it doesn't hold yet, and what can be undone.

use crate::annotation::{AnnotationSet, Problem, ProblemCode};
use crate::edit::{Act, ActKind, Change, History, Transaction};
use crate::store::disk::{PRIVATE_FOLDER, read_if_there};
use crate::store::error::{OpenError, problem};
use crate::store::journal::{self, Journal, Read, aside_path, path_of, read_act_alone};
use crate::store::target::RecordTarget;
use crate::text::Document;

/// What came of a journal.
pub(super) struct Replayed {
    pub history: History,
    /// How many acts were brought back.
    pub recovered: usize,
    pub problems: Vec<Problem>,
    pub journal: Journal,
    /// The version of the journal's form, where it is a newer one: nothing may be written then.
    pub newer: Option<u64>,
}

/// Brings the acts of the record's journal back into the set that was read from the record.
///
/// Nothing is written. A torn last line was never acknowledged; what stands behind a damaged line, and what
/// doesn't fit a record that was changed underneath, is named among the problems and put aside before the
/// journal is next written.
///
/// # Errors
///
/// Where there is a journal that can't be read from the disk.
pub(super) fn replay(
    target: &RecordTarget,
    document: &Document,
    set: &mut AnnotationSet,
) -> Result<Replayed, OpenError> {
    let path = path_of(&target.path);
    let bytes = match read_if_there(&path, journal::MAX_BYTES) {
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => None,
        other => other.map_err(|source| OpenError::Unreadable { source, path: path.clone() })?,
    };
    let mut replayed = Replayed {
        history: History::default(),
        recovered: 0,
        problems: Vec::new(),
        journal: Journal::start(&target.path, document, target.fingerprint.as_ref()),
        newer: None,
    };
    let Some(bytes) = bytes else { return Ok(replayed) };
    let read = journal::read(&bytes, Some(document));
    replayed.newer = read.newer;
    let text = read.header.as_ref().map(|header| header.text_sha256.as_str());
    if text.is_some_and(|text| text != document.sha256()) {
        replayed.over_another_text(target, document, set, &bytes);
        return Ok(replayed);
    }
    match read.covered(target.fingerprint.as_ref()) {
        Some(covered) if replayed.in_order(&read, covered, set) => {
            replayed.journal =
                Journal::resume(&target.path, document, &bytes, &read, replayed.history.clone());
        }
        _ => replayed.by_ids(target, document, set, &read, &bytes),
    }
    if let Some((line, what)) = &read.fault {
        let rest = &bytes[read.whole..];
        let kept = replayed.put_aside(target, rest);
        let detail = format!(
            "the journal is damaged in line {line} ({what}); what precedes it was restored, the rest is kept in {kept}"
        );
        replayed.problems.push(problem(ProblemCode::NotReplayed, detail));
    }
    reserve_ids(&replayed.history, set);
    Ok(replayed)
}

impl Replayed {
    /// Does the acts again that the record doesn't hold; tells whether all of them fitted.
    fn in_order(&mut self, read: &Read, covered: u64, set: &mut AnnotationSet) -> bool {
        let mut history = read.kept.clone();
        let mut recovered = 0;
        // A copy is made only where there is something to do in it.
        let mut replayed = None;
        for act in &read.acts {
            if act.sequence > covered {
                let replayed = replayed.get_or_insert_with(|| set.clone());
                if act.transaction.apply(replayed).is_err() {
                    return false;
                }
                recovered += 1;
            }
            history.note(act.kind, &act.transaction);
        }
        if let Some(replayed) = replayed {
            *set = replayed;
        }
        (self.history, self.recovered) = (history, recovered);
        true
    }

    /// Brings acts back into a record that the journal doesn't know: each change where it fits by its id.
    fn by_ids(
        &mut self,
        target: &RecordTarget,
        document: &Document,
        set: &mut AnnotationSet,
        read: &Read,
        bytes: &[u8],
    ) {
        let (before, after): (Vec<_>, Vec<_>) =
            read.acts.iter().partition(|act| act.sequence <= read.written);
        let mut history = read.kept.clone();
        before.iter().for_each(|act| history.note(act.kind, &act.transaction));
        let acts = after.iter().map(|act| (act.sequence, Ok(act.transaction.clone())));
        self.fit(target, document, set, (fitting(&history, set), read.last()), acts, bytes);
    }

    /// Brings acts back that were made over another text than the one that is there now.
    fn over_another_text(
        &mut self,
        target: &RecordTarget,
        document: &Document,
        set: &mut AnnotationSet,
        bytes: &[u8],
    ) {
        let read = journal::read(bytes, None);
        let covered = read.covered(target.fingerprint.as_ref()).unwrap_or(read.written);
        let lines = bytes[..read.whole].split(|byte| *byte == b'\n');
        let acts = lines.filter_map(|line| read_act_alone(line, document));
        let acts = acts.filter(|(sequence, _)| *sequence > covered);
        self.fit(target, document, set, (History::default(), read.last()), acts, bytes);
    }

    fn fit(
        &mut self,
        target: &RecordTarget,
        document: &Document,
        set: &mut AnnotationSet,
        (history, last): (History, u64),
        acts: impl Iterator<Item = (u64, Result<Transaction, String>)>,
        bytes: &[u8],
    ) {
        self.journal = Journal::start(&target.path, document, None);
        self.journal.keep_history(history.clone());
        self.history = history;
        self.journal.count_from(last, target.fingerprint.as_ref());
        let mut refused = Vec::new();
        for (sequence, act) in acts {
            let act = match act {
                Ok(act) => act,
                Err(what) => {
                    refused.push(format!("act {sequence}: {what}"));
                    continue;
                }
            };
            let mut changes = Vec::new();
            for change in &act.changes {
                match apply_by_id(change, set) {
                    Ok(applied) => changes.extend(applied),
                    Err(id) => {
                        refused.push(format!("act {sequence} ({}): {id} is not as it was", act.act.as_str()));
                    }
                }
            }
            if !changes.is_empty() {
                let transaction = Transaction::new(act.act, changes);
                self.journal.add(ActKind::New, &transaction, &crate::store::writer::now());
                self.history.note(ActKind::New, &transaction);
                self.recovered += 1;
            }
        }
        if !refused.is_empty() {
            let kept = self.put_aside(target, bytes);
            self.problems.extend(refused.into_iter().map(|what| {
                let detail = format!("{what}; the journal is kept in {kept}");
                problem(ProblemCode::NotReplayed, detail)
            }));
        }
    }

    /// Keeps `bytes` to be put aside, and returns where, from the source's folder.
    fn put_aside(&mut self, target: &RecordTarget, bytes: &[u8]) -> String {
        self.journal.set_aside(bytes);
        let path = aside_path(&target.path, bytes);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("{PRIVATE_FOLDER}/set-aside/{name}")
    }
}

/// Applies a change as far as the set, which others have changed, still has what it is about.
///
/// Returns what was applied: nothing where the set is already so. An error names what doesn't fit.
fn apply_by_id(change: &Change, set: &mut AnnotationSet) -> Result<Option<Change>, String> {
    let item = change.item();
    let current = set.current(item);
    let refused = || item.id().map_or_else(|| "what is said of the document".to_owned(), ToString::to_string);
    let is_there = match change {
        Change::Insert(after) | Change::Replace { after, .. } => current.as_ref() == Some(after),
        Change::Remove(_) => current.is_none(),
    };
    if is_there {
        return Ok(None);
    }
    let alone = Transaction::new(Act::Merge, vec![change.clone()]);
    match alone.apply(set) {
        Ok(()) => Ok(Some(change.clone())),
        Err(_) => Err(refused()),
    }
}

/// Returns as much of a history as fits the set: undo stops where others have changed what it is about.
fn fitting(history: &History, set: &AnnotationSet) -> History {
    let fit = |transactions: &[Transaction], back: fn(&Transaction) -> Transaction| {
        let mut set = set.clone();
        let fitting = transactions.iter().rev().take_while(|held| back(held).apply(&mut set).is_ok());
        let mut fitting: Vec<Transaction> = fitting.cloned().collect();
        fitting.reverse();
        fitting
    };
    History::new(fit(history.done(), Transaction::inverse), fit(history.undone(), Transaction::clone))
}

/// Counts the ids as given that the history may bring back.
fn reserve_ids(history: &History, set: &mut AnnotationSet) {
    for transaction in history.done().iter().chain(history.undone()) {
        for id in transaction.changes.iter().filter_map(|change| change.item().id()) {
            set.reserve(id);
        }
    }
}
