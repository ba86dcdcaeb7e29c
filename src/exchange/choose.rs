//! Which documents are exported, and by whose record.

use std::collections::HashSet;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::exchange::report::{Failed, Remedy};
use crate::store::{self, Listed, Project, RECORD_ENDING};

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

/// A document to export.
#[derive(Debug)]
pub(super) struct Chosen {
    pub record: PathBuf,
    /// Its id in the corpus: its path, with `/` between folders, without the ending `.txt`.
    pub name: String,
}

/// The documents to export, in order.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub documents: Vec<Chosen>,
    /// The folders that their articles lie in.
    pub folders: HashSet<PathBuf>,
    /// How many articles have no such record.
    pub without: usize,
    pub failed: Vec<Failed>,
}

impl Choice {
    /// Finds the documents that articles, records and folders lead to.
    pub fn of(paths: &[PathBuf], whose: &Whose) -> Self {
        let mut choice = Self::default();
        let mut names = HashSet::new();
        for path in paths {
            for listed in choice.listed(path) {
                choice.add(listed, whose, &mut names);
            }
        }
        choice
    }

    fn failed(&mut self, path: &Path, message: impl Into<String>) {
        self.failed.push(Failed::new(path, message));
    }

    fn listed(&mut self, path: &Path) -> Vec<Listed> {
        let alone = |path: &Path, records| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            vec![Listed { path: path.to_owned(), name, records, status: None }]
        };
        if path.is_dir() {
            let listing = store::walk(path);
            listing.failures.iter().for_each(|failure| self.failed(path, failure));
            return listing.documents;
        }
        if let Some(source) = store::source_of_record(path)
            && path.is_file()
        {
            return alone(&source, vec![path.to_owned()]);
        }
        match store::records_of(path) {
            Ok(records) if path.is_file() && !records.is_empty() => return alone(path, records),
            Ok(_) if path.is_file() => self.failed(path, "There is no record beside the article"),
            Err(error) if path.is_file() => self.failed(path, format!("Cannot read its folder: {error}")),
            _ => self.failed(path, "There is no such file"),
        }
        Vec::new()
    }

    fn add(&mut self, listed: Listed, whose: &Whose, names: &mut HashSet<String>) {
        match record_of(&listed.path, listed.records, whose) {
            Ok(Some(record)) => {
                let name = listed.name.strip_suffix(".txt").unwrap_or(&listed.name);
                let name = name.replace(MAIN_SEPARATOR, "/");
                let numbered = (2..).map(|number| format!("{name}-{number}"));
                let name = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name));
                let name = name.unwrap_or_default();
                names.insert(name.clone());
                let folder = listed.path.parent().unwrap_or(Path::new(""));
                if !self.folders.contains(folder) {
                    self.folders.insert(folder.to_owned());
                }
                self.documents.push(Chosen { record, name });
            }
            Ok(None) => self.without += 1,
            Err(Several) => self.failed.push(Failed {
                remedy: Some(Remedy::ChooseRecords),
                ..Failed::new(&listed.path, "Several annotators have records")
            }),
        }
    }
}

/// Several records might be meant.
struct Several;

/// Returns the record that is asked for.
fn record_of(source: &Path, records: Vec<PathBuf>, whose: &Whose) -> Result<Option<PathBuf>, Several> {
    let ends = |name: &str| {
        let ending = format!(".{name}{RECORD_ENDING}");
        records.iter().find(|record| record.to_string_lossy().ends_with(&ending)).cloned()
    };
    match whose {
        Whose::Gold => Ok(ends("gold")),
        Whose::Annotator(annotator) => {
            let own = Project::of(source).ok().map(|project| project.record_path(source, annotator));
            Ok(own.filter(|own| records.contains(own)).or_else(|| ends(annotator)))
        }
        Whose::Any => match ends("gold") {
            Some(gold) => Ok(Some(gold)),
            None if records.len() > 1 => Err(Several),
            None => Ok(records.into_iter().next()),
        },
    }
}
