//! Bringing two versions of a set together that grew from one: by id, then field by field.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::annotation::{
    About, Annotation, AnnotationSet, Conflict, EntityRecord, Extra, Id, Item, Relation, Snapshot,
};
use crate::edit::{Act, Change, Transaction};

/// What came of a merge.
#[derive(Clone, Debug)]
pub struct Merge {
    /// What brings our set to the merged one, in which the conflicts are listed.
    pub transaction: Transaction,
    /// The fields that both sides changed in different ways; ours was taken.
    pub conflicts: Vec<Conflict>,
}

/// Merges what they did since `base` into our set.
///
/// Nothing is dropped: what one side changed and the other took away stays, and something new of theirs
/// whose id we gave to something else gets another id. Both are over the same text.
pub fn merge(base: &Snapshot, ours: &AnnotationSet, theirs: &Snapshot) -> Merge {
    merge_known(Some(base), ours, theirs)
}

/// Brings two versions of a set together where nobody knows what they grew from.
///
/// What either has is there afterwards. Where both have the same item, each field in which they differ is a
/// conflict; items of one id that were made at different times are two.
pub fn unite(ours: &AnnotationSet, theirs: &Snapshot) -> Merge {
    merge_known(None, ours, theirs)
}

fn merge_known(known: Option<&Snapshot>, ours: &AnnotationSet, theirs: &Snapshot) -> Merge {
    let base = known.map(items).unwrap_or_default();
    let their_items = items(theirs);
    let renamed = renamed(known.map(|_| &base), ours, &their_items);
    let mut merge = Merge { transaction: Transaction::new(Act::Merge, Vec::new()), conflicts: Vec::new() };
    for (key, their) in &their_items {
        let their = with_new_ids(their, &renamed);
        let fresh = key.as_ref().is_some_and(|id| renamed.contains_key(id));
        let was = base.get(key).filter(|_| !fresh);
        let our = ours.current(&their);
        match (was, our) {
            (Some(was), _) if *was == their => {}
            (_, Some(our)) if our == their => {}
            (was, Some(our)) => {
                let after = merge.item(was, &our, &their);
                if after != our {
                    merge.transaction.changes.push(Change::Replace { before: our, after });
                }
            }
            (was, None) => {
                if was.is_some() {
                    merge.conflict(key.clone(), "*", [was, None, Some(&their)]);
                }
                merge.transaction.changes.push(Change::Insert(their));
            }
        }
    }
    for (key, was) in base.iter().filter(|(key, _)| !their_items.contains_key(*key)) {
        match ours.current(was) {
            Some(our) if our == *was => merge.transaction.changes.push(Change::Remove(our)),
            Some(our) => merge.conflict(key.clone(), "*", [Some(was), Some(&our), None]),
            None => {}
        }
    }
    merge.list_conflicts(ours);
    merge
}

fn items(snapshot: &Snapshot) -> IndexMap<Option<Id>, Item> {
    snapshot.items().map(|item| (item.id().cloned(), item)).collect()
}

/// Returns other ids for what both sides made new under one id, each on its own.
fn renamed(
    base: Option<&IndexMap<Option<Id>, Item>>,
    ours: &AnnotationSet,
    theirs: &IndexMap<Option<Id>, Item>,
) -> IndexMap<Id, Id> {
    let mut ids = ours.clone();
    theirs.keys().flatten().for_each(|id| ids.reserve(id));
    let mut renamed = IndexMap::new();
    for (key, their) in theirs {
        let is_new = base.is_none_or(|base| !base.contains_key(key));
        let Some(id) = key.as_ref().filter(|_| is_new) else { continue };
        let taken = ours.get(id).cloned().map(Item::Annotation);
        let taken = taken.or_else(|| ours.relation(id).cloned().map(Item::Relation));
        let taken = taken.or_else(|| ours.entity(id).cloned().map(Item::Entity));
        let is_another = |taken: &Item| match base {
            Some(_) => taken != their,
            None => made(taken) != made(their),
        };
        if taken.as_ref().is_some_and(is_another) {
            let fresh = ids.fresh_id(id.sort_key().0);
            ids.reserve(&fresh);
            renamed.insert(id.clone(), fresh);
        }
    }
    renamed
}

/// Returns what tells an item from another that was given the same id elsewhere: who made it, and when.
fn made(item: &Item) -> (u8, &str, &str) {
    match item {
        Item::Annotation(held) => (0, &held.provenance.creator, &held.provenance.created),
        Item::Relation(held) => (1, &held.provenance.creator, &held.provenance.created),
        Item::Entity(_) => (2, "", ""),
        Item::About(_) => (3, "", ""),
    }
}

fn with_new_ids(item: &Item, renamed: &IndexMap<Id, Id>) -> Item {
    let new = |id: &Id| renamed.get(id).unwrap_or(id).clone();
    match item {
        _ if renamed.is_empty() => item.clone(),
        Item::Annotation(held) => {
            let mut annotation = Annotation::clone(held);
            annotation.id = new(&annotation.id);
            for anchor in annotation.roles.values_mut().flatten() {
                if let crate::annotation::Anchor::Ref { id, .. } = anchor {
                    *id = new(id);
                }
            }
            for value in annotation.attributes.values_mut() {
                if let Some(fresh) = value.as_str().and_then(|text| renamed.get(&Id::new(text))) {
                    *value = Value::from(fresh.as_str());
                }
            }
            Item::Annotation(Arc::new(annotation))
        }
        Item::Relation(held) => {
            let relation = Relation::clone(held);
            let (id, from, to) = (new(&relation.id), new(&relation.from), new(&relation.to));
            Item::Relation(Arc::new(Relation { id, from, to, ..relation }))
        }
        Item::Entity(held) => {
            let entity = EntityRecord::clone(held);
            Item::Entity(Arc::new(EntityRecord { id: new(&entity.id), ..entity }))
        }
        Item::About(_) => item.clone(),
    }
}

impl Merge {
    /// Notes that both sides changed a field; the items are the base, ours and theirs.
    fn conflict(&mut self, id: Option<Id>, field: &str, items: [Option<&Item>; 3]) {
        let [base, ours, theirs] = items.map(|item| item.map(alone));
        self.conflicts.push(Conflict {
            id,
            field: field.to_owned(),
            base,
            ours,
            theirs,
            extra: Extra::new(),
        });
    }

    /// Puts the conflicts on the list of the document, in the change of it that is there, or in a new one.
    fn list_conflicts(&mut self, ours: &AnnotationSet) {
        if self.conflicts.is_empty() {
            return;
        }
        let before = Item::About(Arc::clone(ours.about()));
        let place =
            self.transaction.changes.iter().position(|change| matches!(change.item(), Item::About(_)));
        let mut about = match place.map(|place| self.transaction.changes.remove(place)) {
            Some(Change::Replace { after: Item::About(after), .. }) => About::clone(&after),
            _ => About::clone(ours.about()),
        };
        about.conflicts.retain(|held| !self.conflicts.iter().any(|new| new.key() == held.key()));
        about.conflicts.extend(self.conflicts.iter().cloned());
        let after = Item::About(Arc::new(about));
        if before != after {
            self.transaction.changes.push(Change::Replace { before, after });
        }
    }

    fn item(&mut self, base: Option<&Item>, ours: &Item, theirs: &Item) -> Item {
        let mut fields = Fields { is_base_known: base.is_some(), names: Vec::new() };
        let merged = match (base.unwrap_or(ours), ours, theirs) {
            (Item::Annotation(base), Item::Annotation(ours), Item::Annotation(theirs)) => {
                Item::Annotation(Arc::new(fields.annotation(base, ours, theirs)))
            }
            (Item::Relation(base), Item::Relation(ours), Item::Relation(theirs)) => {
                Item::Relation(Arc::new(fields.relation(base, ours, theirs)))
            }
            (Item::Entity(base), Item::Entity(ours), Item::Entity(theirs)) => {
                Item::Entity(Arc::new(fields.entity(base, ours, theirs)))
            }
            (Item::About(base), Item::About(ours), Item::About(theirs)) => {
                Item::About(Arc::new(fields.about(base, ours, theirs)))
            }
            _ => {
                fields.conflict("*");
                ours.clone()
            }
        };
        for name in fields.names {
            self.conflict(ours.id().cloned(), &name, [base, Some(ours), Some(theirs)]);
        }
        merged
    }
}

/// Returns an item as a conflict keeps it: a list of conflicts holds no other lists.
fn alone(item: &Item) -> Item {
    match item {
        Item::About(about) if !about.conflicts.is_empty() => {
            Item::About(Arc::new(About { conflicts: Vec::new(), ..About::clone(about) }))
        }
        _ => item.clone(),
    }
}

/// The fields of one item being merged.
struct Fields {
    /// Without a base, whatever differs was changed by both.
    is_base_known: bool,
    /// The fields in conflict.
    names: Vec<String>,
}

impl Fields {
    fn conflict(&mut self, field: &str) {
        self.names.push(field.to_owned());
    }

    /// Returns the side that changed; ours where both did.
    fn one<T: Clone + PartialEq>(&mut self, field: &str, base: &T, ours: &T, theirs: &T) -> T {
        if ours == theirs || (self.is_base_known && theirs == base) {
            return ours.clone();
        }
        if ours != base || !self.is_base_known {
            self.conflict(field);
            return ours.clone();
        }
        theirs.clone()
    }

    fn keys<T: Clone + PartialEq>(
        &mut self,
        field: &str,
        base: &IndexMap<String, T>,
        ours: &IndexMap<String, T>,
        theirs: &IndexMap<String, T>,
    ) -> IndexMap<String, T> {
        let mut seen = HashSet::new();
        let keys = ours.keys().chain(theirs.keys()).filter(|key| seen.insert(key.as_str()));
        let merged = keys.filter_map(|key| {
            let sides = [base.get(key).cloned(), ours.get(key).cloned(), theirs.get(key).cloned()];
            Some((key.clone(), self.one(&format!("{field}.{key}"), &sides[0], &sides[1], &sides[2])?))
        });
        merged.collect()
    }

    fn map(
        &mut self,
        field: &str,
        base: &Map<String, Value>,
        ours: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Map<String, Value> {
        let of = |map: &Map<String, Value>| -> IndexMap<String, Value> {
            map.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        self.keys(field, &of(base), &of(ours), &of(theirs)).into_iter().collect()
    }

    fn annotation(&mut self, base: &Annotation, ours: &Annotation, theirs: &Annotation) -> Annotation {
        Annotation {
            id: ours.id.clone(),
            layer: self.one("layer", &base.layer, &ours.layer, &theirs.layer),
            label: self.one("label", &base.label, &ours.label, &theirs.label),
            roles: self.keys("roles", &base.roles, &ours.roles, &theirs.roles),
            attributes: self.map("attributes", &base.attributes, &ours.attributes, &theirs.attributes),
            note: self.one("note", &base.note, &ours.note, &theirs.note),
            provenance: self.provenance(&base.provenance, &ours.provenance, &theirs.provenance),
            extra: self.map("extra", &base.extra, &ours.extra, &theirs.extra),
        }
    }

    /// Merges who made something; the later time of two is no conflict.
    fn provenance(
        &mut self,
        base: &crate::annotation::Provenance,
        ours: &crate::annotation::Provenance,
        theirs: &crate::annotation::Provenance,
    ) -> crate::annotation::Provenance {
        crate::annotation::Provenance {
            creator: self.one("creator", &base.creator, &ours.creator, &theirs.creator),
            created: ours.created.clone().min(theirs.created.clone()),
            modified: ours.modified.clone().max(theirs.modified.clone()),
            origin: self.one("origin", &base.origin, &ours.origin, &theirs.origin),
            confidence: self.one("confidence", &base.confidence, &ours.confidence, &theirs.confidence),
            status: self.one("status", &base.status, &ours.status, &theirs.status),
            extra: self.map("provenance", &base.extra, &ours.extra, &theirs.extra),
        }
    }

    fn relation(&mut self, base: &Relation, ours: &Relation, theirs: &Relation) -> Relation {
        Relation {
            id: ours.id.clone(),
            kind: self.one("type", &base.kind, &ours.kind, &theirs.kind),
            from: self.one("from", &base.from, &ours.from, &theirs.from),
            to: self.one("to", &base.to, &ours.to, &theirs.to),
            attributes: self.map("attributes", &base.attributes, &ours.attributes, &theirs.attributes),
            note: self.one("note", &base.note, &ours.note, &theirs.note),
            provenance: self.provenance(&base.provenance, &ours.provenance, &theirs.provenance),
            extra: self.map("extra", &base.extra, &ours.extra, &theirs.extra),
        }
    }

    fn entity(&mut self, base: &EntityRecord, ours: &EntityRecord, theirs: &EntityRecord) -> EntityRecord {
        EntityRecord {
            id: ours.id.clone(),
            name: self.one("name", &base.name, &ours.name, &theirs.name),
            wikidata: self.one("wikidata", &base.wikidata, &ours.wikidata, &theirs.wikidata),
            aliases: self.one("aliases", &base.aliases, &ours.aliases, &theirs.aliases),
            extra: self.map("extra", &base.extra, &ours.extra, &theirs.extra),
        }
    }

    fn about(&mut self, base: &About, ours: &About, theirs: &About) -> About {
        About {
            language: self.one("language", &base.language, &ours.language, &theirs.language),
            direction: self.one("direction", &base.direction, &ours.direction, &theirs.direction),
            paragraph_directions: self.one(
                "paragraph_directions",
                &base.paragraph_directions,
                &ours.paragraph_directions,
                &theirs.paragraph_directions,
            ),
            metadata: self.map("metadata", &base.metadata, &ours.metadata, &theirs.metadata),
            labels: self.map("labels", &base.labels, &ours.labels, &theirs.labels),
            status: self.one("status", &base.status, &ours.status, &theirs.status),
            notes: self.one("notes", &base.notes, &ours.notes, &theirs.notes),
            conflicts: still_open(&base.conflicts, &ours.conflicts, &theirs.conflicts),
            extra: self.map("extra", &base.extra, &ours.extra, &theirs.extra),
        }
    }
}

/// Returns the conflicts of either side that neither has settled.
fn still_open(base: &[Conflict], ours: &[Conflict], theirs: &[Conflict]) -> Vec<Conflict> {
    let has = |list: &[Conflict], conflict: &Conflict| list.iter().any(|held| held.key() == conflict.key());
    let new = theirs.iter().filter(|conflict| !has(ours, conflict));
    let is_settled =
        |conflict: &Conflict| has(base, conflict) && !(has(ours, conflict) && has(theirs, conflict));
    ours.iter().chain(new).filter(|conflict| !is_settled(conflict)).cloned().collect()
}
