//! Files to import, cut into pieces that cores can read beside each other.
//!
//! A format with a document on each line is read some lines at a time, so that a file may be larger than
//! memory; any other file is one piece.

use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::exchange::report::{Failed, Remedy};
use crate::format::{self, Fault, Format, ImportError, Imported, Input, Stamp};
use crate::schema::Schema;
use crate::store::{self, ForeignFile};

/// How many bytes of lines make a piece, at least.
const PIECE: usize = 256 << 10;

/// A file to read.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub path: PathBuf,
    /// Its path from the folder that was named, without an ending.
    pub name: String,
    /// Whether it was named itself, not found in a folder.
    pub is_named: bool,
    pub bytes: u64,
}

impl Found {
    /// Returns the files that paths lead to, in order.
    pub fn all(paths: &[PathBuf]) -> (Vec<Self>, Vec<Failed>) {
        let (mut found, mut failed) = (Vec::new(), Vec::new());
        for path in paths {
            if !path.is_dir() {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                found.push(Self { path: path.clone(), name, is_named: true, bytes: store::length(path) });
                continue;
            }
            let (files, failures) = store::files_in(path);
            failed.extend(failures.into_iter().map(|message| Failed::new(path, message)));
            // The text of a standoff file is read with it.
            let is_text = |file: &Path| {
                let standoff = |ending: &&str| file.with_extension(ending).is_file();
                file.extension().is_some_and(|ending| ending == "txt")
                    && ["ann", "jsonld"].iter().any(standoff)
            };
            found.extend(files.into_iter().filter(|file| !is_text(file)).map(|file| {
                let inside = file.strip_prefix(path).unwrap_or(&file).with_extension("");
                let name = inside.to_string_lossy().replace(MAIN_SEPARATOR, "/");
                Self { bytes: store::length(&file), path: file, name, is_named: false }
            }));
        }
        (found, failed)
    }
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
    #[error("{0}")]
    Import(#[from] ImportError),
}

impl Trouble {
    /// Returns what is told of it.
    pub fn failed(&self, path: &Path) -> Failed {
        let remedy = match self {
            Self::Unknown | Self::Import(ImportError::Malformed { .. }) => Some(Remedy::NameFormat),
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
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub place: Place<'a>,
    content: Content,
}

/// Where a piece comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub file: &'a Found,
    pub is_first: bool,
    pub is_last: bool,
    /// How many bytes of the file it stands for.
    pub bytes: u64,
}

impl Place<'_> {
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

#[derive(Debug)]
enum Content {
    /// The whole file; its format, where it is known already.
    Whole(Option<Format>),
    /// Lines, the first of which has this number.
    Lines {
        format: Format,
        first: usize,
        bytes: Vec<u8>,
    },
    Bad(Trouble),
}

/// What a piece holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub documents: Vec<Imported>,
    /// Lines that hold no document that can be read.
    pub faults: Vec<Fault>,
    pub trouble: Option<Trouble>,
    /// What it was read as.
    pub format: Option<Format>,
}

/// The pieces of files, in order.
pub(super) struct Pieces<'a> {
    files: std::slice::Iter<'a, Found>,
    from: Option<Format>,
    open: Option<OpenFile<'a>>,
}

struct OpenFile<'a> {
    file: &'a Found,
    format: Format,
    reader: ForeignFile,
    /// The number of the next line, counted from 1.
    line: usize,
}

impl<'a> Pieces<'a> {
    /// Cuts the files; `from` is their format, and without it each file's content tells.
    pub fn of(files: &'a [Found], from: Option<Format>) -> Self {
        Self { files: files.iter(), from, open: None }
    }

    fn begin(&mut self, file: &'a Found) -> Piece<'a> {
        let content = match self.look(file) {
            Ok(Some((format, reader))) => return self.go_on(OpenFile { file, format, reader, line: 1 }),
            Ok(None) => Content::Whole(self.from),
            Err(trouble) => Content::Bad(trouble),
        };
        Piece { place: Place { file, is_first: true, is_last: true, bytes: file.bytes }, content }
    }

    /// Returns the reader of a file that is read line by line.
    fn look(&self, file: &Found) -> Result<Option<(Format, ForeignFile)>, Trouble> {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        let is_whole = match self.from {
            Some(format) => !format.has_document_on_each_line(),
            None => name.ends_with(".ann"),
        };
        if is_whole {
            return Ok(None);
        }
        let mut reader = ForeignFile::at(&file.path).map_err(Trouble::Unreadable)?.ok_or(Trouble::Missing)?;
        let format = match self.from {
            Some(format) => Some(format),
            None => Format::recognise(&name, reader.head().map_err(Trouble::Unreadable)?),
        };
        let format = format.ok_or(Trouble::Unknown)?;
        Ok(format.has_document_on_each_line().then_some((format, reader)))
    }

    fn go_on(&mut self, mut open: OpenFile<'a>) -> Piece<'a> {
        let (file, is_first) = (open.file, open.line == 1);
        let read = open.reader.lines(PIECE).and_then(|bytes| Ok((bytes, open.reader.is_at_end()?)));
        match read {
            Ok((bytes, is_last)) => {
                let place = Place { file, is_first, is_last, bytes: bytes.len() as u64 };
                let first = open.line;
                open.line += memchr::memchr_iter(b'\n', &bytes).count();
                let content = Content::Lines { format: open.format, first, bytes };
                if !is_last {
                    self.open = Some(open);
                }
                Piece { place, content }
            }
            Err(error) => {
                let place = Place { file, is_first, is_last: true, bytes: 0 };
                Piece { place, content: Content::Bad(Trouble::Unreadable(error)) }
            }
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        match self.open.take() {
            Some(open) => Some(self.go_on(open)),
            None => self.files.next().map(|file| self.begin(file)),
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
    pub fn read<'p>(&self, piece: Piece<'p>) -> (Place<'p>, Contents) {
        let read = match piece.content {
            Content::Bad(trouble) => Err(trouble),
            Content::Whole(format) => self.whole(&piece.place.file.path, format),
            Content::Lines { format, first, bytes } => Ok(self.lines(format, first, &bytes)),
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

    fn lines(&self, format: Format, first: usize, bytes: &[u8]) -> Contents {
        let mut contents = Contents { format: Some(format), ..Contents::default() };
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let number = first + number;
            let input = Input { bytes: line, text: None };
            match format::import(format, &input, self.schema, self.stamp) {
                Ok(mut documents) => {
                    let faults = documents.iter_mut().flat_map(|document| &mut document.faults);
                    faults.for_each(|fault| fault.line = number);
                    contents.documents.append(&mut documents);
                }
                Err(ImportError::Malformed { what, .. }) => {
                    contents.faults.push(Fault { line: number, what })
                }
                Err(error) => contents.faults.push(Fault { line: number, what: error.to_string() }),
            }
        }
        contents
    }
}
