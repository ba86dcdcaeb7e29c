//! Choosing between the two versions of a field that were merged.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::annotation::{About, Anchor, Annotation, Conflict, EntityRecord, Id, Item, Provenance, Relation};
use crate::edit::{Act, Change, Edit, Transaction};

/// A version of a field in conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// As it was before either changed it.
    Base,
    Ours,
    Theirs,
}

impl Side {
    pub const ALL: [Self; 3] = [Self::Ours, Self::Theirs, Self::Base];

    /// Returns the item as this side has it.
    pub fn of(self, conflict: &Conflict) -> Option<&Item> {
        match self {
            Self::Base => conflict.base.as_ref(),
            Self::Ours => conflict.ours.as_ref(),
            Self::Theirs => conflict.theirs.as_ref(),
        }
    }
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// Nothing, or the item isn't there.
    Absent,
    /// The item is there; the field is `*`.
    Whole,
    Anchors(Vec<Anchor>),
    Json(Value),
}

impl Edit<'_> {
    /// Puts the chosen side's value into the field and takes the conflict off the list.
    ///
    /// `None` where the list holds no such conflict, or the side is a base that nobody knows.
    pub fn settle(&self, conflict: &Conflict, side: Side) -> Option<Transaction> {
        let about = self.set.about();
        let chosen = side.of(conflict);
        let whole = conflict.field == "*";
        if !about.conflicts.contains(conflict) || (side == Side::Base && !whole && chosen.is_none()) {
            return None;
        }
        let current = match (&conflict.id, chosen) {
            (None, _) => Some(Item::About(Arc::clone(about))),
            (Some(id), _) => item_of(self, id),
        };
        let mut changes = match (current, chosen) {
            (Some(Item::Entity(entity)), None) => vec![Change::Remove(Item::Entity(entity))],
            (Some(_), None) => {
                self.delete(&[conflict.id.clone()?]).map_or_else(Vec::new, |made| made.changes)
            }
            (None, Some(chosen)) => vec![Change::Insert(chosen.clone())],
            (Some(before), Some(chosen)) if !whole => {
                let after = with_field(&before, &conflict.field, chosen);
                if after == before { Vec::new() } else { vec![Change::Replace { before, after }] }
            }
            _ => Vec::new(),
        };
        // Where the field is one of the document's own, one change does both.
        let own = changes.iter().position(|change| matches!(change.item(), Item::About(_)));
        let mut after = match own.map(|at| changes.remove(at)) {
            Some(Change::Replace { after: Item::About(after), .. }) => About::clone(&after),
            _ => About::clone(about),
        };
        after.conflicts.retain(|held| held != conflict);
        let before = Item::About(Arc::clone(about));
        changes.push(Change::Replace { before, after: Item::About(Arc::new(after)) });
        Some(Transaction::new(Act::Merge, changes))
    }
}

fn item_of(edit: &Edit<'_>, id: &Id) -> Option<Item> {
    let annotation = edit.set.get(id).cloned().map(Item::Annotation);
    let relation = || edit.set.relation(id).cloned().map(Item::Relation);
    annotation.or_else(relation).or_else(|| edit.set.entity(id).cloned().map(Item::Entity))
}

/// Returns what a field of an item holds.
pub fn field_value(item: Option<&Item>, field: &str) -> FieldValue {
    let Some(item) = item else { return FieldValue::Absent };
    let json = |value: Option<Value>| match value {
        None | Some(Value::Null) => FieldValue::Absent,
        Some(value) => FieldValue::Json(value),
    };
    let (name, key) = field.split_once('.').unwrap_or((field, ""));
    match item {
        _ if field == "*" => FieldValue::Whole,
        Item::Annotation(held) if name == "roles" => {
            held.roles.get(key).map_or(FieldValue::Absent, |anchors| FieldValue::Anchors(anchors.clone()))
        }
        Item::Annotation(held) => json(match name {
            "layer" => Some(held.layer.as_str().into()),
            "label" => Some(held.label.as_str().into()),
            "attributes" => held.attributes.get(key).cloned(),
            "note" => held.note.as_deref().map(Value::from),
            "extra" => held.extra.get(key).cloned(),
            _ => of_provenance(&held.provenance, name, key),
        }),
        Item::Relation(held) => json(match name {
            "type" => Some(held.kind.as_str().into()),
            "from" => Some(held.from.as_str().into()),
            "to" => Some(held.to.as_str().into()),
            "attributes" => held.attributes.get(key).cloned(),
            "note" => held.note.as_deref().map(Value::from),
            "extra" => held.extra.get(key).cloned(),
            _ => of_provenance(&held.provenance, name, key),
        }),
        Item::Entity(held) => json(match name {
            "extra" => held.extra.get(key).cloned(),
            _ => serde_json::to_value(&**held).ok().and_then(|value| value.get(name).cloned()),
        }),
        Item::About(held) => json(match name {
            "language" => Some(held.language.as_str().into()),
            "direction" => {
                held.direction.map(|direction| if direction.is_rtl() { "rtl" } else { "ltr" }.into())
            }
            "paragraph_directions" => {
                let set = held.paragraph_directions.iter();
                let words = set.map(|(paragraph, direction)| {
                    format!("{}: {}", paragraph + 1, if direction.is_rtl() { "rtl" } else { "ltr" })
                });
                Some(words.collect::<Vec<_>>().join(", ").into())
            }
            "metadata" => held.metadata.get(key).cloned(),
            "labels" => held.labels.get(key).cloned(),
            "status" => Some(held.status.as_str().into()),
            "notes" => held.notes.as_deref().map(Value::from),
            "extra" => held.extra.get(key).cloned(),
            _ => None,
        }),
    }
}

fn of_provenance(made: &Provenance, name: &str, key: &str) -> Option<Value> {
    if name == "provenance" {
        return made.extra.get(key).cloned();
    }
    serde_json::to_value(made).ok()?.get(name).cloned()
}

/// Returns the item with one field as another version of it has it.
fn with_field(item: &Item, field: &str, from: &Item) -> Item {
    let (name, key) = field.split_once('.').unwrap_or((field, ""));
    match (item, from) {
        (Item::Annotation(held), Item::Annotation(from)) => {
            let mut held = Annotation::clone(held);
            match name {
                "layer" => held.layer.clone_from(&from.layer),
                "label" => held.label.clone_from(&from.label),
                "roles" => put_role(&mut held.roles, &from.roles, key),
                "attributes" => put(&mut held.attributes, &from.attributes, key),
                "note" => held.note.clone_from(&from.note),
                "extra" => put(&mut held.extra, &from.extra, key),
                _ => put_provenance(&mut held.provenance, &from.provenance, name, key),
            }
            Item::Annotation(Arc::new(held))
        }
        (Item::Relation(held), Item::Relation(from)) => {
            let mut held = Relation::clone(held);
            match name {
                "type" => held.kind.clone_from(&from.kind),
                "from" => held.from = from.from.clone(),
                "to" => held.to = from.to.clone(),
                "attributes" => put(&mut held.attributes, &from.attributes, key),
                "note" => held.note.clone_from(&from.note),
                "extra" => put(&mut held.extra, &from.extra, key),
                _ => put_provenance(&mut held.provenance, &from.provenance, name, key),
            }
            Item::Relation(Arc::new(held))
        }
        (Item::Entity(held), Item::Entity(from)) => {
            let mut held = EntityRecord::clone(held);
            match name {
                "name" => held.name.clone_from(&from.name),
                "wikidata" => held.wikidata.clone_from(&from.wikidata),
                "aliases" => held.aliases.clone_from(&from.aliases),
                _ => put(&mut held.extra, &from.extra, key),
            }
            Item::Entity(Arc::new(held))
        }
        (Item::About(held), Item::About(from)) => {
            let mut held = About::clone(held);
            match name {
                "language" => held.language.clone_from(&from.language),
                "direction" => held.direction = from.direction,
                "paragraph_directions" => held.paragraph_directions.clone_from(&from.paragraph_directions),
                "metadata" => put(&mut held.metadata, &from.metadata, key),
                "labels" => put(&mut held.labels, &from.labels, key),
                "status" => held.status.clone_from(&from.status),
                "notes" => held.notes.clone_from(&from.notes),
                _ => put(&mut held.extra, &from.extra, key),
            }
            Item::About(Arc::new(held))
        }
        _ => item.clone(),
    }
}

fn put(map: &mut Map<String, Value>, from: &Map<String, Value>, key: &str) {
    match from.get(key) {
        Some(value) => map.insert(key.to_owned(), value.clone()),
        None => map.shift_remove(key),
    };
}

fn put_role(roles: &mut IndexMap<String, Vec<Anchor>>, from: &IndexMap<String, Vec<Anchor>>, key: &str) {
    match from.get(key) {
        Some(anchors) => roles.insert(key.to_owned(), anchors.clone()),
        None => roles.shift_remove(key),
    };
}

fn put_provenance(made: &mut Provenance, from: &Provenance, name: &str, key: &str) {
    match name {
        "creator" => made.creator.clone_from(&from.creator),
        "origin" => made.origin = from.origin.clone(),
        "confidence" => made.confidence = from.confidence,
        "status" => made.status = from.status.clone(),
        _ => put(&mut made.extra, &from.extra, key),
    }
}
