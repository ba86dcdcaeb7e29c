//! What a format can't carry is said, annotation by annotation.

use std::sync::Arc;

use hashiya::annotation::{Anchor, Annotation, AnnotationSet, Extra, Fragments, Id, Item, Provenance};
use hashiya::format::{Clitics, Excluded, Format, Input, Options, Stamp, import};
use hashiya::schema::Schema;
use hashiya::text::{Document, Span};
use serde_json::{Value, json};

use super::exported;

pub fn span(document: &Document, part: &str) -> Span {
    let start = document.text().find(part).expect("the part stands in the text");
    Span::new(start, start + part.len())
}

pub fn annotation(id: &str, layer: &str, label: &str, role: &str, spans: Vec<Span>) -> Annotation {
    let fragments = Fragments::new(spans).expect("not empty");
    Annotation {
        id: Id::new(id),
        layer: layer.to_owned(),
        label: label.to_owned(),
        roles: [(role.to_owned(), vec![Anchor::text(fragments)])].into_iter().collect(),
        attributes: Default::default(),
        note: None,
        provenance: serde_json::from_value::<Provenance>(json!({})).expect("all may be missing"),
        extra: Extra::new(),
    }
}

fn set(annotations: Vec<Annotation>) -> AnnotationSet {
    AnnotationSet::from_items(annotations.into_iter().map(|one| Item::Annotation(Arc::new(one)))).0
}

/// Returns a set of one mention.
pub fn mention(document: &Document, part: &str, label: &str) -> AnnotationSet {
    set(vec![annotation("a1", "entity", label, "mention", vec![span(document, part)])])
}

fn lines(
    format: Format,
    document: &Document,
    set: &AnnotationSet,
    options: &Options,
) -> (String, Vec<String>) {
    let exported = exported(format, document, set, options);
    let bytes = exported.files.first().map_or(exported.piece.clone(), |file| file.bytes.clone());
    let losses = exported.losses.iter().map(|loss| {
        let item = loss.item.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{item}: {}", loss.what)
    });
    (String::from_utf8(bytes).expect("UTF-8"), losses.collect())
}

#[test]
fn a_mark_inside_a_word_is_widened_split_or_left_out() {
    let document = Document::new("قال لبوتين.");
    let set = mention(&document, "بوتين", "PERS");
    let with = |clitics| lines(Format::Conll, &document, &set, &Options { clitics, ..Options::default() });
    let (text, losses) = with(Clitics::Expand);
    assert_eq!(text, "قال O\nلبوتين B-PERS\n. O\n\n");
    assert_eq!(losses, ["a1: it is widened to whole words"]);
    let (text, losses) = with(Clitics::Split);
    assert_eq!(text, "قال O\nل O\nبوتين B-PERS\n. O\n\n");
    assert!(losses.is_empty());
    let (text, losses) = with(Clitics::Skip);
    assert_eq!(text, "قال O\nلبوتين O\n. O\n\n");
    assert_eq!(losses, ["a1: it ends inside a word and is left out"]);
}

#[test]
fn nested_marks_of_one_label_are_told_apart_and_crossing_ones_reported() {
    let document = Document::new("جامعة مدينة النهر الكبرى اليوم");
    let place = |part| vec![span(&document, part)];
    let nested = set(vec![
        annotation("a1", "entity", "ORG", "mention", place("جامعة مدينة النهر الكبرى")),
        annotation("a2", "entity", "ORG", "mention", place("مدينة النهر")),
    ]);
    let (text, losses) = lines(Format::NestedIob, &document, &nested, &Options::default());
    assert_eq!(text, "جامعة B-ORG\nمدينة I-ORG B-ORG\nالنهر I-ORG I-ORG\nالكبرى I-ORG\nاليوم O\n\n");
    assert!(losses.is_empty());
    let (text, losses) = lines(Format::Conll, &document, &nested, &Options::default());
    assert!(text.contains("مدينة I-ORG\n"), "{text}");
    assert_eq!(losses, ["a2: it overlaps a longer mark or one of an earlier layer"]);
    let crossing = set(vec![
        annotation("a1", "entity", "ORG", "mention", place("جامعة مدينة النهر")),
        annotation("a2", "entity", "ORG", "mention", place("النهر الكبرى")),
    ]);
    let (_, losses) = lines(Format::NestedIob, &document, &crossing, &Options::default());
    assert_eq!(losses, ["a2: it crosses another mark of its own label"]);
}

#[test]
fn excluded_regions_are_kept_masked_or_dropped() {
    let document = Document::new("إعلان 😀 هنا\nقال سليم نعم");
    let mut region = annotation("a1", "region", "boilerplate", "area", vec![span(&document, "إعلان 😀 هنا")]);
    region.attributes.insert("exclude".to_owned(), Value::Bool(true));
    let marked = set(vec![
        region,
        annotation("a2", "entity", "PERS", "mention", vec![span(&document, "سليم")]),
        annotation("a3", "entity", "LOC", "mention", vec![span(&document, "هنا")]),
    ]);
    let with =
        |excluded| exported(Format::Brat, &document, &marked, &Options { excluded, ..Options::default() });
    let file = |exported: &hashiya::format::Exported, ending: &str| {
        let found = exported.files.iter().find(|file| file.name.ends_with(ending));
        found.map(|file| String::from_utf8(file.bytes.clone()).expect("UTF-8"))
    };
    assert_eq!(with(Excluded::Keep).losses, []);
    let masked = with(Excluded::Mask);
    assert_eq!(file(&masked, ".txt").expect("written"), "           \nقال سليم نعم");
    assert_eq!(file(&masked, ".ann").expect("written"), "T1\tPERS 16 20\tسليم\n");
    let dropped = with(Excluded::Drop);
    assert_eq!(file(&dropped, ".txt").expect("written"), "قال سليم نعم");
    assert_eq!(file(&dropped, ".ann").expect("written"), "T1\tPERS 4 8\tسليم\n");
    let map: Value = serde_json::from_str(&file(&dropped, ".offsets.json").expect("written")).expect("JSON");
    assert_eq!(map["segments"], json!([{"source": [12, 24], "exported": [0, 12]}]));
    assert_eq!(dropped.losses.len(), 1);
    assert_eq!(dropped.losses[0].item, Some(Id::new("a3")));
}

#[test]
fn layers_left_out_take_what_points_at_them_along() {
    let document = Document::new("قال سليم: نعم");
    let mut quote = annotation("a1", "quote", "direct", "content", vec![span(&document, "نعم")]);
    quote.roles.insert("source".to_owned(), vec![Anchor::reference(Id::new("a2"))]);
    let marked =
        set(vec![quote, annotation("a2", "entity", "PERS", "mention", vec![span(&document, "سليم")])]);
    let options = Options { layers: Some(vec!["quote".to_owned()]), ..Options::default() };
    let (text, losses) = lines(Format::Brat, &document, &marked, &options);
    assert_eq!(
        text,
        "T1\tContent 10 13\tنعم\nT2\tAttribution 10 13\tنعم\nE1\tAttribution:T2 Content:T1\nA1\tLabel E1 direct\n"
    );
    assert_eq!(losses, ["a1: source: it points at something left out"]);
}

#[test]
fn a_table_is_safe_in_a_spreadsheet() {
    let document = Document::new("=SUM(1) 😀, \"قال\"");
    let set = mention(&document, "=SUM(1) 😀, \"قال\"", "PERS");
    let (text, _) = lines(Format::Csv, &document, &set, &Options::default());
    let cells: Vec<&str> = text.trim_end().split(",entity,PERS,mention,0,0,0,16,").collect();
    assert_eq!(cells[1].split(",,,,").next(), Some("\"'=SUM(1) 😀, \"\"قال\"\"\""));
}

#[test]
fn quotes_are_attributions_as_another_corpus_has_them() {
    let text = "قال سليم: نعم ثم أضاف: لا\nوفق بيان";
    let file = "T1\tContent 10 13;23 25\tنعم لا\nT2\tCue 0 3\tقال\nT3\tCue 17 21\tأضاف\nT4\tSource 4 8\tسليم\n\
                T5\tAttribution 0 3\tقال\nE1\tAttribution:T5 Content:T1 Source:T4 Cue:T2 Cue2:T3\nA1\tLabel E1 direct\n\
                T6\tContent 23 25\tلا\nT7\tCue 26 29\tوفق\nT8\tAttribution-no-source 26 29\tوفق\n\
                E2\tAttribution-no-source:T8 Content:T6 Cue:T7\nE3\tAttribution:T5 Content:T6 Cue:T2 Source:T4\n\
                A2\tLabel T4 a\n";
    let input = Input { bytes: file.as_bytes(), text: Some(text.as_bytes()) };
    let read = import(Format::Brat, &input, Schema::news(), &Stamp::default()).expect("brat's").remove(0);
    assert_eq!(read.faults, []);
    let get = |id: &str| read.set.get(&Id::new(id)).expect("kept");
    let words = |id: &str, role: &str| -> Vec<&str> {
        let anchors = get(id).role(role).iter();
        let spans = anchors.filter_map(Anchor::fragments).flat_map(|one| one.spans());
        spans.map(|span| read.document.slice(*span)).collect()
    };
    assert_eq!((get("E1").layer.as_str(), get("E1").label.as_str()), ("quote", "direct"));
    assert_eq!((words("E1", "content"), words("E1", "cue")), (vec!["نعم", "لا"], vec!["قال", "أضاف"]));
    // An attribute points at the source, which is an annotation of its own therefore.
    assert_eq!(get("E1").role("source")[0].target(), Some(&Id::new("T4")));
    assert_eq!(
        (get("E2").label.as_str(), get("E3").label.as_str()),
        ("Attribution-no-source", "Attribution")
    );
    let exported = exported(Format::Brat, &read.document, &read.set, &Options::default());
    assert_eq!(exported.losses, []);
    let sorted = |text: &str| {
        let mut lines: Vec<Vec<String>> =
            text.lines().map(|line| line.split([' ', '\t']).map(str::to_owned).collect()).collect();
        // The numbers of attributes and the order of arguments say nothing.
        lines.iter_mut().filter(|line| line[0].starts_with('A')).for_each(|line| line[0].truncate(1));
        lines.iter_mut().filter(|line| line[0].starts_with('E')).for_each(|line| line[2..].sort());
        lines.sort();
        lines
    };
    let again = std::str::from_utf8(&exported.files[0].bytes).expect("UTF-8");
    assert_eq!(sorted(again), sorted(file));
}
