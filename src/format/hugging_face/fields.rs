//! The fields of a row: one table for the Parquet file, the card and whoever reads either.

use std::fmt::Write;

/// A field of a row, or of a thing in a list of a row.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub name: &'static str,
    pub kind: Kind,
}

/// What a field holds; only a number may be missing.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Texts,
    List(&'static [Field]),
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

const FRAGMENT: &[Field] =
    &[field("start", Kind::Integer), field("end", Kind::Integer), field("text", Kind::Text)];

const ANCHOR: &[Field] =
    &[field("role", Kind::Text), field("target", Kind::Text), field("fragments", Kind::List(FRAGMENT))];

const ATTRIBUTE: &[Field] = &[field("name", Kind::Text), field("value", Kind::Text)];

/// What is said of annotations and relations alike, and by whom.
const SAID: [Field; 8] = [
    field("attributes", Kind::List(ATTRIBUTE)),
    field("note", Kind::Text),
    field("creator", Kind::Text),
    field("created", Kind::Text),
    field("modified", Kind::Text),
    field("origin", Kind::Text),
    field("confidence", Kind::Number),
    field("status", Kind::Text),
];

/// Returns the fields of a thing with those of [`SAID`] behind them.
const fn with_said<const OWN: usize, const ALL: usize>(own: [Field; OWN]) -> [Field; ALL] {
    assert!(ALL == OWN + SAID.len());
    let mut all = [SAID[0]; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < OWN { own[at] } else { SAID[at - OWN] };
        at += 1;
    }
    all
}

const ANNOTATION: &[Field] = &with_said::<6, 14>([
    field("id", Kind::Text),
    field("layer", Kind::Text),
    field("label", Kind::Text),
    field("start", Kind::Integer),
    field("end", Kind::Integer),
    field("anchors", Kind::List(ANCHOR)),
]);

const RELATION: &[Field] = &with_said::<4, 12>([
    field("id", Kind::Text),
    field("type", Kind::Text),
    field("from", Kind::Text),
    field("to", Kind::Text),
]);

const ENTITY: &[Field] = &[
    field("id", Kind::Text),
    field("name", Kind::Text),
    field("wikidata", Kind::Text),
    field("aliases", Kind::Texts),
];

/// The fields of a document.
pub(super) const ROW: &[Field] = &[
    field("id", Kind::Text),
    field("text", Kind::Text),
    field("language", Kind::Text),
    field("status", Kind::Text),
    field("notes", Kind::Text),
    field("labels", Kind::Text),
    field("metadata", Kind::Text),
    field("annotations", Kind::List(ANNOTATION)),
    field("relations", Kind::List(RELATION)),
    field("entities", Kind::List(ENTITY)),
];

/// Returns the types of a row as a card states them, in YAML.
pub(super) fn features() -> String {
    let mut yaml = String::from("dataset_info:\n  features:\n");
    describe(ROW, 2, &mut yaml);
    yaml
}

fn describe(fields: &[Field], indent: usize, yaml: &mut String) {
    for field in fields {
        let name = field.name;
        let dtype = match field.kind {
            Kind::Text => "dtype: string",
            Kind::Integer => "dtype: int64",
            Kind::Number => "dtype: float64",
            Kind::Texts => "sequence: string",
            Kind::List(_) => "list:",
        };
        // Writing to a string has no way to fail.
        let _written = writeln!(yaml, "{:indent$}- name: {name}\n{:indent$}  {dtype}", "", "");
        if let Kind::List(inner) = field.kind {
            describe(inner, indent + 2, yaml);
        }
    }
}
