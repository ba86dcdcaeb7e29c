//! The documents of a folder.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::schema::Schema;
use crate::store::beside::Beside;
use crate::store::disk::folder_of;
use crate::store::project::{Project, ProjectError};
use crate::store::record::{self, SchemaRef};
use crate::store::settings::default_annotator;
use crate::store::source::source_of_record;
use crate::store::walk::walk_documents;

/// A folder's documents, in order of their paths.
#[derive(Debug, Default)]
pub struct Listing {
    pub documents: Vec<Listed>,
    /// What of the folder could not be read, in words that name it.
    pub failures: Vec<String>,
}

/// A document of a folder: a source, its records, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The source; it is missing where only records of it are left.
    pub path: PathBuf,
    /// The path within the folder.
    pub name: String,
    /// The records beside it, in order of their names.
    pub records: Vec<PathBuf>,
    /// The status in the annotator's own record, `None` where there is none.
    pub status: Option<String>,
}

/// Lists the documents of `folder` and of the folders in it: `.txt` files, and whatever has a record.
///
/// Hidden files and folders are passed over, and links to folders not followed.
///
/// # Errors
///
/// Where the project's file can't be used.
pub fn list(folder: &Path, annotator: Option<&str>) -> Result<Listing, ProjectError> {
    let annotator = annotator.map_or_else(default_annotator, str::to_owned);
    let project = Project::of(folder)?;
    let mut listing = walk(folder);
    for listed in &mut listing.documents {
        let own = project.record_path(&listed.path, &annotator);
        if listed.records.contains(&own) {
            listed.status = File::open(own).ok().map(|file| record::status(file).unwrap_or_default());
        }
    }
    Ok(listing)
}

/// Returns the records beside a source, in order of their names.
///
/// # Errors
///
/// Where the folder can't be read.
pub fn records_of(source: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = match source.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut records = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = source.with_file_name(entry?.file_name());
        if source_of_record(&path).as_deref() == Some(source) {
            records.push(path);
        }
    }
    records.sort();
    Ok(records)
}

/// How many folders are kept in mind; documents are opened folder by folder.
const KEPT: usize = 64;

/// What lies in folders, each read once: for opening many documents beside each other.
#[derive(Debug, Default)]
pub struct Folders {
    /// What lies beside the records, by folder.
    beside: Mutex<HashMap<PathBuf, Arc<Beside>>>,
    /// The projects that hold the folders.
    projects: Mutex<HashMap<PathBuf, Arc<Known>>>,
}

/// Keeps something of a folder in mind; where there is too much, all that is older is forgotten.
fn keep<T>(known: &Mutex<HashMap<PathBuf, T>>, folder: &Path, thing: T) {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(folder.to_owned(), thing);
}

/// A project with its schema, and how records name that.
#[derive(Debug)]
pub(super) struct Known {
    pub project: Project,
    pub schema: Arc<Schema>,
    pub reference: SchemaRef,
}

impl Folders {
    /// Returns the project that holds a file.
    ///
    /// # Errors
    ///
    /// Where its file, or that of its schema, is not as it should be.
    pub(super) fn project_of(&self, file: &Path) -> Result<Arc<Known>, ProjectError> {
        let folder = folder_of(file);
        let known = || self.projects.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(project) = known().get(folder) {
            return Ok(Arc::clone(project));
        }
        let project = Project::of(file)?;
        // The folders of one project share its schema.
        let same = known().values().find(|known| known.project == project).map(Arc::clone);
        let found = match same {
            Some(found) => found,
            None => {
                let (schema, reference) = project.load_schema()?;
                Arc::new(Known { project, schema: Arc::new(schema), reference })
            }
        };
        keep(&self.projects, folder, Arc::clone(&found));
        Ok(found)
    }

    /// Returns what lies beside a record.
    pub(super) fn beside(&self, record: &Path) -> Arc<Beside> {
        let folder = folder_of(record);
        let known = || self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(beside) = known().get(folder) {
            return Arc::clone(beside);
        }
        let beside = Arc::new(Beside::of(folder));
        keep(&self.beside, folder, Arc::clone(&beside));
        beside
    }
}

/// Lists the documents without looking into their records.
pub fn walk(folder: &Path) -> Listing {
    let mut listing = Listing::default();
    let done: Result<(), Infallible> = walk_documents(folder, &mut |found| {
        match found {
            Ok(listed) => listing.documents.push(listed),
            Err(error) => listing.failures.push(error.to_string()),
        }
        Ok(())
    });
    let Ok(()) = done;
    listing
}
