//! Statistics as they are told: with means, quantiles and shares, in the schema's order.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::schema::Schema;
use crate::stats::{Attribute, Counts, Histogram, Layer, Marks, Records, Role, Statistics};

/// All that is told of a corpus.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub records: u64,
    pub annotations: u64,
    /// Annotations in text left out; no other count has them.
    pub left_out: u64,
    pub annotations_per_record: Distribution,
    pub texts: TextReport,
    pub statuses: Counts,
    pub languages: Counts,
    pub document_labels: BTreeMap<String, Counts>,
    pub layers: IndexMap<String, LayerReport>,
    pub relations: BTreeMap<String, RelationReport>,
    pub entities: RecordsReport,
    pub annotators: BTreeMap<String, AnnotatorReport>,
    /// By the day on which annotations were made.
    pub dates: Counts,
    /// Annotations of which that isn't known.
    pub undated: u64,
}

/// How values are distributed; what depends on there being some is null where there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Distribution {
    pub count: u64,
    pub sum: u64,
    pub mean: Option<f64>,
    pub min: Option<u64>,
    pub p5: Option<u64>,
    pub p25: Option<u64>,
    pub median: Option<u64>,
    pub p75: Option<u64>,
    pub p95: Option<u64>,
    pub max: Option<u64>,
    pub histogram: Vec<Interval>,
}

/// The values from `from` up to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Interval {
    pub from: u64,
    pub to: u64,
    pub count: u64,
}

/// The records' texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextReport {
    pub code_points: Distribution,
    pub tokens: Distribution,
    pub paragraphs: Distribution,
    pub left_out_code_points: u64,
    pub coverage: Coverage,
}

/// How much of the text that isn't left out lies under something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    pub code_points: u64,
    pub share: f64,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerReport {
    #[serde(flatten)]
    pub marks: MarkReport,
    pub coverage: Coverage,
    /// By how many annotations of the layer lie around.
    pub depths: BTreeMap<u64, u64>,
    pub within: Counts,
    pub crossing_layers: Counts,
    pub labels: IndexMap<String, MarkReport>,
    pub roles: IndexMap<String, RoleReport>,
    pub attributes: IndexMap<String, AttributeReport>,
    pub linked: RecordsReport,
}

/// Annotations of one layer, or of one label of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MarkReport {
    pub annotations: u64,
    pub unplaced: u64,
    pub undecided: u64,
    pub discontinuous: u64,
    pub sub_word: u64,
    pub nested: u64,
    pub crossing: u64,
    pub same_place: u64,
    pub code_points: Distribution,
    pub tokens: Distribution,
    pub fragments: Distribution,
}

/// One role of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RoleReport {
    pub filled: u64,
    /// Of all annotations of the layer.
    pub share: f64,
    pub spans: u64,
    pub references: u64,
    pub discontinuous: u64,
}

/// One attribute of a layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttributeReport {
    pub filled: u64,
    pub share: f64,
    pub values: Counts,
    pub other: u64,
}

/// One kind of relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelationReport {
    pub relations: u64,
    pub ends: Vec<Ends>,
}

/// Relations of one kind between two layers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ends {
    pub from: String,
    pub to: String,
    pub relations: u64,
}

/// Entity records, or annotations by the record that they name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RecordsReport {
    pub records: u64,
    pub wikidata: u64,
    pub nil: u64,
    /// Nobody looked yet.
    pub open: u64,
}

/// What one annotator made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnnotatorReport {
    pub records: u64,
    pub annotations: u64,
    pub layers: Counts,
    pub statuses: Counts,
    pub origins: Counts,
    pub dates: Counts,
    pub undated: u64,
}

impl Statistics {
    /// Returns what is told, layers and labels in the order of that schema, others behind.
    pub fn report(&self, schema: &Schema) -> Report {
        let text = self.texts.code_points.sum() - self.texts.left_out;
        let mut dates = Counts::new();
        for (day, count) in self.annotators.values().flat_map(|annotator| &annotator.dates) {
            *dates.entry(day.clone()).or_default() += count;
        }
        let undated = dates.remove("").unwrap_or_default();
        let known = schema.layers.iter().map(|layer| layer.id.as_str());
        let layers =
            in_order(&self.layers, known).map(|(id, layer)| (id.clone(), layer_of(id, layer, text, schema)));
        Report {
            records: self.records,
            annotations: self.annotations.sum(),
            left_out: self.left_out,
            annotations_per_record: distribution(&self.annotations),
            texts: TextReport {
                code_points: distribution(&self.texts.code_points),
                tokens: distribution(&self.texts.tokens),
                paragraphs: distribution(&self.texts.paragraphs),
                left_out_code_points: self.texts.left_out,
                coverage: Coverage {
                    code_points: self.texts.covered,
                    share: share(self.texts.covered, text),
                },
            },
            statuses: self.statuses.clone(),
            languages: self.languages.clone(),
            document_labels: self.document_labels.clone(),
            layers: layers.collect(),
            relations: self
                .relations
                .iter()
                .map(|(kind, found)| (kind.clone(), relations_of(found)))
                .collect(),
            entities: records_of(&self.entities),
            annotators: self
                .annotators
                .iter()
                .map(|(name, made)| (name.clone(), annotator_of(made)))
                .collect(),
            dates,
            undated,
        }
    }
}

/// Returns what a map holds, first what is known, in that order, then the rest.
fn in_order<'a, V>(
    map: &'a BTreeMap<String, V>,
    known: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = (&'a String, &'a V)> {
    let places: BTreeMap<&str, usize> = known.enumerate().map(|(place, id)| (id, place)).collect();
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by_key(|(id, _)| {
        // Fields stand with the attribute that they are of.
        let head = id.split('.').next().unwrap_or_default();
        places.get(id.as_str()).or_else(|| places.get(head)).copied().unwrap_or(usize::MAX)
    });
    entries.into_iter()
}

fn layer_of(id: &str, layer: &Layer, text: u64, schema: &Schema) -> LayerReport {
    let known = schema.layer(id);
    let labels = known.into_iter().flat_map(|layer| layer.labels.iter().map(|label| label.id.as_str()));
    let roles = known.into_iter().flat_map(|layer| layer.roles.iter().map(|role| role.id.as_str()));
    let attributes = known.into_iter().flat_map(|layer| layer.attributes.iter().map(|one| one.id.as_str()));
    let all = layer.marks.annotations;
    LayerReport {
        marks: marks_of(&layer.marks),
        coverage: Coverage { code_points: layer.covered, share: share(layer.covered, text) },
        depths: layer.depths.bins().map(|bin| (bin.from, bin.count)).collect(),
        within: layer.within.clone(),
        crossing_layers: layer.crossing.clone(),
        labels: in_order(&layer.labels, labels).map(|(id, marks)| (id.clone(), marks_of(marks))).collect(),
        roles: in_order(&layer.roles, roles).map(|(id, role)| (id.clone(), role_of(role, all))).collect(),
        attributes: in_order(&layer.attributes, attributes)
            .map(|(id, attribute)| (id.clone(), attribute_of(attribute, all)))
            .collect(),
        linked: records_of(&layer.links),
    }
}

fn marks_of(marks: &Marks) -> MarkReport {
    MarkReport {
        annotations: marks.annotations,
        unplaced: marks.unplaced,
        undecided: marks.undecided,
        discontinuous: marks.discontinuous,
        sub_word: marks.sub_word,
        nested: marks.nested,
        crossing: marks.crossing,
        same_place: marks.same_place,
        code_points: distribution(&marks.code_points),
        tokens: distribution(&marks.tokens),
        fragments: distribution(&marks.fragments),
    }
}

fn role_of(role: &Role, all: u64) -> RoleReport {
    RoleReport {
        filled: role.filled,
        share: share(role.filled, all),
        spans: role.spans,
        references: role.references,
        discontinuous: role.discontinuous,
    }
}

fn attribute_of(attribute: &Attribute, all: u64) -> AttributeReport {
    AttributeReport {
        filled: attribute.filled,
        share: share(attribute.filled, all),
        values: attribute.values.clone(),
        other: attribute.other,
    }
}

fn relations_of(found: &crate::stats::Relations) -> RelationReport {
    let ends = found.ends.iter().map(|((from, to), relations)| Ends {
        from: from.clone(),
        to: to.clone(),
        relations: *relations,
    });
    RelationReport { relations: found.relations, ends: ends.collect() }
}

fn records_of(records: &Records) -> RecordsReport {
    RecordsReport {
        records: records.records,
        wikidata: records.wikidata,
        nil: records.nil,
        open: records.records - records.wikidata - records.nil,
    }
}

fn annotator_of(made: &crate::stats::Annotator) -> AnnotatorReport {
    let mut dates = made.dates.clone();
    let undated = dates.remove("").unwrap_or_default();
    AnnotatorReport {
        records: made.records,
        annotations: made.layers.values().sum(),
        layers: made.layers.clone(),
        statuses: made.statuses.clone(),
        origins: made.origins.clone(),
        dates,
        undated,
    }
}

fn distribution(histogram: &Histogram) -> Distribution {
    let bins = histogram.bins();
    Distribution {
        count: histogram.count(),
        sum: histogram.sum(),
        mean: histogram.mean().map(|mean| (mean * 1000.0).round() / 1000.0),
        min: histogram.range().map(|range| range.0),
        p5: histogram.quantile(0.05),
        p25: histogram.quantile(0.25),
        median: histogram.quantile(0.5),
        p75: histogram.quantile(0.75),
        p95: histogram.quantile(0.95),
        max: histogram.range().map(|range| range.1),
        histogram: bins.map(|bin| Interval { from: bin.from, to: bin.to, count: bin.count }).collect(),
    }
}

/// Returns a part of a whole, to a hundred-thousandth; 0 of nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e5).round() / 1e5 }
}
