//! Random sets that follow the news schema, over texts with everything awkward.

use std::sync::Arc;

use hashiya::annotation::{
    Anchor, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Origin, Provenance,
    Relation, Status,
};
use hashiya::schema::{Layer, Schema};
use hashiya::text::{CharOffset, Document, Span, segment};
use proptest::collection::{hash_map, vec};
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::select;
use proptest::{option, prop_oneof};
use serde_json::{Map, Value, json};

use crate::generate;

fn words() -> impl Strategy<Value = String> {
    let pieces =
        ["سليم", "a b", "12", "true", "null", "😀", "\"", "سطر\nآخر", "\u{2067}x", "%20", "{", "=1", " "];
    prop_oneof![select(pieces.to_vec()).prop_map(str::to_owned), "[a-z ]{1,8}"]
}

fn attributes() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        words().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        (0..5_i64).prop_map(Value::from),
        vec(words(), 0..3).prop_map(Value::from),
        Just(json!({"surface": "ل", "elided_article": false})),
    ];
    let names = select(vec!["level", "force", "verifiable", "topics", "clitic", "مصدر", "two words"]);
    hash_map(names, value, 0..3)
        .prop_map(|map| map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn fragments(document: Document, most: usize) -> impl Strategy<Value = Fragments> {
    // Many begin near the text's beginning, so that they lie within each other, cross or are the same.
    let start = prop_oneof![any::<usize>(), 0..6_usize];
    vec((start, 1..14_usize), 1..=most).prop_map(move |places| {
        let length = document.char_len();
        let spans = places.into_iter().filter_map(|(start, count)| {
            let start = start % length;
            document.span_of_chars(CharOffset(start), CharOffset((start + count).min(length)))
        });
        Fragments::new(spans.collect()).expect("none is empty")
    })
}

fn provenance() -> Provenance {
    let time = "2026-11-22T10:00:00Z".to_owned();
    Provenance {
        creator: "sara".to_owned(),
        created: time.clone(),
        modified: time,
        origin: Origin::Manual,
        confidence: None,
        status: Status::Draft,
        extra: Extra::new(),
    }
}

/// Returns an annotation whose main role is filled, and of whose other roles some are.
fn annotation(document: Document, number: usize, entities: usize) -> impl Strategy<Value = Annotation> {
    let layers: Vec<&'static Layer> = Schema::news().layers.iter().collect();
    let main = fragments(document.clone(), 3);
    let others = vec((any::<usize>(), fragments(document, 2), option::of(0..entities.max(1))), 0..3);
    let head = (select(layers), any::<usize>(), main, others);
    (head, attributes(), option::of(words())).prop_map(
        move |((layer, label, main, others), attributes, note)| {
            let mut roles = indexmap::IndexMap::new();
            roles.insert(layer.main_role().id.clone(), vec![Anchor::text(main)]);
            if layer.roles.len() > 1 {
                for (role, fragments, target) in others {
                    let role = &layer.roles[1 + role % (layer.roles.len() - 1)];
                    let anchor = match target {
                        // The first annotations of every set are mentions.
                        Some(target) if target < entities => {
                            Anchor::reference(Id::new(&format!("a{target}")))
                        }
                        _ => Anchor::text(fragments),
                    };
                    roles.entry(role.id.clone()).or_insert_with(Vec::new).push(anchor);
                }
            }
            let mut attributes = attributes;
            if layer.id == "region" && label % 2 == 0 {
                attributes.insert("exclude".to_owned(), Value::Bool(true));
            }
            Annotation {
                id: Id::new(&format!("a{number}")),
                layer: layer.id.clone(),
                label: layer.labels[label % layer.labels.len()].id.clone(),
                roles,
                attributes,
                note,
                provenance: provenance(),
                extra: Extra::new(),
            }
        },
    )
}

/// Returns a document and a set of it.
pub fn marked() -> impl Strategy<Value = (Document, AnnotationSet)> {
    (generate::decoded(), 1..9_usize)
        .prop_flat_map(|((_, document), count)| {
            let annotations: Vec<_> =
                (0..count).map(|number| annotation(document.clone(), number, number).boxed()).collect();
            let kind = select(vec!["supports", "same_as"]);
            // A relation may join others: those before it, which may come later in the set.
            let end = || (0..count, option::weighted(0.3, any::<usize>()));
            let relations = vec((end(), end(), kind, attributes(), option::of(words())), 0..4);
            let relations = (relations, any::<bool>());
            let records = vec((words(), option::of(select(vec!["Q42", "NIL"]))), 0..2);
            (Just(document), annotations, relations, records)
        })
        .prop_map(|(document, mut annotations, (relations, is_reversed), records)| {
            let mut items = Vec::new();
            for (number, (name, wikidata)) in records.into_iter().enumerate() {
                let id = format!("E{number}");
                let Some(mention) = annotations.get_mut(number) else { break };
                mention.attributes.insert("record".to_owned(), Value::from(id.clone()));
                let name = name.replace(['\n', '\t'], " ");
                let wikidata = wikidata.map(str::to_owned);
                let entity = EntityRecord {
                    id: Id::new(&id),
                    name,
                    wikidata,
                    aliases: Vec::new(),
                    extra: Extra::new(),
                };
                items.push(Item::Entity(Arc::new(entity)));
            }
            items.extend(annotations.into_iter().map(|annotation| Item::Annotation(Arc::new(annotation))));
            let end = |number: usize, (mark, relation): (usize, Option<usize>)| match relation {
                Some(relation) if number > 0 => Id::new(&format!("r{}", relation % number)),
                _ => Id::new(&format!("a{mark}")),
            };
            let first = items.len();
            for (number, (from, to, kind, attributes, note)) in relations.into_iter().enumerate() {
                items.push(Item::Relation(Arc::new(Relation {
                    id: Id::new(&format!("r{number}")),
                    kind: kind.to_owned(),
                    from: end(number, from),
                    to: end(number, to),
                    attributes,
                    note,
                    provenance: provenance(),
                    extra: Extra::new(),
                })));
            }
            if is_reversed {
                items[first..].reverse();
            }
            let (set, refused) = AnnotationSet::from_items(items);
            assert!(refused.is_empty(), "the ids differ");
            (document, set)
        })
}

/// Returns the set without relations of relations.
pub fn flat(set: &AnnotationSet) -> AnnotationSet {
    let joins_marks =
        |one: &&Arc<Relation>| [&one.from, &one.to].into_iter().all(|end| set.get(end).is_some());
    let items = set.iter().cloned().map(Item::Annotation);
    let items = items.chain(set.entities().cloned().map(Item::Entity));
    let relations = set.relations().filter(joins_marks).cloned().map(Item::Relation);
    AnnotationSet::from_items(items.chain(relations)).0
}

/// Returns the set without attributes, notes and entity records.
pub fn bare(set: &AnnotationSet) -> AnnotationSet {
    let annotations = set.iter().map(|one| {
        let bare = Annotation { attributes: Map::new(), note: None, ..one.as_ref().clone() };
        Item::Annotation(Arc::new(bare))
    });
    let relations = set.relations().map(|one| {
        Item::Relation(Arc::new(Relation { attributes: Map::new(), note: None, ..one.as_ref().clone() }))
    });
    AnnotationSet::from_items(annotations.chain(relations)).0
}

/// Tells whether a character can stand in a token.
pub fn is_visible(one: char) -> bool {
    !one.is_whitespace() && !one.is_control() && !segment::is_bidi_control(one) && one != '\u{200b}'
}

/// Returns the set as formats of tokens have it: no white space or controls at the ends of spans, and no entity
/// records; as one span each where `whole`.
pub fn on_tokens(document: &Document, set: &AnnotationSet, whole: bool) -> AnnotationSet {
    let text = document.text();
    let seen = |span: Span| {
        let kept = document.slice(span).trim_start_matches(|one| !is_visible(one));
        let start = span.end.0 - kept.len();
        Span::new(start, start + kept.trim_end_matches(|one| !is_visible(one)).len())
    };
    let any = text.char_indices().find(|(_, one)| is_visible(*one));
    let any = any.map_or(Span::new(0, 0), |(at, one)| Span::new(at, at + one.len_utf8()));
    let annotations = set.iter().map(|one| {
        let mut one = one.as_ref().clone();
        one.attributes.shift_remove("record");
        for anchor in one.roles.values_mut().flatten() {
            if let Anchor::Text { fragments, .. } = anchor {
                let hull = [fragments.hull()];
                let spans = if whole { &hull[..] } else { fragments.spans() };
                let spans: Vec<Span> = spans.iter().map(|span| seen(*span)).collect();
                let found = Fragments::new(spans).or_else(|| Fragments::one(any));
                *fragments = found.expect("something is visible");
            }
        }
        Item::Annotation(Arc::new(one))
    });
    AnnotationSet::from_items(annotations.chain(set.relations().cloned().map(Item::Relation))).0
}

/// Returns the set over another text of the same length in code points.
pub fn moved(set: &AnnotationSet, from: &Document, to: &Document) -> AnnotationSet {
    let annotations = set.iter().map(|one| {
        let mut one = one.as_ref().clone();
        for anchor in one.roles.values_mut().flatten() {
            if let Anchor::Text { fragments, .. } = anchor {
                let place = |span: &Span| {
                    let (start, end) = from.chars(*span);
                    to.span_of_chars(start, end).expect("as long")
                };
                let spans = fragments.spans().iter().map(place).collect();
                *fragments = Fragments::new(spans).expect("none is empty");
            }
        }
        Item::Annotation(Arc::new(one))
    });
    let relations = set.relations().cloned().map(Item::Relation);
    let entities = set.entities().cloned().map(Item::Entity);
    AnnotationSet::from_items(annotations.chain(relations).chain(entities)).0
}

/// Returns the set as if nobody had marked it, without what is said of the document.
pub fn unstamped(set: &AnnotationSet) -> AnnotationSet {
    let provenance = || Provenance { creator: String::new(), ..provenance() };
    let annotations = set.iter().map(|one| {
        Item::Annotation(Arc::new(Annotation { provenance: provenance(), ..one.as_ref().clone() }))
    });
    let relations = set
        .relations()
        .map(|one| Item::Relation(Arc::new(Relation { provenance: provenance(), ..one.as_ref().clone() })));
    let entities = set.entities().cloned().map(Item::Entity);
    AnnotationSet::from_items(annotations.chain(relations).chain(entities)).0
}
