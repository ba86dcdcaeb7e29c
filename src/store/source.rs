//! Sources, and which records are theirs.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::disk::Reading;
use crate::store::error::OpenError;
use crate::store::project::{Project, RECORD_ENDING};
use crate::store::record::{self, Header};
use crate::store::settings::default_annotator;
use crate::text::{DecodeError, Decoded, Document, MAX_BYTES, PlainText, decode, decode_as, sha256_hex};

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

/// Opens the source that a path leads to, and returns where it lies; `None` where there is none.
///
/// # Errors
///
/// Where it can't be opened.
pub(super) fn open_source(path: &Path) -> Result<(PathBuf, Option<Reading>), OpenError> {
    // Nearly every record is named after its source alone: one that can be opened need not be asked for before.
    if let Some(whole) = named_by(path)
        && let Ok(Some(reading)) = Reading::of(&whole, MAX_BYTES)
        && reading.is_file()
    {
        return Ok((whole, Some(reading)));
    }
    let path = source_of_record(path).unwrap_or_else(|| path.to_owned());
    match Reading::of(&path, MAX_BYTES) {
        Ok(reading) => Ok((path, reading)),
        Err(error) => Err(failure(&path, error)),
    }
}

/// Returns what it means that a source can't be read.
pub(super) fn failure(path: &Path, error: io::Error) -> OpenError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::IsADirectory => OpenError::Folder { path },
        io::ErrorKind::FileTooLarge => {
            let bytes = std::fs::metadata(&path).map_or(u64::MAX, |metadata| metadata.len());
            OpenError::Decode { source: DecodeError::TooLarge { bytes }, path }
        }
        _ => OpenError::Unreadable { source: error, path },
    }
}

/// Returns what a record's name is without its ending, `None` where the path names no record.
fn named_by(record: &Path) -> Option<PathBuf> {
    let name = record.file_name()?.to_str()?.strip_suffix(RECORD_ENDING)?;
    Some(record.with_file_name(name))
}

/// A source as it was read.
pub(super) enum Raw {
    /// The usual one, decoded while it was read: UTF-8 without a byte order mark, with line feeds alone. The text is the
    /// document's, no longer the other's.
    Plain(Document, Decoded),
    /// Any other.
    Bytes(Vec<u8>),
}

/// How many bytes are decoded at a time while a source is read: they stay in the processor's own memory.
const PIECE: usize = 64 << 10;

impl Raw {
    /// Reads a source.
    ///
    /// # Errors
    ///
    /// Where it can't be read, or has more bytes than a text may.
    pub fn read(reading: Reading) -> io::Result<Self> {
        if reading.length() < PIECE as u64 {
            return reading.finish().map(Self::Bytes);
        }
        Ok(match Self::decoded(reading)? {
            Ok(mut decoded) => Self::Plain(Document::new(std::mem::take(&mut decoded.text)), decoded),
            Err(bytes) => Self::Bytes(bytes),
        })
    }

    /// Reads a source and decodes it piece by piece, or returns its bytes where it is no usual one.
    ///
    /// # Errors
    ///
    /// As [`Raw::read`] has them.
    pub fn decoded(mut reading: Reading) -> io::Result<Result<Decoded, Vec<u8>>> {
        let mut text = PlainText::with_capacity(usize::try_from(reading.length()).unwrap_or(0));
        let mut piece = vec![0; PIECE];
        loop {
            let count = reading.read(&mut piece)?;
            if count == 0 {
                return Ok(text.finish());
            }
            if !text.push(&piece[..count]) {
                return reading.finish_after(text.into_bytes()).map(Err);
            }
        }
    }
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
    /// Takes what was read as a text.
    ///
    /// # Errors
    ///
    /// Where it is none: neither by `encoding`, nor by what it says itself, nor by what its record says of it.
    pub fn of(
        raw: &Raw,
        encoding: Option<&str>,
        record: Option<&[u8]>,
        path: &Path,
    ) -> Result<Self, OpenError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let failed = |source| OpenError::Decode { source, path: path.to_owned() };
        let (document, decoded, sha256) = match (raw, encoding) {
            (Raw::Plain(document, decoded), None) => (document.clone(), decoded.clone(), None),
            (Raw::Plain(document, _), Some(label)) => {
                decoded(document.text().as_bytes(), Some(label), None).map_err(failed)?
            }
            (Raw::Bytes(bytes), _) => decoded(bytes, encoding, record).map_err(failed)?,
        };
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

/// Decodes bytes by `encoding`, by what they say themselves, or by what their record says; with their hash, where they
/// are not the text's own.
fn decoded(
    bytes: &[u8],
    encoding: Option<&str>,
    record: Option<&[u8]>,
) -> Result<(Document, Decoded, Option<String>), DecodeError> {
    let mut decoded = match encoding {
        Some(label) => decode_as(bytes, label)?,
        None => decode(bytes).or_else(|error| {
            let told = record.and_then(record::encoding);
            told.and_then(|label| decode_as(bytes, &label).ok()).ok_or(error)
        })?,
    };
    let document = Document::new(std::mem::take(&mut decoded.text));
    let is_plain = document.text().as_bytes() == bytes;
    let sha256 = (!is_plain).then(|| sha256_hex(bytes));
    Ok((document, decoded, sha256))
}
