//! Files that others are to read: written into a folder, never over somebody's annotations.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use crate::store::disk::read_if_there;

/// The most bytes that a file of another program, or a document of one, may have in memory: 512 MiB.
pub const FOREIGN_LIMIT: u64 = 512 << 20;

/// How much of a file is looked at to tell its format, in bytes.
const HEAD: usize = 64 << 10;

/// A folder that files are written into.
#[derive(Debug)]
pub struct OutputFolder(PathBuf);

/// A file that grows piece by piece and stands in its place once it is finished; else nothing is left of it.
#[derive(Debug)]
pub struct OutputFile {
    file: BufWriter<File>,
    temporary: PathBuf,
    path: PathBuf,
    is_finished: bool,
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

    /// Removes the folder where nothing is in it.
    pub fn remove_if_empty(&self) {
        // The system removes no folder that holds anything.
        let _removed = fs::remove_dir(&self.0);
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

    /// Writes a file, in the place of one that is there; after a failure that one is as it was.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::path`], and where the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.stream(name)?;
        file.write(bytes)?;
        file.finish()
    }

    /// Writes a file that isn't there yet.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::AlreadyExists`] where it is; else as [`OutputFolder::write`].
    pub fn write_new(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let written = file.write_all(bytes);
        if written.is_err() {
            // The first failure is the one to tell of.
            let _removed = fs::remove_file(&path);
        }
        written
    }

    /// Removes a file that was written.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::write`].
    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path(name)?)
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
        Ok(OutputFile { file, temporary, path, is_finished: false })
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
        fs::rename(&self.temporary, &self.path)?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if !self.is_finished {
            // Whoever gave the file up tells of it.
            let _removed = fs::remove_file(&self.temporary);
        }
    }
}

/// A file that another program wrote, read some of it at a time.
#[derive(Debug)]
pub struct ForeignFile(BufReader<File>);

impl ForeignFile {
    /// Opens a file; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where it can't be opened.
    pub fn at(path: &Path) -> io::Result<Option<Self>> {
        match File::open(path) {
            Ok(file) => Ok(Some(Self(BufReader::with_capacity(HEAD, file)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the beginning of what is yet to be read, of 64 KiB at most.
    ///
    /// # Errors
    ///
    /// Where it can't be read.
    pub fn head(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    /// Reads on, 64 KiB at most, and gives the bytes to `take`; tells whether there were any.
    ///
    /// # Errors
    ///
    /// Where they can't be read.
    pub fn more(&mut self, take: &mut dyn FnMut(&[u8])) -> io::Result<bool> {
        let bytes = self.0.fill_buf()?;
        let count = bytes.len();
        take(bytes);
        self.0.consume(count);
        Ok(count > 0)
    }

    /// Returns the file itself, to be read from any place.
    pub fn into_file(self) -> File {
        self.0.into_inner()
    }

    /// Tells whether everything has been read.
    ///
    /// # Errors
    ///
    /// Where the disk refuses to tell.
    pub fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.0.fill_buf()?.is_empty())
    }
}

/// Returns how many bytes a file has, 0 where that can't be told.
pub fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Reads a file that another program wrote, of 512 MiB at most; `None` where there is none.
///
/// # Errors
///
/// Where it can't be read, or is larger.
pub fn read_foreign(path: &Path) -> io::Result<Option<Vec<u8>>> {
    read_if_there(path, FOREIGN_LIMIT)
}
