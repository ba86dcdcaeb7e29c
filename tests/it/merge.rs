//! Two versions of a record brought together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hashiya::annotation::{AnnotationSet, Fragments, Id};
use hashiya::edit::{Edit, Transaction, merge};
use hashiya::schema::Schema;
use hashiya::store::{self, Opened};
use hashiya::text::{CharOffset, Document};
use serde_json::Value;
use tempfile::TempDir;

use crate::load::ARTICLE;
use crate::marked::author;

fn edit(set: &mut AnnotationSet, make: impl FnOnce(&Edit<'_>) -> Option<Transaction>) {
    let author = author();
    let made = make(&Edit { set, schema: Schema::news(), author: &author }).expect("a change");
    made.apply(set).expect("it fits");
}

fn mark(set: &mut AnnotationSet, document: &Document, label: &str, start: usize) {
    let span = document.span_of_chars(CharOffset(start), CharOffset(start + 4)).expect("in the text");
    let fragments = Fragments::one(span).expect("not empty");
    edit(set, |edit| edit.annotate("entity", label, fragments).map(|(made, _)| made));
}

fn base() -> (Document, AnnotationSet) {
    let document = Document::new(ARTICLE.replace("\r\n", "\n"));
    let mut set = AnnotationSet::default();
    for start in [0, 10, 20, 30] {
        mark(&mut set, &document, "PERS", start);
    }
    (document, set)
}

fn id(id: &str) -> Id {
    Id::new(id)
}

#[test]
fn what_either_side_did_is_there_and_what_both_did_is_told() {
    let (document, base) = base();
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    edit(&mut ours, |edit| edit.relabel(&id("a1"), "ORG"));
    edit(&mut theirs, |edit| edit.set_note(&id("a1"), "ملاحظة"));
    edit(&mut ours, |edit| edit.relabel(&id("a2"), "ORG"));
    edit(&mut theirs, |edit| edit.relabel(&id("a2"), "GPE"));
    edit(&mut ours, |edit| edit.set_note(&id("a3"), "تغيير"));
    edit(&mut theirs, |edit| edit.delete(&[id("a3")]));
    edit(&mut theirs, |edit| edit.delete(&[id("a4")]));
    mark(&mut ours, &document, "DATE", 40);
    mark(&mut theirs, &document, "TIME", 50);
    edit(&mut theirs, |edit| edit.relate("supports", &id("a5"), &id("a1")).map(|(made, _)| made));
    let merged = merge(&base.snapshot(), &ours, &theirs.snapshot());
    let before = ours.clone();
    merged.transaction.apply(&mut ours).expect("it was made for this set");
    let label = |id: &str| ours.get(&Id::new(id)).map(|annotation| annotation.label.as_str());
    assert_eq!(label("a1"), Some("ORG"));
    assert_eq!(ours.get(&id("a1")).expect("there").note.as_deref(), Some("ملاحظة"));
    assert_eq!(label("a2"), Some("ORG"), "ours stands");
    assert_eq!(label("a3"), Some("PERS"), "what we changed stays though they took it away");
    assert_eq!(label("a4"), None);
    assert_eq!((label("a5"), label("a6")), (Some("DATE"), Some("TIME")), "each has its own id");
    assert_eq!(ours.relations().next().expect("one").from, id("a6"), "the reference follows");
    let told: Vec<_> = merged
        .conflicts
        .iter()
        .map(|conflict| (conflict.id.as_ref().expect("of an annotation").as_str(), conflict.field.as_str()))
        .collect();
    assert_eq!(told, [("a2", "label"), ("a3", "*")]);
    merged.transaction.inverse().apply(&mut ours).expect("a merge can be undone");
    assert!(ours == before);
}

#[test]
fn merging_what_is_the_same_changes_nothing() {
    let (document, base) = base();
    let mut ours = base.clone();
    mark(&mut ours, &document, "DATE", 40);
    let merged = merge(&base.snapshot(), &ours, &ours.snapshot());
    assert!(merged.transaction.changes.is_empty() && merged.conflicts.is_empty());
    let merged = merge(&base.snapshot(), &base, &ours.snapshot());
    let mut taken = base.clone();
    merged.transaction.apply(&mut taken).expect("it fits");
    assert!(taken == ours);
}

fn saved(folder: &TempDir, name: &str, change: impl FnOnce(&mut Opened)) -> PathBuf {
    let path = folder.path().join(format!("{name}.txt"));
    fs::write(&path, ARTICLE).expect("writable");
    let mut opened = store::open(&path, None, Some("sara")).expect("readable");
    for start in [0, 10] {
        mark(&mut opened.set, &opened.document, "PERS", start);
    }
    change(&mut opened);
    store::save(&mut opened.target, &opened.set.snapshot(), &opened.document).expect("writable");
    opened.target.path
}

fn run(arguments: &[&Path]) -> (Option<i32>, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_hashiya"))
        .arg("merge")
        .args(&arguments[..3])
        .arg("--json")
        .arg("-o")
        .arg(arguments[3])
        .output()
        .expect("the program runs");
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

#[test]
fn the_command_merges_files_as_git_asks_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = saved(&folder, "base", |_| {});
    let ours = saved(&folder, "ours", |opened| edit(&mut opened.set, |edit| edit.relabel(&id("a1"), "ORG")));
    let theirs = saved(&folder, "theirs", |opened| {
        edit(&mut opened.set, |edit| edit.relabel(&id("a1"), "GPE"));
        edit(&mut opened.set, |edit| edit.set_note(&id("a2"), "نعم"));
    });
    let out = folder.path().join("out.json");
    let (code, answer) = run(&[&base, &ours, &theirs, &out]);
    assert_eq!(code, Some(1));
    assert_eq!(answer, serde_json::json!({ "conflicts": [{ "id": "a1", "field": "label" }] }));
    let merged: Value = serde_json::from_slice(&fs::read(&out).expect("written")).expect("JSON");
    assert_eq!(merged["conflicts"][0]["theirs"]["annotation"]["label"], "GPE");
    let read = store::record::read(&fs::read(&out).expect("written"), None).expect("a record");
    assert_eq!(read.set.get(&id("a2")).expect("there").note.as_deref(), Some("نعم"));
    // A field of a conflict that this version doesn't know is written back.
    let mut with_more = merged;
    with_more["conflicts"][0]["seen_by"] = serde_json::json!(["omar"]);
    let read = store::record::read(with_more.to_string().as_bytes(), None).expect("a record");
    let written = store::record::write(&read.set.snapshot(), &read.header, &read.document);
    let written: Value = serde_json::from_slice(&written).expect("JSON");
    assert_eq!(written["conflicts"], with_more["conflicts"]);
    // Git gives an empty file where there is no common version, and takes the answer in the place of ours.
    let none = folder.path().join("none");
    fs::write(&none, "").expect("writable");
    let (code, _) = run(&[&none, &ours, &ours, &ours]);
    assert_eq!(code, Some(0));
    let (code, _) = run(&[&base, &ours, &folder.path().join("missing"), &out]);
    assert_eq!(code, Some(2));
}
