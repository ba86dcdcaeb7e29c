//! The store with each step of the disk refused in turn: what was acknowledged is never lost.
//!
//! Each step fails with each error, and for once, three times and for good; `HASHIYA_FAULTS=all` tries all nine
//! pairs of these at each step, not three of them.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use hashiya::annotation::{Fragments, ProblemCode};
use hashiya::edit::{ActKind, Edit};
use hashiya::store::fault::{self, Plan, Step};
use hashiya::store::{SaveError, Writer};
use hashiya::text::CharOffset;
use tempfile::TempDir;

use crate::load::{ARTICLE, Load, open, state_of};
use crate::marked::author;

const ENOSPC: i32 = 28;
const EIO: i32 = 5;
const EACCES: i32 = 13;

/// A folder in memory where there is one: thousands of flushes would take minutes on a disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a folder")
}

fn article(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("خبر.txt");
    fs::write(&path, ARTICLE).expect("writable");
    path
}

/// What a run of the load came to.
struct Run {
    /// The state at the start and after each act.
    states: Vec<String>,
    /// How many acts had been acknowledged at the end.
    acknowledged: usize,
}

const ACTS: usize = 100;

/// Works as the window does: an act is appended, the record written now and then, failures borne.
fn work(path: &Path) -> Run {
    let mut load = Load::open(path, 7);
    let mut states = vec![load.state()];
    let mut acknowledged = 0;
    for number in 1..=ACTS {
        let (kind, transaction) = load.act();
        states.push(load.state());
        if load.writer.append(kind, &transaction).is_ok() {
            acknowledged = number;
        }
        if number % 30 == 29 && load.rewrite().is_ok() {
            acknowledged = number;
        }
    }
    // A disk that comes back is there by the third time.
    if (0..4).any(|_| load.writer.retry().is_ok()) {
        acknowledged = ACTS;
    }
    Run { states, acknowledged }
}

fn plan(from: usize, count: usize, error: i32) -> Plan {
    Plan { from, count, error, torn: error == ENOSPC }
}

#[test]
fn each_step_refused_once_or_for_good_loses_nothing() {
    let clean = folder();
    let path = article(&clean);
    let never = plan(usize::MAX, 0, EIO);
    let (whole, steps) = fault::with(never, || work(&path));
    assert_eq!(whole.acknowledged, ACTS);
    for kind in [Step::Folder, Step::Open, Step::Write, Step::Permissions, Step::Flush, Step::Rename] {
        assert!(steps.contains(&kind), "{kind:?} was taken");
    }
    assert!(steps.contains(&Step::FlushFolder));
    let all = std::env::var_os("HASHIYA_FAULTS").is_some();
    let mut injected = 0;
    for (row, error) in [ENOSPC, EIO, EACCES].into_iter().enumerate() {
        for (column, count) in [1, 3, usize::MAX].into_iter().enumerate() {
            for (from, step) in steps.iter().enumerate() {
                // Each step fails with each error and for each length, if not with every pair of them.
                if !all && !(from + row + column).is_multiple_of(3) {
                    continue;
                }
                let folder = folder();
                let path = article(&folder);
                let (run, _) = fault::with(plan(from, count, error), || work(&path));
                injected += 1;
                let told = format!("error {error} at step {from} ({step:?}), {count} times");
                assert_eq!(run.states, whole.states, "{told}: what is in memory doesn't hang on the disk");
                if count != usize::MAX {
                    assert_eq!(run.acknowledged, ACTS, "{told}: it was tried again");
                }
                let (opened, _writer) = open(&path);
                let found = state_of(&opened);
                let place = run.states.iter().rposition(|state| *state == found);
                let place = place.unwrap_or_else(|| panic!("{told}: what is there was never so"));
                assert!(
                    place >= run.acknowledged,
                    "{told}: {} acknowledged, {place} there",
                    run.acknowledged
                );
            }
        }
    }
    println!("{injected} faults injected over {} steps, 0 acts lost", steps.len());
}

#[test]
fn a_changed_source_is_followed_whole_or_not_at_all() {
    let never = plan(usize::MAX, 0, EIO);
    let changed = format!("عنوان جديد لهذا الخبر كله\n{ARTICLE}");
    let begin = || {
        let folder = folder();
        let path = article(&folder);
        let mut load = Load::open(&path, 31);
        for _ in 0..20 {
            let (kind, transaction) = load.act();
            load.writer.append(kind, &transaction).expect("writable");
        }
        load.rewrite().expect("writable");
        let count = load.set.len();
        drop(load);
        fs::write(&path, &changed).expect("writable");
        (folder, path, count)
    };
    let (_folder, path, _) = begin();
    let (_, steps) = fault::with(never, || drop(open(&path)));
    for kind in [Step::Folder, Step::Open, Step::Write, Step::Flush, Step::Rename, Step::FlushFolder] {
        assert!(steps.contains(&kind), "{kind:?} was taken");
    }
    for error in [ENOSPC, EIO, EACCES] {
        for (from, step) in steps.iter().enumerate() {
            let (folder, path, count) = begin();
            let (refused, _) = fault::with(plan(from, 1, error), || Writer::open(&path, None, Some("sara")));
            let told = format!("error {error} at step {from} ({step:?})");
            let (opened, writer) = refused.unwrap_or_else(|error| panic!("{told}: {error}"));
            assert_eq!(opened.set.len(), count, "{told}: everything is shown");
            drop(writer);
            let (opened, _writer) = open(&path);
            assert_eq!((opened.set.len(), opened.target.read_only), (count, None), "{told}");
            assert!(opened.document.text().starts_with("عنوان جديد"), "{told}: the next time it is followed");
            assert!(fs::read_dir(folder.path()).expect("there").count() <= 3, "{told}: no file is left over");
        }
    }
    println!("{} faults injected over {} steps of following a source", steps.len() * 3, steps.len());
}

#[test]
fn what_the_disk_refused_is_written_in_order_once_it_can_be() {
    let folder = folder();
    let path = article(&folder);
    let mut load = Load::open(&path, 3);
    let (refused, _) = fault::with(plan(0, usize::MAX, ENOSPC), || {
        for _ in 0..5 {
            let (kind, transaction) = load.act();
            let error = load.writer.append(kind, &transaction).expect_err("the disk is full");
            assert!(error.hint().contains("disk is full"), "{}", error.hint());
        }
        load.rewrite().expect_err("the disk is full")
    });
    assert!(matches!(refused, SaveError::Disk { .. }), "{refused}");
    assert!(!load.writer.is_safe());
    assert_eq!(load.writer.retry().expect("there is room again").sequence, 5);
    assert!(load.writer.is_safe() && !load.writer.is_written());
    let state = load.state();
    drop(load);
    let (opened, _writer) = open(&path);
    assert_eq!((state_of(&opened), opened.recovered), (state, 5));
}

#[test]
fn a_private_folder_that_leads_elsewhere_is_not_followed() {
    let folder = folder();
    let path = article(&folder);
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("writable");
    std::os::unix::fs::symlink(&elsewhere, folder.path().join(".hashiya")).expect("linked");
    let (opened, mut writer) = open(&path);
    let author = author();
    let edit = Edit { set: &opened.set, schema: &opened.schema, author: &author };
    let span = opened.document.span_of_chars(CharOffset(0), CharOffset(4)).expect("in the text");
    let (transaction, _) =
        edit.annotate("entity", "PERS", Fragments::one(span).expect("not empty")).expect("built in");
    writer.append(ActKind::New, &transaction).expect_err("the folder is not its own");
    assert_eq!(fs::read_dir(&elsewhere).expect("there").count(), 0);
}

#[test]
fn a_journal_that_can_not_be_put_aside_is_not_overwritten() {
    let folder = folder();
    let path = article(&folder);
    let mut load = Load::open(&path, 5);
    for _ in 0..6 {
        let (kind, transaction) = load.act();
        load.writer.append(kind, &transaction).expect("writable");
    }
    drop(load);
    let journal = crate::journal::only_file(&folder, "journal");
    let bytes = fs::read(&journal).expect("there");
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let mut bad = lines.concat();
    let place: usize = lines[..3].iter().map(|line| line.len()).sum();
    bad[place + 9] ^= 1;
    fs::write(&journal, &bad).expect("writable");
    fs::write(folder.path().join(".hashiya/set-aside"), "a file in the way").expect("writable");
    let (opened, writer) = Writer::open(&path, None, Some("sara")).expect("readable");
    assert_eq!(opened.recovered, 2);
    assert_eq!(opened.problems[0].code, ProblemCode::NotReplayed);
    let mut load = Load::of(opened, writer, 6);
    let (kind, transaction) = load.act();
    load.writer.append(kind, &transaction).expect_err("there is no place to put the rest aside");
    assert!(fs::read(&journal).expect("there") == bad);
    fs::remove_file(folder.path().join(".hashiya/set-aside")).expect("there");
    load.writer.retry().expect("now there is");
    let rest = fs::read(crate::journal::only_file(&folder, "set-aside")).expect("there");
    assert!(rest == bad[place..]);
    let state = load.state();
    drop(load);
    assert_eq!(state_of(&open(&path).0), state);
}
