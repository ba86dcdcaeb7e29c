//! What lies in a folder and in those in it, in order, with the names of one folder at a time.
//!
//! A folder of very many names is sorted in a temporary file, so that memory doesn't grow with it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use crate::store::folder::Listed;
use crate::store::project::RECORD_ENDING;
use crate::store::scratch::{Entries, Scratch};
use crate::store::source::source_of_record;

/// How many names are held at once; more of one folder are sorted in a file.
const HELD: usize = 1 << 13;

/// How much of each sorted run is held while runs are brought together, in bytes.
const OF_A_RUN: usize = 4 << 10;

/// A part of a folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct WalkError {
    pub path: PathBuf,
    pub source: io::Error,
}

/// Calls `take` for each document of a folder and of those in it, in the order of their paths: `.txt` files, and whatever
/// has a record.
///
/// Hidden files and folders are passed over, and links to folders not followed. What can't be read goes to `take`
/// too, and the rest is gone on with.
///
/// # Errors
///
/// Those of `take`.
pub fn walk_documents<E>(
    folder: &Path,
    take: &mut dyn FnMut(Result<Listed, WalkError>) -> Result<(), E>,
) -> Result<(), E> {
    let document = |inside: &Path, key: &[u8], names: &[Vec<u8>]| {
        let path = inside.join(os(key));
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        let records = names.iter().filter(|name| is_record(name)).map(|name| inside.join(os(name)));
        Listed { name, records: records.collect(), path, status: None }
    };
    Walk { held: HELD, key_of: &key_of_document }
        .folder(folder, &mut |found| take(found.map(|(inside, key, names)| document(inside, key, names))))
}

/// Calls `take` for each file of a folder and of those in it, in the order of their paths.
///
/// # Errors
///
/// Those of `take`, which is called as by [`walk_documents`].
pub fn walk_files<E>(
    folder: &Path,
    take: &mut dyn FnMut(Result<PathBuf, WalkError>) -> Result<(), E>,
) -> Result<(), E> {
    Walk { held: HELD, key_of: &|_, name| Some(name.len()) }
        .folder(folder, &mut |found| take(found.map(|(inside, key, _)| inside.join(os(key)))))
}

fn is_record(name: &[u8]) -> bool {
    let ending = name.len().checked_sub(RECORD_ENDING.len()).map(|at| &name[at..]);
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(RECORD_ENDING.as_bytes()))
}

/// Returns how much of a file's name is that of its document, `None` where it is no document's.
fn key_of_document(folder: &Path, name: &[u8]) -> Option<usize> {
    if is_record(name) {
        let source = source_of_record(&folder.join(os(name)));
        return Some(source.map_or(name.len(), |source| bytes(source.file_name().unwrap_or_default()).len()));
    }
    let ending = name.len().checked_sub(4).map(|at| &name[at..]);
    ending.filter(|ending| ending.eq_ignore_ascii_case(b".txt")).map(|_| name.len())
}

/// Returns the bytes of a name, which sort as the name does.
#[cfg(unix)]
fn bytes(name: &OsStr) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(name).to_vec()
}

#[cfg(unix)]
fn os(name: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(name.to_vec())
}

#[cfg(not(unix))]
fn bytes(name: &OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn os(name: &[u8]) -> OsString {
    String::from_utf8_lossy(name).into_owned().into()
}

/// Returns the bytes of a path, to be put into a [`Scratch`].
pub fn path_bytes(path: &Path) -> Vec<u8> {
    bytes(path.as_os_str())
}

/// Returns the path of such bytes.
pub fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    os(bytes).into()
}

/// What is found: the folder, the key, and the names that have it, in order.
type Group<'a> = (&'a Path, &'a [u8], &'a [Vec<u8>]);

type Found<'a> = Result<Group<'a>, WalkError>;

struct Walk<'a> {
    held: usize,
    /// Returns how long the key at a name's beginning is; names of one key are found together.
    key_of: &'a dyn Fn(&Path, &[u8]) -> Option<usize>,
}

/// A name, ordered by its key first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    key: Vec<u8>,
    rest: Vec<u8>,
    is_folder: bool,
}

impl Key {
    fn name(&self) -> Vec<u8> {
        [&self.key[..], &self.rest].concat()
    }

    fn push(&self, scratch: &Scratch) -> io::Result<()> {
        let length = (self.key.len() as u32).to_le_bytes();
        scratch.push(&[&[u8::from(self.is_folder)], &length, &self.key, &self.rest]).map(|_| ())
    }

    fn read(entry: &[u8]) -> Option<Self> {
        let (is_folder, rest) = entry.split_first()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (key, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        Some(Self { key: key.to_vec(), rest: rest.to_vec(), is_folder: *is_folder != 0 })
    }
}

impl Walk<'_> {
    fn folder<E>(&self, folder: &Path, take: &mut dyn FnMut(Found<'_>) -> Result<(), E>) -> Result<(), E> {
        let failed = |source| WalkError { path: folder.to_owned(), source };
        let sorted = self.sort(folder, &mut |error| take(Err(error)))?;
        let mut names = match sorted.names() {
            Ok(names) => names,
            Err(error) => return take(Err(failed(error))),
        };
        let mut group: Option<Key> = None;
        let mut members: Vec<Vec<u8>> = Vec::new();
        loop {
            let next = match names.next_name() {
                Ok(next) => next,
                Err(error) => return take(Err(failed(error))),
            };
            let is_same = match (&next, &group) {
                (Some(next), Some(group)) => !next.is_folder && next.key == group.key,
                _ => false,
            };
            if !is_same && let Some(done) = group.take() {
                take(Ok((folder, &done.key, &members)))?;
                members.clear();
            }
            match next {
                None => return Ok(()),
                Some(next) if next.is_folder => self.folder(&folder.join(os(&next.name())), take)?,
                Some(next) => {
                    members.push(next.name());
                    group = group.or(Some(next));
                }
            }
        }
    }

    /// Reads a folder's names.
    fn sort<E>(&self, folder: &Path, fail: &mut dyn FnMut(WalkError) -> Result<(), E>) -> Result<Sorted, E> {
        let failed = |source| WalkError { path: folder.to_owned(), source };
        let mut sorted = Sorted::default();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return fail(failed(error)).map(|()| sorted),
        };
        for entry in entries {
            let kept = entry.and_then(|entry| {
                let Some(key) = self.key(folder, &entry)? else { return Ok(()) };
                sorted.last.push(key);
                if sorted.last.len() >= self.held { sorted.put_away() } else { Ok(()) }
            });
            if let Err(error) = kept {
                fail(failed(error))?;
            }
        }
        sorted.last.sort_unstable();
        sorted.last.reverse();
        Ok(sorted)
    }

    fn key(&self, folder: &Path, entry: &DirEntry) -> io::Result<Option<Key>> {
        let name = bytes(&entry.file_name());
        if name.starts_with(b".") || is_hidden(entry) {
            return Ok(None);
        }
        let mut kind = entry.file_type()?;
        if kind.is_dir() {
            return Ok(Some(Key { key: name, rest: Vec::new(), is_folder: true }));
        }
        let Some(length) = (self.key_of)(folder, &name) else { return Ok(None) };
        if kind.is_symlink() {
            // A link that leads nowhere is nothing to read.
            match fs::metadata(entry.path()) {
                Ok(metadata) => kind = metadata.file_type(),
                Err(_) => return Ok(None),
            }
        }
        let mut key = name;
        let rest = key.split_off(length.min(key.len()));
        Ok(kind.is_file().then_some(Key { key, rest, is_folder: false }))
    }
}

/// Tells whether the system hides a file whose name doesn't say so.
#[cfg(windows)]
fn is_hidden(entry: &DirEntry) -> bool {
    use std::os::windows::fs::MetadataExt;

    /// FILE_ATTRIBUTE_HIDDEN.
    const HIDDEN: u32 = 2;
    entry.metadata().is_ok_and(|metadata| metadata.file_attributes() & HIDDEN != 0)
}

#[cfg(not(windows))]
fn is_hidden(_: &DirEntry) -> bool {
    false
}

/// The names of a folder: runs in a file, each in order, and the last one in memory, the last name first.
#[derive(Default)]
struct Sorted {
    scratch: Scratch,
    /// Where each run in the file ends.
    ends: Vec<u64>,
    last: Vec<Key>,
}

impl Sorted {
    /// Puts the names that are held into the file, as a run.
    fn put_away(&mut self) -> io::Result<()> {
        self.last.sort_unstable();
        for key in self.last.drain(..) {
            key.push(&self.scratch)?;
        }
        self.ends.push(self.scratch.end());
        Ok(())
    }

    /// Returns the names in their order.
    fn names(&self) -> io::Result<Names<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let runs = starts.zip(&self.ends).map(|(start, end)| self.scratch.part(start, *end, OF_A_RUN));
        let mut names = Names { runs: runs.collect(), next: BinaryHeap::new(), held: &self.last };
        for run in 0..names.runs.len() {
            names.advance(run)?;
        }
        Ok(names)
    }
}

/// The names of all runs, in one order.
struct Names<'a> {
    runs: Vec<Entries<'a>>,
    next: BinaryHeap<Reverse<(Key, usize)>>,
    held: &'a [Key],
}

impl Names<'_> {
    fn advance(&mut self, run: usize) -> io::Result<()> {
        if let Some(entry) = self.runs[run].next_entry()? {
            let key = Key::read(entry).ok_or(io::ErrorKind::InvalidData)?;
            self.next.push(Reverse((key, run)));
        }
        Ok(())
    }

    fn next_name(&mut self) -> io::Result<Option<Key>> {
        let first = self.next.peek().map(|Reverse((key, _))| key);
        if let Some((held, rest)) = self.held.split_last()
            && first.is_none_or(|first| held < first)
        {
            self.held = rest;
            return Ok(Some(held.clone()));
        }
        let Some(Reverse((key, run))) = self.next.pop() else { return Ok(None) };
        self.advance(run)?;
        Ok(Some(key))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{Walk, key_of_document, os, walk_documents, walk_files};

    fn make(folder: &Path, names: &[&str]) {
        for name in names {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("inside")).expect("writable");
            fs::write(path, "نص").expect("writable");
        }
    }

    #[test]
    fn documents_come_with_their_records_in_the_order_of_paths() {
        let folder = tempfile::tempdir().expect("a folder");
        make(
            folder.path(),
            &[
                "a.txt",
                "a.txt.ann.json",
                "a.txt-b.txt",
                "a.txt.sara.ann.json",
                "a/z.txt",
                "a-b/c.txt.ann.json",
                "b.md",
                ".hidden.txt",
                ".git/x.txt",
                "B.TXT",
                "c.txt.d.txt",
                "c.txt.d.txt.ann.json",
                "c.txt.d.ann.json",
            ],
        );
        let mut found = Vec::new();
        let done: Result<(), Infallible> = walk_documents(folder.path(), &mut |listed| {
            let listed = listed.expect("readable");
            let records = listed.records.iter().map(|record| record.file_name().expect("a name").to_owned());
            found.push((
                listed.name,
                records.map(|name| name.into_string().expect("UTF-8")).collect::<Vec<_>>(),
            ));
            Ok(())
        });
        done.expect("nothing fails");
        let found: Vec<(&str, Vec<&str>)> = found
            .iter()
            .map(|(name, records)| (name.as_str(), records.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            found,
            [
                ("B.TXT", vec![]),
                ("a/z.txt", vec![]),
                ("a-b/c.txt", vec!["c.txt.ann.json"]),
                ("a.txt", vec!["a.txt.ann.json", "a.txt.sara.ann.json"]),
                ("a.txt-b.txt", vec![]),
                ("c.txt", vec!["c.txt.d.ann.json"]),
                ("c.txt.d.txt", vec!["c.txt.d.txt.ann.json"]),
            ]
        );
    }

    #[test]
    fn more_names_than_are_held_are_complete_and_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let names: Vec<String> = (0..500).map(|number| format!("{:03}.txt", number * 7 % 500)).collect();
        make(folder.path(), &names.iter().map(String::as_str).collect::<Vec<_>>());
        for number in (0..500).step_by(3) {
            fs::write(folder.path().join(format!("{number:03}.txt.ann.json")), "{}").expect("writable");
        }
        for held in [1, 2, 7, 64, 1000] {
            let mut found = Vec::new();
            let walk = Walk { held, key_of: &key_of_document };
            let done: Result<(), Infallible> = walk.folder(folder.path(), &mut |group| {
                let (_, key, names) = group.expect("readable");
                found.push((os(key).into_string().expect("UTF-8"), names.len()));
                Ok(())
            });
            done.expect("nothing fails");
            let expected: Vec<(String, usize)> = (0..500)
                .map(|number| (format!("{number:03}.txt"), 1 + usize::from(number % 3 == 0)))
                .collect();
            assert_eq!(found, expected, "{held} held at once");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_read_to_files_and_not_into_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        make(folder.path(), &["in/a.txt", "out/b.txt"]);
        let inside = folder.path().join("in");
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(folder.path().join(to), inside.join(name)).expect("linked");
        };
        link("out/b.txt", "link.txt");
        link("out", "folder");
        link("nowhere", "broken.txt");
        let mut found = Vec::new();
        let done: Result<(), Infallible> = walk_files(&inside, &mut |file| {
            found.push(file.expect("readable"));
            Ok(())
        });
        done.expect("nothing fails");
        assert_eq!(found, [inside.join("a.txt"), inside.join("link.txt")]);
        let mut failures = Vec::new();
        let gone: Result<(), Infallible> = walk_files(&inside.join("none"), &mut |file| {
            failures.push(file.expect_err("not there").path);
            Ok(())
        });
        gone.expect("nothing else fails");
        assert_eq!(failures, [PathBuf::from(&inside).join("none")]);
    }
}
