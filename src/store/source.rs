//! Sources, and which records are theirs.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::disk::Reading;
use crate::store::error::OpenError;
use crate::store::project::{Project, RECORD_ENDING};
use crate::store::record::{self, Header};
use crate::store::settings::default_annotator;
use crate::text::{DecodeError, Decoded, Document, MAX_BYTES, decode, decode_as, sha256_hex};

/// Returns the record that a path leads to: its own, or the one of that annotator beside a source.
pub(super) fn record_of(path: &Path, project: &Project, annotator: Option<&str>) -> PathBuf {
    if named_by(path).is_some() {
        return path.to_owned();
    }
    let annotator = annotator.map_or_else(|| Cow::Owned(default_annotator()), Cow::Borrowed);
    project.record_path(path, &annotator)
}

/// Returns the source of a record at `path`, `None` where the path names no record.
///
/// `a.txt.sara.ann.json` belongs to `a.txt.sara` where there is such a file, else to `a.txt`.
pub fn source_of_record(path: &Path) -> Option<PathBuf> {
    let whole = named_by(path)?;
    let shorter = whole.with_extension("");
    let named_by_annotator = !whole.is_file() && (shorter.is_file() || shorter.extension().is_some());
    Some(if named_by_annotator { shorter } else { whole })
}

/// Reads the source that a path leads to, and returns where it lies; `None` where there is none.
///
/// # Errors
///
/// Where it can't be read.
pub(super) fn read_source(path: &Path) -> Result<(PathBuf, Option<Vec<u8>>), OpenError> {
    let (path, reading) = open_source(path);
    match reading.and_then(|reading| reading.map(Reading::finish).transpose()) {
        Ok(bytes) => Ok((path, bytes)),
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => Err(OpenError::Folder { path }),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let bytes = std::fs::metadata(&path).map_or(u64::MAX, |metadata| metadata.len());
            Err(OpenError::Decode { source: DecodeError::TooLarge { bytes }, path })
        }
        Err(source) => Err(OpenError::Unreadable { source, path }),
    }
}

fn open_source(path: &Path) -> (PathBuf, io::Result<Option<Reading>>) {
    // Nearly every record is named after its source alone: one that can be opened need not be asked for before.
    if let Some(whole) = named_by(path)
        && let Ok(Some(reading)) = Reading::of(&whole, MAX_BYTES)
        && reading.is_file()
    {
        return (whole, Ok(Some(reading)));
    }
    let path = source_of_record(path).unwrap_or_else(|| path.to_owned());
    let reading = Reading::of(&path, MAX_BYTES);
    (path, reading)
}

/// Returns what a record's name is without its ending, `None` where the path names no record.
fn named_by(record: &Path) -> Option<PathBuf> {
    let name = record.file_name()?.to_str()?.strip_suffix(RECORD_ENDING)?;
    Some(record.with_file_name(name))
}

/// A source as its bytes say.
pub(super) struct Source {
    pub document: Document,
    decoded: Decoded,
    /// The hash of the bytes, where they are not the text's own.
    sha256: Option<String>,
    name: String,
}

impl Source {
    pub fn of(
        bytes: &[u8],
        encoding: Option<&str>,
        record: Option<&[u8]>,
        path: &Path,
    ) -> Result<Self, OpenError> {
        let decoded = match encoding {
            Some(label) => decode_as(bytes, label),
            None => decode(bytes).or_else(|error| {
                let told = record.and_then(record::encoding);
                told.and_then(|label| decode_as(bytes, &label).ok()).ok_or(error)
            }),
        };
        let mut decoded = decoded.map_err(|source| OpenError::Decode { source, path: path.to_owned() })?;
        let document = Document::new(std::mem::take(&mut decoded.text));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_plain = document.text().as_bytes() == bytes;
        let sha256 = (!is_plain).then(|| sha256_hex(bytes));
        Ok(Self { document, decoded, sha256, name })
    }

    /// Returns the header with what it says of the source brought up to date.
    pub fn header(self, header: Header) -> Header {
        Header {
            source: self.name,
            encoding: self.decoded.encoding,
            newline: self.decoded.newline,
            source_sha256: Some(self.sha256.unwrap_or_else(|| self.document.sha256().to_owned())),
            ..header
        }
    }
}
