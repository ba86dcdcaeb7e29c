//! The set of everything marked in one document, with the two orders in which it is asked for.

mod build;

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::annotation::order::{Ids, Order};
use crate::annotation::{
    About, Anchor, Annotation, EntityRecord, Handle, Id, IntervalIndex, Item, Mark, Relation,
};
use crate::text::{ByteOffset, Span};

pub use build::SetBuilder;

/// Annotations, relations, entity records and what is said of the document.
///
/// Insertion, removal and look-up by id or place cost little however large the set is.
#[derive(Clone, Debug, Default)]
pub struct AnnotationSet {
    slots: Slots,
    free: Vec<Handle>,
    by_id: HashMap<Id, Handle>,
    order: Order,
    /// The order within each layer.
    layers: HashMap<String, Order>,
    index: IntervalIndex,
    /// Those with an anchor that awaits a decision.
    undecided: BTreeSet<Handle>,
    /// For each id, who refers to it: annotations by a role or an attribute, relations by an end.
    referrers: HashMap<Id, Vec<Id>>,
    relations: InOrder<Relation>,
    entities: InOrder<EntityRecord>,
    about: Arc<About>,
    /// The highest number given to an id of each prefix, so that none is given twice.
    numbers: HashMap<String, u64>,
}

/// Items by their ids, in the order in which they were put in.
type InOrder<T> = IndexMap<Id, Arc<T>, RandomState>;

/// What a set held at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// In document order.
    pub annotations: Vec<Arc<Annotation>>,
    pub relations: Vec<Arc<Relation>>,
    pub entities: Vec<Arc<EntityRecord>>,
    pub about: Arc<About>,
}

impl Snapshot {
    /// Returns everything that was held, what is said of the document last.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        let entities = self.entities.iter().cloned().map(Item::Entity);
        let annotations = self.annotations.iter().cloned().map(Item::Annotation);
        let relations = self.relations.iter().cloned().map(Item::Relation);
        let about = std::iter::once(Item::About(Arc::clone(&self.about)));
        entities.chain(annotations).chain(relations).chain(about)
    }

    /// Returns the set that holds all of it.
    pub fn to_set(&self) -> AnnotationSet {
        AnnotationSet::from_items(self.items()).0
    }
}

/// Why an item could not be put in or taken out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    #[error("There is already something with the id {0}")]
    Taken(Id),
    #[error("There is nothing with the id {0}")]
    Missing(Id),
    #[error("What is said of the document can only be replaced")]
    AboutStays,
}

/// The annotations by their handles.
#[derive(Clone, Debug, Default)]
struct Slots(Vec<Option<Arc<Annotation>>>);

impl Slots {
    fn get(&self, handle: Handle) -> Option<&Arc<Annotation>> {
        self.0.get(handle.0 as usize)?.as_ref()
    }
}

impl Ids for Slots {
    fn id(&self, handle: Handle) -> Option<&Id> {
        self.get(handle).map(|annotation| &annotation.id)
    }
}

impl AnnotationSet {
    /// Returns the set of these items; those whose id is taken are left out and returned.
    pub fn from_items(items: impl IntoIterator<Item = Item>) -> (Self, Vec<Item>) {
        let items = items.into_iter();
        let mut builder = SetBuilder::with_capacity(items.size_hint().0);
        let refused = items.filter_map(|item| builder.put(item).err()).collect();
        (builder.finish(), refused)
    }

    /// Returns how many annotations there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub fn get(&self, id: &Id) -> Option<&Arc<Annotation>> {
        self.by_handle(*self.by_id.get(id)?)
    }

    /// Returns the annotation whose id that text is.
    pub fn named(&self, id: &str) -> Option<&Arc<Annotation>> {
        self.by_handle(*self.by_id.get(id)?)
    }

    pub fn by_handle(&self, handle: Handle) -> Option<&Arc<Annotation>> {
        self.slots.get(handle)
    }

    /// Returns how many annotations the layer has.
    pub fn count_of_layer(&self, layer: &str) -> usize {
        self.layers.get(layer).map_or(0, Order::len)
    }

    /// Returns the annotation of the layer at that place among the layer's, in document order.
    pub fn at_in_layer(&self, layer: &str, rank: usize) -> Option<&Arc<Annotation>> {
        self.by_handle(self.layers.get(layer)?.at(rank)?)
    }

    /// Returns the place of an annotation among those of its layer, in document order.
    pub fn rank_in_layer(&self, id: &Id) -> Option<usize> {
        let annotation = self.get(id)?;
        self.layers.get(&annotation.layer)?.rank(annotation, &self.slots)
    }

    /// Returns the annotations in document order: by start, the longer first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Annotation>> {
        self.order.iter().map(|handle| self.by_handle(handle).expect("the order lists what is held"))
    }

    /// Returns the annotation at that place in document order.
    pub fn at(&self, rank: usize) -> Option<&Arc<Annotation>> {
        self.by_handle(self.order.at(rank)?)
    }

    /// Returns the place in document order of the annotation with that id.
    pub fn rank(&self, id: &Id) -> Option<usize> {
        self.order.rank(self.get(id)?, &self.slots)
    }

    /// Returns the rank of the first annotation that starts at or after `offset`.
    pub fn rank_from(&self, offset: ByteOffset) -> usize {
        self.order.rank_from(offset)
    }

    /// Tells whether an anchor of some annotation awaits a decision.
    pub fn has_undecided(&self) -> bool {
        !self.undecided.is_empty()
    }

    /// Returns the annotations with an anchor that awaits a decision, in document order.
    pub fn undecided(&self) -> Vec<&Arc<Annotation>> {
        let held = self.undecided.iter().filter_map(|handle| Some((*handle, self.by_handle(*handle)?)));
        let order = Order::of(held.map(|(handle, annotation)| (handle, &**annotation)), &self.slots);
        order.iter().filter_map(|handle| self.by_handle(handle)).collect()
    }

    /// Returns the fragments that share at least one byte with `span`, sorted by place.
    pub fn marks_in(&self, span: Span) -> Vec<Mark> {
        self.index.overlapping(span)
    }

    /// Returns the name of the role that a mark belongs to.
    pub fn role_of(&self, mark: Mark) -> Option<(&Arc<Annotation>, &str)> {
        let annotation = self.by_handle(mark.annotation)?;
        let (role, _) = annotation.roles.get_index(usize::from(mark.role))?;
        Some((annotation, role))
    }

    /// Returns the ids of annotations with a role or an attribute, and relations with an end, at that id.
    pub fn referrers(&self, id: &Id) -> &[Id] {
        self.referrers.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn relations(&self) -> impl ExactSizeIterator<Item = &Arc<Relation>> {
        self.relations.values()
    }

    pub fn relation(&self, id: &Id) -> Option<&Arc<Relation>> {
        self.relations.get(id)
    }

    pub fn entities(&self) -> impl ExactSizeIterator<Item = &Arc<EntityRecord>> {
        self.entities.values()
    }

    pub fn entity(&self, id: &Id) -> Option<&Arc<EntityRecord>> {
        self.entities.get(id)
    }

    /// Tells whether that text is the id of an entity record.
    pub fn has_entity(&self, id: &str) -> bool {
        self.entities.contains_key(id)
    }

    pub fn about(&self) -> &Arc<About> {
        &self.about
    }

    /// Returns everything that is held, annotations in document order: cheap, and free to travel.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            annotations: self.iter().cloned().collect(),
            relations: self.relations.values().cloned().collect(),
            entities: self.entities.values().cloned().collect(),
            about: Arc::clone(&self.about),
        }
    }

    /// Returns an id that was never given in this set, such as `a12` for the prefix `a`.
    pub fn fresh_id(&self, prefix: &str) -> Id {
        let number = self.numbers.get(prefix).map_or(1, |highest| highest + 1);
        Id::new(&format!("{prefix}{number}"))
    }

    /// Counts `id` as given although nothing here has it: something elsewhere in the record does.
    pub fn reserve(&mut self, id: &Id) {
        if let Some((prefix, number)) = would_be_number(id) {
            self.reserve_number(prefix, number);
        }
    }

    fn reserve_number(&mut self, prefix: &str, number: u64) {
        match self.numbers.get_mut(prefix) {
            Some(highest) => *highest = number.max(*highest),
            None => {
                self.numbers.insert(prefix.to_owned(), number);
            }
        }
    }

    /// Tells whether anything has that id.
    fn holds(&self, id: &Id) -> bool {
        self.by_id.contains_key(id) || self.relations.contains_key(id) || self.entities.contains_key(id)
    }

    /// Puts an item in.
    ///
    /// # Errors
    ///
    /// Where its id is taken.
    pub fn insert(&mut self, item: &Item) -> Result<(), SetError> {
        self.put(item)?;
        if let Item::Annotation(annotation) = item {
            let handle = self.by_id[&annotation.id];
            self.order.insert(annotation, handle, &self.slots);
            if !self.layers.contains_key(&annotation.layer) {
                self.layers.insert(annotation.layer.clone(), Order::default());
            }
            if let Some(order) = self.layers.get_mut(&annotation.layer) {
                order.insert(annotation, handle, &self.slots);
            }
        }
        Ok(())
    }

    /// Takes the item with that item's id out.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn remove(&mut self, item: &Item) -> Result<(), SetError> {
        match item {
            Item::Annotation(annotation) => {
                let missing = || SetError::Missing(annotation.id.clone());
                let handle = self.by_id.remove(&annotation.id).ok_or_else(missing)?;
                let held = self.slots.get(handle).cloned().ok_or_else(missing)?;
                self.order.remove(&held, &self.slots);
                if let Some(order) = self.layers.get_mut(&held.layer) {
                    order.remove(&held, &self.slots);
                }
                self.slots.0[handle.0 as usize] = None;
                self.free.push(handle);
                self.undecided.remove(&handle);
                marks_of(&held, handle).for_each(|mark| self.index.remove(mark));
                held.references().for_each(|target| forget(&mut self.referrers, &target, &held.id));
            }
            Item::Relation(relation) => {
                let held = self.relations.shift_remove(&relation.id);
                let held = held.ok_or_else(|| SetError::Missing(relation.id.clone()))?;
                [&held.from, &held.to].iter().for_each(|end| forget(&mut self.referrers, end, &held.id));
            }
            Item::Entity(entity) => {
                let held = self.entities.shift_remove(&entity.id);
                held.ok_or_else(|| SetError::Missing(entity.id.clone()))?;
            }
            Item::About(_) => return Err(SetError::AboutStays),
        }
        Ok(())
    }

    /// Puts an item in the place of the one with its id.
    ///
    /// # Errors
    ///
    /// Where there is none with its id.
    pub fn replace(&mut self, item: &Item) -> Result<(), SetError> {
        if let Item::About(about) = item {
            self.about = Arc::clone(about);
            return Ok(());
        }
        self.remove(item)?;
        self.insert(item)
    }

    /// Returns what the set holds under the id of `item`.
    pub fn current(&self, item: &Item) -> Option<Item> {
        match item {
            Item::Annotation(annotation) => self.get(&annotation.id).cloned().map(Item::Annotation),
            Item::Relation(relation) => self.relation(&relation.id).cloned().map(Item::Relation),
            Item::Entity(entity) => self.entity(&entity.id).cloned().map(Item::Entity),
            Item::About(_) => Some(Item::About(Arc::clone(&self.about))),
        }
    }

    /// Puts an item in everywhere but into the orders.
    fn put(&mut self, item: &Item) -> Result<(), SetError> {
        let id = item.id().ok_or(SetError::AboutStays)?;
        if self.holds(id) {
            return Err(SetError::Taken(id.clone()));
        }
        self.reserve(id);
        match item {
            Item::Annotation(annotation) => {
                let handle = self.free.pop().unwrap_or_else(|| {
                    self.slots.0.push(None);
                    Handle(self.slots.0.len() as u32 - 1)
                });
                self.slots.0[handle.0 as usize] = Some(Arc::clone(annotation));
                self.by_id.insert(annotation.id.clone(), handle);
                if annotation.roles.values().flatten().any(Anchor::awaits_decision) {
                    self.undecided.insert(handle);
                }
                marks_of(annotation, handle).for_each(|mark| self.index.insert(mark));
                for target in annotation.references() {
                    self.referrers.entry(target).or_default().push(annotation.id.clone());
                }
            }
            Item::Relation(relation) => {
                self.relations.insert(relation.id.clone(), Arc::clone(relation));
                for end in [&relation.from, &relation.to] {
                    self.referrers.entry(end.clone()).or_default().push(relation.id.clone());
                }
            }
            Item::Entity(entity) => {
                self.entities.insert(entity.id.clone(), Arc::clone(entity));
            }
            Item::About(_) => {}
        }
        Ok(())
    }
}

/// Sets are equal when they hold equal items, in whatever order they were put in.
impl PartialEq for AnnotationSet {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
            && self.relations == other.relations
            && self.entities == other.entities
            && self.about == other.about
    }
}

/// Returns the prefix and the number of an id, `None` where the number is too high to be counted on from.
fn would_be_number(id: &Id) -> Option<(&str, u64)> {
    Some(id.sort_key()).filter(|(_, number)| *number < u64::MAX / 2)
}

fn marks_of(annotation: &Annotation, handle: Handle) -> impl Iterator<Item = Mark> {
    annotation.roles.values().enumerate().flat_map(move |(role, anchors)| {
        let fragments = anchors.iter().filter_map(|anchor| anchor.fragments());
        fragments.flat_map(move |fragments| {
            let spans = fragments.spans().iter();
            spans.map(move |span| Mark { span: *span, annotation: handle, role: role as u16 })
        })
    })
}

fn forget(referrers: &mut HashMap<Id, Vec<Id>>, target: &Id, referrer: &Id) {
    let Some(held) = referrers.get_mut(target) else { return };
    if let Some(at) = held.iter().position(|id| id == referrer) {
        held.swap_remove(at);
    }
    if held.is_empty() {
        referrers.remove(target);
    }
}
