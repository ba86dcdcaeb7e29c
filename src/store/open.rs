//! Opening a source with the record beside it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::anchor::Counts;
use crate::annotation::{About, AnnotationSet, Id, Item, Problem, ProblemCode, Snapshot};
use crate::edit::History;
use crate::schema::Schema;
use crate::store::disk::{Fingerprint, Reading, folder_of, leads_out, read_if_there};
use crate::store::folder::Folders;
use crate::store::journal::{self, Journal};
use crate::store::project::{Project, ProjectError, RECORD_ENDING};
use crate::store::record::{self, Header, Loaded, VERSION};
use crate::store::replay::replay;
use crate::store::settings::default_annotator;
use crate::text::{
    ByteOffset, DecodeError, Decoded, Document, MAX_BYTES, decode, decode_as, guess_language, sha256_hex,
};

/// The most bytes that a record may have: 512 MiB, as it holds its text and much beside.
pub const MAX_RECORD_BYTES: u64 = 512 << 20;

/// A source opened, with what its record holds.
#[derive(Debug)]
pub struct Opened {
    /// The source.
    pub path: PathBuf,
    /// The text that the set's spans refer to: the source's, or the record's where that differs.
    pub document: Document,
    pub schema: Arc<Schema>,
    pub set: AnnotationSet,
    /// What was found while the record was read.
    pub problems: Vec<Problem>,
    /// The line of the record on which each of its entries begins, counted from 1.
    pub lines: HashMap<Id, usize>,
    /// What can be undone and redone, as the journal tells.
    pub history: History,
    /// How many acts the journal held that the record didn't.
    pub recovered: usize,
    /// The source's own text, where the record was made for another one.
    pub changed: Option<Changed>,
    /// How the annotations fared that were found again in a changed source.
    pub found: Option<Counts>,
    /// Other versions of the record that a program which syncs folders left beside it.
    pub copies: Vec<PathBuf>,
    /// Where and how to save.
    pub target: RecordTarget,
    /// The journal, to be gone on with.
    pub(super) journal: Journal,
    /// What the record itself holds, without the journal.
    pub(super) held: Snapshot,
}

/// A source that is no longer what its record was made for.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The text as it is now.
    pub document: Document,
    /// What a record of it says of its source.
    pub header: Header,
}

/// Where a record is saved, and what stood there when it was last read or written.
#[derive(Clone, Debug)]
pub struct RecordTarget {
    pub path: PathBuf,
    /// The source beside it, which is never written.
    pub source: PathBuf,
    pub header: Header,
    /// Why nothing may be saved there.
    pub read_only: Option<ReadOnly>,
    /// `None` while there is no record yet.
    pub(super) fingerprint: Option<Fingerprint>,
    /// What was last attempted to be written: it may stand there although the disk said otherwise.
    pub(super) attempted: Option<Fingerprint>,
}

impl RecordTarget {
    /// Tells whether there was a record when the source was opened or last saved.
    pub fn has_record(&self) -> bool {
        self.fingerprint.is_some()
    }
}

/// Why a record may not be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// A newer version of the program wrote it; the version of its form.
    NewerRecord(u64),
    /// It doesn't fit the text beside it.
    TextDiffers,
    /// It is damaged, so that saving would lose something.
    Damaged,
    /// Somebody else is writing it; who, as the lock says.
    Held(String),
    /// It is a link to something outside of the project, or of its folder where there is no project.
    Outside,
}

/// Why a source could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("There is no such file\nFile: {path}")]
    Missing { path: PathBuf },
    #[error("This is a folder, not an article\nFolder: {path}")]
    Folder { path: PathBuf },
    #[error("Cannot read the file: {source}\nFile: {path}")]
    Unreadable { source: io::Error, path: PathBuf },
    #[error("{source}\nFile: {path}")]
    Decode { source: DecodeError, path: PathBuf },
    #[error(transparent)]
    Project(#[from] ProjectError),
}

impl OpenError {
    /// Returns what can be done.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { .. } => "Check the path; perhaps the file was moved or renamed.".to_owned(),
            Self::Folder { .. } => "Open a file in it, or open the folder as a whole.".to_owned(),
            Self::Unreadable { .. } => {
                "Check that you may read the file and that its disk is there.".to_owned()
            }
            Self::Decode { source: DecodeError::NotUtf8 { detected, .. }, .. } => {
                format!("Open it with `--encoding {detected}` and see whether the words are right.")
            }
            Self::Decode { source: DecodeError::Malformed { .. }, .. } => {
                "Try another encoding, or convert the file to UTF-8.".to_owned()
            }
            Self::Decode { source: DecodeError::UnknownEncoding(_), .. } => {
                "Name it as browsers do: utf-8, windows-1256, iso-8859-6, utf-16le.".to_owned()
            }
            Self::Decode { .. } => "Choose a plain text file.".to_owned(),
            Self::Project(error) => error.hint().to_owned(),
        }
    }

    /// Returns the encoding that the bytes look like, where the text isn't UTF-8.
    pub fn detected_encoding(&self) -> Option<&str> {
        match self {
            Self::Decode { source: DecodeError::NotUtf8 { detected, .. }, .. } => Some(detected),
            _ => None,
        }
    }
}

/// Opens a source, or a record with the source beside it.
///
/// `encoding` is what a person chose; without it the text must be UTF-8, say otherwise by a byte order
/// mark, or have a record that names its encoding. `annotator` signs a new record, and chooses among the
/// records of several annotators. A record that is damaged or doesn't fit is no error: what can be read
/// of it is there, the problems say what isn't, and the target is read-only.
///
/// # Errors
///
/// Where the source can't be read or is no text, its record can't be read from the disk, or its project's
/// file is not as it should be.
pub fn open(path: &Path, encoding: Option<&str>, annotator: Option<&str>) -> Result<Opened, OpenError> {
    open_among(path, encoding, annotator, &Folders::default())
}

/// The beginning of a document that is being opened: its text, and the marks of what is seen first.
///
/// Nothing of it may be changed yet: whether it may be, only the rest of the record says.
#[derive(Debug)]
pub struct Beginning {
    pub path: PathBuf,
    pub document: Document,
    pub schema: Schema,
    /// What begins in the first `FIRST` bytes of the text.
    pub set: AnnotationSet,
}

/// How many bytes of a text are seen first, at most: some screens of them.
pub const FIRST: usize = 16 << 10;

/// The length from which a record is not read all at once, in bytes: the rest takes longer than a frame.
const LONG: u64 = 512 << 10;

/// Opens a source as [`open()`] does, one of many: what `folders` has seen of its folder is not read again.
///
/// # Errors
///
/// As [`open()`] has them.
pub fn open_among(
    path: &Path,
    encoding: Option<&str>,
    annotator: Option<&str>,
    folders: &Folders,
) -> Result<Opened, OpenError> {
    open_showing(path, encoding, annotator, folders, &mut |_| {})
}

/// Opens a source as [`open_among`] does; where that takes long, `show` is given its beginning first.
///
/// # Errors
///
/// As [`open()`] has them.
pub(super) fn open_showing(
    path: &Path,
    encoding: Option<&str>,
    annotator: Option<&str>,
    folders: &Folders,
    show: &mut dyn FnMut(Beginning),
) -> Result<Opened, OpenError> {
    let annotator = annotator.map_or_else(default_annotator, str::to_owned);
    let known = folders.project_of(path)?;
    let project = &known.project;
    let (source_path, record_path) = paths_of(path, project, &annotator);
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| OpenError::Unreadable { source, path }
    };
    let source = match read_if_there(&source_path, MAX_BYTES) {
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
            return Err(OpenError::Folder { path: source_path });
        }
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let bytes = source_length(&source_path);
            return Err(OpenError::Decode { source: DecodeError::TooLarge { bytes }, path: source_path });
        }
        other => other.map_err(unreadable(&source_path))?,
    };
    let record = match Reading::of(&record_path, MAX_RECORD_BYTES) {
        // With a name too long there is none; saving will say so.
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => None,
        other => other.map_err(unreadable(&record_path))?,
    };
    let (source, record) = match (source, record) {
        (None, None) => return Err(OpenError::Missing { path: path.to_owned() }),
        (None, Some(record)) => (None, Some(record.finish().map_err(unreadable(&record_path))?)),
        (Some(bytes), None) => (Some(Source::of(&bytes, encoding, None, &source_path)?), None),
        (Some(bytes), Some(mut record)) => {
            let mut source = Source::of(&bytes, encoding, None, &source_path);
            if let Ok(source) = &source
                && let Some(set) = beginning(&source.document, &mut record, &record_path)
            {
                let (document, schema) = (source.document.clone(), Schema::clone(&known.schema));
                show(Beginning { path: source_path.clone(), document, schema, set });
            }
            let record = record.finish().map_err(unreadable(&record_path))?;
            if source.is_err() {
                source = Source::of(&bytes, encoding, Some(&record), &source_path);
            }
            (Some(source?), Some(record))
        }
    };
    let (schema, schema_ref) = (Arc::clone(&known.schema), known.reference.clone());
    let about = About {
        language: project.languages.first().cloned().unwrap_or_else(|| {
            let text = source.as_ref().map_or("", |source| source.document.text());
            guess_language(text).to_owned()
        }),
        ..About::default()
    };
    let new = Header { annotator, schema: schema_ref, ..Header::default() };
    let folder = if project.root.as_os_str().is_empty() { folder_of(&record_path) } else { &project.root };
    let is_outside = leads_out(&record_path, folder);
    let place = Place { path: source_path, record_path, schema, folders };
    let mut opened = match record {
        None => {
            let source = source.expect("without a record, a missing source was an error above");
            let (set, _) = AnnotationSet::from_items([Item::About(about.into())]);
            place.opened(source.document.clone(), set, Vec::new(), source.header(new), None, None)
        }
        Some(bytes) => place.with_record(&bytes, source, new),
    }?;
    if is_outside && matches!(opened.target.read_only, None | Some(ReadOnly::TextDiffers)) {
        opened.target.read_only = Some(ReadOnly::Outside);
    }
    Ok(opened)
}

/// Returns the marks of what is seen first, where the record is long and they are surely those.
fn beginning(document: &Document, record: &mut Reading, path: &Path) -> Option<AnnotationSet> {
    if record.length() < LONG || journal::is_ahead(path) {
        return None;
    }
    // The record holds the text too, with a backslash before each line feed, then the entity records.
    let text = document.text();
    let expected = text.len() + text.len() / 16 + (2 << 20);
    let bytes = record.first(expected).ok()?;
    record::beginning(bytes, document, ByteOffset(text.floor_char_boundary(FIRST)))
}

/// Returns the source and the record that a path leads to.
pub(super) fn paths_of(path: &Path, project: &Project, annotator: &str) -> (PathBuf, PathBuf) {
    match source_of_record(path) {
        Some(source) => (source, path.to_owned()),
        None => (path.to_owned(), project.record_path(path, annotator)),
    }
}

/// Returns the source of a record at `path`, `None` where the path names no record.
///
/// `a.txt.sara.ann.json` belongs to `a.txt.sara` where there is such a file, else to `a.txt`.
pub fn source_of_record(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(RECORD_ENDING)?;
    let whole = path.with_file_name(name);
    let shorter = whole.with_extension("");
    let named_by_annotator = !whole.is_file() && (shorter.is_file() || shorter.extension().is_some());
    Some(if named_by_annotator { shorter } else { whole })
}

fn source_length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(u64::MAX, |metadata| metadata.len())
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

/// What is settled before the record is looked at.
struct Place<'a> {
    path: PathBuf,
    record_path: PathBuf,
    schema: Arc<Schema>,
    folders: &'a Folders,
}

impl Place<'_> {
    fn with_record(self, bytes: &[u8], source: Option<Source>, new: Header) -> Result<Opened, OpenError> {
        let fingerprint = Some(Fingerprint::of(bytes));
        match record::read(bytes, source.as_ref().map(|source| &source.document)) {
            Err(error) => {
                let problem = problem(ProblemCode::Unreadable, format!("{error}. {}", error.hint()));
                let document =
                    source.as_ref().map_or_else(|| Document::new(""), |source| source.document.clone());
                let header = source.map_or_else(Header::default, |source| source.header(new));
                let set = AnnotationSet::default();
                self.opened(document, set, vec![problem], header, fingerprint, Some(ReadOnly::Damaged))
            }
            Ok(loaded) => {
                let read_only = read_only(&loaded);
                let Loaded { mut header, set, document, text_differs, mut problems, lines, .. } = loaded;
                let mut changed = None;
                match source {
                    Some(source) if !text_differs => header = source.header(header),
                    Some(source) => {
                        let document_now = source.document.clone();
                        changed = (document_now != document).then(|| Changed {
                            document: document_now,
                            header: source.header(header.clone()),
                        });
                    }
                    None => {
                        let detail = "there is no source beside the record; its own text is shown";
                        problems.push(problem(ProblemCode::SourceChanged, detail.to_owned()));
                    }
                }
                if header.annotator.is_empty() {
                    header.annotator = new.annotator;
                }
                let mut opened = self.opened(document, set, problems, header, fingerprint, read_only)?;
                (opened.changed, opened.lines) = (changed, lines);
                Ok(opened)
            }
        }
    }

    fn opened(
        self,
        document: Document,
        mut set: AnnotationSet,
        mut problems: Vec<Problem>,
        header: Header,
        fingerprint: Option<Fingerprint>,
        read_only: Option<ReadOnly>,
    ) -> Result<Opened, OpenError> {
        let source = self.path.clone();
        let mut target =
            RecordTarget { path: self.record_path, source, header, read_only, fingerprint, attempted: None };
        let held = set.snapshot();
        let replayed = replay(&target, &document, &mut set)?;
        problems.extend(replayed.problems);
        let copies = self.folders.conflicted_copies(&target.path);
        problems.extend(copies.iter().map(|name| {
            let detail = format!("{name}; `hashiya merge` brings them together");
            problem(ProblemCode::ConflictedCopy, detail)
        }));
        let copies = copies.into_iter().map(|name| target.path.with_file_name(name)).collect();
        target.read_only = target.read_only.or(replayed.newer.map(ReadOnly::NewerRecord));
        Ok(Opened {
            path: self.path,
            document,
            schema: self.schema,
            set,
            problems,
            lines: HashMap::new(),
            history: replayed.history,
            recovered: replayed.recovered,
            changed: None,
            found: None,
            copies,
            target,
            journal: replayed.journal,
            held,
        })
    }
}

pub(super) fn problem(code: ProblemCode, detail: String) -> Problem {
    Problem { code, item: None, span: None, detail }
}

fn read_only(loaded: &Loaded) -> Option<ReadOnly> {
    let misfit = |problem: &Problem| {
        problem.code == ProblemCode::OutOfBounds
            || problem.code == ProblemCode::TextMismatch && problem.item.is_some()
    };
    if loaded.version > VERSION {
        Some(ReadOnly::NewerRecord(loaded.version))
    } else if !loaded.faithful {
        Some(ReadOnly::Damaged)
    } else if loaded.text_differs || loaded.problems.iter().any(misfit) {
        Some(ReadOnly::TextDiffers)
    } else {
        None
    }
}
