//! Choosing in the text.

use crate::annotation::{Fragments, Id};
use crate::session::update::fill;
use crate::session::{Effect, Mode, Selection, Session};
use crate::text::{ByteOffset, segment};

pub(super) fn select(session: &mut Session, selection: Selection) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut() {
        let text = open.document.text();
        open.selection = Selection {
            anchor: segment::floor_grapheme(text, selection.anchor),
            focus: segment::floor_grapheme(text, selection.focus),
        };
    }
    Vec::new()
}

/// Takes the mark under the pointer: what it means, the mode says.
pub(super) fn point(session: &mut Session, offset: ByteOffset) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    let there = open.at(offset);
    match open.mode {
        Mode::Fill { .. } | Mode::Relate { .. } => fill::pointed_at(session, &there),
        Mode::Read | Mode::Label { .. } => {
            open.mode = Mode::Read;
            // A second click on the same place takes the next of those that lie there.
            let current = open.active.as_ref().and_then(|id| there.iter().position(|held| held == id));
            let next = current.map_or(0, |place| (place + 1) % there.len());
            open.active = there.get(next).cloned();
            Vec::new()
        }
    }
}

pub(super) fn activate(session: &mut Session, id: Option<Id>) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut() {
        open.active = id.filter(|id| open.set.get(id).is_some() || open.set.relation(id).is_some());
    }
    Vec::new()
}

/// Chooses an annotation (in a mode that awaits one: takes it) and brings it into sight.
pub(super) fn show(session: &mut Session, id: Id) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    if matches!(open.mode, Mode::Fill { .. } | Mode::Relate { .. }) {
        return fill::pointed_at(session, &[id]);
    }
    let Some(annotation) = open.set.get(&id).cloned() else { return activate(session, Some(id)) };
    open.active = Some(id);
    let role = open.main_role(&annotation);
    if let Some(place) = role.and_then(|role| annotation.fragments(role)).map(Fragments::hull) {
        open.selection = Selection::caret(place.start);
        open.show(place.start);
    }
    Vec::new()
}

/// Which way through a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Next,
    Previous,
}

/// Chooses the next or previous annotation in document order, from the chosen one or from the caret.
pub(super) fn step(session: &mut Session, way: Way) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    if open.set.is_empty() {
        return Vec::new();
    }
    let last = open.set.len() - 1;
    let here = open.active.as_ref().and_then(|id| open.set.rank(id));
    let from_caret = open.set.rank_from(open.selection.focus);
    let rank = match (way, here) {
        (Way::Next, Some(rank)) => {
            if rank == last {
                0
            } else {
                rank + 1
            }
        }
        (Way::Previous, Some(rank)) => {
            if rank == 0 {
                last
            } else {
                rank - 1
            }
        }
        (Way::Next, None) => {
            if from_caret > last {
                0
            } else {
                from_caret
            }
        }
        (Way::Previous, None) => from_caret.checked_sub(1).unwrap_or(last),
    };
    match open.set.at(rank).map(|annotation| annotation.id.clone()) {
        Some(id) => show(session, id),
        None => Vec::new(),
    }
}
