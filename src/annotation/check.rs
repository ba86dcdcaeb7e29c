//! Holding a set against its text and its schema.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::annotation::cycle::References;
use crate::annotation::{Anchor, AnchorState, Annotation, AnnotationSet, Fragments, Id, Relation};
use crate::schema::{AttributeKind, Layer, Role, Schema};
use crate::text::{Document, Span, segment};

/// Something that is not as it should be, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: ProblemCode,
    /// The annotation, relation or entity record concerned.
    pub item: Option<Id>,
    /// The place in the text, where there is one.
    pub span: Option<Span>,
    /// What exactly: an id, a value, the text found; the code says how it is to be read.
    pub detail: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the data is sound.
    Warning,
    /// The data contradicts itself, its text or its schema.
    Error,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemCode {
    /// A fragment reaches past the end of the text.
    OutOfBounds,
    /// The text at a fragment is not the text that the record repeats.
    TextMismatch,
    /// A fragment ends inside a grapheme.
    SplitGrapheme,
    /// A fragment begins or ends with white space.
    EdgeSpace,
    UnknownLayer,
    UnknownLabel,
    UnknownRole,
    UnknownAttribute,
    /// An attribute's value is not of its form.
    BadAttribute,
    UnknownRelation,
    MissingRole,
    /// A role holds more anchors, or an anchor more fragments, than it may.
    TooMany,
    /// A role is filled by a span or by a layer that it doesn't take.
    WrongFill,
    /// A reference points at nothing.
    Unresolved,
    /// An annotation or relation refers to itself, perhaps by way of others.
    Circular,
    /// A doubtful or lost anchor awaits a decision.
    Undecided,
    /// Something could not be read; the rest was kept.
    Unreadable,
    /// The text that the record holds is not the source's.
    SourceChanged,
    /// Two things have one id; the first was kept in its place.
    DuplicateId,
    /// Acts in the journal could not be brought back; they were put aside.
    NotReplayed,
    /// Two writers changed the same field in different ways.
    MergeConflict,
    /// A program that syncs folders left another version of the record beside it.
    ConflictedCopy,
}

impl ProblemCode {
    /// Every code; the interface has words for each.
    pub const ALL: [Self; 22] = [
        Self::OutOfBounds,
        Self::TextMismatch,
        Self::SplitGrapheme,
        Self::EdgeSpace,
        Self::UnknownLayer,
        Self::UnknownLabel,
        Self::UnknownRole,
        Self::UnknownAttribute,
        Self::BadAttribute,
        Self::UnknownRelation,
        Self::MissingRole,
        Self::TooMany,
        Self::WrongFill,
        Self::Unresolved,
        Self::Circular,
        Self::Undecided,
        Self::Unreadable,
        Self::SourceChanged,
        Self::DuplicateId,
        Self::NotReplayed,
        Self::MergeConflict,
        Self::ConflictedCopy,
    ];

    pub fn severity(self) -> Severity {
        match self {
            Self::EdgeSpace
            | Self::SplitGrapheme
            | Self::UnknownAttribute
            | Self::Undecided
            | Self::ConflictedCopy => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Returns the code as the command line prints it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutOfBounds => "out-of-bounds",
            Self::TextMismatch => "text-mismatch",
            Self::SplitGrapheme => "split-grapheme",
            Self::EdgeSpace => "edge-space",
            Self::UnknownLayer => "unknown-layer",
            Self::UnknownLabel => "unknown-label",
            Self::UnknownRole => "unknown-role",
            Self::UnknownAttribute => "unknown-attribute",
            Self::BadAttribute => "bad-attribute",
            Self::UnknownRelation => "unknown-relation",
            Self::MissingRole => "missing-role",
            Self::TooMany => "too-many",
            Self::WrongFill => "wrong-fill",
            Self::Unresolved => "unresolved",
            Self::Circular => "circular",
            Self::Undecided => "undecided",
            Self::Unreadable => "unreadable",
            Self::SourceChanged => "source-changed",
            Self::DuplicateId => "duplicate-id",
            Self::NotReplayed => "not-replayed",
            Self::MergeConflict => "merge-conflict",
            Self::ConflictedCopy => "conflicted-copy",
        }
    }
}

impl ProblemCode {
    /// Returns what can be done about such a problem, in English, for the command line.
    pub fn hint(self) -> &'static str {
        match self {
            Self::OutOfBounds | Self::TextMismatch => {
                "Put the source back that the record was made for, or mend the offsets in the record; it is kept as it is."
            }
            Self::SplitGrapheme | Self::EdgeSpace => "Open the article and move the edge of the span.",
            Self::UnknownLayer
            | Self::UnknownLabel
            | Self::UnknownRole
            | Self::UnknownAttribute
            | Self::UnknownRelation => {
                "Name the schema that the record follows in hashiya.toml, or mend the name; it is kept as it is."
            }
            Self::BadAttribute | Self::MissingRole | Self::TooMany | Self::WrongFill => {
                "Open the article and mend it, or change the schema."
            }
            Self::Unresolved | Self::Circular => "Point the reference at what is meant, or take it away.",
            Self::Undecided => "Open the article and decide about the place.",
            Self::Unreadable => {
                "Mend the record at that place, or bring it back from a copy; nothing is written over it."
            }
            Self::SourceChanged => {
                "Run `hashiya reanchor ARTICLE --write`, or put the source back that the record was made for."
            }
            Self::DuplicateId => "Give one of the two another id; both are kept.",
            Self::NotReplayed => "Look into the file in .hashiya/set-aside for what is missing.",
            Self::MergeConflict => "Open the article and choose.",
            Self::ConflictedCopy => "Bring them together with `hashiya merge`, and take the copy away.",
        }
    }
}

impl fmt::Display for Problem {
    /// Writes the problem in English, for the command line; the window has words of its own.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.code {
            ProblemCode::OutOfBounds => "the fragment lies outside the text",
            ProblemCode::TextMismatch => "the text at the fragment is not what the record repeats",
            ProblemCode::SplitGrapheme => "the fragment ends inside a character",
            ProblemCode::EdgeSpace => "the fragment begins or ends with white space",
            ProblemCode::UnknownLayer => "the schema has no such layer",
            ProblemCode::UnknownLabel => "the layer has no such label",
            ProblemCode::UnknownRole => "the layer has no such role",
            ProblemCode::UnknownAttribute => "the layer has no such attribute",
            ProblemCode::BadAttribute => "an attribute's value is not of its form",
            ProblemCode::UnknownRelation => "the schema has no such relation",
            ProblemCode::MissingRole => "a required role is not filled",
            ProblemCode::TooMany => "the role holds more than it may",
            ProblemCode::WrongFill => "the role does not take this",
            ProblemCode::Unresolved => "the reference points at nothing",
            ProblemCode::Circular => "the reference leads back to itself",
            ProblemCode::Undecided => "the place is doubtful or lost since the text changed",
            ProblemCode::Unreadable => "this part of the record could not be read",
            ProblemCode::SourceChanged => "the record was made for another text",
            ProblemCode::DuplicateId => "the id stands twice",
            ProblemCode::NotReplayed => "something in the journal could not be brought back",
            ProblemCode::MergeConflict => "two writers changed this in different ways",
            ProblemCode::ConflictedCopy => "another version of the record stands beside it",
        };
        write!(formatter, "{what}")?;
        if self.detail.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.detail) }
    }
}

/// Returns every problem of the set, in document order.
pub fn check(set: &AnnotationSet, document: &Document, schema: &Schema) -> Vec<Problem> {
    let mut problems = Vec::new();
    let circles = Circles::of(set);
    for annotation in set.iter() {
        Checker { set, circles: &circles, document, item: &annotation.id, problems: &mut problems }
            .annotation(annotation, schema);
    }
    for relation in set.relations() {
        Checker { set, circles: &circles, document, item: &relation.id, problems: &mut problems }
            .relation(relation, schema);
    }
    problems.extend(conflicts(set));
    problems
}

/// Returns of the problems that [`check`] finds those that await a decision, without looking at any other.
pub fn undecided(set: &AnnotationSet, schema: &Schema) -> Vec<Problem> {
    let mut problems = Vec::new();
    for annotation in set.undecided() {
        let Some(layer) = schema.layer(&annotation.layer) else { continue };
        let known = annotation.roles.iter().filter(|(role, _)| layer.role(role).is_some());
        problems.extend(known.flat_map(|(_, anchors)| anchors).filter_map(|anchor| {
            let (span, detail) = (anchor.fragments().map(Fragments::hull), awaited(anchor)?);
            Some(Problem { code: ProblemCode::Undecided, item: Some(annotation.id.clone()), span, detail })
        }));
    }
    problems.extend(conflicts(set));
    problems
}

fn conflicts(set: &AnnotationSet) -> impl Iterator<Item = Problem> {
    set.about().conflicts.iter().map(|conflict| {
        let span = conflict.id.as_ref().and_then(|id| set.get(id)).and_then(|held| held.place());
        let (item, detail) = (conflict.id.clone(), conflict.field.clone());
        Problem { code: ProblemCode::MergeConflict, item, span, detail }
    })
}

/// Returns what of an anchor awaits a decision.
fn awaited(anchor: &Anchor) -> Option<String> {
    match anchor {
        Anchor::Text { state: Some(AnchorState::Doubtful { .. }), .. } => Some("doubtful".to_owned()),
        Anchor::Text { state: Some(AnchorState::Lost { text }), .. } => {
            Some(format!("lost: {}", text.join(" … ")))
        }
        _ => None,
    }
}

/// Whoever leads back to itself.
struct Circles {
    by_roles: HashSet<Id>,
    /// By one attribute, for each that refers to anything.
    by_attributes: HashMap<String, HashSet<Id>>,
    /// By the ends of relations.
    by_ends: HashSet<Id>,
}

impl Circles {
    fn of(set: &AnnotationSet) -> Self {
        let mut roles = References::default();
        let mut attributes: HashMap<&str, References<'_>> = HashMap::new();
        let mut ends = References::default();
        for annotation in set.iter() {
            for target in annotation.roles.values().flatten().filter_map(Anchor::target) {
                roles.add(&annotation.id, target.clone());
            }
            for (key, value) in &annotation.attributes {
                if let Some(target) = value.as_str().and_then(|id| set.named(id)) {
                    attributes.entry(key).or_default().add(&annotation.id, target.id.clone());
                }
            }
        }
        for relation in set.relations() {
            let targets = [&relation.from, &relation.to].into_iter();
            targets.for_each(|target| ends.add(&relation.id, target.clone()));
        }
        let by_attributes = attributes.into_iter().map(|(key, held)| (key.to_owned(), held.circular()));
        Self { by_roles: roles.circular(), by_attributes: by_attributes.collect(), by_ends: ends.circular() }
    }
}

struct Checker<'a> {
    set: &'a AnnotationSet,
    circles: &'a Circles,
    document: &'a Document,
    item: &'a Id,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn add(&mut self, code: ProblemCode, span: Option<Span>, detail: impl Into<String>) {
        let item = Some(self.item.clone());
        self.problems.push(Problem { code, item, span, detail: detail.into() });
    }

    fn annotation(&mut self, annotation: &Annotation, schema: &Schema) {
        let place = annotation.place();
        for (_, span) in annotation.all_fragments() {
            self.fragment(span);
        }
        let Some(layer) = schema.layer(&annotation.layer) else {
            return self.add(ProblemCode::UnknownLayer, place, &annotation.layer);
        };
        if layer.label(&annotation.label).is_none() {
            self.add(ProblemCode::UnknownLabel, place, format!("{}/{}", layer.id, annotation.label));
        }
        for role in &layer.roles {
            if role.required && annotation.role(&role.id).is_empty() {
                self.add(ProblemCode::MissingRole, place, &role.id);
            }
        }
        for (id, anchors) in &annotation.roles {
            match layer.role(id) {
                Some(role) => self.role(annotation, role, anchors),
                None => self.add(ProblemCode::UnknownRole, place, format!("{}/{id}", layer.id)),
            }
        }
        self.attributes(annotation, layer);
    }

    fn fragment(&mut self, span: Span) {
        let Some(text) = self.document.get(span) else {
            return self.add(ProblemCode::OutOfBounds, Some(span), "");
        };
        if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
            self.add(ProblemCode::EdgeSpace, Some(span), "");
        }
        if segment::snap(self.document.text(), span) != span {
            self.add(ProblemCode::SplitGrapheme, Some(span), "");
        }
    }

    fn role(&mut self, annotation: &Annotation, role: &Role, anchors: &[Anchor]) {
        let place = annotation.place();
        if anchors.len() > 1 && !role.many {
            self.add(ProblemCode::TooMany, place, format!("{} × {}", anchors.len(), role.id));
        }
        for anchor in anchors {
            match anchor {
                Anchor::Text { fragments, .. } => {
                    let hull = Some(fragments.hull());
                    if !role.takes_spans() {
                        self.add(ProblemCode::WrongFill, hull, &role.id);
                    }
                    if fragments.spans().len() > 1 && !role.discontinuous {
                        self.add(ProblemCode::TooMany, hull, format!("{}: several fragments", role.id));
                    }
                    if let Some(detail) = awaited(anchor) {
                        self.add(ProblemCode::Undecided, hull, detail);
                    }
                }
                Anchor::Ref { id, .. } => match self.set.get(id) {
                    None => self.add(ProblemCode::Unresolved, place, id.as_str()),
                    Some(_)
                        if self.circles.by_roles.contains(&annotation.id)
                            && self.circles.by_roles.contains(id) =>
                    {
                        self.add(ProblemCode::Circular, place, id.as_str());
                    }
                    Some(target) if !role.takes_references_to(&target.layer) => {
                        self.add(
                            ProblemCode::WrongFill,
                            place,
                            format!("{} → {} {id}", role.id, target.layer),
                        );
                    }
                    Some(_) => {}
                },
            }
        }
    }

    fn attributes(&mut self, annotation: &Annotation, layer: &Layer) {
        let place = annotation.place();
        for (id, value) in &annotation.attributes {
            let Some(attribute) = layer.attribute(id) else {
                self.add(ProblemCode::UnknownAttribute, place, format!("{}/{id}", layer.id));
                continue;
            };
            if let Some(fault) = attribute.fault(value) {
                self.add(ProblemCode::BadAttribute, place, fault);
                continue;
            }
            let Some(target) = value.as_str() else { continue };
            match &attribute.kind {
                AttributeKind::Record if !self.set.has_entity(target) => {
                    self.add(ProblemCode::Unresolved, place, format!("{id} → {target}"));
                }
                AttributeKind::Annotation { layers } => match self.set.named(target) {
                    None => self.add(ProblemCode::Unresolved, place, format!("{id} → {target}")),
                    Some(found) if !layers.is_empty() && !layers.contains(&found.layer) => {
                        self.add(ProblemCode::WrongFill, place, format!("{id} → {} {target}", found.layer));
                    }
                    Some(_)
                        if self
                            .circles
                            .by_attributes
                            .get(id)
                            .is_some_and(|ids| ids.contains(&annotation.id)) =>
                    {
                        self.add(ProblemCode::Circular, place, format!("{id} → {target}"));
                    }
                    Some(_) => {}
                },
                _ => {}
            }
        }
    }

    fn relation(&mut self, relation: &Relation, schema: &Schema) {
        if schema.relation(&relation.kind).is_none() {
            self.add(ProblemCode::UnknownRelation, None, &relation.kind);
        }
        for end in [&relation.from, &relation.to] {
            let is_circular =
                self.circles.by_ends.contains(&relation.id) && self.circles.by_ends.contains(end);
            if is_circular {
                self.add(ProblemCode::Circular, None, end.as_str());
            } else if self.set.get(end).is_none() && self.set.relation(end).is_none() {
                self.add(ProblemCode::Unresolved, None, end.as_str());
            }
        }
    }
}
