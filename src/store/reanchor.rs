//! Bringing a record over to the text that its source has now.

use std::io;
use std::path::PathBuf;

use crate::anchor::{Outcome, Reanchored, reanchor as find_again};
use crate::annotation::{Item, ProblemCode};
use crate::edit::{Act, Change, History, Transaction};
use crate::store::disk::{
    Fingerprint, folder_of, make_private_folder, private_path, read_if_there, write_private,
};
use crate::store::journal::Journal;
use crate::store::open::{MAX_RECORD_BYTES, Opened, problem};
use crate::store::save::{SaveError, save_announced};

/// Why a record could not be brought over; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ReanchorError {
    #[error("The record fits its source already\nFile: {path}")]
    Unchanged { path: PathBuf },
    #[error("The record before the change can't be kept: {source}\nFile: {path}")]
    Keep { source: io::Error, path: PathBuf },
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Finds the annotations of a changed source again and writes the record over the text as it is now.
///
/// The record as it was is kept in the program's own folder. Acts done on the old text can't be undone on
/// the new one, so the history begins anew. What is doubtful or lost awaits a decision in the record.
///
/// # Errors
///
/// Where the disk refuses; what was opened is as it was then.
pub fn reanchor(opened: &mut Opened) -> Result<Vec<Reanchored>, ReanchorError> {
    let path = opened.target.path.clone();
    let Some(changed) = opened.changed.clone() else { return Err(ReanchorError::Unchanged { path }) };
    let found = find_again(&opened.document, &changed.document, opened.set.iter());
    let mut set = opened.set.clone();
    let transaction = transaction(opened, &found);
    transaction.apply(&mut set).expect("each annotation is replaced by itself over the new text");
    keep(opened).map_err(|source| ReanchorError::Keep { source, path: path.clone() })?;

    let mut target = opened.target.clone();
    (target.read_only, target.header) = (None, changed.header);
    let journal = &mut opened.journal;
    save_announced(&mut target, &set.snapshot(), &changed.document, |fingerprint| {
        journal.announce(fingerprint);
        // A journal that doesn't know the record finds by ids what is in it.
        let _announced = journal.flush();
    })?;
    let sequence = opened.journal.sequence();
    let mut journal = Journal::start(&path, &changed.document, None);
    journal.count_from(sequence, target.fingerprint.as_ref());
    opened.journal = journal;
    opened.held = set.snapshot();
    (opened.set, opened.document, opened.target) = (set, changed.document, target);
    (opened.history, opened.recovered, opened.changed) = (History::default(), 0, None);
    let count = |outcome| found.iter().filter(|found| found.outcome == outcome).count();
    opened.problems.retain(|problem| problem.code != ProblemCode::SourceChanged);
    opened.problems.push(problem(
        ProblemCode::SourceChanged,
        format!(
            "annotations were found again in the changed text: {} kept, {} moved, {} doubtful, {} lost",
            count(Outcome::Kept),
            count(Outcome::Moved),
            count(Outcome::Doubtful),
            count(Outcome::Lost),
        ),
    ));
    Ok(found)
}

/// Returns the one act that brings every annotation to where it was found.
fn transaction(opened: &Opened, found: &[Reanchored]) -> Transaction {
    let changes = found.iter().filter_map(|found| {
        let before = Item::Annotation(opened.set.get(&found.id)?.clone());
        let after = Item::Annotation(found.annotation.clone());
        (before != after).then_some(Change::Replace { before, after })
    });
    Transaction::new(Act::Reanchor, changes.collect())
}

/// Keeps the record that stands on the disk.
fn keep(opened: &Opened) -> io::Result<()> {
    let path = &opened.target.path;
    let Some(bytes) = read_if_there(path, MAX_RECORD_BYTES)? else { return Ok(()) };
    let ending = format!("{}.json", &Fingerprint::of(&bytes).sha256()[..8]);
    make_private_folder(folder_of(path), "previous")?;
    write_private(&private_path(path, "previous", &ending), &bytes)
}
