//! Bringing a record over to the text that its source has now.

use std::io;
use std::path::{Path, PathBuf};

use crate::anchor::{Counts, Finder};
use crate::annotation::ProblemCode;
use crate::edit::History;
use crate::store::content::MAX_RECORD_BYTES;
use crate::store::disk::{
    Fingerprint, folder_of, make_private_folder, private_path, read_if_there, write_private,
};
use crate::store::error::problem;
use crate::store::follow::carry_over;
use crate::store::journal::Journal;
use crate::store::open::Opened;
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
pub fn reanchor(opened: &mut Opened) -> Result<Counts, ReanchorError> {
    let path = opened.target.path.clone();
    let Some(changed) = opened.changed.clone() else { return Err(ReanchorError::Unchanged { path }) };
    let finder = Finder::new(&opened.document, &changed.document);
    let texts = (&opened.document, &changed.document);
    let (set, counts) = carry_over(&finder, &finder.shift(), texts, &opened.set.snapshot());
    keep(&path).map_err(|source| ReanchorError::Keep { source, path: path.clone() })?;

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
    opened.found = Some(counts);
    opened.problems.retain(|problem| problem.code != ProblemCode::SourceChanged);
    let detail = format!("annotations were found again in the changed text: {counts}");
    opened.problems.push(problem(ProblemCode::SourceChanged, detail));
    Ok(counts)
}

/// Keeps the record that stands on the disk.
fn keep(record: &Path) -> io::Result<()> {
    read_if_there(record, MAX_RECORD_BYTES)?.map_or(Ok(()), |bytes| keep_bytes(record, &bytes))
}

/// Keeps a record as it was before its source was changed: the same record, the same place.
pub(super) fn keep_bytes(record: &Path, bytes: &[u8]) -> io::Result<()> {
    let ending = format!("{}.json", &Fingerprint::of(bytes).sha256()[..8]);
    make_private_folder(folder_of(record), "previous")?;
    write_private(&private_path(record, "previous", &ending), bytes)
}
