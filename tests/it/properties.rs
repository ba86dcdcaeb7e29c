//! What must hold whatever comes in: one function a target of `fuzz/`, and a test in `fuzz.rs` for each.
//!
//! Nothing here needs a test framework, so that the fuzzing crate can take the file as it is.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hashiya::anchor::{Outcome, reanchor as find_again};
use hashiya::annotation::{Anchor, Annotation, AnnotationSet, Extra, Fragments, Id, Item, Snapshot};
use hashiya::edit::{Author, Edit, Merge, merge as merged};
use hashiya::schema::Schema;
use hashiya::store::record::{Loaded, read, write};
use hashiya::store::{JournalRead, read_journal};
use hashiya::text::{CharOffset, Document, MAX_BYTES, segment, sha256_hex};
use hashiya::text::{decode as decode_utf8, decode_as};
use indexmap::IndexMap;
use serde_json::Value;

use crate::acts::{Dice, act};

fn author() -> Author {
    Author { name: "sara".into(), now: "2026-11-22T10:00:00Z".into() }
}

/// Decoding gives canonical text, which decodes to itself, or says why not.
pub fn decode(bytes: &[u8]) {
    let labels = ["utf-8", "utf-16le", "utf-16be", "windows-1256", "iso-8859-6", "gb18030"];
    let decoded = std::iter::once(decode_utf8(bytes)).chain(labels.map(|label| decode_as(bytes, label)));
    for decoded in decoded.filter_map(Result::ok) {
        let text = &decoded.text;
        assert!(!text.is_empty() && !text.contains(['\r', '\0']), "{text:?} is not canonical");
        if !text.starts_with('\u{feff}') {
            let again = decode_as(text.as_bytes(), "utf-8").expect("text is UTF-8");
            assert_eq!(again.text, *text, "canonical text decodes to itself");
        }
        let document = Document::new(text.clone());
        let end = document.paragraphs().last().expect("there is always one").span.end;
        assert_eq!(end.0, text.len());
        assert!(document.char_len() <= document.utf16_len() && text.len() as u64 <= MAX_BYTES * 3);
    }
}

fn written(loaded: &Loaded) -> Vec<u8> {
    write(&loaded.set.snapshot(), &loaded.header, &loaded.document)
}

/// Whatever is read of a record is written, and read the same again; no entry is dropped.
pub fn record(bytes: &[u8]) {
    let Ok(first) = read(bytes, None) else { return };
    let bytes_written = written(&first);
    let second = read(&bytes_written, None).expect("what was written is a record");
    assert!(second.faithful, "what was written is whole: {:?}", second.problems);
    let other = first.set.iter().find(|held| second.set.get(&held.id) != Some(held));
    let other = other.map(|held| (held, second.set.get(&held.id)));
    assert!(second.set == first.set, "what was read is written: {other:?}");
    assert_eq!(second.header.unread, first.header.unread, "and so is what could not be read");
    assert!(written(&second) == bytes_written, "writing again changes nothing");
    let strict: Option<Value> = serde_json::from_slice(bytes).ok();
    let entries = |key: &str| strict.as_ref()?.get(key)?.as_array().map(Vec::len);
    if let Some(count) = entries("annotations").filter(|_| first.faithful) {
        let read = first.set.len() + first.header.unread.annotations.len();
        assert_eq!(read, count, "every annotation is there, read or as it stood");
    }
    if strict.is_some() {
        let broken = first.problems.iter().any(|problem| problem.detail.contains("column "));
        let twice = first.problems.iter().any(|problem| problem.detail.contains("stands twice"));
        assert!(!broken || twice, "sound JSON has no broken piece: {:?}", first.problems);
    } else {
        assert!(!first.faithful, "JSON that isn't sound is never written over");
    }
}

/// Returns a journal's lines with the checksum that each would have: what a program with a fault could write.
pub fn summed_anew(bytes: &[u8]) -> Vec<u8> {
    const TAIL: usize = ",\"sum\":\"0123456789abcdef\"}".len();
    let mut journal = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let whole = line.strip_suffix(b"\n").filter(|line| line.ends_with(b"\"}"));
        match whole.and_then(|line| line.len().checked_sub(TAIL)) {
            Some(end) => {
                journal.extend_from_slice(&line[..end]);
                let sum = &sha256_hex(&line[..end])[..16];
                journal.extend_from_slice(format!(",\"sum\":\"{sum}\"}}\n").as_bytes());
            }
            None => journal.extend_from_slice(line),
        }
    }
    journal
}

/// Whatever stands in a journal, its first whole lines are read, in order, and no other.
pub fn journal(bytes: &[u8], document: &Document) -> JournalRead {
    let read = read_journal(bytes, Some(document));
    assert!(read.whole <= bytes.len());
    let whole = &bytes[..read.whole];
    assert!(whole.is_empty() || whole.ends_with(b"\n"), "only whole lines are read");
    assert_eq!(whole.iter().filter(|byte| **byte == b'\n').count(), read.lines);
    let again = read_journal(whole, Some(document));
    assert!(again.fault.is_none(), "what was read is without a fault");
    assert_eq!(again.acts, read.acts, "nothing behind a fault has a part in what is read");
    assert!(read.acts.windows(2).all(|pair| pair[1].sequence == pair[0].sequence + 1), "in order");
    let mut set = AnnotationSet::default();
    let mut history = read.kept.clone();
    for act in &read.acts {
        let before = set.clone();
        if act.transaction.apply(&mut set).is_err() {
            assert!(set == before, "an act that doesn't fit changes nothing");
        }
        history.note(act.kind, &act.transaction);
    }
    read
}

/// Makes an annotation of fragments; touching ones are joined.
fn annotation(number: usize, fragments: Fragments) -> Arc<Annotation> {
    Arc::new(Annotation {
        id: Id::new(&format!("a{number}")),
        layer: "quote".into(),
        label: "direct".into(),
        roles: IndexMap::from([("content".to_owned(), vec![Anchor::text(fragments)])]),
        attributes: serde_json::Map::new(),
        note: None,
        provenance: author().provenance(),
        extra: Extra::new(),
    })
}

/// Whatever became of a place, it lies within the new text, on characters; what is kept says the same.
pub fn reanchor(old: &str, new: &str, places: &[(usize, usize)]) {
    let (old, new) = (Document::new(old), Document::new(new));
    let annotations = places.iter().enumerate().filter_map(|(number, (start, length))| {
        let start = start % old.char_len().max(1);
        let end = (start + 1 + length).min(old.char_len());
        let span = old.span_of_chars(CharOffset(start), CharOffset(end))?;
        Some(annotation(number, Fragments::one(segment::snap(old.text(), span))?))
    });
    let annotations: Vec<Arc<Annotation>> = annotations.collect();
    let found = find_again(&old, &new, &annotations);
    assert_eq!(found.len(), annotations.len(), "nothing is dropped");
    for (was, found) in annotations.iter().zip(&found) {
        assert!((0.0..=1.0).contains(&found.score), "{}", found.score);
        let (_, was) = was.all_fragments().next().expect("it has one");
        for (_, span) in found.annotation.all_fragments().filter(|_| !new.text().is_empty()) {
            let text = new.get(span).unwrap_or_else(|| panic!("{span:?} is not in the new text"));
            assert!(!text.is_empty());
            assert_eq!(segment::snap(new.text(), span), span, "it ends on characters");
            if found.outcome == Outcome::Kept {
                assert_eq!((old.get(was), old.chars(was)), (Some(text), new.chars(span)));
            }
        }
    }
    if old == new {
        assert!(found.iter().all(|found| found.outcome == Outcome::Kept), "the same text keeps everything");
    }
}

/// Does random acts on a set.
pub fn edited(set: &AnnotationSet, document: &Document, dice: &[Dice]) -> AnnotationSet {
    let author = author();
    let mut set = set.clone();
    for dice in dice {
        let edit = Edit { set: &set, schema: Schema::news(), author: &author };
        if let Some(transaction) = act(&edit, document, *dice) {
            transaction.apply(&mut set).expect("it was made for this set");
        }
    }
    set
}

/// What both sides did to a base is there after a merge, and both sides see the same conflicts.
pub fn merge(base: &AnnotationSet, ours: &AnnotationSet, theirs: &AnnotationSet) {
    let snapshots = [base, ours, theirs].map(AnnotationSet::snapshot);
    let [base_held, ours_held, theirs_held] = &snapshots;
    let result = |base: &Snapshot, ours: &AnnotationSet, theirs: &Snapshot| {
        let merge = merged(base, ours, theirs);
        let mut set = ours.clone();
        merge.transaction.apply(&mut set).expect("it was made for this set");
        (set, merge)
    };
    let (both, merge) = result(base_held, ours, theirs_held);
    let (again, second) = result(base_held, ours, theirs_held);
    assert!(both == again && merge.conflicts == second.conflicts, "a merge is always the same");
    for (ours, theirs, expected) in [
        (ours, ours_held, ours),
        (ours, base_held, ours),
        (base, ours_held, ours),
        (theirs, theirs_held, theirs),
    ] {
        let (set, merge) = result(base_held, ours, theirs);
        assert!(same(&set, expected) && merge.conflicts.is_empty(), "one side alone is taken as it is");
    }
    let told = |merge: &Merge| -> BTreeSet<(Option<Id>, String)> {
        merge.conflicts.iter().map(|conflict| (conflict.id.clone(), conflict.field.clone())).collect()
    };
    let (_, mirrored) = result(base_held, theirs, ours_held);
    assert_eq!(told(&merge), told(&mirrored), "both sides see the same conflicts");
    let held = by_id(&both);
    for (side, other) in [(ours_held, theirs), (theirs_held, ours)] {
        for item in items(side) {
            let id = item.id().expect("what is said of the document is left out");
            let was = base.current(&item);
            let taken_away = was.as_ref() == Some(&item) && other.current(&item).is_none();
            let renamed =
                || both.iter().any(|annotation| is_alike(annotation, &item)) || is_no_annotation(&item);
            assert!(taken_away || held.contains_key(id) || renamed(), "{id} was dropped");
        }
    }
}

/// Tells whether two sets hold the same, in whatever order relations and records were put in.
fn same(one: &AnnotationSet, other: &AnnotationSet) -> bool {
    by_id(one) == by_id(other) && one.about() == other.about()
}

fn items(snapshot: &Snapshot) -> Vec<Item> {
    let annotations = snapshot.annotations.iter().cloned().map(Item::Annotation);
    let relations = snapshot.relations.iter().cloned().map(Item::Relation);
    annotations.chain(relations).chain(snapshot.entities.iter().cloned().map(Item::Entity)).collect()
}

fn by_id(set: &AnnotationSet) -> HashMap<Id, Item> {
    let items = items(&set.snapshot()).into_iter();
    items.map(|item| (item.id().expect("each of them has one").clone(), item)).collect()
}

fn is_alike(annotation: &Arc<Annotation>, item: &Item) -> bool {
    let Item::Annotation(other) = item else { return false };
    annotation.label == other.label && annotation.place() == other.place()
}

fn is_no_annotation(item: &Item) -> bool {
    !matches!(item, Item::Annotation(_))
}
