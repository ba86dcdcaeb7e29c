//! Measuring one record.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use crate::annotation::{Anchor, AnchorState, Annotation, AnnotationSet, Fragments, Id};
use crate::format::{Clitics, Tokens};
use crate::schema::{AttributeKind, Schema};
use crate::stats::overlap::{Lie, is_within, pairs, shared};
use crate::stats::{Layer, Marks, Records, Statistics, attributes};
use crate::text::{Document, Span};

/// The longest value of a document's label that is counted as it stands, in bytes.
const LONGEST_VALUE: usize = 120;

/// An annotation with what was measured of it.
struct Measured<'a> {
    annotation: &'a Annotation,
    /// Its place by its main role; `None` where it has none.
    place: Option<Fragments>,
    /// How many annotations of its layer lie around it.
    depth: u64,
    crossing: bool,
    same_place: bool,
    /// Layers that it lies within one of, and layers that it crosses one of.
    within: BTreeSet<&'a str>,
    crossed: BTreeSet<&'a str>,
}

impl Statistics {
    /// Counts one record in, or those layers of it.
    pub fn add(
        &mut self,
        document: &Document,
        set: &AnnotationSet,
        schema: &Schema,
        layers: Option<&[String]>,
    ) {
        let tokens = Tokens::of(document, &[], Clitics::Expand);
        let count = |span: Span| {
            let (start, end) = document.chars(span);
            (end.0 - start.0) as u64
        };
        let (gone, regions) = left_out(document, set);
        let gone: &[Span] = gone.as_ref().map_or(&[], Fragments::spans);
        self.records += 1;
        self.texts.code_points.add(document.char_len() as u64);
        self.texts.tokens.add(tokens.spans.len() as u64);
        self.texts.paragraphs.add(document.paragraphs().len() as u64);
        self.texts.left_out += gone.iter().copied().map(count).sum::<u64>();

        let wanted = |one: &&Annotation| layers.is_none_or(|layers| layers.contains(&one.layer));
        let mut measured: Vec<Measured<'_>> = Vec::new();
        for annotation in set.iter().map(AsRef::as_ref).filter(wanted) {
            let place = place(annotation, document, schema);
            let lies_in_gone = place.as_ref().is_some_and(|place| is_within(place.spans(), gone));
            if lies_in_gone && !regions.contains(&annotation.id) {
                self.left_out += 1;
                continue;
            }
            measured.push(Measured {
                annotation,
                place,
                depth: 0,
                crossing: false,
                same_place: false,
                within: BTreeSet::new(),
                crossed: BTreeSet::new(),
            });
        }
        compare(&mut measured);
        self.annotations.add(measured.len() as u64);

        let mut covered: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for one in &measured {
            let annotation = one.annotation;
            let layer = self.layers.entry(annotation.layer.clone()).or_default();
            let spans = one.place.as_ref().map_or(&[][..], Fragments::spans);
            covered.entry(&annotation.layer).or_default().extend(spans);
            let ends_in_word = ends_in_word(&tokens, document, spans);
            let length = spans.iter().copied().map(count).sum();
            let tokens = token_count(&tokens, document, spans);
            let label = layer.labels.entry(annotation.label.clone()).or_default();
            for marks in [&mut layer.marks, label] {
                marks.add(one, length, tokens, ends_in_word);
            }
            layer.add(one, set, schema);
        }
        let uncovered = |spans: Vec<Span>| {
            Fragments::new(spans).map_or(0, |union| {
                union.spans().iter().copied().map(count).sum::<u64>() - shared(union.spans(), gone, count)
            })
        };
        self.texts.covered += uncovered(covered.values().flatten().copied().collect());
        for (layer, spans) in covered {
            self.layers.entry(layer.to_owned()).or_default().covered += uncovered(spans);
        }
        self.add_rest(set, &measured, layers.is_none());
    }

    /// Counts relations, entity records, what is said of the document, and who made it.
    fn add_rest(&mut self, set: &AnnotationSet, measured: &[Measured<'_>], whole: bool) {
        let counted: HashSet<&Id> = measured.iter().map(|one| &one.annotation.id).collect();
        for relation in set.relations() {
            let end = |id: &Id| match (set.get(id), set.relation(id)) {
                (Some(annotation), _) => annotation.layer.clone(),
                (None, Some(_)) => "relation".to_owned(),
                (None, None) => String::new(),
            };
            let is_of_counted = |id: &Id| set.get(id).is_none() || counted.contains(id);
            if whole || is_of_counted(&relation.from) && is_of_counted(&relation.to) {
                let kind = self.relations.entry(relation.kind.clone()).or_default();
                kind.relations += 1;
                *kind.ends.entry((end(&relation.from), end(&relation.to))).or_default() += 1;
            }
        }
        set.entities().for_each(|entity| self.entities.add(entity.wikidata.as_deref()));
        let about = set.about();
        *self.statuses.entry(about.status.clone()).or_default() += 1;
        *self.languages.entry(about.language.clone()).or_default() += 1;
        for (name, value) in &about.labels {
            let values = self.document_labels.entry(name.clone()).or_default();
            *values.entry(value_of(value)).or_default() += 1;
        }
        let mut creators = BTreeSet::new();
        for one in measured {
            let made = &one.annotation.provenance;
            creators.insert(made.creator.as_str());
            let annotator = self.annotators.entry(made.creator.clone()).or_default();
            let status = serde_json::to_value(&made.status).unwrap_or_default();
            let origin = serde_json::to_value(&made.origin).unwrap_or_default();
            let day = made.created.get(..10).filter(|day| is_day(day)).unwrap_or_default();
            *annotator.layers.entry(one.annotation.layer.clone()).or_default() += 1;
            *annotator.statuses.entry(value_of(&status)).or_default() += 1;
            *annotator.origins.entry(value_of(&origin)).or_default() += 1;
            *annotator.dates.entry(day.to_owned()).or_default() += 1;
        }
        for creator in creators {
            self.annotators.entry(creator.to_owned()).or_default().records += 1;
        }
    }
}

impl Marks {
    fn add(&mut self, one: &Measured<'_>, length: u64, tokens: u64, ends_in_word: bool) {
        self.annotations += 1;
        let awaits = |anchor: &Anchor| anchor.awaits_decision();
        self.undecided += u64::from(one.annotation.roles.values().flatten().any(awaits));
        let Some(place) = &one.place else {
            self.unplaced += 1;
            return;
        };
        self.code_points.add(length);
        self.tokens.add(tokens);
        self.fragments.add(place.spans().len() as u64);
        self.discontinuous += u64::from(place.spans().len() > 1);
        self.sub_word += u64::from(ends_in_word);
        self.nested += u64::from(one.depth > 0);
        self.crossing += u64::from(one.crossing);
        self.same_place += u64::from(one.same_place);
    }
}

impl Layer {
    /// Counts what is counted by layer and not by label.
    fn add(&mut self, one: &Measured<'_>, set: &AnnotationSet, schema: &Schema) {
        if one.place.is_some() {
            self.depths.add(one.depth);
        }
        for (counts, layers) in [(&mut self.within, &one.within), (&mut self.crossing, &one.crossed)] {
            layers.iter().for_each(|layer| *counts.entry((*layer).to_owned()).or_default() += 1);
        }
        let annotation = one.annotation;
        for (name, anchors) in annotation.roles.iter().filter(|(_, anchors)| !anchors.is_empty()) {
            let role = self.roles.entry(name.clone()).or_default();
            role.filled += 1;
            for anchor in anchors {
                match anchor {
                    Anchor::Text { fragments, .. } => {
                        role.spans += 1;
                        role.discontinuous += u64::from(fragments.spans().len() > 1);
                    }
                    Anchor::Ref { .. } => role.references += 1,
                }
            }
        }
        let known = schema.layer(&annotation.layer).map_or(&[][..], |layer| &layer.attributes);
        attributes::count(&annotation.attributes, known, "", &mut self.attributes);
        let names_record = known.iter().filter(|attribute| matches!(attribute.kind, AttributeKind::Record));
        let ids = names_record.filter_map(|attribute| annotation.attributes.get(&attribute.id)?.as_str());
        if let Some(entity) = ids.filter_map(|id| set.entity(&Id::new(id))).next() {
            self.links.add(entity.wikidata.as_deref());
        }
    }
}

impl Records {
    fn add(&mut self, wikidata: Option<&str>) {
        self.records += 1;
        match wikidata {
            Some("NIL") => self.nil += 1,
            Some(_) => self.wikidata += 1,
            None => {}
        }
    }
}

/// Returns what regions with `exclude` leave out of the text, and the ids of those regions.
fn left_out(document: &Document, set: &AnnotationSet) -> (Option<Fragments>, BTreeSet<Id>) {
    let regions = || {
        set.iter()
            .map(AsRef::as_ref)
            .filter(|one: &&Annotation| one.attributes.get("exclude") == Some(&Value::Bool(true)))
    };
    let anchors = regions().flat_map(|region| region.roles.values().flatten());
    let spans =
        anchors.filter_map(|anchor| standing(anchor, document)).flat_map(|place| place.spans().to_vec());
    (Fragments::new(spans.collect()), regions().map(|region| region.id.clone()).collect())
}

/// Returns where an anchor stands in the text, `None` where it doesn't.
fn standing<'a>(anchor: &'a Anchor, document: &Document) -> Option<&'a Fragments> {
    match anchor {
        Anchor::Text { state: Some(AnchorState::Lost { .. }), .. } | Anchor::Ref { .. } => None,
        Anchor::Text { fragments, .. } => {
            fragments.spans().iter().all(|span| document.get(*span).is_some()).then_some(fragments)
        }
    }
}

/// Returns the place of an annotation: all that its main role marks, without what is lost.
fn place(annotation: &Annotation, document: &Document, schema: &Schema) -> Option<Fragments> {
    let anchors = match schema.layer(&annotation.layer) {
        Some(layer) => annotation.role(&layer.main_role().id),
        // A layer that the schema doesn't know has its first role with text for the main one.
        None => {
            annotation.roles.values().find(|anchors| anchors.iter().any(|one| one.fragments().is_some()))?
        }
    };
    let places = anchors.iter().filter_map(|anchor| standing(anchor, document));
    Fragments::new(places.flat_map(|place| place.spans().iter().copied()).collect())
}

/// Finds out how all annotations lie to each other.
fn compare(measured: &mut [Measured<'_>]) {
    let placed: Vec<usize> = (0..measured.len()).filter(|number| measured[*number].place.is_some()).collect();
    let places: Vec<Fragments> = placed.iter().filter_map(|number| measured[*number].place.clone()).collect();
    let places: Vec<&Fragments> = places.iter().collect();
    pairs(&places, |one, other, lie| {
        let (one, other) = (placed[one], placed[other]);
        let (one_layer, other_layer) =
            (measured[one].annotation.layer.as_str(), measured[other].annotation.layer.as_str());
        let alike = one_layer == other_layer;
        match lie {
            Lie::Holds => {
                measured[other].within.insert(one_layer);
                if alike {
                    measured[other].depth = measured[other].depth.max(measured[one].depth + 1);
                }
            }
            Lie::Same if alike => {
                measured[one].same_place = true;
                measured[other].same_place = true;
            }
            Lie::Same => {
                measured[one].within.insert(other_layer);
                measured[other].within.insert(one_layer);
            }
            Lie::Crosses => {
                measured[one].crossed.insert(other_layer);
                measured[other].crossed.insert(one_layer);
                measured[one].crossing |= alike;
                measured[other].crossing |= alike;
            }
        }
    });
}

fn token_count(tokens: &Tokens, document: &Document, spans: &[Span]) -> u64 {
    let (mut count, mut reached) = (0, 0);
    for (covered, _) in spans.iter().filter_map(|span| tokens.cover(document, *span)) {
        // Two fragments may lie in one token.
        count += covered.end - covered.start.max(reached).min(covered.end);
        reached = covered.end;
    }
    count as u64
}

fn ends_in_word(tokens: &Tokens, document: &Document, spans: &[Span]) -> bool {
    spans.iter().filter_map(|span| tokens.cover(document, *span)).any(|(_, exact)| !exact)
}

fn is_day(text: &str) -> bool {
    text.bytes()
        .enumerate()
        .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// Returns a value as a word to count by; what is long or no value counts as an ellipsis.
fn value_of(value: &Value) -> String {
    match value {
        Value::String(text) if text.len() <= LONGEST_VALUE => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Null => value.to_string(),
        _ => "…".to_owned(),
    }
}
