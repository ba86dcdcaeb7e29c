//! Offsets and spans: one type a unit, so that bytes never pass for code points.

use serde::{Deserialize, Serialize};

/// An offset into the canonical text in UTF-8 bytes, always on a code point boundary.
///
/// This is the unit in memory. Records on disk count code points: see [`CharOffset`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub usize);

/// An offset into the canonical text in Unicode code points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CharOffset(pub usize);

/// An offset into the canonical text in UTF-16 code units, as UIMA, WebAnno and JavaScript count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Offset(pub usize);

/// A half-open range of the canonical text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: ByteOffset,
    pub end: ByteOffset,
}

impl Span {
    /// Makes the span from byte `start` up to byte `end`; an end before the start is taken as the start.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: ByteOffset(start), end: ByteOffset(end.max(start)) }
    }

    /// Makes the span between two offsets given in either order.
    pub fn between(one: ByteOffset, other: ByteOffset) -> Self {
        Self { start: one.min(other), end: one.max(other) }
    }

    /// Returns the length in bytes.
    pub fn len(self) -> usize {
        self.end.0 - self.start.0
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Tells whether the two spans share at least one byte; an empty one shares none.
    pub fn overlaps(self, other: Self) -> bool {
        self.intersection(other).is_some()
    }

    /// Tells whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Tells whether the byte at `offset` lies inside this span.
    pub fn covers(self, offset: ByteOffset) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Returns what both spans share, if anything.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let shared = Self { start: self.start.max(other.start), end: self.end.min(other.end) };
        (shared.start < shared.end).then_some(shared)
    }

    /// Returns the smallest span that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns the range of bytes, for slicing the text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start.0..self.end.0
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn an_empty_span_overlaps_nothing() {
        let span = Span::new(4, 9);
        assert!(span.overlaps(Span::new(8, 12)) && Span::new(0, 5).overlaps(span));
        assert!(!span.overlaps(Span::new(9, 12)) && !span.overlaps(Span::new(0, 4)));
        assert!(!span.overlaps(Span::new(6, 6)) && !Span::new(6, 6).overlaps(span));
    }
}
