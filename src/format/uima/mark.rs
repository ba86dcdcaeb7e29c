//! What the features of a type's instance say, be it Hashiya's own type or another program's.

use std::collections::HashMap;

use serde_json::Value;

use crate::annotation::{Anchor, Annotation, EntityRecord, Extra, Fragments, Id};
use crate::format::name;
use crate::format::read::Builder;
use crate::format::uima::{COMMON, LINKS, PACKAGE, attribute_of, item_of, layer_of, read_text, read_value};
use crate::schema::Schema;

/// Features that name another program's label, the first that is there.
pub(in crate::format) const LABELS: [&str; 8] =
    ["label", "value", "PosValue", "DependencyType", "referenceType", "kind", "category", "type"];

/// Features that say where something stands.
const PLACE: [&str; 3] = ["sofa", "begin", "end"];

/// An instance of a type of spans.
pub(in crate::format) struct Found<'a> {
    pub line: usize,
    pub id: String,
    /// The type, with its package.
    pub kind: &'a str,
    /// Whether Hashiya wrote it.
    pub is_own: bool,
    pub place: Fragments,
    /// Names and values as they are written, links aside.
    pub features: Vec<(&'a str, &'a str)>,
    /// What fills its roles but for the place.
    pub anchors: Vec<(String, Anchor)>,
}

impl Found<'_> {
    fn feature(&self, name: &str) -> Option<&str> {
        self.features.iter().find(|(of, _)| *of == name).map(|(_, value)| *value)
    }

    /// Returns the annotation; `records` are the Wikidata items met so far, each with its record's id.
    pub fn annotation(
        self,
        schema: &Schema,
        records: &mut HashMap<String, String>,
        builder: &mut Builder<'_>,
    ) -> Annotation {
        let short = self.kind.rsplit('.').next().unwrap_or_default();
        let naming = LABELS.into_iter().find(|feature| self.feature(feature).is_some());
        let label = naming.and_then(|feature| self.feature(feature)).map(read_text);
        let layer = layer_of(short);
        let is_layer = self.kind.starts_with(PACKAGE) && (self.is_own || schema.layer(&layer).is_some());
        let (layer, label) = if is_layer {
            (layer, label.unwrap_or_default())
        } else {
            let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| short.to_owned());
            let meaning = name::meaning(schema, &label, name::first_layer(schema));
            (meaning.layer, meaning.label)
        };
        let main = name::main_role(schema, &layer);
        let mut annotation = builder.marked(&self.id, &layer, &label, main, self.place);
        for (role, anchor) in self.anchors {
            annotation.roles.entry(role).or_default().push(anchor);
        }
        for (name, value) in self.features {
            if name == "note" {
                annotation.note = Some(read_text(value));
            } else if name == "identifier" && !self.is_own {
                // Hashiya says by an attribute what a mention stands for.
                let held = match item_of(value) {
                    Some(item) => {
                        ("record".to_owned(), Value::from(record(item, self.line, records, builder)))
                    }
                    None => (name.to_owned(), Value::from(value)),
                };
                annotation.attributes.extend([held]);
            } else {
                let is_said = PLACE.contains(&name) || Some(name) == naming;
                if is_said || self.is_own && COMMON.contains(&name) || name == LINKS && value.is_empty() {
                    continue;
                }
                annotation.attributes.insert(attribute_of(name), read_value(value));
            }
        }
        annotation
    }
}

/// Returns the id of an item's record, which is made where there is none yet.
fn record(
    item: &str,
    line: usize,
    records: &mut HashMap<String, String>,
    builder: &mut Builder<'_>,
) -> String {
    if let Some(id) = records.get(item) {
        return id.clone();
    }
    let id = format!("W{}", records.len() + 1);
    let entity = EntityRecord {
        id: Id::new(&id),
        name: item.to_owned(),
        wikidata: Some(item.to_owned()),
        aliases: Vec::new(),
        extra: Extra::new(),
    };
    builder.add_entity(line, entity);
    records.insert(item.to_owned(), id.clone());
    id
}
