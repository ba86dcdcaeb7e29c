//! Saving a record beside its source.

use std::io;
use std::path::{Path, PathBuf};

use crate::annotation::Snapshot;
use crate::store::content::MAX_RECORD_BYTES;
use crate::store::disk::{Fingerprint, read_if_there, write_atomic};
use crate::store::record;
use crate::store::target::RecordTarget;
use crate::text::Document;

/// Why a record could not be saved; what stood on the disk stands there still.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("The record was changed by another program since it was read\nFile: {path}")]
    ChangedUnderneath { path: PathBuf },
    #[error("The record was opened for reading alone\nFile: {path}")]
    ReadOnly { path: PathBuf },
    #[error("A source is never written\nFile: {path}")]
    Source { path: PathBuf },
    #[error("Cannot write the file: {source}\nFile: {path}")]
    Disk { source: io::Error, path: PathBuf },
}

impl SaveError {
    /// Returns what can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::ChangedUnderneath { .. } => {
                "Save a copy, open the article again to see the other's changes, and bring them together."
            }
            Self::ReadOnly { .. } => "See the problems that are listed, or save a copy.",
            Self::Source { .. } => "Choose another name for the copy.",
            Self::Disk { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "The disk is full: make room on it, or save a copy elsewhere."
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "You may not write there: save a copy elsewhere, or have the folder opened to you."
                }
                io::ErrorKind::InvalidFilename => "The name is too long for the disk: rename the article.",
                _ => "Check that the disk is there, or save a copy elsewhere.",
            },
        }
    }
}

/// Saves the record; nothing is written where the same stands there already.
///
/// # Errors
///
/// Where the target is read-only, the record was changed underneath, or the disk refuses.
pub fn save(target: &mut RecordTarget, snapshot: &Snapshot, document: &Document) -> Result<(), SaveError> {
    save_announced(target, snapshot, document, |_| {})
}

/// Saves the record; `announce` is told what will be written before it is.
pub(super) fn save_announced(
    target: &mut RecordTarget,
    snapshot: &Snapshot,
    document: &Document,
    announce: impl FnOnce(&Fingerprint),
) -> Result<(), SaveError> {
    let path = || target.path.clone();
    if target.read_only.is_some() {
        return Err(SaveError::ReadOnly { path: path() });
    }
    let there = read_if_there(&target.path, MAX_RECORD_BYTES);
    let there = there.map_err(|source| SaveError::Disk { source, path: path() })?;
    let there = there.map(|bytes| Fingerprint::of(&bytes));
    let bytes = record::write(snapshot, &target.header, document);
    let ours = Fingerprint::of(&bytes);
    if there.as_ref() == Some(&ours) {
        target.fingerprint = Some(ours);
        return Ok(());
    }
    if there != target.fingerprint && (there.is_none() || there != target.attempted) {
        return Err(SaveError::ChangedUnderneath { path: path() });
    }
    announce(&ours);
    target.attempted = Some(ours.clone());
    let written = write_atomic(&target.path, &bytes);
    written.map_err(|source| SaveError::Disk { source, path: target.path.clone() })?;
    target.fingerprint = Some(ours);
    Ok(())
}

/// Saves the record to another place, whatever stands there; the target itself stays as it is.
///
/// # Errors
///
/// Where the place is the source's, or the disk refuses.
pub fn save_copy(
    path: &Path,
    target: &RecordTarget,
    snapshot: &Snapshot,
    document: &Document,
) -> Result<(), SaveError> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if real(path) == real(&target.source) {
        return Err(SaveError::Source { path: path.to_owned() });
    }
    let bytes = record::write(snapshot, &target.header, document);
    write_atomic(path, &bytes).map_err(|source| SaveError::Disk { source, path: path.to_owned() })
}
