//! Moving the edges of what is marked.

use crate::annotation::{Anchor, Fragments, Id};
use crate::edit::{Act, Edit, Transaction};
use crate::text::{ByteOffset, Document, Span, segment};

/// An end of an annotation, in the order of the text (not of the screen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    Start,
    End,
}

/// How far and which way an edge moves, in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    GraphemeForward,
    GraphemeBackward,
    WordForward,
    WordBackward,
}

impl Step {
    /// Returns where that edge at `offset` comes to lie after the step.
    ///
    /// By words, a start stops where words start and an end where they end.
    pub fn from(self, text: &str, edge: Edge, offset: ByteOffset) -> ByteOffset {
        match (self, edge) {
            (Self::GraphemeForward, _) => segment::next_grapheme(text, offset),
            (Self::GraphemeBackward, _) => segment::previous_grapheme(text, offset),
            (Self::WordForward, Edge::Start) => segment::next_word(text, offset),
            (Self::WordForward, Edge::End) => segment::next_word_end(text, offset),
            (Self::WordBackward, Edge::Start) => segment::previous_word(text, offset),
            (Self::WordBackward, Edge::End) => segment::previous_word_end(text, offset),
        }
    }
}

impl Edit<'_> {
    /// Gives the first text anchor of a role other fragments; id, label and everything else stay.
    pub fn resize(&self, id: &Id, role: &str, fragments: Fragments) -> Option<Transaction> {
        self.revise(Act::Resize, id, |annotation| {
            let anchors = annotation.roles.get_mut(role).into_iter().flatten();
            for anchor in anchors {
                if let Anchor::Text { fragments: held, state, .. } = anchor {
                    *held = fragments;
                    *state = None;
                    break;
                }
            }
        })
    }

    /// Decides where an anchor stands that was doubtful or lost.
    pub fn reanchor(&self, id: &Id, role: &str, anchor: usize, place: Fragments) -> Option<Transaction> {
        self.revise(Act::Reanchor, id, |annotation| {
            let held = annotation.roles.get_mut(role).and_then(|anchors| anchors.get_mut(anchor));
            if let Some(Anchor::Text { fragments, state, extra }) = held {
                for key in ["prefix", "suffix", "anchor"] {
                    extra.shift_remove(key);
                }
                if place.spans().len() != fragments.spans().len() {
                    extra.shift_remove("fragments");
                }
                (*fragments, *state) = (place, None);
            }
        })
    }

    /// Moves one edge of a role's first text anchor by a step; it never becomes empty.
    pub fn nudge(
        &self,
        document: &Document,
        id: &Id,
        role: &str,
        edge: Edge,
        step: Step,
    ) -> Option<Transaction> {
        let fragments = self.set.get(id)?.fragments(role)?;
        let hull = fragments.hull();
        let from = if edge == Edge::Start { hull.start } else { hull.end };
        self.move_edge(document, id, role, edge, step.from(document.text(), edge, from))
    }

    /// Moves one edge of a role's first text anchor to `offset`, snapped to a grapheme.
    pub fn move_edge(
        &self,
        document: &Document,
        id: &Id,
        role: &str,
        edge: Edge,
        offset: ByteOffset,
    ) -> Option<Transaction> {
        let offset = segment::floor_grapheme(document.text(), offset);
        let spans = self.set.get(id)?.fragments(role)?.spans();
        let kept: Vec<Span> = match edge {
            Edge::Start => {
                let last = spans.iter().filter(|span| span.end > offset).copied();
                let mut kept: Vec<Span> = last.collect();
                kept.first_mut()?.start = offset;
                kept
            }
            Edge::End => {
                let mut kept: Vec<Span> = spans.iter().filter(|span| span.start < offset).copied().collect();
                kept.last_mut()?.end = offset;
                kept
            }
        };
        self.resize(id, role, Fragments::new(kept)?)
    }

    /// Adds a fragment to a role's first text anchor, which so becomes discontinuous, or grows.
    pub fn add_fragment(&self, id: &Id, role: &str, span: Span) -> Option<Transaction> {
        let annotation = self.set.get(id)?;
        let takes_more = self.schema.layer(&annotation.layer)?.role(role)?.discontinuous;
        let mut spans = annotation.fragments(role)?.spans().to_vec();
        spans.push(span);
        let fragments = Fragments::new(spans)?;
        (takes_more || fragments.spans().len() == 1).then(|| self.resize(id, role, fragments))?
    }
}
