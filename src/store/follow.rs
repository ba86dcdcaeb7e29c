//! Following files that other programs change while they are open.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::anchor::{Counts, Finder, Shift, reanchor_by};
use crate::annotation::{About, AnnotationSet, Conflict, Item, Snapshot};
use crate::store::content::MAX_RECORD_BYTES;
use crate::store::disk::{Fingerprint, Reading, folder_of, make_private_folder, private_path, read_if_there};
use crate::store::journal::Journal;
use crate::store::merge::{MergeError, read_record};
use crate::store::reanchor::keep_bytes;
use crate::store::record::{self, VERSION};
use crate::store::save::{SaveError, save_announced};
use crate::store::source::{Raw, Source};
use crate::store::target::Changed;
use crate::store::writer::{Underneath, Writer};
use crate::text::{Document, MAX_BYTES, segment};

/// What other programs did to the files of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub source: SourceState,
    /// Whether the record is not the one that was last read or written here.
    pub record_changed: bool,
}

/// How a source stands on the disk, held against the text that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceState {
    Same,
    /// It has another text; where that breaks off within ours, it may still be being written.
    Changed {
        breaks_off: bool,
    },
    Gone,
    /// It can't be read, or is no text: empty, say; why, in words.
    Unusable(String),
}

/// A file as its folder tells of it: when it was changed last, and its length in bytes.
pub(super) type Stamp = (SystemTime, u64);

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Annotations found again in the text that their source has now.
#[derive(Debug)]
pub struct FoundAgain {
    pub document: Document,
    pub set: AnnotationSet,
    pub counts: Counts,
    pub shift: Shift,
    /// What another program wrote into the record at the same time, over the new text.
    pub underneath: Option<Underneath>,
    /// What [`Writer::follow`] needs.
    pub next: Next,
}

/// What a writer goes over to.
#[derive(Clone, Debug)]
pub struct Next {
    changed: Changed,
    /// The record as it was over the old text.
    before: Vec<u8>,
    /// What stands in the record's place, where another program wrote it over the new text.
    there: Option<Fingerprint>,
}

/// Brings a set over from one text to another.
pub(super) fn carry_over(
    finder: &Finder<'_>,
    shift: &Shift,
    texts: (&Document, &Document),
    snapshot: &Snapshot,
) -> (AnnotationSet, Counts) {
    let found = reanchor_by(finder, &snapshot.annotations);
    let counts = Counts::of(&found);
    let mut moved = snapshot.clone();
    moved.annotations = found.into_iter().map(|found| found.annotation).collect();
    let mut about = about_over(&snapshot.about, shift, texts);
    for item in about.conflicts.iter_mut().flat_map(Conflict::items_mut) {
        if let Item::Annotation(held) = item
            && let Some(found) = reanchor_by(finder, [&*held]).pop()
        {
            *item = Item::Annotation(found.annotation);
        }
    }
    moved.about = Arc::new(about);
    (moved.to_set(), counts)
}

/// Returns what is said of the document, directions set by hand at their paragraphs of the new text.
fn about_over(about: &About, shift: &Shift, (old, new): (&Document, &Document)) -> About {
    let mut about = about.clone();
    let places = about.paragraph_directions.drain(..).filter_map(|(paragraph, direction)| {
        let span = old.paragraphs().get(paragraph)?.span;
        let there = shift.place(span.start);
        Some((new.paragraph_at(segment::floor_grapheme(new.text(), there)), direction))
    });
    about.paragraph_directions = places.collect();
    about.paragraph_directions.sort_keys();
    about
}

impl Writer {
    /// Looks at what stands on the disk; cheap where nothing was touched.
    pub fn look(&mut self) -> Seen {
        Seen { source: self.look_at_source(), record_changed: self.is_record_changed() }
    }

    fn look_at_source(&mut self) -> SourceState {
        let path = self.target.source.clone();
        let seen = stamp(&path);
        if seen.is_some() && seen == self.stamps[0] {
            return SourceState::Same;
        }
        match self.read_source() {
            Ok(None) => SourceState::Gone,
            Err(error) => SourceState::Unusable(error),
            Ok(Some(source)) if source.document == self.document => {
                // Other line ends, or another encoding, are the same text; the record will say so.
                self.target.header = source.header(self.target.header.clone());
                self.stamps[0] = seen;
                SourceState::Same
            }
            Ok(Some(source)) => {
                let breaks_off = self.document.text().starts_with(source.document.text().trim_end());
                SourceState::Changed { breaks_off }
            }
        }
    }

    fn read_source(&self) -> Result<Option<Source>, String> {
        let path = &self.target.source;
        let reading = Reading::of(path, MAX_BYTES).map_err(|error| error.to_string())?;
        let Some(reading) = reading else { return Ok(None) };
        let raw = Raw::read(reading).map_err(|error| error.to_string())?;
        let known = self.target.header.encoding.as_str();
        let source = Source::of(&raw, None, None, path);
        // A text that is not UTF-8 is read as it was before.
        let source = source.or_else(|error| Source::of(&raw, Some(known), None, path).map_err(|_| error));
        source.map(Some).map_err(|error| error.to_string())
    }

    fn is_record_changed(&mut self) -> bool {
        let seen = stamp(&self.target.path);
        // One that was taken away took nothing back; it is written again with the next act.
        if seen.is_none() || seen == self.stamps[1] {
            return false;
        }
        let Ok(Some(bytes)) = read_if_there(&self.target.path, MAX_RECORD_BYTES) else { return false };
        let there = Some(Fingerprint::of(&bytes));
        let ours = there == self.target.fingerprint || there == self.target.attempted;
        if ours {
            self.stamps[1] = seen;
        }
        !ours
    }

    /// Saves everything over the old text and finds the annotations in the one that the source has now.
    ///
    /// `ours` holds exactly the acts appended so far. Nothing is written over the new text yet:
    /// [`Writer::follow`] does that. `None` where the source has the old text again.
    ///
    /// # Errors
    ///
    /// Where the acts are not safe on the disk, the source can't be used, or the record was changed
    /// underneath over the old text: that is to be merged first.
    pub fn find_again(&mut self, ours: &Snapshot) -> Result<Option<FoundAgain>, SaveError> {
        let failed = |what: String, path: &Path| SaveError::Disk {
            source: io::Error::other(what),
            path: path.to_owned(),
        };
        let source = self.read_source().map_err(|error| failed(error, &self.target.source))?;
        let Some(source) = source.filter(|source| source.document != self.document) else { return Ok(None) };
        let mut theirs = None;
        match self.rewrite(ours) {
            Ok(()) => {}
            Err(SaveError::Disk { .. }) if self.retry().is_ok() => {}
            Err(SaveError::ChangedUnderneath { path }) => {
                let changed = || SaveError::ChangedUnderneath { path: path.clone() };
                let bytes = read_if_there(&path, MAX_RECORD_BYTES).ok().flatten().ok_or_else(changed)?;
                let read = record::read(&bytes, None).map_err(|_| changed())?;
                let usable = read.faithful && read.version <= VERSION && read.document == source.document;
                theirs = Some(usable.then_some((read, Fingerprint::of(&bytes))).ok_or_else(changed)?);
            }
            Err(error) => return Err(error),
        }
        let document = source.document.clone();
        let before = record::write(ours, &self.target.header, &self.document);
        let finder = Finder::new(&self.document, &document);
        let shift = finder.shift();
        let texts = (&self.document, &document);
        let (set, counts) = carry_over(&finder, &shift, texts, ours);
        let base = || carry_over(&finder, &shift, texts, &self.base).0.snapshot();
        let there = theirs.as_ref().map(|(_, fingerprint)| fingerprint.clone());
        let underneath =
            theirs.as_ref().map(|(read, _)| Underneath { base: base(), theirs: read.set.snapshot() });
        let mut header = self.target.header.clone();
        if let Some((read, _)) = theirs {
            (header.extra, header.unread) = (read.header.extra, read.header.unread);
        }
        let header = source.header(header);
        let next = Next { changed: Changed { document: document.clone(), header }, before, there };
        Ok(Some(FoundAgain { document, set, counts, shift, underneath, next }))
    }

    /// Goes over to the new text: keeps the record as it was, and writes it over the text as it is now.
    ///
    /// `ours` holds the annotations over the new text. Acts appended before are done with: the journal
    /// begins anew.
    ///
    /// # Errors
    ///
    /// Where the disk refuses; the writer is still on the old text then, and this may be tried again.
    pub fn follow(&mut self, next: &Next, ours: &Snapshot) -> Result<(), SaveError> {
        self.writable()?;
        let path = self.target.path.clone();
        keep_bytes(&path, &next.before).map_err(|source| SaveError::Disk { source, path: path.clone() })?;
        let mut target = self.target.clone();
        target.header = next.changed.header.clone();
        if next.there.is_some() {
            target.fingerprint.clone_from(&next.there);
        }
        let journal = &mut self.journal;
        save_announced(&mut target, ours, &next.changed.document, |fingerprint| {
            journal.announce(fingerprint);
            // A journal that doesn't know the record finds by ids what is in it.
            let _announced = journal.flush();
        })?;
        let (sequence, limits) = (self.journal.sequence(), self.journal.limits);
        let mut journal = Journal::start(&path, &next.changed.document, None);
        journal.limits = limits;
        journal.count_from(sequence, target.fingerprint.as_ref());
        (self.journal, self.target, self.document) = (journal, target, next.changed.document.clone());
        (self.base, self.covered, self.stamps) = (ours.clone(), sequence, [None; 2]);
        Ok(())
    }

    /// Takes in a record that another program wrote after the annotations were found again: it is kept with the
    /// previous ones, and `next` may go over it.
    ///
    /// Both of the versions returned are over the new text.
    ///
    /// # Errors
    ///
    /// Where the record can't be read whole, is over a third text, or can't be kept.
    pub fn overtaken(&self, next: &mut Next) -> Result<Underneath, SaveError> {
        let path = &self.target.path;
        let changed = || SaveError::ChangedUnderneath { path: path.clone() };
        let bytes = read_if_there(path, MAX_RECORD_BYTES).ok().flatten().ok_or_else(changed)?;
        let read = record::read(&bytes, None).map_err(|_| changed())?;
        let new = &next.changed.document;
        let is_over_either = read.document == *new || read.document == self.document;
        if !read.faithful || read.version > VERSION || !is_over_either {
            return Err(changed());
        }
        let finder = Finder::new(&self.document, new);
        let shift = finder.shift();
        let over = |snapshot| carry_over(&finder, &shift, (&self.document, new), snapshot).0.snapshot();
        let theirs = read.set.snapshot();
        let theirs = if read.document == *new { theirs } else { over(&theirs) };
        keep_bytes(path, &bytes).map_err(|source| SaveError::Disk { source, path: path.clone() })?;
        next.there = Some(Fingerprint::of(&bytes));
        (next.changed.header.extra, next.changed.header.unread) = (read.header.extra, read.header.unread);
        Ok(Underneath { base: over(&self.base), theirs })
    }

    /// Reads a copy of the record that a program which syncs folders left, over the text that is open.
    ///
    /// # Errors
    ///
    /// Where it can't be read whole.
    pub fn read_copy(&self, copy: &Path) -> Result<Snapshot, MergeError> {
        let read = read_record(copy)?;
        if read.document == self.document {
            return Ok(read.set.snapshot());
        }
        let finder = Finder::new(&read.document, &self.document);
        let texts = (&read.document, &self.document);
        Ok(carry_over(&finder, &finder.shift(), texts, &read.set.snapshot()).0.snapshot())
    }

    /// Puts a copy that was merged into the program's own folder and returns where it lies then.
    ///
    /// # Errors
    ///
    /// Where the disk refuses; it lies where it lay then.
    pub fn put_copy_aside(&self, copy: &Path) -> io::Result<PathBuf> {
        let bytes = read_if_there(copy, MAX_RECORD_BYTES)?.ok_or(io::ErrorKind::NotFound)?;
        make_private_folder(folder_of(copy), "merged")?;
        let ending = format!("{}.json", &Fingerprint::of(&bytes).sha256()[..8]);
        let place = private_path(copy, "merged", &ending);
        fs::rename(copy, &place)?;
        Ok(place)
    }
}
