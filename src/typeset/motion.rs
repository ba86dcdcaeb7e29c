//! Moving a caret: by grapheme as seen, by grapheme as read, and to a line's edges.

use std::ops::Range;

use crate::typeset::hit::SAME_PLACE;
use crate::typeset::{Caret, Cluster, ParagraphLayout};

/// A side of a line as seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// Returns the other side.
    pub fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

impl ParagraphLayout {
    /// Returns the next place to the left of the caret.
    ///
    /// From a line's left edge it goes to the right edge of the line that is read next (right to
    /// left) or was read before (left to right); none at the paragraph's edge.
    pub fn left(&self, caret: Caret) -> Option<Caret> {
        self.step(caret, Side::Left)
    }

    /// Returns the next place to the right of the caret, as [`Self::left`] does to the left.
    pub fn right(&self, caret: Caret) -> Option<Caret> {
        self.step(caret, Side::Right)
    }

    fn step(&self, caret: Caret, side: Side) -> Option<Caret> {
        let index = self.line_of(caret);
        let x = self.caret_rect(caret).x0;
        let clusters = self.line_clusters(self.lines.get(index)?);
        // Each step crosses one grapheme that has a width, so a walk has an end.
        let crossed = match side {
            Side::Left => clusters
                .iter()
                .rfind(|cluster| cluster.is_wide() && cluster.left < x && cluster.right <= x + SAME_PLACE),
            Side::Right => clusters
                .iter()
                .find(|cluster| cluster.is_wide() && cluster.right > x && cluster.left >= x - SAME_PLACE),
        };
        let caret = match (crossed, side) {
            (Some(cluster), Side::Left) => cluster.left_caret(),
            (Some(cluster), Side::Right) => cluster.right_caret(),
            (None, _) => {
                let forward = (side == Side::Left) == self.rtl;
                let next = if forward { index + 1 } else { index.checked_sub(1)? };
                self.visual_edge(next, side.opposite())?
            }
        };
        Some(self.settled(caret))
    }

    /// Returns the caret at the outermost place of the line on `side`.
    pub(super) fn visual_edge(&self, line: usize, side: Side) -> Option<Caret> {
        let line = self.lines.get(line)?;
        let clusters = self.line_clusters(line);
        let wide = |cluster: &&Cluster| cluster.is_wide();
        let edge = match side {
            Side::Left => clusters.iter().find(wide).or(clusters.first()).map(|it| it.left_caret()),
            Side::Right => clusters.iter().rfind(wide).or(clusters.last()).map(|it| it.right_caret()),
        };
        Some(edge.unwrap_or(Caret::before(line.text.start as usize)))
    }

    /// Returns where a caret that goes by words stops on a line: at the edge on `side` of each of the
    /// `words` that starts there, in bytes of the paragraph, from left to right, with its distance from
    /// the column's left edge.
    ///
    /// Of a word in two directions that stands apart on the line, the part that it starts with counts.
    pub(super) fn word_stops(&self, line: usize, words: &[Range<usize>], side: Side) -> Vec<(f32, Caret)> {
        let Some(line) = self.lines.get(line) else { return Vec::new() };
        let clusters = self.line_clusters(line);
        let (start, end) = (line.text.start as usize, line.text.end as usize);
        let here = words.iter().filter(|word| (start..end).contains(&word.start));
        let mut stops: Vec<(f32, Caret)> = here
            .filter_map(|word| {
                let first = clusters.iter().position(|cluster| cluster.contains(word.start))?;
                let within = |cluster: &&Cluster| {
                    cluster.contains(word.start)
                        || (word.start <= cluster.start as usize && cluster.end as usize <= word.end)
                };
                let (edge, beyond) = match side {
                    Side::Left => {
                        let count = clusters[..=first].iter().rev().take_while(within).count();
                        (first + 1 - count, (first + 1 - count).checked_sub(1))
                    }
                    Side::Right => {
                        let count = clusters[first..].iter().take_while(within).count();
                        (first + count - 1, Some(first + count))
                    }
                };
                let (edge, beyond) = (&clusters[edge], beyond.and_then(|index| clusters.get(index)));
                // Where a word of the other direction begins its run, the caret belongs to what is read
                // before it: a selection from here on then takes the run, not what follows it.
                let before = beyond.filter(|cluster| cluster.rtl == self.rtl && edge.rtl != self.rtl);
                Some(match (side, before) {
                    (Side::Left, None) => (edge.left, self.settled(edge.left_caret())),
                    (Side::Left, Some(before)) => (edge.left, self.settled(before.right_caret())),
                    (Side::Right, None) => (edge.right, self.settled(edge.right_caret())),
                    (Side::Right, Some(before)) => (edge.right, self.settled(before.left_caret())),
                })
            })
            .collect();
        stops.sort_by(|one, other| one.0.total_cmp(&other.0));
        stops
    }

    /// Returns the caret at the start or end of the caret's line: in a right-to-left paragraph the
    /// start is the right side.
    ///
    /// It is the line's edge as read. Where the line begins or ends with text of the other
    /// direction, the caret stands at that text's inner side, as in every editor.
    pub fn line_edge(&self, caret: Caret, side: Side) -> Caret {
        let Some(line) = self.lines.get(self.line_of(caret)) else {
            return Caret::default();
        };
        if (side == Side::Right) == self.rtl {
            Caret::before(line.text.start as usize)
        } else {
            self.settled(Caret::after(line.text.end as usize))
        }
    }

    /// Returns the first grapheme boundary after `offset` in the order of reading.
    pub fn next_grapheme(&self, offset: usize) -> Option<usize> {
        let line = self.lines.get(self.line_of(Caret::before(offset)))?;
        let clusters = self.line_clusters(line);
        clusters.iter().find(|cluster| cluster.contains(offset)).map(|cluster| cluster.end as usize)
    }

    /// Returns the last grapheme boundary before `offset` in the order of reading.
    pub fn previous_grapheme(&self, offset: usize) -> Option<usize> {
        let before = offset.min(self.text_len as usize).checked_sub(1)?;
        let line = self.lines.get(self.line_of(Caret::before(before)))?;
        let clusters = self.line_clusters(line);
        clusters.iter().find(|cluster| cluster.contains(before)).map(|cluster| cluster.start as usize)
    }
}
