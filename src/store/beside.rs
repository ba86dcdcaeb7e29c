//! What lies beside the records of a folder, told by its listing and not by a look for each of them.

use std::fs;
use std::path::Path;

use crate::store::journal;

/// What a folder holds beside sources and records.
#[derive(Debug)]
pub(super) struct Beside {
    /// The names that programs which sync folders gave to other versions of files, sorted.
    copies: Vec<String>,
    has_journals: bool,
}

impl Beside {
    pub fn of(folder: &Path) -> Self {
        let entries = fs::read_dir(folder).into_iter().flatten();
        let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
        let mut copies: Vec<String> = names.filter(|name| is_marked(name)).collect();
        copies.sort();
        Self { copies, has_journals: journal::may_lie_beside(folder) }
    }

    /// Tells whether a record of the folder may have a journal.
    pub fn has_journals(&self) -> bool {
        self.has_journals
    }

    /// Returns the names of other versions of a record that a program which syncs folders left beside it.
    ///
    /// Such as `a.txt.ann (conflicted copy 2026-11-22).json` and `a.txt.ann.sync-conflict-20261122-100000.json`.
    pub fn copies_of(&self, record: &Path) -> Vec<String> {
        if self.copies.is_empty() {
            return Vec::new();
        }
        let name = record.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".json") else { return Vec::new() };
        let is_copy = |other: &&String| other.strip_prefix(stem).is_some_and(is_marked);
        self.copies.iter().filter(is_copy).cloned().collect()
    }
}

/// Tells whether the rest of a name is what programs that sync folders add to it.
fn is_marked(rest: &str) -> bool {
    let marked = rest.contains("conflicted copy") || rest.contains(".sync-conflict-");
    marked && rest.ends_with(".json")
}
