//! Bad input: each kind is named with its file, its place and a remedy, no byte of it is touched, and
//! whatever can be read is there.

mod cases;
mod places;

use std::collections::BTreeMap;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use hashiya::store::{self, Opened, Writer};
use hashiya::text::{segment, sha256_hex};
use serde_json::Value;
use tempfile::TempDir;

use crate::record::fixtures;

/// One kind of bad input.
struct Case {
    name: &'static str,
    /// Makes the files in the folder and returns the article, or the record.
    make: Box<dyn Fn(&Path) -> PathBuf>,
    /// The code with which `validate` ends.
    code: i32,
    /// What its words must hold.
    words: Vec<String>,
    /// What is read nevertheless, by id; none where the article can't be opened at all.
    kept: Option<Vec<&'static str>>,
    /// Whether nothing may be written over it.
    is_read_only: bool,
}

impl Case {
    /// Returns a case in which the record is bad and may be read in part.
    fn record(
        name: &'static str,
        change: impl Fn(&str) -> Vec<u8> + 'static,
        words: &[&str],
        kept: &[&'static str],
    ) -> Self {
        Self {
            name,
            make: Box::new(move |folder| {
                let path = folder.join("خبر أول.txt");
                fs::copy(fixtures().join("quotes.txt"), &path).expect("copied");
                fs::write(folder.join("خبر أول.txt.ann.json"), change(&sound())).expect("writable");
                path
            }),
            code: 1,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            kept: Some(kept.to_vec()),
            is_read_only: false,
        }
    }

    /// Returns a case in which the record's JSON is sound and says what it shouldn't.
    fn json(
        name: &'static str,
        change: impl Fn(&mut Value) + 'static,
        words: &[&str],
        kept: &[&'static str],
    ) -> Self {
        let change = move |record: &str| {
            let mut record = serde_json::from_str(record).expect("JSON");
            change(&mut record);
            format!("{record:#}").into_bytes()
        };
        Self::record(name, change, words, kept)
    }

    /// Returns a case in which the source can't be read, or not without being told how.
    fn source(name: &'static str, bytes: impl Into<Vec<u8>>, words: &[&str]) -> Self {
        let bytes = bytes.into();
        let make = Box::new(move |folder: &Path| {
            let path = folder.join("خبر أول.txt");
            fs::write(&path, &bytes).expect("writable");
            fs::write(folder.join("خبر أول.txt.ann.json"), without_encoding()).expect("writable");
            path
        });
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { name, make, code: 2, words, kept: None, is_read_only: false }
    }

    fn read_only(self) -> Self {
        Self { is_read_only: true, ..self }
    }

    /// Says that it is only worth a look.
    fn warned(self) -> Self {
        Self { code: 0, ..self }
    }

    /// Says that there is nothing wrong with it.
    fn without_fault(self) -> Self {
        Self { code: 0, words: vec!["1 record checked, 0 problems found".to_owned()], ..self }
    }
}

/// Returns a record without a fault: the region a1, the quote a2, the entity a3, the relation r1 among them.
fn sound() -> String {
    fs::read_to_string(fixtures().join("quotes.txt.ann.json")).expect("there")
}

/// Returns a record that doesn't say how its source is encoded.
fn without_encoding() -> String {
    sound().replacen("\"encoding\": \"utf-8\"", "\"encoding\": null", 1)
}

/// What a folder holds: for each file its hash, or where it leads to, and when it was last changed.
fn held(folder: &Path) -> BTreeMap<PathBuf, (String, SystemTime)> {
    let mut held = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            let metadata = fs::symlink_metadata(&path).expect("there");
            let content = if metadata.is_symlink() {
                format!("→ {}", fs::read_link(&path).expect("a link").display())
            } else if metadata.is_dir() {
                folders.push(path);
                continue;
            } else {
                sha256_hex(&fs::read(&path).expect("readable"))
            };
            // The program's own folder is its own to write.
            if !path.components().any(|part| part.as_os_str() == ".hashiya") {
                held.insert(path, (content, metadata.modified().expect("known")));
            }
        }
    }
    held
}

fn validate(folder: &Path, path: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hashiya"))
        .current_dir(folder)
        .arg("validate")
        .arg(path)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

fn ids(opened: &Opened) -> Vec<String> {
    let mut ids: Vec<String> = opened.set.iter().map(|annotation| annotation.id.to_string()).collect();
    ids.extend(opened.set.relations().map(|relation| relation.id.to_string()));
    ids.extend(opened.set.entities().map(|entity| entity.id.to_string()));
    ids.sort();
    ids
}

fn try_out(case: &Case) {
    let name = case.name;
    let folder: TempDir = tempfile::tempdir().expect("a folder");
    let path = (case.make)(folder.path());
    let before = held(folder.path());
    let (code, words) = validate(folder.path(), &path);
    assert_eq!(code, Some(case.code), "{name}: {words}");
    for word in &case.words {
        assert!(words.contains(word), "{name}: {word:?} is not in\n{words}");
    }
    if case.code > 0 {
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(words.contains(&file), "{name}: the file is named in\n{words}");
        assert!(words.contains("hint: "), "{name}: a remedy is named in\n{words}");
    }
    assert!(!words.contains(segment::is_bidi_control), "{name}: controls are shown, not obeyed");
    match (store::open(&path, None, Some("sara")), &case.kept) {
        (Ok(opened), Some(kept)) => {
            assert_eq!(ids(&opened), *kept, "{name}: {:?}", opened.problems);
            assert_eq!(opened.target.read_only.is_some(), case.is_read_only, "{name}");
            let (opened, mut writer) = Writer::open(&path, None, Some("sara")).expect("readable");
            assert_eq!(ids(&opened), *kept, "{name}: as the window opens it");
            if case.is_read_only {
                writer.rewrite(&opened.set.snapshot()).expect_err("it is for reading alone");
            } else {
                let mut target = opened.target.clone();
                let document = opened.document.clone();
                let copy = folder.path().join(".hashiya/copy.json");
                store::save_copy(&copy, &target, &opened.set.snapshot(), &document).expect("writable");
                let again = store::record::read(&fs::read(&copy).expect("there"), Some(&document));
                let again = again.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert!(again.set == opened.set, "{name}: what was kept is written");
                target.header.unread.annotations.sort_by_key(ToString::to_string);
                let mut unread = again.header.unread;
                unread.annotations.sort_by_key(ToString::to_string);
                assert_eq!(unread, target.header.unread, "{name}: and so is what could not be read");
            }
        }
        (Err(error), None) => {
            assert!(!error.hint().is_empty(), "{name}");
            Writer::open(&path, None, Some("sara")).expect_err("it can't be opened to write either");
        }
        (Ok(opened), None) => panic!("{name}: it was opened with {:?}", opened.problems),
        (Err(error), Some(_)) => panic!("{name}: {error}"),
    }
    assert_eq!(held(folder.path()), before, "{name}: its bytes were touched");
}

#[test]
fn each_kind_is_named_and_left_alone() {
    let cases = cases::all();
    let mut names: Vec<&str> = cases.iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases.len(), "each has a name of its own");
    let failed =
        cases.iter().filter(|case| std::panic::catch_unwind(AssertUnwindSafe(|| try_out(case))).is_err());
    let failed: Vec<&str> = failed.map(|case| case.name).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
