//! Statistics: small sets counted by hand, and corpora that are the sum of their parts.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use hashiya::annotation::{
    Anchor, AnchorState, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Provenance,
};
use hashiya::schema::Schema;
use hashiya::stats::{Distribution, Merge, Report, Statistics};
use hashiya::text::{Document, Span};
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use serde_json::{Value, json};

use crate::cli::run;
use crate::generate;
use crate::record::fixtures;

const TEXT: &str = "إعلان هنا 😀\nقال رئيس جامعة النهر لسليم: «نعم سنبني»، ثم «غدًا».";

fn place(document: &Document, parts: &[&str]) -> Anchor {
    let spans = parts.iter().map(|part| {
        let start = document.text().find(part).expect("the part stands in the text");
        Span::new(start, start + part.len())
    });
    Anchor::text(Fragments::new(spans.collect()).expect("not empty"))
}

fn annotation(
    id: &str,
    layer: &str,
    label: &str,
    roles: Vec<(&str, Anchor)>,
    attributes: Value,
) -> Annotation {
    let mut annotation = Annotation {
        id: Id::new(id),
        layer: layer.to_owned(),
        label: label.to_owned(),
        roles: Default::default(),
        attributes: attributes.as_object().cloned().expect("an object"),
        note: None,
        provenance: serde_json::from_value::<Provenance>(
            json!({"creator": "sara", "created": "2026-11-20T08:00:00Z", "origin": "suggested"}),
        )
        .expect("of its form"),
        extra: Extra::new(),
    };
    for (role, anchor) in roles {
        annotation.roles.entry(role.to_owned()).or_default().push(anchor);
    }
    annotation
}

fn counted() -> Report {
    let document = Document::new(TEXT);
    let at = |parts: &[&str]| place(&document, parts);
    let mut lost = at(&["غدًا"]);
    if let Anchor::Text { state, .. } = &mut lost {
        *state = Some(AnchorState::Lost { text: vec!["أمس".to_owned()] });
    }
    let annotations = vec![
        annotation(
            "a1",
            "region",
            "boilerplate",
            vec![("area", at(&["إعلان هنا 😀"]))],
            json!({"exclude": true}),
        ),
        annotation("a2", "entity", "LOC", vec![("mention", at(&["هنا"]))], json!({})),
        annotation(
            "a3",
            "entity",
            "OCC",
            vec![("mention", at(&["رئيس جامعة النهر"]))],
            json!({"level": "NOM"}),
        ),
        annotation(
            "a4",
            "entity",
            "ORG",
            vec![("mention", at(&["جامعة النهر"]))],
            json!({"level": "NAM", "record": "E1"}),
        ),
        annotation(
            "a5",
            "entity",
            "ORG",
            vec![("mention", at(&["جامعة النهر"]))],
            json!({"level": "X", "record": "E2"}),
        ),
        annotation("a6", "entity", "PERS", vec![("mention", at(&["سليم"]))], json!({})),
        annotation("a7", "entity", "PERS", vec![("mention", lost)], json!({})),
        annotation(
            "a8",
            "quote",
            "direct",
            vec![
                ("content", at(&["نعم سنبني", "غدًا"])),
                ("cue", at(&["قال"])),
                ("source", Anchor::reference(Id::new("a3"))),
            ],
            json!({"force": "neutral"}),
        ),
        annotation(
            "a9",
            "claim",
            "prediction",
            vec![("text", at(&["سنبني»، ثم"]))],
            json!({
                "verdict": {"scale": "averitec", "label": "supported", "date": null}, "verifiable": true,
                "topics": [], "check_worthiness": 9,
            }),
        ),
    ];
    let record = |id: &str, wikidata: Option<&str>| EntityRecord {
        id: Id::new(id),
        name: "جامعة".to_owned(),
        wikidata: wikidata.map(str::to_owned),
        aliases: Vec::new(),
        extra: Extra::new(),
    };
    let records = [record("E1", Some("Q1")), record("E2", Some("NIL")), record("E3", None)];
    let items = annotations.into_iter().map(|one| Item::Annotation(Arc::new(one)));
    let items = items.chain(records.into_iter().map(|one| Item::Entity(Arc::new(one))));
    let (set, refused) = AnnotationSet::from_items(items);
    assert!(refused.is_empty());
    let mut statistics = Statistics::default();
    statistics.add(&document, &set, Schema::news(), None);
    statistics.report(Schema::news())
}

fn counts<const N: usize>(pairs: [(&str, u64); N]) -> hashiya::stats::Counts {
    pairs.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

#[test]
fn a_small_set_counted_by_hand() {
    let report = counted();
    assert_eq!((report.records, report.annotations, report.left_out), (1, 8, 1));
    assert_eq!((report.texts.code_points.sum, report.texts.left_out_code_points), (63, 11));
    // إعلان هنا 😀 · قال رئيس جامعة النهر لسليم : « نعم سنبني » ، ثم « غدًا » .
    assert_eq!((report.texts.tokens.sum, report.texts.paragraphs.sum), (19, 2));
    let layers: Vec<&str> = report.layers.keys().map(String::as_str).collect();
    assert_eq!(layers, ["entity", "quote", "claim", "region"], "in the schema's order");

    let entity = &report.layers["entity"];
    assert_eq!((entity.marks.annotations, entity.marks.unplaced, entity.marks.undecided), (5, 1, 1));
    assert_eq!((entity.marks.nested, entity.marks.same_place, entity.marks.crossing), (2, 2, 0));
    assert_eq!(entity.marks.sub_word, 1, "سليم in لسليم");
    assert_eq!(entity.depths.clone().into_iter().collect::<Vec<_>>(), [(0, 2), (1, 2)]);
    let lengths: &Distribution = &entity.marks.code_points;
    assert_eq!(
        (lengths.count, lengths.sum, lengths.min, lengths.median, lengths.max),
        (4, 42, Some(4), Some(11), Some(16))
    );
    assert_eq!((entity.marks.tokens.sum, entity.marks.tokens.median), (3 + 2 + 2 + 1, Some(2)));
    assert_eq!((entity.coverage.code_points, entity.coverage.share), (16 + 4, 0.38462), "of 52");
    assert_eq!(entity.within, counts([("entity", 2)]));
    assert_eq!(entity.labels["ORG"].annotations, 2);
    let level = &entity.attributes["level"];
    assert_eq!((level.filled, &level.values, level.other), (3, &counts([("NAM", 1), ("NOM", 1)]), 1));
    let linked = entity.linked;
    assert_eq!((linked.records, linked.wikidata, linked.nil, linked.open), (2, 1, 1, 0));

    let quote = &report.layers["quote"];
    assert_eq!(
        (quote.marks.discontinuous, quote.marks.fragments.max, quote.marks.tokens.sum),
        (1, Some(2), 3)
    );
    assert_eq!(quote.marks.code_points.sum, 9 + 4);
    assert_eq!((quote.roles["source"].references, quote.roles["cue"].spans), (1, 1));
    assert_eq!(quote.roles["content"].discontinuous, 1);
    assert_eq!((quote.crossing_layers.clone(), quote.marks.crossing), (counts([("claim", 1)]), 0));

    let claim = &report.layers["claim"];
    assert_eq!(claim.attributes["verdict.label"].values, counts([("supported", 1)]));
    assert_eq!(
        (claim.attributes["check_worthiness"].other, claim.attributes.contains_key("topics")),
        (1, false)
    );
    assert!(!claim.attributes.contains_key("verdict.date"), "null says nothing");

    let region = &report.layers["region"];
    assert_eq!((region.marks.annotations, region.coverage.code_points), (1, 0));
    assert_eq!((report.entities.records, report.entities.open), (3, 1));
    let sara = &report.annotators["sara"];
    assert_eq!((sara.records, sara.annotations, &sara.origins), (1, 8, &counts([("suggested", 8)])));
    assert_eq!(report.dates, counts([("2026-11-20", 8)]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_corpus_is_the_sum_of_its_parts(
        records in proptest::collection::vec((generate::record(), any::<bool>()), 1..6)
    ) {
        let mut whole = Statistics::default();
        let mut parts = [Statistics::default(), Statistics::default()];
        for ((document, set, _), side) in &records {
            whole.add(document, set, Schema::news(), None);
            parts[usize::from(*side)].add(document, set, Schema::news(), None);
        }
        let [mut one, other] = parts.clone();
        one.take_in(other);
        prop_assert_eq!(&one, &whole);
        let [one, mut other] = parts;
        other.take_in(one);
        prop_assert_eq!(&other.report(Schema::news()), &whole.report(Schema::news()));
    }

    #[test]
    fn counts_agree_with_each_other((document, set, _) in generate::record()) {
        let mut statistics = Statistics::default();
        statistics.add(&document, &set, Schema::news(), None);
        let report = statistics.report(Schema::news());
        let layers: u64 = report.layers.values().map(|layer| layer.marks.annotations).sum();
        prop_assert_eq!(layers + report.left_out, set.len() as u64);
        for layer in report.layers.values() {
            let labels: u64 = layer.labels.values().map(|marks| marks.annotations).sum();
            prop_assert_eq!(labels, layer.marks.annotations);
            prop_assert_eq!(layer.marks.code_points.count + layer.marks.unplaced, layer.marks.annotations);
            prop_assert_eq!(layer.depths.values().sum::<u64>(), layer.marks.code_points.count);
            assert!(layer.coverage.share <= 1.0 && layer.coverage.code_points <= report.texts.coverage.code_points);
        }
    }
}

/// A folder with a record of each of two annotators, a torn one and an article without any.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
    let read = |name: &str| fs::read(fixtures().join(name)).expect("there");
    let (text, record) = (read("quotes.txt"), read("quotes.txt.ann.json"));
    write("hashiya.toml", "name = \"أخبار <b>\"\nannotators = [\"sara\", \"omar\"]\n".as_bytes());
    write("one.txt", &text);
    write("one.txt.sara.ann.json", &record);
    write("one.txt.omar.ann.json", &record);
    write("torn.txt", &text);
    write("torn.txt.sara.ann.json", &record[..record.len() / 4]);
    write("bare.txt", &text);
    folder
}

fn answer(said: &str) -> &str {
    said.split("-- answer --\n").nth(1).and_then(|rest| rest.split("-- words --").next()).expect("an answer")
}

#[test]
fn a_folder_is_counted_past_what_is_bad() {
    let folder = project();
    let said = run(folder.path(), &["stats", ".", "--json"]);
    assert!(said.contains("code: 1"), "{said}");
    let told: Value = serde_json::from_str(answer(&said)).expect("one JSON document");
    let numbers = ["documents", "records", "without_record"].map(|key| told[key].as_u64());
    assert_eq!(numbers, [Some(3), Some(2), Some(1)]);
    assert_eq!(told["failed"].as_array().map(Vec::len), Some(1));
    assert_eq!(told["failed"][0]["path"], "./torn.txt.sara.ann.json");
    let one = |options: &[&str]| -> Value {
        let said = run(folder.path(), &[&["stats", "one.txt", "--json"], options].concat());
        assert!(said.contains("code: 0"), "{said}");
        serde_json::from_str(answer(&said)).expect("one JSON document")
    };
    let omar = one(&["--annotator", "omar"]);
    assert_eq!(
        (&omar["records"], &told["annotations"]),
        (&json!(1), &json!(omar["annotations"].as_u64().unwrap() * 2))
    );
    let gold = run(folder.path(), &["stats", "one.txt", "--json", "--gold"]);
    assert!(gold.contains("code: 2") && gold.contains("There is no such record beside 1 article"), "{gold}");
    let gold: Value = serde_json::from_str(answer(&gold)).expect("one JSON document all the same");
    assert_eq!((&gold["without_record"], &gold["records"]), (&json!(1), &json!(0)));
    let layers = one(&["--layers", "quote"]);
    assert_eq!(layers["layers"].as_object().expect("an object").keys().collect::<Vec<_>>(), ["quote"]);
    let none = run(folder.path(), &["stats", "none.txt", "--layers", "quote"]);
    assert!(none.contains("code: 2") && none.contains("There is no such file\nFile: none.txt"), "{none}");
    assert!(
        run(folder.path(), &["stats", ".", "--layers", "nouns"]).contains("Its layers are entity, quote")
    );
}

#[test]
fn the_table_has_a_number_in_each_row_and_says_what_json_says() {
    let folder = project();
    let said = run(folder.path(), &["stats", ".", "--csv"]);
    let mut reader = csv_rows(answer(&said));
    let head = reader.remove(0);
    assert_eq!(head.join(","), "\u{feff}layer,label,annotator,key,measure,value");
    assert!(reader.iter().all(|row| row.len() == 6 && row[5].parse::<f64>().is_ok()), "{said}");
    let json = run(folder.path(), &["stats", ".", "--json"]);
    let told: Value = serde_json::from_str(answer(&json)).expect("JSON");
    let entities = told["layers"]["entity"]["annotations"].as_u64().expect("a number").to_string();
    assert!(
        reader
            .contains(&["entity", "", "", "", "annotations", entities.as_str()].map(str::to_owned).to_vec())
    );
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let rows = text.split("\r\n").filter(|row| !row.is_empty());
    rows.map(|row| row.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect()).collect()
}

#[test]
fn the_page_stands_alone_in_both_languages() {
    let folder = project();
    for (language, direction, word) in [("en", "ltr", "Coverage"), ("ar", "rtl", "التغطية")] {
        let said = run(folder.path(), &["stats", ".", "--html", "--language", language]);
        let page = answer(&said);
        assert!(
            page.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")) && page.contains(word)
        );
        assert!(
            page.contains("أخبار &lt;b&gt;") && !page.contains("<b>"),
            "what stands in files is no markup"
        );
        let outside = ["http:", "https:", "src=", "@import", "url("];
        assert!(outside.iter().all(|word| !page.contains(word)), "nothing is fetched");
        assert!(!page.contains("stats-"), "every word is there");
        assert!(page.contains("<svg class=\"plot\"") && page.contains("torn.txt.sara.ann.json"));
    }
    let written = run(folder.path(), &["stats", "one.txt", "--html", "-o", "page.html"]);
    assert!(written.contains("code: 0\n-- answer --\n-- words --"), "{written}");
    assert!(Path::new(&folder.path().join("page.html")).is_file());
}

/// Interrupts the command ever later, until it was at work.
#[cfg(unix)]
#[test]
fn an_interrupt_stops_it_with_what_was_counted() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..3000 {
        for ending in ["", ".ann.json"] {
            let name = format!("{number:04}.txt{ending}");
            fs::copy(fixtures().join(format!("quotes.txt{ending}")), folder.path().join(name))
                .expect("copied");
        }
    }
    for wait in [50, 100, 200, 400, 800, 1600] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hashiya"));
        command.current_dir(folder.path()).args(["stats", ".", "--json"]);
        let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(wait));
        let id = started.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().expect("there is kill").success());
        let output = started.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        // It hadn't begun to listen yet.
        if output.status.code().is_none() {
            continue;
        }
        let told: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
        let records = told["records"].as_u64().expect("a number");
        assert!(!said.contains('\u{1b}') && !said.contains("Counting"), "no bar in a pipe: {said}");
        if records < 3000 {
            assert_eq!((output.status.code(), &told["stopped"]), (Some(2), &json!(true)), "{said}");
            assert!(said.contains(&format!("Stopped; of 3000 records {records} were counted")), "{said}");
            return;
        }
    }
    panic!("it was never interrupted at work");
}
