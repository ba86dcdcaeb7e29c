//! Hearing of what other programs do to a source and its record.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use notify::{Event, RecursiveMode, Watcher};

use crate::store::disk::folder_of;

/// Listens while it lives.
#[derive(Debug)]
pub struct Watch {
    _watcher: notify::RecommendedWatcher,
}

impl Watch {
    /// Listens for changes of a source and of its record; `tell` is called on a thread of the system's.
    ///
    /// Their folders are listened to, not the files: programs put a new file in the place of the old one.
    /// It is told of what this program does itself, too, and more than once of one change. A folder on
    /// another machine may tell nothing: [`Writer::look`](crate::store::Writer::look) finds out all the same.
    ///
    /// # Errors
    ///
    /// Where the system listens to no more folders, or can't listen to this one.
    pub fn new(source: &Path, record: &Path, tell: impl Fn() + Send + 'static) -> notify::Result<Self> {
        // What a symbolic link names changes in its own folder.
        let mut paths: Vec<PathBuf> = vec![source.to_owned(), record.to_owned()];
        let real: Vec<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
        paths.extend(real);
        let names: Vec<OsString> =
            paths.iter().filter_map(|path| path.file_name().map(ToOwned::to_owned)).collect();
        let mut folders: Vec<PathBuf> = paths
            .iter()
            .map(|path| folder_of(path))
            .filter_map(|folder| folder.canonicalize().ok())
            .collect();
        folders.sort();
        folders.dedup();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let concerns_us = event.is_ok_and(|event| {
                let named = |path: &PathBuf| {
                    path.file_name().is_some_and(|name| names.iter().any(|held| held == name))
                };
                // Reading is no change, and reading is what follows on being told.
                event.need_rescan() || (!event.kind.is_access() && event.paths.iter().any(named))
            });
            if concerns_us {
                tell();
            }
        })?;
        for folder in folders {
            watcher.watch(&folder, RecursiveMode::NonRecursive)?;
        }
        Ok(Self { _watcher: watcher })
    }
}
