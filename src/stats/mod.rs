//! What is marked in a corpus, in numbers: counts, lengths, nesting, coverage, who and when.
//!
//! [`Statistics`] takes in one record after another and can be merged, so that many cores count a corpus of any
//! size in memory that grows with its labels and annotators alone. `docs/stats.md` defines each measure.

mod attributes;
mod histogram;
mod measure;
mod overlap;
mod report;

use std::collections::BTreeMap;

pub use histogram::{Bin, Histogram};
pub use report::{
    AnnotatorReport, AttributeReport, Coverage, Distribution, Ends, Interval, LayerReport, MarkReport,
    RecordsReport, RelationReport, Report, RoleReport, TextReport,
};

/// What can be brought together with more of its kind, in any order and any grouping.
pub trait Merge {
    /// Takes in what the other one counted.
    fn take_in(&mut self, other: Self);
}

/// How often each of some words was seen.
pub type Counts = BTreeMap<String, u64>;

/// What was counted over records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    pub records: u64,
    pub texts: Texts,
    /// Annotations in each record.
    pub annotations: Histogram,
    /// Annotations that lie in text left out, and are in no other count.
    pub left_out: u64,
    pub layers: BTreeMap<String, Layer>,
    /// By kind.
    pub relations: BTreeMap<String, Relations>,
    pub entities: Records,
    /// By the records' status.
    pub statuses: Counts,
    pub languages: Counts,
    /// For each label of documents, its values.
    pub document_labels: BTreeMap<String, Counts>,
    pub annotators: BTreeMap<String, Annotator>,
}

/// The records' texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    pub code_points: Histogram,
    pub tokens: Histogram,
    pub paragraphs: Histogram,
    /// Code points in regions left out.
    pub left_out: u64,
    /// Code points under an annotation of any layer but those left out.
    pub covered: u64,
}

/// Annotations of one layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// All of them.
    pub marks: Marks,
    pub labels: BTreeMap<String, Marks>,
    /// How many annotations of the layer lie around each, the longest chain counted.
    pub depths: Histogram,
    /// For each layer, how many annotations lie within one of it.
    pub within: Counts,
    /// For each layer, how many annotations cross one of it.
    pub crossing: Counts,
    /// Code points under the layer, but for those left out.
    pub covered: u64,
    pub roles: BTreeMap<String, Role>,
    /// By the attribute's id; fields of objects behind a dot.
    pub attributes: BTreeMap<String, Attribute>,
    /// What annotations say they stand for.
    pub links: Records,
}

/// Annotations of one layer, or of one label of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub annotations: u64,
    /// Without a place in the text: it was lost, or lies outside.
    pub unplaced: u64,
    /// Whose place awaits a decision: doubtful or lost.
    pub undecided: u64,
    pub code_points: Histogram,
    pub tokens: Histogram,
    pub fragments: Histogram,
    pub discontinuous: u64,
    pub sub_word: u64,
    /// Within another one of the layer.
    pub nested: u64,
    /// Crossing another one of the layer.
    pub crossing: u64,
    /// At the very place of another one of the layer.
    pub same_place: u64,
}

/// What fills a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Annotations in which something fills it.
    pub filled: u64,
    /// How often text fills it.
    pub spans: u64,
    /// How often an annotation fills it.
    pub references: u64,
    pub discontinuous: u64,
}

/// What is said by an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribute {
    pub filled: u64,
    /// Of values that the schema lists.
    pub values: Counts,
    /// Values of an attribute with listed ones that aren't among them.
    pub other: u64,
}

/// Relations of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    pub relations: u64,
    /// By the layers of both ends; `relation` where an end is a relation, empty where it is nothing.
    pub ends: BTreeMap<(String, String), u64>,
}

/// Entity records, or annotations by the record that they name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    pub records: u64,
    /// With an item of Wikidata.
    pub wikidata: u64,
    /// For which there surely is no item.
    pub nil: u64,
}

/// What one annotator made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotator {
    /// Records with something of theirs.
    pub records: u64,
    /// By layer.
    pub layers: Counts,
    pub statuses: Counts,
    pub origins: Counts,
    /// By the day on which they were made, `YYYY-MM-DD` in UTC; empty where that isn't known.
    pub dates: Counts,
}

impl Merge for u64 {
    fn take_in(&mut self, other: Self) {
        *self += other;
    }
}

impl<K: Ord, V: Merge + Default> Merge for BTreeMap<K, V> {
    fn take_in(&mut self, other: Self) {
        for (key, value) in other {
            self.entry(key).or_default().take_in(value);
        }
    }
}

/// Merges field by field; a field left out doesn't compile.
macro_rules! merge_fields {
    ($($name:ident { $($field:ident),+ })+) => {$(
        impl Merge for $name {
            fn take_in(&mut self, other: Self) {
                let Self { $($field),+ } = other;
                $(self.$field.take_in($field);)+
            }
        }
    )+};
}

merge_fields! {
    Statistics {
        records, texts, annotations, left_out, layers, relations, entities, statuses, languages, document_labels,
        annotators
    }
    Texts { code_points, tokens, paragraphs, left_out, covered }
    Layer { marks, labels, depths, within, crossing, covered, roles, attributes, links }
    Marks {
        annotations, unplaced, undecided, code_points, tokens, fragments, discontinuous, sub_word, nested, crossing,
        same_place
    }
    Role { filled, spans, references, discontinuous }
    Attribute { filled, values, other }
    Relations { relations, ends }
    Records { records, wikidata, nil }
    Annotator { records, layers, statuses, origins, dates }
}
