//! Fact-checks for web pages: which claims go out, as what, and what is said of the others.

use std::sync::Arc;

use hashiya::annotation::{About, Anchor, AnnotationSet, EntityRecord, Extra, Id, Item};
use hashiya::format::{Exported, Format, Options};
use hashiya::text::Document;
use serde_json::{Value, json};

use super::exported;
use super::losses::annotation;

const TEXT: &str = "قال سليم إن الأسعار ارتفعت </script> مرتين";

/// A claim with these attributes, beside who made it.
fn claim(attributes: Value) -> (Document, AnnotationSet) {
    let document = Document::new(TEXT);
    let place = |part| vec![super::losses::span(&document, part)];
    let mut person = annotation("a1", "entity", "PERS", "mention", place("سليم"));
    person.attributes.insert("record".to_owned(), json!("E1"));
    let mut claim = annotation("a2", "claim", "numerical", "text", place("الأسعار ارتفعت </script> مرتين"));
    claim.roles.insert("claimant".to_owned(), vec![Anchor::reference(Id::new("a1"))]);
    claim.attributes = attributes.as_object().expect("an object").clone();
    let record = EntityRecord {
        id: Id::new("E1"),
        name: "سليم الشراع".to_owned(),
        wikidata: Some("Q42".to_owned()),
        aliases: Vec::new(),
        extra: Extra::new(),
    };
    let metadata = json!({"url": "https://news.example/1", "title": "خبر", "publisher": "مرفأ نيوز"});
    let about = About { metadata: metadata.as_object().expect("an object").clone(), ..About::default() };
    let items = [
        Item::Annotation(Arc::new(person)),
        Item::Annotation(Arc::new(claim)),
        Item::Entity(Arc::new(record)),
        Item::About(Arc::new(about)),
    ];
    (document, AnnotationSet::from_items(items).0)
}

fn written(attributes: Value) -> Exported {
    let (document, set) = claim(attributes);
    exported(Format::ClaimReview, &document, &set, &Options::default())
}

fn only(exported: &Exported) -> Value {
    let [file] = &exported.files[..] else { panic!("one file: {exported:?}") };
    let text = std::str::from_utf8(&file.bytes).expect("UTF-8");
    assert!(!text.contains('<'), "nothing ends the element that it stands in");
    let whole: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(whole["@context"], "https://schema.org");
    whole["@graph"][0].clone()
}

fn told(exported: &Exported, id: &str) -> Vec<String> {
    let own = exported.losses.iter().filter(|loss| loss.item == Some(Id::new(id)));
    own.map(|loss| loss.what.clone()).collect()
}

#[test]
fn a_verdict_with_an_address_is_a_fact_check() {
    let verdict = json!({"scale": "truth5", "label": "mostly_false", "justification": "لأن", "rater": "تدقيق", "date": "2026-11-20"});
    let exported = written(json!({
        "verdict": verdict,
        "fact_check_urls": ["https://check.example/prices"],
        "normalized_text": "ارتفعت الأسعار مرتين.",
        "claim_date": "2026-11-17",
        "evidence": [{"url": "https://data.example/a", "title": "جدول", "stance": "refutes"}],
    }));
    let review = only(&exported);
    assert_eq!(review["@type"], "ClaimReview");
    assert_eq!(review["url"], "https://check.example/prices");
    assert_eq!(review["claimReviewed"], "ارتفعت الأسعار مرتين.");
    assert_eq!(
        review["author"],
        json!({"@type": "Organization", "name": "تدقيق", "url": "https://check.example/"})
    );
    let rating = &review["reviewRating"];
    assert_eq!((&rating["ratingValue"], &rating["alternateName"]), (&json!(2), &json!("خاطئ في معظمه")));
    assert_eq!((&rating["bestRating"], &rating["worstRating"]), (&json!(5), &json!(1)));
    let item = &review["itemReviewed"];
    assert_eq!(item["text"], "الأسعار ارتفعت </script> مرتين");
    assert_eq!(item["author"]["name"], "سليم الشراع");
    assert_eq!(item["author"]["sameAs"], "https://www.wikidata.org/wiki/Q42");
    assert_eq!(item["appearance"]["url"], "https://news.example/1");
    assert_eq!(review["citation"][0]["url"], "https://data.example/a");
    assert_eq!(told(&exported, "a1"), ["it is no claim"]);
    assert_eq!(told(&exported, "a2"), [""; 0]);
}

#[test]
fn a_label_without_a_place_between_true_and_false_has_no_number() {
    for (scale, label, value) in [
        ("averitec", "refuted", Some(1)),
        ("averitec", "not_enough_evidence", None),
        ("arabic", "true", Some(5)),
        ("arabic", "satire", None),
        ("custom", "true", None),
    ] {
        let verdict = json!({"scale": scale, "label": label});
        let exported = written(json!({"verdict": verdict, "fact_check_urls": ["https://check.example/1"]}));
        let rating = only(&exported)["reviewRating"].clone();
        assert_eq!(rating.get("ratingValue"), value.map(Value::from).as_ref(), "{scale} {label}");
        assert!(rating["alternateName"].as_str().is_some_and(|name| !name.is_empty()));
    }
}

#[test]
fn what_is_missing_is_told_for_each_claim() {
    let verdict = json!({"scale": "fever", "label": "supports"});
    for (attributes, what) in [
        (json!({"fact_check_urls": ["https://check.example/1"]}), "it has no verdict"),
        (json!({"verdict": verdict}), "it has no address of a published fact-check"),
        (
            json!({"verdict": verdict, "fact_check_urls": ["javascript://x"]}),
            "it has no address of a published",
        ),
    ] {
        let exported = written(attributes);
        assert_eq!(exported.files, []);
        let told = told(&exported, "a2");
        assert!(told.len() == 1 && told[0].starts_with(what), "{told:?}");
    }
    let urls = ["https://check.example/1", "https://other.example/2"];
    let exported = written(json!({"verdict": verdict, "fact_check_urls": urls, "check_worthiness": 3}));
    assert_eq!(
        told(&exported, "a2"),
        ["the addresses of further fact-checks", "the attribute check_worthiness"]
    );
}
