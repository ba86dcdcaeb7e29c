//! Making a set of many items at once: what all of them share is reckoned once, in the end.

use std::collections::hash_map::Entry as Slot;
use std::sync::Arc;

use foldhash::HashMap;

use crate::annotation::order::{Entry, Order};
use crate::annotation::set::{AnnotationSet, marks_of, would_be_number};
use crate::annotation::{Anchor, Annotation, Handle, Id, Item, Relation};

/// A set that is being made.
///
/// It is only put into; the orders are made when all is there.
#[derive(Debug, Default)]
pub struct SetBuilder {
    set: AnnotationSet,
    entries: Vec<Entry>,
    /// For each handle, the number of its layer.
    layer_of: Vec<u32>,
    layers: Names,
    /// The highest number of the prefix that the last ids had.
    highest: Option<(String, u64)>,
}

/// Names and the numbers given to them, in the order in which they were first asked for.
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<String, u32>,
    /// The last that was asked for: the next is often the same.
    last: Option<(String, u32)>,
}

impl Names {
    fn number_of(&mut self, name: &str) -> u32 {
        match &self.last {
            Some((last, number)) if last == name => *number,
            _ => {
                let next = self.numbers.len() as u32;
                let number = match self.numbers.get(name) {
                    Some(number) => *number,
                    None => *self.numbers.entry(name.to_owned()).or_insert(next),
                };
                self.last = Some((name.to_owned(), number));
                number
            }
        }
    }
}

impl SetBuilder {
    /// Returns the builder of a set of about so many annotations.
    pub fn with_capacity(expected: usize) -> Self {
        let mut builder = Self::default();
        builder.set.slots.0.reserve(expected);
        builder.set.by_id.reserve(expected);
        builder.entries.reserve(expected);
        builder.layer_of.reserve(expected);
        builder
    }

    /// Puts an item in; what is said of the document takes the place of what was said before.
    ///
    /// # Errors
    ///
    /// Where its id is taken; the item comes back then.
    pub fn put(&mut self, item: Item) -> Result<(), Item> {
        match item {
            Item::Annotation(annotation) => return self.annotation(annotation).map_err(Item::Annotation),
            Item::Relation(relation) if self.set.holds(&relation.id) => return Err(Item::Relation(relation)),
            Item::Relation(relation) => self.relation(relation),
            Item::Entity(entity) if self.set.holds(&entity.id) => return Err(Item::Entity(entity)),
            Item::Entity(entity) => {
                self.reserve(&entity.id);
                self.set.entities.insert(entity.id.clone(), entity);
            }
            Item::About(about) => self.set.about = about,
        }
        Ok(())
    }

    /// Returns the set of all that was put in.
    pub fn finish(mut self) -> AnnotationSet {
        self.note_highest();
        let Self { mut set, entries, layer_of, layers, .. } = self;
        set.order = Order::of_entries(entries, &set.slots);
        let orders = set.order.parts(layers.numbers.len(), |handle| layer_of[handle.0 as usize]);
        let mut orders: Vec<Option<Order>> = orders.into_iter().map(Some).collect();
        let named = layers.numbers.into_iter();
        set.layers =
            named.filter_map(|(name, number)| Some((name, orders[number as usize].take()?))).collect();
        set
    }

    fn annotation(&mut self, annotation: Arc<Annotation>) -> Result<(), Arc<Annotation>> {
        let set = &mut self.set;
        let id = &annotation.id;
        if set.relations.contains_key(id) || set.entities.contains_key(id) {
            return Err(annotation);
        }
        let handle = Handle(set.slots.0.len() as u32);
        match set.by_id.entry(id.clone()) {
            Slot::Occupied(_) => return Err(annotation),
            Slot::Vacant(slot) => slot.insert(handle),
        };
        if annotation.roles.values().flatten().any(Anchor::awaits_decision) {
            set.undecided.insert(handle);
        }
        marks_of(&annotation, handle).for_each(|mark| set.index.insert(mark));
        for target in annotation.references() {
            set.referrers.entry(target).or_default().push(id.clone());
        }
        self.entries.push(Entry::of(&annotation, handle));
        self.layer_of.push(self.layers.number_of(&annotation.layer));
        self.reserve(&annotation.id);
        self.set.slots.0.push(Some(annotation));
        Ok(())
    }

    fn relation(&mut self, relation: Arc<Relation>) {
        self.reserve(&relation.id);
        for end in [&relation.from, &relation.to] {
            self.set.referrers.entry(end.clone()).or_default().push(relation.id.clone());
        }
        self.set.relations.insert(relation.id.clone(), relation);
    }

    /// Counts an id as given, as [`AnnotationSet::reserve`] does; those of one prefix mostly follow each other.
    fn reserve(&mut self, id: &Id) {
        let Some((prefix, number)) = would_be_number(id) else { return };
        match &mut self.highest {
            Some((last, highest)) if last == prefix => *highest = number.max(*highest),
            _ => {
                self.note_highest();
                self.highest = Some((prefix.to_owned(), number));
            }
        }
    }

    fn note_highest(&mut self) {
        if let Some((prefix, number)) = self.highest.take() {
            self.set.reserve_number(&prefix, number);
        }
    }
}
