//! What came of an export or an import.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::session::{Ending, LeftOut};

/// A document or a file that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    pub path: PathBuf,
    /// Why, in words that hold for every shell.
    pub message: String,
    pub remedy: Option<Remedy>,
}

/// What can be done about it, which shells put in their own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Say whose records are taken.
    ChooseRecords,
    /// Say which format it is.
    NameFormat,
    /// Mend it, or say that it is of another format than it looks like.
    MendOrName,
    /// The format that was named is not the file's, or the file is to be mended.
    OtherFormat,
    /// Mark something in it, so that there is a record.
    Annotate,
    CheckPath,
    CheckPermissions,
    /// See all that is wrong with the record.
    SeeProblems,
}

impl Remedy {
    /// Returns the id of the window's words on it.
    fn words(self) -> &'static str {
        match self {
            Self::ChooseRecords => "exchange-choose-records",
            Self::NameFormat => "exchange-name-format",
            Self::MendOrName => "exchange-mend-or-name",
            Self::SeeProblems => "exchange-see-problems",
            Self::OtherFormat => "exchange-other-format",
            Self::Annotate => "exchange-annotate-first",
            Self::CheckPath => "exchange-check-path",
            Self::CheckPermissions => "exchange-check-permissions",
        }
    }
}

impl Failed {
    pub(super) fn new(path: &Path, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), message: message.into(), remedy: None }
    }

    pub(super) fn of(path: &Path, message: impl Into<String>, remedy: Remedy) -> Self {
        Self { remedy: Some(remedy), ..Self::new(path, message) }
    }
}

impl From<&Failed> for LeftOut {
    fn from(failed: &Failed) -> Self {
        let remedy = failed.remedy.map(Remedy::words);
        Self { path: failed.path.clone(), line: 0, what: failed.message.clone(), remedy }
    }
}

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// How many documents were chosen, those that failed later included.
    pub chosen: usize,
    /// How many documents were written.
    pub documents: usize,
    /// How many annotations are marked in them, of the layers asked for.
    pub annotations: usize,
    /// How many losses there are.
    pub losses: usize,
    /// How many of each kind.
    pub kinds: BTreeMap<String, usize>,
    /// How many articles had no record of the kind asked for.
    pub passed_over: usize,
    /// How many documents and paths were left out; each was told.
    pub failed: usize,
    pub ending: Ending,
}

/// What became of the schema in the folder that was imported into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemaOutcome {
    /// It knows every label.
    #[default]
    Sufficient,
    /// The project's own lacks some.
    Lacking,
    /// One was written that knows them.
    Written,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// How many files there were to read.
    pub files: usize,
    /// How many documents were written.
    pub documents: usize,
    pub annotations: usize,
    /// How many parts of files could not be read.
    pub faults: usize,
    /// How many files in folders are of no known format.
    pub passed_over: usize,
    /// How many files and documents were left out; each was told.
    pub failed: usize,
    pub schema: SchemaOutcome,
    pub ending: Ending,
}
