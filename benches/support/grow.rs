//! Documents of any size, grown from the samples: the same numbers give the same document.

#[path = "random.rs"]
mod random;

use std::sync::Arc;

use hashiya::annotation::{
    About, Anchor, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Origin, Provenance,
    Relation, Status,
};
use hashiya::schema::{Layer, Schema};
use hashiya::store::record::{self, Header};
use hashiya::text::{Document, Span, sha256_hex};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use unicode_segmentation::UnicodeSegmentation;

use random::Random;

/// The articles whose paragraphs are taken.
const SAMPLES: [&str; 4] = [
    include_str!("../../assets/samples/port-project.txt"),
    include_str!("../../assets/samples/library-night.fa.txt"),
    include_str!("../../assets/samples/river-school.ur.txt"),
    include_str!("../../assets/samples/coastal-reserve.he.txt"),
];

/// Returns a text of about `characters` code points: paragraphs of the samples in shuffled rounds, the
/// last one cut.
pub fn text(characters: usize) -> String {
    let samples = SAMPLES.iter().flat_map(|sample| sample.split('\n'));
    let mut paragraphs: Vec<&str> = samples.filter(|paragraph| !paragraph.trim().is_empty()).collect();
    let mut random = Random(characters as u64);
    let mut text = String::new();
    let mut left = characters;
    loop {
        for last in (1..paragraphs.len()).rev() {
            paragraphs.swap(last, random.below(last + 1));
        }
        for paragraph in &paragraphs {
            if left == 0 {
                return text.trim_end().to_owned();
            }
            for character in paragraph.chars().chain("\n\n".chars()).take(left) {
                text.push(character);
                left -= 1;
            }
        }
    }
}

/// Returns a set of `marks` annotations: of ten, seven mentions of one to three words, two quotes with
/// their sources and cues, and one claim; one mention in ten has a record, one claim in four a relation.
pub fn marks(document: &Document, marks: usize) -> AnnotationSet {
    let text = document.text();
    let words: Vec<Vec<Span>> = document
        .paragraphs()
        .iter()
        .map(|paragraph| {
            let start = paragraph.span.start.0;
            let words = document.slice(paragraph.span).unicode_word_indices();
            words.map(|(at, word)| Span::new(start + at, start + at + word.len())).collect()
        })
        .filter(|words: &Vec<Span>| words.len() > 8)
        .collect();
    let mut random = Random(marks as u64);
    let mut items = vec![Item::About(Arc::new(About::default()))];
    let mut number = 0;
    let mut last_mention: Option<Id> = None;
    let mut last_claim: Option<Id> = None;
    let mut id = |prefix: &str| {
        number += 1;
        Id::new(&format!("{prefix}{number}"))
    };
    for mark in 0..marks {
        let line = &words[random.below(words.len())];
        let mut stretch = |least: usize, most: usize| {
            let first = random.below(line.len() - 4);
            let last = (first + least - 1 + random.below(most - least + 1)).min(line.len() - 1);
            (first, Span::new(line[first].start.0, line[last].end.0))
        };
        match mark % 10 {
            3 | 7 => {
                let (first, content) = stretch(5, 20);
                let mut roles = IndexMap::from([("content".to_owned(), vec![anchor(content)])]);
                if let Some(source) = &last_mention {
                    roles.insert("source".to_owned(), vec![Anchor::reference(source.clone())]);
                }
                if let Some(cue) = first.checked_sub(1) {
                    roles.insert("cue".to_owned(), vec![anchor(line[cue])]);
                }
                let label = label(layer("quote"), mark);
                let attributes = fields(json!({ "force": "neutral", "medium": "speech" }));
                items.push(annotation(id("a"), "quote", label, roles, attributes));
            }
            9 => {
                let (_, place) = stretch(5, 20);
                let roles = IndexMap::from([("text".to_owned(), vec![anchor(place)])]);
                let words = text[place.range()].to_owned();
                let attributes = fields(json!({ "normalized_text": words, "check_worthiness": mark % 4 }));
                let claim = id("a");
                items.push(annotation(
                    claim.clone(),
                    "claim",
                    label(layer("claim"), mark),
                    roles,
                    attributes,
                ));
                if let (Some(before), 0) = (last_claim.replace(claim.clone()), mark % 40 / 10) {
                    items.push(relation(id("r"), claim, before));
                }
            }
            _ => {
                let (_, place) = stretch(1, 3);
                let roles = IndexMap::from([("mention".to_owned(), vec![anchor(place)])]);
                let mut attributes = fields(json!({ "level": "NAM" }));
                if mark % 10 == 0 {
                    let entity = id("E");
                    let name = text[place.range()].to_owned();
                    let (wikidata, aliases, extra) = Default::default();
                    let held = EntityRecord { id: entity.clone(), name, wikidata, aliases, extra };
                    items.push(Item::Entity(Arc::new(held)));
                    attributes.insert("record".to_owned(), Value::from(entity.as_str()));
                }
                let mention = id("a");
                last_mention = Some(mention.clone());
                items.push(annotation(mention, "entity", label(layer("entity"), mark), roles, attributes));
            }
        }
    }
    let (set, refused) = AnnotationSet::from_items(items);
    assert!(refused.is_empty(), "ids are given once");
    set
}

/// Returns the bytes of the record of a grown document whose source is named `source`.
pub fn record(document: &Document, set: &AnnotationSet, source: &str) -> Vec<u8> {
    let header = Header {
        source: source.to_owned(),
        annotator: "grown".to_owned(),
        source_sha256: Some(sha256_hex(document.text().as_bytes())),
        ..Header::default()
    };
    record::write(&set.snapshot(), &header, document)
}

fn layer(id: &str) -> &'static Layer {
    Schema::news().layer(id).expect("the news schema has it")
}

fn label(layer: &Layer, number: usize) -> &str {
    &layer.labels[number / 10 % layer.labels.len()].id
}

fn anchor(span: Span) -> Anchor {
    Anchor::text(Fragments::one(span).expect("words are not empty"))
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    }
}

fn annotation(
    id: Id,
    layer: &str,
    label: &str,
    roles: IndexMap<String, Vec<Anchor>>,
    attributes: Map<String, Value>,
) -> Item {
    let (layer, label) = (layer.to_owned(), label.to_owned());
    let (note, provenance, extra) = (None, provenance(), Extra::new());
    Item::Annotation(Arc::new(Annotation { id, layer, label, roles, attributes, note, provenance, extra }))
}

fn relation(id: Id, from: Id, to: Id) -> Item {
    let (attributes, note, provenance, extra) = (Map::new(), None, provenance(), Extra::new());
    let kind = "repeats".to_owned();
    Item::Relation(Arc::new(Relation { id, kind, from, to, attributes, note, provenance, extra }))
}

fn provenance() -> Provenance {
    let time = || "2026-01-01T00:00:00Z".to_owned();
    Provenance {
        creator: "grown".to_owned(),
        created: time(),
        modified: time(),
        origin: Origin::Manual,
        confidence: None,
        status: Status::Draft,
        extra: Extra::new(),
    }
}
