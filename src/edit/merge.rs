//! Bringing two versions of a set together that grew from one: by id, then field by field.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::annotation::{About, Annotation, AnnotationSet, EntityRecord, Id, Item, Relation, Snapshot};
use crate::edit::{Act, Change, Transaction};

/// A field that both sides changed in different ways; ours was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// `None` for what is said of the document.
    pub id: Option<Id>,
    /// The field, such as `label`, `roles.cue` or `attributes.force`; `*` where one side took the whole away.
    pub field: String,
}

/// What came of a merge.
#[derive(Clone, Debug)]
pub struct Merge {
    /// What brings our set to the merged one.
    pub transaction: Transaction,
    pub conflicts: Vec<Conflict>,
}

/// Merges what they did since `base` into our set.
///
/// Nothing is dropped: what one side changed and the other took away stays, and something new of theirs
/// whose id we gave to something else gets another id. Both are over the same text.
pub fn merge(base: &Snapshot, ours: &AnnotationSet, theirs: &Snapshot) -> Merge {
    let base = items(base);
    let renamed = renamed(&base, ours, theirs);
    let their_items = items(theirs);
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
                let was = was.unwrap_or(&our).clone();
                let after = merge.item(&was, &our, &their);
                if after != our {
                    merge.transaction.changes.push(Change::Replace { before: our, after });
                }
            }
            (was, None) => {
                if was.is_some() {
                    merge.conflict(key.clone(), "*");
                }
                merge.transaction.changes.push(Change::Insert(their));
            }
        }
    }
    for (key, was) in base.iter().filter(|(key, _)| !their_items.contains_key(*key)) {
        match ours.current(was) {
            Some(our) if our == *was => merge.transaction.changes.push(Change::Remove(our)),
            Some(_) => merge.conflict(key.clone(), "*"),
            None => {}
        }
    }
    merge
}

fn items(snapshot: &Snapshot) -> IndexMap<Option<Id>, Item> {
    let annotations = snapshot.annotations.iter().cloned().map(Item::Annotation);
    let relations = snapshot.relations.iter().cloned().map(Item::Relation);
    let entities = snapshot.entities.iter().cloned().map(Item::Entity);
    let about = std::iter::once(Item::About(Arc::clone(&snapshot.about)));
    let all = entities.chain(annotations).chain(relations).chain(about);
    all.map(|item| (item.id().cloned(), item)).collect()
}

/// Returns other ids for what both sides made new under one id, each on its own.
fn renamed(base: &IndexMap<Option<Id>, Item>, ours: &AnnotationSet, theirs: &Snapshot) -> IndexMap<Id, Id> {
    let mut ids = ours.clone();
    let theirs = items(theirs);
    theirs.keys().flatten().for_each(|id| ids.reserve(id));
    let mut renamed = IndexMap::new();
    for (key, their) in &theirs {
        let Some(id) = key.as_ref().filter(|_| !base.contains_key(key)) else { continue };
        let taken = ours.get(id).cloned().map(Item::Annotation);
        let taken = taken.or_else(|| ours.relation(id).cloned().map(Item::Relation));
        let taken = taken.or_else(|| ours.entity(id).cloned().map(Item::Entity));
        if taken.is_some_and(|taken| taken != *their) {
            let fresh = ids.fresh_id(id.sort_key().0);
            ids.reserve(&fresh);
            renamed.insert(id.clone(), fresh);
        }
    }
    renamed
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
    fn conflict(&mut self, id: Option<Id>, field: &str) {
        self.conflicts.push(Conflict { id, field: field.to_owned() });
    }

    fn item(&mut self, base: &Item, ours: &Item, theirs: &Item) -> Item {
        let id = ours.id().cloned();
        let mut fields = Fields { id, conflicts: &mut self.conflicts };
        match (base, ours, theirs) {
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
        }
    }
}

/// The fields of one item being merged.
struct Fields<'a> {
    id: Option<Id>,
    conflicts: &'a mut Vec<Conflict>,
}

impl Fields<'_> {
    fn conflict(&mut self, field: &str) {
        self.conflicts.push(Conflict { id: self.id.clone(), field: field.to_owned() });
    }

    /// Returns the side that changed; ours where both did.
    fn one<T: Clone + PartialEq>(&mut self, field: &str, base: &T, ours: &T, theirs: &T) -> T {
        if ours == theirs || theirs == base {
            return ours.clone();
        }
        if ours != base {
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
            extra: self.map("extra", &base.extra, &ours.extra, &theirs.extra),
        }
    }
}
