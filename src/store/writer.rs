//! The one writer of a record: acts into the journal first, the record after them.

use std::path::Path;

use crate::annotation::{ProblemCode, Snapshot};
use crate::edit::{ActKind, Transaction};
use crate::store::content::MAX_RECORD_BYTES;
use crate::store::disk::{Fingerprint, read_if_there};
use crate::store::error::{OpenError, problem};
use crate::store::follow::Stamp;
use crate::store::journal::{Journal, Limits};
use crate::store::lock::{self, Attempt, Lock};
use crate::store::open::{Beginning, Opened, open_showing};
use crate::store::project::Project;
use crate::store::reanchor::reanchor;
use crate::store::record::{self, VERSION};
use crate::store::save::{SaveError, save_announced, save_copy};
use crate::store::settings::default_annotator;
use crate::store::source::record_of;
use crate::store::target::{ReadOnly, RecordTarget};
use crate::text::Document;

/// Writes one record and its journal; while it lives, nobody else does.
///
/// An act that [`Writer::append`] has acknowledged survives whatever happens to the process. One that the
/// disk refused is kept and written with the next one, or by [`Writer::retry`], in order.
#[derive(Debug)]
pub struct Writer {
    pub(super) target: RecordTarget,
    pub(super) document: Document,
    pub(super) journal: Journal,
    lock: Option<Lock>,
    /// The number of the last act that is in the record on the disk.
    pub(super) covered: u64,
    /// What the record held when it was last read or written.
    pub(super) base: Snapshot,
    /// The source and the record as their folder told of them when they were last known to be unchanged.
    pub(super) stamps: [Option<Stamp>; 2],
}

/// What another program did to the record while it was open here; it has yet to be merged into ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Underneath {
    /// What the record held when it was last read or written here.
    pub base: Snapshot,
    /// What it holds now.
    pub theirs: Snapshot,
}

/// An act that is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack {
    /// The number of the last act that is; acts are counted from 1 as long as the journal lives.
    pub sequence: u64,
}

/// Returns the time now, RFC 3339 in UTC.
pub(super) fn now() -> String {
    jiff::Timestamp::now().to_string()
}

impl Writer {
    /// Opens a source as [`open`](crate::store::open) does, to write its record.
    ///
    /// Where somebody else writes it, it is opened for reading alone: the target says who.
    ///
    /// # Errors
    ///
    /// As [`open`](crate::store::open) has them.
    pub fn open(
        path: &Path,
        encoding: Option<&str>,
        annotator: Option<&str>,
    ) -> Result<(Opened, Self), OpenError> {
        Self::open_showing(path, encoding, annotator, &mut |_| {})
    }

    /// Opens a source as [`Writer::open`] does; where that takes long, `show` is given its beginning first.
    ///
    /// # Errors
    ///
    /// As [`open`](crate::store::open) has them.
    pub fn open_showing(
        path: &Path,
        encoding: Option<&str>,
        annotator: Option<&str>,
        show: &mut dyn FnMut(Beginning),
    ) -> Result<(Opened, Self), OpenError> {
        let owner = annotator.map_or_else(default_annotator, str::to_owned);
        let record = record_of(path, &Project::of(path)?, Some(&owner));
        // The lock comes first, so that nobody writes between reading and taking it.
        let is_file = |path: &Path| path.is_file();
        let attempt = (is_file(path) || is_file(&record)).then(|| lock::take(&record, &owner).ok()).flatten();
        let mut opened = open_showing(path, encoding, Some(&owner), show)?;
        let mut held = None;
        match attempt {
            Some(Attempt::Taken(lock)) => held = Some(lock),
            Some(Attempt::Held(who)) => opened.target.read_only = Some(ReadOnly::Held(who)),
            // A folder that takes no lock takes no record either; writing will say so.
            None => {}
        }
        if opened.changed.is_some()
            && opened.target.read_only == Some(ReadOnly::TextDiffers)
            && let Err(error) = reanchor(&mut opened)
        {
            opened.problems.push(problem(ProblemCode::SourceChanged, error.to_string()));
        }
        // Acts that were brought back from the journal are ours, not what the record held.
        let base = opened.held.clone();
        let journal = std::mem::replace(&mut opened.journal, Journal::start(&record, &opened.document, None));
        let writer = Self {
            target: opened.target.clone(),
            document: opened.document.clone(),
            covered: journal.sequence() - opened.recovered as u64,
            journal,
            lock: held,
            base,
            stamps: [None; 2],
        };
        Ok((opened, writer))
    }

    /// Puts an act into the journal and returns once it is on the disk.
    ///
    /// # Errors
    ///
    /// Where the record may not be written, or the disk refuses; in the latter case the act is kept and
    /// written with the next one.
    pub fn append(&mut self, kind: ActKind, transaction: &Transaction) -> Result<Ack, SaveError> {
        self.writable()?;
        self.journal.add(kind, transaction, &now());
        self.retry()
    }

    /// Writes what the disk refused before, in order.
    ///
    /// # Errors
    ///
    /// Where it refuses again; everything is kept.
    pub fn retry(&mut self) -> Result<Ack, SaveError> {
        self.writable()?;
        let flushed = self.journal.flush();
        flushed.map_err(|source| SaveError::Disk { source, path: self.target.path.clone() })?;
        Ok(Ack { sequence: self.journal.sequence() })
    }

    /// Tells whether every act is on the disk: in the journal, or in the record.
    pub fn is_safe(&self) -> bool {
        self.journal.is_flushed() || self.covered == self.journal.sequence()
    }

    /// Tells whether the record on the disk holds every act.
    pub fn is_written(&self) -> bool {
        self.covered == self.journal.sequence()
    }

    /// Writes the record whole; `snapshot` holds exactly the acts appended so far.
    ///
    /// # Errors
    ///
    /// Where the record may not be written, was changed underneath, or the disk refuses; what stood there
    /// stands there still, and acts stay in the journal.
    pub fn rewrite(&mut self, snapshot: &Snapshot) -> Result<(), SaveError> {
        self.writable()?;
        let journal = &mut self.journal;
        save_announced(&mut self.target, snapshot, &self.document, |fingerprint| {
            journal.announce(fingerprint);
            // Without this line the journal doesn't know the record; it still finds by ids what is in it.
            let _announced = journal.flush();
        })?;
        self.covered = journal.sequence();
        self.base = snapshot.clone();
        journal.confirm(self.covered);
        if let Some(fingerprint) = &self.target.fingerprint {
            // A journal that couldn't be shortened goes on as it was, and the next time is as good.
            let _compacted = journal.compact_if_grown(fingerprint);
        }
        Ok(())
    }

    /// Takes note of what another program wrote, and returns what is to be merged into ours.
    ///
    /// To be asked once [`Writer::rewrite`] has said that the record was changed underneath. The record may
    /// be written again once the merge was done and appended.
    ///
    /// # Errors
    ///
    /// Where the record can't be read whole, or is of another text: then it stays as the other left it.
    pub fn underneath(&mut self) -> Result<Underneath, SaveError> {
        let path = || self.target.path.clone();
        let there = read_if_there(&self.target.path, MAX_RECORD_BYTES);
        let there = there.map_err(|source| SaveError::Disk { source, path: path() })?;
        let changed = || SaveError::ChangedUnderneath { path: path() };
        let theirs = match &there {
            // A record that was taken away took nothing back: ours is written again.
            None => self.base.clone(),
            Some(bytes) => {
                let read = record::read(bytes, None).map_err(|_| changed())?;
                if !read.faithful || read.version > VERSION || read.document != self.document {
                    return Err(changed());
                }
                self.target.header.extra = read.header.extra;
                self.target.header.unread = read.header.unread;
                read.set.snapshot()
            }
        };
        let base = std::mem::replace(&mut self.base, theirs.clone());
        self.target.fingerprint = there.as_deref().map(Fingerprint::of);
        self.target.attempted = None;
        Ok(Underneath { base, theirs })
    }

    /// Saves the record to another place; see [`save_copy`].
    ///
    /// # Errors
    ///
    /// As [`save_copy`] has them.
    pub fn save_copy(&self, path: &Path, snapshot: &Snapshot) -> Result<(), SaveError> {
        save_copy(path, &self.target, snapshot, &self.document)
    }

    /// Says to other machines that the writer is still there; to be called every half minute or so.
    pub fn beat(&mut self) {
        if let Some(who) = self.lock.as_mut().and_then(Lock::beat) {
            self.target.read_only = Some(ReadOnly::Held(who));
        }
    }

    /// Sets how much the journal keeps.
    pub fn set_limits(&mut self, limits: Limits) {
        self.journal.limits = limits;
    }

    /// Returns where the record lies and how it is to be written.
    pub fn target(&self) -> &RecordTarget {
        &self.target
    }

    pub(super) fn writable(&mut self) -> Result<(), SaveError> {
        self.beat();
        match &self.target.read_only {
            Some(_) => Err(SaveError::ReadOnly { path: self.target.path.clone() }),
            None => Ok(()),
        }
    }
}
