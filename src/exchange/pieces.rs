//! Files to import, cut into pieces that cores can read beside each other.
//!
//! A file of many documents is read some of them at a time, so that it may be larger than memory; any other file is one piece.

use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use crate::exchange::report::{Failed, Remedy};
use crate::exchange::{ExchangeError, Stop};
use crate::format::{
    self, CutPiece, Cutter, Fault, Format, ImportError, Imported, Input, ParquetPiece, ParquetRows, Quoting,
    Stamp,
};
use crate::schema::Schema;
use crate::store::{self, FOREIGN_LIMIT, ForeignFile, Scratch};

/// How many bytes of documents make a piece, at least.
const PIECE: usize = 256 << 10;

/// How many rows of a Parquet file make a piece.
const ROWS: usize = 64;

/// A file to read.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub path: PathBuf,
    /// Its path from the folder that was named, without an ending.
    pub name: String,
    /// Whether it was named itself, not found in a folder.
    pub is_named: bool,
    pub bytes: u64,
}

/// The files that paths lead to, in order; memory doesn't grow with their number.
#[derive(Debug, Default)]
pub(super) struct Files {
    list: Scratch,
    pub count: usize,
    pub bytes: u64,
}

impl Files {
    /// Finds the files; `fail` is told of folders that can't be read.
    ///
    /// # Errors
    ///
    /// Where the system's temporary folder takes no list of them.
    pub fn of(paths: &[PathBuf], stop: &Stop, fail: &mut dyn FnMut(Failed)) -> Result<Self, ExchangeError> {
        let mut files = Self::default();
        for path in paths {
            if !path.is_dir() {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let (path, bytes) = (path.clone(), store::length(path));
                files.push(&Found { path, name, is_named: true, bytes })?;
                continue;
            }
            let walked = store::walk_files(path, &mut |file| match file {
                _ if stop.is_asked() => Err(None),
                // The text of a standoff file is read with it.
                Ok(file) if is_text(&file) => Ok(()),
                Ok(file) => {
                    let inside = file.strip_prefix(path).unwrap_or(&file).with_extension("");
                    let name = inside.to_string_lossy().replace(MAIN_SEPARATOR, "/");
                    let bytes = store::length(&file);
                    files.push(&Found { path: file, name, is_named: false, bytes }).map_err(Some)
                }
                Err(error) => {
                    fail(Failed::of(&error.path, error.source.to_string(), Remedy::CheckPermissions));
                    Ok(())
                }
            });
            if let Err(Some(error)) = walked {
                return Err(error);
            }
        }
        Ok(files)
    }

    fn push(&mut self, found: &Found) -> Result<(), ExchangeError> {
        let path = store::path_bytes(&found.path);
        let length = (path.len() as u32).to_le_bytes();
        let named = [u8::from(found.is_named)];
        let parts: [&[u8]; 5] = [&named, &found.bytes.to_le_bytes(), &length, &path, found.name.as_bytes()];
        self.list.push(&parts).map_err(ExchangeError::Temporary)?;
        self.count += 1;
        self.bytes += found.bytes;
        Ok(())
    }

    fn iter(&self) -> impl Iterator<Item = io::Result<Found>> + Send + '_ {
        let mut entries = self.list.entries();
        std::iter::from_fn(move || match entries.next_entry() {
            Ok(entry) => Some(found(entry?).ok_or_else(|| io::ErrorKind::InvalidData.into())),
            Err(error) => Some(Err(error)),
        })
    }
}

fn found(entry: &[u8]) -> Option<Found> {
    let (is_named, rest) = entry.split_first()?;
    let (bytes, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (path, name) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let name = String::from_utf8(name.to_vec()).ok()?;
    let (path, bytes) = (store::path_of_bytes(path), u64::from_le_bytes(*bytes));
    Some(Found { path, name, is_named: *is_named != 0, bytes })
}

/// Tells whether a file is the text beside a standoff file.
fn is_text(file: &Path) -> bool {
    let standoff = |ending: &&str| file.with_extension(ending).is_file();
    file.extension().is_some_and(|ending| ending == "txt") && ["ann", "jsonld"].iter().any(standoff)
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("Cannot tell the file's format")]
    Unknown,
    #[error("There is no such file")]
    Missing,
    #[error("Cannot read the file: {0}")]
    Unreadable(io::Error),
    #[error("A document in it is longer than {} MiB", FOREIGN_LIMIT >> 20)]
    TooLong,
    #[error("{0}")]
    Import(#[from] ImportError),
    /// The list of files can't be read.
    #[error("{0}")]
    Temporary(io::Error),
}

impl Trouble {
    /// Returns what is told of it, where `from` was named as the format.
    pub fn failed(&self, path: &Path, from: Option<Format>) -> Failed {
        let remedy = match self {
            Self::Unknown => Some(Remedy::NameFormat),
            Self::Import(ImportError::Malformed { .. }) if from.is_some() => Some(Remedy::OtherFormat),
            Self::Import(ImportError::Malformed { .. }) => Some(Remedy::MendOrName),
            Self::Missing => Some(Remedy::CheckPath),
            Self::Unreadable(_) => Some(Remedy::CheckPermissions),
            _ => None,
        };
        let message = match self {
            Self::Import(error) if remedy.is_none() => format!("{error}. {}", error.hint()),
            other => other.to_string(),
        };
        Failed { remedy, ..Failed::new(path, message) }
    }
}

/// A part of a file that can be read by itself.
pub(super) struct Piece {
    pub place: Place,
    content: Content,
}

/// Where a piece comes from.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub file: Arc<Found>,
    pub is_first: bool,
    pub is_last: bool,
    /// How many bytes of the file it stands for.
    pub bytes: u64,
}

impl Place {
    /// Returns a document's name, of `count` in the piece: its own, or that of the file where it is alone in
    /// it; `None` where it is one of many that the file doesn't name.
    pub fn name(&self, one: &Imported, count: usize) -> Option<String> {
        let is_alone = self.is_first && self.is_last && count == 1;
        match one.name.is_empty() {
            false => Some(one.name.clone()),
            true => is_alone.then(|| self.file.name.clone()),
        }
    }
}

enum Content {
    /// The whole file; its format, where it is known already.
    Whole(Option<Format>),
    Cut(Format, CutPiece),
    Parquet(ParquetPiece),
    /// Nothing is left of the file.
    End(Format),
    Bad(Trouble),
}

/// What a piece holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub documents: Vec<Imported>,
    /// Parts that hold no document that can be read.
    pub faults: Vec<Fault>,
    pub trouble: Option<Trouble>,
    /// What it was read as.
    pub format: Option<Format>,
}

/// The pieces of files, in order.
pub(super) struct Pieces<I> {
    files: I,
    from: Option<Format>,
    open: Option<OpenFile>,
}

struct OpenFile {
    file: Arc<Found>,
    is_first: bool,
    /// How many of its bytes the pieces so far stand for.
    told: u64,
    source: Source,
}

/// How a file of many documents is read.
enum Source {
    Cut { format: Format, reader: ForeignFile, cutter: Box<Cutter>, read: u64 },
    Parquet { rows: ParquetRows, next: Option<ParquetPiece> },
}

impl Pieces<()> {
    /// Cuts the files; `from` is their format, and without it each file's content tells.
    pub fn of(
        files: &Files,
        from: Option<Format>,
    ) -> Pieces<impl Iterator<Item = io::Result<Found>> + Send + '_> {
        Pieces { files: files.iter(), from, open: None }
    }
}

impl<I: Iterator<Item = io::Result<Found>>> Pieces<I> {
    fn begin(&mut self, file: Found) -> Piece {
        let file = Arc::new(file);
        let content = match look(&file, self.from) {
            Ok(Some(source)) => return self.go_on(OpenFile { file, is_first: true, told: 0, source }),
            Ok(None) => Content::Whole(self.from),
            Err(trouble) => Content::Bad(trouble),
        };
        let bytes = file.bytes;
        Piece { place: Place { file, is_first: true, is_last: true, bytes }, content }
    }

    fn go_on(&mut self, mut open: OpenFile) -> Piece {
        let (file, is_first) = (Arc::clone(&open.file), open.is_first);
        let (content, read, is_last) = match open.source.next() {
            Ok((content, read, is_last)) => (content, read, is_last),
            Err(trouble) => (Content::Bad(trouble), None, true),
        };
        // Whatever it was that was read, at the end the whole file has been.
        let reached = if is_last { file.bytes } else { read.unwrap_or(open.told).min(file.bytes) };
        let bytes = reached.saturating_sub(open.told);
        (open.told, open.is_first) = (reached, false);
        if !is_last {
            self.open = Some(open);
        }
        Piece { place: Place { file, is_first, is_last, bytes }, content }
    }
}

impl<I: Iterator<Item = io::Result<Found>>> Iterator for Pieces<I> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(open) = self.open.take() {
            return Some(self.go_on(open));
        }
        Some(match self.files.next()? {
            Ok(file) => self.begin(file),
            Err(error) => {
                let place = Place { file: Arc::default(), is_first: true, is_last: true, bytes: 0 };
                Piece { place, content: Content::Bad(Trouble::Temporary(error)) }
            }
        })
    }
}

/// Begins to read a file of many documents; `None` for one that is read whole.
fn look(file: &Found, from: Option<Format>) -> Result<Option<Source>, Trouble> {
    let open = || ForeignFile::at(&file.path).map_err(Trouble::Unreadable)?.ok_or(Trouble::Missing);
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    if from.is_none() && name.ends_with(".ann") {
        return Ok(None);
    }
    let mut reader = open()?;
    let head = reader.head().map_err(Trouble::Unreadable)?;
    let seen = Format::recognise(&name, head);
    let format = match from {
        // Rows are rows, whichever of its two forms is named.
        Some(Format::HuggingFace | Format::HuggingFaceLines) => match seen {
            Some(Format::HuggingFace) => Format::HuggingFace,
            _ => Format::HuggingFaceLines,
        },
        Some(format) => format,
        None => seen.ok_or(Trouble::Unknown)?,
    };
    if format == Format::HuggingFace {
        return Ok(Some(Source::Parquet { rows: ParquetRows::new(reader.into_file())?, next: None }));
    }
    let is_quoted = format != Format::Tsv || is_quoted(&mut open()?).map_err(Trouble::Unreadable)?;
    let cutter = Cutter::of(format, is_quoted).map(Box::new);
    Ok(cutter.map(|cutter| Source::Cut { format, reader, cutter, read: 0 }))
}

/// Tells how a table between tabs is read.
fn is_quoted(reader: &mut ForeignFile) -> io::Result<bool> {
    let mut quoting = Quoting::of_tabs();
    while reader.more(&mut |bytes| quoting.put(bytes))? {}
    Ok(quoting.is_quoted())
}

impl Source {
    /// Returns the next piece, how many bytes have been read where that is known, and whether it is the last.
    fn next(&mut self) -> Result<(Content, Option<u64>, bool), Trouble> {
        match self {
            Self::Cut { format, reader, cutter, read } => loop {
                let is_end = reader.is_at_end().map_err(Trouble::Unreadable)?;
                if let Some(piece) = cutter.piece(PIECE, is_end) {
                    let is_last = is_end && cutter.held() == 0;
                    return Ok((Content::Cut(*format, piece), Some(*read), is_last));
                }
                if is_end {
                    return Ok((Content::End(*format), None, true));
                }
                if cutter.held() as u64 > FOREIGN_LIMIT {
                    return Err(Trouble::TooLong);
                }
                reader
                    .more(&mut |bytes| {
                        *read += bytes.len() as u64;
                        cutter.put(bytes);
                    })
                    .map_err(Trouble::Unreadable)?;
            },
            Self::Parquet { rows, next } => {
                let piece = next.take().or_else(|| rows.piece(ROWS));
                *next = rows.piece(ROWS);
                let content = piece.map_or(Content::End(Format::HuggingFace), Content::Parquet);
                Ok((content, None, next.is_none()))
            }
        }
    }
}

/// What reading needs to know.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub schema: &'a Schema,
    pub stamp: &'a Stamp,
}

impl Reader<'_> {
    /// Reads a piece.
    pub fn read(&self, piece: Piece) -> (Place, Contents) {
        let read = match piece.content {
            Content::Bad(trouble) => Err(trouble),
            Content::Whole(format) => self.whole(&piece.place.file.path, format),
            Content::Cut(format, cut) => {
                let (documents, faults) = format::import_piece(&cut, self.schema, self.stamp);
                Ok(Contents { documents, faults, format: Some(format), trouble: None })
            }
            Content::Parquet(rows) => {
                let (documents, faults) = rows.import(self.stamp);
                Ok(Contents { documents, faults, format: Some(Format::HuggingFace), trouble: None })
            }
            Content::End(format) => Ok(Contents { format: Some(format), ..Contents::default() }),
        };
        let contents =
            read.unwrap_or_else(|trouble| Contents { trouble: Some(trouble), ..Contents::default() });
        (piece.place, contents)
    }

    fn whole(&self, path: &Path, format: Option<Format>) -> Result<Contents, Trouble> {
        let bytes = store::read_foreign(path).map_err(Trouble::Unreadable)?.ok_or(Trouble::Missing)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let format = format.or_else(|| Format::recognise(&name, &bytes)).ok_or(Trouble::Unknown)?;
        let text = match format {
            format if format.keeps_text_apart() => {
                store::read_foreign(&path.with_extension("txt")).map_err(Trouble::Unreadable)?
            }
            _ => None,
        };
        let input = Input { bytes: &bytes, text: text.as_deref() };
        let documents = format::import(format, &input, self.schema, self.stamp)?;
        Ok(Contents { documents, format: Some(format), ..Contents::default() })
    }
}
