//! What awaits a person's decision, one thing after the other.

use crate::anchor::{Candidate, Candidates, OldWords};
use crate::annotation::{Anchor, AnchorState, Annotation, Conflict, Id};
use crate::session::Open;

/// One thing to decide.
#[derive(Clone, Debug, PartialEq)]
pub enum Case {
    /// An anchor that is doubtful or lost since the text changed.
    Place { id: Id, role: String, anchor: usize },
    /// A field that two writers changed in different ways.
    Conflict(Box<Conflict>),
}

/// Going through what awaits a decision.
#[derive(Clone, Debug)]
pub struct Review {
    pub cases: Vec<Case>,
    /// The number of the case shown; that of the cases where the last one was passed.
    pub at: usize,
    /// The places that the case's anchor may have come to, best first.
    pub candidates: Vec<Candidate>,
    /// The candidate shown.
    pub candidate: usize,
    search: Candidates,
}

/// What a person does in a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewStep {
    /// Go on without deciding.
    Skip,
    Previous,
    NextCandidate,
    PreviousCandidate,
    Candidate(usize),
    /// The anchor stands where the selection is: at the candidate shown, or where a person selected.
    Accept,
    /// The anchor is gone from the text: an annotation without its own place goes with it.
    Discard,
    /// Take a side's version of a field.
    Take(crate::edit::Side),
    Close,
}

impl Review {
    /// Returns a review of what awaits a decision in the document; it shows nothing yet.
    pub(super) fn of(open: &Open) -> Self {
        let search = Candidates::new(&open.document);
        Self { cases: cases(open), at: 0, candidates: Vec::new(), candidate: 0, search }
    }

    pub fn case(&self) -> Option<&Case> {
        self.cases.get(self.at)
    }

    /// Looks for the places that the case's anchor may have come to; the first is where it stands now.
    pub(super) fn seek(&mut self, open: &Open) {
        (self.candidates, self.candidate) = (Vec::new(), 0);
        let Some(Case::Place { id, role, anchor }) = self.case().cloned() else { return };
        let Some(anchor) = open.anchor(&id, &role, anchor) else { return };
        let Anchor::Text { fragments, state: Some(state), .. } = anchor else { return };
        let Some(words) = OldWords::of(anchor, &open.document) else { return };
        self.candidates = self.search.of(&words, fragments);
        if let AnchorState::Doubtful { score } = state {
            self.candidates.retain(|candidate| candidate.fragments != *fragments);
            self.candidates.insert(0, Candidate { fragments: fragments.clone(), score: *score });
        }
    }
}

/// Returns everything that awaits a decision: places in the order of the text, then conflicts.
pub fn cases(open: &Open) -> Vec<Case> {
    let places = open.set.iter().flat_map(|annotation| places_of(annotation));
    let conflicts = open.set.about().conflicts.iter().cloned().map(Box::new).map(Case::Conflict);
    places.chain(conflicts).collect()
}

fn places_of(annotation: &Annotation) -> impl Iterator<Item = Case> + '_ {
    annotation.roles.iter().flat_map(|(role, anchors)| {
        let undecided = anchors.iter().enumerate().filter(|(_, anchor)| anchor.awaits_decision());
        undecided.map(|(anchor, _)| Case::Place { id: annotation.id.clone(), role: role.clone(), anchor })
    })
}

impl Open {
    /// Returns one anchor of an annotation.
    pub fn anchor(&self, id: &Id, role: &str, anchor: usize) -> Option<&Anchor> {
        self.set.get(id)?.role(role).get(anchor)
    }

    /// Tells whether something awaits a decision.
    pub fn has_undecided(&self) -> bool {
        let awaits =
            |annotation: &Annotation| annotation.roles.values().flatten().any(Anchor::awaits_decision);
        !self.set.about().conflicts.is_empty() || self.set.iter().any(|annotation| awaits(annotation))
    }

    /// Tells whether a case still awaits its decision.
    pub fn is_undecided(&self, case: &Case) -> bool {
        match case {
            Case::Place { id, role, anchor } => {
                self.anchor(id, role, *anchor).is_some_and(Anchor::awaits_decision)
            }
            Case::Conflict(conflict) => self.set.about().conflicts.contains(conflict),
        }
    }
}
