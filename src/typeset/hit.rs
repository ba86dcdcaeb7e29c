//! From points to carets and back, and the boxes of a range.

use std::ops::Range;

use crate::typeset::{Affinity, Caret, Cluster, Line, ParagraphLayout, Rect};

/// Edges nearer than this, in points, are one: sums of advances differ in their last bits.
pub(super) const SAME_PLACE: f32 = 0.01;

impl Cluster {
    /// Returns the caret at the left edge.
    pub(super) fn left_caret(&self) -> Caret {
        if self.rtl { Caret::after(self.end as usize) } else { Caret::before(self.start as usize) }
    }

    /// Returns the caret at the right edge.
    pub(super) fn right_caret(&self) -> Caret {
        if self.rtl { Caret::before(self.start as usize) } else { Caret::after(self.end as usize) }
    }

    /// Whether the edges are two places, so that a caret can step over the grapheme.
    pub(super) fn is_wide(&self) -> bool {
        self.width() > SAME_PLACE
    }

    fn start_edge(&self) -> f32 {
        if self.rtl { self.right } else { self.left }
    }

    fn end_edge(&self) -> f32 {
        if self.rtl { self.left } else { self.right }
    }
}

impl ParagraphLayout {
    /// Returns the caret nearest to the point, which may lie anywhere.
    ///
    /// The left half of a grapheme gives the caret at its left edge, the right half at its right.
    pub fn hit(&self, x: f32, y: f32) -> Caret {
        let Some(line) = self.lines.get(self.line_at(y)) else {
            return Caret::default();
        };
        let clusters = self.line_clusters(line);
        let after = clusters.partition_point(|cluster| cluster.right <= x);
        // Graphemes without width are never hit, unless the line has no others.
        let wide = |cluster: &&Cluster| cluster.is_wide();
        let hit = clusters[after..]
            .iter()
            .find(wide)
            .or_else(|| clusters[..after].iter().rfind(wide))
            .or_else(|| clusters.first());
        match hit {
            Some(cluster) if x < (cluster.left + cluster.right) / 2.0 => self.settled(cluster.left_caret()),
            Some(cluster) => self.settled(cluster.right_caret()),
            None => Caret::before(line.text.start as usize),
        }
    }

    /// Returns the grapheme under the point, if the point is on one.
    pub fn cluster_at(&self, x: f32, y: f32) -> Option<&Cluster> {
        if y < 0.0 || y >= self.height {
            return None;
        }
        let clusters = self.line_clusters(self.lines.get(self.line_at(y))?);
        let after = clusters.partition_point(|cluster| cluster.right <= x);
        clusters.get(after).filter(|cluster| cluster.left <= x)
    }

    /// Returns the place of the caret: a rectangle without width, as high as its line.
    ///
    /// An offset inside a grapheme counts as its start, one behind the text as its end.
    pub fn caret_rect(&self, caret: Caret) -> Rect {
        let Some(line) = self.lines.get(self.line_of(caret)) else {
            return Rect::default();
        };
        let x = self.caret_x(line, caret);
        Rect { x0: x, y0: line.top, x1: x, y1: line.bottom }
    }

    fn caret_x(&self, line: &Line, caret: Caret) -> f32 {
        let clusters = self.line_clusters(line);
        let ends_here = || clusters.iter().find(|cluster| cluster.end as usize == caret.offset);
        let holds = || clusters.iter().find(|cluster| cluster.contains(caret.offset));
        let edge = match caret.affinity {
            Affinity::Upstream => {
                ends_here().map(Cluster::end_edge).or_else(|| holds().map(Cluster::start_edge))
            }
            Affinity::Downstream => {
                holds().map(Cluster::start_edge).or_else(|| ends_here().map(Cluster::end_edge))
            }
        };
        let behind = || {
            let last = clusters.iter().max_by_key(|cluster| cluster.end);
            last.filter(|last| (last.end as usize) < caret.offset).map(Cluster::end_edge)
        };
        edge.or_else(behind).unwrap_or(if self.rtl { self.width } else { 0.0 })
    }

    /// Returns the other place of a caret between two directions on one line, `None` where it has one
    /// place alone.
    ///
    /// One place belongs to the grapheme before the offset, the other to the one after it. At the ends of
    /// the paragraph, where there is but one grapheme, the other place is where text of the paragraph's
    /// own direction would go on.
    pub fn second_place(&self, caret: Caret) -> Option<Rect> {
        let line = self.lines.get(self.line_of(caret))?;
        let clusters = self.line_clusters(line);
        let (first, last) = (clusters.first()?, clusters.last()?);
        let before = clusters.iter().find(|cluster| cluster.end as usize == caret.offset);
        let after = clusters.iter().find(|cluster| cluster.contains(caret.offset));
        let (start, end) = if self.rtl { (last.right, first.left) } else { (first.left, last.right) };
        let before = before.map(Cluster::end_edge).or((caret.offset == 0).then_some(start));
        let is_end = caret.offset >= self.text_len as usize;
        let after = after.map(Cluster::start_edge).or(is_end.then_some(end));
        let x = self.caret_x(line, caret);
        let other = [before, after].into_iter().flatten().find(|other| (other - x).abs() >= SAME_PLACE)?;
        Some(Rect { x0: other, y0: line.top, x1: other, y1: line.bottom })
    }

    /// Tells whether the grapheme that the caret leans to runs right to left; beside no grapheme it is
    /// the paragraph's direction that counts.
    pub fn leans_right_to_left(&self, caret: Caret) -> bool {
        let Some(line) = self.lines.get(self.line_of(caret)) else { return self.rtl };
        let clusters = self.line_clusters(line);
        let before = || clusters.iter().find(|cluster| cluster.end as usize == caret.offset);
        let after = || clusters.iter().find(|cluster| cluster.contains(caret.offset));
        let found = match caret.affinity {
            Affinity::Upstream => before().or_else(after),
            Affinity::Downstream => after().or_else(before),
        };
        found.map_or(self.rtl, |cluster| cluster.rtl)
    }

    /// Returns the boxes that cover the bytes of `range`: one for each piece that stands together on
    /// a line, from the first line to the last and from left to right.
    ///
    /// A grapheme that the range cuts is covered whole. A range of nothing but graphemes without
    /// width gets a box without width, so that it can still be shown.
    pub fn boxes(&self, range: Range<usize>) -> Vec<Rect> {
        self.boxes_within(range, f32::NEG_INFINITY..f32::INFINITY)
    }

    /// Returns the boxes of the range on the lines of which a part stands at the heights of
    /// `within`.
    pub fn boxes_within(&self, range: Range<usize>, within: Range<f32>) -> Vec<Rect> {
        let mut boxes: Vec<Rect> = Vec::new();
        if range.is_empty() {
            return boxes;
        }
        let first = self
            .lines
            .partition_point(|line| (line.text.end as usize) <= range.start || line.bottom <= within.start);
        for line in &self.lines[first..] {
            if line.text.start as usize >= range.end || line.top >= within.end {
                break;
            }
            let first_box = boxes.len();
            for cluster in self.line_clusters(line) {
                if (cluster.start as usize) < range.end && range.start < cluster.end as usize {
                    match boxes[first_box..].last_mut() {
                        Some(last) if cluster.left - last.x1 < SAME_PLACE => {
                            last.x1 = last.x1.max(cluster.right);
                        }
                        _ => boxes.push(Rect {
                            x0: cluster.left,
                            y0: line.top,
                            x1: cluster.right,
                            y1: line.bottom,
                        }),
                    }
                }
            }
        }
        if boxes.iter().any(|rect| rect.width() > 0.0) {
            boxes.retain(|rect| rect.width() > 0.0);
        } else {
            boxes.truncate(1);
        }
        boxes
    }

    /// Returns the index of the line at height `y`: the first above the paragraph, the last below.
    pub fn line_at(&self, y: f32) -> usize {
        let above = self.lines.partition_point(|line| line.bottom <= y);
        above.min(self.lines.len().saturating_sub(1))
    }

    /// Returns the index of the line that the caret stands on.
    pub fn line_of(&self, caret: Caret) -> usize {
        let begun = match caret.affinity {
            Affinity::Upstream if caret.offset > 0 => {
                self.lines.partition_point(|line| (line.text.start as usize) < caret.offset)
            }
            _ => self.lines.partition_point(|line| line.text.start as usize <= caret.offset),
        };
        begun.saturating_sub(1)
    }

    /// Returns the caret with downstream affinity wherever that makes no difference to its place, so
    /// that one place has one name.
    pub(super) fn settled(&self, caret: Caret) -> Caret {
        let downstream = Caret::before(caret.offset);
        if self.line_of(caret) != self.line_of(downstream) {
            return caret;
        }
        let apart = self.caret_rect(caret).x0 - self.caret_rect(downstream).x0;
        if apart.abs() < SAME_PLACE { downstream } else { caret }
    }

    /// Tells whether both carets stand at the same place.
    pub fn same_place(&self, one: Caret, other: Caret) -> bool {
        let apart = self.caret_rect(one).x0 - self.caret_rect(other).x0;
        self.line_of(one) == self.line_of(other) && apart.abs() < SAME_PLACE
    }
}
