//! The journal: what it brings back, and what it does about damage.

use std::fs;
use std::path::{Path, PathBuf};

use hashiya::annotation::{AnnotationSet, ProblemCode};
use hashiya::edit::ActKind;
use hashiya::store::{self, Folders, Limits, Opened, ReadOnly, SaveError, Writer};
use tempfile::TempDir;

use crate::load::{ARTICLE, Load, open, state, state_of};

/// Returns the one file in a folder of the program's own.
pub fn only_file(folder: &TempDir, name: &str) -> PathBuf {
    let entries = fs::read_dir(folder.path().join(".hashiya").join(name)).expect("there");
    let files: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn article() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("خبر أول.txt");
    fs::write(&path, ARTICLE).expect("writable");
    (folder, path)
}

/// Does so many acts, each acknowledged, and returns the state before the first and after each.
fn work(load: &mut Load, acts: usize) -> Vec<String> {
    let mut states = vec![load.state()];
    for _ in 0..acts {
        let (kind, transaction) = load.act();
        load.writer.append(kind, &transaction).unwrap_or_else(|error| panic!("{error}"));
        states.push(load.state());
    }
    states
}

fn record(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".ann.json");
    name.into()
}

#[test]
fn undo_and_redo_survive_a_restart_without_a_record() {
    let (_folder, path) = article();
    let mut load = Load::open(&path, 11);
    work(&mut load, 30);
    let (set, mut history) = (load.set.clone(), load.history.clone());
    drop(load);
    assert!(!record(&path).exists(), "only the journal has it");
    let (mut opened, _writer) = open(&path);
    assert_eq!(opened.recovered, 30);
    assert_eq!(state_of(&opened), state(&set, &history, &opened.document));
    let mut ours = set;
    while history.undo(&mut ours).expect("it fits").is_some() {
        assert!(opened.history.undo(&mut opened.set).expect("it fits").is_some());
        assert!(opened.set == ours);
    }
    assert!(opened.history.undo(&mut opened.set).expect("it fits").is_none());
    assert!(opened.set.is_empty());
}

#[test]
fn what_only_the_journal_has_is_read_among_others_too() {
    let (folder, path) = article();
    let other = folder.path().join("another.txt");
    fs::write(&other, ARTICLE).expect("writable");
    let mut load = Load::open(&path, 14);
    work(&mut load, 5);
    load.rewrite().expect("writable");
    work(&mut load, 20);
    let folders = Folders::default();
    let read = store::read_among(&record(&path), &folders).expect("readable");
    assert!(read.set == load.set);
    assert_eq!(read.problems, Vec::new());
    assert!(store::read_among(&other, &folders).expect("readable").set.is_empty());
}

#[test]
fn a_record_that_holds_every_act_leaves_undo_and_nothing_to_recover() {
    let (_folder, path) = article();
    let mut load = Load::open(&path, 12);
    work(&mut load, 25);
    load.rewrite().expect("writable");
    let at_rewrite = load.state();
    drop(load);
    let (opened, writer) = open(&path);
    assert_eq!((opened.recovered, state_of(&opened)), (0, at_rewrite));
    let mut load = Load::of(opened, writer, 13);
    work(&mut load, 7);
    let state = load.state();
    drop(load);
    let (opened, _writer) = open(&path);
    assert_eq!((opened.recovered, state_of(&opened)), (7, state));
}

#[test]
fn a_journal_cut_anywhere_gives_the_acts_before_the_cut() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 14);
    work(&mut load, 3);
    load.rewrite().expect("writable");
    let mut states = vec![load.state()];
    states.extend(work(&mut load, 5).into_iter().skip(1));
    drop(load);
    let journal = only_file(&folder, "journal");
    let bytes = fs::read(&journal).expect("there");
    let announced = bytes.windows(17).position(|window| window == b"{\"line\":\"record\",").expect("there");
    let held = bytes[announced..].iter().position(|byte| *byte == b'\n').expect("a line") + announced + 1;
    for cut in
        (held..=bytes.len()).filter(|cut| *cut < held + 300 || cut % 37 == 0 || bytes[cut - 1] == b'\n')
    {
        fs::write(&journal, &bytes[..cut]).expect("writable");
        let lines = bytes[held..cut].split_inclusive(|byte| *byte == b'\n');
        let acts =
            lines.filter(|line| line.ends_with(b"\n") && !line.starts_with(b"{\"line\":\"written")).count();
        let (opened, _writer) = open(&path);
        assert_eq!((opened.recovered, state_of(&opened)), (acts, states[acts].clone()), "cut at {cut}");
    }
}

#[test]
fn a_torn_line_is_gone_once_the_next_act_is_done() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 15);
    work(&mut load, 4);
    drop(load);
    let journal = only_file(&folder, "journal");
    let mut bytes = fs::read(&journal).expect("there");
    bytes.extend_from_slice("{\"line\":\"new\",\"sequence\":5,\"time\":\"خ".as_bytes());
    fs::write(&journal, &bytes).expect("writable");
    let mut load = Load::open(&path, 16);
    work(&mut load, 1);
    let state = load.state();
    drop(load);
    let (opened, _writer) = open(&path);
    assert_eq!((opened.recovered, state_of(&opened)), (5, state));
}

#[test]
fn a_journal_stays_within_its_bounds() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 17);
    load.writer.set_limits(Limits { acts: 20, bytes: 100_000 });
    for _ in 0..20 {
        work(&mut load, 10);
        load.rewrite().expect("writable");
        let bytes = fs::read(only_file(&folder, "journal")).expect("there");
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        assert!(lines <= 40 + 12 && bytes.len() <= 200_000 + 40_000, "{lines} lines, {} bytes", bytes.len());
    }
    let state = load.state();
    drop(load);
    let (opened, _writer) = open(&path);
    assert_eq!((opened.recovered, state_of(&opened)), (0, state));
    assert!(opened.history.done().len() >= 15);
}

#[test]
fn a_second_writer_reads_and_is_told_who_writes() {
    let (_folder, path) = article();
    let mut load = Load::open(&path, 18);
    work(&mut load, 3);
    let (opened, mut second) = Writer::open(&path, None, Some("omar")).expect("readable");
    let Some(ReadOnly::Held(who)) = &opened.target.read_only else { panic!("it is held") };
    assert!(who.starts_with("sara ("), "{who}");
    assert!(opened.set == load.set, "what is in the journal can be read meanwhile");
    let (kind, transaction) = load.act();
    let refused = second.append(kind, &transaction).expect_err("it is held");
    assert!(matches!(refused, SaveError::ReadOnly { .. }), "{refused}");
    load.writer.append(kind, &transaction).expect("the first goes on");
    drop(load);
    let (opened, _writer) = Writer::open(&path, None, Some("omar")).expect("readable");
    assert_eq!(opened.target.read_only, None, "the first has gone");
}

#[test]
fn acts_find_their_place_in_a_record_that_was_changed_underneath() {
    let (_folder, path) = article();
    let mut load = Load::open(&path, 19);
    work(&mut load, 12);
    load.rewrite().expect("writable");
    let held = load.set.clone();
    work(&mut load, 6);
    let ours = load.set.clone();
    drop(load);
    // Another program writes the same set with a field of its own.
    let json = fs::read_to_string(record(&path)).expect("there");
    fs::write(record(&path), json.replacen("\"offset_unit\"", "\"other\": 1,\n \"offset_unit\"", 1))
        .expect("writable");
    let opened = store::open(&path, None, Some("sara")).expect("readable");
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
    assert!(opened.set == ours && ours != held);
    assert!(opened.target.header.extra.contains_key("other"));
    let (opened, writer) = open(&path);
    let mut load = Load::of(opened, writer, 20);
    work(&mut load, 2);
    load.rewrite().expect("writable");
    let state = load.state();
    drop(load);
    let (opened, _writer) = open(&path);
    assert_eq!((opened.recovered, state_of(&opened)), (0, state));
}

#[test]
fn acts_that_no_longer_fit_are_named_and_kept() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 21);
    work(&mut load, 12);
    load.rewrite().expect("writable");
    let target = load.set.iter().next().expect("one").id.clone();
    let author = crate::marked::author();
    let edit =
        hashiya::edit::Edit { set: &load.set, schema: hashiya::schema::Schema::news(), author: &author };
    let transaction = edit.set_note(&target, "ملاحظة لا تضيع").expect("a change");
    load.writer.append(ActKind::New, &transaction).expect("writable");
    drop(load);
    // Another program took everything away.
    let mut emptied = store::open(&path, None, Some("sara")).expect("readable");
    emptied.set = AnnotationSet::default();
    store::save(&mut emptied.target, &emptied.set.snapshot(), &emptied.document).expect("writable");
    let (opened, writer) = open(&path);
    let codes: Vec<_> = opened.problems.iter().map(|problem| problem.code).collect();
    assert_eq!((codes, opened.recovered), (vec![ProblemCode::NotReplayed], 0));
    assert!(opened.problems[0].detail.contains(target.as_str()), "{}", opened.problems[0].detail);
    let mut load = Load::of(opened, writer, 22);
    work(&mut load, 1);
    let kept = fs::read_to_string(only_file(&folder, "set-aside")).expect("there");
    assert!(kept.contains("ملاحظة لا تضيع"));
}

#[test]
fn acts_over_a_text_that_is_gone_are_named_and_kept() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 23);
    work(&mut load, 9);
    drop(load);
    fs::write(&path, "نص آخر لا صلة له بما سبق.").expect("writable");
    let (opened, writer) = open(&path);
    assert!(!opened.problems.is_empty());
    assert!(opened.problems.iter().all(|problem| problem.code == ProblemCode::NotReplayed));
    let mut load = Load::of(opened, writer, 24);
    work(&mut load, 1);
    let state = load.state();
    assert!(only_file(&folder, "set-aside").is_file());
    drop(load);
    assert_eq!(state_of(&open(&path).0), state);
}

#[test]
fn a_journal_of_a_newer_version_is_left_alone() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 25);
    work(&mut load, 2);
    drop(load);
    let journal = only_file(&folder, "journal");
    let text = fs::read_to_string(&journal).expect("there");
    let body = "{\"format\":\"hashiya/journal\",\"version\":2";
    let sum = &hashiya::text::sha256_hex(body.as_bytes())[..16];
    let first = text.find('\n').expect("lines");
    let newer = format!("{body},\"sum\":\"{sum}\"}}{}", &text[first..]);
    fs::write(&journal, &newer).expect("writable");
    let (opened, mut writer): (Opened, Writer) = open(&path);
    assert_eq!(opened.target.read_only, Some(ReadOnly::NewerRecord(2)));
    writer.rewrite(&opened.set.snapshot()).expect_err("it is for reading alone");
    assert_eq!(fs::read_to_string(&journal).expect("there"), newer);
}

/// Returns a set of so many annotations, saved.
fn large(count: usize) -> (TempDir, Load) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.txt");
    fs::write(&path, ARTICLE.repeat(count / 20 + 1)).expect("writable");
    let mut load = Load::open(&path, 26);
    let length = load.document.char_len();
    let author = crate::marked::author();
    for number in 0..count {
        let start = (number * 7) % (length - 8);
        let span = load
            .document
            .span_of_chars(hashiya::text::CharOffset(start), hashiya::text::CharOffset(start + 6));
        let fragments = hashiya::annotation::Fragments::one(span.expect("in the text")).expect("not empty");
        let edit =
            hashiya::edit::Edit { set: &load.set, schema: hashiya::schema::Schema::news(), author: &author };
        let (transaction, _) = edit.annotate("entity", "PERS", fragments).expect("built in");
        transaction.apply(&mut load.set).expect("it fits");
    }
    load.rewrite().expect("writable");
    (folder, load)
}

/// Appends acts and returns how many bytes and how much time one took in the middle.
fn cost(folder: &TempDir, load: &mut Load) -> (u64, std::time::Duration) {
    let author = crate::marked::author();
    let mut times = Vec::new();
    let mut before = 0;
    let acts = 101;
    for number in 0..=acts {
        let id = load.set.at(number % load.set.len()).expect("below the length").id.clone();
        let edit =
            hashiya::edit::Edit { set: &load.set, schema: hashiya::schema::Schema::news(), author: &author };
        let transaction = edit.set_note(&id, &format!("ملاحظة {number:03}")).expect("a change");
        load.history.commit(transaction.clone(), &mut load.set).expect("it fits");
        let begun = std::time::Instant::now();
        load.writer.append(ActKind::New, &transaction).expect("writable");
        times.push(begun.elapsed());
        if number == 0 {
            // The first act makes the file.
            before = fs::metadata(only_file(folder, "journal")).expect("there").len();
            times.clear();
        }
    }
    times.sort();
    let after = fs::metadata(only_file(folder, "journal")).expect("there").len();
    ((after - before) / acts as u64, times[times.len() / 2])
}

#[test]
fn an_append_does_not_grow_with_the_record() {
    let ((small_folder, mut small), (large_folder, mut large)) = (large(100), large(10_000));
    let (small, large) = (cost(&small_folder, &mut small), cost(&large_folder, &mut large));
    println!(
        "an act costs {} bytes and {:?} at 100 annotations, {} bytes and {:?} at 10,000",
        small.0, small.1, large.0, large.1
    );
    assert!(large.0 < small.0 * 11 / 10, "{} bytes at 100 annotations, {} at 10,000", small.0, large.0);
}

#[test]
fn a_changed_source_is_followed_and_the_old_record_kept() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 27);
    work(&mut load, 20);
    load.rewrite().expect("writable");
    work(&mut load, 4);
    let before = load.set.clone();
    drop(load);
    let held = fs::read(record(&path)).expect("there");
    fs::write(&path, format!("عنوان جديد لهذا الخبر كله\n{ARTICLE}")).expect("writable");
    let looked_at = store::open(&path, None, Some("sara")).expect("readable");
    assert_eq!(looked_at.target.read_only, Some(ReadOnly::TextDiffers));
    assert!(fs::read(record(&path)).expect("there") == held, "looking at it changes nothing");
    let (opened, writer) = open(&path);
    assert_eq!(opened.target.read_only, None);
    assert_eq!(opened.problems.len(), 1, "{:?}", opened.problems);
    assert_eq!(opened.problems[0].code, ProblemCode::SourceChanged);
    let shift = "عنوان جديد لهذا الخبر كله\n".len();
    assert!(!before.is_empty() && opened.set.len() == before.len());
    for annotation in before.iter() {
        let now = opened.set.get(&annotation.id).expect("it is still there");
        for ((_, was), (_, is)) in annotation.all_fragments().zip(now.all_fragments()) {
            assert_eq!(was.start.0 + shift, is.start.0);
        }
    }
    assert!(fs::read(only_file(&folder, "previous")).expect("there") == held);
    let mut load = Load::of(opened, writer, 28);
    work(&mut load, 3);
    let state = load.state();
    drop(load);
    let (opened, _writer) = open(&path);
    assert_eq!((opened.recovered, state_of(&opened)), (3, state));
}

#[test]
fn what_another_program_wrote_is_brought_together_with_ours() {
    let (_folder, path) = article();
    let mut load = Load::open(&path, 29);
    work(&mut load, 60);
    load.rewrite().expect("writable");
    // A script adds a note to one annotation while another is changed here.
    let [theirs, ours] = [0, 1].map(|rank| load.set.at(rank).expect("two at least").id.clone());
    let author = crate::marked::author();
    let note = |set: &AnnotationSet, id, note: &str| {
        let edit = hashiya::edit::Edit { set, schema: hashiya::schema::Schema::news(), author: &author };
        edit.set_note(id, note).expect("a change")
    };
    let mut script = store::open(&path, None, Some("script")).expect("readable");
    note(&script.set, &theirs, "من البرنامج").apply(&mut script.set).expect("it fits");
    store::save(&mut script.target, &script.set.snapshot(), &script.document).expect("writable");
    let change = note(&load.set, &ours, "من هنا");
    load.history.commit(change.clone(), &mut load.set).expect("it fits");
    load.writer.append(ActKind::New, &change).expect("writable");
    let refused = load.rewrite().expect_err("it was changed underneath");
    assert!(matches!(refused, SaveError::ChangedUnderneath { .. }), "{refused}");
    let there = load.writer.underneath().expect("it can be read");
    let merged = hashiya::edit::merge(&there.base, &load.set, &there.theirs);
    assert!(merged.conflicts.is_empty());
    load.history.commit(merged.transaction.clone(), &mut load.set).expect("it was made for this set");
    load.writer.append(ActKind::New, &merged.transaction).expect("writable");
    load.rewrite().expect("now it holds both");
    drop(load);
    let (opened, _writer) = open(&path);
    let held = |id| opened.set.get(id).expect("there").note.clone();
    assert_eq!((held(&theirs).as_deref(), held(&ours).as_deref()), (Some("من البرنامج"), Some("من هنا")));
}

#[test]
fn copies_that_a_sync_tool_left_are_told_of() {
    let (folder, path) = article();
    let mut load = Load::open(&path, 30);
    work(&mut load, 5);
    load.rewrite().expect("writable");
    drop(load);
    let names = [
        "خبر أول.txt.ann (conflicted copy 2026-11-22).json",
        "خبر أول.txt.ann.sync-conflict-20261122-1.json",
    ];
    for name in names {
        fs::copy(record(&path), folder.path().join(name)).expect("writable");
    }
    let opened = store::open(&path, None, Some("sara")).expect("readable");
    let told: Vec<_> =
        opened.problems.iter().map(|problem| (problem.code, problem.detail.as_str())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for ((code, detail), name) in told.into_iter().zip(names) {
        assert_eq!(code, ProblemCode::ConflictedCopy);
        assert!(detail.starts_with(name), "{detail}");
    }
}

/// A journal of each version is read for ever: this one holds every kind of line of version 1.
#[test]
fn a_journal_of_version_1_is_read_line_by_line() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let bytes = fs::read(fixtures.join("journal/quotes.v1.jsonl")).expect("there");
    let text = fs::read_to_string(fixtures.join("record/quotes.txt")).expect("there");
    let read = store::read_journal(&bytes, Some(&hashiya::text::Document::new(text)));
    assert_eq!((read.fault, read.whole), (None, bytes.len()));
    let lines = String::from_utf8(bytes).expect("journals are UTF-8");
    let count = |kind: &str| lines.matches(&format!("{{\"line\":\"{kind}\"")).count();
    for kind in ["done", "undone", "new", "undo", "redo", "record", "written"] {
        assert!(count(kind) > 0, "{kind} stands in the fixture");
    }
    assert_eq!(read.acts.len(), count("new") + count("undo") + count("redo"));
    assert_eq!((read.kept.done().len(), read.kept.undone().len()), (count("done"), count("undone")));
    assert_eq!(read.records.len(), count("record"));
}
