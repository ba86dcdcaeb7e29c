//! Where the places of an old text lie in the new one, roughly: for the caret and for the eye, not for marks.

use crate::anchor::find::Finder;
use crate::text::{ByteOffset, Span};

/// Leads from places of one text to those of the text that came after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// The SHA-256 of the text that it leads from.
    from: String,
    /// Stretches that both texts have, in order, the old one first.
    runs: Vec<(Span, Span)>,
}

impl Shift {
    pub(super) fn of(finder: &Finder<'_>) -> Self {
        let (old, new) = (&finder.old_folded, &finder.new_folded);
        let mut runs: Vec<(Span, Span)> = Vec::new();
        let mut last = None;
        for at in 0..old.characters().len() {
            let Some(to) = finder.alignment.to_new(at) else {
                last = None;
                continue;
            };
            let (Some(here), Some(there)) = (old.to_source(at..at + 1), new.to_source(to..to + 1)) else {
                continue;
            };
            match runs.last_mut() {
                Some((before, after)) if last == to.checked_sub(1) && last.is_some() => {
                    (*before, *after) = (before.hull(here), after.hull(there));
                }
                _ => runs.push((here, there)),
            }
            last = Some(to);
        }
        Self { from: finder.texts().0.sha256().to_owned(), runs }
    }

    /// Tells whether it leads from the text with that SHA-256.
    pub fn is_from(&self, sha256: &str) -> bool {
        self.from == sha256
    }

    /// Returns the place in the new text: the same letter, or the end of what stands before what is gone.
    ///
    /// It may lie within a grapheme.
    pub fn place(&self, old: ByteOffset) -> ByteOffset {
        let next = self.runs.partition_point(|(before, _)| before.start <= old);
        let Some((before, after)) = next.checked_sub(1).map(|run| self.runs[run]) else {
            return ByteOffset(0);
        };
        ByteOffset((after.start.0 + (old.0 - before.start.0)).min(after.end.0))
    }
}

#[cfg(test)]
mod tests {
    use crate::anchor::Finder;
    use crate::text::{ByteOffset, Document};

    #[test]
    fn a_place_follows_its_letter_and_one_that_is_gone_its_neighbour() {
        let old = Document::new("one two three\nfour five");
        let new = Document::new("zero\none three\nfour five six");
        let shift = Finder::new(&old, &new).shift();
        let place = |word: &str| {
            let at = shift.place(ByteOffset(old.text().find(word).expect("in the text"))).0;
            &new.text()[at..]
        };
        assert!(place("one").starts_with("one"));
        assert!(place("three").starts_with("three"));
        assert!(place("five").starts_with("five six"));
        assert!(place("two").trim_start().starts_with("three"), "{:?}", place("two"));
        assert!(shift.is_from(old.sha256()) && !shift.is_from(new.sha256()));
    }
}
