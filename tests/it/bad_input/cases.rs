//! The kinds of bad input, one case each.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{Case, sound};
use crate::record::fixtures;

const ALL: &[&str] = &["E1", "E2", "a1", "a2", "a3", "r1"];
const WITHOUT_QUOTE: &[&str] = &["E1", "E2", "a1", "a3", "r1"];
const WITHOUT_ENTITY: &[&str] = &["E1", "E2", "a1", "a2", "r1"];
const NONE: &[&str] = &[];

/// The remedy for what could not be read.
const MEND: &str = "hint: unreadable: Mend the record at that place, or bring it back from a copy";

pub fn all() -> Vec<Case> {
    let mut cases = broken_json();
    cases.extend(wrong_types());
    cases.extend(wrong_places());
    cases.extend(wrong_references());
    cases.extend(encodings());
    cases
}

fn at(record: &str, part: &str) -> usize {
    record.find(part).unwrap_or_else(|| panic!("{part} stands in the record"))
}

/// Returns the line and column of a byte, as editors count them, for a message to name.
fn place(record: &str, at: usize) -> String {
    let line = record[..at].matches('\n').count() + 1;
    let start = record[..at].rfind('\n').map_or(0, |found| found + 1);
    format!("line {line}, column {}", at - start + 1)
}

fn broken_json() -> Vec<Case> {
    let record = sound();
    let entity = at(&record, "\"id\": \"a3\"") + 40;
    let comma = at(&record, "\"label\": \"direct\",");
    let end = place(&record, comma + "\"label\": \"direct\",\n   ".len());
    let surrogate = r#""note": "\ud83d alone""#;
    vec![
        Case::record(
            "JSON cut off within the last annotation",
            move |record| record.as_bytes()[..entity].to_vec(),
            &["error unreadable a3", &place(&record, entity - 1), "EOF while parsing", MEND],
            &["E1", "E2", "a1", "a2"],
        )
        .read_only(),
        Case::record(
            "JSON cut off between two annotations",
            |record| record.as_bytes()[..at(record, "\"id\": \"a2\"") - 6].to_vec(),
            &["EOF while parsing", "line ", MEND],
            &["E1", "E2", "a1"],
        )
        .read_only(),
        Case::record(
            "JSON cut off within the text",
            |record| record.as_bytes()[..at(record, "سنبدأ غدًا»، قال")].to_vec(),
            &["EOF while parsing a string", "line 28, column ", MEND],
            NONE,
        )
        .read_only(),
        Case::record(
            "a comma missing within an annotation",
            |record| record.replacen("\"label\": \"direct\",", "\"label\": \"direct\"", 1).into(),
            &["error unreadable a2", &end, "expected `,`", MEND],
            WITHOUT_QUOTE,
        )
        .read_only(),
        Case::record(
            "a quote mark missing within an annotation",
            |record| record.replacen("\"label\": \"direct\"", "\"label\": \"direct", 1).into(),
            &["error unreadable a2", "line ", MEND],
            WITHOUT_QUOTE,
        )
        .read_only(),
        Case::record(
            "a bracket too many behind the first annotation",
            |record| record.replacen("  },\n  {\n   \"id\": \"a2\"", "  }],\n  {\n   \"id\": \"a2\"", 1).into(),
            &["key must be a string", "line ", MEND],
            &["E1", "E2", "a1", "r1"],
        )
        .read_only(),
        Case::record(
            "a header that is broken",
            |record| record.replacen("\"newline\": \"lf\"", "\"newline\": lf", 1).into(),
            &["line 10, column ", "expected ", MEND],
            ALL,
        )
        .read_only(),
        Case::record(
            "a key that stands twice",
            |record| record.replacen("\"label\": \"direct\"", "\"label\": \"mixed\", \"label\": \"direct\"", 1).into(),
            &["the key \"label\" stands twice", "line ", MEND],
            ALL,
        )
        .read_only(),
        Case::record(
            "a list that stands twice",
            |record| {
                let list = "\"annotations\": [{\"id\": \"a9\", \"layer\": \"region\", \"label\": \"body\", \"roles\": {\"area\": [{\"fragments\": [{\"start\": 0, \"end\": 65}]}]}}],\n \"relations\"";
                record.replacen("\"relations\"", list, 1).into()
            },
            &["the key \"annotations\" stands twice", "line ", MEND],
            &["E1", "E2", "a1", "a2", "a3", "a9", "r1"],
        )
        .read_only(),
        Case::record(
            "half of a surrogate pair",
            move |record| record.replacen("\"note\": \"جملتان في اقتباس واحد\"", surrogate, 1).into(),
            &["error unreadable a2", "line 132, column ", "hex escape", MEND],
            WITHOUT_QUOTE,
        )
        .read_only(),
        Case::record(
            "a zero byte within an annotation",
            |record| record.replacen("جملتان في", "جملتان\0في", 1).into(),
            &["error unreadable a2", "line 132, column ", "control character", MEND],
            WITHOUT_QUOTE,
        )
        .read_only(),
        Case::record(
            "zeros behind the record, as a loss of power leaves them",
            |record| [record.as_bytes(), &[0; 4096]].concat(),
            &["something stands after the record's end", "line ", MEND],
            ALL,
        )
        .read_only(),
        Case::record("zeros alone", |record| vec![0; record.len()], &["line 1, column 1", MEND], NONE).read_only(),
        Case::record("an empty record", |_| Vec::new(), &["line 1, column ", MEND], NONE).read_only(),
        Case::record(
            "nesting without end within an annotation",
            |record| {
                let deep = format!("\"force\": {}1{}", "[".repeat(20_000), "]".repeat(20_000));
                record.replacen("\"force\": \"commitment\"", &deep, 1).into()
            },
            &["error unreadable a2", "recursion limit exceeded", "line ", MEND],
            WITHOUT_QUOTE,
        )
        .read_only(),
        Case::record(
            "nesting without end alone",
            |_| "[".repeat(1_000_000).into(),
            &["EOF while parsing a list", "line 1, column ", MEND],
            NONE,
        )
        .read_only(),
        Case::record(
            "objects without end",
            |_| "{\"id\":".repeat(200_000).into(),
            &["recursion limit exceeded", "line 1, column ", MEND],
            NONE,
        )
        .read_only(),
        Case::record(
            "bytes that are no UTF-8 within an annotation",
            |record| {
                let mut bytes = record.as_bytes().to_vec();
                bytes[at(record, "جملتان في") + 1] = 0xff;
                bytes
            },
            &["error unreadable a2", "invalid unicode code point", "line 132, column ", MEND],
            WITHOUT_QUOTE,
        )
        .read_only(),
        Case::record(
            "a record in UTF-16",
            |record| [0xfeff].into_iter().chain(record.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            &["the file is not UTF-8 (first bad byte at 0)", "Convert the record to UTF-8"],
            NONE,
        )
        .read_only(),
        Case::record("a record with a byte order mark", |record| format!("\u{feff}{record}").into(), &[], ALL)
            .without_fault(),
        Case::record(
            "something else by a record's name",
            |_| b"{\"name\": \"x\", \"annotations\": []}".to_vec(),
            &["the file is no record", "Move the file out of the way"],
            NONE,
        )
        .read_only(),
    ]
}

fn wrong_types() -> Vec<Case> {
    let quote = |path: &'static str, value: Value, words: &'static str| {
        let change = move |record: &mut Value| *record.pointer_mut(path).expect("there") = value.clone();
        (change, ["error unreadable", "line ", words, MEND])
    };
    let mut cases = Vec::new();
    let annotations: [(&'static str, &'static str, Value, &'static str); 6] = [
        (
            "an annotation that is a number",
            "/annotations/1",
            json!(7),
            "annotations[1]: must be an object, not 7",
        ),
        (
            "roles that are a list",
            "/annotations/1/roles",
            json!([]),
            "annotations[1].roles: must be an object",
        ),
        (
            "an offset that is text",
            "/annotations/1/roles/cue/0/fragments/0/start",
            json!("x"),
            "start: must be a whole number",
        ),
        (
            "an offset that is a fraction",
            "/annotations/1/roles/cue/0/fragments/0/start",
            json!(1.5),
            "start: must be a whole number",
        ),
        (
            "an offset that is negative",
            "/annotations/1/roles/cue/0/fragments/0/start",
            json!(-1),
            "start: must be a whole number",
        ),
        (
            "provenance that is text",
            "/annotations/1/provenance",
            json!("sara"),
            "provenance: must be an object",
        ),
    ];
    for (name, path, value, words) in annotations {
        let (change, words) = quote(path, value, words);
        let mut case = Case::json(name, change, &words, WITHOUT_QUOTE);
        // The relation to what could not be read points at nothing for now.
        case.words.push("error unresolved r1".to_owned());
        cases.push(case);
    }
    let headers: [(&'static str, &'static str, Value, &'static str, &[&'static str]); 5] = [
        ("a document that is a list", "/document", json!([]), "document: must be an object", ALL),
        (
            "annotations that are an object",
            "/annotations",
            json!({}),
            "annotations: must be a list",
            &["E1", "E2", "r1"],
        ),
        ("a text that is a number", "/text", json!(1), "text: must be text", ALL),
        ("an annotator that is a number", "/annotator", json!(1), "annotator: must be text", ALL),
        (
            "a version that is text",
            "/version",
            json!("1"),
            "the version \"1\" is not a whole number from 1",
            NONE,
        ),
    ];
    for (name, path, value, words, kept) in headers {
        let (change, words) = quote(path, value, words);
        let words = if kept.is_empty() { &words[2..3] } else { &words[..] };
        cases.push(Case::json(name, change, words, kept).read_only());
    }
    cases
}

fn wrong_places() -> Vec<Case> {
    let fragment = |start: usize, end: usize, text: &'static str| {
        move |record: &mut Value| {
            record["annotations"][2]["roles"]["mention"][0]["fragments"][0] =
                json!({"start": start, "end": end, "text": text});
        }
    };
    vec![
        Case::json(
            "one id for two",
            |record| record["annotations"][2]["id"] = json!("a1"),
            &[
                "error duplicate-id a1",
                "line ",
                "annotations[2]",
                "hint: duplicate-id: Give one of the two another id",
            ],
            WITHOUT_ENTITY,
        ),
        Case::json(
            "an offset past the text",
            fragment(18, 9000, "الوزير"),
            &[
                "error out-of-bounds a3",
                "line ",
                "18-9000 reaches past the text's 66 code points",
                "hint: out-of-bounds: ",
            ],
            WITHOUT_ENTITY,
        )
        .read_only(),
        Case::json(
            "offsets the wrong way round",
            fragment(24, 18, "الوزير"),
            &["error unreadable a3", "line ", "ends before it begins (24-18)", MEND],
            WITHOUT_ENTITY,
        ),
        Case::json(
            "a fragment of nothing",
            fragment(18, 18, ""),
            &["error unreadable a3", "line ", "is empty (18-18)", MEND],
            WITHOUT_ENTITY,
        ),
        Case::json(
            "a fragment that ends within a character",
            fragment(7, 9, "غد"),
            &[":7-9 warning split-grapheme a3", "hint: split-grapheme: "],
            ALL,
        )
        .warned(),
        Case::json(
            "a fragment whose text differs",
            fragment(18, 24, "المدير"),
            &[
                ":18-24 error text-mismatch a3",
                "line ",
                "the record has \"المدير\", the text \"الوزير\"",
                "hint: text-mismatch: ",
            ],
            ALL,
        )
        .read_only(),
        Case::json(
            "a spoofed text within a fragment",
            fragment(18, 24, "\u{202e}الوزير\u{2066}"),
            &["\\u{202e}", "\\u{2066}", "error text-mismatch a3"],
            ALL,
        )
        .read_only(),
        Case::json(
            "fragments that overlap",
            |record| {
                let fragments = &mut record["annotations"][2]["roles"]["mention"][0]["fragments"];
                fragments.as_array_mut().expect("a list").push(json!({"start": 20, "end": 26}));
            },
            &["error unreadable a3", "line ", "two of them overlap", MEND],
            WITHOUT_ENTITY,
        ),
        Case::json(
            "an unknown layer",
            |record| record["annotations"][2]["layer"] = json!("حدث"),
            &[":18-24 error unknown-layer a3", "(line ", "hint: unknown-layer: "],
            ALL,
        ),
        Case::json(
            "an unknown label",
            |record| record["annotations"][2]["label"] = json!("KING"),
            &[":18-24 error unknown-label a3", "(line ", "hint: unknown-label: "],
            ALL,
        ),
        Case::json(
            "an unknown relation",
            |record| record["relations"][0]["type"] = json!("loves"),
            &["error unknown-relation r1", "(line ", "hint: unknown-relation: "],
            ALL,
        ),
    ]
}

fn wrong_references() -> Vec<Case> {
    let reference = |target: &'static str| {
        move |record: &mut Value| record["annotations"][1]["roles"]["source"] = json!([{"ref": target}])
    };
    vec![
        Case::json(
            "a role that points at nothing",
            reference("a9"),
            &["error unresolved a2", "a9 (line ", "hint: unresolved: "],
            ALL,
        ),
        Case::json(
            "an attribute that points at nothing",
            |record| record["annotations"][2]["attributes"]["record"] = json!("E9"),
            &["error unresolved a3", "record → E9 (line ", "hint: unresolved: "],
            ALL,
        ),
        Case::json(
            "a relation that points at nothing",
            |record| record["relations"][0]["to"] = json!("a9"),
            &["error unresolved r1", "a9 (line ", "hint: unresolved: "],
            ALL,
        ),
        Case::json(
            "a role that points at itself",
            reference("a2"),
            &["error circular a2", "a2 (line ", "hint: circular: "],
            ALL,
        ),
        Case::json(
            "roles that point at each other",
            |record| {
                record["annotations"][1]["roles"]["source"] = json!([{"ref": "a3"}]);
                record["annotations"][2]["roles"]["via"] = json!([{"ref": "a2"}]);
            },
            &["error circular a2", "(line ", "hint: circular: "],
            ALL,
        ),
        Case::json(
            "attributes that lead round",
            |record| {
                let mut second = record["annotations"][1].clone();
                second["id"] = json!("a4");
                second["attributes"]["parent"] = json!("a2");
                record["annotations"][1]["attributes"]["parent"] = json!("a4");
                record["annotations"].as_array_mut().expect("a list").push(second);
            },
            &["error circular a2", "error circular a4", "parent → a4 (line ", "hint: circular: "],
            &["E1", "E2", "a1", "a2", "a3", "a4", "r1"],
        ),
        Case::json(
            "relations that point at each other",
            |record| {
                let mut second = record["relations"][0].clone();
                (second["id"], second["from"]) = (json!("r2"), json!("r1"));
                record["relations"][0]["to"] = json!("r2");
                record["relations"].as_array_mut().expect("a list").push(second);
            },
            &["error circular r1", "error circular r2", "(line ", "hint: circular: "],
            &["E1", "E2", "a1", "a2", "a3", "r1", "r2"],
        ),
    ]
}

fn encodings() -> Vec<Case> {
    let text = fs::read_to_string(fixtures().join("quotes.txt")).expect("there");
    let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let marked = |to: fn(u16) -> [u8; 2]| {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(to).collect::<Vec<u8>>()
    };
    let (arabic, ..) = encoding_rs::WINDOWS_1256.encode(&text);
    let mut bad = text.clone().into_bytes();
    bad[20] = 0xff;
    let zero = text.replacen(' ', "\0", 1);
    let zero_at = format!("a zero byte at {}", at(&zero, "\0"));
    let with_source = |name: &'static str, bytes: Vec<u8>| {
        let make = move |folder: &Path| {
            let path = folder.join("خبر.txt");
            fs::write(&path, &bytes).expect("writable");
            fs::write(folder.join("خبر.txt.ann.json"), sound()).expect("writable");
            path
        };
        Case { make: Box::new(make), ..Case::record(name, |_| Vec::new(), &[], ALL).without_fault() }
    };
    vec![
        Case::source("a source that is no UTF-8", bad, &["first bad byte at 19", "File: ", "`--encoding "]),
        Case::source(
            "a source in windows-1256",
            arabic.into_owned(),
            &["it looks like windows-1256", "hint: Open it with `--encoding windows-1256`"],
        ),
        Case::source(
            "a source in UTF-16 LE without a mark",
            utf16(u16::to_le_bytes),
            &["it looks like utf-16le", "`--encoding utf-16le`"],
        ),
        Case::source(
            "a source in UTF-16 BE without a mark",
            utf16(u16::to_be_bytes),
            &["it looks like utf-16be", "`--encoding utf-16be`"],
        ),
        Case::source("a source with a zero byte", zero, &[&zero_at, "hint: Choose a plain text file"]),
        Case::source("an empty source", "", &["The file is empty", "hint: Choose a plain text file"]),
        with_source("a source in UTF-16 LE with a mark", marked(u16::to_le_bytes)),
        with_source("a source in UTF-16 BE with a mark", marked(u16::to_be_bytes)),
        with_source("a source with a byte order mark", format!("\u{feff}{text}").into()),
        with_source("a source with CRLF", text.replace('\n', "\r\n").into()),
    ]
}
