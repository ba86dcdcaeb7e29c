//! What annotators mean by their acts, turned into transactions.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::annotation::{
    About, Anchor, Annotation, AnnotationSet, EntityRecord, Extra, Fragments, Id, Item, Origin, Provenance,
    Relation, Status,
};
use crate::edit::{Act, Change, Transaction};
use crate::schema::Schema;

/// Who acts, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub name: String,
    /// RFC 3339 in UTC, whole seconds.
    pub now: String,
}

impl Author {
    /// Returns the provenance of something that the author makes by hand now.
    pub fn provenance(&self) -> Provenance {
        Provenance {
            creator: self.name.clone(),
            created: self.now.clone(),
            modified: self.now.clone(),
            origin: Origin::Manual,
            confidence: None,
            status: Status::Draft,
            extra: Extra::new(),
        }
    }
}

/// What is to fill a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    Text(Fragments),
    Ref(Id),
}

impl Filling {
    fn anchor(self) -> Anchor {
        match self {
            Self::Text(fragments) => Anchor::text(fragments),
            Self::Ref(id) => Anchor::reference(id),
        }
    }
}

/// The acts over one set, under one schema, by one author; each returns a transaction to commit.
///
/// An act that would change nothing, or names what isn't there, returns `None`.
#[derive(Clone, Copy)]
pub struct Edit<'a> {
    pub set: &'a AnnotationSet,
    pub schema: &'a Schema,
    pub author: &'a Author,
}

impl Edit<'_> {
    /// Marks `fragments` as the main role of a new annotation, with its label's and layer's defaults.
    pub fn annotate(&self, layer: &str, label: &str, fragments: Fragments) -> Option<(Transaction, Id)> {
        let layer = self.schema.layer(layer)?;
        let label = layer.label(label)?;
        let defaults = layer.attributes.iter().filter_map(|attribute| {
            let value = label.defaults.get(&attribute.id).or(attribute.default.as_ref())?;
            Some((attribute.id.clone(), value.clone()))
        });
        let id = self.set.fresh_id("a");
        let annotation = Annotation {
            id: id.clone(),
            layer: layer.id.clone(),
            label: label.id.clone(),
            roles: IndexMap::from([(layer.main_role().id.clone(), vec![Anchor::text(fragments)])]),
            attributes: defaults.collect(),
            note: None,
            provenance: self.author.provenance(),
            extra: Extra::new(),
        };
        let insert = Change::Insert(Item::Annotation(Arc::new(annotation)));
        Some((Transaction::new(Act::Annotate, vec![insert]), id))
    }

    /// Gives the annotation another label of its layer; defaults that the old label set follow the new one.
    pub fn relabel(&self, id: &Id, label: &str) -> Option<Transaction> {
        let layer = self.schema.layer(&self.set.get(id)?.layer)?;
        let new = layer.label(label)?;
        self.revise(Act::Relabel, id, |annotation| {
            let old = layer.label(&annotation.label);
            for attribute in &layer.attributes {
                let default = |label: &crate::schema::Label| {
                    label.defaults.get(&attribute.id).or(attribute.default.as_ref()).cloned()
                };
                let untouched = annotation.attributes.get(&attribute.id).cloned() == old.and_then(default);
                match default(new) {
                    Some(value) if untouched => {
                        annotation.attributes.insert(attribute.id.clone(), value);
                    }
                    _ => {}
                }
            }
            annotation.label = new.id.clone();
        })
    }

    /// Fills a role: adds an anchor where the role takes many, else puts it in the place of the one there.
    pub fn fill(&self, id: &Id, role: &str, filling: Filling) -> Option<Transaction> {
        let layer = self.schema.layer(&self.set.get(id)?.layer)?;
        let role = layer.role(role)?;
        match &filling {
            Filling::Text(_) if !role.takes_spans() => return None,
            Filling::Ref(target) => {
                let target = self.set.get(target)?;
                if target.id == *id || !role.takes_references_to(&target.layer) {
                    return None;
                }
            }
            Filling::Text(_) => {}
        }
        self.revise(Act::Fill, id, |annotation| {
            let anchors = annotation.roles.entry(role.id.clone()).or_default();
            let anchor = filling.anchor();
            if !role.many {
                anchors.clear();
            }
            if !anchors.contains(&anchor) {
                anchors.push(anchor);
            }
            let place = |id: &str| layer.roles.iter().position(|role| role.id == id).unwrap_or(usize::MAX);
            annotation.roles.sort_by(|one, _, other, _| place(one).cmp(&place(other)));
        })
    }

    /// Takes one anchor out of a role; the main role can't be emptied.
    pub fn clear_role(&self, id: &Id, role: &str, anchor: usize) -> Option<Transaction> {
        let main = self.schema.layer(&self.set.get(id)?.layer).map(|layer| layer.main_role().id.as_str());
        if main == Some(role) && self.set.get(id)?.role(role).len() < 2 {
            return None;
        }
        self.revise(Act::Fill, id, |annotation| {
            let Some(anchors) = annotation.roles.get_mut(role) else { return };
            if anchor < anchors.len() {
                anchors.remove(anchor);
            }
            if anchors.is_empty() {
                annotation.roles.shift_remove(role);
            }
        })
    }

    /// Sets an attribute; null takes it away. Attributes stand in the schema's order.
    pub fn set_attribute(&self, id: &Id, attribute: &str, value: Value) -> Option<Transaction> {
        let layer = self.schema.layer(&self.set.get(id)?.layer);
        self.revise(Act::Attribute, id, |annotation| {
            if value.is_null() {
                annotation.attributes.shift_remove(attribute);
                return;
            }
            annotation.attributes.insert(attribute.to_owned(), value);
            let Some(layer) = layer else { return };
            let known = layer.attributes.iter().map(|attribute| attribute.id.as_str());
            let mut held = std::mem::take(&mut annotation.attributes);
            let mut sorted: Map<String, Value> = known.filter_map(|id| held.shift_remove_entry(id)).collect();
            sorted.extend(held);
            annotation.attributes = sorted;
        })
    }

    /// Sets the note; an empty one takes it away.
    pub fn set_note(&self, id: &Id, note: &str) -> Option<Transaction> {
        self.revise(Act::Note, id, |annotation| {
            annotation.note = (!note.is_empty()).then(|| note.to_owned());
        })
    }

    /// Sets how far the annotation has come.
    pub fn set_status(&self, id: &Id, status: Status) -> Option<Transaction> {
        self.revise(Act::Attribute, id, |annotation| annotation.provenance.status = status)
    }

    /// Joins two annotations or relations; the same relation is not made twice.
    pub fn relate(&self, kind: &str, from: &Id, to: &Id) -> Option<(Transaction, Id)> {
        let there = |id: &Id| self.set.get(id).is_some() || self.set.relation(id).is_some();
        let mut same = self.set.referrers(from).iter().filter_map(|id| self.set.relation(id));
        let is_new = !same.any(|held| held.kind == kind && held.from == *from && held.to == *to);
        if from == to || !there(from) || !there(to) || !is_new {
            return None;
        }
        let relation = Relation {
            id: self.set.fresh_id("r"),
            kind: self.schema.relation(kind)?.id.clone(),
            from: from.clone(),
            to: to.clone(),
            attributes: Map::new(),
            note: None,
            provenance: self.author.provenance(),
            extra: Extra::new(),
        };
        let id = relation.id.clone();
        let insert = Change::Insert(Item::Relation(Arc::new(relation)));
        Some((Transaction::new(Act::Relate, vec![insert]), id))
    }

    /// Makes an entity record of that name and points the mention's `record` attribute at it.
    pub fn new_record(&self, mention: &Id, name: &str) -> Option<Transaction> {
        let id = self.set.fresh_id("E");
        let record = EntityRecord {
            id: id.clone(),
            name: name.to_owned(),
            wikidata: None,
            aliases: Vec::new(),
            extra: Extra::new(),
        };
        let mut link = self.set_attribute(mention, "record", Value::from(id.as_str()))?;
        link.changes.insert(0, Change::Insert(Item::Entity(Arc::new(record))));
        Some(Transaction::new(Act::Record, link.changes))
    }

    /// Puts a changed entity record in the place of the one with its id.
    pub fn set_record(&self, record: EntityRecord) -> Option<Transaction> {
        let before = Item::Entity(Arc::clone(self.set.entity(&record.id)?));
        let after = Item::Entity(Arc::new(record));
        (before != after).then(|| Transaction::new(Act::Record, vec![Change::Replace { before, after }]))
    }

    /// Changes what is said of the document as a whole.
    pub fn set_about(&self, about: About) -> Option<Transaction> {
        let before = Item::About(Arc::clone(self.set.about()));
        let after = Item::About(Arc::new(about));
        (before != after).then(|| Transaction::new(Act::About, vec![Change::Replace { before, after }]))
    }

    /// Returns the replacement of an annotation by its changed self, `None` where nothing changed.
    pub(super) fn revise(
        &self,
        act: Act,
        id: &Id,
        change: impl FnOnce(&mut Annotation),
    ) -> Option<Transaction> {
        let replace = self.revision(id, change)?;
        Some(Transaction::new(act, vec![replace]))
    }

    pub(super) fn revision(&self, id: &Id, change: impl FnOnce(&mut Annotation)) -> Option<Change> {
        let before = self.set.get(id)?;
        let mut after = Annotation::clone(before);
        change(&mut after);
        if after == **before {
            return None;
        }
        after.provenance.modified = self.author.now.clone();
        let before = Item::Annotation(Arc::clone(before));
        Some(Change::Replace { before, after: Item::Annotation(Arc::new(after)) })
    }
}
