//! What awaits a person's decision, one thing after the other.

use crate::anchor::{Candidate, Candidates, OldWords};
use crate::annotation::{Anchor, AnchorState, Annotation, Conflict, Fragments, Id};
use crate::session::{Message, Open, Selection};
use crate::text::Document;

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
    /// The number of the search for more of them that is under way.
    pub(super) sought: Option<u64>,
    /// What was selected when the case was shown: a person may have selected something else since.
    pub(super) shown: Selection,
}

/// A search through the whole text, to be done where nobody waits for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seek {
    /// Which search it is: only the last one's outcome is wanted.
    pub number: u64,
    pub document: Document,
    /// What is remembered of the anchor.
    pub words: OldWords,
    /// Where it last stood.
    pub last: Fragments,
}

impl Seek {
    /// Looks for the places that the anchor may have come to; `prepared` is kept from one search to the next.
    pub fn run(self, prepared: &mut Option<Candidates>) -> Message {
        if prepared.as_ref().is_none_or(|prepared| !prepared.document().is_same(&self.document)) {
            *prepared = None;
        }
        let prepared = prepared.get_or_insert_with(|| Candidates::new(&self.document));
        Message::Sought { number: self.number, candidates: prepared.of(&self.words, &self.last) }
    }
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
        let (candidates, shown) = (Vec::new(), open.selection);
        Self { cases: cases(open), at: 0, candidates, candidate: 0, sought: None, shown }
    }

    /// Tells whether more candidates may yet be found.
    pub fn is_seeking(&self) -> bool {
        self.sought.is_some()
    }

    pub fn case(&self) -> Option<&Case> {
        self.cases.get(self.at)
    }

    /// Begins to look for the places that the case's anchor may have come to; the first is where it stands now.
    pub(super) fn seek(&mut self, open: &Open, number: u64) -> Option<Seek> {
        (self.candidates, self.candidate, self.sought) = (Vec::new(), 0, None);
        let Case::Place { id, role, anchor } = self.case()?.clone() else { return None };
        let anchor = open.anchor(&id, &role, anchor)?;
        let Anchor::Text { fragments, state: Some(state), .. } = anchor else { return None };
        let words = OldWords::of(anchor, &open.document)?;
        if let AnchorState::Doubtful { score } = state {
            self.candidates.push(Candidate { fragments: fragments.clone(), score: *score });
        }
        self.sought = Some(number);
        Some(Seek { number, document: open.document.clone(), words, last: fragments.clone() })
    }

    /// Takes in what a search has found; tells whether it was the one under way.
    pub(super) fn take_in(&mut self, number: u64, found: Vec<Candidate>) -> bool {
        let is_wanted = self.sought == Some(number);
        if is_wanted {
            self.sought = None;
            let there: Vec<Fragments> = self.candidates.iter().map(|held| held.fragments.clone()).collect();
            self.candidates.extend(found.into_iter().filter(|held| !there.contains(&held.fragments)));
        }
        is_wanted
    }
}

/// Returns everything that awaits a decision: places in the order of the text, then conflicts.
pub fn cases(open: &Open) -> Vec<Case> {
    let places = open.set.undecided().into_iter().flat_map(|annotation| places_of(annotation));
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
        !self.set.about().conflicts.is_empty() || self.set.has_undecided()
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
