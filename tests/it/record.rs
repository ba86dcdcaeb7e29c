//! Records read and written: nothing is lost, the bytes are stable, faults are named.

use std::fs;
use std::path::{Path, PathBuf};

use hashiya::annotation::{AnchorState, Id};
use hashiya::store::record::{Loaded, ReadError, VERSION, read, write};
use hashiya::text::{Document, decode};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

use crate::generate;

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/record")
}

fn source(path: &Path) -> Document {
    let bytes = fs::read(path).expect("a source stands beside the record");
    Document::new(decode(&bytes).expect("UTF-8").text)
}

fn written(loaded: &Loaded) -> Vec<u8> {
    write(&loaded.set.snapshot(), &loaded.header, &loaded.document)
}

fn stays_the_same(record: &Path) {
    let bytes = fs::read(record).expect("there");
    let source = source(&record.with_extension("").with_extension(""));
    let loaded = read(&bytes, Some(&source)).expect("a record");
    assert!(loaded.problems.is_empty(), "{}: {:?}", record.display(), loaded.problems);
    assert!(loaded.faithful && !loaded.text_differs);
    let again = written(&loaded);
    // A plain assertion would print both whole.
    let place = bytes.iter().zip(&again).take_while(|(one, other)| one == other).count();
    assert!(bytes == again, "{} differs from byte {place}", record.display());
}

#[test]
fn the_sample_stays_the_same() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    stays_the_same(&samples.join("port-project.txt.ann.json"));
}

#[test]
fn fixtures_stay_the_same_with_unknown_fields_at_every_level() {
    let mut count = 0;
    for entry in fs::read_dir(fixtures()).expect("there") {
        let path = entry.expect("readable").path();
        if path.to_string_lossy().ends_with(".ann.json") {
            stays_the_same(&path);
            count += 1;
        }
    }
    assert!(count >= 3, "the fixtures were found");
}

/// A new version brings a migration, and a fixture of the one before it that stays for ever.
#[test]
fn there_is_a_fixture_of_each_version() {
    let entries = fs::read_dir(fixtures()).expect("there");
    let paths = entries.map(|entry| entry.expect("readable").path());
    let records = paths.filter(|path| path.to_string_lossy().ends_with(".ann.json"));
    let versions: std::collections::BTreeSet<u64> =
        records.map(|path| read(&fs::read(path).expect("there"), None).expect("a record").version).collect();
    assert_eq!(versions, (1..=VERSION).collect());
    let schema: Value = serde_json::from_str(hashiya::store::record::JSON_SCHEMA).expect("JSON");
    assert_eq!(schema["properties"]["version"]["const"], json!(VERSION));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_is_written_reads_the_same((document, set, header) in generate::record()) {
        let bytes = write(&set.snapshot(), &header, &document);
        let text = std::str::from_utf8(&bytes).expect("JSON is UTF-8");
        prop_assert!(!text.contains(hashiya::text::segment::is_bidi_control), "controls are escaped");
        prop_assert!(text.ends_with("}\n"), "a line end stands last");
        let loaded = read(&bytes, Some(&document)).expect("just written");
        prop_assert_eq!(&loaded.problems, &[]);
        prop_assert_eq!(&loaded.set, &set);
        prop_assert_eq!(&loaded.header, &header);
        prop_assert!(written(&loaded) == bytes, "the bytes are stable");
        let alone = read(&bytes, None).expect("the text is in the record");
        prop_assert_eq!(alone.document.text(), document.text());
        prop_assert_eq!(&alone.set, &set);
    }

    #[test]
    fn no_bytes_are_too_bad(at in 0_usize..6000, byte in proptest::prelude::any::<u8>()) {
        let mut bytes = fs::read(fixtures().join("quotes.txt.ann.json")).expect("there");
        let at = at % bytes.len();
        bytes[at] = byte;
        // Whatever it makes of them, it doesn't panic, and what it keeps can be written.
        if let Ok(loaded) = read(&bytes, None) {
            prop_assert!(!written(&loaded).is_empty());
        }
        let _cut_off = read(&bytes[..at], None);
    }
}

/// Changes the fixture's JSON and reads it again.
fn with(change: impl FnOnce(&mut Value)) -> Result<Loaded, ReadError> {
    let bytes = fs::read(fixtures().join("quotes.txt.ann.json")).expect("there");
    let mut json: Value = serde_json::from_slice(&bytes).expect("JSON");
    change(&mut json);
    read(json.to_string().as_bytes(), Some(&source(&fixtures().join("quotes.txt"))))
}

fn problems(loaded: &Loaded) -> Vec<String> {
    let problems = loaded.problems.iter();
    problems.map(|problem| format!("{} {}", problem.code.as_str(), problem.detail)).collect()
}

/// Spoils one annotation, and holds the one problem and the annotation kept as it was against what is expected.
fn spoilt(change: impl FnOnce(&mut Value), expected: &str) {
    let mut raw = Value::Null;
    let loaded = with(|json| {
        change(&mut json["annotations"][1]);
        raw = json["annotations"][1].clone();
    });
    let loaded = loaded.expect("the rest is sound");
    assert_eq!(problems(&loaded), [expected]);
    assert_eq!(loaded.header.unread.annotations, [raw]);
    assert_eq!(loaded.set.len(), 2, "the others are there");
    assert!(loaded.faithful);
    let again = read(&written(&loaded), None).expect("just written");
    assert_eq!(again.header.unread, loaded.header.unread, "it is written back");
    if let Some(id) = loaded.header.unread.annotations[0]["id"].as_str() {
        let fresh = loaded.set.fresh_id("a");
        assert_ne!(fresh.as_str(), id, "its id isn't given to another");
    }
}

#[test]
fn a_bad_annotation_is_named_and_kept() {
    spoilt(
        |annotation| annotation["roles"]["source"][0]["fragments"][0]["start"] = json!("x"),
        "unreadable line 1: annotations[1].roles.source[0].fragments[0].start: must be a whole number, not \"x\"",
    );
    spoilt(
        |annotation| annotation["roles"]["source"][0]["fragments"][0]["end"] = json!(1),
        "unreadable line 1: annotations[1].roles.source[0].fragments[0]: ends before it begins (18-1)",
    );
    spoilt(
        |annotation| annotation["roles"]["source"][0]["fragments"][0]["end"] = json!(9_000_000),
        "out-of-bounds line 1: annotations[1].roles.source[0].fragments[0]: 18-9000000 reaches past the text's 66 code points",
    );
    spoilt(
        |annotation| annotation["roles"]["source"] = json!([{"fragments": []}]),
        "unreadable line 1: annotations[1].roles.source[0]: has neither fragments nor a ref",
    );
    spoilt(
        |annotation| annotation["roles"]["source"] = json!({}),
        "unreadable line 1: annotations[1].roles.source: must be a list of anchors",
    );
    spoilt(
        |annotation| {
            let fragment = annotation["roles"]["source"][0]["fragments"][0].clone();
            annotation["roles"]["source"][0]["fragments"] = json!([fragment, fragment]);
        },
        "unreadable line 1: annotations[1].roles.source[0].fragments: two of them overlap",
    );
    spoilt(
        |annotation| annotation["id"] = json!(""),
        "unreadable line 1: annotations[1].id: must not be empty",
    );
    spoilt(
        |annotation| annotation["provenance"]["confidence"] = json!([1]),
        "unreadable line 1: annotations[1].provenance.confidence: must be a number, not [1]",
    );
    spoilt(
        |annotation| annotation["id"] = json!("a1"),
        "duplicate-id line 1: annotations[1]: another has the id a1",
    );
    spoilt(
        |annotation| *annotation = json!(7),
        "unreadable line 1: annotations[1]: must be an object, not 7",
    );
}

#[test]
fn a_text_that_does_not_agree_makes_the_anchor_lost() {
    let loaded = with(|json| {
        json["annotations"][1]["roles"]["source"][0]["fragments"][0]["text"] = json!("المدير");
    })
    .expect("the rest is sound");
    assert_eq!(
        problems(&loaded),
        [
            "text-mismatch line 1: annotations[1].roles.source[0].fragments: the record has \"المدير\", the text \"الوزير\""
        ]
    );
    let annotation = loaded.set.get(&Id::new("a2")).expect("kept");
    let hashiya::annotation::Anchor::Text { state, .. } = &annotation.role("source")[0] else {
        panic!("the source is in the text")
    };
    assert_eq!(*state, Some(AnchorState::Lost { text: vec!["المدير".to_owned()] }));
}

#[test]
fn a_bad_header_is_named_and_makes_the_record_unfaithful() {
    let loaded = with(|json| json["document"]["newline"] = json!("vt")).expect("the rest is sound");
    assert_eq!(
        problems(&loaded),
        ["unreadable line 1: document.newline: must be lf, crlf, cr or mixed, not \"vt\""]
    );
    assert!(!loaded.faithful);
    assert_eq!(loaded.set.len(), 3);
    let loaded = with(|json| json["relations"] = json!("none")).expect("the rest is sound");
    assert_eq!(problems(&loaded), ["unreadable line 1: relations: must be a list"]);
    let loaded = with(|json| json["version"] = json!(2)).expect("read as far as it is known");
    assert_eq!((loaded.version, loaded.faithful, loaded.set.len()), (2, false, 3));
}

#[test]
fn what_is_no_record_is_refused_with_its_place() {
    let error = |bytes: &[u8]| read(bytes, None).expect_err("no record");
    assert_eq!(
        error(b"{\n \"format\": nul"),
        ReadError::Json { line: 2, column: 14, message: "EOF while parsing a value".to_owned() }
    );
    assert_eq!(error(b"[]"), ReadError::NotARecord("missing".to_owned()));
    assert_eq!(error(br#"{"format":"other"}"#), ReadError::NotARecord("\"other\"".to_owned()));
    assert_eq!(error(b"{\"a\": \"\xff\"}"), ReadError::NotUtf8 { at: 7 });
    let version = with(|json| json["version"] = json!("1")).expect_err("no number");
    assert_eq!(version, ReadError::NoVersion("\"1\"".to_owned()));
    let unit = with(|json| json["offset_unit"] = json!("utf16")).expect_err("another unit");
    assert_eq!(unit, ReadError::OffsetUnit("\"utf16\"".to_owned()));
    let deep = "[".repeat(100_000);
    assert!(matches!(error(deep.as_bytes()), ReadError::Json { .. }));
}

#[test]
fn a_text_that_is_not_the_sources_is_told() {
    let record = fs::read(fixtures().join("quotes.txt.ann.json")).expect("there");
    let other = Document::new("قال المدير شيئًا آخر.");
    let loaded = read(&record, Some(&other)).expect("a record");
    assert!(loaded.text_differs);
    assert_eq!(problems(&loaded), ["source-changed the texts differ from code point 0 on"]);
    assert_ne!(loaded.document, other, "spans refer to the record's own text");
}

#[test]
fn the_order_in_which_things_were_put_in_leaves_no_trace() {
    let bytes = fs::read(fixtures().join("quotes.txt.ann.json")).expect("there");
    let loaded = read(&bytes, None).expect("a record");
    let mut snapshot = loaded.set.snapshot();
    snapshot.annotations.reverse();
    snapshot.entities.reverse();
    snapshot.relations.reverse();
    assert!(write(&snapshot, &loaded.header, &loaded.document) == bytes);
}
