//! A broken line, row or element costs itself alone, and its line is told.

use std::sync::Arc;

use hashiya::annotation::{Anchor, AnnotationSet, Extra, Id, Item, Relation};
use hashiya::format::{Exported, Format, Imported, Input, Options, Stamp, import};
use hashiya::schema::Schema;
use hashiya::text::Document;
use serde_json::{Value, json};

use super::losses::{annotation, span};
use super::{exported, whole};

const MARKS: usize = 5;

/// Returns three sentences with something marked in each.
fn marked() -> (Document, AnnotationSet) {
    let document = Document::new("قال سليم: نعم 😀.\nوصل عمر إلى النهر أمس.\nثم عاد مع ليلى.");
    let mention = |id, label, part| {
        let mut one = annotation(id, "entity", label, "mention", vec![span(&document, part)]);
        one.attributes.insert("level".to_owned(), json!("NAM"));
        one.note = Some("ملاحظة".to_owned());
        one
    };
    let mut quote = annotation("a5", "quote", "direct", "content", vec![span(&document, "نعم 😀")]);
    quote.roles.insert("source".to_owned(), vec![Anchor::reference(Id::new("a1"))]);
    let marks = [
        mention("a1", "PERS", "سليم"),
        mention("a2", "PERS", "عمر"),
        mention("a3", "LOC", "النهر"),
        mention("a4", "PERS", "ليلى"),
        quote,
    ];
    let relation = Relation {
        id: Id::new("r1"),
        kind: "supports".to_owned(),
        from: Id::new("a2"),
        to: Id::new("a4"),
        attributes: Default::default(),
        note: None,
        provenance: marks[0].provenance.clone(),
        extra: Extra::new(),
    };
    let items = marks.into_iter().map(|one| Item::Annotation(Arc::new(one)));
    let (set, _) = AnnotationSet::from_items(items.chain([Item::Relation(Arc::new(relation))]));
    (document, set)
}

/// Returns the file of a format, three documents where documents share one.
fn file(format: Format) -> (Vec<u8>, Exported) {
    let (document, set) = marked();
    let one = exported(format, &document, &set, &Options::default());
    let many: Vec<Exported> = std::iter::repeat_n(one.clone(), 3).collect();
    (whole(format, &many), one)
}

fn read(format: Format, bytes: &[u8], beside: &Exported) -> Result<Vec<Imported>, String> {
    let text = beside.files.iter().find(|file| file.name.ends_with(".txt"));
    let input = Input { bytes, text: text.map(|file| file.bytes.as_slice()) };
    import(format, &input, Schema::news(), &Stamp::default()).map_err(|error| error.to_string())
}

fn count(read: &[Imported]) -> usize {
    read.iter().map(|one| one.set.len()).sum()
}

/// Formats that are read, each with how many annotations may hang on one line of it, and the beginnings of lines
/// that nothing can be read without.
const FORMATS: [(Format, usize, &[&str]); 10] = [
    (Format::Brat, 1, &[]),
    (Format::W3c, 1, &[]),
    (Format::Xmi, 1, &["<?xml", "<xmi:XMI", "<cas:Sofa"]),
    (Format::WebannoTsv, 2, &["#FORMAT", "#T_SP", "#T_RL"]),
    (Format::Conllu, 1, &["# global.columns"]),
    (Format::Conll, 1, &[]),
    (Format::NestedIob, 1, &[]),
    (Format::Doccano, MARKS, &[]),
    (Format::Prodigy, MARKS, &[]),
    (Format::HuggingFaceLines, MARKS, &[]),
];

/// Tells whether a line may change and nobody can see it: what it says may be left away, or begins anew.
fn is_silent(format: Format, line: &str) -> bool {
    let silent: &[&str] = match format {
        Format::WebannoTsv => &["#Text"],
        Format::Conllu => &["#"],
        _ => &[],
    };
    line.trim().is_empty() || silent.iter().any(|begin| line.starts_with(begin))
}

fn each_line_spoilt(spoil: impl Fn(&str) -> Vec<u8>) {
    for (format, hanging, needed) in FORMATS {
        let (sound, beside) = file(format);
        let all = count(&read(format, &sound, &beside).expect("just written"));
        let sound = String::from_utf8(sound).expect("UTF-8");
        let lines: Vec<&str> = sound.split('\n').collect();
        for (at, line) in lines.iter().enumerate() {
            if needed.iter().any(|begin| line.starts_with(begin)) || is_silent(format, line) {
                continue;
            }
            let mut bytes = lines[..at].join("\n").into_bytes();
            if at > 0 {
                bytes.push(b'\n');
            }
            bytes.extend(spoil(line));
            bytes.push(b'\n');
            bytes.extend(lines[at + 1..].join("\n").into_bytes());
            let place = format!("{}, line {} {line:?}", format.name(), at + 1);
            let read = read(format, &bytes, &beside).unwrap_or_else(|error| panic!("{place}: {error}"));
            let faults: Vec<_> = read.iter().flat_map(|one| &one.faults).collect();
            assert!(count(&read) + hanging >= all, "{place}: {} of {all}, {faults:?}", count(&read));
            // A bracket or comma alone is missed at the next line.
            let told =
                faults.iter().any(|fault| fault.line == at + 1 || fault.line == at + 2 && line.len() < 3);
            assert!(told, "{place}: {faults:?}");
        }
    }
}

#[test]
fn half_a_line_costs_itself_alone() {
    each_line_spoilt(|line| {
        // Half a tag is another tag: of a token's line the tag goes whole.
        let is_token = !line.contains(['\t', '"', '<']);
        let half = match line.split_once(' ').filter(|_| is_token) {
            Some((token, _)) => token.chars().count(),
            None => line.chars().count() / 2,
        };
        line.chars().take(half).collect::<String>().into_bytes()
    });
}

#[test]
fn a_line_in_another_encoding_costs_itself_alone() {
    each_line_spoilt(|line| [b"\xc7\xe1", line.as_bytes()].concat());
}

#[test]
fn a_file_in_another_encoding_is_said_to_be_in_one() {
    for (format, ..) in FORMATS {
        let (sound, beside) = file(format);
        let text = String::from_utf8(sound).expect("UTF-8").replace('😀', "x");
        let (bytes, ..) = encoding_rs::WINDOWS_1256.encode(&text);
        let error = read(format, &bytes, &beside).expect_err("no letter can be read");
        assert!(error.contains("not UTF-8"), "{}: {error}", format.name());
    }
}

#[test]
fn what_stands_before_the_end_of_a_file_cut_off_is_kept() {
    for format in [Format::W3c, Format::Xmi, Format::LabelStudio] {
        let (sound, beside) = file(format);
        let text = std::str::from_utf8(&sound).expect("UTF-8");
        // An annotation is there where its last byte is.
        let ends: Vec<usize> = match format {
            Format::LabelStudio => {
                text.match_indices("\"predictions\":[]}").map(|(at, end)| at + end.len()).collect()
            }
            Format::Xmi => {
                let begins = text.match_indices("<custom:").filter(|(at, _)| text[*at..].contains("label="));
                begins
                    .filter(|(at, _)| text[*at..].lines().next().is_some_and(|line| line.contains(" label=")))
                    .map(|(at, _)| at + text[at..].find("/>").expect("its end") + 2)
                    .collect()
            }
            _ => text
                .match_indices("}}")
                .filter(|(at, _)| text[at + 2..].starts_with([',', '\n']))
                .map(|(at, _)| at + 2)
                .collect(),
        };
        let first = ends[0];
        let step = (text.len() / 300).max(1);
        for cut in (first..text.len() - 4).step_by(step).filter(|cut| text.is_char_boundary(*cut)) {
            let read = read(format, &sound[..cut], &beside)
                .unwrap_or_else(|error| panic!("{}, cut at {cut}: {error}", format.name()));
            let whole = ends.iter().filter(|end| **end <= cut).count();
            let whole = if format == Format::LabelStudio { whole * MARKS } else { whole };
            assert!(
                count(&read) >= whole.min(MARKS * 3),
                "{}, cut at {cut}: {} of {whole}",
                format.name(),
                count(&read)
            );
            assert!(read.iter().any(|one| !one.faults.is_empty()), "{}, cut at {cut}", format.name());
        }
    }
}

#[test]
fn a_table_loses_the_row_that_is_broken() {
    let table = "id,text,label\n1,قال سليم,a\n2,وصل\n3,\"ثم \"\"عاد\"\"\",b\n";
    let input = Input { bytes: table.as_bytes(), text: None };
    let read = import(Format::Csv, &input, Schema::news(), &Stamp::default()).expect("a table");
    let names: Vec<&str> = read.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["1", "3"]);
    let lines: Vec<usize> = read.iter().flat_map(|one| &one.faults).map(|fault| fault.line).collect();
    assert_eq!(lines, [3]);
}

#[test]
fn a_thing_of_the_wrong_type_in_a_row_costs_itself_alone() {
    // Where the wrong thing is put, beside what stands there.
    let places: [(Format, &str); 7] = [
        (Format::Doccano, "/relations"),
        (Format::Doccano, "/entities"),
        (Format::Prodigy, "/spans"),
        (Format::Prodigy, "/hashiya/relations"),
        (Format::HuggingFaceLines, "/annotations"),
        (Format::HuggingFaceLines, "/relations"),
        (Format::HuggingFaceLines, "/entities"),
    ];
    let task = (Format::LabelStudio, "/annotations/0/result");
    for (format, list) in places.into_iter().chain([task]) {
        let (document, set) = marked();
        let one = exported(format, &document, &set, &Options::default());
        let mut row: Value = serde_json::from_slice(&one.piece).expect("JSON");
        row.pointer_mut(list).and_then(Value::as_array_mut).expect("a list").insert(0, json!(7));
        let read = read(format, format!("\n{row}\n").as_bytes(), &one).expect("a row");
        let faults: Vec<_> = read[0].faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect();
        assert_eq!((count(&read), faults.len()), (MARKS, 1), "{} {list}: {faults:?}", format.name());
        assert_eq!(faults[0].0, 2, "{} {list}: {faults:?}", format.name());
        assert_eq!(read[0].set.relations().count(), 1, "{} {list}", format.name());
    }
}
