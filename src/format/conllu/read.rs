//! Reading tokens: Hashiya's columns, PARSEME's, columns of IOB2 tags; the other columns of CoNLL-U are passed over.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::annotation::{Anchor, Annotation, Fragments};
use crate::format::conllu::{GLOBAL, NEW_DOCUMENT, unescape};
use crate::format::read::{Builder, utf8};
use crate::format::{ImportError, Imported, Stamp, iob, name, uima};
use crate::schema::Schema;
use crate::text::Span;

const PLAIN: [&str; 10] = ["ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"];

/// Columns of linguistic analysis, which no mark is read from.
const ANALYSIS: [&str; 7] = ["LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS"];

/// A mark in making.
struct Mark {
    line: usize,
    name: String,
    /// The numbers of its tokens.
    tokens: Vec<usize>,
}

/// A document in making.
#[derive(Default)]
struct Reader {
    name: String,
    text: String,
    /// What stands behind the token before, until it is known whether another follows.
    behind: String,
    tokens: Vec<Span>,
    /// By the scope of their number (a column, and a sentence where numbers begin anew with each) and number.
    marks: IndexMap<(String, usize), Mark>,
    roles: Vec<(usize, String)>,
    attributes: Vec<(usize, String)>,
    notes: Vec<(usize, String)>,
    relations: Vec<(usize, String)>,
    faults: Vec<(usize, String)>,
    /// The marks that IOB2 tags go on with, by column.
    open: HashMap<String, (String, usize)>,
    sentence: usize,
    /// A token of several words: its last word's number, what is left of its text, where that begins.
    several: Option<(usize, String, usize)>,
}

pub(in crate::format) fn read(
    bytes: &[u8],
    schema: &Schema,
    stamp: &Stamp,
) -> Result<Vec<Imported>, ImportError> {
    let file = utf8(bytes)?.trim_start_matches('\u{feff}');
    let mut columns: Vec<&str> = PLAIN.to_vec();
    let mut documents = Vec::new();
    let mut reader = Reader::default();
    for (number, line) in file.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let is_own = columns.iter().any(|column| column.starts_with("HASHIYA:"));
        if let Some(named) = line.strip_prefix(GLOBAL) {
            columns = named.split_whitespace().collect();
        } else if let Some(rest) = line.strip_prefix(NEW_DOCUMENT) {
            let done = std::mem::take(&mut reader);
            documents.extend(done.finish(is_own, schema, stamp));
            let id = rest.split_once('=').map(|(_, id)| id.trim()).unwrap_or_default();
            reader.name = if is_own { name::unescape(id) } else { id.to_owned() };
        } else if line.trim().is_empty() {
            reader.end_sentence(is_own);
        } else if !line.starts_with('#') {
            let cells: Vec<&str> = line.split('\t').collect();
            if let Err(what) = reader.row(number + 1, &columns, &cells) {
                reader.faults.push((number + 1, what));
            }
        }
    }
    let is_own = columns.iter().any(|column| column.starts_with("HASHIYA:"));
    let first = reader.faults.first().map(|(line, what)| format!("line {line}: {what}"));
    documents.extend(reader.finish(is_own, schema, stamp));
    if documents.is_empty() {
        let what = first.unwrap_or_else(|| "there is no token".to_owned());
        return Err(ImportError::Malformed { format: "conllu", what });
    }
    Ok(documents)
}

impl Reader {
    fn end_sentence(&mut self, is_own: bool) {
        self.sentence += 1;
        self.open.clear();
        self.several = None;
        if !is_own && self.behind == " " {
            // Whoever doesn't say what is between sentences has one a line.
            self.behind = "\n".to_owned();
        }
    }

    fn row(&mut self, line: usize, columns: &[&str], cells: &[&str]) -> Result<(), String> {
        if cells.len() != columns.len() {
            return Err(format!("the row has {} columns, not {}", cells.len(), columns.len()));
        }
        let cell = |name: &str| columns.iter().position(|column| *column == name).map(|at| cells[at]);
        let id = cell("ID").unwrap_or("1");
        let form = cell("FORM").ok_or("there is no column FORM")?;
        let misc = cell("MISC").filter(|misc| *misc != "_").unwrap_or_default();
        let said = |key: &str| misc.split('|').find_map(|one| one.strip_prefix(key)?.strip_prefix('='));
        let form = said("Original").map_or_else(|| form.to_owned(), unescape);
        if id.contains('.') {
            return Ok(());
        }
        if let Some((_, last)) = id.split_once('-') {
            let last = last.parse().map_err(|_| format!("{id} is no range of words"))?;
            let span = self.token(&form, misc);
            self.several = Some((last, form, span.start.0));
            return Ok(());
        }
        let number: usize = id.parse().map_err(|_| format!("{id} is no number of a word"))?;
        let span = match self.several.take().filter(|(last, ..)| number <= *last) {
            None => self.token(&form, misc),
            Some((last, rest, start)) => {
                // Words that aren't written as they are spoken have all that is left of the token.
                let length = if rest.starts_with(form.as_str()) { form.len() } else { rest.len() };
                let behind = rest.strip_prefix(form.as_str()).unwrap_or(&rest).to_owned();
                let next = start + rest.len() - behind.len();
                self.several = (number < last).then_some((last, behind, next));
                Span::new(start, start + length)
            }
        };
        self.tokens.push(span);
        let token = self.tokens.len() - 1;
        for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !["_", "*"].contains(*cell)) {
            let fields = cell.split(';').map(|field| (line, field.to_owned()));
            match *column {
                "HASHIYA:SPAN" => self.spans(line, String::new(), token, cell),
                "PARSEME:MWE" => self.spans(line, format!("{column} {}", self.sentence), token, cell),
                "HASHIYA:ROLE" => self.roles.extend(fields),
                "HASHIYA:ATTRIBUTE" => self.attributes.extend(fields),
                "HASHIYA:NOTE" => self.notes.extend(fields),
                "HASHIYA:RELATION" => self.relations.extend(fields),
                other if !ANALYSIS.contains(&other) && iob::is_tag(cell) => {
                    self.tag(line, other, token, cell);
                    continue;
                }
                _ => continue,
            }
        }
        Ok(())
    }

    /// Adds a written token and what stands before it.
    fn token(&mut self, form: &str, misc: &str) -> Span {
        let said = |key: &str| misc.split('|').find_map(|one| one.strip_prefix(key)?.strip_prefix('='));
        if let Some(before) = said("SpacesBefore").filter(|_| self.tokens.is_empty()) {
            self.text.push_str(&unescape(before));
        }
        self.text.push_str(&std::mem::take(&mut self.behind));
        let start = self.text.len();
        self.text.push_str(form);
        self.behind = match (said("SpacesAfter"), said("SpaceAfter")) {
            (Some(behind), _) => unescape(behind),
            (None, Some("No")) => String::new(),
            (None, _) => " ".to_owned(),
        };
        Span::new(start, self.text.len())
    }

    /// Reads the numbers of the marks that a token belongs to.
    fn spans(&mut self, line: usize, scope: String, token: usize, cell: &str) {
        for field in cell.split(';') {
            let (number, name) =
                field.split_once(':').map_or((field, None), |(number, name)| (number, Some(name)));
            let Ok(number) = number.parse::<usize>() else {
                self.faults.push((line, format!("{field} is no number of a span")));
                continue;
            };
            let mark = self.marks.entry((scope.clone(), number)).or_insert_with(|| Mark {
                line,
                name: String::new(),
                tokens: Vec::new(),
            });
            mark.tokens.push(token);
            if let Some(name) = name {
                mark.name = name.to_owned();
            }
        }
    }

    fn tag(&mut self, line: usize, column: &str, token: usize, tag: &str) {
        let before = self.open.remove(column);
        let Some((prefix, label)) = tag.split_once('-') else { return };
        let goes_on = before.filter(|key| {
            let mark = self.marks.get(key);
            prefix == "I"
                && mark
                    .is_some_and(|mark| mark.name == label && mark.tokens.contains(&(token.wrapping_sub(1))))
        });
        let key = goes_on.unwrap_or_else(|| (column.to_owned(), self.marks.len()));
        let fresh = || Mark { line, name: label.to_owned(), tokens: Vec::new() };
        self.marks.entry(key.clone()).or_insert_with(fresh).tokens.push(token);
        self.open.insert(column.to_owned(), key);
    }

    fn finish(mut self, is_own: bool, schema: &Schema, stamp: &Stamp) -> Option<Imported> {
        if self.tokens.is_empty() {
            return None;
        }
        if is_own {
            self.text.push_str(&self.behind);
        }
        let mut builder = Builder::new(&self.text, stamp);
        std::mem::take(&mut self.faults).into_iter().for_each(|(line, what)| builder.fault(line, what));
        self.build(schema, &mut builder);
        Some(builder.finish(&self.name))
    }

    /// Returns the span of each run of a mark's tokens.
    fn place(&self, mark: &Mark, builder: &Builder<'_>) -> Option<Fragments> {
        let mut runs: Vec<(usize, Span)> = Vec::new();
        for token in &mark.tokens {
            match runs.last_mut() {
                Some((last, span)) if *token <= *last + 1 => {
                    (*last, *span) = (*token, span.hull(self.tokens[*token]))
                }
                _ => runs.push((*token, self.tokens[*token])),
            }
        }
        // The text may have line ends that the canonical one hasn't.
        let of = |span: &Span| builder.text.span_of_bytes(*span);
        Fragments::new(runs.iter().filter_map(|(_, span)| of(span)).collect())
    }

    fn build(&self, schema: &Schema, builder: &mut Builder<'_>) {
        let first = name::first_layer(schema);
        let mut annotations: IndexMap<usize, (usize, Annotation)> = IndexMap::new();
        let mut parts: HashMap<usize, Option<Fragments>> = HashMap::new();
        let filled: HashMap<usize, &str> = self
            .roles
            .iter()
            .filter_map(|(_, field)| {
                let (_, role, target) = ends(field)?;
                Some((target, role))
            })
            .collect();
        for (at, ((scope, number), mark)) in self.marks.iter().enumerate() {
            if mark.name.is_empty() {
                builder.fault(mark.line, format!("span {number} has no name"));
            }
            let place = self.place(mark, builder);
            let meaning = name::meaning(schema, &mark.name, first);
            // What other columns number, nothing points at.
            let number = if scope.is_empty() { *number } else { usize::MAX - at };
            let is_part = filled
                .get(&number)
                .is_some_and(|role| meaning.role.as_deref() == Some(&name::unescape(role)));
            if is_part {
                parts.insert(number, place);
                continue;
            }
            let Some(place) = place else { continue };
            let role = meaning.role.unwrap_or_else(|| name::main_role(schema, &meaning.layer).to_owned());
            let id = if scope.is_empty() { format!("a{number}") } else { format!("a{}", at + 1) };
            let annotation = builder.marked(&id, &meaning.layer, &meaning.label, &role, place);
            annotations.insert(number, (mark.line, annotation));
        }
        for (line, field) in &self.attributes {
            let read =
                field.split_once(':').and_then(|(number, rest)| Some((number.parse::<usize>().ok()?, rest)));
            let read = read.and_then(|(number, rest)| Some((number, rest.split_once('=')?)));
            let held = read.and_then(|(number, pair)| Some((annotations.get_mut(&number)?, pair)));
            match held {
                Some(((_, annotation), (name, value))) => {
                    let value = uima::read_value(&name::unescape(value));
                    annotation.attributes.insert(name::unescape(name), value);
                }
                None => builder.fault(*line, format!("the attribute {field} belongs to no span")),
            }
        }
        for (line, field) in &self.notes {
            let read =
                field.split_once(':').and_then(|(number, note)| Some((number.parse::<usize>().ok()?, note)));
            match read.and_then(|(number, note)| Some((annotations.get_mut(&number)?, note))) {
                Some(((_, annotation), note)) => annotation.note = Some(name::unescape(note)),
                None => builder.fault(*line, format!("the note {field} belongs to no span")),
            }
        }
        for (line, field) in &self.roles {
            let read = ends(field).and_then(|(from, role, to)| {
                let anchor = match parts.get(&to) {
                    Some(place) => Anchor::text(place.clone()?),
                    None => Anchor::reference(annotations.get(&to)?.1.id.clone()),
                };
                Some((annotations.get_mut(&from)?, name::unescape(role), anchor))
            });
            match read {
                Some(((_, annotation), role, anchor)) => {
                    annotation.roles.entry(role).or_default().push(anchor);
                }
                None => builder.fault(*line, format!("the role {field} joins no two spans")),
            }
        }
        for (number, (line, field)) in self.relations.iter().enumerate() {
            let id = |number: usize| annotations.get(&number).map(|(_, one)| one.id.clone());
            let read = ends(field).and_then(|(from, kind, to)| Some((id(from)?, kind, id(to)?)));
            match read {
                Some((from, kind, to)) => {
                    let id = format!("r{}", number + 1);
                    let relation = builder.relation(&id, &name::unescape(kind), from, to);
                    builder.add_relation(*line, relation);
                }
                None => builder.fault(*line, format!("the relation {field} joins no two spans")),
            }
        }
        annotations.into_values().for_each(|(line, annotation)| builder.add(line, annotation));
        builder.make_records(schema, &HashMap::new());
    }
}

/// Returns both numbers of a link and what it is.
fn ends(field: &str) -> Option<(usize, &str, usize)> {
    let mut parts = field.split(':');
    let (from, kind, to) = (parts.next()?, parts.next()?, parts.next()?);
    Some((from.parse().ok()?, kind, to.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::format::Stamp;
    use crate::schema::Schema;

    #[test]
    fn foreign_files_keep_their_marks() {
        let file = "# global.columns = ID FORM MISC PARSEME:MWE MY:NER\n\
            # newdoc id = one\n# sent_id = 1\n\
            1\tقال\t_\t*\tO\n\
            2-3\tلسليم\t_\t_\t_\n\
            2\tل\t_\t1:LVC\tO\n\
            3\tسليم\t_\t*\tB-PERS\n\
            4\tالشراع\tSpaceAfter=No\t1\tI-PERS\n\
            5\t.\t_\t*\tO\n\
            \n\
            # sent_id = 2\n\
            1\tنعم\t_\t1:VID\tI-LOC\n\
            2\tbroken\n\
            \n\
            # newdoc id = two\n\
            1\tثم\t_\t*\t_\n";
        let read = read(file.as_bytes(), Schema::news(), &Stamp::default()).expect("read");
        assert_eq!(read.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(read[0].document.text(), "قال لسليم الشراع.\nنعم");
        let mut found: Vec<(String, Vec<&str>)> = read[0]
            .set
            .iter()
            .map(|one| {
                let spans = one.all_fragments().map(|(_, span)| read[0].document.slice(span));
                (one.label.clone(), spans.collect())
            })
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                ("LOC".to_owned(), vec!["نعم"]),
                ("LVC".to_owned(), vec!["ل", "الشراع"]),
                ("PERS".to_owned(), vec!["سليم الشراع"]),
                ("VID".to_owned(), vec!["نعم"]),
            ]
        );
        assert_eq!(read[0].faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [13]);
    }
}
