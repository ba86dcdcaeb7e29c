//! Reading brat's lines.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use crate::annotation::{Anchor, Annotation, EntityRecord, Extra, Fragments, Id};
use crate::format::brat::write::rejoined;
use crate::format::brat::{EXTRA, attribution, names, value};
use crate::format::read::{Builder, utf8};
use crate::format::{ImportError, Imported, Input, Stamp, name};
use crate::schema::Schema;
use crate::text::Span;

/// The lines of a file by kind, each with its number.
#[derive(Default)]
struct Lines<'a> {
    spans: Vec<Bound<'a>>,
    events: Vec<Event<'a>>,
    relations: Vec<(usize, &'a str, &'a str)>,
    equivalences: Vec<(usize, &'a str)>,
    /// Attributes, modifications: kind, target, value.
    attributes: Vec<(usize, &'a str, &'a str, Option<&'a str>)>,
    /// Normalisations: kind, target, reference, text.
    references: Vec<(usize, &'a str, &'a str, &'a str, &'a str)>,
    notes: Vec<(usize, &'a str, &'a str)>,
}

/// A text-bound line.
struct Bound<'a> {
    line: usize,
    id: &'a str,
    kind: &'a str,
    fragments: Fragments,
}

struct Event<'a> {
    line: usize,
    id: &'a str,
    kind: &'a str,
    trigger: &'a str,
    arguments: Vec<(&'a str, &'a str)>,
}

pub(in crate::format) fn read(
    input: &Input<'_>,
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Imported, ImportError> {
    let Some(text) = input.text else {
        return Err(ImportError::NoText("brat keeps it in a .txt of the same name".to_owned()));
    };
    let mut builder = Builder::new(utf8(text)?, stamp);
    let file = utf8(input.bytes)?.trim_start_matches('\u{feff}');
    let mut lines = Lines::default();
    for (number, line) in file.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        if let Err(what) = lines.take(number + 1, line, &mut builder) {
            builder.fault(number + 1, what);
        }
    }
    lines.build(&mut builder, schema);
    Ok(builder.finish(""))
}

impl<'a> Lines<'a> {
    fn take(&mut self, number: usize, line: &'a str, builder: &mut Builder<'_>) -> Result<(), String> {
        let (id, rest) = line.split_once('\t').ok_or("there is no tab behind an id")?;
        let (data, tail) = rest.split_once('\t').unwrap_or((rest, ""));
        match id.chars().next() {
            Some('T') => {
                let (kind, places) = data.split_once(' ').ok_or("there are no offsets")?;
                let mut pieces = Vec::new();
                for place in places.split(';') {
                    let (start, end) =
                        place.split_once(' ').ok_or_else(|| format!("{place} is no pair of offsets"))?;
                    let number =
                        |text: &str| text.parse::<usize>().map_err(|_| format!("{text} is no offset"));
                    pieces.push((number(start)?, number(end)?));
                }
                let fragments = place(builder, &pieces, rest.contains('\t').then_some(tail))?;
                self.spans.push(Bound { line: number, id, kind, fragments });
            }
            Some('E') => {
                let mut parts = data.split_whitespace();
                let (kind, trigger) =
                    parts.next().and_then(|part| part.split_once(':')).ok_or("the event has no trigger")?;
                let arguments: Option<Vec<_>> = parts.map(|part| part.split_once(':')).collect();
                let arguments = arguments.ok_or("an argument has no colon")?;
                self.events.push(Event { line: number, id, kind, trigger, arguments });
            }
            Some('R') => self.relations.push((number, id, data)),
            Some('*') => self.equivalences.push((number, data)),
            Some('A' | 'M') => {
                let (kind, rest) = data.split_once(' ').ok_or("the attribute has no target")?;
                let (target, value) =
                    rest.split_once(' ').map_or((rest, None), |(target, value)| (target, Some(value)));
                // A value may hold tabs in files by hand; the rest of the line is the value.
                self.attributes.push((number, kind, target, value));
            }
            Some('N') => {
                let mut parts = data.splitn(3, ' ');
                let (Some(kind), Some(target), Some(reference)) = (parts.next(), parts.next(), parts.next())
                else {
                    return Err("the normalisation has no reference".to_owned());
                };
                self.references.push((number, kind, target, reference, tail));
            }
            Some('#') => {
                let (_, target) = data.split_once(' ').ok_or("the note has no target")?;
                self.notes.push((number, target, tail));
            }
            _ => return Err(format!("{id} is no id that is known")),
        }
        Ok(())
    }

    /// Returns the ids that attributes, references, notes, relations and other events point at.
    fn targeted(&self) -> HashSet<&'a str> {
        let mut targeted: HashSet<&str> = HashSet::new();
        targeted.extend(self.attributes.iter().map(|(_, _, target, _)| target));
        targeted.extend(self.references.iter().map(|(_, _, target, ..)| target));
        targeted.extend(self.notes.iter().map(|(_, target, _)| target));
        let relations = self.relations.iter().map(|(_, _, data)| data);
        let joined = relations.chain(self.equivalences.iter().map(|(_, data)| data));
        targeted.extend(joined.flat_map(|data| data.split([' ', ':'])));
        let events = self.events.iter().filter(|event| !attribution::is_kind(event.kind));
        targeted.extend(events.flat_map(|event| event.arguments.iter().map(|(_, target)| target)));
        targeted
    }

    fn build(self, builder: &mut Builder<'_>, schema: &Schema) {
        let bound: HashMap<&str, &Bound<'_>> = self.spans.iter().map(|span| (span.id, span)).collect();
        let mut annotations: BTreeMap<usize, Annotation> = BTreeMap::new();
        let mut consumed: HashSet<&str> = HashSet::new();
        let mut number_of: HashMap<&str, usize> = HashMap::new();
        let targeted = self.targeted();
        let mut quotes: HashSet<usize> = HashSet::new();
        for event in &self.events {
            let Some(trigger) = bound.get(event.trigger) else {
                builder.fault(event.line, format!("the trigger {} is not there", event.trigger));
                continue;
            };
            let mut annotation = match attribution::layer(schema).filter(|_| attribution::is_kind(event.kind))
            {
                Some(_) => {
                    quotes.insert(event.line);
                    event.attribution(trigger, &bound, &targeted, schema, builder, &mut consumed)
                }
                None => event.annotation(trigger, &bound, schema, builder, &mut consumed),
            };
            number_of.insert(event.trigger, event.line);
            number_of.insert(event.id, event.line);
            annotation.extra.insert(EXTRA.to_owned(), json!({ "trigger": event.trigger }));
            annotations.insert(event.line, annotation);
        }
        let first = name::first_layer(schema);
        for span in self.spans.iter().filter(|span| !consumed.contains(span.id)) {
            let meaning = names::meaning(schema, span.kind, first);
            let role = meaning.role.as_deref().unwrap_or_else(|| name::main_role(schema, &meaning.layer));
            let annotation =
                builder.marked(span.id, &meaning.layer, &meaning.label, role, span.fragments.clone());
            number_of.insert(span.id, span.line);
            annotations.insert(span.line, annotation);
        }
        let mut relations = BTreeMap::new();
        for (line, id, data) in &self.relations {
            let mut parts = data.split_whitespace();
            let kind = parts.next().unwrap_or_default();
            let ends: Vec<_> = parts.filter_map(|part| part.split_once(':')).collect();
            let [(one, from), (other, to)] = ends[..] else {
                builder.fault(*line, "a relation joins two");
                continue;
            };
            let mut relation = builder.relation(id, &names::unescape(kind), Id::new(from), Id::new(to));
            if (one, other) != ("Arg1", "Arg2") {
                relation.extra.insert(EXTRA.to_owned(), json!({ "from": one, "to": other }));
            }
            number_of.insert(id, *line);
            relations.insert(*line, relation);
        }
        for (group, (line, data)) in self.equivalences.iter().enumerate() {
            let mut parts = data.split_whitespace();
            let kind = names::unescape(parts.next().unwrap_or_default());
            let members: Vec<&str> = parts.collect();
            for (at, pair) in members.windows(2).enumerate() {
                let id = format!("Q{}x{}", group + 1, at + 1);
                let mut relation = builder.relation(&id, &kind, Id::new(pair[0]), Id::new(pair[1]));
                relation.extra.insert(EXTRA.to_owned(), json!({ "group": (group + 1).to_string() }));
                builder.add_relation(*line, relation);
            }
        }
        for (line, written, target, text) in &self.attributes {
            let (kind, value) = (names::unescape(written), value::read(*text));
            let number = number_of.get(target);
            if let Some(annotation) = number.and_then(|number| annotations.get_mut(number)) {
                match value.as_str().filter(|_| *written == attribution::LABEL) {
                    Some(label) if number.is_some_and(|line| quotes.contains(line)) => {
                        label.clone_into(&mut annotation.label);
                    }
                    _ => drop(annotation.attributes.insert(kind, value)),
                }
            } else if let Some(relation) = number.and_then(|number| relations.get_mut(number)) {
                relation.attributes.insert(kind, value);
            } else {
                builder.fault(*line, format!("{target} is not there"));
            }
        }
        // A record's id may be that of an event here: brat counts events by themselves.
        for annotation in annotations.values_mut() {
            if let Some(Value::String(record)) = annotation.attributes.get_mut("record")
                && number_of.contains_key(record.as_str())
            {
                record.insert(0, 'W');
            }
        }
        let mut records: HashMap<(&str, &str), usize> = HashMap::new();
        let mut entities: indexmap::IndexMap<String, EntityRecord> = indexmap::IndexMap::new();
        for (line, kind, target, reference, text) in &self.references {
            let Some(annotation) = number_of.get(target).and_then(|number| annotations.get_mut(number))
            else {
                builder.fault(*line, format!("{target} is not there"));
                continue;
            };
            let (base, id) = reference.split_once(':').unwrap_or(("", reference));
            let record = annotation.attributes.get("record").and_then(Value::as_str).map(str::to_owned);
            if matches!(base, "Wikidata" | "Record") {
                let record = record.unwrap_or_else(|| {
                    // One record for a QID; what has none is told apart by its name.
                    let key = (*reference, if id == "NIL" { *text } else { "" });
                    let next = records.len() + 1;
                    format!("W{}", records.entry(key).or_insert(next))
                });
                annotation.attributes.insert("record".to_owned(), Value::String(record.clone()));
                let wikidata = (base == "Wikidata").then(|| name::unescape(id));
                entities.entry(record.clone()).or_insert_with(|| EntityRecord {
                    id: Id::new(&record),
                    name: (*text).to_owned(),
                    wikidata,
                    aliases: Vec::new(),
                    extra: Extra::new(),
                });
            } else {
                let kept = json!({ "type": kind, "id": reference, "text": text });
                let extra = annotation.extra.entry(EXTRA).or_insert_with(|| json!({}));
                let list =
                    extra.as_object_mut().map(|extra| extra.entry("references").or_insert_with(|| json!([])));
                list.and_then(Value::as_array_mut).into_iter().for_each(|list| list.push(kept.clone()));
            }
        }
        for (line, target, text) in &self.notes {
            let number = number_of.get(target);
            let note = if let Some(annotation) = number.and_then(|number| annotations.get_mut(number)) {
                &mut annotation.note
            } else if let Some(relation) = number.and_then(|number| relations.get_mut(number)) {
                &mut relation.note
            } else {
                builder.fault(*line, format!("{target} is not there"));
                continue;
            };
            *note = Some(note.take().map_or((*text).to_owned(), |before| format!("{before}\n{text}")));
        }
        annotations.into_iter().for_each(|(line, annotation)| builder.add(line, annotation));
        relations.into_iter().for_each(|(line, relation)| builder.add_relation(line, relation));
        entities.into_values().for_each(|entity| builder.add_entity(0, entity));
    }
}

impl<'a> Event<'a> {
    /// Returns the annotation of an event whose trigger is its span.
    fn annotation(
        &self,
        trigger: &Bound<'_>,
        bound: &HashMap<&'a str, &Bound<'_>>,
        schema: &Schema,
        builder: &Builder<'_>,
        consumed: &mut HashSet<&'a str>,
    ) -> Annotation {
        let meaning = names::meaning(schema, self.kind, name::EVENT);
        let main = name::main_role(schema, &meaning.layer);
        let mut annotation =
            builder.marked(self.id, &meaning.layer, &meaning.label, main, trigger.fragments.clone());
        consumed.insert(self.trigger);
        for (role, target) in &self.arguments {
            let role = names::unescape(role);
            let own = bound.get(target).filter(|span| {
                let named = names::meaning(schema, span.kind, "");
                named.role.as_ref() == Some(&role) && named.layer == meaning.layer
            });
            let anchor = match own {
                Some(span) => {
                    consumed.insert(*target);
                    span.anchor()
                }
                None => Anchor::reference(Id::new(target)),
            };
            annotation.roles.entry(role).or_default().push(anchor);
        }
        annotation
    }

    /// Returns the quote of an attribution; the trigger is only its sign.
    fn attribution(
        &self,
        trigger: &Bound<'_>,
        bound: &HashMap<&'a str, &Bound<'_>>,
        targeted: &HashSet<&str>,
        schema: &Schema,
        builder: &Builder<'_>,
        consumed: &mut HashSet<&'a str>,
    ) -> Annotation {
        let layer = attribution::layer(schema).map_or("quote", |layer| layer.id.as_str());
        let main = name::main_role(schema, layer);
        let mut annotation = builder.annotation(self.id, layer, &names::unescape(self.kind));
        let roles = schema.layer(layer).into_iter().flat_map(|layer| &layer.roles);
        annotation.roles.extend(roles.map(|role| (role.id.clone(), Vec::new())));
        for (argument, target) in &self.arguments {
            let role = attribution::role(schema, argument).unwrap_or_else(|| names::unescape(argument));
            let short = attribution::argument(schema, &role);
            let named = |span: &&&Bound<'_>| {
                let meant = names::meaning(schema, span.kind, "");
                short.as_deref() == Some(span.kind)
                    || meant.role.as_ref() == Some(&role) && meant.layer == layer
            };
            let found = bound.get(target);
            let own = found.filter(named).filter(|_| !targeted.contains(target));
            let anchor = match own.or(found.filter(|_| role == main)) {
                Some(span) => {
                    // What else points at stays an annotation of its own too.
                    if own.is_some() {
                        consumed.insert(*target);
                    }
                    span.anchor()
                }
                None => Anchor::reference(Id::new(target)),
            };
            annotation.roles.entry(role).or_default().push(anchor);
        }
        let repeats =
            |role: &str| annotation.fragments(role).is_some_and(|fragments| *fragments == trigger.fragments);
        let is_sign = match annotation.fragments(attribution::CUE) {
            Some(_) => repeats(attribution::CUE),
            None => repeats(main) || annotation.fragments(main).is_none(),
        };
        if is_sign {
            consumed.insert(self.trigger);
        }
        let content = annotation.roles.entry(main.to_owned()).or_default();
        if content.iter().all(|anchor| anchor.fragments().is_none()) {
            content.insert(0, Anchor::text(trigger.fragments.clone()));
        }
        annotation.roles.retain(|_, anchors| !anchors.is_empty());
        annotation
    }
}

impl Bound<'_> {
    /// Returns the anchor of a role's span; the line's id is kept, so that writing it again changes nothing.
    fn anchor(&self) -> Anchor {
        let extra = [(EXTRA.to_owned(), json!(self.id))].into_iter().collect();
        Anchor::Text { fragments: self.fragments.clone(), state: None, extra }
    }
}

/// Returns the fragments at those offsets; `text` is what the line repeats, fragments joined by a space.
fn place(
    builder: &mut Builder<'_>,
    pieces: &[(usize, usize)],
    text: Option<&str>,
) -> Result<Fragments, String> {
    let mut spans: Vec<Span> = Vec::new();
    let mut rest = text;
    for (number, (start, end)) in pieces.iter().enumerate() {
        // A fragment's share of the repeated text has as many code points as the fragment.
        let length = end.saturating_sub(*start);
        let last = number + 1 == pieces.len();
        let expected = rest.map(|rest| match rest.char_indices().nth(length) {
            Some((at, _)) if !last => &rest[..at],
            _ => rest,
        });
        spans.push(builder.text.span(*start, *end, expected)?);
        rest = rest.zip(expected).and_then(|(rest, taken)| {
            let rest = &rest[taken.len()..];
            rest.strip_prefix(' ').or(Some(rest))
        });
    }
    rejoined(builder.text.document.text(), &spans).ok_or_else(|| "the span is empty".to_owned())
}
