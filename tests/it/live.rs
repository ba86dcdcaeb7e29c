//! Files that other programs change while they are open.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use hashiya::annotation::{Anchor, AnnotationSet, Fragments, Id, ProblemCode};
use hashiya::edit::{ActKind, Author, Edit, merge, unite};
use hashiya::schema::Schema;
use hashiya::store::{self, SaveError, Seen, SourceState, Watch, Writer};
use hashiya::text::Document;
use tempfile::TempDir;

use crate::load::open;

const ARTICLE: &str = "أعلن محمد السالم تأجيل المشروع.\nوقال خالد العمر إن الكلفة ارتفعت كثيرا هذا العام.\n\
    وغادرت منى الراوي القاعة قبل انتهاء الجلسة.\n";

fn article() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("خبر.txt");
    fs::write(&path, ARTICLE).expect("writable");
    (folder, path)
}

fn author() -> Author {
    Author { name: "sara".into(), now: "2026-11-22T10:00:00Z".into() }
}

/// Marks a part of the text as a person, in the set and on the disk.
fn mark(writer: &mut Writer, set: &mut AnnotationSet, document: &Document, part: &str) -> Id {
    let start = document.text().find(part).expect("in the text");
    let fragments = Fragments::one(hashiya::text::Span::new(start, start + part.len())).expect("not empty");
    let author = author();
    let edit = Edit { set, schema: Schema::news(), author: &author };
    let (transaction, id) = edit.annotate("entity", "PERS", fragments).expect("built in");
    transaction.apply(set).expect("it fits");
    writer.append(ActKind::New, &transaction).expect("writable");
    id
}

fn text<'a>(document: &'a Document, set: &AnnotationSet, id: &Id) -> &'a str {
    document.slice(set.get(id).expect("it is there").place().expect("in the text"))
}

/// Waits until the watcher has told of something and the files show it.
fn wait(told: &Receiver<()>, writer: &mut Writer, until: impl Fn(&Seen) -> bool) -> Seen {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        told.recv_timeout(left).expect("the watcher tells of it");
        let seen = writer.look();
        if until(&seen) {
            return seen;
        }
    }
}

fn watch(writer: &Writer) -> (Watch, Receiver<()>) {
    let (tell, told) = channel();
    let target = writer.target();
    let watch = Watch::new(&target.source, &target.path, move || {
        let _gone = tell.send(());
    });
    (watch.expect("the system listens"), told)
}

#[test]
fn a_source_replaced_or_taken_away_is_told_of() {
    let (folder, path) = article();
    let (opened, mut writer) = open(&path);
    writer.rewrite(&opened.set.snapshot()).expect("writable");
    assert_eq!(writer.look(), Seen { source: SourceState::Same, record_changed: false });
    let (_watch, told) = watch(&writer);
    // As editors do: a new file in the place of the old one.
    let beside = folder.path().join("beside");
    fs::write(&beside, format!("عنوان\n{ARTICLE}")).expect("writable");
    fs::rename(&beside, &path).expect("writable");
    wait(&told, &mut writer, |seen| seen.source == SourceState::Changed { breaks_off: false });
    fs::write(&path, &ARTICLE[..ARTICLE.floor_char_boundary(ARTICLE.len() / 2)]).expect("writable");
    wait(&told, &mut writer, |seen| matches!(seen.source, SourceState::Changed { .. }));
    fs::write(&path, "").expect("writable");
    wait(&told, &mut writer, |seen| matches!(seen.source, SourceState::Unusable(_)));
    fs::remove_file(&path).expect("writable");
    wait(&told, &mut writer, |seen| seen.source == SourceState::Gone);
    fs::write(&path, ARTICLE.replace('\n', "\r\n")).expect("writable");
    wait(&told, &mut writer, |seen| seen.source == SourceState::Same);
}

#[test]
fn a_text_that_breaks_off_is_told_from_another_text() {
    let (_folder, path) = article();
    let (_, mut writer) = open(&path);
    let cut = ARTICLE.floor_char_boundary(ARTICLE.len() / 2);
    fs::write(&path, &ARTICLE[..cut]).expect("writable");
    assert_eq!(writer.look().source, SourceState::Changed { breaks_off: true });
    fs::write(&path, ARTICLE.replacen("محمد", "أحمد", 1)).expect("writable");
    assert_eq!(writer.look().source, SourceState::Changed { breaks_off: false });
}

#[test]
fn a_record_written_by_another_is_told_of_and_our_own_is_not() {
    let (_folder, path) = article();
    let (opened, mut writer) = open(&path);
    let mut set = opened.set;
    let id = mark(&mut writer, &mut set, &opened.document, "محمد السالم");
    writer.rewrite(&set.snapshot()).expect("writable");
    let (_watch, told) = watch(&writer);
    mark(&mut writer, &mut set, &opened.document, "خالد العمر");
    writer.rewrite(&set.snapshot()).expect("writable");
    assert!(!writer.look().record_changed, "it is ours");
    let mut script = store::open(&path, None, Some("sara")).expect("readable");
    let author = author();
    let edit = Edit { set: &script.set, schema: Schema::news(), author: &author };
    edit.set_note(&id, "من البرنامج").expect("a change").apply(&mut script.set).expect("it fits");
    store::save(&mut script.target, &script.set.snapshot(), &script.document).expect("writable");
    wait(&told, &mut writer, |seen| seen.record_changed);
    let there = writer.underneath().expect("readable");
    let merged = merge(&there.base, &set, &there.theirs);
    merged.transaction.apply(&mut set).expect("it fits");
    assert_eq!(set.get(&id).expect("there").note.as_deref(), Some("من البرنامج"));
    writer.append(ActKind::New, &merged.transaction).expect("writable");
    writer.rewrite(&set.snapshot()).expect("writable");
    assert!(!writer.look().record_changed, "it is ours again");
}

#[test]
fn a_writer_goes_over_to_a_changed_text_and_loses_nothing() {
    let (folder, path) = article();
    let (opened, mut writer) = open(&path);
    let mut set = opened.set;
    let document = opened.document;
    let kept = mark(&mut writer, &mut set, &document, "محمد السالم");
    let lost = mark(&mut writer, &mut set, &document, "خالد العمر");
    let moved = mark(&mut writer, &mut set, &document, "منى الراوي");
    let new = "أعلن محمد السالم تأجيل المشروع.\nجملة جديدة تماما هنا.\n\
        وغادرت منى الراوي القاعة قبل انتهاء الجلسة.\n";
    fs::write(&path, new).expect("writable");
    let found = writer.find_again(&set.snapshot()).expect("it can be read").expect("it changed");
    assert_eq!((found.counts.kept, found.counts.moved), (1, 1));
    assert_eq!(found.counts.undecided(), 1);
    let old: serde_json::Value =
        serde_json::from_slice(&fs::read(&writer.target().path).expect("there")).expect("JSON");
    assert_eq!(old["text"], ARTICLE, "everything was saved over the old text first");
    assert_eq!(old["annotations"].as_array().map(Vec::len), Some(3));
    writer.follow(&found.next, &found.set.snapshot()).expect("writable");
    assert_eq!(text(&found.document, &found.set, &kept), "محمد السالم");
    assert_eq!(text(&found.document, &found.set, &moved), "منى الراوي");
    assert!(fs::read_dir(folder.path().join(".hashiya/previous")).expect("there").count() == 1);
    // Acts go on over the new text, and survive the end of the program.
    let mut set = found.set;
    let new_id = mark(&mut writer, &mut set, &found.document, "جملة جديدة");
    drop(writer);
    let (opened, mut writer) = open(&path);
    assert_eq!((opened.document.text(), opened.recovered), (new, 1));
    assert_eq!(text(&opened.document, &opened.set, &new_id), "جملة جديدة");
    let awaits = opened.set.get(&lost).expect("kept").roles.values().flatten().any(Anchor::awaits_decision);
    assert!(awaits, "it awaits a decision");
    // The old text comes back: so does what was lost.
    fs::write(&path, ARTICLE).expect("writable");
    let found = writer.find_again(&opened.set.snapshot()).expect("readable").expect("it changed");
    assert_eq!(text(&found.document, &found.set, &lost), "خالد العمر");
}

#[test]
fn source_and_record_replaced_at_once_are_brought_together_over_the_new_text() {
    let (_folder, path) = article();
    let (opened, mut writer) = open(&path);
    let mut set = opened.set;
    let first = mark(&mut writer, &mut set, &opened.document, "محمد السالم");
    writer.rewrite(&set.snapshot()).expect("writable");
    // Another machine's work arrives, as git brings it: a new text with a record over it.
    let new = format!("عنوان جديد للخبر\n{ARTICLE}");
    fs::write(&path, &new).expect("writable");
    let (other, mut other_writer) = {
        let elsewhere = tempfile::tempdir().expect("a folder");
        let there = elsewhere.path().join("خبر.txt");
        fs::write(&there, ARTICLE).expect("writable");
        fs::copy(&writer.target().path, there.with_file_name("خبر.txt.ann.json")).expect("writable");
        fs::write(&there, &new).expect("writable");
        (elsewhere, open(&there))
    };
    let mut theirs = other_writer.0.set.clone();
    let document = other_writer.0.document.clone();
    mark(&mut other_writer.1, &mut theirs, &document, "منى الراوي");
    other_writer.1.rewrite(&theirs.snapshot()).expect("writable");
    fs::copy(&other_writer.1.target().path, &writer.target().path).expect("writable");
    drop(other);
    // Meanwhile something was marked here.
    let ours = mark(&mut writer, &mut set, &opened.document, "خالد العمر");
    let found = writer.find_again(&set.snapshot()).expect("readable").expect("it changed");
    let there = found.underneath.expect("the record was written too");
    let mut set = found.set;
    let merged = merge(&there.base, &set, &there.theirs);
    merged.transaction.apply(&mut set).expect("it fits");
    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    writer.follow(&found.next, &set.snapshot()).expect("writable");
    let texts: Vec<&str> = set.iter().map(|held| text(&found.document, &set, &held.id)).collect();
    assert_eq!(texts, ["محمد السالم", "خالد العمر", "منى الراوي"]);
    assert!(set.get(&first).is_some() && set.get(&ours).is_some());
}

#[test]
fn a_record_written_between_finding_and_going_over_is_brought_along() {
    let (folder, path) = article();
    let (opened, mut writer) = open(&path);
    let mut set = opened.set;
    let first = mark(&mut writer, &mut set, &opened.document, "محمد السالم");
    writer.rewrite(&set.snapshot()).expect("writable");
    // What another program will have written: one annotation more, over the old text.
    let record = writer.target().path.clone();
    let (sound, mut theirs) = (fs::read(&record).expect("there"), set.clone());
    let second = mark(&mut writer, &mut theirs, &opened.document, "منى الراوي");
    writer.rewrite(&theirs.snapshot()).expect("writable");
    let other = fs::read(&record).expect("there");
    drop(writer);
    fs::remove_dir_all(folder.path().join(".hashiya")).expect("it is there");
    fs::write(&record, sound).expect("writable");
    let (opened, mut writer) = open(&path);
    fs::write(&path, format!("عنوان جديد للخبر\n{ARTICLE}")).expect("writable");
    let mut found = writer.find_again(&opened.set.snapshot()).expect("readable").expect("it changed");
    fs::write(&record, &other).expect("writable");
    let ours = found.set.snapshot();
    assert!(matches!(writer.follow(&found.next, &ours), Err(SaveError::ChangedUnderneath { .. })));
    let there = writer.overtaken(&mut found.next).expect("it can be read");
    writer.follow(&found.next, &ours).expect("what was written is kept elsewhere");
    let kept = fs::read_dir(folder.path().join(".hashiya/previous")).expect("there");
    assert!(
        kept.map(|entry| fs::read(entry.expect("readable").path()).expect("readable")).any(|it| it == other)
    );
    let mut set = found.set;
    merge(&there.base, &set, &there.theirs).transaction.apply(&mut set).expect("it fits");
    let named = [&first, &second].map(|id| text(&found.document, &set, id));
    assert_eq!(named, ["محمد السالم", "منى الراوي"]);
}

#[test]
fn a_source_that_is_no_text_stops_nothing() {
    let (_folder, path) = article();
    let (opened, mut writer) = open(&path);
    let mut set = opened.set;
    let id = mark(&mut writer, &mut set, &opened.document, "محمد السالم");
    fs::write(&path, [0u8, 1, 2, 0, 255]).expect("writable");
    assert!(matches!(writer.look().source, SourceState::Unusable(_)));
    assert!(matches!(writer.find_again(&set.snapshot()), Err(SaveError::Disk { .. })));
    writer.rewrite(&set.snapshot()).expect("the record holds its text");
    assert_eq!(fs::read(&path).expect("there"), [0u8, 1, 2, 0, 255], "the source is never written");
    fs::write(&path, ARTICLE).expect("writable");
    assert_eq!(writer.look().source, SourceState::Same);
    drop(writer);
    assert!(open(&path).0.set.get(&id).is_some());
}

#[test]
fn a_copy_that_a_sync_tool_left_is_united_and_put_aside() {
    let (folder, path) = article();
    let (opened, mut writer) = open(&path);
    let mut set = opened.set;
    let shared = mark(&mut writer, &mut set, &opened.document, "محمد السالم");
    writer.rewrite(&set.snapshot()).expect("writable");
    let copy = folder.path().join("خبر.txt.ann (conflicted copy 2026-11-22).json");
    let author = author();
    let edit = |set: &mut AnnotationSet, label: &str| {
        let edit = Edit { set, schema: Schema::news(), author: &author };
        edit.relabel(&shared, label).expect("a change").apply(set).expect("it fits");
    };
    let mut theirs = set.clone();
    edit(&mut theirs, "ORG");
    writer.save_copy(&copy, &theirs.snapshot()).expect("writable");
    edit(&mut set, "GPE");
    let read = writer.read_copy(Path::new(&copy)).expect("readable");
    let merged = unite(&set, &read);
    assert_eq!(merged.conflicts.len(), 1);
    let conflict = &merged.conflicts[0];
    assert_eq!((conflict.field.as_str(), conflict.base.is_none()), ("label", true));
    merged.transaction.apply(&mut set).expect("it fits");
    assert_eq!(set.about().conflicts.len(), 1);
    let place = writer.put_copy_aside(&copy).expect("writable");
    assert!(!copy.exists() && place.is_file() && place.starts_with(folder.path().join(".hashiya")));
    // The conflict is in the record, and read back as it was.
    writer.rewrite(&set.snapshot()).expect("writable");
    drop(writer);
    let (again, _writer) = open(&path);
    assert_eq!(again.set.about().conflicts, set.about().conflicts);
    assert!(again.problems.iter().all(|problem| problem.code != ProblemCode::ConflictedCopy));
}
