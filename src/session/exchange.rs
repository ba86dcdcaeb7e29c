//! Export and import as the window asks for them: what is chosen, what the first document becomes, how far the
//! work is. Plain values; the shell does the work.

use std::path::{Path, PathBuf};

use crate::format::{Fault, Format, Loss, Options, Shares};
use crate::session::{Folder, Open, Session};
use crate::settings::Language;

/// Both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Export,
    Import,
}

/// What the window knows of exports and imports.
#[derive(Debug, Default)]
pub struct Exchange {
    pub export: Option<Task<ExportForm, ExportSample>>,
    pub import: Option<Task<ImportForm, ImportSample>>,
    /// The number of the sample asked for last; the answers to others are stale.
    pub(super) asked: u64,
}

/// A dialog's state: it outlives the dialog, so that work goes on behind the window.
#[derive(Debug, Default)]
pub struct Task<F, S> {
    pub form: F,
    /// Whether the sample is that of an earlier form, and another is on its way.
    pub is_looking: bool,
    pub sample: Option<Result<S, Refusal>>,
    pub work: Work,
}

/// How far the work is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Work {
    #[default]
    Idle,
    Running(Running),
    Ended(Outcome),
}

/// Work under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// Whether documents are written, and not merely looked at.
    pub is_writing: bool,
    pub done: usize,
    pub total: usize,
    /// Whether it was asked to stop.
    pub is_stopping: bool,
}

/// Why something could not be done at all, in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub what: String,
    pub hint: String,
}

/// Which documents are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Document,
    Folder,
}

/// Whose record of a document is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// The adjudicated one, or else the only one.
    #[default]
    Any,
    /// The adjudicated one.
    Gold,
    Annotator(String),
}

/// What is chosen in the export dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportForm {
    pub scope: Scope,
    pub format: Format,
    pub options: Options,
    pub whose: Whose,
    pub is_split: bool,
    /// As it was typed.
    pub shares: String,
    pub seed: u64,
    pub is_strict: bool,
    /// Whether annotators go out under their own names.
    pub keeps_names: bool,
    /// The folder to write into; `None` is the one that is suggested.
    pub folder: Option<String>,
}

impl Default for ExportForm {
    fn default() -> Self {
        Self {
            scope: Scope::Document,
            // Its text can be looked at before it is written.
            format: Format::HuggingFaceLines,
            options: Options::default(),
            whose: Whose::Any,
            is_split: false,
            shares: "train=.8,dev=.1,test=.1".to_owned(),
            seed: 0,
            is_strict: false,
            keeps_names: false,
            folder: None,
        }
    }
}

/// What is chosen in the import dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportForm {
    /// Files and folders, one on a line.
    pub paths: String,
    /// `None`: each file's content tells.
    pub from: Option<Format>,
    /// The folder to write into; `None` is the one that is suggested.
    pub folder: Option<String>,
}

/// An export to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportRequest {
    pub paths: Vec<PathBuf>,
    pub format: Format,
    pub options: Options,
    pub whose: Whose,
    pub split: Option<(Shares, u64)>,
    pub is_strict: bool,
    pub keeps_names: bool,
    /// The language of the cards on pages.
    pub language: Language,
    pub output: PathBuf,
}

/// An import to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRequest {
    pub paths: Vec<PathBuf>,
    pub from: Option<Format>,
    pub output: PathBuf,
    pub annotator: String,
}

/// Something of a file that was left out, and why, in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub path: PathBuf,
    /// Counted from 1; 0 for the file as a whole.
    pub line: usize,
    pub what: String,
    /// The id of words on what can be done.
    pub remedy: Option<&'static str>,
}

/// What would be exported, and what becomes of the first document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportSample {
    /// How many documents would be exported.
    pub documents: usize,
    /// How many articles have no record of the kind asked for.
    pub passed_over: usize,
    /// The first of what can't be exported, as far as it was looked at.
    pub failed: Vec<LeftOut>,
    pub first: Option<ExportedSample>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedSample {
    /// Its id in the corpus.
    pub name: String,
    pub annotations: usize,
    pub files: Vec<SampleFile>,
    /// The names of files that stand once beside all documents.
    pub companions: Vec<String>,
    pub losses: Vec<Loss>,
}

/// A file as it would be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Its path in the folder.
    pub name: String,
    /// Its beginning; `None` where it is no text.
    pub text: Option<String>,
    /// Whether `text` is not all of it.
    pub is_cut: bool,
    /// Its length in bytes; for a file that documents share, with this document alone.
    pub bytes: usize,
}

/// What would be imported, and what becomes of the first document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportSample {
    /// How many files there are.
    pub files: usize,
    pub failed: Vec<LeftOut>,
    pub first: Option<ImportedSample>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedSample {
    pub path: PathBuf,
    /// As what it was read.
    pub format: Format,
    pub name: String,
    /// The beginning of its text.
    pub text: String,
    pub is_cut: bool,
    pub annotations: usize,
    pub relations: usize,
    /// Layer, label and text of the first annotations.
    pub marks: Vec<(String, String, String)>,
    pub faults: Vec<Fault>,
}

/// How an export or import ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    #[default]
    Done,
    /// Something would be lost, which was not allowed; nothing was written.
    Refused,
    Stopped,
}

/// What came of an export or an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub ending: Ending,
    /// Why nothing could be done.
    pub refusal: Option<Refusal>,
    pub documents: usize,
    pub annotations: usize,
    pub losses: usize,
    /// How much of what was lost.
    pub kinds: Vec<(String, usize)>,
    /// How many files or documents were left out, and parts of files.
    pub left_out: usize,
    /// The first of them.
    pub listed: Vec<LeftOut>,
    pub passed_over: usize,
    /// The id of words about the schema that was written or lacks something.
    pub schema: Option<&'static str>,
    /// Where it was written.
    pub folder: PathBuf,
}

/// One act in a dialog of export or import.
#[derive(Clone, Debug, PartialEq)]
pub enum ExchangeStep {
    SetExport(Box<ExportForm>),
    SetImport(ImportForm),
    Start(Way),
    Stop(Way),
    /// Back from what came of it to what is chosen.
    Again(Way),
    /// Show what was written in the system's file manager.
    ShowInFolder(Way),
    /// Open the folder that was imported into.
    OpenImported,
}

/// What keeps a form from being carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// No file is chosen.
    Paths,
    Shares,
    Folder,
}

impl ExportForm {
    /// Returns the paths that are exported.
    fn paths(&self, open: Option<&Open>, folder: Option<&Folder>) -> Vec<PathBuf> {
        let document = || open.map(|open| open.path.clone());
        let folder = || folder.map(|folder| folder.path.clone());
        let path = match self.scope {
            Scope::Document => document().or_else(folder),
            Scope::Folder => folder().or_else(document),
        };
        path.into_iter().collect()
    }

    /// Returns the folder that is suggested: beside the one that is exported, never in it.
    pub fn suggested(&self, session: &Session) -> PathBuf {
        let paths = self.paths(session.open.as_ref(), session.folder.as_ref());
        let Some(path) = paths.first() else { return PathBuf::new() };
        let name = match self.scope {
            Scope::Document => path.file_stem(),
            Scope::Folder => path.file_name(),
        };
        let name = format!("{}-{}", name.unwrap_or_default().to_string_lossy(), self.format.name());
        let holder = session.folder.as_ref().map(|folder| folder.path.as_path());
        let holder = holder.filter(|holder| path.starts_with(holder)).or(path.parent());
        let beside = holder.map_or(Path::new(""), |holder| holder.parent().unwrap_or(holder));
        beside.join(name)
    }

    /// Returns what is to be done.
    ///
    /// # Errors
    ///
    /// What is lacking.
    pub fn request(&self, session: &Session) -> Result<ExportRequest, Lack> {
        let output = match &self.folder {
            Some(folder) => PathBuf::from(folder.trim()),
            None => self.suggested(session),
        };
        if output.as_os_str().is_empty() {
            return Err(Lack::Folder);
        }
        let split = match self.is_split {
            true => Some((self.shares.trim().parse().map_err(|_| Lack::Shares)?, self.seed)),
            false => None,
        };
        Ok(ExportRequest {
            paths: self.paths(session.open.as_ref(), session.folder.as_ref()),
            format: self.format,
            options: self.options.clone(),
            whose: self.whose.clone(),
            split,
            is_strict: self.is_strict,
            keeps_names: self.keeps_names,
            language: session.settings.language.unwrap_or_default(),
            output,
        })
    }

    /// Returns what the sample depends on.
    pub(super) fn sample_request(&self, session: &Session) -> Option<ExportRequest> {
        let form = Self { folder: Some("-".to_owned()), is_strict: false, seed: 0, ..self.clone() };
        form.request(session).ok()
    }
}

impl ImportForm {
    fn list(&self) -> Vec<PathBuf> {
        self.paths.lines().map(str::trim).filter(|line| !line.is_empty()).map(PathBuf::from).collect()
    }

    /// Adds a path to those that are chosen.
    pub(super) fn add(&mut self, path: &Path) {
        if !self.list().iter().any(|known| known == path) {
            let before = self.paths.trim_end();
            let between = if before.is_empty() { "" } else { "\n" };
            self.paths = format!("{before}{between}{}", path.display());
        }
    }

    /// Returns the folder that is suggested: beside the first file or folder.
    pub fn suggested(&self) -> PathBuf {
        let paths = self.list();
        let Some(first) = paths.first() else { return PathBuf::new() };
        let name = first.file_stem().unwrap_or_default().to_string_lossy();
        first.parent().unwrap_or(first).join(format!("{name}-articles"))
    }

    /// Returns what is to be done.
    ///
    /// # Errors
    ///
    /// What is lacking.
    pub fn request(&self, session: &Session) -> Result<ImportRequest, Lack> {
        let paths = self.list();
        if paths.is_empty() {
            return Err(Lack::Paths);
        }
        let output = match &self.folder {
            Some(folder) => PathBuf::from(folder.trim()),
            None => self.suggested(),
        };
        if output.as_os_str().is_empty() {
            return Err(Lack::Folder);
        }
        let annotator = session.settings.annotator.clone();
        Ok(ImportRequest { paths, from: self.from, output, annotator })
    }
}

impl<F, S> Task<F, S> {
    pub fn is_running(&self) -> bool {
        matches!(self.work, Work::Running(_))
    }
}
