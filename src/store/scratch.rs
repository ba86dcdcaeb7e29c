//! Lists that may be longer than memory should hold: in a temporary file that nobody else sees.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{SpooledTempFile, spooled_tempfile};

/// A list is kept in memory up to this many bytes, and in a file of the system's temporary folder beyond.
const KEPT: usize = 1 << 20;

/// How much is written and read at once, in bytes.
const CHUNK: usize = 64 << 10;

/// Entries of bytes, written one behind the other and read as often as wanted.
///
/// The file has no name where the system allows that, so that nothing of it is left whatever ends the program.
#[derive(Debug)]
pub struct Scratch(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    file: SpooledTempFile,
    /// What is written, with what waits to be.
    length: u64,
    waiting: Vec<u8>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self(Mutex::new(Inner { file: spooled_tempfile(KEPT), length: 0, waiting: Vec::new() }))
    }
}

impl Scratch {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an entry, made of parts that are not told apart; returns its place, to be read from there.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn push(&self, parts: &[&[u8]]) -> io::Result<u64> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let head = u32::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge)?.to_le_bytes();
        let mut inner = self.lock();
        let place = inner.length;
        inner.waiting.extend(head);
        parts.iter().for_each(|part| inner.waiting.extend(*part));
        inner.length += (head.len() + length) as u64;
        if inner.waiting.len() >= CHUNK {
            inner.flush()?;
        }
        Ok(place)
    }

    /// Returns where the next entry will stand.
    pub fn end(&self) -> u64 {
        self.lock().length
    }

    /// Returns the entry at a place that [`Scratch::push`] gave.
    ///
    /// # Errors
    ///
    /// Where it can't be read.
    pub fn at(&self, place: u64) -> io::Result<Vec<u8>> {
        let mut head = [0; 4];
        self.read(place, &mut head)?;
        let mut entry = vec![0; u32::from_le_bytes(head) as usize];
        self.read(place + head.len() as u64, &mut entry)?;
        Ok(entry)
    }

    /// Reads bytes from a place; they must be there.
    fn read(&self, place: u64, bytes: &mut [u8]) -> io::Result<()> {
        let mut inner = self.lock();
        inner.flush()?;
        inner.file.seek(SeekFrom::Start(place))?;
        inner.file.read_exact(bytes)
    }

    /// Returns the entries in their order.
    pub fn entries(&self) -> Entries<'_> {
        self.part(0, self.end(), CHUNK)
    }

    /// Returns the entries between two places, of which `chunk` bytes are held at once.
    pub fn part(&self, start: u64, end: u64, chunk: usize) -> Entries<'_> {
        Entries { scratch: self, at: start, end, chunk, bytes: Vec::new(), used: 0 }
    }
}

impl Inner {
    fn flush(&mut self) -> io::Result<()> {
        if !self.waiting.is_empty() {
            self.file.seek(SeekFrom::End(0))?;
            self.file.write_all(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }
}

/// Entries in their order, read some at a time.
#[derive(Debug)]
pub struct Entries<'a> {
    scratch: &'a Scratch,
    /// Where the bytes not yet read begin and end.
    at: u64,
    end: u64,
    chunk: usize,
    bytes: Vec<u8>,
    used: usize,
}

impl Entries<'_> {
    /// Returns the next entry, `None` behind the last one.
    ///
    /// # Errors
    ///
    /// Where it can't be read.
    pub fn next_entry(&mut self) -> io::Result<Option<&[u8]>> {
        if self.used == self.bytes.len() && self.at == self.end {
            return Ok(None);
        }
        self.hold(4)?;
        let head = &self.bytes[self.used..self.used + 4];
        let length = head.iter().rev().fold(0, |length: usize, byte| length << 8 | usize::from(*byte));
        self.hold(4 + length)?;
        let start = self.used + 4;
        self.used = start + length;
        Ok(Some(&self.bytes[start..self.used]))
    }

    /// Sees to it that so many bytes behind those used are held.
    fn hold(&mut self, count: usize) -> io::Result<()> {
        let held = self.bytes.len() - self.used;
        if held >= count {
            return Ok(());
        }
        self.bytes.drain(..self.used);
        self.used = 0;
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let more = (count - held).max(self.chunk).min(left);
        if held + more < count {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.bytes.resize(held + more, 0);
        self.scratch.read(self.at, &mut self.bytes[held..])?;
        self.at += more as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Scratch;

    #[test]
    fn entries_come_back_in_order_and_by_their_place() {
        let scratch = Scratch::default();
        assert!(scratch.entries().next_entry().expect("readable").is_none());
        // Three times what is kept in memory, and an entry longer than a chunk among the others.
        let entry =
            |number: usize| vec![number as u8; if number == 70 { 300_000 } else { number % 97 * 200 }];
        let mut places = Vec::new();
        for number in 0..400 {
            let entry = entry(number);
            let (one, other) = entry.split_at(entry.len() / 3);
            places.push(scratch.push(&[one, other]).expect("writable"));
        }
        assert!(scratch.end() > 3 << 20);
        assert_eq!(scratch.at(places[70]).expect("readable"), entry(70));
        scratch.push(&[b"last"]).expect("writable again");
        for _ in 0..2 {
            let mut entries = scratch.entries();
            for number in 0..400 {
                let read = entries.next_entry().expect("readable").expect("there");
                assert_eq!(read, entry(number), "{number}");
            }
            assert_eq!(entries.next_entry().expect("readable"), Some(&b"last"[..]));
            assert_eq!(entries.next_entry().expect("readable"), None);
        }
        let mut part = scratch.part(places[2], places[4], 10);
        let mut read = Vec::new();
        while let Some(entry) = part.next_entry().expect("readable") {
            read.push(entry.to_vec());
        }
        assert_eq!(read, [entry(2), entry(3)]);
    }
}
