//! What every export begins with: the layers asked for, regions left out, places that are lost.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::annotation::{Anchor, AnchorState, Annotation, AnnotationSet, Id, Item, Provenance};
use crate::format::excluded::Kept;
use crate::format::{Loss, Pseudonyms, Source};
use crate::text::Document;

/// What becomes of a mark that ends inside a word, where a format is made of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clitics {
    /// The mark takes the whole word, as ANERcorp and Wojood do.
    #[default]
    Expand,
    /// The word is split at the mark's end: a clitic is a token of its own.
    Split,
    /// The mark is left out and reported.
    Skip,
}

/// What becomes of regions marked as left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Excluded {
    #[default]
    Keep,
    /// Their text becomes spaces, code point by code point, so that offsets stay.
    Mask,
    /// Their text goes; a map of offsets is written beside.
    Drop,
}

/// What an export may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub clitics: Clitics,
    pub excluded: Excluded,
    /// The layers to take; all of them without this.
    pub layers: Option<Vec<String>>,
    /// What annotators are called; as in the records without this.
    pub names: Option<Pseudonyms>,
}

/// The field of an object that names an annotator.
const RATER: &str = "rater";

/// A document ready to be written: every anchor stands in its text, every reference resolves.
pub(super) struct Prepared {
    pub document: Document,
    pub set: AnnotationSet,
    pub losses: Vec<Loss>,
    /// The map of offsets, where text went.
    pub offsets: Option<Vec<u8>>,
}

pub(super) fn prepare(source: &Source<'_>, options: &Options) -> Prepared {
    let kept = Kept::of(source, options.excluded);
    let mut losses = Vec::new();
    let wanted = |annotation: &Annotation| {
        options.layers.as_ref().is_none_or(|layers| layers.contains(&annotation.layer))
    };
    let mut annotations: Vec<Annotation> = Vec::new();
    for annotation in source.set.iter().filter(|annotation| wanted(annotation)) {
        if !kept.is_excluded_region(&annotation.id) {
            annotations.extend(placed(annotation, source, &kept, &mut losses));
        }
    }
    drop_dangling(&mut annotations, source.set, &mut losses);
    let named = |provenance: &mut Provenance| {
        if let Some(names) = &options.names {
            provenance.creator = names.of(&provenance.creator).to_owned();
        }
    };
    for annotation in &mut annotations {
        named(&mut annotation.provenance);
        // A verdict names who gave it.
        for value in annotation.attributes.values_mut() {
            if let (Some(Value::String(rater)), Some(names)) = (value.get_mut(RATER), &options.names)
                && names.knows(rater)
            {
                *rater = names.of(rater).to_owned();
            }
        }
    }
    let ids: HashSet<Id> = annotations.iter().map(|annotation| annotation.id.clone()).collect();
    let mut items = vec![Item::About(Arc::clone(source.set.about()))];
    items.extend(annotations.into_iter().map(|annotation| Item::Annotation(Arc::new(annotation))));
    items.extend(source.set.entities().cloned().map(Item::Entity));
    let mut relations: Vec<_> = source.set.relations().cloned().collect();
    let fallen = fallen(source.set, |id| ids.contains(id));
    relations.retain(|relation| !fallen.contains(&relation.id));
    losses.extend(fallen.into_iter().map(|id| loss(id, "an end of the relation is left out")));
    relations.iter_mut().for_each(|relation| named(&mut Arc::make_mut(relation).provenance));
    items.extend(relations.into_iter().map(Item::Relation));
    let (set, _) = AnnotationSet::from_items(items);
    Prepared { document: kept.document.clone(), set, losses, offsets: kept.offsets(source.document) }
}

pub(super) fn loss(id: &Id, what: impl Into<String>) -> Loss {
    Loss { item: Some(id.clone()), what: what.into() }
}

/// Returns the relations that go where only some annotations stand: a relation may join relations, and goes where an
/// end of it goes.
pub(super) fn fallen(set: &AnnotationSet, stands: impl Fn(&Id) -> bool) -> HashSet<&Id> {
    // For each relation those that it is an end of.
    let mut hanging: HashMap<&Id, Vec<&Id>> = HashMap::new();
    let mut open = Vec::new();
    for relation in set.relations() {
        for end in [&relation.from, &relation.to] {
            if set.relation(end).is_some() {
                hanging.entry(end).or_default().push(&relation.id);
            } else if !stands(end) {
                open.push(&relation.id);
            }
        }
    }
    let mut fallen = HashSet::new();
    while let Some(id) = open.pop() {
        if fallen.insert(id) {
            open.extend(hanging.remove(id).into_iter().flatten());
        }
    }
    fallen
}

/// Returns what fills an annotation's roles, each with its role, but for its place: the first text in the main role.
pub(super) fn fillers<'a>(
    annotation: &'a Annotation,
    main: &str,
) -> impl Iterator<Item = (&'a str, &'a Anchor)> {
    let main_role = annotation.roles.get_index_of(main);
    let place = annotation.role(main).iter().position(|anchor| anchor.fragments().is_some());
    let filled = annotation.roles.iter().enumerate().flat_map(|(at, (role, anchors))| {
        anchors.iter().enumerate().map(move |(number, anchor)| ((at, number), role.as_str(), anchor))
    });
    let place = main_role.zip(place);
    filled.filter(move |(at, ..)| Some(*at) != place).map(|(_, role, anchor)| (role, anchor))
}

/// Returns the number that what fills a role was written with, where tokens alone are written.
///
/// # Errors
///
/// The loss, where it holds no token.
pub(super) fn filler_number(
    numbers: &HashMap<Id, usize>,
    filler: &Id,
    owner: &Id,
    role: &str,
) -> Result<usize, Loss> {
    let number = numbers.get(filler).copied();
    number.ok_or_else(|| loss(owner, format!("{role}: what fills it holds no token")))
}

/// Returns the annotation with its anchors where they stand in the text that is written.
fn placed(
    annotation: &Annotation,
    source: &Source<'_>,
    kept: &Kept,
    losses: &mut Vec<Loss>,
) -> Option<Annotation> {
    let mut placed = annotation.clone();
    for (role, anchors) in &mut placed.roles {
        anchors.retain_mut(|anchor| {
            let Anchor::Text { fragments, state, .. } = anchor else { return true };
            match state.take() {
                Some(AnchorState::Lost { .. }) => {
                    losses.push(loss(&annotation.id, format!("{role}: its place in the text is lost")));
                    return false;
                }
                Some(AnchorState::Doubtful { .. }) => {
                    losses.push(loss(&annotation.id, format!("{role}: that its place is doubtful")));
                }
                None => {}
            }
            if fragments.spans().iter().any(|span| source.document.get(*span).is_none()) {
                losses.push(loss(&annotation.id, format!("{role}: it lies outside the text")));
                return false;
            }
            let Some((moved, whole)) = kept.fragments(fragments) else {
                losses.push(loss(&annotation.id, format!("{role}: it lies in an excluded region")));
                return false;
            };
            if !whole {
                losses.push(loss(&annotation.id, format!("{role}: a part lies in an excluded region")));
            }
            *fragments = moved;
            true
        });
    }
    placed.roles.retain(|_, anchors| !anchors.is_empty());
    let stands = placed.roles.values().flatten().any(|anchor| anchor.fragments().is_some());
    if !stands && annotation.place().is_none() {
        losses.push(loss(&annotation.id, "it has no place in the text"));
    }
    stands.then_some(placed)
}

/// Takes away references to annotations that are not exported.
fn drop_dangling(annotations: &mut [Annotation], all: &AnnotationSet, losses: &mut Vec<Loss>) {
    let ids: HashSet<Id> = annotations.iter().map(|annotation| annotation.id.clone()).collect();
    for annotation in annotations {
        let id = annotation.id.clone();
        for (role, anchors) in &mut annotation.roles {
            anchors.retain(|anchor| {
                let stays = anchor.target().is_none_or(|target| ids.contains(target));
                if !stays {
                    losses.push(loss(&id, format!("{role}: it points at something left out")));
                }
                stays
            });
        }
        annotation.roles.retain(|_, anchors| !anchors.is_empty());
        annotation.attributes.retain(|name, value| {
            let target = value.as_str().map(Id::new);
            let stays = target.is_none_or(|target| all.get(&target).is_none() || ids.contains(&target));
            if !stays {
                losses.push(loss(&id, format!("{name}: it points at something left out")));
            }
            stays
        });
    }
}
