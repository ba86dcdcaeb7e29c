//! Writing the rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use serde_json::Value;

use crate::annotation::{Anchor, Annotation, Fragments, Id};
use crate::format::prepare::{filler_number, fillers, loss};
use crate::format::token::{Tokens, visible};
use crate::format::uima::{self, ANY, COMMON, LINKS, PACKAGE, PART, RELATION};
use crate::format::webanno::{FORMAT, escape};
use crate::format::{Clitics, Exported, File, Loss, Source, name};
use crate::text::Span;

/// The features of a relation, in the order of their columns.
const OF_RELATION: [&str; 4] = ["id", "kind", "note", "attributes"];

/// A token or a part of one: the token's number, and the part where it isn't all of it.
type Unit = (usize, Option<Span>);

/// An instance of a type, with the number that tells it apart from every other.
struct Mark {
    number: usize,
    kind: String,
    units: Vec<Unit>,
    features: HashMap<String, String>,
    /// Roles, and the numbers of what fills them.
    links: Vec<(String, usize)>,
}

/// A relation on the unit that its second end begins at.
struct Join {
    features: HashMap<String, String>,
    from: usize,
    to: usize,
}

pub(in crate::format) fn write(source: &Source<'_>) -> Exported {
    let tokens = Tokens::of(source.document, &[], Clitics::Expand);
    let mut writer = Writer {
        source,
        tokens,
        losses: Vec::new(),
        marks: Vec::new(),
        numbers: HashMap::new(),
        features: indexmap::IndexMap::new(),
    };
    for layer in &source.schema.layers {
        writer.features.insert(uima::type_of(&layer.id), BTreeSet::new());
    }
    source.set.iter().for_each(|annotation| writer.annotation(annotation));
    source.set.iter().for_each(|annotation| writer.links(annotation));
    let joins = writer.relations();
    let text = writer.file(&joins);
    let files = vec![File { name: format!("{}.tsv", source.name), bytes: text.into_bytes() }];
    Exported { files, losses: writer.losses, ..Exported::default() }
}

struct Writer<'a> {
    source: &'a Source<'a>,
    tokens: Tokens,
    losses: Vec<Loss>,
    marks: Vec<Mark>,
    /// Where the mark of an annotation is.
    numbers: HashMap<Id, usize>,
    /// For each type, the features that it has here.
    features: indexmap::IndexMap<String, BTreeSet<String>>,
}

/// Returns a text as a cell has it.
fn cell(text: &str) -> String {
    escape::value(&uima::write_text(text, escape::is_allowed))
}

fn value(value: &Value) -> String {
    escape::value(&uima::write_value(value, escape::is_allowed))
}

impl Writer<'_> {
    /// Adds a mark of that type at the hull of some fragments and returns where it is.
    fn mark(
        &mut self,
        kind: &str,
        fragments: &Fragments,
        features: HashMap<String, String>,
        owner: &Id,
    ) -> Option<usize> {
        let hull = fragments.hull();
        let document = self.source.document;
        let Some((covered, _)) = self.tokens.cover(document, hull) else {
            self.losses.push(loss(owner, "it holds no token"));
            return None;
        };
        if fragments.spans().len() > 1 {
            self.losses.push(loss(owner, "its fragments become one span, with what lies between"));
        }
        let seen = visible(document, hull).unwrap_or(hull);
        if seen != hull {
            self.losses.push(loss(owner, "white space or controls at its ends"));
        }
        let units = covered
            .map(|token| {
                let whole = self.tokens.spans[token];
                let part = whole.intersection(seen).filter(|part| *part != whole);
                (token, part)
            })
            .collect();
        self.features.entry(kind.to_owned()).or_default().extend(features.keys().cloned());
        let number = self.marks.len() + 1;
        self.marks.push(Mark { number, kind: kind.to_owned(), units, features, links: Vec::new() });
        Some(self.marks.len() - 1)
    }

    fn annotation(&mut self, annotation: &Annotation) {
        let main = name::main_role(self.source.schema, &annotation.layer);
        let Some(place) = annotation.fragments(main) else {
            self.losses.push(loss(&annotation.id, "it has no span in its main role"));
            return;
        };
        let mut features: HashMap<String, String> = HashMap::new();
        features.insert("id".to_owned(), cell(annotation.id.as_str()));
        features.insert("label".to_owned(), cell(&annotation.label));
        features.extend(
            uima::identifier(self.source, annotation).map(|item| ("identifier".to_owned(), cell(&item))),
        );
        features.extend(annotation.note.as_deref().map(|note| ("note".to_owned(), cell(note))));
        features
            .extend(annotation.attributes.iter().map(|(name, held)| (uima::feature_of(name), value(held))));
        let kind = uima::type_of(&annotation.layer);
        let at = self.mark(&kind, place, features, &annotation.id);
        self.numbers.extend(at.map(|at| (annotation.id.clone(), at)));
    }

    /// Joins a mark to what fills its roles.
    fn links(&mut self, annotation: &Annotation) {
        let Some(at) = self.numbers.get(&annotation.id).copied() else { return };
        let main = name::main_role(self.source.schema, &annotation.layer);
        for (role, anchor) in fillers(annotation, main) {
            let target = match anchor {
                Anchor::Text { fragments, .. } => {
                    let features = [("role".to_owned(), cell(role))].into_iter().collect();
                    self.mark(PART, fragments, features, &annotation.id)
                }
                Anchor::Ref { id, .. } => filler_number(&self.numbers, id, &annotation.id, role)
                    .map_err(|loss| self.losses.push(loss))
                    .ok(),
            };
            if let Some(target) = target {
                self.marks[at].links.push((cell(role), target));
                let kind = self.marks[at].kind.clone();
                self.features.entry(kind).or_default().insert(LINKS.to_owned());
            }
        }
    }

    fn relations(&mut self) -> Vec<Join> {
        let mut joins = Vec::new();
        for relation in self.source.set.relations() {
            let ends = (self.numbers.get(&relation.from), self.numbers.get(&relation.to));
            let (Some(from), Some(to)) = ends else {
                self.losses.push(loss(&relation.id, "an end of the relation holds no token"));
                continue;
            };
            let mut features: HashMap<String, String> = HashMap::new();
            features.insert("id".to_owned(), cell(relation.id.as_str()));
            features.insert("kind".to_owned(), cell(&relation.kind));
            features.extend(relation.note.as_deref().map(|note| ("note".to_owned(), cell(note))));
            if !relation.attributes.is_empty() {
                features.insert("attributes".to_owned(), value(&Value::Object(relation.attributes.clone())));
            }
            joins.push(Join { features, from: *from, to: *to });
        }
        joins
    }

    /// Returns the columns of a type's features: those that all have, then its own.
    fn columns(&self, kind: &str) -> Vec<String> {
        let held = &self.features[kind];
        let common = COMMON.iter().filter(|name| held.contains(**name)).map(|name| (*name).to_owned());
        let own = held.iter().filter(|name| !COMMON.contains(&name.as_str()) && *name != LINKS).cloned();
        common.chain(own).collect()
    }

    fn head(&self, joins: &[Join]) -> String {
        let mut head = format!("{FORMAT}3.3\n");
        for (kind, held) in self.features.iter().filter(|(_, held)| !held.is_empty()) {
            head.push_str(&format!("#T_SP={PACKAGE}{kind}|{}", self.columns(kind).join("|")));
            if held.contains(LINKS) {
                head.push_str(&format!("|ROLE_{PACKAGE}{kind}:{LINKS}_{PACKAGE}{kind}LinksLink|{ANY}"));
            }
            head.push('\n');
        }
        if !joins.is_empty() {
            head.push_str(&format!("#T_RL={PACKAGE}{RELATION}|{}|BT_{ANY}\n", OF_RELATION.join("|")));
        }
        head + "\n"
    }

    fn file(&mut self, joins: &[Join]) -> String {
        let document = self.source.document;
        let mut text = self.head(joins);
        let sentences = self.tokens.sentences(document, &[]);
        let rows = self.rows();
        let names = names(&sentences, &rows);
        let mut marks_at: HashMap<Unit, Vec<usize>> = HashMap::new();
        for (at, mark) in self.marks.iter().enumerate() {
            mark.units.iter().for_each(|unit| marks_at.entry(*unit).or_default().push(at));
        }
        let mut joins_at: HashMap<Unit, Vec<&Join>> = HashMap::new();
        for join in joins {
            joins_at.entry(self.marks[join.to].units[0]).or_default().push(join);
        }
        let start = |number: usize| {
            sentences
                .get(number)
                .map_or(document.text().len(), |tokens| self.tokens.spans[tokens.start].start.0)
        };
        let before = document.slice(Span::new(0, start(0)));
        if !sentences.is_empty() && before.chars().any(|one| one != ' ') {
            let what = "what stands before the first word becomes spaces".to_owned();
            self.losses.push(Loss { item: None, what });
        }
        for (number, sentence) in sentences.iter().enumerate() {
            text.push('\n');
            let held = document.slice(Span::new(start(number), start(number + 1)));
            // Readers put a line end between sentences; the last one has none more.
            let is_last = number + 1 == sentences.len();
            let held = if is_last { held } else { held.strip_suffix('\n').unwrap_or(held) };
            held.split('\n').for_each(|line| text.push_str(&format!("#Text={}\n", escape::line(line))));
            for unit in sentence.clone().flat_map(|token| rows[&token].iter().map(move |part| (token, *part)))
            {
                let span = unit.1.unwrap_or(self.tokens.spans[unit.0]);
                let (begin, end) = uima::units(document, span);
                text.push_str(&format!("{}\t{begin}-{end}\t{}\t", names[&unit], document.slice(span)));
                self.cells(marks_at.get(&unit).map_or(&[], Vec::as_slice), &names, &mut text);
                if !joins.is_empty() {
                    self.joined(joins_at.get(&unit).map_or(&[], Vec::as_slice), &names, &mut text);
                }
                text.push('\n');
            }
        }
        text
    }

    /// Returns the rows of each token: itself, then its parts that are marked.
    fn rows(&self) -> BTreeMap<usize, BTreeSet<Option<Span>>> {
        let mut rows: BTreeMap<usize, BTreeSet<Option<Span>>> =
            (0..self.tokens.spans.len()).map(|token| (token, BTreeSet::from([None]))).collect();
        for (token, part) in self.marks.iter().flat_map(|mark| &mark.units) {
            rows.entry(*token).or_default().insert(*part);
        }
        rows
    }

    /// Writes the columns of all span layers for what is marked at one unit.
    fn cells(&self, marks: &[usize], names: &HashMap<Unit, String>, text: &mut String) {
        for (kind, held) in self.features.iter().filter(|(_, held)| !held.is_empty()) {
            let here: Vec<&Mark> =
                marks.iter().map(|at| &self.marks[*at]).filter(|mark| mark.kind == *kind).collect();
            let mut column = |of: &dyn Fn(&Mark) -> String| {
                let stacked: Vec<String> = here.iter().map(|mark| of(mark)).collect();
                let none = stacked.is_empty();
                text.push_str(&if none { "_".to_owned() } else { stacked.join("|") });
                text.push('\t');
            };
            for feature in self.columns(kind) {
                column(&|mark| {
                    let value = mark.features.get(&feature).map_or("*", String::as_str);
                    format!("{value}[{}]", mark.number)
                });
            }
            if !held.contains(LINKS) {
                continue;
            }
            column(&|mark| {
                let roles: Vec<&str> = mark.links.iter().map(|(role, _)| role.as_str()).collect();
                let roles = if roles.is_empty() { "_".to_owned() } else { roles.join(";") };
                format!("{roles}[{}]", mark.number)
            });
            column(&|mark| {
                let targets: Vec<String> =
                    mark.links.iter().map(|(_, target)| self.named(*target, names)).collect();
                if targets.is_empty() { "*".to_owned() } else { targets.join(";") }
            });
        }
    }

    /// Returns the unit that a mark begins at, and its number.
    fn named(&self, mark: usize, names: &HashMap<Unit, String>) -> String {
        let mark = &self.marks[mark];
        format!("{}[{}]", names[&mark.units[0]], mark.number)
    }

    fn joined(&self, joins: &[&Join], names: &HashMap<Unit, String>, text: &mut String) {
        let mut column = |of: &dyn Fn(&Join) -> String| {
            let stacked: Vec<String> = joins.iter().map(|join| of(join)).collect();
            text.push_str(&if stacked.is_empty() { "_".to_owned() } else { stacked.join("|") });
            text.push('\t');
        };
        for feature in OF_RELATION {
            column(&|join| join.features.get(feature).map_or("*", String::as_str).to_owned());
        }
        column(&|join| {
            let unit = &names[&self.marks[join.from].units[0]];
            format!("{unit}[{}_{}]", self.marks[join.from].number, self.marks[join.to].number)
        });
    }
}

/// Returns what each row is called: the sentence, the token in it, the part of the token.
fn names(
    sentences: &[Range<usize>],
    rows: &BTreeMap<usize, BTreeSet<Option<Span>>>,
) -> HashMap<Unit, String> {
    let mut names = HashMap::new();
    for (sentence, tokens) in sentences.iter().enumerate() {
        for token in tokens.clone() {
            let base = format!("{}-{}", sentence + 1, token - tokens.start + 1);
            for (part, span) in rows[&token].iter().enumerate() {
                let name = if part == 0 { base.clone() } else { format!("{base}.{part}") };
                names.insert((token, *span), name);
            }
        }
    }
    names
}
