//! What a source and its record hold, read together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::annotation::{About, AnnotationSet, Item, Problem, ProblemCode};
use crate::schema::Schema;
use crate::store::disk::{Fingerprint, Reading};
use crate::store::early;
use crate::store::error::{OpenError, problem};
use crate::store::folder::Folders;
use crate::store::journal;
use crate::store::project::Project;
use crate::store::record::{self, Header, Lines, Loaded, VERSION};
use crate::store::replay::replay;
use crate::store::source::{Raw, Source, failure, open_source, record_of};
use crate::store::target::{Changed, ReadOnly, RecordTarget};
use crate::text::{Document, guess_language};

/// The most bytes that a record may have: 512 MiB, as it holds its text and much beside.
pub const MAX_RECORD_BYTES: u64 = 512 << 20;

/// What a record holds over its source, to be looked at alone: nothing is kept of what saving would need.
#[derive(Debug)]
pub struct Contents {
    /// The source.
    pub path: PathBuf,
    /// The text that the set's spans refer to: the source's, or the record's where that differs.
    pub document: Document,
    pub schema: Arc<Schema>,
    pub set: AnnotationSet,
    /// What was found while the record was read.
    pub problems: Vec<Problem>,
    pub lines: Lines,
    /// Whether the record is so damaged that writing it would lose something.
    pub is_damaged: bool,
}

/// Reads a record with the source beside it, or a source with its record, as [`open`](crate::store::open) does, one of
/// many: what `folders` has seen of its folder is not read again.
///
/// # Errors
///
/// As [`open`](crate::store::open) has them.
pub fn read_among(path: &Path, folders: &Folders) -> Result<Contents, OpenError> {
    let known = folders.project_of(path)?;
    let Files { path, record_path, source, record } = Files::read(path, None, None, &known.project, None)?;
    let Content { document, mut set, mut problems, lines, read_only, header, .. } = match (&record, source) {
        (Some(bytes), source) => Content::of_record(bytes, source, Header::default),
        (None, Some(source)) => Content::of_source(source, &known.project, Header::default()),
        (None, None) => return Err(OpenError::Missing { path }),
    };
    let is_damaged = read_only == Some(ReadOnly::Damaged);
    let beside = folders.beside(&record_path);
    if beside.has_journals() {
        let fingerprint = record.as_deref().map(Fingerprint::of);
        let source = path.clone();
        let record_path = record_path.clone();
        let target =
            RecordTarget { path: record_path, source, header, read_only, fingerprint, attempted: None };
        problems.extend(replay(&target, &document, &mut set)?.problems);
    }
    problems.extend(beside.copies_of(&record_path).iter().map(|name| conflicted_copy(name)));
    Ok(Contents { path, document, schema: Arc::clone(&known.schema), set, problems, lines, is_damaged })
}

/// Returns the problem that another version of the record, of that name, is.
pub(super) fn conflicted_copy(name: &str) -> Problem {
    let detail = format!("{name}; `hashiya merge` brings them together");
    problem(ProblemCode::ConflictedCopy, detail)
}

/// What is given a source, its text and the marks of what is seen first.
pub(super) type Show<'a> = &'a mut dyn FnMut(&Path, &Document, AnnotationSet);

/// A source and its record as they lie on the disk; at least one of them is there.
pub(super) struct Files {
    pub path: PathBuf,
    pub record_path: PathBuf,
    pub source: Option<Source>,
    pub record: Option<Vec<u8>>,
}

impl Files {
    /// Reads what a path leads to. Where the record is long and `show` is there, that is given the source with the marks
    /// of what is seen first before the record is read.
    pub fn read(
        path: &Path,
        encoding: Option<&str>,
        annotator: Option<&str>,
        project: &Project,
        show: Option<Show<'_>>,
    ) -> Result<Self, OpenError> {
        let (source_path, source) = open_source(path)?;
        let record_path = record_of(path, project, annotator);
        let unreadable = |source| OpenError::Unreadable { source, path: record_path.clone() };
        let mut record = match Reading::of(&record_path, MAX_RECORD_BYTES) {
            // With a name too long there is none; saving will say so.
            Err(error) if error.kind() == std::io::ErrorKind::InvalidFilename => None,
            other => other.map_err(unreadable)?,
        };
        if source.is_none() && record.is_none() {
            return Err(OpenError::Missing { path: path.to_owned() });
        }
        let is_long = record.as_ref().is_some_and(|record| record.length() >= early::LONG)
            && encoding.is_none()
            && !journal::is_ahead(&record_path);
        let raw = match (source, record.as_mut(), show) {
            (None, ..) => None,
            (Some(source), Some(record), Some(show)) if is_long => {
                Some(early::read(source, record, |document, set| show(&source_path, document, set)))
            }
            (Some(source), ..) => Some(Raw::read(source)),
        };
        let raw = raw.transpose().map_err(|error| failure(&source_path, error))?;
        let record = record.map(Reading::finish).transpose().map_err(unreadable)?;
        let source =
            raw.map(|raw| Source::of(&raw, encoding, record.as_deref(), &source_path)).transpose()?;
        Ok(Self { path: source_path, record_path, source, record })
    }
}

/// What is known of a source and its record once both were held against each other.
pub(super) struct Content {
    pub document: Document,
    pub set: AnnotationSet,
    pub problems: Vec<Problem>,
    pub lines: Lines,
    pub header: Header,
    pub read_only: Option<ReadOnly>,
    /// The source's own text, where the record was made for another one.
    pub changed: Option<Changed>,
}

impl Content {
    fn of(document: Document, set: AnnotationSet, header: Header) -> Self {
        let (problems, lines) = (Vec::new(), Lines::default());
        Self { document, set, problems, lines, header, read_only: None, changed: None }
    }

    /// Returns what there is of a source without a record.
    pub fn of_source(source: Source, project: &Project, new: Header) -> Self {
        let text = source.document.text();
        let language = project.languages.first();
        let language = language.cloned().unwrap_or_else(|| guess_language(text).to_owned());
        let about = About { language, ..About::default() };
        let (set, _) = AnnotationSet::from_items([Item::About(about.into())]);
        Self::of(source.document.clone(), set, source.header(new))
    }

    /// Returns what a record's bytes hold; `new` makes the header of a new one, for what they don't say.
    pub fn of_record(bytes: &[u8], source: Option<Source>, new: impl FnOnce() -> Header) -> Self {
        let loaded = match record::read(bytes, source.as_ref().map(|source| &source.document)) {
            Ok(loaded) => loaded,
            Err(error) => {
                let problem = problem(ProblemCode::Unreadable, format!("{error}. {}", error.hint()));
                let document =
                    source.as_ref().map_or_else(|| Document::new(""), |source| source.document.clone());
                let header = source.map_or_else(Header::default, |source| source.header(new()));
                let nothing = Self::of(document, AnnotationSet::default(), header);
                return Self { problems: vec![problem], read_only: Some(ReadOnly::Damaged), ..nothing };
            }
        };
        let read_only = read_only(&loaded);
        let Loaded { mut header, set, document, text_differs, mut problems, lines, .. } = loaded;
        let mut changed = None;
        match source {
            Some(source) if !text_differs => header = source.header(header),
            Some(source) => {
                let document_now = source.document.clone();
                changed = (document_now != document)
                    .then(|| Changed { document: document_now, header: source.header(header.clone()) });
            }
            None => {
                let detail = "there is no source beside the record; its own text is shown";
                problems.push(problem(ProblemCode::SourceChanged, detail.to_owned()));
            }
        }
        if header.annotator.is_empty() {
            header.annotator = new().annotator;
        }
        Self { problems, lines, read_only, changed, ..Self::of(document, set, header) }
    }
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
