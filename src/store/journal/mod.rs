//! The journal: every act on the disk before it is shown as saved.
//!
//! A file of lines beside the record, in the program's own folder. An act is appended and flushed; the
//! record is written in the background, and the journal says which acts each record holds, so that a kill
//! between any two steps leaves both of use. Once the record holds every act and the journal has grown, it
//! is put anew with what undo needs.

mod line;
mod read;

use std::fs::File;
use std::io::{self, Read as _, Seek};
use std::path::{Path, PathBuf};

use crate::edit::{ActKind, History, Transaction};
use crate::store::disk::{
    Fingerprint, PRIVATE_FOLDER, append, folder_of, make_private_folder, open_to_append, private_path,
    write_private,
};
use crate::text::Document;

pub use line::read_act_alone;
pub use read::{Read, read};

use line::{Header, Line};

/// The most bytes that a journal may have to be read: acts that no record holds make it grow.
pub const MAX_BYTES: u64 = 1 << 30;

/// The name of the folder of journals within the program's own.
const FOLDER: &str = "journal";

/// How much a journal keeps for undo once the record holds every act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most acts kept; a journal of twice as many lines is compacted.
    pub acts: usize,
    /// The most bytes of acts kept; a journal of twice as many bytes is compacted.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { acts: 1000, bytes: 8 << 20 }
    }
}

/// Returns where the journal of a record lies.
pub fn path_of(record: &Path) -> PathBuf {
    private_path(record, FOLDER, "jsonl")
}

/// Tells whether any record of a folder may have a journal: true where that can't be told.
pub fn may_lie_beside(folder: &Path) -> bool {
    match std::fs::read_dir(folder.join(PRIVATE_FOLDER).join(FOLDER)) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
    }
}

/// Tells whether a record's journal may hold acts that the record on the disk doesn't; cheap, and true where
/// only reading all of it could tell.
pub fn is_ahead(record: &Path) -> bool {
    let last = match last_line(&path_of(record)) {
        Ok(Some(line)) => line,
        Ok(None) => return false,
        Err(_) => return true,
    };
    match line::read(&last, None) {
        Ok(Line::Done(_) | Line::Undone(_) | Line::Written { .. }) => false,
        // It was announced; that it was put in its place need not have been noted.
        Ok(Line::Record { fingerprint, .. }) => {
            std::fs::metadata(record).map_or(true, |metadata| metadata.len() != fingerprint.length())
        }
        Ok(Line::Act { .. }) => true,
        // Perhaps there is no line but the first, which says what the record held when the journal began.
        Err(_) => line::read_header(&last).is_err(),
    }
}

/// Returns the last line of a journal without its line feed, `None` where there is no journal.
fn last_line(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    file.seek(io::SeekFrom::Start(length.saturating_sub(LAST_LINE)))?;
    let mut bytes = Vec::new();
    file.take(LAST_LINE).read_to_end(&mut bytes)?;
    if bytes.pop() != Some(b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let start = memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1);
    Ok(Some(bytes.split_off(start)))
}

/// The most bytes that are looked at for a journal's last line.
const LAST_LINE: u64 = 64 << 10;

/// A journal that is written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    record: PathBuf,
    document: Document,
    /// Every byte that the file is to hold.
    image: Vec<u8>,
    /// How many bytes of the image are surely on the disk.
    synced: usize,
    /// The file where its content is surely the image's first bytes; without it, it is written whole.
    file: Option<File>,
    is_sound: bool,
    lines: usize,
    history: History,
    sequence: u64,
    /// What could not be used of the journal that was there, to be put aside before it is overwritten.
    aside: Vec<Vec<u8>>,
    pub limits: Limits,
}

impl Journal {
    /// Returns a new journal that starts from what the record holds.
    pub fn start(record: &Path, document: &Document, base: Option<&Fingerprint>) -> Self {
        let mut journal = Self {
            path: path_of(record),
            record: record.to_owned(),
            document: document.clone(),
            image: Vec::new(),
            synced: 0,
            file: None,
            is_sound: false,
            lines: 0,
            history: History::default(),
            sequence: 0,
            aside: Vec::new(),
            limits: Limits::default(),
        };
        journal.begin(base);
        journal
    }

    /// Returns the journal that was read and is to be gone on with.
    ///
    /// `bytes` is what the file holds, `history` what can be undone and redone after its last act.
    pub fn resume(record: &Path, document: &Document, bytes: &[u8], read: &Read, history: History) -> Self {
        let mut journal = Self::start(record, document, None);
        journal.image = bytes[..read.whole].to_vec();
        journal.is_sound = read.whole == bytes.len();
        journal.synced = if journal.is_sound { bytes.len() } else { 0 };
        journal.lines = read.lines;
        journal.history = history;
        journal.sequence = read.last();
        journal
    }

    /// Keeps `bytes` of the journal that was there: they are put aside before it is overwritten.
    pub fn set_aside(&mut self, bytes: &[u8]) {
        self.aside.push(bytes.to_vec());
        self.is_sound = false;
    }

    /// Takes over the history that goes on from here, where the journal begins with it.
    pub fn keep_history(&mut self, history: History) {
        self.history = history;
    }

    /// Counts on from the numbers of the journal that was there.
    pub fn count_from(&mut self, sequence: u64, base: Option<&Fingerprint>) {
        self.sequence = sequence;
        self.begin(base);
    }

    /// Returns the number of the last act.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Tells whether everything that was added is on the disk.
    pub fn is_flushed(&self) -> bool {
        self.is_sound && self.synced == self.image.len()
    }

    /// Adds an act; it is on the disk once [`Journal::flush`] has returned.
    pub fn add(&mut self, kind: ActKind, transaction: &Transaction, time: &str) {
        self.sequence += 1;
        self.history.note(kind, transaction);
        if self.history.done().len() > self.limits.acts * 2 {
            self.history.keep_last(self.limits.acts);
        }
        let line = line::act(self.sequence, kind, transaction, &self.document, time);
        self.push(&line);
    }

    /// Adds that a record is about to be written that holds every act so far.
    pub fn announce(&mut self, record: &Fingerprint) {
        let line = line::record(record, self.sequence);
        self.push(&line);
    }

    /// Adds that the record announced is in its place; this need not be on the disk at once.
    pub fn confirm(&mut self, covers: u64) {
        let line = line::written(covers);
        self.push(&line);
    }

    /// Puts on the disk what was added since it was last asked to.
    ///
    /// # Errors
    ///
    /// Where the disk refuses: everything is kept, and tried again the next time.
    pub fn flush(&mut self) -> io::Result<()> {
        if self.is_flushed() {
            return Ok(());
        }
        let flushed = self.try_flush();
        if flushed.is_err() {
            // After a failure nobody knows what the file holds: it is written anew, from memory.
            (self.is_sound, self.file) = (false, None);
        }
        flushed
    }

    fn try_flush(&mut self) -> io::Result<()> {
        if !self.is_sound {
            make_private_folder(folder_of(&self.record), FOLDER)?;
            self.put_aside()?;
            write_private(&self.path, &self.image)?;
            (self.is_sound, self.synced, self.file) = (true, self.image.len(), None);
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(open_to_append(&self.path)?),
        };
        append(file, &self.image[self.synced..])?;
        self.synced = self.image.len();
        Ok(())
    }

    /// Writes what could not be used to a file of its own.
    fn put_aside(&mut self) -> io::Result<()> {
        if self.aside.is_empty() {
            return Ok(());
        }
        make_private_folder(folder_of(&self.record), "set-aside")?;
        while let Some(bytes) = self.aside.last() {
            write_private(&aside_path(&self.record, bytes), bytes)?;
            self.aside.pop();
        }
        Ok(())
    }

    /// Puts the journal anew once it has grown beyond its limits; the record holds every act by now.
    ///
    /// # Errors
    ///
    /// Where the disk refuses; the journal goes on as it was.
    pub fn compact_if_grown(&mut self, base: &Fingerprint) -> io::Result<()> {
        if self.lines <= self.limits.acts * 2 && self.image.len() <= self.limits.bytes * 2 {
            return Ok(());
        }
        self.history.keep_last(self.limits.acts);
        let (held, lines) = (std::mem::take(&mut self.image), self.lines);
        self.begin(Some(base));
        if let Err(error) = write_private(&self.path, &self.image) {
            // Whichever of the two the file holds now, the longer one says no less.
            (self.image, self.lines, self.is_sound, self.file) = (held, lines, false, None);
            return Err(error);
        }
        (self.is_sound, self.synced, self.file) = (true, self.image.len(), None);
        Ok(())
    }

    /// Makes the image that of a journal which starts here: its first line, and the acts kept for undo.
    fn begin(&mut self, base: Option<&Fingerprint>) {
        self.image.clear();
        self.lines = 0;
        self.is_sound = false;
        let header = Header {
            record: self.record.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            base: base.cloned(),
            text_sha256: self.document.sha256().to_owned(),
            covers: self.sequence,
        };
        self.push(&header.to_bytes());
        let kept = |line, transactions: &[Transaction], limit: usize| {
            let mut size = 0;
            let lines = transactions.iter().rev().map(|held| line::kept(line, held, &self.document));
            let mut lines: Vec<Vec<u8>> = lines
                .take_while(|line| {
                    size += line.len();
                    size <= limit
                })
                .collect();
            lines.reverse();
            lines
        };
        let undone = kept("undone", self.history.undone(), self.limits.bytes / 2);
        let done = kept("done", self.history.done(), self.limits.bytes / 2);
        done.iter().chain(&undone).for_each(|line| self.push(line));
    }

    fn push(&mut self, line: &[u8]) {
        self.image.extend_from_slice(line);
        self.lines += 1;
    }
}

/// Returns where the part of a journal lies that could not be used: the same part, the same place.
pub fn aside_path(record: &Path, bytes: &[u8]) -> PathBuf {
    let ending = format!("{}.jsonl", &crate::text::sha256_hex(bytes)[..8]);
    private_path(record, "set-aside", &ending)
}
