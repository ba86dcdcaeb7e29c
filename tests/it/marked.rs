//! Annotated texts as one can read them, for tests to say what was and what comes of it.
//!
//! `[a1 PERS|محمد]` marks the main role of a new annotation, `[a1|…]` a further fragment of it,
//! `[a1.cue|قال]` another role; `‹…›` is the selection. After a line of `---` stand the rest, one a line:
//! `a1.source=a2` (a reference), `a1 force="denial"` (an attribute), `r1 a1 supports a2` (a relation),
//! `E1 name` (an entity record).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use hashiya::annotation::{
    Anchor, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Relation,
};
use hashiya::edit::{Author, Edit};
use hashiya::schema::Schema;
use hashiya::text::{Document, Span};

pub fn author() -> Author {
    Author { name: "sara".into(), now: "2026-11-22T10:00:00Z".into() }
}

/// A text with its annotations and what is selected in it.
pub struct Marked {
    pub document: Document,
    pub set: AnnotationSet,
    /// The selected spans, in order.
    pub selection: Vec<Span>,
}

impl Marked {
    pub fn edit<'a>(&'a self, author: &'a Author) -> Edit<'a> {
        Edit { set: &self.set, schema: Schema::news(), author }
    }

    /// Returns the one selected span.
    pub fn selected(&self) -> Span {
        assert_eq!(self.selection.len(), 1, "one place is selected");
        self.selection[0]
    }

    pub fn fragments(&self) -> Fragments {
        Fragments::new(self.selection.clone()).expect("something is selected")
    }
}

/// The spans of one role, under construction.
type Roles = BTreeMap<String, (String, Vec<(String, Vec<Span>)>)>;

/// Reads the notation.
pub fn parse(marked: &str) -> Marked {
    let (body, rest) = marked.split_once("\n---\n").unwrap_or((marked, ""));
    let mut text = String::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut selection = Vec::new();
    let mut marks: Vec<(String, Span)> = Vec::new();
    let mut characters = body.chars();
    while let Some(character) = characters.next() {
        match character {
            '[' => {
                let head = characters.by_ref().take_while(|character| *character != '|').collect();
                open.push((head, text.len()));
            }
            ']' => {
                let (head, start) = open.pop().expect("a bracket was opened");
                marks.push((head, Span::new(start, text.len())));
            }
            '‹' => selection.push(Span::new(text.len(), text.len())),
            '›' => selection.last_mut().expect("a selection was opened").end.0 = text.len(),
            _ => text.push(character),
        }
    }
    assert!(open.is_empty(), "every bracket is closed");
    marks.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
    let set = set_of(&roles_of(&marks), rest);
    Marked { document: Document::new(text), set, selection }
}

fn roles_of(marks: &[(String, Span)]) -> Roles {
    let mut roles = Roles::new();
    for (head, _) in marks {
        if let Some((id, label)) = head.split_once(' ') {
            roles.entry(id.to_owned()).or_default().0 = label.to_owned();
        }
    }
    for (head, span) in marks {
        let place = head.split(' ').next().unwrap_or_default();
        let (id, role) = place.split_once('.').unwrap_or((place, ""));
        let (label, held) = roles.get_mut(id).unwrap_or_else(|| panic!("{id} has a label"));
        let main = layer_of(label).main_role().id.as_str();
        let role = if role.is_empty() { main } else { role };
        match held.iter_mut().find(|(known, _)| known == role) {
            Some((_, spans)) => spans.push(*span),
            None => held.push((role.to_owned(), vec![*span])),
        }
    }
    roles
}

fn layer_of(label: &str) -> &'static hashiya::schema::Layer {
    let mut layers = Schema::news().layers.iter();
    layers.find(|layer| layer.label(label).is_some()).unwrap_or_else(|| panic!("no layer has {label}"))
}

fn set_of(roles: &Roles, rest: &str) -> AnnotationSet {
    let mut annotations: BTreeMap<String, Annotation> = BTreeMap::new();
    for (id, (label, held)) in roles {
        let layer = layer_of(label);
        let mut filled: Vec<(String, Vec<Anchor>)> = held
            .iter()
            .map(|(role, spans)| {
                let fragments = Fragments::new(spans.clone()).expect("no mark is empty");
                (role.clone(), vec![Anchor::text(fragments)])
            })
            .collect();
        filled.sort_by_key(|(role, _)| layer.roles.iter().position(|known| known.id == *role));
        let annotation = Annotation {
            id: Id::new(id),
            layer: layer.id.clone(),
            label: label.clone(),
            roles: filled.into_iter().collect(),
            attributes: serde_json::Map::new(),
            note: None,
            provenance: author().provenance(),
            extra: Extra::new(),
        };
        annotations.insert(id.clone(), annotation);
    }
    let mut others = Vec::new();
    for line in rest.lines() {
        let (head, tail) = line.split_once(' ').unwrap_or((line, ""));
        if let Some((place, target)) = head.split_once('=') {
            let (id, role) = place.split_once('.').expect("a role");
            let annotation = annotations.get_mut(id).expect("it is marked");
            annotation.roles.entry(role.to_owned()).or_default().push(Anchor::reference(Id::new(target)));
            let layer = Schema::news().layer(&annotation.layer).expect("built in");
            let place = |id: &String| layer.roles.iter().position(|role| role.id == *id);
            annotation.roles.sort_by(|one, _, other, _| place(one).cmp(&place(other)));
        } else if head.starts_with('r') {
            let words: Vec<&str> = tail.split(' ').collect();
            others.push(Item::Relation(Arc::new(Relation {
                id: Id::new(head),
                kind: words[1].to_owned(),
                from: Id::new(words[0]),
                to: Id::new(words[2]),
                attributes: serde_json::Map::new(),
                note: None,
                provenance: author().provenance(),
                extra: Extra::new(),
            })));
        } else if head.starts_with('E') {
            others.push(Item::Entity(Arc::new(EntityRecord {
                id: Id::new(head),
                name: tail.to_owned(),
                wikidata: None,
                aliases: Vec::new(),
                extra: Extra::new(),
            })));
        } else {
            let (key, value) = tail.split_once('=').expect("an attribute");
            let value = serde_json::from_str(value).expect("JSON");
            annotations.get_mut(head).expect("it is marked").attributes.insert(key.to_owned(), value);
        }
    }
    let items = annotations.into_values().map(|annotation| Item::Annotation(Arc::new(annotation)));
    let (set, refused) = AnnotationSet::from_items(items.chain(others));
    assert!(refused.is_empty(), "{refused:?}");
    set
}

/// Draws a set in the notation; marks that cross have none.
pub fn draw(document: &Document, set: &AnnotationSet) -> String {
    let mut marks: Vec<(Span, String)> = Vec::new();
    let mut rest = String::new();
    for annotation in set.iter() {
        let main = Schema::news().layer(&annotation.layer).expect("built in").main_role().id.as_str();
        let mut labelled = false;
        for (role, span) in annotation.all_fragments() {
            let id = &annotation.id;
            let head = match (role == main, labelled) {
                (true, false) => format!("{id} {}", annotation.label),
                (true, true) => id.to_string(),
                (false, _) => format!("{id}.{role}"),
            };
            labelled |= role == main;
            marks.push((span, head));
        }
        for (role, anchors) in &annotation.roles {
            for target in anchors.iter().filter_map(Anchor::target) {
                writeln!(rest, "{}.{role}={target}", annotation.id).expect("a string takes all");
            }
        }
        for (key, value) in &annotation.attributes {
            writeln!(rest, "{} {key}={value}", annotation.id).expect("a string takes all");
        }
    }
    for relation in set.relations() {
        let Relation { id, kind, from, to, .. } = relation.as_ref();
        writeln!(rest, "{id} {from} {kind} {to}").expect("a string takes all");
    }
    for entity in set.entities() {
        writeln!(rest, "{} {}", entity.id, entity.name).expect("a string takes all");
    }
    marks.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut drawn = String::new();
    let mut open: Vec<usize> = Vec::new();
    let mut marks = marks.into_iter().peekable();
    for at in 0..=document.text().len() {
        while open.last() == Some(&at) {
            open.pop();
            drawn.push(']');
        }
        while let Some((span, head)) = marks.next_if(|(span, _)| span.start.0 == at) {
            assert!(open.last().is_none_or(|end| span.end.0 <= *end), "{head} crosses another mark");
            open.push(span.end.0);
            write!(drawn, "[{head}|").expect("a string takes all");
        }
        if let Some(character) = document.text().get(at..).and_then(|text| text.chars().next()) {
            drawn.push(character);
        }
    }
    if rest.is_empty() { drawn } else { format!("{drawn}\n---\n{}", rest.trim_end()) }
}

#[test]
fn what_is_drawn_reads_the_same() {
    let marked = "[a1 direct|قال [a2 PERS|محمد]] [a1.cue|إن] [a1|نعم]\n---\na1.source=a2\na1 force=\"denial\"\nr1 a1 supports a2\nE1 محمد";
    let parsed = parse(marked);
    assert_eq!(parsed.document.text(), "قال محمد إن نعم");
    assert_eq!(draw(&parsed.document, &parsed.set), marked);
}
