//! Random sources, annotation sets and records.

use std::sync::Arc;

use hashiya::annotation::{
    About, Anchor, AnchorState, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Origin,
    Provenance, Relation, Status,
};
use hashiya::store::record::{Header, SchemaRef};
use hashiya::text::{CharOffset, Decoded, Direction, Document, decode};
use proptest::collection::{hash_map, vec};
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::sample::select;
use proptest::{option, prop_oneof};
use serde_json::{Map, Value};

/// Pieces that articles are made of, the awkward ones among them.
const PIECES: [&str; 27] = [
    "محمد",
    "قال",
    " ",
    "  ",
    "\r\n",
    "\n",
    "\r",
    "😀",
    "👩\u{200d}🔬",
    "e\u{301}",
    "\u{200f}",
    "\u{2067}",
    "\u{2069}",
    "\u{202e}",
    "\u{feff}",
    "لا",
    "مَ\u{651}دينة",
    "می\u{200c}خواهم",
    "«",
    "”",
    "Blue 38%",
    "\"\\",
    "\u{1}\t",
    "𐰀\u{2028}",
    "\u{200b}",
    "\u{2060}ن\u{64b}\u{651}",
    "co\u{ad}op",
];

/// Returns the bytes of a source in UTF-8, with or without a byte order mark, with any line ends.
pub fn source() -> impl Strategy<Value = Vec<u8>> {
    (any::<bool>(), vec(select(&PIECES[..]), 1..80)).prop_map(|(bom, pieces)| {
        let text = format!("{}ن{}", if bom { "\u{feff}" } else { "" }, pieces.concat());
        text.into_bytes()
    })
}

/// Returns a source decoded, and its text.
pub fn decoded() -> impl Strategy<Value = (Decoded, Document)> {
    source().prop_map(|bytes| {
        let decoded = decode(&bytes).expect("the pieces are UTF-8");
        let document = Document::new(decoded.text.clone());
        (decoded, document)
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![vec(select(&PIECES[..]), 0..4).prop_map(|pieces| pieces.concat()), any::<String>()]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            hash_map(text(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Returns fields that no version knows.
fn extra() -> impl Strategy<Value = Extra> {
    prop_oneof![
        3 => Just(Extra::new()),
        1 => hash_map("x_[a-zء-ي]{0,4}", json(), 1..3).prop_map(|map| map.into_iter().collect::<Extra>()),
    ]
}

fn map() -> impl Strategy<Value = Map<String, Value>> {
    hash_map("[a-z_ء-ي]{0,6}", json(), 0..3).prop_map(|map| map.into_iter().collect())
}

fn provenance() -> impl Strategy<Value = Provenance> {
    let origin = prop_oneof![
        select(vec![Origin::Manual, Origin::Suggested, Origin::Imported, Origin::Adjudicated]),
        "x[a-z]{1,4}".prop_map(Origin::Other)
    ];
    let status = prop_oneof![
        select(vec![Status::Draft, Status::Final, Status::Disputed]),
        "x[a-z]{1,4}".prop_map(Status::Other)
    ];
    let confidence = option::of(0.0..=1.0_f64);
    (text(), origin, confidence, status, extra()).prop_map(|(creator, origin, confidence, status, extra)| {
        let time = "2026-11-22T10:00:00Z".to_owned();
        Provenance { creator, created: time.clone(), modified: time, origin, confidence, status, extra }
    })
}

/// Returns an anchor of a text of `length` code points.
fn text_anchor(document: Document) -> impl Strategy<Value = Anchor> {
    let places = vec((any::<usize>(), 1..12_usize), 1..4);
    (places, vec(extra(), 4), 0..4_u8, 0.0..=1.0_f64, text(), extra(), extra()).prop_map(
        move |(places, extras, kind, score, lost, mut extra, state_extra)| {
            let length = document.char_len();
            let spans = places.into_iter().filter_map(|(start, count)| {
                let start = start % length;
                document.span_of_chars(CharOffset(start), CharOffset((start + count).min(length)))
            });
            let fragments = Fragments::new(spans.collect()).expect("none is empty");
            let pieces = fragments.spans().len();
            let state = match kind {
                0 => Some(AnchorState::Doubtful { score }),
                1 => Some(AnchorState::Lost { text: vec![format!("x{lost}"); pieces] }),
                _ => None,
            };
            if matches!(state, Some(AnchorState::Lost { .. })) {
                let context: String = lost.chars().take(8).collect();
                extra.insert("prefix".into(), Value::from(context.clone()));
                extra.insert("suffix".into(), Value::from(context));
            }
            if extras[..pieces].iter().any(|extra| !extra.is_empty()) {
                let extras = extras[..pieces].iter().cloned().map(Value::Object).collect();
                extra.insert("fragments".into(), extras);
            }
            if state.is_some() && !state_extra.is_empty() {
                extra.insert("anchor".into(), Value::Object(state_extra));
            }
            Anchor::Text { fragments, state, extra }
        },
    )
}

fn anchor(document: Document, count: usize) -> BoxedStrategy<Anchor> {
    let reference = (0..count, extra())
        .prop_map(|(target, extra)| Anchor::Ref { id: Id::new(&format!("a{target}")), extra });
    prop_oneof![3 => text_anchor(document), 1 => reference].boxed()
}

fn annotation(document: Document, count: usize) -> impl Strategy<Value = Annotation> {
    let roles = hash_map("[a-zء-ي]{1,3}", vec(anchor(document, count), 0..3), 0..4);
    let head = (select(vec!["entity", "quote", "حدث"]), text(), roles, map());
    (head, option::of(text()), provenance(), extra()).prop_map(
        |((layer, label, roles, attributes), note, provenance, extra)| Annotation {
            id: Id::new("a0"),
            layer: layer.to_owned(),
            label,
            roles: roles.into_iter().collect(),
            attributes,
            note,
            provenance,
            extra,
        },
    )
}

fn relation(count: usize) -> impl Strategy<Value = Relation> {
    (0..count, 0..count, map(), option::of(text()), provenance(), extra()).prop_map(
        |(from, to, attributes, note, provenance, extra)| Relation {
            id: Id::new("r0"),
            kind: "supports".to_owned(),
            from: Id::new(&format!("a{from}")),
            to: Id::new(&format!("a{to}")),
            attributes,
            note,
            provenance,
            extra,
        },
    )
}

fn entity() -> impl Strategy<Value = EntityRecord> {
    (text(), option::of(text()), vec(text(), 0..3), extra()).prop_map(|(name, wikidata, aliases, extra)| {
        EntityRecord { id: Id::new("E0"), name, wikidata, aliases, extra }
    })
}

fn about() -> impl Strategy<Value = About> {
    let direction = || select(vec![Direction::LeftToRight, Direction::RightToLeft]);
    let paragraphs = hash_map(0..50_usize, direction(), 0..3);
    (option::of(direction()), paragraphs, map(), map(), option::of(text()), extra()).prop_map(
        |(direction, paragraphs, metadata, labels, notes, extra)| About {
            language: "fa".to_owned(),
            direction,
            paragraph_directions: paragraphs.into_iter().collect(),
            metadata,
            labels,
            notes,
            extra,
            ..About::default()
        },
    )
}

/// Returns a set over the text; ids are a0, a1, …, r0, …, E0, …
pub fn set(document: Document) -> impl Strategy<Value = AnnotationSet> {
    (1..10_usize)
        .prop_flat_map(move |count| {
            let annotations = vec(annotation(document.clone(), count), count);
            (annotations, vec(relation(count), 0..3), vec(entity(), 0..3), about())
        })
        .prop_map(|(annotations, relations, entities, about)| {
            let mut items = vec![Item::About(Arc::new(about))];
            for (number, mut annotation) in annotations.into_iter().enumerate() {
                annotation.id = Id::new(&format!("a{number}"));
                items.push(Item::Annotation(Arc::new(annotation)));
            }
            for (number, mut relation) in relations.into_iter().enumerate() {
                relation.id = Id::new(&format!("r{number}"));
                items.push(Item::Relation(Arc::new(relation)));
            }
            for (number, mut entity) in entities.into_iter().enumerate() {
                entity.id = Id::new(&format!("E{number}"));
                items.push(Item::Entity(Arc::new(entity)));
            }
            let (set, refused) = AnnotationSet::from_items(items);
            assert!(refused.is_empty(), "the ids differ");
            set
        })
}

/// Returns a header for a source decoded so.
pub fn header(decoded: Decoded) -> impl Strategy<Value = Header> {
    (text(), extra(), extra(), extra()).prop_map(move |(annotator, length_extra, schema_extra, extra)| {
        Header {
            source: "خبر.txt".to_owned(),
            encoding: decoded.encoding.clone(),
            newline: decoded.newline,
            source_sha256: None,
            annotator,
            schema: SchemaRef { extra: schema_extra, ..SchemaRef::default() },
            length_extra,
            extra,
            ..Header::default()
        }
    })
}

/// Returns a text, a set over it, and a header of its record.
pub fn record() -> impl Strategy<Value = (Document, AnnotationSet, Header)> {
    decoded().prop_flat_map(|(decoded, document)| (Just(document.clone()), set(document), header(decoded)))
}
