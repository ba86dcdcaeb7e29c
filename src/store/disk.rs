//! Reading and writing files whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::store::fault::{self, Step};
use crate::text::sha256_hex;

/// What a file held, to tell later whether it still does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// In bytes.
    length: usize,
    sha256: String,
}

impl Fingerprint {
    pub fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len(), sha256: sha256_hex(bytes) }
    }

    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Returns how many bytes there were.
    pub fn length(&self) -> u64 {
        self.length as u64
    }
}

/// Reads a file whole, `None` where there is none.
///
/// # Errors
///
/// Where it can't be read, or holds more than `limit` bytes ([`io::ErrorKind::FileTooLarge`]).
pub fn read_if_there(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    Reading::of(path, limit)?.map(Reading::finish).transpose()
}

/// A file that is read whole, of which the beginning may be looked at before.
pub struct Reading {
    file: io::Take<File>,
    bytes: Vec<u8>,
    is_file: bool,
    length: u64,
    limit: u64,
}

impl Reading {
    /// Opens a file, `None` where there is none.
    ///
    /// # Errors
    ///
    /// As [`read_if_there`] has them.
    pub fn of(path: &Path, limit: u64) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let (length, is_file) = (metadata.len(), metadata.is_file());
        // The limit is held while reading: a device or a growing file has no true length.
        Ok(Some(Self { file: file.take(limit + 1), bytes: Vec::new(), is_file, length, limit }))
    }

    /// Tells whether it is a regular file, no device or pipe.
    pub fn is_file(&self) -> bool {
        self.is_file
    }

    /// Returns the length that the file had when it was opened, in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Reads on until there are `count` bytes, or all that there are, and returns them.
    ///
    /// # Errors
    ///
    /// Where the file can't be read.
    pub fn first(&mut self, count: usize) -> io::Result<&[u8]> {
        let missing = count.saturating_sub(self.bytes.len()) as u64;
        self.bytes.reserve(room(self.length.min(self.limit), self.bytes.len()));
        (&mut self.file).take(missing).read_to_end(&mut self.bytes)?;
        Ok(&self.bytes)
    }

    /// Reads the rest and returns all of it.
    ///
    /// # Errors
    ///
    /// Where the file can't be read, or holds more than may be read of it.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        let bytes = std::mem::take(&mut self.bytes);
        self.finish_after(bytes)
    }

    /// Reads the rest behind `bytes`, which others read before, and returns all of it.
    ///
    /// # Errors
    ///
    /// As [`Reading::finish`] has them.
    pub fn finish_after(mut self, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        bytes.reserve(room(self.length.min(self.limit), bytes.len()));
        self.file.read_to_end(&mut bytes)?;
        if self.file.limit() == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }

    /// Reads on into `piece` and returns how many bytes came; none at the end. They are nobody's but the caller's.
    ///
    /// # Errors
    ///
    /// As [`Reading::finish`] has them.
    pub fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.file.read(piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(_) if self.file.limit() == 0 => return Err(io::ErrorKind::FileTooLarge.into()),
                other => return other,
            }
        }
    }
}

/// How many bytes of `length` are yet to come behind `held`; what only grows in memory would be copied again and again.
fn room(length: u64, held: usize) -> usize {
    usize::try_from(length).unwrap_or(0).saturating_sub(held)
}

/// Puts `bytes` in the place of what the file at `path` held, wholly or not at all.
///
/// A temporary file beside it is written, flushed to the disk and renamed, and the folder is flushed. A
/// symbolic link is followed to the file that it names; one that names none is replaced.
///
/// # Errors
///
/// Where the disk refuses a step; the file then holds what it held, and no temporary file stays.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&target).to_owned();
    let (temporary, mut file) = create_beside(&folder)?;
    let written = fill(&mut file, bytes, &target).and_then(|()| {
        drop(file);
        fault::check(Step::Rename)?;
        fs::rename(&temporary, &target)
    });
    if let Err(error) = written {
        // The first failure is the one to tell of; a file left over is swept up later.
        let _swept = fs::remove_file(&temporary);
        return Err(error);
    }
    flush_folder(&folder)
}

/// Adds `bytes` to the end of a file, which is made where there is none. Nothing is flushed.
///
/// # Errors
///
/// Where the disk refuses.
pub fn append_to(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(bytes)
}

fn fill(file: &mut File, bytes: &[u8], target: &Path) -> io::Result<()> {
    write_all(file, bytes)?;
    if let Ok(metadata) = fs::metadata(target) {
        fault::check(Step::Permissions)?;
        file.set_permissions(metadata.permissions())?;
    }
    fault::check(Step::Flush)?;
    file.sync_all()
}

fn write_all(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    if let Err(error) = fault::check(Step::Write) {
        if fault::tears() {
            file.write_all(&bytes[..bytes.len() / 2])?;
        }
        return Err(error);
    }
    file.write_all(bytes)
}

/// Puts a file of the program's own in place as [`write_atomic`] does; a symbolic link is not followed.
///
/// # Errors
///
/// Where the disk refuses a step, or a link stands there: whoever made the folder may have put it there.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    refuse_link(path)?;
    write_atomic(path, bytes)
}

/// Refuses a path at which a symbolic link stands.
///
/// # Errors
///
/// Where there is one.
pub fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "a symbolic link stands where the program keeps its own files",
        )),
        _ => Ok(()),
    }
}

/// Opens a file of the program's own that is there, to write at its end.
///
/// # Errors
///
/// Where there is none, a link stands there, or the disk refuses.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    refuse_link(path)?;
    fault::check(Step::Open)?;
    OpenOptions::new().append(true).open(path)
}

/// Writes at the end of a file and returns once it is on the disk.
///
/// # Errors
///
/// Where the disk refuses; some of the bytes may stand there then, or seem to.
pub fn append(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    write_all(file, bytes)?;
    fault::check(Step::Flush)?;
    file.sync_data()
}

/// Makes the folder of that name within the program's own folder beside a source, where it isn't there.
///
/// # Errors
///
/// Where the disk refuses, or the program's own folder leads elsewhere by a symbolic link.
pub fn make_private_folder(beside: &Path, name: &str) -> io::Result<PathBuf> {
    let own = beside.join(PRIVATE_FOLDER);
    let folder = own.join(name);
    for folder in [&own, &folder] {
        match fs::symlink_metadata(folder) {
            Ok(metadata) if metadata.is_dir() => continue,
            Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
            Err(_) => {}
        }
        fault::check(Step::Folder)?;
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => flush_folder(folder.parent().unwrap_or(beside))?,
        }
    }
    Ok(folder)
}

/// The folder beside sources that holds the program's working state.
pub const PRIVATE_FOLDER: &str = ".hashiya";

/// Returns where the working state of a record lies: in a folder of that name, with that ending.
///
/// The name is that of the record, shortened where it is long, and made unique by a hash of the whole.
pub fn private_path(record: &Path, folder: &str, ending: &str) -> PathBuf {
    let name = record.file_name().unwrap_or_default();
    let hash = sha256_hex(name.as_encoded_bytes());
    let name = name.to_string_lossy();
    let short = &name[..name.floor_char_boundary(100)];
    folder_of(record).join(PRIVATE_FOLDER).join(folder).join(format!("{short}.{}.{ending}", &hash[..12]))
}

/// Returns where a path leads once links are followed, `None` where there is nothing.
pub fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// Tells whether a path is a symbolic link to something outside of a folder.
pub fn leads_out(path: &Path, folder: &Path) -> bool {
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let real = || Some((path.canonicalize().ok()?, folder.canonicalize().ok()?));
    is_link && real().is_some_and(|(path, folder)| !path.starts_with(folder))
}

/// Returns the folder that holds a file.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a new file in the folder, with a short name: the name of a source may already be the longest.
fn create_beside(folder: &Path) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".hashiya-{}-{number}.tmp", std::process::id()));
        fault::check(Step::Open)?;
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Makes sure that a rename in the folder outlives a loss of power.
fn flush_folder(folder: &Path) -> io::Result<()> {
    fault::check(Step::FlushFolder)?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{read_if_there, write_atomic};

    #[test]
    fn writing_replaces_and_leaves_nothing_beside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("خبر 'one'.json");
        write_atomic(&path, b"one").expect("writable");
        write_atomic(&path, b"two").expect("writable");
        assert_eq!(fs::read(&path).expect("there"), b"two");
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 1);
    }

    #[test]
    fn a_limit_holds_and_a_missing_file_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        assert_eq!(read_if_there(&path, 3).expect("no failure"), None);
        fs::write(&path, b"1234").expect("writable");
        assert_eq!(read_if_there(&path, 4).expect("small enough"), Some(b"1234".to_vec()));
        let error = read_if_there(&path, 3).expect_err("too large");
        assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge);
        assert!(read_if_there(folder.path(), 9).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").expect("writable");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        write_atomic(&link, b"new").expect("writable");
        assert_eq!(fs::read(&file).expect("there"), b"new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_failure_leaves_what_was_there() {
        let folder = tempfile::tempdir().expect("a folder");
        // A folder in the file's place lets the rename fail, whoever runs the test.
        let path = folder.path().join("taken");
        fs::create_dir(&path).expect("writable");
        fs::write(path.join("inside"), "kept").expect("writable");
        write_atomic(&path, b"new").expect_err("a folder is in the way");
        assert_eq!(fs::read(path.join("inside")).expect("there"), b"kept");
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 1, "no temporary file stays");
    }
}
