//! Making annotations and changing their labels.

use crate::annotation::{Fragments, Id};
use crate::session::update::{author, commit, fill};
use crate::session::{Effect, Mode, Notice, Open, Selection, Session, Target};
use crate::text::Direction;

/// Marks the selection with a layer, at once where the layer has a first label, else by its label's key.
pub(super) fn mark(session: &mut Session, layer: &str) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    if open.read_only.is_some() {
        session.notices.push(Notice::warning("notice-read-only", ""));
        return Vec::new();
    }
    let Some(layer) = open.schema.layer(layer) else { return Vec::new() };
    let span = open.document.tidy(open.selection.span());
    let active = open.active_annotation().filter(|annotation| annotation.layer == layer.id);
    let target = match (Fragments::one(span), active) {
        // What is marked with the layer already gets another label, not a twin.
        (Some(fragments), _) => match twin(open, &layer.id, &fragments) {
            Some(id) => Target::Existing(id),
            None => Target::New(fragments),
        },
        (None, Some(annotation)) => Target::Existing(annotation.id.clone()),
        (None, None) => {
            session.notices.push(Notice::info("notice-select-first", ""));
            return Vec::new();
        }
    };
    let layer_id = layer.id.clone();
    match (target, layer.first_label.clone()) {
        (Target::New(fragments), Some(first)) => annotate(session, &layer_id, &first, fragments),
        (target, _) => {
            if let Target::Existing(id) = &target {
                open.active = Some(id.clone());
            }
            open.mode = Mode::Label { layer: layer_id, target };
            Vec::new()
        }
    }
}

/// Returns the annotation of the layer whose main role has exactly these fragments.
fn twin(open: &Open, layer: &str, fragments: &Fragments) -> Option<Id> {
    let marks = open.set.marks_in(fragments.hull());
    let there = marks.iter().filter_map(|mark| open.set.by_handle(mark.annotation));
    let mut same = there.filter(|annotation| {
        let role = open.main_role(annotation);
        annotation.layer == layer && role.and_then(|role| annotation.fragments(role)) == Some(fragments)
    });
    same.next().map(|annotation| annotation.id.clone())
}

/// Takes the label for what the mode awaits one for.
pub(super) fn label(session: &mut Session, label: &str) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    let Mode::Label { layer, target } = open.mode.clone() else { return Vec::new() };
    open.mode = Mode::Read;
    match target {
        Target::New(fragments) => annotate(session, &layer, label, fragments),
        Target::Existing(id) => commit(session, |open, author| open.edit(author).relabel(&id, label)),
    }
}

/// Awaits a label for the chosen annotation.
pub(super) fn start_relabel(session: &mut Session) -> Vec<Effect> {
    if let Some(open) = session.open.as_mut()
        && let Some(annotation) = open.active_annotation()
    {
        let target = Target::Existing(annotation.id.clone());
        open.mode = Mode::Label { layer: annotation.layer.clone(), target };
    }
    Vec::new()
}

/// Leaves what was begun; out of the plain mode it lets go of the chosen annotation, then of the selection.
pub(super) fn leave_mode(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    if open.mode != Mode::Read {
        open.mode = Mode::Read;
    } else if !open.selection.is_empty() {
        open.selection = Selection::caret(open.selection.focus);
    } else {
        open.active = None;
    }
    Vec::new()
}

/// Adds the selection to the chosen annotation as a further fragment.
pub(super) fn add_fragment(session: &mut Session) -> Vec<Effect> {
    let effects = commit(session, |open, author| {
        let annotation = open.active_annotation()?;
        let span = open.document.tidy(open.selection.span());
        open.edit(author).add_fragment(&annotation.id, open.main_role(annotation)?, span)
    });
    if let (false, Some(open)) = (effects.is_empty(), session.open.as_mut()) {
        open.selection = Selection::caret(open.selection.span().end);
    }
    effects
}

pub(super) fn set_paragraph_direction(
    session: &mut Session,
    paragraph: usize,
    direction: Option<Direction>,
) -> Vec<Effect> {
    commit(session, |open, author| {
        let mut about = (**open.set.about()).clone();
        match direction {
            Some(direction) => {
                about.paragraph_directions.insert(paragraph, direction);
                about.paragraph_directions.sort_keys();
            }
            None => {
                about.paragraph_directions.shift_remove(&paragraph);
            }
        }
        open.edit(author).set_about(about)
    })
}

fn annotate(session: &mut Session, layer: &str, label: &str, fragments: Fragments) -> Vec<Effect> {
    let author = author(session);
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    let end = fragments.hull().end;
    let Some((transaction, id)) = open.edit(&author).annotate(layer, label, fragments) else {
        return Vec::new();
    };
    let effects = commit(session, |_, _| Some(transaction));
    if let (false, Some(open)) = (effects.is_empty(), session.open.as_mut()) {
        open.active = Some(id.clone());
        open.selection = Selection::caret(end);
        fill::ask_first(open, id);
    }
    effects
}
