//! Opening a source with the record beside it, to change it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::anchor::Counts;
use crate::annotation::{AnnotationSet, Problem, Snapshot};
use crate::edit::History;
use crate::schema::Schema;
use crate::store::content::{Content, Files, conflicted_copy};
use crate::store::disk::{Fingerprint, folder_of, leads_out};
use crate::store::error::OpenError;
use crate::store::folder::Folders;
use crate::store::journal::Journal;
use crate::store::record::Header;
use crate::store::replay::replay;
use crate::store::settings::default_annotator;
use crate::store::target::{Changed, ReadOnly, RecordTarget};
use crate::text::Document;

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

/// The beginning of a document that is being opened: its text, and the marks of what is seen first.
///
/// Nothing of it may be changed yet: whether it may be, only the rest of the record says.
#[derive(Debug)]
pub struct Beginning {
    pub path: PathBuf,
    pub document: Document,
    pub schema: Schema,
    /// The marks that begin in the first screens of the text.
    pub set: AnnotationSet,
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
    open_showing(path, encoding, annotator, &mut |_| {})
}

/// Opens a source as [`open()`] does; where that takes long, `show` is given its beginning first.
///
/// # Errors
///
/// As [`open()`] has them.
pub(super) fn open_showing(
    path: &Path,
    encoding: Option<&str>,
    annotator: Option<&str>,
    show: &mut dyn FnMut(Beginning),
) -> Result<Opened, OpenError> {
    let folders = Folders::default();
    let known = folders.project_of(path)?;
    let project = &known.project;
    let mut first = |path: &Path, document: &Document, set| {
        let (path, document, schema) = (path.to_owned(), document.clone(), Schema::clone(&known.schema));
        show(Beginning { path, document, schema, set });
    };
    let Files { path, record_path, source, record } =
        Files::read(path, encoding, annotator, project, Some(&mut first))?;
    let new = || {
        let annotator = annotator.map_or_else(default_annotator, str::to_owned);
        Header { annotator, schema: known.reference.clone(), ..Header::default() }
    };
    let content = match (&record, source) {
        (Some(bytes), source) => Content::of_record(bytes, source, new),
        (None, Some(source)) => Content::of_source(source, project, new()),
        (None, None) => return Err(OpenError::Missing { path }),
    };
    let Content { document, mut set, mut problems, header, read_only, changed, .. } = content;
    let fingerprint = record.as_deref().map(Fingerprint::of);
    let mut target = RecordTarget {
        path: record_path,
        source: path.clone(),
        header,
        read_only,
        fingerprint,
        attempted: None,
    };
    let held = set.snapshot();
    let replayed = replay(&target, &document, &mut set)?;
    problems.extend(replayed.problems);
    let copies = folders.beside(&target.path).copies_of(&target.path);
    problems.extend(copies.iter().map(|name| conflicted_copy(name)));
    let copies = copies.into_iter().map(|name| target.path.with_file_name(name)).collect();
    target.read_only = target.read_only.or(replayed.newer.map(ReadOnly::NewerRecord));
    let folder = if project.root.as_os_str().is_empty() { folder_of(&target.path) } else { &project.root };
    if matches!(target.read_only, None | Some(ReadOnly::TextDiffers)) && leads_out(&target.path, folder) {
        target.read_only = Some(ReadOnly::Outside);
    }
    Ok(Opened {
        path,
        document,
        schema: Arc::clone(&known.schema),
        set,
        problems,
        history: replayed.history,
        recovered: replayed.recovered,
        changed,
        found: None,
        copies,
        target,
        journal: replayed.journal,
        held,
    })
}
