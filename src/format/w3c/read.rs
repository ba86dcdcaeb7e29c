//! Reading pages, collections, lists and single annotations, Hashiya's and others'.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::annotation::{Anchor, EntityRecord, Extra, Fragments, Id, Origin, Provenance, Status};
use crate::format::read::{Builder, utf8};
use crate::format::{ImportError, Imported, Input, Stamp, lenient, name};
use crate::schema::Schema;
use crate::text::Span;

pub(in crate::format) fn read(
    input: &Input<'_>,
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Imported, ImportError> {
    let file = utf8(input.bytes)?.trim_start_matches('\u{feff}');
    let malformed = |what: String| ImportError::Malformed { format: "w3c", what };
    let (objects, faults) = lenient::objects(file, is_container);
    let document = objects.iter().find(|one| one.key == Some("hashiya:document")).map(|one| &one.value);
    let items: Vec<(usize, &Value)> =
        objects.iter().filter(|one| is_item(&one.value)).map(|one| (one.line, &one.value)).collect();
    if items.is_empty() && document.is_none() {
        let first = faults.first().map(|fault| format!("line {}: {}", fault.line, fault.what));
        return Err(malformed(first.unwrap_or_else(|| "there is no annotation".to_owned())));
    }
    let text = match (input.text, document.and_then(|document| string(document, "value"))) {
        (Some(text), _) => utf8(text)?,
        (None, Some(text)) => text,
        (None, None) => {
            let what =
                "its annotations target a text that is not in it; put it beside as a .txt of the same name";
            return Err(ImportError::NoText(what.to_owned()));
        }
    };
    let mut reader = Reader {
        builder: Builder::new(text, stamp),
        schema,
        ids: items.iter().filter_map(|(_, item)| address(item)).map(|id| local(id).to_owned()).collect(),
        source: document.and_then(|document| address(document)).or_else(|| commonest(&items)),
        records: Vec::new(),
    };
    reader.builder.faults.extend(faults);
    if let Some(document) = document {
        reader.document(document);
    }
    for record in objects.iter().filter(|one| kind(&one.value).any(|kind| kind == "hashiya:Record")) {
        reader.record(&record.value, record.line);
    }
    for (number, (line, item)) in items.iter().enumerate() {
        let id = address(item).map_or_else(|| format!("a{}", number + 1), |id| decode(local(id)));
        let read = match reader.joins(item) {
            Some((from, to)) => reader.relation(item, &id, &from, &to, *line),
            None => reader.annotation(item, &id, *line),
        };
        if let Err(what) = read {
            reader.builder.fault(*line, format!("{id}: {what}"));
        }
    }
    let name = document.and_then(|document| string(document, "hashiya:name")).unwrap_or_default();
    Ok(reader.builder.finish(name))
}

fn is_item(value: &Value) -> bool {
    value.get("target").is_some()
}

/// Tells whether a value is a page, a collection, or another thing that annotations are in.
fn is_container(value: &Value) -> bool {
    let held = ["items", "first", "@graph", "hashiya:document", "hashiya:records"];
    !is_item(value) && held.iter().any(|key| value.get(*key).is_some())
}

/// Returns a value as a list: what JSON-LD has one of need not be in one.
pub(super) fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(one) => vec![one],
    }
}

pub(super) fn string<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// Returns the address that a value is or has.
pub(super) fn address(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| string(value, "id")).or_else(|| string(value, "@id"))
}

fn kind(value: &Value) -> impl Iterator<Item = &str> {
    let kinds = list(value.get("type").or_else(|| value.get("@type")));
    kinds.into_iter().filter_map(Value::as_str)
}

/// Returns the last part of an address: behind `#`, else behind the last slash or colon.
pub(super) fn local(address: &str) -> &str {
    match address.rsplit_once('#') {
        Some((_, local)) => local,
        None => address.rsplit(['/', ':']).next().unwrap_or(address),
    }
}

/// Returns what an IRI's part was before `%` and two digits stood for its bytes.
pub(super) fn decode(part: &str) -> String {
    name::unescape(part)
}

/// Returns the source that most targets name.
fn commonest<'a>(items: &[(usize, &'a Value)]) -> Option<&'a str> {
    let mut counts: indexmap::IndexMap<&str, usize> = indexmap::IndexMap::new();
    for target in items.iter().flat_map(|(_, item)| list(item.get("target"))) {
        if let Some(source) = source_of(target) {
            *counts.entry(source).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(source, _)| source)
}

/// Returns the address of what a target lies in, where it has selectors.
fn source_of(target: &Value) -> Option<&str> {
    target.get("selector").and_then(|_| target.get("source")).and_then(address)
}

pub(super) struct Reader<'a> {
    pub builder: Builder<'a>,
    schema: &'a Schema,
    /// The local ids of the file's annotations, as they are written.
    pub ids: HashSet<String>,
    source: Option<&'a str>,
    /// The QIDs that were met, each with its record's id.
    pub records: Vec<(String, String)>,
}

impl<'a> Reader<'a> {
    fn document(&mut self, document: &Value) {
        let about = &mut self.builder.about;
        let object = |key: &str| -> Map<String, Value> {
            let json = string(document, key).unwrap_or_default();
            serde_json::from_str(json).unwrap_or_default()
        };
        (about.labels, about.metadata) = (object("hashiya:labels"), object("hashiya:metadata"));
        about.notes = string(document, "hashiya:notes").map(str::to_owned);
        if let Some(language) = string(document, "language") {
            about.language = language.to_owned();
        }
        if let Some(status) = string(document, "hashiya:status") {
            about.status = status.to_owned();
        }
    }

    fn record(&mut self, record: &Value, line: usize) {
        let Some(id) = address(record) else {
            return self.builder.fault(line, "an entity record has no id");
        };
        let aliases = list(record.get("hashiya:alias")).into_iter().filter_map(Value::as_str);
        let entity = EntityRecord {
            id: Id::new(&decode(local(id))),
            name: string(record, "name").unwrap_or_default().to_owned(),
            wikidata: string(record, "hashiya:wikidata").map(str::to_owned),
            aliases: aliases.map(str::to_owned).collect(),
            extra: Extra::new(),
        };
        self.builder.add_entity(line, entity);
    }

    /// Returns the ids that a relation joins, where the annotation is one.
    fn joins(&self, item: &Value) -> Option<(Id, Id)> {
        let is_linking = list(item.get("motivation")).into_iter().any(|one| one == "linking");
        let known = |value: &&Value| {
            let whole = address(value.get("source").unwrap_or(value));
            whole.map(local).filter(|id| self.ids.contains(*id)).map(|id| Id::new(&decode(id)))
        };
        let from = list(item.get("target")).iter().find_map(known)?;
        let to = list(item.get("body")).iter().find_map(known)?;
        is_linking.then_some((from, to))
    }

    fn relation(&mut self, item: &Value, id: &str, from: &Id, to: &Id, line: usize) -> Result<(), String> {
        let described = self.bodies(item, line);
        let kind = described.tags.first().map_or("related", String::as_str);
        let mut relation = self.builder.relation(id, kind, from.clone(), to.clone());
        relation.provenance = provenance(item, relation.provenance);
        (relation.attributes, relation.note) = (described.attributes, described.note);
        self.builder.add_relation(line, relation);
        Ok(())
    }

    fn annotation(&mut self, item: &Value, id: &str, line: usize) -> Result<(), String> {
        let mut described = self.bodies(item, line);
        let tag = (!described.tags.is_empty()).then(|| described.tags.remove(0));
        let (layer, label) = match described.exact.take() {
            Some(exact) => exact,
            None => {
                let motivation = list(item.get("motivation")).into_iter().find_map(Value::as_str);
                let tag = tag.unwrap_or_else(|| motivation.unwrap_or("annotation").to_owned());
                let meaning = name::meaning(self.schema, &tag, name::first_layer(self.schema));
                (meaning.layer, meaning.label)
            }
        };
        if !described.tags.is_empty() {
            described.attributes.insert("tags".to_owned(), Value::from(described.tags));
        }
        let main = name::main_role(self.schema, &layer);
        // By role and number: fragments, or what is pointed at.
        let mut anchors: indexmap::IndexMap<(String, u64), (Vec<Span>, Option<Id>)> =
            indexmap::IndexMap::new();
        for (role, number, target) in described.links {
            let number = number.unwrap_or_else(|| {
                anchors.keys().filter(|(of, _)| *of == role).map(|(_, number)| number + 1).max().unwrap_or(0)
            });
            anchors.entry((role, number)).or_default().1 = Some(target);
        }
        let mut missed = Vec::new();
        for target in list(item.get("target")) {
            let role = string(target, "hashiya:role").unwrap_or(main).to_owned();
            let number = target.get("hashiya:anchor").and_then(Value::as_u64).unwrap_or(0);
            match self.place(target, line) {
                Ok(span) => anchors.entry((role, number)).or_default().0.push(span),
                Err(what) => missed.push(what),
            }
        }
        let mut ordered: Vec<_> = anchors.into_iter().collect();
        ordered.sort_by_key(|((_, number), _)| *number);
        let mut annotation = self.builder.annotation(id, &layer, &label);
        // The schema's order of roles decides where an annotation stands; the page has targets before links.
        let known = self.schema.layer(&layer).into_iter().flat_map(|layer| &layer.roles);
        annotation.roles.extend(known.map(|role| (role.id.clone(), Vec::new())));
        annotation.roles.entry(main.to_owned()).or_default();
        for ((role, _), (spans, target)) in ordered {
            let text = Fragments::new(spans).map(Anchor::text);
            let held = annotation.roles.entry(role).or_default();
            held.extend(text.into_iter().chain(target.map(Anchor::reference)));
        }
        annotation.roles.retain(|_, anchors| !anchors.is_empty());
        if annotation.roles.values().flatten().all(|anchor| anchor.fragments().is_none()) {
            let what = missed.into_iter().next();
            return Err(what.unwrap_or_else(|| "it has no target in the text".to_owned()));
        }
        missed.into_iter().for_each(|what| self.builder.fault(line, format!("{id}: {what}")));
        annotation.provenance = provenance(item, annotation.provenance);
        (annotation.attributes, annotation.note) = (described.attributes, described.note);
        self.builder.add(line, annotation);
        Ok(())
    }

    /// Returns the span that a target's selectors select.
    fn place(&mut self, target: &Value, line: usize) -> Result<Span, String> {
        let here = target.get("source").and_then(address).map(local);
        if here.is_some() && self.source.is_some() && here != self.source.map(local) {
            return Err(format!("its source is another: {}", here.unwrap_or_default()));
        }
        let selectors = list(target.get("selector"));
        let of_kind =
            |wanted: &str| selectors.iter().find(|selector| kind(selector).any(|kind| kind == wanted));
        let quote = of_kind("TextQuoteSelector");
        let exact = quote.and_then(|quote| string(quote, "exact"));
        let offset = |selector: &Value, key: &str| {
            selector.get(key).and_then(Value::as_u64).map(|number| number as usize)
        };
        let position = of_kind("TextPositionSelector")
            .and_then(|selector| offset(selector, "start").zip(offset(selector, "end")))
            .or_else(|| of_kind("FragmentSelector").and_then(|selector| range(string(selector, "value")?)));
        if let Some((start, end)) = position {
            let found = self.builder.text.span(start, end, exact);
            if found.is_ok() || quote.is_none() {
                return found;
            }
        }
        let (Some(exact), Some(quote)) = (exact.filter(|exact| !exact.is_empty()), quote) else {
            return Err("its selector selects no text".to_owned());
        };
        let (span, times) =
            self.search(exact, quote).ok_or_else(|| format!("{exact:?} is not in the text"))?;
        if times > 1 {
            self.builder.fault(line, format!("{exact:?} stands there {times} times; the first is taken"));
        }
        Ok(span)
    }

    /// Returns where a quoted text stands between what is said to stand around it, and how many such places are.
    fn search(&self, exact: &str, quote: &Value) -> Option<(Span, usize)> {
        let text = self.builder.text.document.text();
        let places: Vec<Span> =
            text.match_indices(exact).map(|(at, _)| Span::new(at, at + exact.len())).collect();
        let (prefix, suffix) =
            (string(quote, "prefix").unwrap_or_default(), string(quote, "suffix").unwrap_or_default());
        let fits =
            |span: &&Span| text[..span.start.0].ends_with(prefix) && text[span.end.0..].starts_with(suffix);
        let fitting: Vec<&Span> = places.iter().filter(fits).collect();
        match fitting.first() {
            Some(first) => Some((**first, fitting.len())),
            None => places.first().map(|first| (*first, places.len())),
        }
    }
}

/// Reads `char=START,END` of RFC 5147.
fn range(value: &str) -> Option<(usize, usize)> {
    let (start, end) = value.strip_prefix("char=")?.split(';').next()?.split_once(',')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// Returns who marked it as the annotation says; where it says nothing, who imports it.
fn provenance(item: &Value, stamped: Provenance) -> Provenance {
    let mut provenance = stamped;
    let creator = list(item.get("creator")).into_iter().find_map(|creator| {
        ["nickname", "name"].iter().find_map(|key| string(creator, key)).or_else(|| address(creator))
    });
    let (created, modified) = (string(item, "created"), string(item, "modified"));
    if creator.is_some() || created.is_some() {
        provenance.creator = creator.unwrap_or_default().to_owned();
        provenance.created = created.unwrap_or_default().to_owned();
        provenance.modified = modified.or(created).unwrap_or_default().to_owned();
    }
    if let Some(origin) = string(item, "hashiya:origin") {
        provenance.origin = Origin::of(origin);
    }
    if let Some(status) = string(item, "hashiya:status") {
        provenance.status = Status::of(status);
    }
    provenance.confidence = item.get("hashiya:confidence").and_then(Value::as_f64);
    provenance
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::annotation::Id;
    use crate::format::{Input, Stamp};
    use crate::schema::Schema;

    /// As other programs write them: a list, one body or several, quotes alone, a relation, another source.
    const FOREIGN: &str = r##"[
{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://example.org/1", "type": "Annotation",
 "body": [{"type": "TextualBody", "purpose": "tagging", "value": "LOC"},
          {"type": "TextualBody", "purpose": "tagging", "value": "capital"},
          {"type": "TextualBody", "purpose": "commenting", "value": "a"},
          {"type": "SpecificResource", "purpose": "identifying", "source": "http://www.wikidata.org/entity/Q42"}],
 "target": {"source": "https://example.org/page", "selector": [
   {"type": "TextQuoteSelector", "exact": "سليم"}, {"type": "TextPositionSelector", "start": 4, "end": 8}]}},
{"id": "https://example.org/2", "type": "Annotation", "motivation": "highlighting",
 "target": {"source": "https://example.org/page",
            "selector": {"type": "TextQuoteSelector", "exact": "هنا", "prefix": "ثم ", "suffix": ""}}},
{"id": "https://example.org/3", "type": "Annotation", "bodyValue": "b",
 "target": {"source": "https://example.org/page", "selector": {"type": "FragmentSelector", "value": "char=0,2"}}},
{"id": "https://example.org/4", "type": "Annotation", "motivation": "linking",
 "body": ["https://example.org/2", {"type": "TextualBody", "purpose": "tagging", "value": "in"}],
 "target": "https://example.org/1"},
{"id": "https://example.org/5", "type": "Annotation",
 "target": {"source": "https://example.org/other", "selector": {"type": "TextQuoteSelector", "exact": "هنا"}}},
{"id": "https://example.org/6", "type": "Annotation",
 "target": {"source": "https://example.org/page", "selector": {"type": "TextQuoteSelector", "exact": "أين"}}}
]"##;

    #[test]
    fn foreign_annotations_are_found_by_their_selectors() {
        // An emoji is counted twice by the first; line ends are of two characters.
        let text = "😀\r\nسليم هنا ثم هنا";
        let input = Input { bytes: FOREIGN.as_bytes(), text: Some(text.as_bytes()) };
        let read = read(&input, Schema::news(), &Stamp::default()).expect("read");
        let get = |id: &str| read.set.get(&Id::new(id)).expect("kept");
        let place = |id: &str| {
            let span = get(id).place().expect("a span");
            (read.document.chars(span).0.0, read.document.slice(span))
        };
        assert_eq!((place("1"), get("1").label.as_str()), ((2, "سليم"), "LOC"));
        assert_eq!(get("1").attributes["tags"], serde_json::json!(["capital"]));
        assert_eq!((get("1").note.as_deref(), &get("1").attributes["record"]), (Some("a"), &"W1".into()));
        assert_eq!((place("2"), get("2").label.as_str()), ((14, "هنا"), "highlighting"));
        assert_eq!((place("3").0, get("3").note.as_deref()), (0, Some("b")));
        let relation = read.set.relations().next().expect("kept");
        assert_eq!((relation.kind.as_str(), relation.from.as_str(), relation.to.as_str()), ("in", "1", "2"));
        let faults: Vec<usize> = read.faults.iter().map(|fault| fault.line).collect();
        assert_eq!((read.set.len(), faults), (3, vec![17, 19]), "{:?}", read.faults);
    }
}
