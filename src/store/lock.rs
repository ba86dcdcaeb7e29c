//! One writer a record: a lock beside it that says who writes.
//!
//! The system's own lock on the file keeps other processes of this machine out and ends with the process
//! that holds it, however it ends. Where the folder is shared with other machines, the file's content says
//! who holds it and when they last were heard of.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::disk::{folder_of, make_private_folder, private_path, refuse_link};
use crate::store::fault::{self, Step};

/// How long a writer on another machine may be silent before the lock counts as left behind.
const SILENCE: Duration = Duration::from_secs(120);

/// How often a writer says that it is still there.
const BEAT: Duration = Duration::from_secs(30);

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Holder {
    pub owner: String,
    pub host: String,
    pub pid: u32,
    /// When they were last heard of, RFC 3339 in UTC.
    pub time: String,
    /// Tells the locks of one process apart.
    pub number: u64,
}

impl Holder {
    fn new(owner: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            owner: owner.to_owned(),
            host: gethostname::gethostname().to_string_lossy().into_owned(),
            pid: std::process::id(),
            time: Timestamp::now().to_string(),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.host, self.pid, self.number) == (&other.host, other.pid, other.number)
    }

    /// Returns how long ago they were heard of; clocks that disagree count by how much they do.
    fn silence(&self) -> Duration {
        let heard: Option<Timestamp> = self.time.parse().ok();
        heard.map_or(Duration::MAX, |heard| Timestamp::now().duration_since(heard).unsigned_abs())
    }

    fn words(&self) -> String {
        format!("{} ({}, {})", self.owner, self.host, self.pid)
    }
}

/// A lock held; it is given back when dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    holder: Holder,
    beaten: Instant,
    /// Whether the file system takes locks of the system.
    by_system: bool,
}

/// How an attempt at a lock ended.
#[derive(Debug)]
pub(super) enum Attempt {
    Taken(Lock),
    /// Somebody else holds it; who.
    Held(String),
}

/// Returns where the lock of a record lies.
pub(super) fn path_of(record: &Path) -> PathBuf {
    private_path(record, "locks", "lock")
}

/// Tries to take the lock of a record for `owner`.
///
/// # Errors
///
/// Where the disk takes no lock file.
pub(super) fn take(record: &Path, owner: &str) -> io::Result<Attempt> {
    make_private_folder(folder_of(record), "locks")?;
    fault::check(Step::Open)?;
    let path = path_of(record);
    refuse_link(&path)?;
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let by_system = match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => {
            let words = read(&mut file).map_or_else(|| "another program".to_owned(), |holder| holder.words());
            return Ok(Attempt::Held(words));
        }
        // Some file systems take no locks; what the file says has to do.
        Err(TryLockError::Error(_)) => false,
    };
    let ours = Holder::new(owner);
    if let Some(holder) = read(&mut file) {
        let alive = if holder.host == ours.host {
            !by_system && is_running(holder.pid)
        } else {
            holder.silence() < SILENCE
        };
        if alive {
            return Ok(Attempt::Held(holder.words()));
        }
    }
    let mut lock = Lock { file, holder: ours, beaten: Instant::now(), by_system };
    lock.write()?;
    Ok(Attempt::Taken(lock))
}

impl Lock {
    /// Says that the writer is still there, once in a while.
    ///
    /// Returns who holds the lock where somebody took it over: after a sleep longer than others wait.
    pub fn beat(&mut self) -> Option<String> {
        if self.beaten.elapsed() < BEAT {
            return None;
        }
        self.beaten = Instant::now();
        if let Some(holder) = read(&mut self.file).filter(|holder| !holder.is_same(&self.holder)) {
            return Some(holder.words());
        }
        self.holder.time = Timestamp::now().to_string();
        // A lock that can't be renewed is found out at the next beat, or never needed.
        let _renewed = self.write();
        None
    }

    fn write(&mut self) -> io::Result<()> {
        fault::check(Step::Write)?;
        let json = serde_json::to_vec(&self.holder)?;
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(&json)?;
        self.file.sync_data()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let is_ours = read(&mut self.file).is_some_and(|holder| holder.is_same(&self.holder));
        if is_ours {
            // The file stays, empty: taking it away could take it from under another's hands.
            let _emptied = self.file.set_len(0);
        }
        if self.by_system {
            let _given_back = self.file.unlock();
        }
    }
}

fn read(file: &mut File) -> Option<Holder> {
    file.rewind().ok()?;
    let mut json = Vec::new();
    file.take(64 << 10).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

/// Tells whether a process of this machine is running; where nobody can tell, it is taken for running.
fn is_running(pid: u32) -> bool {
    !cfg!(target_os = "linux") || Path::new("/proc").join(pid.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Attempt, Holder, path_of, take};

    fn words(attempt: Attempt) -> Option<String> {
        match attempt {
            Attempt::Taken(_) => None,
            Attempt::Held(words) => Some(words),
        }
    }

    fn attempt(record: &Path) -> Attempt {
        take(record, "omar").expect("writable")
    }

    #[test]
    fn the_second_is_told_who_holds_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let record = folder.path().join("خبر.txt.ann.json");
        let Attempt::Taken(mut lock) = take(&record, "sara").expect("writable") else { panic!("free") };
        let held = words(attempt(&record)).expect("it is held");
        assert!(held.starts_with("sara ("), "{held}");
        assert_eq!(lock.beat(), None);
        drop(lock);
        assert_eq!(words(attempt(&record)), None, "it was given back");
    }

    #[test]
    fn a_lock_left_behind_is_taken_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let record = folder.path().join("a.ann.json");
        drop(attempt(&record));
        let mut holder = Holder::new("sara");
        let mut put = |change: fn(&mut Holder)| {
            change(&mut holder);
            fs::write(path_of(&record), serde_json::to_vec(&holder).expect("JSON")).expect("writable");
            words(attempt(&record))
        };
        assert_eq!(put(|_| {}), None, "a process of this machine that lost the system's lock is dead");
        assert!(put(|holder| holder.host.push('2')).is_some(), "another machine was heard of just now");
        assert_eq!(put(|holder| holder.time = "2020-01-01T00:00:00Z".into()), None, "it fell silent");
        fs::write(path_of(&record), b"{\"owner\":").expect("writable");
        assert_eq!(words(attempt(&record)), None, "a lock half written holds nobody out");
    }
}
