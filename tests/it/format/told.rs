//! Whatever differs between a set and what comes back of it was told before.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashiya::annotation::{
    About, Anchor, Annotation, AnnotationSet, Conflict, EntityRecord, Extra, Id, Item, Origin, Provenance,
    Relation, Status,
};
use hashiya::format::{Clitics, Exported, Format, Input, Options, Stamp, import};
use hashiya::schema::Schema;
use hashiya::text::{Direction, Document, guess_language};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, proptest};
use serde_json::{Map, Value, json};

use super::{exported, generate, whole};

/// What an item is said to be, by the words that its loss is told with.
pub(super) type Facets = BTreeMap<String, String>;

fn further(extras: &[&Extra], facets: &mut Facets) {
    for (name, value) in extras.iter().flat_map(|extra| extra.iter()) {
        // What brat brings for itself is no difference.
        if name != "brat" {
            facets.insert(format!("the further field {name}"), value.to_string());
        }
    }
}

fn of_provenance(provenance: &Provenance, facets: &mut Facets) {
    if provenance.status != Status::Draft {
        facets.insert("the status".to_owned(), format!("{:?}", provenance.status));
    }
    if let Some(confidence) = provenance.confidence {
        facets.insert("the confidence".to_owned(), confidence.to_string());
    }
    if !matches!(provenance.origin, Origin::Manual | Origin::Imported) {
        facets.insert("the origin".to_owned(), format!("{:?}", provenance.origin));
    }
}

fn of_fields(attributes: &Map<String, Value>, note: Option<&String>, facets: &mut Facets) {
    for (name, value) in attributes {
        facets.insert(format!("the attribute {name}"), value.to_string());
    }
    facets.extend(note.map(|note| ("the note".to_owned(), note.clone())));
}

/// Returns where an annotation stands; counted in visible characters where the text between tokens isn't carried.
fn place(document: &Document, one: &Annotation, by_tokens: bool) -> String {
    let visible =
        |end: usize| document.text()[..end].chars().filter(|one| generate::is_visible(*one)).count();
    let mut roles: Vec<String> = one
        .all_fragments()
        .map(|(role, span)| match by_tokens {
            false => format!("{role} {:?}", document.chars(span)),
            true => format!("{role} {:?}", (visible(span.start.0), visible(span.end.0))),
        })
        .collect();
    roles.sort();
    format!("{}/{} {roles:?}", one.layer, one.label)
}

/// An item of a set: its id, the ids that it leans on, where it stands, and its facets.
pub(super) struct Fact {
    pub id: Id,
    pub leans: Vec<Id>,
    pub place: String,
    pub facets: Facets,
}

/// Returns what an id stands for: where an annotation lies, or what a relation joins.
fn named(document: &Document, set: &AnnotationSet, id: &Id, by_tokens: bool) -> String {
    let end = |id| named(document, set, id, by_tokens);
    match (set.get(id), set.relation(id)) {
        (Some(found), _) => place(document, found, by_tokens),
        (None, Some(found)) => format!("({} {} → {})", found.kind, end(&found.from), end(&found.to)),
        (None, None) => "nothing".to_owned(),
    }
}

/// Adds the ids that a relation joins, and those that relations among them join.
fn ends(set: &AnnotationSet, relation: &Relation, into: &mut Vec<Id>) {
    for id in [&relation.from, &relation.to] {
        into.push(id.clone());
        if let Some(relation) = set.relation(id) {
            ends(set, relation, into);
        }
    }
}

pub(super) fn facts(document: &Document, set: &AnnotationSet, by_tokens: bool) -> Vec<Fact> {
    let named = |id: &Id| named(document, set, id, by_tokens);
    let mut facts: Vec<Fact> = Vec::new();
    for one in set.iter() {
        let mut facets = Facets::new();
        of_fields(&one.attributes, one.note.as_ref(), &mut facets);
        of_provenance(&one.provenance, &mut facets);
        further(&[&one.extra, &one.provenance.extra], &mut facets);
        let mut targets: Vec<String> = Vec::new();
        let mut leans = Vec::new();
        for (role, anchor) in
            one.roles.iter().flat_map(|(role, anchors)| anchors.iter().map(move |one| (role, one)))
        {
            if let Some(target) = anchor.target() {
                leans.push(target.clone());
                targets.push(format!("{role} {}", named(target)));
            }
            if let Anchor::Text { extra, .. } = anchor {
                further(&[extra], &mut facets);
            }
        }
        targets.sort();
        let place = format!("{} → {targets:?}", place(document, one, by_tokens));
        facts.push(Fact { id: one.id.clone(), leans, place, facets });
    }
    for one in set.relations() {
        let mut facets = Facets::new();
        of_fields(&one.attributes, one.note.as_ref(), &mut facets);
        of_provenance(&one.provenance, &mut facets);
        further(&[&one.extra, &one.provenance.extra], &mut facets);
        let place = format!("{} {} → {}", one.kind, named(&one.from), named(&one.to));
        let mut leans = Vec::new();
        ends(set, one, &mut leans);
        facts.push(Fact { id: one.id.clone(), leans, place, facets });
    }
    for one in set.entities() {
        let mut facets = Facets::new();
        if !one.aliases.is_empty() {
            facets.insert("the aliases of the entity record".to_owned(), format!("{:?}", one.aliases));
        }
        further(&[&one.extra], &mut facets);
        let place = format!("record {} {:?}", one.name, one.wikidata);
        facts.push(Fact { id: one.id.clone(), leans: Vec::new(), place, facets });
    }
    facts
}

pub(super) fn of_document(about: &About) -> Facets {
    let mut facets = Facets::new();
    facets.insert("the language".to_owned(), about.language.clone());
    facets.insert("the document's status".to_owned(), about.status.clone());
    facets.insert("the document's notes".to_owned(), format!("{:?}", about.notes));
    facets.insert("the document's direction".to_owned(), format!("{:?}", about.direction));
    facets.insert("the directions of paragraphs".to_owned(), format!("{:?}", about.paragraph_directions));
    for (name, value) in &about.labels {
        facets.insert(format!("the document's label {name}"), value.to_string());
    }
    for (name, value) in &about.metadata {
        facets.insert(format!("the document's metadata {name}"), value.to_string());
    }
    for conflict in &about.conflicts {
        facets.insert(format!("the conflict over {}", conflict.field), format!("{:?}", conflict.id));
    }
    further(&[&about.extra], &mut facets);
    facets
}

/// Tells whether the words say that something other than one facet is lost.
pub(super) fn is_of_structure(what: &str) -> bool {
    let facets = ["the attribute ", "the note", "the status", "the confidence", "the origin"];
    let others = ["the aliases of", "the further field ", "the conflict over "];
    !facets.iter().chain(&others).any(|facet| what.starts_with(facet))
}

/// Returns what differs and was not told.
fn untold(format: Format, document: &Document, set: &AnnotationSet) -> Vec<String> {
    let options = Options { clitics: Clitics::Split, ..Options::default() };
    let exported = exported(format, document, set, &options);
    let bytes = whole(format, std::slice::from_ref(&exported));
    let text = exported.files.iter().find(|file| file.name.ends_with(".txt"));
    let input = Input { bytes: &bytes, text: text.map(|file| file.bytes.as_slice()) };
    let Ok(mut imported) = import(format, &input, Schema::news(), &Stamp::default()) else {
        let of_tokens =
            matches!(format, Format::Conll | Format::NestedIob | Format::Conllu | Format::WebannoTsv);
        assert!(of_tokens && !document.text().contains(generate::is_visible), "{}", format.name());
        return Vec::new();
    };
    let imported = imported.remove(0);
    let by_tokens = matches!(format, Format::Conll | Format::NestedIob);
    let told = |id: Option<&Id>| -> Vec<&str> {
        let own = exported.losses.iter().filter(|loss| loss.item.as_ref() == id);
        own.map(|loss| loss.what.as_str()).collect()
    };
    let mut untold = Vec::new();
    let returned = facts(&imported.document, &imported.set, by_tokens);
    for fact in facts(document, set, by_tokens) {
        if fact.leans.iter().chain([&fact.id]).any(|id| told(Some(id)).into_iter().any(is_of_structure)) {
            continue;
        }
        let stays = |(what, _): &(&String, &String)| !told(Some(&fact.id)).contains(&what.as_str());
        let kept: Facets =
            fact.facets.iter().filter(stays).map(|(what, value)| (what.clone(), value.clone())).collect();
        let same = |one: &&Fact| {
            one.place == fact.place && kept.iter().all(|(what, value)| one.facets.get(what) == Some(value))
        };
        if returned.iter().find(same).is_none() {
            untold.push(format!("{}: {} {kept:?}", fact.id, fact.place));
        }
    }
    let returned = of_document(imported.set.about());
    for (what, value) in of_document(set.about()) {
        let of_any = exported.losses.iter().any(|loss| loss.what == what && !is_of_structure(&what));
        if returned.get(&what) != Some(&value) && !of_any && !told(None).contains(&what.as_str()) {
            untold.push(format!("{what}: {value}"));
        }
    }
    untold
}

/// Loads a set with everything that a format may have no place for; each bit adds one thing.
fn loaded(document: &Document, set: &AnnotationSet, bits: u32) -> AnnotationSet {
    let has = |bit: u32| bits >> bit & 1 == 1;
    let extra = |has: bool| -> Extra {
        if has {
            [("x_seen".to_owned(), json!("planted-further"))].into_iter().collect()
        } else {
            Extra::new()
        }
    };
    let provenance = |own: &Provenance| Provenance {
        status: if has(0) { Status::Disputed } else { Status::Draft },
        confidence: has(1).then_some(0.4375),
        origin: if has(2) { Origin::Suggested } else { Origin::Manual },
        ..own.clone()
    };
    let map = |has: bool, value: &str| -> Map<String, Value> {
        if has { [("topic".to_owned(), json!(value))].into_iter().collect() } else { Map::new() }
    };
    let mut items: Vec<Item> = Vec::new();
    for one in set.iter() {
        let loaded = Annotation {
            provenance: provenance(&one.provenance),
            extra: extra(has(3)),
            ..one.as_ref().clone()
        };
        items.push(Item::Annotation(Arc::new(loaded)));
    }
    for one in set.relations() {
        let note = if has(4) { Some("planted relation note".to_owned()) } else { one.note.clone() };
        let provenance = provenance(&one.provenance);
        let loaded = Relation { note, provenance, extra: extra(has(5)), ..one.as_ref().clone() };
        items.push(Item::Relation(Arc::new(loaded)));
    }
    for one in set.entities() {
        let aliases = if has(6) { vec!["planted alias".to_owned()] } else { Vec::new() };
        let loaded = EntityRecord { aliases, extra: extra(has(7)), ..one.as_ref().clone() };
        items.push(Item::Entity(Arc::new(loaded)));
    }
    let conflict = Conflict {
        id: set.iter().next().map(|one| one.id.clone()),
        field: "label".to_owned(),
        base: None,
        ours: None,
        theirs: None,
        extra: Extra::new(),
    };
    items.push(Item::About(Arc::new(About {
        language: if has(8) { "ckb".to_owned() } else { guess_language(document.text()).to_owned() },
        direction: has(9).then_some(Direction::RightToLeft),
        paragraph_directions: if has(10) {
            [(0, Direction::LeftToRight)].into_iter().collect()
        } else {
            Default::default()
        },
        metadata: map(has(11), "planted metadata"),
        labels: map(has(12), "planted label"),
        status: if has(13) { "planted status".to_owned() } else { About::default().status },
        notes: has(14).then(|| "planted notes".to_owned()),
        conflicts: if has(15) { vec![conflict] } else { Vec::new() },
        extra: extra(has(16)),
    })));
    AnnotationSet::from_items(items).0
}

pub(super) fn any_set() -> impl Strategy<Value = (Document, AnnotationSet)> {
    (generate::marked(), any::<u32>()).prop_map(|((document, set), bits)| {
        let set = loaded(&document, &set, bits);
        (document, set)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_does_not_come_back_was_told((document, set) in any_set()) {
        for format in Format::ALL.into_iter().filter(|format| format.goes_both_ways()) {
            let untold = untold(format, &document, &set);
            prop_assert!(untold.is_empty(), "{}: {untold:#?}", format.name());
        }
    }
}

/// Returns a set in which each thing that may be lost is one word found nowhere else.
fn planted() -> (Document, AnnotationSet) {
    let document = Document::new("قال سليم: نعم\nومضى عمر");
    let mut sets = Vec::new();
    for (id, part) in [("a1", "سليم"), ("a2", "عمر")] {
        let mut one =
            super::losses::mention(&document, part, "PERS").iter().next().expect("one").as_ref().clone();
        one.id = Id::new(id);
        one.attributes.insert("level".to_owned(), json!("planted-attribute"));
        one.attributes.insert("record".to_owned(), json!("E1"));
        one.note = Some("planted-note".to_owned());
        sets.push(Item::Annotation(Arc::new(one)));
    }
    let Item::Annotation(first) = &sets[0] else { unreachable!("made above") };
    let relation = Relation {
        id: Id::new("r1"),
        kind: "planted_kind".to_owned(),
        from: Id::new("a1"),
        to: Id::new("a2"),
        attributes: [("sure".to_owned(), json!("planted-of-relation"))].into_iter().collect(),
        note: None,
        provenance: first.provenance.clone(),
        extra: Extra::new(),
    };
    let entity = EntityRecord {
        id: Id::new("E1"),
        name: "planted-record".to_owned(),
        wikidata: Some("Q7747".to_owned()),
        aliases: Vec::new(),
        extra: Extra::new(),
    };
    sets.extend([Item::Relation(Arc::new(relation)), Item::Entity(Arc::new(entity))]);
    let (set, _) = AnnotationSet::from_items(sets);
    let set = loaded(&document, &set, u32::MAX);
    (document, set)
}

/// Tells whether a word stands in what was written.
fn is_written(exported: &Exported, word: &str) -> bool {
    let files = exported.files.iter().map(|file| &file.bytes).chain([&exported.piece]);
    // WebAnno's underscores have a backslash before them.
    files.map(|bytes| String::from_utf8_lossy(bytes).replace("\\_", "_")).any(|text| text.contains(word))
}

#[test]
fn each_kind_of_thing_is_written_or_told() {
    let (document, set) = planted();
    // Who it belongs to, the word that shows it written, and how its loss is told.
    let things = [
        (Some("a1"), "planted-attribute", "the attribute level"),
        (Some("a1"), "planted-note", "the note"),
        (Some("a1"), "disputed", "the status"),
        (Some("a1"), "0.4375", "the confidence"),
        (Some("a1"), "suggested", "the origin"),
        (Some("a1"), "planted-further", "the further field x_seen"),
        (Some("a1"), "no format has conflicts", "the conflict over label"),
        (Some("r1"), "planted_kind", "the relation"),
        (Some("r1"), "planted-of-relation", "the attribute sure"),
        (Some("r1"), "planted relation note", "the note"),
        (Some("r1"), "planted-further", "the further field x_seen"),
        (Some("E1"), "planted-record", "the entity record"),
        (Some("E1"), "planted alias", "the aliases of the entity record"),
        (Some("E1"), "planted-further", "the further field x_seen"),
        (None, "ckb", "the language"),
        (None, "planted status", "the document's status"),
        (None, "planted notes", "the document's notes"),
        (None, "planted label", "the document's label topic"),
        (None, "planted metadata", "the document's metadata topic"),
        (None, "no format has directions", "the document's direction"),
        (None, "no format has directions", "the directions of paragraphs"),
        (None, "planted-further", "the further field x_seen"),
    ];
    for format in Format::ALL.into_iter().filter(|format| !format.is_drawn()) {
        let exported = exported(format, &document, &set, &Options::default());
        for (owner, word, what) in things {
            let whole = ["the relation", "the entity record", "it is no claim"];
            let told = exported.losses.iter().any(|loss| {
                loss.item == owner.map(Id::new) && (loss.what == what || whole.contains(&loss.what.as_str()))
            });
            assert!(
                told != is_written(&exported, word),
                "{}: {owner:?} {what} (told: {told})",
                format.name()
            );
        }
    }
}
