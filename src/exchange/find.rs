//! Which documents and records paths lead to: one walk that commands share.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use crate::exchange::report::{Failed, Remedy};
use crate::exchange::{ExchangeError, Stop, Whose};
use crate::store::{
    Entries, Listed, Project, RECORD_ENDING, Scratch, path_bytes, path_of_bytes, records_of,
    source_of_record, walk_documents,
};

/// Calls `take` for each document that articles, records and folders lead to, and `fail` for what can't be found
/// and what `take` returns as a failure.
///
/// # Errors
///
/// Those of `take`.
pub(super) fn documents(
    paths: &[PathBuf],
    stop: &Stop,
    take: &mut dyn FnMut(Listed) -> Result<Option<Failed>, ExchangeError>,
    fail: &mut dyn FnMut(Failed),
) -> Result<(), ExchangeError> {
    let mut take =
        |listed, fail: &mut dyn FnMut(Failed)| take(listed).map(|failed| failed.into_iter().for_each(fail));
    for path in paths {
        if path.is_dir() {
            let walked = walk_documents(path, &mut |found| match found {
                _ if stop.is_asked() => Err(None),
                Ok(listed) => take(listed, fail).map_err(Some),
                Err(error) => {
                    fail(Failed::of(&error.path, error.source.to_string(), Remedy::CheckPermissions));
                    Ok(())
                }
            });
            match walked {
                Ok(()) => {}
                Err(None) => return Ok(()),
                Err(Some(error)) => return Err(error),
            }
        } else {
            match alone(path) {
                Ok(listed) => take(listed, fail)?,
                Err(failed) => fail(failed),
            }
        }
    }
    Ok(())
}

/// Returns the document of an article or a record.
fn alone(path: &Path) -> Result<Listed, Failed> {
    let listed = |path: &Path, records| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Listed { path: path.to_owned(), name, records, status: None }
    };
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => return Err(Failed::of(path, "There is no such file", Remedy::CheckPath)),
        Err(error) => {
            let message = format!("Cannot read the file: {error}");
            return Err(Failed::of(path, message, Remedy::CheckPermissions));
        }
    }
    if let Some(source) = source_of_record(path) {
        return Ok(listed(&source, vec![path.to_owned()]));
    }
    match records_of(path) {
        Ok(records) if !records.is_empty() => Ok(listed(path, records)),
        Ok(_) => Err(Failed::of(path, "There is no record beside the article", Remedy::Annotate)),
        Err(error) => {
            let message = format!("Cannot read its folder: {error}");
            Err(Failed::of(path, message, Remedy::CheckPermissions))
        }
    }
}

/// Paths that were met, by 128 bits of hashes: two that differ are never taken for one.
#[derive(Default)]
struct Met {
    hashes: HashSet<(u64, u64)>,
    states: (RandomState, RandomState),
}

impl Met {
    /// Takes note of a path; tells whether it is new.
    fn insert(&mut self, path: &Path) -> bool {
        self.hashes.insert((self.states.0.hash_one(path), self.states.1.hash_one(path)))
    }
}

/// The records that paths lead to, in order; memory doesn't grow with their number.
#[derive(Debug, Default)]
pub struct Records {
    list: Scratch,
    /// How many records there are.
    pub records: usize,
    /// How many articles there are, those without a record included.
    pub documents: usize,
    /// How many articles have no record, or none of those that are asked for.
    pub without: usize,
}

impl Records {
    /// Finds the records of everybody, the adjudicated ones, or those of one annotator; `fail` is told of what
    /// can't be found.
    ///
    /// # Errors
    ///
    /// Where the system's temporary folder takes no list of them.
    pub fn of(paths: &[PathBuf], whose: &Whose, fail: &mut dyn FnMut(Failed)) -> Result<Self, ExchangeError> {
        let mut found = Self::default();
        // One folder lists nothing twice.
        let mut met = (paths.len() > 1).then(Met::default);
        let mut take = |listed: Listed| {
            let mut is_new = |path: &Path| met.as_mut().is_none_or(|met| met.insert(path));
            let records = of_whom(&listed, whose);
            // A source and a record are never at one path.
            if is_new(&listed.path) {
                found.documents += 1;
                found.without += usize::from(records.is_empty());
            }
            for record in records {
                if is_new(&record) {
                    found.list.push(&[&path_bytes(&record)]).map_err(ExchangeError::Temporary)?;
                    found.records += 1;
                }
            }
            Ok(None)
        };
        documents(paths, &Stop::default(), &mut take, fail)?;
        Ok(found)
    }

    /// Returns the records in their order, so many at once at most.
    pub fn batches(&self, most: usize) -> impl Iterator<Item = io::Result<Vec<PathBuf>>> + Send + '_ {
        let mut entries = self.list.entries();
        std::iter::from_fn(move || batch(&mut entries, most).transpose())
    }
}

fn batch(entries: &mut Entries<'_>, most: usize) -> io::Result<Option<Vec<PathBuf>>> {
    let mut batch = Vec::new();
    while batch.len() < most
        && let Some(entry) = entries.next_entry()?
    {
        batch.push(path_of_bytes(entry));
    }
    Ok(if batch.is_empty() { None } else { Some(batch) })
}

/// Returns a document's records that are asked for.
fn of_whom(listed: &Listed, whose: &Whose) -> Vec<PathBuf> {
    let name = match whose {
        Whose::Any => return listed.records.clone(),
        Whose::Gold => "gold",
        Whose::Annotator(annotator) => annotator,
    };
    let own = match whose {
        Whose::Annotator(_) => {
            Project::of(&listed.path).ok().map(|project| project.record_path(&listed.path, name))
        }
        _ => None,
    };
    let ending = format!(".{name}{RECORD_ENDING}");
    let is_asked =
        |record: &&PathBuf| record.to_string_lossy().ends_with(&ending) || own.as_ref() == Some(*record);
    listed.records.iter().filter(is_asked).cloned().collect()
}
