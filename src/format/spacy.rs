//! JSON lines for spaCy and Prodigy: words and spaces that give the text back, spans that end on words.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::annotation::{Anchor, Fragments, Id, Relation};
use crate::format::prepare::loss;
use crate::format::read::{Builder, utf8};
use crate::format::token::Tokens;
use crate::format::{Clitics, Exported, File, ImportError, Imported, Loss, Source, Stamp, name};
use crate::schema::Schema;
use crate::text::Span;

/// A fragment of an anchor, as both programs take spans; they keep the fields that are ours.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    /// Code points, half-open.
    start: usize,
    end: usize,
    /// Numbers of tokens; the end is the last one's, as Prodigy has it.
    token_start: usize,
    token_end: usize,
    label: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    role: String,
    /// The number of the anchor among those of the role.
    #[serde(default)]
    anchor: usize,
    #[serde(skip)]
    group: String,
}

/// The words of a text with everything between them, so that joined they are the text.
struct Words {
    spans: Vec<Span>,
    spaces: Vec<bool>,
}

impl Words {
    fn of(text: &str, tokens: &Tokens) -> Self {
        let mut words = Self { spans: Vec::new(), spaces: Vec::new() };
        let mut at = 0;
        for token in &tokens.spans {
            words.gap(text, at, token.start.0);
            words.push(*token);
            at = token.end.0;
        }
        words.gap(text, at, text.len());
        words
    }

    fn push(&mut self, span: Span) {
        self.spans.push(span);
        self.spaces.push(false);
    }

    /// Takes what stands between two tokens: a space belongs to the word before, the rest is a word.
    fn gap(&mut self, text: &str, from: usize, to: usize) {
        let mut from = from;
        if text[from..to].starts_with(' ')
            && let Some(space) = self.spaces.last_mut()
        {
            *space = true;
            from += 1;
        }
        if from < to {
            self.push(Span::new(from, to));
        }
    }

    /// Returns the numbers of the first and the last word inside a span that ends on words.
    fn within(&self, span: Span) -> (usize, usize) {
        let first = self.spans.partition_point(|word| word.end <= span.start);
        let last = self.spans.partition_point(|word| word.start < span.end);
        (first, last.saturating_sub(1))
    }
}

fn rows(source: &Source<'_>, clitics: Clitics, losses: &mut Vec<Loss>) -> (Words, Vec<Row>) {
    let document = source.document;
    let marks: Vec<Span> = source
        .set
        .iter()
        .flat_map(|one| one.all_fragments().map(|(_, span)| span).collect::<Vec<_>>())
        .collect();
    let tokens = Tokens::of(document, &marks, clitics);
    let words = Words::of(document.text(), &tokens);
    let mut rows = Vec::new();
    for annotation in source.set.iter() {
        let main = name::main_role(source.schema, &annotation.layer);
        for (role, anchors) in &annotation.roles {
            let (label, group) = if role == main {
                (
                    name::of_label(source.schema, &annotation.layer, &annotation.label),
                    annotation.layer.clone(),
                )
            } else {
                let name = name::of_role(&annotation.layer, role);
                (name.clone(), name)
            };
            for (number, anchor) in anchors.iter().enumerate() {
                for span in anchor.fragments().map_or(&[][..], Fragments::spans) {
                    let Some((covered, exact)) = tokens.cover(document, *span) else {
                        losses.push(loss(&annotation.id, format!("{role}: a span without a token")));
                        continue;
                    };
                    if !exact && clitics == Clitics::Skip {
                        losses.push(loss(
                            &annotation.id,
                            format!("{role}: it ends inside a word and is left out"),
                        ));
                        continue;
                    }
                    let hull = tokens.spans[covered.start].hull(tokens.spans[covered.end - 1]);
                    if !exact {
                        losses.push(loss(&annotation.id, format!("{role}: it is widened to whole words")));
                    } else if hull != *span {
                        losses.push(loss(
                            &annotation.id,
                            format!("{role}: white space or controls at its ends"),
                        ));
                    }
                    let (start, end) = document.chars(hull);
                    let (token_start, token_end) = words.within(hull);
                    rows.push(Row {
                        start: start.0,
                        end: end.0,
                        token_start,
                        token_end,
                        label: label.clone(),
                        id: annotation.id.to_string(),
                        role: role.clone(),
                        anchor: number,
                        group: group.clone(),
                    });
                }
            }
        }
    }
    (words, rows)
}

fn line(value: &Value) -> Vec<u8> {
    format!("{value}\n").into_bytes()
}

pub(super) fn write(source: &Source<'_>, clitics: Clitics) -> Exported {
    let mut exported = Exported::default();
    let (words, rows) = rows(source, clitics, &mut exported.losses);
    let mut groups: Map<String, Value> = Map::new();
    let plain = |row: &Row| json!({ "start": row.start, "end": row.end, "label": row.label, "id": row.id });
    for row in &rows {
        let group = groups.entry(row.group.clone()).or_insert_with(|| json!([]));
        group.as_array_mut().into_iter().for_each(|group| group.push(plain(row)));
    }
    for annotation in source.set.iter() {
        let pieces = annotation.roles.values().flatten().filter_map(Anchor::fragments);
        if pieces.clone().any(|fragments| fragments.spans().len() > 1) {
            exported.losses.push(loss(&annotation.id, "its fragments become spans of their own"));
        }
        if pieces.count() > 1 || annotation.roles.values().flatten().any(|anchor| anchor.target().is_some()) {
            exported.losses.push(loss(&annotation.id, "which of its roles' spans belong together"));
        }
    }
    let first = name::first_layer(source.schema);
    let mut candidates: Vec<&Row> = rows.iter().filter(|row| row.group == first).collect();
    candidates.sort_by_key(|row| (std::cmp::Reverse(row.end - row.start), row.start));
    // None of them overlaps another, so that what a row may overlap is the last one that begins before its end.
    let mut entities: BTreeMap<usize, &Row> = BTreeMap::new();
    for row in candidates {
        if entities.range(..row.end).next_back().is_none_or(|(_, before)| before.end <= row.start) {
            entities.insert(row.start, row);
        }
    }
    let text = source.document.text();
    exported.piece = line(&json!({
        "text": text,
        "words": words.spans.iter().map(|word| &text[word.range()]).collect::<Vec<_>>(),
        "spaces": words.spaces,
        "ents": entities.into_values().map(plain).collect::<Vec<_>>(),
        "spans": groups,
        "meta": { "id": source.name },
    }));
    exported
}

/// Returns the script that makes a `DocBin` of the lines.
pub(super) fn script() -> File {
    File { name: "to_docbin.py".to_owned(), bytes: include_bytes!("to_docbin.py").to_vec() }
}

pub(super) fn write_prodigy(source: &Source<'_>, clitics: Clitics) -> Exported {
    let mut exported = Exported::default();
    let (words, rows) = rows(source, clitics, &mut exported.losses);
    let text = source.document.text();
    let tokens = words.spans.iter().zip(&words.spaces).enumerate().map(|(number, (word, space))| {
        let (start, end) = source.document.chars(*word);
        json!({ "text": &text[word.range()], "start": start.0, "end": end.0, "id": number, "ws": space })
    });
    let placed: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut kept: Map<String, Value> = Map::new();
    for annotation in source.set.iter() {
        let targets: Map<String, Value> = annotation
            .roles
            .iter()
            .filter_map(|(role, anchors)| {
                let ids: Vec<_> = anchors
                    .iter()
                    .enumerate()
                    .filter_map(|(at, one)| Some(json!([at, one.target()?])))
                    .collect();
                (!ids.is_empty()).then(|| (role.clone(), Value::Array(ids)))
            })
            .collect();
        if targets.is_empty() && !placed.contains(annotation.id.as_str()) {
            continue;
        }
        let roles: Vec<_> = annotation.roles.keys().collect();
        let value = json!({
            "layer": annotation.layer, "label": annotation.label, "roles": roles, "targets": targets,
            "attributes": annotation.attributes, "note": annotation.note,
        });
        kept.insert(annotation.id.to_string(), value);
    }
    let relations = source.set.relations().map(|relation| {
        json!({ "id": relation.id, "label": relation.kind, "from": relation.from, "to": relation.to,
            "attributes": relation.attributes, "note": relation.note })
    });
    let hashiya = json!({ "annotations": kept, "relations": relations.collect::<Vec<_>>() });
    exported.piece = line(&json!({
        "text": text,
        "tokens": tokens.collect::<Vec<_>>(),
        "spans": rows,
        "meta": { "id": source.name },
        "answer": "accept",
        "hashiya": hashiya,
    }));
    exported
}

/// A task of Prodigy.
#[derive(Debug, Deserialize)]
struct Task {
    text: String,
    #[serde(default)]
    spans: Vec<Value>,
    #[serde(default)]
    meta: Value,
    #[serde(default)]
    answer: Option<String>,
    #[serde(default)]
    hashiya: Value,
}

#[derive(Debug, Default, Deserialize)]
struct Kept {
    #[serde(default)]
    annotations: Map<String, Value>,
    #[serde(default)]
    relations: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct KeptAnnotation {
    layer: String,
    label: String,
    roles: Vec<String>,
    targets: indexmap::IndexMap<String, Vec<(usize, Id)>>,
    attributes: Map<String, Value>,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
struct KeptRelation {
    id: String,
    label: String,
    from: Id,
    to: Id,
    attributes: Map<String, Value>,
    note: Option<String>,
}

/// A span of a task, by whoever wrote it.
#[derive(Debug, Deserialize)]
struct TaskSpan {
    start: usize,
    end: usize,
    label: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    role: String,
    #[serde(default)]
    anchor: usize,
    #[serde(default)]
    text: Option<String>,
}

pub(super) fn read_prodigy(
    bytes: &[u8],
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Vec<Imported>, ImportError> {
    let text = utf8(bytes)?.trim_start_matches('\u{feff}');
    let mut documents = Vec::new();
    let mut bad = Vec::new();
    for (number, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Task>(line) {
            Ok(task) => documents.push(document(task, number + 1, schema, stamp)),
            Err(error) => bad.push(super::Fault { line: number + 1, what: error.to_string() }),
        }
    }
    let Some(first) = documents.first_mut() else {
        let what = bad.first().map_or("there is no task".to_owned(), |fault| fault.what.clone());
        return Err(ImportError::Malformed { format: "prodigy", what });
    };
    first.faults.extend(bad);
    Ok(documents)
}

fn document(task: Task, line: usize, schema: &Schema, stamp: &Stamp) -> Imported {
    let mut builder = Builder::new(&task.text, stamp);
    let own = Option::<Kept>::deserialize(task.hashiya).unwrap_or_else(|error| {
        builder.fault(line, format!("hashiya: {error}"));
        None
    });
    let own = own.unwrap_or_default();
    let mut known: indexmap::IndexMap<String, Vec<(String, usize, Span)>> = indexmap::IndexMap::new();
    let rejected = task.answer.as_deref().is_some_and(|answer| answer != "accept");
    if rejected && !task.spans.is_empty() {
        builder.fault(line, "the task was not accepted: its spans are left out");
    }
    let first = name::first_layer(schema);
    for (number, value) in task.spans.into_iter().enumerate().filter(|_| !rejected) {
        let read = serde_json::from_value::<TaskSpan>(value).map_err(|error| error.to_string());
        let read = read.and_then(|row| {
            let span = builder.text.span(row.start, row.end, row.text.as_deref())?;
            Ok((row, span))
        });
        match read {
            Err(what) => builder.fault(line, format!("spans[{number}]: {what}")),
            Ok((row, span)) => match row.id.filter(|id| own.annotations.contains_key(id)) {
                Some(id) => known.entry(id).or_default().push((row.role, row.anchor, span)),
                None => {
                    let meaning = name::meaning(schema, &row.label, first);
                    let role = name::main_role(schema, &meaning.layer);
                    let id = format!("s{}", number + 1);
                    if let Some(fragments) = Fragments::one(span) {
                        builder
                            .add(line, builder.marked(&id, &meaning.layer, &meaning.label, role, fragments));
                    }
                }
            },
        }
    }
    for (id, value) in own.annotations {
        match serde_json::from_value::<KeptAnnotation>(value) {
            Err(error) => builder.fault(line, format!("{id}: {error}")),
            Ok(kept) => add(&mut builder, line, &id, kept, known.swap_remove(&id).unwrap_or_default()),
        }
    }
    for value in own.relations {
        let kept: KeptRelation = match serde_json::from_value(value) {
            Ok(kept) => kept,
            Err(error) => {
                builder.fault(line, format!("a relation: {error}"));
                continue;
            }
        };
        let relation = builder.relation(&kept.id, &kept.label, kept.from, kept.to);
        builder.add_relation(line, Relation { attributes: kept.attributes, note: kept.note, ..relation });
    }
    let id = task.meta.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    builder.make_records(schema, &HashMap::new());
    builder.finish(&id)
}

/// Puts an annotation of ours together again: its anchors from spans and targets, in their order.
fn add(
    builder: &mut Builder<'_>,
    line: usize,
    id: &str,
    kept: KeptAnnotation,
    spans: Vec<(String, usize, Span)>,
) {
    let mut annotation = builder.annotation(id, &kept.layer, &kept.label);
    for role in kept.roles {
        let mut anchors: BTreeMap<usize, Anchor> = kept
            .targets
            .get(&role)
            .into_iter()
            .flatten()
            .map(|(at, target)| (*at, Anchor::reference(target.clone())))
            .collect();
        let mut places: BTreeMap<usize, Vec<Span>> = Default::default();
        for (_, at, span) in spans.iter().filter(|(of, ..)| *of == role) {
            places.entry(*at).or_default().push(*span);
        }
        for (at, spans) in places {
            anchors.extend(Fragments::new(spans).map(|fragments| (at, Anchor::text(fragments))));
        }
        if !anchors.is_empty() {
            annotation.roles.insert(role, anchors.into_values().collect());
        }
    }
    annotation.attributes = kept.attributes;
    annotation.note = kept.note;
    if annotation.roles.is_empty() {
        builder.fault(line, format!("{id}: none of its spans is there"));
    } else {
        builder.add(line, annotation);
    }
}
