//! What imported documents use that a schema doesn't know, and the schema that does.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotation::Anchor;
use crate::format::{Imported, name};
use crate::schema::{Choice, Fill, Label, Layer, LayerStyle, Name, Role, Schema, Tone};

/// Names that the schema in force doesn't have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    labels: BTreeMap<String, BTreeSet<String>>,
    roles: BTreeMap<String, BTreeMap<String, Fills>>,
    relations: BTreeSet<String>,
}

/// What was seen to fill a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fills {
    spans: bool,
    references: bool,
}

impl Inventory {
    pub fn of(documents: &[Imported], schema: &Schema) -> Self {
        let mut inventory = Self::default();
        for document in documents {
            for annotation in document.set.iter() {
                let layer = schema.layer(&annotation.layer);
                if layer.is_none_or(|layer| layer.label(&annotation.label).is_none()) {
                    inventory
                        .labels
                        .entry(annotation.layer.clone())
                        .or_default()
                        .insert(annotation.label.clone());
                }
                for (role, anchors) in &annotation.roles {
                    if layer.is_none_or(|layer| layer.role(role).is_none()) {
                        let roles = inventory.roles.entry(annotation.layer.clone()).or_default();
                        let fills = roles.entry(role.clone()).or_default();
                        fills.spans |= anchors.iter().any(|anchor| anchor.fragments().is_some());
                        fills.references |= anchors.iter().any(|anchor: &Anchor| anchor.target().is_some());
                    }
                }
            }
            let kinds = document.set.relations().map(|relation| relation.kind.clone());
            inventory.relations.extend(kinds.filter(|kind| schema.relation(kind).is_none()));
        }
        inventory
    }

    /// Takes in what another one found.
    pub fn merge(&mut self, other: Self) {
        for (layer, labels) in other.labels {
            self.labels.entry(layer).or_default().extend(labels);
        }
        for (layer, roles) in other.roles {
            let held = self.roles.entry(layer).or_default();
            for (role, fills) in roles {
                let held = held.entry(role).or_default();
                held.spans |= fills.spans;
                held.references |= fills.references;
            }
        }
        self.relations.extend(other.relations);
    }

    /// Returns the schema with everything found beside what it has; `None` where it has it all.
    pub fn extend(&self, schema: &Schema) -> Option<Schema> {
        if *self == Self::default() {
            return None;
        }
        let mut extended = Schema { id: format!("{}-imported", schema.id), ..schema.clone() };
        let layers: BTreeSet<&String> = self.labels.keys().chain(self.roles.keys()).collect();
        for id in layers {
            if extended.layer(id).is_none() {
                extended.layers.push(new_layer(schema, id));
            }
        }
        for layer in &mut extended.layers {
            for label in self.labels.get(&layer.id).into_iter().flatten() {
                layer.labels.push(Label {
                    id: label.clone(),
                    name: plain(label),
                    description: None,
                    key: None,
                    tone: Tone::default(),
                    defaults: Default::default(),
                });
            }
            for (role, fills) in self.roles.get(&layer.id).into_iter().flatten() {
                if layer.role(role).is_none() {
                    layer.roles.push(new_role(role, *fills, false));
                }
            }
            // Programs that know fragments allow them for every mark.
            if self.labels.contains_key(&layer.id) {
                layer.roles[0].discontinuous = true;
            }
        }
        extended.relations.extend(self.relations.iter().map(|kind| Choice {
            id: kind.clone(),
            name: plain(kind),
            description: None,
            labels: Vec::new(),
        }));
        Some(extended)
    }
}

fn plain(id: &str) -> Name {
    Name { en: id.to_owned(), ar: id.to_owned() }
}

fn new_layer(schema: &Schema, id: &str) -> Layer {
    Layer {
        id: id.to_owned(),
        name: plain(id),
        key: None,
        style: LayerStyle::Tint,
        first_label: None,
        labels: Vec::new(),
        roles: vec![new_role(name::main_role(schema, id), Fills { spans: true, references: false }, true)],
        attributes: Vec::new(),
    }
}

fn new_role(id: &str, fills: Fills, main: bool) -> Role {
    let mut may = Vec::new();
    if fills.spans {
        may.push(Fill::Span);
    }
    if fills.references {
        may.push(Fill::Ref);
    }
    Role {
        id: id.to_owned(),
        name: plain(id),
        required: main,
        many: !main,
        discontinuous: true,
        ask: false,
        fills: may,
        layers: Vec::new(),
    }
}
