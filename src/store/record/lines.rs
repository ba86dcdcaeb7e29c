//! On which line of a record what stands.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::annotation::Id;

/// The line on which each entry of a record's lists begins.
///
/// They are looked up where there is something to say of an entry, which is seldom.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    noted: Vec<(Id, usize)>,
    /// Made when a line is first asked for.
    by_id: OnceLock<HashMap<Id, usize>>,
}

impl Lines {
    pub(super) fn with_capacity(expected: usize) -> Self {
        Self { noted: Vec::with_capacity(expected), by_id: OnceLock::new() }
    }

    /// Notes the line of an entry; of those with one id, the first counts.
    pub(super) fn note(&mut self, id: Id, line: usize) {
        debug_assert!(self.by_id.get().is_none(), "all are noted before one is asked for");
        self.noted.push((id, line));
    }

    /// Returns the line, counted from 1, on which the entry with that id begins.
    pub fn of(&self, id: &Id) -> Option<usize> {
        let by_id = self.by_id.get_or_init(|| {
            // What is put in later takes the place of what was there: so the first comes last.
            self.noted.iter().rev().cloned().collect()
        });
        by_id.get(id).copied()
    }
}

impl PartialEq for Lines {
    fn eq(&self, other: &Self) -> bool {
        self.noted == other.noted
    }
}
