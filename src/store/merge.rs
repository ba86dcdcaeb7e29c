//! Merging records, as version control asks for it.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::annotation::{Conflict, Snapshot};
use crate::edit::merge;
use crate::store::content::MAX_RECORD_BYTES;
use crate::store::disk::{read_if_there, write_atomic};
use crate::store::record::{self, Loaded, ReadError, VERSION};

/// Why records could not be merged; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error("Cannot read the record: {source}\nFile: {path}")]
    Unreadable { source: io::Error, path: PathBuf },
    #[error("The record can't be read: {source}\nFile: {path}")]
    Malformed { source: ReadError, path: PathBuf },
    #[error("The record holds what this version would lose\nFile: {path}")]
    Unfaithful { path: PathBuf },
    #[error("The records are of different texts\nFile: {path}")]
    TextDiffers { path: PathBuf },
    #[error("Cannot write the record: {source}\nFile: {path}")]
    Write { source: io::Error, path: PathBuf },
}

impl MergeError {
    /// Returns what can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "Check the path and that the file may be read.",
            Self::Malformed { .. } | Self::Unfaithful { .. } => "See `hashiya validate` for what is wrong.",
            Self::TextDiffers { .. } => "Run `hashiya reanchor --write` on the older one first.",
            Self::Write { .. } => "Check that its folder is there and may be written to.",
        }
    }
}

/// Merges the records of both sides since `base` and writes the outcome; an empty base is an empty record.
///
/// Fields that both sides changed in different ways keep our value and are returned; in the record each
/// stands in the field `conflicts` with the whole item as each side has it.
///
/// # Errors
///
/// Where a record can't be read whole, the texts differ, or the disk refuses.
pub fn merge_files(base: &Path, ours: &Path, theirs: &Path, out: &Path) -> Result<Vec<Conflict>, MergeError> {
    let empty = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_whitespace);
    let base_bytes = bytes_of(base)?;
    let ours_read = read(ours, &bytes_of(ours)?)?;
    let theirs_read = read(theirs, &bytes_of(theirs)?)?;
    let base_snapshot = if empty(&base_bytes) {
        Snapshot::default()
    } else {
        let base_read = read(base, &base_bytes)?;
        same_text(&base_read, &ours_read, base)?;
        base_read.set.snapshot()
    };
    same_text(&theirs_read, &ours_read, theirs)?;
    let theirs_snapshot = theirs_read.set.snapshot();
    let merged = merge(&base_snapshot, &ours_read.set, &theirs_snapshot);
    let mut set = ours_read.set.clone();
    merged.transaction.apply(&mut set).expect("the merge was made for this set");
    let mut header = ours_read.header.clone();
    for (key, value) in theirs_read.header.extra {
        header.extra.entry(key).or_insert(value);
    }
    let unread = [
        (&mut header.unread.entities, theirs_read.header.unread.entities),
        (&mut header.unread.annotations, theirs_read.header.unread.annotations),
        (&mut header.unread.relations, theirs_read.header.unread.relations),
        (&mut header.unread.conflicts, theirs_read.header.unread.conflicts),
    ];
    for (ours, theirs) in unread {
        let new: Vec<Value> = theirs.into_iter().filter(|entry| !ours.contains(entry)).collect();
        ours.extend(new);
    }
    let bytes = record::write(&set.snapshot(), &header, &ours_read.document);
    write_atomic(out, &bytes).map_err(|source| MergeError::Write { source, path: out.to_owned() })?;
    Ok(merged.conflicts)
}

/// Reads a record that is to be merged.
pub(super) fn read_record(path: &Path) -> Result<Loaded, MergeError> {
    read(path, &bytes_of(path)?)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, MergeError> {
    let missing = || io::Error::new(io::ErrorKind::NotFound, "there is no such file");
    let bytes = read_if_there(path, MAX_RECORD_BYTES).and_then(|bytes| bytes.ok_or_else(missing));
    bytes.map_err(|source| MergeError::Unreadable { source, path: path.to_owned() })
}

fn read(path: &Path, bytes: &[u8]) -> Result<Loaded, MergeError> {
    let loaded = record::read(bytes, None);
    let loaded = loaded.map_err(|source| MergeError::Malformed { source, path: path.to_owned() })?;
    if loaded.faithful && loaded.version <= VERSION {
        Ok(loaded)
    } else {
        Err(MergeError::Unfaithful { path: path.to_owned() })
    }
}

fn same_text(one: &Loaded, other: &Loaded, path: &Path) -> Result<(), MergeError> {
    if one.document == other.document {
        Ok(())
    } else {
        Err(MergeError::TextDiffers { path: path.to_owned() })
    }
}
