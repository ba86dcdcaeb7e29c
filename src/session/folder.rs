//! The documents of a folder.

use std::path::{Path, PathBuf};

/// A folder and the documents in it, in order of their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    pub path: PathBuf,
    pub entries: Vec<Entry>,
}

/// One document of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: PathBuf,
    /// The path within the folder, for people.
    pub name: String,
    pub status: EntryStatus,
}

/// How far a document has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryStatus {
    /// There is no record yet.
    #[default]
    Untouched,
    InProgress,
    Done,
}

impl Folder {
    pub fn position(&self, path: &Path) -> Option<usize> {
        self.entries.iter().position(|entry| entry.path == path)
    }

    /// Returns how many documents are done.
    pub fn done(&self) -> usize {
        self.entries.iter().filter(|entry| entry.status == EntryStatus::Done).count()
    }
}
