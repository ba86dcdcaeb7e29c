//! Deciding what is doubtful, lost or in conflict.

use crate::anchor::Candidate;
use crate::annotation::{Fragments, ProblemCode, undecided};
use crate::edit::{Author, Side, Transaction};
use crate::session::review::{Case, Review, ReviewStep};
use crate::session::update::commit;
use crate::session::{Effect, Mode, Notice, Open, Selection, Session};

/// Begins, or begins anew, with what awaits a decision.
pub(super) fn start(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    open.mode = Mode::Read;
    open.review = Some(Review::of(open));
    show(open)
}

pub(super) fn step(session: &mut Session, step: ReviewStep) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    let Some(review) = open.review.as_mut() else { return Vec::new() };
    let count = review.candidates.len();
    match step {
        ReviewStep::Close => {
            open.review = None;
            open.selection = Selection::caret(open.selection.focus);
        }
        ReviewStep::Skip => {
            review.at = (review.at + 1).min(review.cases.len());
            return show(open);
        }
        ReviewStep::Previous => {
            review.at = review.at.saturating_sub(1);
            return show(open);
        }
        ReviewStep::Candidate(number) if number < count => {
            review.candidate = number;
            show_candidate(open);
        }
        ReviewStep::Candidate(_) => {}
        ReviewStep::NextCandidate | ReviewStep::PreviousCandidate if count > 0 => {
            let by = if step == ReviewStep::NextCandidate { 1 } else { count - 1 };
            review.candidate = (review.candidate + by) % count;
            show_candidate(open);
        }
        ReviewStep::NextCandidate | ReviewStep::PreviousCandidate => {}
        ReviewStep::Accept => return accept(session),
        ReviewStep::Discard => return discard(session),
        ReviewStep::Take(side) => return take(session, side),
    }
    Vec::new()
}

/// Goes on with what awaits a decision in a text, or a set, that is another one now.
pub(super) fn renew(open: &mut Open) -> Vec<Effect> {
    if open.review.is_none() {
        return Vec::new();
    }
    open.review = Some(Review::of(open));
    show(open)
}

/// Takes in what was found; the likeliest place is shown unless a person has selected something meanwhile.
pub(super) fn sought(session: &mut Session, number: u64, found: Vec<Candidate>) -> Vec<Effect> {
    let Some(open) = session.open.as_mut() else { return Vec::new() };
    let Some(review) = open.review.as_mut() else { return Vec::new() };
    let had_none = review.candidates.is_empty();
    let is_untouched = review.shown == open.selection;
    if review.take_in(number, found) && had_none && is_untouched {
        show_candidate(open);
    }
    Vec::new()
}

/// Shows the case, and in the text the likeliest place of it.
fn show(open: &mut Open) -> Vec<Effect> {
    let Some(mut review) = open.review.take() else { return Vec::new() };
    open.seeks += 1;
    let seek = review.seek(open, open.seeks);
    let id = match review.case() {
        Some(Case::Place { id, .. }) => Some(id.clone()),
        Some(Case::Conflict(conflict)) => conflict.id.clone(),
        None => None,
    };
    let is_place = matches!(review.case(), Some(Case::Place { .. }));
    open.review = Some(review);
    open.active = id.filter(|id| open.set.get(id).is_some() || open.set.relation(id).is_some());
    if is_place {
        show_candidate(open);
    } else {
        open.selection = Selection::caret(open.selection.focus);
        if let Some(place) = open.active_annotation().and_then(|active| active.place()) {
            open.show(place.start);
        }
    }
    if let Some(review) = open.review.as_mut() {
        review.shown = open.selection;
    }
    seek.map(Box::new).map(Effect::Seek).into_iter().collect()
}

/// Selects the candidate in the text; where there is none, shows where the anchor last stood.
fn show_candidate(open: &mut Open) {
    let Some(review) = &open.review else { return };
    let Some(Case::Place { id, role, anchor }) = review.case() else { return };
    let candidate = review.candidates.get(review.candidate).map(|candidate| candidate.fragments.hull());
    let last = open.anchor(id, role, *anchor).and_then(|anchor| anchor.fragments()).map(Fragments::hull);
    match (candidate, last) {
        (Some(span), _) => {
            open.selection = Selection { anchor: span.start, focus: span.end };
            open.show(span.start);
        }
        (None, Some(span)) => {
            open.selection = Selection::caret(span.start);
            open.show(span.start);
        }
        (None, None) => {}
    }
}

fn accept(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let Some(review) = &open.review else { return Vec::new() };
    let Some(Case::Place { id, role, anchor }) = review.case().cloned() else { return Vec::new() };
    let selected = open.selection.span();
    let shown = review.candidates.get(review.candidate).map(|candidate| &candidate.fragments);
    let place = match shown.filter(|fragments| fragments.hull() == selected) {
        Some(fragments) => Some(fragments.clone()),
        None => Fragments::one(open.document.tidy(selected)),
    };
    let Some(place) = place else {
        session.notices.push(Notice::info("notice-select-first", ""));
        return Vec::new();
    };
    decide(session, |open, author| open.edit(author).reanchor(&id, &role, anchor, place))
}

fn discard(session: &mut Session) -> Vec<Effect> {
    let Some(open) = session.open.as_ref() else { return Vec::new() };
    let case = open.review.as_ref().and_then(|review| review.case().cloned());
    let Some(Case::Place { id, role, anchor }) = case else { return Vec::new() };
    if open.set.get(&id).and_then(|held| open.main_role(held)) == Some(role.as_str()) {
        return decide(session, |open, author| open.edit(author).delete(std::slice::from_ref(&id)));
    }
    // The anchors behind the one that goes move up.
    if let Some(review) = session.open.as_mut().and_then(|open| open.review.as_mut()) {
        for case in review.cases.iter_mut().skip(review.at + 1) {
            if let Case::Place { id: other, role: of, anchor: number } = case
                && (&*other, &*of) == (&id, &role)
            {
                *number -= 1;
            }
        }
    }
    decide(session, |open, author| open.edit(author).clear_role(&id, &role, anchor))
}

fn take(session: &mut Session, side: Side) -> Vec<Effect> {
    let case = session.open.as_ref().and_then(|open| open.review.as_ref()?.case().cloned());
    let Some(Case::Conflict(conflict)) = case else { return Vec::new() };
    decide(session, |open, author| open.edit(author).settle(&conflict, side))
}

/// Commits a decision and goes on to the next case that awaits one.
fn decide(session: &mut Session, make: impl FnOnce(&Open, &Author) -> Option<Transaction>) -> Vec<Effect> {
    let mut effects = commit(session, make);
    if let (false, Some(open)) = (effects.is_empty(), session.open.as_mut())
        && let Some(mut review) = open.review.take()
    {
        refresh_problems(open);
        let behind = review.at + 1..review.cases.len();
        let next = behind.clone().find(|next| open.is_undecided(&review.cases[*next]));
        review.at = next.unwrap_or(behind.end);
        open.review = Some(review);
        effects.extend(show(open));
    }
    effects
}

/// Lists anew what awaits a decision among the problems.
pub(super) fn refresh_problems(open: &mut Open) {
    let awaits = |code| matches!(code, ProblemCode::Undecided | ProblemCode::MergeConflict);
    open.problems.retain(|problem| !awaits(problem.code));
    open.problems.extend(undecided(&open.set, &open.schema));
}
