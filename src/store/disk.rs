//! Reading and writing files whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::text::sha256_hex;

/// What a file held, to tell later whether it still does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// In bytes.
    length: usize,
    sha256: String,
}

impl Fingerprint {
    pub fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len(), sha256: sha256_hex(bytes) }
    }
}

/// Reads a file whole, `None` where there is none.
///
/// # Errors
///
/// Where it can't be read, or holds more than `limit` bytes ([`io::ErrorKind::FileTooLarge`]).
pub fn read_if_there(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
    // The limit is held while reading: a device or a growing file has no true length.
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(Some(bytes))
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
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let (temporary, mut file) = create_beside(&folder)?;
    let written = fill(&mut file, bytes, &target).and_then(|()| {
        drop(file);
        fs::rename(&temporary, &target)
    });
    if let Err(error) = written {
        // The first failure is the one to tell of; a file left over is swept up later.
        let _swept = fs::remove_file(&temporary);
        return Err(error);
    }
    flush_folder(&folder)
}

fn fill(file: &mut File, bytes: &[u8], target: &Path) -> io::Result<()> {
    file.write_all(bytes)?;
    if let Ok(metadata) = fs::metadata(target) {
        file.set_permissions(metadata.permissions())?;
    }
    file.sync_all()
}

/// Makes a new file in the folder, with a short name: the name of a source may already be the longest.
fn create_beside(folder: &Path) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".hashiya-{}-{number}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Makes sure that a rename in the folder outlives a loss of power.
fn flush_folder(folder: &Path) -> io::Result<()> {
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
