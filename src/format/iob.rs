//! Tokens with tags, a line each: IOB2 with one tag a token, and nested IOB with as many as there are.

use std::collections::HashMap;
use std::ops::Range;

use crate::annotation::{Annotation, Fragments, Id};
use crate::format::prepare::loss;
use crate::format::read::{Builder, utf8};
use crate::format::token::Tokens;
use crate::format::{Clitics, Exported, File, ImportError, Imported, Loss, Source, Stamp, name};
use crate::schema::Schema;
use crate::text::Span;

/// How the line begins that stands before each document of a file, as CoNLL's shared tasks have it.
pub(super) const NEW_DOCUMENT: &str = "-DOCSTART-";

/// How many tags a token may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tags {
    One,
    Many,
}

/// A mark in terms of tokens.
pub(super) struct Chunk {
    pub id: Id,
    pub name: String,
    pub tokens: Range<usize>,
}

/// Returns the tokens and the marks on them, outer marks first.
pub(super) fn chunks(source: &Source<'_>, clitics: Clitics, losses: &mut Vec<Loss>) -> (Tokens, Vec<Chunk>) {
    let mut marks: Vec<(&Annotation, Span)> = Vec::new();
    for annotation in source.set.iter() {
        let main = name::main_role(source.schema, &annotation.layer);
        let Some(fragments) = annotation.fragments(main) else {
            losses.push(loss(&annotation.id, "it has no span in its main role"));
            continue;
        };
        if annotation.role(main).len() > 1 {
            losses.push(loss(&annotation.id, "spans of its main role behind the first"));
        }
        if fragments.spans().len() > 1 {
            losses.push(loss(&annotation.id, "its fragments become one span, with what lies between"));
        }
        marks.push((annotation, fragments.hull()));
    }
    let spans: Vec<Span> = marks.iter().map(|(_, span)| *span).collect();
    let tokens = Tokens::of(source.document, &spans, clitics);
    let mut chunks = Vec::new();
    for (annotation, span) in marks {
        match tokens.cover(source.document, span) {
            None => losses.push(loss(&annotation.id, "it holds no token")),
            Some((_, false)) if clitics == Clitics::Skip => {
                losses.push(loss(&annotation.id, "it ends inside a word and is left out"));
            }
            Some((covered, exact)) => {
                if !exact {
                    losses.push(loss(&annotation.id, "it is widened to whole words"));
                }
                let name = name::of_label(source.schema, &annotation.layer, &annotation.label);
                // The reader of a tag splits it at its first hyphen alone.
                chunks.push((annotation, Chunk { id: annotation.id.clone(), name, tokens: covered }));
            }
        }
    }
    let layer = |annotation: &Annotation| source.schema.layer_index(&annotation.layer).unwrap_or(usize::MAX);
    chunks.sort_by_key(|(annotation, chunk)| {
        (chunk.tokens.start, std::cmp::Reverse(chunk.tokens.end), layer(annotation))
    });
    // Of marks of one name that cross, nobody could tell which goes on.
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    let mut told = Vec::new();
    for (annotation, chunk) in chunks {
        let ends = open.entry(chunk.name.clone()).or_default();
        ends.retain(|end| *end > chunk.tokens.start);
        if ends.last().is_some_and(|end| *end < chunk.tokens.end) {
            losses.push(loss(&annotation.id, "it crosses another mark of its own label"));
        } else {
            ends.push(chunk.tokens.end);
            told.push(chunk);
        }
    }
    (tokens, told)
}

pub(super) fn write(source: &Source<'_>, clitics: Clitics, tags: Tags) -> Exported {
    let mut exported = Exported::default();
    let (tokens, mut chunks) = chunks(source, clitics, &mut exported.losses);
    if tags == Tags::One {
        chunks = flat(chunks, source, &mut exported.losses);
    }
    let mut tagged: Vec<Vec<String>> = vec![Vec::new(); tokens.spans.len()];
    for chunk in &chunks {
        for number in chunk.tokens.clone() {
            let prefix = if number == chunk.tokens.start { "B-" } else { "I-" };
            tagged[number].push(format!("{prefix}{}", chunk.name));
        }
    }
    let whole: Vec<_> = chunks.iter().map(|chunk| chunk.tokens.clone()).collect();
    let mut text = String::new();
    for sentence in tokens.sentences(source.document, &whole) {
        for number in sentence {
            text.push_str(source.document.slice(tokens.spans[number]));
            text.push(' ');
            text.push_str(if tagged[number].is_empty() { "O" } else { "" });
            text.push_str(&tagged[number].join(" "));
            text.push('\n');
        }
        text.push('\n');
    }
    exported.files.push(File { name: format!("{}.conll", source.name), bytes: text.into_bytes() });
    exported
}

/// Keeps marks that don't overlap: those of earlier layers first, then the longer.
fn flat(chunks: Vec<Chunk>, source: &Source<'_>, losses: &mut Vec<Loss>) -> Vec<Chunk> {
    let layer = |chunk: &Chunk| {
        let meaning = name::meaning(source.schema, &chunk.name, name::first_layer(source.schema));
        source.schema.layer_index(&meaning.layer).unwrap_or(usize::MAX)
    };
    let mut ordered: Vec<(usize, Chunk)> = chunks.into_iter().map(|chunk| (layer(&chunk), chunk)).collect();
    ordered.sort_by_key(|(layer, chunk)| (*layer, std::cmp::Reverse(chunk.tokens.len()), chunk.tokens.start));
    let mut taken: Vec<bool> = Vec::new();
    let mut kept: Vec<Chunk> = Vec::new();
    for (_, chunk) in ordered {
        taken.resize(taken.len().max(chunk.tokens.end), false);
        if !taken[chunk.tokens.clone()].contains(&true) {
            taken[chunk.tokens.clone()].fill(true);
            kept.push(chunk);
        } else {
            losses.push(loss(&chunk.id, "it overlaps a longer mark or one of an earlier layer"));
        }
    }
    kept.sort_by_key(|chunk| chunk.tokens.start);
    kept
}

/// Tells whether a line is a token with at least one tag.
pub(super) fn is_line(line: &str) -> bool {
    let mut fields = line.split([' ', '\t']);
    let token = fields.next().unwrap_or_default();
    let mut tags = fields.peekable();
    !token.is_empty() && tags.peek().is_some() && tags.all(is_tag)
}

pub(super) fn is_tag(tag: &str) -> bool {
    tag == "O" || tag.len() > 2 && matches!(tag.get(..2), Some("B-" | "I-"))
}

/// Reads one document.
pub(super) fn read(bytes: &[u8], schema: &Schema, stamp: &Stamp) -> Result<Imported, ImportError> {
    let text = utf8(bytes)?.trim_start_matches('\u{feff}');
    let mut raw = String::new();
    let mut faults = Vec::new();
    let mut marks: Vec<(usize, String, Span)> = Vec::new();
    let mut sentence_starts = true;
    // For each label, the marks of it that the token before belongs to, outer ones first.
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, line) in text.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() || line.starts_with(NEW_DOCUMENT) {
            open.clear();
            sentence_starts = true;
            continue;
        }
        let mut fields = line.split([' ', '\t']).filter(|field| !field.is_empty()).peekable();
        let token = fields.next().unwrap_or_default();
        if fields.peek().is_none() {
            faults.push((number + 1, "the token has no tag".to_owned()));
        }
        if !raw.is_empty() {
            raw.push(if sentence_starts { '\n' } else { ' ' });
        }
        sentence_starts = false;
        let start = raw.len();
        raw.push_str(token);
        let here = Span::new(start, raw.len());
        let mut still: HashMap<String, Vec<usize>> = HashMap::new();
        for tag in fields.filter(|tag| *tag != "O") {
            if !is_tag(tag) {
                faults.push((number + 1, format!("{tag} is no tag of IOB2")));
                continue;
            }
            let (prefix, label) = tag.split_at(2);
            let going_on = still.entry(label.to_owned()).or_default();
            let before = open.get(label).and_then(|open| open.get(going_on.len()));
            let at = match before.filter(|_| prefix == "I-") {
                Some(at) => {
                    marks[*at].2.end = here.end;
                    *at
                }
                None => {
                    if prefix == "I-" {
                        faults
                            .push((number + 1, format!("{tag} follows no mark of its label; it begins one")));
                    }
                    marks.push((number + 1, label.to_owned(), here));
                    marks.len() - 1
                }
            };
            going_on.push(at);
        }
        open = still;
    }
    if raw.is_empty() {
        return Err(ImportError::Malformed { format: "conll", what: "there is no token".to_owned() });
    }
    let mut builder = Builder::new(&raw, stamp);
    faults.into_iter().for_each(|(line, what)| builder.fault(line, what));
    let first = name::first_layer(schema);
    for (number, (line, label, span)) in marks.into_iter().enumerate() {
        let meaning = name::meaning(schema, &label, first);
        let role = name::main_role(schema, &meaning.layer);
        let Some(fragments) = Fragments::one(span) else { continue };
        let id = format!("a{}", number + 1);
        builder.add(line, builder.marked(&id, &meaning.layer, &meaning.label, role, fragments));
    }
    Ok(builder.finish(""))
}
