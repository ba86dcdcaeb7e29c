//! Exchange formats: what goes out comes back, but for what is said to be lost.

mod both_ways;
mod broken;
mod claim_review;
mod corpora;
mod frequencies;
mod generate;
mod hugging_face;
mod losses;
mod split;
mod told;

use std::collections::BTreeMap;

use hashiya::annotation::{AnnotationSet, Id, Relation};
use hashiya::format::{
    Clitics, Encoder, Exported, Format, Imported, Input, Options, Source, Stamp, export, import,
};
use hashiya::schema::Schema;
use hashiya::text::Document;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

fn exported(format: Format, document: &Document, set: &AnnotationSet, options: &Options) -> Exported {
    let source = Source { name: "folder/خبر", document, set, schema: Schema::news() };
    export(format, &source, options)
}

/// Returns the file of an export: its own, or the one that documents share.
fn whole(format: Format, exported: &[Exported]) -> Vec<u8> {
    let Some((mut encoder, mut bytes)) = Encoder::begin(format).expect("memory") else {
        let ending = format!(".{}", format.ending());
        let file = exported[0].files.iter().find(|file| file.name.ends_with(&ending));
        return file.expect("written").bytes.clone();
    };
    for one in exported {
        bytes.extend(encoder.put(one.piece.clone()).expect("a piece of the format"));
    }
    bytes.extend(encoder.finish().expect("memory"));
    bytes
}

/// Reads what was just written.
fn back(format: Format, exported: &Exported) -> Vec<Imported> {
    let bytes = whole(format, std::slice::from_ref(exported));
    let text = exported.files.iter().find(|file| file.name.ends_with(".txt"));
    let input = Input { bytes: &bytes, text: text.map(|file| file.bytes.as_slice()) };
    import(format, &input, Schema::news(), &Stamp::default()).expect("just written")
}

/// Everything marked, without ids: references say what they point at by its place and label.
fn essence(document: &Document, set: &AnnotationSet) -> Vec<String> {
    let spans = |id: &Id| {
        set.get(id).map(|found| {
            let mut places: Vec<_> =
                found.all_fragments().map(|(role, span)| (role.to_owned(), span.range())).collect();
            places.sort_by_key(|(role, range)| (role.clone(), range.start));
            format!("{}/{} {places:?}", found.layer, found.label)
        })
    };
    let joined = |relation: &Relation| {
        let end = |id: &Id| match set.relation(id) {
            Some(found) => Some(format!("{} {:?} → {:?}", found.kind, spans(&found.from), spans(&found.to))),
            None => spans(id),
        };
        (end(&relation.from), end(&relation.to))
    };
    let record = |value: &Value| {
        let entity = value.as_str().and_then(|id| set.entity(&Id::new(id)));
        entity.map(|entity| json!({"name": entity.name, "wikidata": entity.wikidata}))
    };
    let attributes = |map: &serde_json::Map<String, Value>| -> BTreeMap<String, Value> {
        map.iter().map(|(name, value)| (name.clone(), record(value).unwrap_or(value.clone()))).collect()
    };
    let mut lines: Vec<String> = set
        .iter()
        .map(|one| {
            let roles: Vec<_> = one
                .roles
                .iter()
                .map(|(role, anchors)| {
                    let anchors: Vec<_> = anchors
                        .iter()
                        .map(|anchor| match anchor.fragments() {
                            Some(fragments) => {
                                format!(
                                    "{:?}",
                                    fragments
                                        .spans()
                                        .iter()
                                        .map(|span| document.slice(*span))
                                        .collect::<Vec<_>>()
                                ) + &format!("{:?}", fragments.spans())
                            }
                            None => format!("→ {:?}", anchor.target().and_then(spans)),
                        })
                        .collect();
                    (role.clone(), anchors)
                })
                .collect();
            let roles: BTreeMap<_, _> = roles.into_iter().collect();
            format!("{}/{} {roles:?} {:?} {:?}", one.layer, one.label, attributes(&one.attributes), one.note)
        })
        .collect();
    lines.extend(set.relations().map(|one| {
        format!("{} {:?} {:?} {:?}", one.kind, joined(one), attributes(&one.attributes), one.note)
    }));
    lines.sort();
    lines
}

/// Holds what comes back against what went out, where nothing was said to be lost.
fn round_trip(
    format: Format,
    document: &Document,
    set: &AnnotationSet,
    options: &Options,
) -> Option<(Vec<String>, Vec<String>)> {
    let exported = exported(format, document, set, options);
    let imported = back(format, &exported);
    let [one] = &imported[..] else { panic!("one document went out") };
    assert_eq!(one.document.text(), document.text());
    assert_eq!(one.faults, [], "{}", format.name());
    exported.losses.is_empty().then(|| (essence(document, set), essence(&one.document, &one.set)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn hugging_face_carries_everything((document, set) in generate::marked()) {
        for format in [Format::HuggingFace, Format::HuggingFaceLines] {
            let exported = exported(format, &document, &set, &Options::default());
            prop_assert_eq!(&exported.losses, &[]);
            let imported = back(format, &exported);
            prop_assert_eq!(&imported[0].set, &set, "ids and provenance too");
            prop_assert_eq!(&imported[0].name, "folder/خبر");
        }
    }

    #[test]
    fn web_annotations_carry_everything((document, set) in generate::marked()) {
        let exported = exported(Format::W3c, &document, &set, &Options::default());
        prop_assert_eq!(&exported.losses, &[]);
        let imported = back(Format::W3c, &exported);
        prop_assert_eq!(&imported[0].set, &set, "ids and provenance too");
        prop_assert_eq!(&imported[0].name, "folder/خبر");
    }

    #[test]
    fn xmi_carries_everything_but_who_marked_it((document, set) in generate::marked()) {
        let exported = exported(Format::Xmi, &document, &set, &Options::default());
        prop_assert!(exported.losses.iter().all(|loss| loss.item.is_none()), "{:?}", exported.losses);
        let imported = back(Format::Xmi, &exported).remove(0);
        prop_assert_eq!(&imported.faults, &[]);
        prop_assert_eq!(imported.document.char_len(), document.char_len());
        // What stands for a control character has more bytes.
        let moved = generate::moved(&set, &document, &imported.document);
        prop_assert_eq!(generate::unstamped(&imported.set), generate::unstamped(&moved));
        prop_assert_eq!(imported.set.about(), set.about());
        let held = |one: char| matches!(one, '\n' | '\t') || !one.is_control() && one != '\u{fffd}';
        let both = imported.document.text().chars().zip(document.text().chars());
        prop_assert!(both.into_iter().all(|(back, out)| back == out || !held(out)));
        prop_assert_eq!(&imported.name, "folder/خبر");
    }

    #[test]
    fn webanno_tsv_carries_all_spans_of_words_and_parts_of_words((document, set) in generate::marked()) {
        let set = generate::on_tokens(&document, &generate::flat(&set), true);
        let exported = exported(Format::WebannoTsv, &document, &set, &Options::default());
        prop_assert!(exported.losses.iter().all(|loss| loss.item.is_none()), "{:?}", exported.losses);
        let imported = back(Format::WebannoTsv, &exported).remove(0);
        prop_assert_eq!(&imported.faults, &[]);
        prop_assert_eq!(generate::unstamped(&imported.set), generate::unstamped(&set));
        prop_assert_eq!(imported.document.utf16_len(), document.utf16_len());
        if exported.losses.is_empty() {
            prop_assert_eq!(imported.document.text(), document.text());
        }
    }

    #[test]
    fn conllu_carries_all_spans_and_the_whole_text((document, set) in generate::marked()) {
        let set = generate::on_tokens(&document, &generate::flat(&set), false);
        let options = Options { clitics: Clitics::Split, ..Options::default() };
        let exported = exported(Format::Conllu, &document, &set, &options);
        let imported = back(Format::Conllu, &exported).remove(0);
        prop_assert_eq!(&imported.faults, &[]);
        prop_assert_eq!(imported.document.text(), document.text());
        prop_assert_eq!(imported.set.len(), set.len());
        let told = |what: &str| {
            let known = ["its fragments become one", "the attribute", "the language", "the note"];
            known.iter().any(|one| what.starts_with(one))
        };
        prop_assert!(exported.losses.iter().all(|loss| told(&loss.what)), "{:?}", exported.losses);
        if exported.losses.is_empty() {
            prop_assert_eq!(essence(&document, &set), essence(&imported.document, &imported.set));
        }
        let text = std::str::from_utf8(&exported.files[0].bytes).expect("UTF-8");
        let is_normal = |line: &str| line.split('\t').nth(1).is_none_or(unicode_normalization::is_nfc);
        prop_assert!(text.lines().all(is_normal));
    }

    #[test]
    fn spoilt_exports_are_read_without_a_panic((document, set) in generate::marked(), at in proptest::prelude::any::<usize>(), byte in proptest::prelude::any::<u8>()) {
        for format in Format::ALL.into_iter().filter(|format| format.is_imported()) {
            let exported = exported(format, &document, &set, &Options::default());
            let file = exported.files.first().map_or(&exported.piece, |file| &file.bytes);
            let at = at % file.len().max(1);
            let cut = &file[..at];
            let mut changed = file.clone();
            changed.iter_mut().skip(at).take(1).for_each(|one| *one = byte);
            for bytes in [cut, &changed[..]] {
                let input = Input { bytes, text: Some(document.text().as_bytes()) };
                let _read = import(format, &input, Schema::news(), &Stamp::default());
            }
        }
    }

    #[test]
    fn brat_carries_all_but_what_it_says((document, set) in generate::marked()) {
        if let Some((out, back)) = round_trip(Format::Brat, &document, &set, &Options::default()) {
            prop_assert_eq!(out, back);
        }
    }

    #[test]
    fn brat_comes_back_the_same_a_second_time((document, set) in generate::marked()) {
        let first = exported(Format::Brat, &document, &set, &Options::default());
        let imported = back(Format::Brat, &first).remove(0);
        let second = exported(Format::Brat, &imported.document, &imported.set, &Options::default());
        let lines = |exported: &Exported| {
            let file = exported.files.iter().find(|file| file.name.ends_with(".ann")).expect("written");
            let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
            // The numbers of attributes, notes and normalisations are given by their place in the file.
            let numbered = |line: &str| line.starts_with(['A', '#', 'N']);
            let rest = |line: &str| line.split_once('\t').map_or(line.to_owned(), |(_, rest)| rest.to_owned());
            let mut lines: Vec<String> =
                text.lines().map(|line| if numbered(line) { rest(line) } else { line.to_owned() }).collect();
            lines.sort();
            lines
        };
        prop_assert_eq!(lines(&first), lines(&second));
    }

    #[test]
    fn prodigy_carries_all_but_what_it_says((document, set) in generate::marked()) {
        let options = Options { clitics: Clitics::Split, ..Options::default() };
        if let Some((out, back)) = round_trip(Format::Prodigy, &document, &set, &options) {
            prop_assert_eq!(out, back);
        }
    }

    #[test]
    fn label_studio_carries_all_but_what_it_says((document, set) in generate::marked()) {
        let set = generate::flat(&set);
        if let Some((out, back)) = round_trip(Format::LabelStudio, &document, &set, &Options::default()) {
            prop_assert_eq!(out, back);
        }
    }

    #[test]
    fn doccano_carries_all_but_what_it_says((document, set) in generate::marked()) {
        // Without what it surely loses, so that the rest is held against what comes back.
        let bare = generate::bare(&generate::flat(&set));
        if let Some((out, back)) = round_trip(Format::Doccano, &document, &bare, &Options::default()) {
            prop_assert_eq!(out, back);
        }
    }

    #[test]
    fn words_and_spaces_give_the_text_back((document, set) in generate::marked(), split in proptest::prelude::any::<bool>()) {
        let clitics = if split { Clitics::Split } else { Clitics::Expand };
        let exported = exported(Format::Spacy, &document, &set, &Options { clitics, ..Options::default() });
        let row: Value = serde_json::from_slice(&exported.piece).expect("a line of JSON");
        let words = row["words"].as_array().expect("a list");
        let spaces = row["spaces"].as_array().expect("a list");
        let text: String = words.iter().zip(spaces).map(|(word, space)| {
            let space = if space == &Value::Bool(true) { " " } else { "" };
            format!("{}{space}", word.as_str().expect("a word"))
        }).collect();
        prop_assert_eq!(text, document.text());
    }

    #[test]
    fn nested_iob_carries_the_tokens_of_every_mark((document, set) in generate::marked()) {
        let options = Options { clitics: Clitics::Split, ..Options::default() };
        let exported = exported(Format::NestedIob, &document, &set, &options);
        let crossing = exported.losses.iter().filter(|loss| {
            loss.what.contains("crosses") || loss.what.contains("no token")
        }).count();
        // A text of controls alone has no token.
        if exported.files[0].bytes.iter().all(|byte| *byte == b'\n') {
            return Ok(());
        }
        let imported = back(Format::NestedIob, &exported).remove(0);
        prop_assert_eq!(&imported.faults, &[]);
        prop_assert_eq!(imported.set.len() + crossing, set.len());
        let strip = |text: &str| -> String {
            text.chars().filter(|one| {
                !one.is_whitespace() && !one.is_control() && *one != '\u{200b}'
                    && !hashiya::text::segment::is_bidi_control(*one)
            }).collect()
        };
        let texts = |document: &Document, set: &AnnotationSet| {
            let mut texts: Vec<String> = set.iter().map(|one| {
                let main = &Schema::news().layer(&one.layer).expect("of the schema").main_role().id;
                let hull = one.fragments(main).expect("filled").hull();
                format!("{}/{}: {}", one.layer, one.label, strip(document.slice(hull)))
            }).collect();
            texts.sort();
            texts
        };
        if crossing == 0 {
            prop_assert_eq!(texts(&document, &set), texts(&imported.document, &imported.set));
        }
    }

    #[test]
    fn nothing_that_is_read_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), line in "[TERA*#N][0-9]{0,2}\t[a-zA-Z]{1,3}[: ][0-9 ;:T]{0,9}\t?[a-zء-ي]{0,4}") {
        for format in Format::ALL.into_iter().filter(|format| format.is_imported()) {
            for bytes in [&bytes[..], line.as_bytes()] {
                let input = Input { bytes, text: Some("سليم قال 😀\r\nنعم".as_bytes()) };
                let _read = import(format, &input, Schema::news(), &Stamp::default());
                let _recognised = Format::recognise("a.ann", bytes);
            }
        }
    }
}

#[test]
fn each_format_is_recognised_by_its_content() {
    let document = Document::new("قال سليم: نعم");
    let builder = losses::mention(&document, "سليم", "PERS");
    for format in Format::ALL.into_iter().filter(|format| format.goes_both_ways()) {
        let exported = exported(format, &document, &builder, &Options::default());
        let found = Format::recognise("x", &whole(format, &[exported])).expect("recognised");
        let same = found == format || format == Format::Conll && found == Format::NestedIob;
        assert!(same, "{} was taken for {}", format.name(), found.name());
    }
    assert_eq!(Format::recognise("a.txt", "قال سليم: نعم\nثم مضى".as_bytes()), None);
    assert_eq!(Format::recognise("a.bin", b"\x00\xff"), None);
}
