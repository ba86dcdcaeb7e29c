//! Files that others are to read: written into a folder, never over somebody's annotations.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use crate::store::disk::read_if_there;

/// A folder that files are written into.
#[derive(Debug)]
pub struct OutputFolder(PathBuf);

/// A file that grows piece by piece and stands in its place once it is finished.
#[derive(Debug)]
pub struct OutputFile {
    file: BufWriter<File>,
    temporary: PathBuf,
    path: PathBuf,
}

impl OutputFolder {
    /// Makes the folder where it isn't there.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn create(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Returns where the file of that name lies, its folders made.
    ///
    /// # Errors
    ///
    /// Where the name leads out of the folder, or the disk refuses.
    pub fn path(&self, name: &str) -> io::Result<PathBuf> {
        let relative = Path::new(name);
        if name.is_empty() || !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        let path = self.0.join(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(path)
    }

    /// Writes a file, over one that is there.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::path`], and where the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.path(name)?, bytes)
    }

    /// Writes a file that isn't there yet.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::AlreadyExists`] where it is; else as [`OutputFolder::write`].
    pub fn write_new(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        OpenOptions::new().write(true).create_new(true).open(self.path(name)?)?.write_all(bytes)
    }

    /// Begins a file that grows.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::write`].
    pub fn stream(&self, name: &str) -> io::Result<OutputFile> {
        let path = self.path(name)?;
        let mut temporary = path.clone().into_os_string();
        temporary.push(".part");
        let temporary = PathBuf::from(temporary);
        let file = BufWriter::new(File::create(&temporary)?);
        Ok(OutputFile { file, temporary, path })
    }
}

impl OutputFile {
    /// Writes a piece behind those before.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    ///
    /// Where the disk refuses.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        fs::rename(&self.temporary, &self.path)
    }
}

/// Returns the files of a folder and of those in it, in order; hidden ones are passed over.
pub fn files_in(folder: &Path) -> (Vec<PathBuf>, Vec<String>) {
    let (mut files, mut failures) = (Vec::new(), Vec::new());
    for entry in WalkBuilder::new(folder).standard_filters(false).hidden(true).build() {
        match entry {
            Ok(entry) if entry.path().is_file() => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => failures.push(error.to_string()),
        }
    }
    files.sort();
    (files, failures)
}

/// Reads a file that another program wrote, of 512 MiB at most; `None` where there is none.
///
/// # Errors
///
/// Where it can't be read, or is larger.
pub fn read_foreign(path: &Path) -> io::Result<Option<Vec<u8>>> {
    read_if_there(path, 512 << 20)
}
