//! Writing tokens and what is marked on them.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::annotation::{Anchor, Annotation, Fragments, Id};
use crate::format::conllu::{COLUMNS, GLOBAL, escape, field};
use crate::format::prepare::{filler_number, fillers, loss};
use crate::format::token::{Tokens, visible};
use crate::format::{Clitics, Exported, File, Loss, Source, name, uima};
use crate::schema::AttributeKind;
use crate::text::Span;

/// What one token's cells hold, behind the token itself.
#[derive(Clone, Debug, Default)]
struct Cells {
    spans: Vec<String>,
    roles: Vec<String>,
    attributes: Vec<String>,
    notes: Vec<String>,
    relations: Vec<String>,
}

/// A numbered span: its number is its place in the list, from 1.
struct Mark {
    name: String,
    tokens: Vec<Range<usize>>,
}

pub(in crate::format) fn write(source: &Source<'_>, clitics: Clitics) -> Exported {
    let places = source.set.iter().flat_map(|annotation| annotation.all_fragments());
    let spans: Vec<Span> = places.map(|(_, span)| span).collect();
    let tokens = Tokens::of(source.document, &spans, clitics);
    let cells = vec![Cells::default(); tokens.spans.len()];
    let mut writer = Writer {
        source,
        clitics,
        tokens,
        losses: Vec::new(),
        marks: Vec::new(),
        numbers: HashMap::new(),
        cells,
    };
    source.set.iter().for_each(|annotation| writer.annotation(annotation));
    source.set.iter().for_each(|annotation| writer.attributes(annotation));
    source.set.iter().for_each(|annotation| writer.roles(annotation));
    writer.relations();
    writer.spans();
    let text = writer.file();
    let files = vec![File { name: format!("{}.conllup", source.name), bytes: text.into_bytes() }];
    Exported { files, losses: writer.losses, ..Exported::default() }
}

struct Writer<'a> {
    source: &'a Source<'a>,
    clitics: Clitics,
    tokens: Tokens,
    losses: Vec<Loss>,
    marks: Vec<Mark>,
    /// The numbers of annotations.
    numbers: HashMap<Id, usize>,
    cells: Vec<Cells>,
}

impl Writer<'_> {
    /// Adds a mark at some fragments and returns its number.
    fn mark(&mut self, name: String, fragments: &Fragments, owner: &Id) -> Option<usize> {
        let document = self.source.document;
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut tell = |what: &str| self.losses.push(loss(owner, what));
        for span in fragments.spans() {
            match self.tokens.cover(document, *span) {
                None if fragments.spans().len() > 1 => tell("a fragment of it holds no token"),
                None => {}
                Some((_, false)) if self.clitics == Clitics::Skip => {
                    tell("it ends inside a word and is left out");
                    return None;
                }
                Some((covered, exact)) => {
                    if !exact {
                        tell("it is widened to whole words");
                    }
                    if visible(document, *span) != Some(*span) {
                        tell("white space or controls at its ends");
                    }
                    match ranges.last_mut() {
                        Some(last) if covered.start <= last.end => {
                            tell("its fragments become one: no token stands between");
                            last.end = last.end.max(covered.end);
                        }
                        _ => ranges.push(covered),
                    }
                }
            }
        }
        if ranges.is_empty() {
            tell("it holds no token");
            return None;
        }
        self.marks.push(Mark { name, tokens: ranges });
        Some(self.marks.len())
    }

    /// Returns the cells of a mark's first token.
    fn first(&mut self, number: usize) -> &mut Cells {
        &mut self.cells[self.marks[number - 1].tokens[0].start]
    }

    fn annotation(&mut self, annotation: &Annotation) {
        let main = name::main_role(self.source.schema, &annotation.layer);
        let Some(fragments) = annotation.fragments(main) else {
            self.losses.push(loss(&annotation.id, "it has no span in its main role"));
            return;
        };
        let label = name::of_label(self.source.schema, &annotation.layer, &annotation.label);
        let Some(number) = self.mark(label, fragments, &annotation.id) else { return };
        self.numbers.insert(annotation.id.clone(), number);
        let note = annotation.note.as_ref().map(|note| format!("{number}:{}", name::escape(note)));
        self.first(number).notes.extend(note);
    }

    /// Writes the attributes; those that name annotations have their numbers.
    fn attributes(&mut self, annotation: &Annotation) {
        let Some(number) = self.numbers.get(&annotation.id).copied() else { return };
        let layer = self.source.schema.layer(&annotation.layer);
        for (name, value) in &annotation.attributes {
            let known = layer.and_then(|layer| layer.attributes.iter().find(|known| known.id == *name));
            let target = known
                .filter(|known| matches!(known.kind, AttributeKind::Annotation { .. }))
                .and_then(|_| value.as_str().map(Id::new))
                .filter(|target| self.source.set.get(target).is_some());
            let value = match target.map(|target| self.numbers.get(&target)) {
                Some(Some(target)) => format!("a{target}"),
                Some(None) => {
                    let what = format!("{name}: what it names holds no token");
                    self.losses.push(loss(&annotation.id, what));
                    continue;
                }
                None => uima::write_value(value, |_| true),
            };
            let written = format!("{number}:{}={}", field(name), name::escape(&value));
            self.first(number).attributes.push(written);
        }
    }

    fn roles(&mut self, annotation: &Annotation) {
        let Some(number) = self.numbers.get(&annotation.id).copied() else { return };
        let main = name::main_role(self.source.schema, &annotation.layer);
        for (role, anchor) in fillers(annotation, main) {
            let target = match anchor {
                Anchor::Text { fragments, .. } => {
                    let name = name::of_role(&annotation.layer, role);
                    self.mark(name, fragments, &annotation.id)
                }
                Anchor::Ref { id, .. } => filler_number(&self.numbers, id, &annotation.id, role)
                    .map_err(|loss| self.losses.push(loss))
                    .ok(),
            };
            if let Some(target) = target {
                let link = format!("{number}:{}:{target}", field(role));
                self.first(number).roles.push(link);
            }
        }
    }

    fn relations(&mut self) {
        for relation in self.source.set.relations() {
            let ends = (self.numbers.get(&relation.from), self.numbers.get(&relation.to));
            match ends {
                (Some(from), Some(to)) => {
                    let (from, link) = (*from, format!("{from}:{}:{to}", field(&relation.kind)));
                    self.first(from).relations.push(link);
                }
                _ => self.losses.push(loss(&relation.id, "an end of the relation holds no token")),
            }
        }
    }

    /// Numbers the tokens of every mark.
    fn spans(&mut self) {
        for (number, mark) in self.marks.iter().enumerate() {
            let first = mark.tokens[0].start;
            for token in mark.tokens.iter().cloned().flatten() {
                let name = if token == first { format!(":{}", mark.name) } else { String::new() };
                self.cells[token].spans.push(format!("{}{name}", number + 1));
            }
        }
    }

    fn file(&self) -> String {
        let document = self.source.document;
        let text = document.text();
        let mut file = format!("{GLOBAL} {}\n", COLUMNS.join(" "));
        file.push_str(&format!("# newdoc id = {}\n", name::escape(self.source.name)));
        let whole: Vec<Range<usize>> =
            self.marks.iter().flat_map(|mark| mark.tokens.iter().cloned()).collect();
        for (number, sentence) in self.tokens.sentences(document, &whole).into_iter().enumerate() {
            let first = self.tokens.spans[sentence.start];
            let is_paragraph = text[..first.start.0]
                .chars()
                .rev()
                .take_while(|one| one.is_whitespace())
                .any(|one| one == '\n');
            if number == 0 || is_paragraph {
                file.push_str("# newpar\n");
            }
            let mut rows = String::new();
            let mut line = String::new();
            for (place, token) in sentence.clone().enumerate() {
                let span = self.tokens.spans[token];
                let held = document.slice(span);
                let form: String = held.nfc().collect();
                let end = self.tokens.spans.get(token + 1).map_or(text.len(), |next| next.start.0);
                let behind = &text[span.end.0..end];
                let mut misc = Vec::new();
                if form != held {
                    misc.push(format!("Original={}", escape(held)));
                }
                if token == 0 && span.start.0 > 0 {
                    misc.push(format!("SpacesBefore={}", escape(&text[..span.start.0])));
                }
                let is_spaced = behind.contains(char::is_whitespace);
                if !is_spaced {
                    misc.push("SpaceAfter=No".to_owned());
                }
                if !["", " "].contains(&behind) {
                    misc.push(format!("SpacesAfter={}", escape(behind)));
                }
                line.push_str(&form);
                if is_spaced && place + 1 < sentence.len() {
                    line.push(' ');
                }
                let cells = &self.cells[token];
                let columns = [&cells.spans, &cells.roles, &cells.attributes, &cells.notes, &cells.relations];
                let mut row = vec![(place + 1).to_string(), form, joined(&misc, "|")];
                row.extend(columns.map(|column| joined(column, ";")));
                rows.push_str(&row.join("\t"));
                rows.push('\n');
            }
            file.push_str(&format!("# sent_id = {}\n# text = {line}\n{rows}\n", number + 1));
        }
        file
    }
}

fn joined(parts: &[String], separator: &str) -> String {
    if parts.is_empty() { "_".to_owned() } else { parts.join(separator) }
}
