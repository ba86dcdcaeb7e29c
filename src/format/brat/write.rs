//! Writing brat's lines.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write;

use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value};

use crate::annotation::{Anchor, Annotation, Fragments, Id, Relation};
use crate::format::brat::{EXTRA, attribution, ends_line, names, value};
use crate::format::prepare::{fallen, loss};
use crate::format::{Exported, File, Source, name};
use crate::schema::AttributeKind;
use crate::text::Span;

pub(in crate::format) fn write(source: &Source<'_>) -> Exported {
    let mut writer = Writer {
        source,
        exported: Exported::default(),
        lines: Lines::default(),
        ids: HashMap::new(),
        given: HashSet::new(),
        bound: HashSet::new(),
    };
    writer.number();
    source.set.iter().for_each(|annotation| writer.annotation(annotation));
    writer.relations();
    let written = source.set.iter().filter(|one| writer.ids.contains_key(&one.id));
    let used: HashSet<&str> =
        written.flat_map(|one| one.attributes.values().filter_map(Value::as_str)).collect();
    for entity in source.set.entities().filter(|entity| !used.contains(entity.id.as_str())) {
        writer.exported.losses.push(loss(&entity.id, "the entity record: no mention has it"));
    }
    let Writer { mut exported, lines, .. } = writer;
    exported.files.push(File { name: format!("{}.ann", source.name), bytes: lines.text.into_bytes() });
    let text = source.document.text().as_bytes().to_vec();
    exported.files.push(File { name: format!("{}.txt", source.name), bytes: text });
    exported
}

/// Tells whether an annotation is an event in brat's terms: one with roles beside the span.
fn is_event(source: &Source<'_>, annotation: &Annotation) -> bool {
    let main = name::main_role(source.schema, &annotation.layer);
    let layer = source.schema.layer(&annotation.layer);
    annotation.roles.keys().any(|role| role != main)
        || annotation.layer == name::EVENT
        || layer.is_some_and(|layer| layer.roles.len() > 1)
}

/// Lines with numbers given out by kind.
#[derive(Default)]
struct Lines {
    text: String,
    used: HashMap<char, BTreeSet<u64>>,
    next: HashMap<char, u64>,
}

impl Lines {
    /// Takes the id where it is one of that kind and free.
    fn take(&mut self, kind: char, id: &str) -> bool {
        let number = id.strip_prefix(kind).filter(|digits| !digits.starts_with(['0', '+']));
        number
            .and_then(|digits| digits.parse().ok())
            .is_some_and(|number| self.used.entry(kind).or_default().insert(number))
    }

    fn fresh(&mut self, kind: char) -> String {
        let used = self.used.entry(kind).or_default();
        let next = self.next.entry(kind).or_insert(1);
        while !used.insert(*next) {
            *next += 1;
        }
        format!("{kind}{next}")
    }
}

struct Writer<'a> {
    source: &'a Source<'a>,
    exported: Exported,
    lines: Lines,
    /// The ids of annotations and relations in brat's terms.
    ids: HashMap<Id, String>,
    /// The ids given to annotations and relations.
    given: HashSet<String>,
    /// The text-bound lines that stand: events may share them.
    bound: HashSet<String>,
}

impl Writer<'_> {
    /// Gives everything its id: its own where that is one of brat's, so that what came from brat keeps it.
    fn number(&mut self) {
        let kind_of = |annotation: &Annotation| if is_event(self.source, annotation) { 'E' } else { 'T' };
        let mut wanted: Vec<(char, Id)> = Vec::new();
        for annotation in self.source.set.iter() {
            match self.obstacle(annotation) {
                None => wanted.push((kind_of(annotation), annotation.id.clone())),
                Some(what) => self.exported.losses.push(loss(&annotation.id, what)),
            }
        }
        let lines: HashSet<&Id> = wanted.iter().map(|(_, id)| id).collect();
        let fallen = fallen(self.source.set, |id| lines.contains(id));
        let what = "an end of the relation has no line";
        self.exported.losses.extend(fallen.iter().map(|id| loss(id, what)));
        let standing = self.source.set.relations().filter(|relation| !fallen.contains(&relation.id));
        wanted.extend(standing.map(|relation| ('R', relation.id.clone())));
        for (kind, id) in &wanted {
            if self.lines.take(*kind, id.as_str()) {
                self.ids.insert(id.clone(), id.to_string());
            }
        }
        // The triggers of events that came from brat, and the spans of their roles, keep theirs too.
        for annotation in self.source.set.iter() {
            let roles = annotation.roles.values().flatten().filter_map(line_of);
            for id in trigger_of(annotation).into_iter().chain(roles) {
                self.lines.take('T', id);
            }
        }
        for (kind, id) in wanted {
            if !self.ids.contains_key(&id) {
                let fresh = self.lines.fresh(kind);
                self.ids.insert(id, fresh);
            }
        }
        self.given = self.ids.values().cloned().collect();
    }

    /// Tells why an annotation can have no line, if it can't.
    fn obstacle(&self, annotation: &Annotation) -> Option<&'static str> {
        let main = name::main_role(self.source.schema, &annotation.layer);
        let Some(fragments) = annotation.fragments(main) else {
            return Some("it has no span in its main role, and brat needs one");
        };
        let empty = |span: &Span| self.source.document.slice(*span).chars().all(ends_line);
        fragments.spans().iter().all(empty).then_some("a span of line ends alone")
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        self.lines.text.write_fmt(line).expect("a text takes what is written");
        self.lines.text.push('\n');
    }

    /// Writes a text-bound line; a fragment never goes over a line end.
    fn span(&mut self, id: &str, kind: &str, fragments: &Fragments, owner: &Id) -> bool {
        if self.bound.contains(id) {
            return true;
        }
        let document = self.source.document;
        let mut pieces: Vec<Span> = Vec::new();
        for span in fragments.spans() {
            let mut start = span.start.0;
            for line in document.slice(*span).split(ends_line) {
                if !line.is_empty() {
                    pieces.push(Span::new(start, start + line.len()));
                }
                start += line.len();
                start += document.text()[start..].chars().next().map_or(0, char::len_utf8);
            }
        }
        if Some(fragments) != rejoined(document.text(), &pieces).as_ref() {
            self.exported
                .losses
                .push(loss(owner, "line ends at the ends of a span or between its fragments"));
        }
        if pieces.is_empty() {
            return false;
        }
        let places: Vec<String> = pieces
            .iter()
            .map(|span| document.chars(*span))
            .map(|(start, end)| format!("{} {}", start.0, end.0))
            .collect();
        let texts: Vec<&str> = pieces.iter().map(|span| document.slice(*span)).collect();
        self.line(format_args!("{id}\t{kind} {}\t{}", places.join(";"), texts.join(" ")));
        self.bound.insert(id.to_owned());
        true
    }

    fn annotation(&mut self, annotation: &Annotation) {
        let source = self.source;
        let main = name::main_role(source.schema, &annotation.layer);
        let event = is_event(source, annotation);
        let is_quote = attribution::is_quote(source.schema, &annotation.layer);
        let is_event_layer =
            annotation.layer == name::EVENT && source.schema.layer(name::EVENT).is_none_or(|_| event);
        let kind = match is_event_layer {
            _ if is_quote => attribution::kind(&annotation.label),
            true => names::escape(&annotation.label),
            false => names::of_label(source.schema, &annotation.layer, &annotation.label),
        };
        let (Some(id), Some(fragments)) = (self.ids.get(&annotation.id).cloned(), annotation.fragments(main))
        else {
            return;
        };
        if annotation.role(main).len() > 1 {
            let what = "what fills its main role behind the first span";
            self.exported.losses.push(loss(&annotation.id, what));
        }
        if event {
            self.event(annotation, &id, &kind, main, fragments);
        } else {
            self.span(&id, &kind, fragments, &annotation.id);
        }
        if is_quote && !attribution::is_kind(&annotation.label) {
            let number = self.lines.fresh('A');
            let label = value::write(&Value::from(annotation.label.as_str())).unwrap_or_default();
            self.line(format_args!("{number}\t{} {id} {label}", attribution::LABEL));
        }
        let attributes = self.in_own_ids(annotation);
        self.attributes(&id, &attributes, is_quote);
        self.record(&id, annotation);
        self.note(&id, &annotation.id, annotation.note.as_deref());
    }

    /// Writes an event with its trigger and the spans of its roles.
    fn event(&mut self, annotation: &Annotation, id: &str, kind: &str, main: &str, place: &Fragments) {
        let schema = self.source.schema;
        let is_quote = attribution::is_quote(schema, &annotation.layer);
        let mut arguments = String::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut is_placed = false;
        let mut roles: Vec<_> = annotation.roles.iter().collect();
        if let Some(layer) = attribution::layer(schema).filter(|_| is_quote) {
            // An attribution's arguments come back in the schema's order.
            let order = |role: &str| layer.roles.iter().position(|known| known.id == role);
            roles.sort_by_key(|(role, _)| order(role).unwrap_or(usize::MAX));
        }
        for (role, anchor) in
            roles.into_iter().flat_map(|(role, held)| held.iter().map(move |one| (role, one)))
        {
            if role == main && (!is_quote || is_placed || anchor.fragments().is_none()) {
                continue;
            }
            is_placed |= role == main;
            let short = attribution::argument(schema, role).filter(|_| is_quote);
            let target = match anchor {
                Anchor::Ref { id, .. } => self.ids.get(id).cloned(),
                Anchor::Text { fragments, .. } => {
                    let span = line_of(anchor).map_or_else(|| self.lines.fresh('T'), str::to_owned);
                    let name = short.clone().unwrap_or_else(|| names::of_role(&annotation.layer, role));
                    self.span(&span, &name, fragments, &annotation.id).then_some(span)
                }
            };
            let Some(target) = target else {
                let what = format!("{role}: what fills it has no line");
                self.exported.losses.push(loss(&annotation.id, what));
                continue;
            };
            let count = counts.entry(role.clone()).or_default();
            *count += 1;
            // brat numbers arguments of one role from the second on.
            let number = if *count > 1 && short.is_some() { count.to_string() } else { String::new() };
            let argument = short.unwrap_or_else(|| names::escape(role));
            arguments.push_str(&format!(" {argument}{number}:{target}"));
        }
        let trigger = match trigger_of(annotation) {
            Some(trigger) => trigger.to_owned(),
            None => self.lines.fresh('T'),
        };
        let empty = |span: &Span| self.source.document.slice(*span).chars().all(ends_line);
        let cue = annotation.fragments(attribution::CUE).filter(|_| is_quote);
        let cue = cue.filter(|cue| !cue.spans().iter().all(empty));
        // An annotation of its own may be the trigger.
        if !self.given.contains(&trigger) {
            self.span(&trigger, kind, cue.unwrap_or(place), &annotation.id);
        }
        self.line(format_args!("{id}\t{kind}:{trigger}{arguments}"));
    }

    /// Returns the attributes with ids of annotations in brat's terms.
    fn in_own_ids(&self, annotation: &Annotation) -> Map<String, Value> {
        let mut attributes = annotation.attributes.clone();
        let layer = self.source.schema.layer(&annotation.layer);
        for known in layer.into_iter().flat_map(|layer| &layer.attributes) {
            if let AttributeKind::Annotation { .. } = known.kind
                && let Some(Value::String(held)) = attributes.get_mut(&known.id)
                && let Some(id) = self.ids.get(&Id::new(held.as_str()))
            {
                held.clone_from(id);
            }
        }
        attributes
    }

    fn attributes(&mut self, target: &str, attributes: &Map<String, Value>, of_quote: bool) {
        for (name, value) in attributes {
            let id = self.lines.fresh('A');
            // A quote's label has this name.
            let name = match of_quote && name == attribution::LABEL {
                true => "_x4C_abel".to_owned(),
                false => names::escape(name),
            };
            match value::write(value) {
                None => self.line(format_args!("{id}\t{name} {target}")),
                Some(value) => self.line(format_args!("{id}\t{name} {target} {value}")),
            }
        }
    }

    /// Writes what the mention stands for as a normalisation.
    fn record(&mut self, target: &str, annotation: &Annotation) {
        for value in annotation.attributes.values().filter_map(Value::as_str) {
            if let Some(entity) = self.source.set.entity(&Id::new(value)) {
                let id = self.lines.fresh('N');
                let name = one_line(&entity.name);
                if name != entity.name {
                    self.exported.losses.push(loss(&entity.id, "line ends in the entity record's name"));
                }
                let reference = match &entity.wikidata {
                    Some(wikidata) => format!("Wikidata:{}", name::escape(wikidata)),
                    None => format!("Record:{}", name::escape(entity.id.as_str())),
                };
                self.line(format_args!("{id}\tReference {target} {reference}\t{name}"));
            }
        }
        for kept in annotation.extra.get(EXTRA).and_then(|extra| extra.get("references")).into_iter() {
            for kept in kept.as_array().into_iter().flatten() {
                let id = self.lines.fresh('N');
                let text = |key: &str| kept.get(key).and_then(Value::as_str).unwrap_or_default();
                self.line(format_args!("{id}\t{} {target} {}\t{}", text("type"), text("id"), text("text")));
            }
        }
    }

    /// Writes a note, a line of brat's for each of its lines.
    fn note(&mut self, target: &str, owner: &Id, note: Option<&str>) {
        if note.is_some_and(|note| note.contains(|one: char| ends_line(one) && one != '\n')) {
            self.exported.losses.push(loss(owner, "uncommon line ends in the note"));
        }
        for line in note.into_iter().flat_map(|note| note.split('\n')) {
            let id = self.lines.fresh('#');
            self.line(format_args!("{id}\tAnnotatorNotes {target}\t{}", line.replace(ends_line, " ")));
        }
    }

    fn relations(&mut self) {
        let source = self.source;
        let mut groups: IndexMap<(String, String), IndexSet<Id>> = IndexMap::new();
        for relation in source.set.relations() {
            let Some(id) = self.ids.get(&relation.id).cloned() else { continue };
            if let Some(group) = kept(relation, "group") {
                if !relation.attributes.is_empty() || relation.note.is_some() {
                    let what = "attributes and the note of a pair of an equivalence";
                    self.exported.losses.push(loss(&relation.id, what));
                }
                let group = groups.entry((relation.kind.clone(), group.to_owned())).or_default();
                group.extend([relation.from.clone(), relation.to.clone()]);
                continue;
            }
            let (from, to) = (self.ids[&relation.from].clone(), self.ids[&relation.to].clone());
            let (one, other) =
                (kept(relation, "from").unwrap_or("Arg1"), kept(relation, "to").unwrap_or("Arg2"));
            let kind = names::escape(&relation.kind);
            self.line(format_args!("{id}\t{kind} {one}:{from} {other}:{to}\t"));
            self.attributes(&id, &relation.attributes, false);
            self.note(&id, &relation.id, relation.note.as_deref());
        }
        for ((kind, _), members) in groups {
            let members: Vec<&str> =
                members.iter().filter_map(|id| self.ids.get(id)).map(String::as_str).collect();
            let members = members.join(" ");
            self.line(format_args!("*\t{} {members}", names::escape(&kind)));
        }
    }
}

fn trigger_of(annotation: &Annotation) -> Option<&str> {
    annotation.extra.get(EXTRA)?.get("trigger")?.as_str()
}

/// Returns the id that the span of a role had in brat.
fn line_of(anchor: &Anchor) -> Option<&str> {
    match anchor {
        Anchor::Text { extra, .. } => extra.get(EXTRA)?.as_str(),
        Anchor::Ref { .. } => None,
    }
}

fn kept<'a>(relation: &'a Relation, key: &str) -> Option<&'a str> {
    relation.extra.get(EXTRA)?.get(key)?.as_str()
}

fn one_line(text: &str) -> String {
    text.replace(|one: char| ends_line(one) || one == '\t', " ")
}

/// Returns the fragments that a reader makes of pieces: those with nothing but line ends between are one.
pub(super) fn rejoined(text: &str, pieces: &[Span]) -> Option<Fragments> {
    let mut spans: Vec<Span> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match spans.last_mut() {
            Some(last)
                if last.end < piece.start && text[last.end.0..piece.start.0].chars().all(ends_line) =>
            {
                *last = last.hull(*piece);
            }
            _ => spans.push(*piece),
        }
    }
    Fragments::new(spans)
}
