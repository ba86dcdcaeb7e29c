//! Opening and saving on a real disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hashiya::annotation::{AnnotationSet, Fragments, ProblemCode};
use hashiya::edit::{Author, Edit};
use hashiya::store::{self, OpenError, Opened, ProjectError, ReadOnly, SaveError};
use hashiya::text::{CharOffset, Newline};
use tempfile::TempDir;

use crate::record::fixtures;

const ARTICLE: &str = "قال الوزير إن العمل بدأ.\r\nوأضاف أنه لن يتأخر.\r\n";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn article(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("writable");
    path
}

fn open(path: &Path) -> Opened {
    store::open(path, None, Some("sara")).unwrap_or_else(|error| panic!("{error}"))
}

/// Marks the code points `start..end` as a person.
fn mark(opened: &mut Opened, start: usize, end: usize) {
    let span = opened.document.span_of_chars(CharOffset(start), CharOffset(end)).expect("in the text");
    let author = Author { name: "sara".into(), now: "2026-11-22T10:00:00Z".into() };
    let edit = Edit { set: &opened.set, schema: &opened.schema, author: &author };
    let fragments = Fragments::one(span).expect("not empty");
    let (transaction, _) = edit.annotate("entity", "PERS", fragments).expect("built in");
    transaction.apply(&mut opened.set).expect("it fits");
}

fn save(opened: &mut Opened) -> Result<(), SaveError> {
    store::save(&mut opened.target, &opened.set.snapshot(), &opened.document)
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("there");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_is_saved_is_there_again_and_the_source_untouched() {
    let folder = folder();
    let path = article(&folder, "خبر أول.txt", format!("\u{feff}{ARTICLE}"));
    let modified = fs::metadata(&path).expect("there").modified().expect("known");
    let mut opened = open(&path);
    assert!(!opened.target.has_record() && opened.set.is_empty());
    mark(&mut opened, 4, 10);
    save(&mut opened).expect("writable");
    mark(&mut opened, 0, 3);
    save(&mut opened).expect("writable");
    assert_eq!(names(&folder), ["خبر أول.txt", "خبر أول.txt.ann.json"]);
    let again = open(&path);
    assert_eq!(again.set, opened.set);
    assert_eq!(again.target.header, opened.target.header);
    assert_eq!(again.target.header.newline, Newline::CrLf);
    assert_eq!(again.target.header.annotator, "sara");
    assert!(again.problems.is_empty() && again.target.read_only.is_none());
    assert_eq!(fs::read(&path).expect("there"), format!("\u{feff}{ARTICLE}").as_bytes());
    assert_eq!(fs::metadata(&path).expect("there").modified().expect("known"), modified);
}

#[test]
fn another_writer_is_noticed_and_nothing_overwritten() {
    let folder = folder();
    let path = article(&folder, "a.txt", ARTICLE);
    let (mut ours, mut theirs) = (open(&path), open(&path));
    mark(&mut ours, 4, 10);
    mark(&mut theirs, 0, 3);
    save(&mut theirs).expect("writable");
    let bytes = fs::read(&theirs.target.path).expect("there");
    let error = save(&mut ours).expect_err("it was changed underneath");
    assert!(matches!(error, SaveError::ChangedUnderneath { .. }), "{error}");
    assert!(fs::read(&theirs.target.path).expect("there") == bytes);
    fs::remove_file(&theirs.target.path).expect("there");
    let error = save(&mut theirs).expect_err("it was taken away underneath");
    assert!(matches!(error, SaveError::ChangedUnderneath { .. }), "{error}");
}

#[test]
fn saving_what_stands_there_writes_nothing() {
    let folder = folder();
    let path = article(&folder, "a.txt", ARTICLE);
    let mut opened = open(&path);
    mark(&mut opened, 4, 10);
    save(&mut opened).expect("writable");
    let before = fs::metadata(&opened.target.path).expect("there");
    save(&mut opened).expect("nothing to do");
    let after = fs::metadata(&opened.target.path).expect("there");
    assert_eq!(before.modified().expect("known"), after.modified().expect("known"));
}

#[test]
fn a_record_that_does_not_fit_is_read_only() {
    let folder = folder();
    let path = article(&folder, "quotes.txt", "قال المدير شيئًا آخر.");
    let record = fs::read(fixtures().join("quotes.txt.ann.json")).expect("there");
    article(&folder, "quotes.txt.ann.json", &record);
    let mut opened = open(&path);
    assert_eq!(opened.target.read_only, Some(ReadOnly::TextDiffers));
    assert_eq!(opened.problems.len(), 1);
    assert_eq!(opened.problems[0].code, ProblemCode::SourceChanged);
    assert_eq!(opened.set.len(), 3, "the annotations are there, on the record's own text");
    mark(&mut opened, 0, 3);
    assert!(matches!(save(&mut opened), Err(SaveError::ReadOnly { .. })));
    assert!(fs::read(&opened.target.path).expect("there") == record);
}

#[test]
fn a_record_of_a_newer_version_and_a_broken_one_are_read_only() {
    let folder = folder();
    let record = fs::read_to_string(fixtures().join("quotes.txt.ann.json")).expect("there");
    let source = fs::read(fixtures().join("quotes.txt")).expect("there");
    let path = article(&folder, "newer.txt", &source);
    article(&folder, "newer.txt.ann.json", record.replacen("\"version\": 1", "\"version\": 7", 1));
    let opened = open(&path);
    assert_eq!(opened.target.read_only, Some(ReadOnly::NewerRecord(7)));
    assert_eq!(opened.set.len(), 3);
    let path = article(&folder, "broken.txt", &source);
    article(&folder, "broken.txt.ann.json", &record[..900]);
    let opened = open(&path);
    assert_eq!(opened.target.read_only, Some(ReadOnly::Damaged));
    assert_eq!(opened.document.char_len(), 66, "the article is there to be read");
    let detail = &opened.problems[0].detail;
    assert!(detail.starts_with("line ") && detail.contains("EOF"), "{detail}");
}

#[test]
fn a_record_outlives_its_source_and_can_be_opened_itself() {
    let folder = folder();
    let record = fixtures().join("quotes.txt.ann.json");
    let copy = article(&folder, "quotes.txt.ann.json", fs::read(&record).expect("there"));
    for path in [folder.path().join("quotes.txt"), copy] {
        let opened = open(&path);
        assert_eq!(opened.path, folder.path().join("quotes.txt"));
        assert_eq!(opened.set.len(), 3);
        assert_eq!(opened.problems[0].code, ProblemCode::SourceChanged);
    }
    let opened = open(&record);
    assert_eq!(opened.path, fixtures().join("quotes.txt"));
    assert!(opened.problems.is_empty());
}

#[test]
fn a_source_in_another_encoding_is_offered_and_remembered() {
    let folder = folder();
    let (bytes, ..) = encoding_rs::WINDOWS_1256.encode(ARTICLE);
    let path = article(&folder, "old.txt", bytes);
    let error = store::open(&path, None, None).expect_err("it is no UTF-8");
    assert_eq!(error.detected_encoding(), Some("windows-1256"));
    assert!(error.to_string().ends_with("old.txt"), "the path comes last: {error}");
    let mut opened = store::open(&path, Some("windows-1256"), None).expect("it is that");
    mark(&mut opened, 4, 10);
    save(&mut opened).expect("writable");
    let again = open(&path);
    assert_eq!(again.target.header.encoding, "windows-1256");
    assert_eq!(again.set, opened.set);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let folder = folder();
    let error = |path: &Path| store::open(path, None, None).expect_err("not to be opened");
    assert!(matches!(error(&folder.path().join("none.txt")), OpenError::Missing { .. }));
    assert!(matches!(error(folder.path()), OpenError::Folder { .. }));
    assert!(matches!(error(&article(&folder, "empty.txt", "")), OpenError::Decode { .. }));
    article(&folder, "hashiya.toml", "schema = 3");
    let malformed = error(&article(&folder, "a.txt", ARTICLE));
    assert!(malformed.to_string().contains("line 1"), "{malformed}");
    article(&folder, "schema.json", "{}");
    fs::remove_file(folder.path().join("hashiya.toml")).expect("there");
    fs::create_dir(folder.path().join("project")).expect("writable");
    article(&folder, "project/hashiya.toml", "schema = \"../schema.json\"");
    let outside = error(&article(&folder, "project/a.txt", ARTICLE));
    assert!(matches!(outside, OpenError::Project(ProjectError::Outside { .. })), "{outside}");
}

#[test]
fn in_a_project_of_several_each_annotator_has_a_record() {
    let folder = folder();
    article(&folder, "hashiya.toml", "annotators = [\"sara\", \"omar\"]\nlanguages = [\"fa\"]\nfuture = 1\n");
    fs::create_dir(folder.path().join("in")).expect("writable");
    let path = article(&folder, "in/a.txt", ARTICLE);
    for annotator in ["sara", "omar"] {
        let mut opened = store::open(&path, None, Some(annotator)).expect("readable");
        assert_eq!(opened.set.about().language, "fa");
        assert!(opened.set.is_empty());
        mark(&mut opened, 4, 10);
        save(&mut opened).expect("writable");
        assert_eq!(opened.target.path, folder.path().join(format!("in/a.txt.{annotator}.ann.json")));
    }
    article(&folder, "b.txt", ARTICLE);
    article(&folder, ".hidden.txt", ARTICLE);
    article(&folder, "notes.md", "not an article");
    let listing = store::list(folder.path(), Some("omar")).expect("readable");
    let found: Vec<_> = listing
        .documents
        .iter()
        .map(|listed| (listed.name.as_str(), listed.records.len(), listed.status.as_deref()))
        .collect();
    assert_eq!(found, [("b.txt", 0, None), ("in/a.txt", 2, Some("in_progress"))]);
}

#[test]
fn a_copy_is_saved_anywhere_but_over_the_source() {
    let folder = folder();
    let path = article(&folder, "a.txt", ARTICLE);
    let mut opened = open(&path);
    mark(&mut opened, 4, 10);
    let copy = |path: &Path| store::save_copy(path, &opened.target, &opened.set.snapshot(), &opened.document);
    assert!(matches!(copy(&path), Err(SaveError::Source { .. })));
    assert_eq!(fs::read(&path).expect("there"), ARTICLE.as_bytes());
    let place = folder.path().join("copy.ann.json");
    copy(&place).expect("writable");
    let read = store::record::read(&fs::read(&place).expect("there"), None).expect("a record");
    assert_eq!(read.set, opened.set);
}

#[test]
fn a_disk_that_refuses_says_so_and_keeps_what_was_there() {
    let folder = folder();
    let path = article(&folder, "a.txt", ARTICLE);
    let mut opened = open(&path);
    mark(&mut opened, 4, 10);
    fs::create_dir(&opened.target.path).expect("writable");
    let error = save(&mut opened).expect_err("a folder is in the way");
    assert!(matches!(error, SaveError::Disk { .. }), "{error}");
    fs::remove_dir(&opened.target.path).expect("still there");
    save(&mut opened).expect("writable again");
    // The longest name that a file system takes leaves no room for the record's ending.
    let long = article(&folder, &format!("{}.txt", "ن".repeat(124)), ARTICLE);
    let error = save(&mut open(&long)).expect_err("the record's name is too long");
    assert!(error.hint().contains("name is too long"), "{error}");
}

#[test]
fn a_set_is_shared_with_the_snapshot_that_is_saved() {
    let folder = folder();
    let mut opened = open(&article(&folder, "a.txt", ARTICLE));
    mark(&mut opened, 4, 10);
    let snapshot = opened.set.snapshot();
    let held = AnnotationSet::iter(&opened.set).next().expect("one");
    assert!(Arc::ptr_eq(held, &snapshot.annotations[0]), "a snapshot copies nothing");
}
