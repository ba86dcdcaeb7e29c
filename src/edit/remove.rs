//! Removing, with all that hangs on what is removed.

use std::collections::HashSet;
use std::sync::Arc;

use crate::annotation::{Anchor, Id, Item};
use crate::edit::{Act, Change, Edit, Transaction};

impl Edit<'_> {
    /// Removes annotations or relations, with the relations that end at them.
    ///
    /// Roles and attributes of other annotations that point at what goes are emptied; undoing brings
    /// everything back as it was.
    pub fn delete(&self, ids: &[Id]) -> Option<Transaction> {
        let mut gone: Vec<Id> = Vec::new();
        let mut seen = HashSet::new();
        let mut next: Vec<Id> = ids.to_vec();
        while let Some(id) = next.pop() {
            let there = self.set.get(&id).is_some() || self.set.relation(&id).is_some();
            if !there || !seen.insert(id.clone()) {
                continue;
            }
            let relations = self.set.referrers(&id).iter().filter(|id| self.set.relation(id).is_some());
            next.extend(relations.cloned());
            gone.push(id);
        }
        if gone.is_empty() {
            return None;
        }
        let mut changes: Vec<Change> =
            self.pointing_at(&seen).iter().filter_map(|id| self.without_references(id, &seen)).collect();
        // Relations go first: taking back puts what they join in again before them.
        gone.sort_by_key(|id| self.set.relation(id).is_none());
        changes.extend(gone.iter().filter_map(|id| {
            let relation = self.set.relation(id).map(|relation| Item::Relation(Arc::clone(relation)));
            let annotation = || self.set.get(id).map(|annotation| Item::Annotation(Arc::clone(annotation)));
            relation.or_else(annotation).map(Change::Remove)
        }));
        Some(Transaction::new(Act::Delete, changes))
    }

    /// The annotations that stay and refer, by a role or an attribute, to one that goes.
    fn pointing_at(&self, gone: &HashSet<Id>) -> Vec<Id> {
        let mut pointing: Vec<Id> = gone.iter().flat_map(|id| self.set.referrers(id)).cloned().collect();
        pointing.retain(|id| !gone.contains(id) && self.set.get(id).is_some());
        pointing.sort();
        pointing.dedup();
        pointing
    }

    fn without_references(&self, id: &Id, gone: &HashSet<Id>) -> Option<Change> {
        let layer = self.schema.layer(&self.set.get(id)?.layer);
        self.revision(id, |annotation| {
            for anchors in annotation.roles.values_mut() {
                anchors.retain(|anchor| !anchor.target().is_some_and(|target| gone.contains(target)));
            }
            annotation.roles.retain(|_, anchors: &mut Vec<Anchor>| !anchors.is_empty());
            annotation.attributes.retain(|key, value| {
                let points = value.as_str().is_some_and(|id| gone.contains(&Id::new(id)));
                let is_reference = layer.and_then(|layer| layer.attribute(key)).is_some_and(|attribute| {
                    matches!(attribute.kind, crate::schema::AttributeKind::Annotation { .. })
                });
                !(points && is_reference)
            });
        })
    }
}
