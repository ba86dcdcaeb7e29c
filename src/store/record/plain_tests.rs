//! The quick way to read annotations held against the thorough one.

use std::ops::Range;

use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::store::record::Loaded;
use crate::store::record::item::{self, Context};
use crate::store::record::json::{self, Entry};
use crate::store::record::place::Path;
use crate::store::record::plain::first_of;
use crate::store::record::read::read_parsed;
use crate::store::record::tree::Noted;
use crate::text::Document;

const ARTICLE: &str = include_str!("../../../assets/samples/port-project.txt");
const RECORD: &str = include_str!("../../../assets/samples/port-project.txt.ann.json");

fn annotations() -> Vec<&'static str> {
    let parsed = json::parse_plain(RECORD.as_bytes(), None).expect("the sample is of this version");
    let entries = parsed.annotations.into_iter().map(|entry| match entry {
        Entry::Plain(_, json) => json,
        Entry::Value(value) => panic!("{value} is not plain"),
    });
    entries.collect()
}

/// Holds both ways against each other over one annotation.
fn agree(json: &str, document: &Document) {
    let Some((quick, length)) = first_of(json, document) else { return };
    assert_eq!(json[length..].trim(), "", "all of it was taken: {json}");
    let Noted { value, twice } = serde_json::from_str(json).expect("it was read");
    assert_eq!(twice, Vec::<String>::new(), "{json}");
    let mut context = Context { document, problems: Vec::new() };
    let slow = item::annotation(&value, &Path::Root, &mut context);
    assert!(context.problems.is_empty(), "{:?}", context.problems);
    assert_eq!(quick, slow.expect("the quick way read it"), "{json}");
}

#[test]
fn what_this_version_writes_is_read_the_quick_way() {
    let document = Document::new(ARTICLE);
    let annotations = annotations();
    assert!(annotations.len() > 100);
    for json in annotations {
        assert!(first_of(json, &document).is_some(), "{json}");
    }
}

/// Forms that serde takes and the model does not, or not so.
#[test]
fn what_is_unusual_is_never_read_in_another_way() {
    let document = Document::new("one two three");
    let annotation = |anchor: &str, attributes: &str, provenance: &str| {
        format!(
            r#"{{"id":"a1","layer":"entity","label":"PERS","roles":{{"place":[{anchor}]}},"attributes":{attributes},"note":null,"provenance":{provenance}}}"#
        )
    };
    let provenance = r#"{"creator":"n","created":"c","modified":"m","origin":"manual","confidence":null,"status":"draft"}"#;
    let text = r#"{"fragments":[{"start":0,"end":3,"text":"one"}]}"#;
    let usual = annotation(text, "{}", provenance);
    assert!(first_of(&usual, &document).is_some(), "the usual form is plain");
    let anchors = [
        r#"{"fragments":[{"start":0,"end":3,"text":"one"}],"ref":null}"#,
        r#"{"fragments":[],"ref":"a2"}"#,
        r#"{"fragments":null,"ref":"a2"}"#,
        r#"{"ref":"a2","prefix":null}"#,
        r#"{"fragments":[{"start":0,"end":3,"text":"one"}],"prefix":null}"#,
        r#"{"fragments":[[0,3,"one"]]}"#,
        r#"[[{"start":0,"end":3,"text":"one"}],"","",null]"#,
        r#"{"fragments":[{"start":0,"end":3,"text":"one"},{"start":3,"end":4,"text":" "}]}"#,
        r#"{"fragments":[{"start":0,"end":3,"text":"one","text":"one"}]}"#,
        r#"{"fragments":[{"start":0,"end":3,"text":"one"}],"anchor":{"state":"doubtful","score":0.5}}"#,
    ];
    for anchor in anchors {
        agree(&annotation(anchor, "{}", provenance), &document);
    }
    let objects = [r#"{"a":1,"a":2}"#, r#"{"a":[{"b":1,"b":1}]}"#, "[]", "null", r#"{"a":1.0,"b":-0}"#];
    for attributes in objects {
        agree(&annotation(text, attributes, provenance), &document);
    }
    for provenance in [r#"["n","c","m","manual",null,"draft"]"#, "{}", "null"] {
        agree(&annotation(text, "{}", provenance), &document);
    }
    agree(&format!("[{}]", annotation(text, "{}", provenance)), &document);
}

/// One way in which a record is spoilt or only written otherwise.
#[derive(Clone, Debug)]
enum Spoil {
    /// A bit is turned over.
    Bit(Index, u32),
    /// A line stands twice: a field, or a part of one.
    LineTwice(Index),
    LineGone(Index),
    /// An annotation stands a second time behind another one.
    AnnotationTwice(Index, Index),
    /// A run of digits changes its place with another one.
    Numbers(Index, Index),
    /// Text at one of the places where JSON has punctuation.
    Put(Index, &'static str),
    CutOff(Index),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let put = select(vec![
        "",
        " ",
        "\n",
        "\n\n",
        "null,",
        "1,",
        "{},",
        "{\"id\":\"a1\"},",
        "\"note\":\"x\",",
        "[",
        "}",
    ]);
    let line = || any::<Index>();
    prop_oneof![
        (any::<Index>(), 0_u32..8).prop_map(|(at, bit)| Spoil::Bit(at, bit)),
        line().prop_map(Spoil::LineTwice),
        line().prop_map(Spoil::LineGone),
        (line(), line()).prop_map(|(one, other)| Spoil::AnnotationTwice(one, other)),
        (line(), line()).prop_map(|(one, other)| Spoil::Numbers(one, other)),
        (line(), put).prop_map(|(at, put)| Spoil::Put(at, put)),
        line().prop_map(Spoil::CutOff),
    ]
}

impl Spoil {
    fn apply(&self, record: &mut Vec<u8>) {
        if record.is_empty() {
            return;
        }
        match self {
            Self::Bit(at, bit) => {
                let at = at.index(record.len());
                record[at] ^= 1 << bit;
            }
            Self::LineTwice(line) => {
                let line = line.get(&lines(record)).clone();
                let twice = record[line.clone()].to_vec();
                record.splice(line.start..line.start, twice);
            }
            Self::LineGone(line) => {
                let line = line.get(&lines(record)).clone();
                record.drain(line);
            }
            Self::AnnotationTwice(one, other) => {
                let entries = annotations();
                let copy = format!(",\n{}", one.get(&entries));
                let before = other.get(&entries).as_bytes();
                if let Some(at) = memchr::memmem::find(record, before) {
                    let end = at + before.len();
                    record.splice(end..end, copy.into_bytes());
                }
            }
            Self::Numbers(one, other) => {
                let runs = runs(record, u8::is_ascii_digit);
                if runs.is_empty() {
                    return;
                }
                let (one, other) = (one.get(&runs).clone(), other.get(&runs).clone());
                let (first, last) = if one.start < other.start { (one, other) } else { (other, one) };
                if first.end <= last.start {
                    let (before, after) = (record[first.clone()].to_vec(), record[last.clone()].to_vec());
                    record.splice(last, before);
                    record.splice(first, after);
                }
            }
            Self::Put(at, put) => {
                let marks = runs(record, |byte| b",{[".contains(byte));
                if !marks.is_empty() {
                    let at = at.get(&marks).end;
                    record.splice(at..at, put.bytes());
                }
            }
            Self::CutOff(at) => record.truncate(at.index(record.len())),
        }
    }
}

fn lines(record: &[u8]) -> Vec<Range<usize>> {
    let ends = memchr::memchr_iter(b'\n', record).map(|at| at + 1);
    let ends: Vec<usize> = ends.chain([record.len()]).collect();
    std::iter::once(0)
        .chain(ends.iter().copied())
        .zip(ends.iter().copied())
        .map(|(start, end)| start..end)
        .collect()
}

fn runs(record: &[u8], belongs: impl Fn(&u8) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in record.iter().enumerate().filter(|(_, byte)| belongs(byte)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

/// Holds both ways against each other over a whole record, in everything that a reader sees of it.
fn agree_over(record: &[u8], source: Option<&Document>) {
    let Some(quick) = json::parse_plain(record, source) else { return };
    let slow = json::parse_as_tree(record).expect("it begins as an object does");
    assert_eq!(slow.faults, Vec::new(), "the quick way is for records without a fault");
    match (read_parsed(quick, source), read_parsed(slow, source)) {
        (Ok(quick), Ok(slow)) => {
            assert_eq!(quick.problems, slow.problems);
            assert_eq!(quick.header, slow.header);
            assert_eq!(quick.set.snapshot(), slow.set.snapshot());
            assert_eq!(quick.set.fresh_id("a"), slow.set.fresh_id("a"));
            assert_eq!(quick.lines, slow.lines);
            assert_eq!(quick.document, slow.document);
            let rest = |loaded: &Loaded| (loaded.text_differs, loaded.version, loaded.faithful);
            assert_eq!(rest(&quick), rest(&slow));
        }
        (quick, slow) => assert_eq!(quick.err(), slow.err()),
    }
}

#[test]
fn both_ways_agree_over_ids_and_lines_of_what_is_unread() {
    let document = Document::new(ARTICLE);
    let json = annotations().swap_remove(0);
    let id = serde_json::from_str::<Value>(json).expect("it is JSON")["id"].clone();
    let records = [
        // The entry that has the id first has its line, though it can't be read.
        RECORD.replacen("\"entities\": [", &format!("\"entities\": [\n{{\"id\":{id},\"name\":1}},"), 1),
        RECORD.replacen("\"entities\": [", &format!("\"entities\": [\n{{\"id\":{id}}},"), 1),
        RECORD.replacen("\"annotations\": [", &format!("\"annotations\": [\n{{\"id\":{id}}},"), 1),
        RECORD.replacen("\"annotations\": [", "\"annotations\": [\n7, null, [],\n", 1),
        RECORD.replacen("\"annotations\": [", "\"annotations\": null, \"others\": [", 1),
        RECORD.replacen("\"version\": 1", "\"version\": 2", 1),
        // The text stands behind what refers to it, or twice, or is none.
        RECORD.replacen("\"text\":", "\"texts\":", 1).replacen("\n}", ",\n\"text\": \"other\"\n}", 1),
        RECORD.replacen("\"text\":", "\"text\": null, \"texts\":", 1),
    ];
    for record in &records {
        assert_ne!(record, RECORD);
        agree_over(record.as_bytes(), Some(&document));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    /// Whatever becomes of an annotation's JSON, the quick way reads it as the other one does or not at all.
    #[test]
    fn both_ways_agree(
        which in any::<Index>(),
        at in any::<Index>(),
        removed in 0_usize..9,
        put in select(vec!["", "0", "1", "null", "\"", ",", "a", "{}", "[]", "\"id\":\"a1\",", " "]),
    ) {
        let json = (*which.get(&annotations())).to_owned();
        let start = json.floor_char_boundary(at.index(json.len()));
        let end = json.ceil_char_boundary((start + removed).min(json.len()));
        let json = format!("{}{put}{}", &json[..start], &json[end..]);
        if serde_json::from_str::<Value>(&json).is_ok() {
            agree(&json, &Document::new(ARTICLE));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// Whatever becomes of a record, both ways read the same out of it.
    #[test]
    fn both_ways_agree_over_whole_records(
        spoils in proptest::collection::vec(spoil(), 1..4),
        source in select(vec![None, Some(ARTICLE), Some("other")]),
    ) {
        let mut record = RECORD.as_bytes().to_vec();
        for spoil in &spoils {
            spoil.apply(&mut record);
        }
        agree_over(&record, source.map(Document::new).as_ref());
    }
}
