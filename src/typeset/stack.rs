//! Paragraphs one below the other: the text of an input or a label that may hold line breaks.
//!
//! parley sets a text with "\n" as one layout and misplaces the caret after the break in
//! right-to-left text (parley #298, #612). Here every paragraph has its own layout and direction.

use std::ops::Range;
use std::sync::Arc;

use crate::typeset::{Caret, ParagraphLayout, Rect, Side};

/// The paragraphs of a text, set below each other. Offsets are bytes of the whole text.
#[derive(Clone, Debug)]
pub struct Stack {
    paragraphs: Vec<Placed>,
    height: f32,
}

/// A paragraph in its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The bytes of the paragraph, the line break after it left out.
    pub text: Range<usize>,
    /// Where the paragraph begins, in points from the top.
    pub top: f32,
    pub layout: Arc<ParagraphLayout>,
}

impl Placed {
    fn local(&self, caret: Caret) -> Caret {
        Caret { offset: caret.offset - self.text.start, affinity: caret.affinity }
    }

    fn whole(&self, caret: Caret) -> Caret {
        Caret { offset: caret.offset + self.text.start, affinity: caret.affinity }
    }

    fn moved(&self, rect: Rect) -> Rect {
        Rect { y0: rect.y0 + self.top, y1: rect.y1 + self.top, ..rect }
    }
}

/// Where on its line a caret is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEdge {
    Start,
    End,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vertical {
    Up,
    Down,
}

impl Stack {
    /// Splits `text` at line breaks and sets every paragraph with `set`.
    pub fn new(text: &str, mut set: impl FnMut(&str) -> Arc<ParagraphLayout>) -> Self {
        let mut paragraphs = Vec::new();
        let (mut start, mut top) = (0, 0.0);
        for paragraph in text.split('\n') {
            let layout = set(paragraph);
            let end = start + paragraph.len();
            let height = layout.height;
            paragraphs.push(Placed { text: start..end, top, layout });
            start = end + 1;
            top += height;
        }
        Self { paragraphs, height: top }
    }

    /// Returns the paragraphs from top to bottom; there is always one.
    pub fn paragraphs(&self) -> &[Placed] {
        &self.paragraphs
    }

    /// Returns the height in points.
    pub fn height(&self) -> f32 {
        self.height
    }

    /// Returns the width of the widest line, its trailing space left out, in points.
    pub fn text_width(&self) -> f32 {
        let lines = self.paragraphs.iter().flat_map(|paragraph| &paragraph.layout.lines);
        lines.map(|line| line.right - line.left).fold(0.0, f32::max)
    }

    /// Returns how many lines there are in all paragraphs.
    pub fn line_count(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.layout.lines.len()).sum()
    }

    /// Returns the paragraph that holds `offset`.
    pub fn paragraph_at(&self, offset: usize) -> &Placed {
        &self.paragraphs[self.index_at(offset)]
    }

    fn index_at(&self, offset: usize) -> usize {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.text.start <= offset);
        after.saturating_sub(1)
    }

    /// Returns the caret nearest to a point.
    pub fn hit(&self, x: f32, y: f32) -> Caret {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.top <= y);
        let paragraph = &self.paragraphs[after.saturating_sub(1)];
        paragraph.whole(paragraph.layout.hit(x, y - paragraph.top))
    }

    /// Returns the start of the grapheme under a point, or of the place nearest to it.
    pub fn offset_under(&self, x: f32, y: f32) -> usize {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.top <= y);
        let paragraph = &self.paragraphs[after.saturating_sub(1)];
        match paragraph.layout.cluster_at(x, y - paragraph.top) {
            Some(cluster) => paragraph.text.start + cluster.start as usize,
            None => self.hit(x, y).offset,
        }
    }

    /// Returns where a caret stands: a rectangle without width, as high as its line.
    pub fn caret_rect(&self, caret: Caret) -> Rect {
        let paragraph = self.paragraph_at(caret.offset);
        paragraph.moved(paragraph.layout.caret_rect(paragraph.local(caret)))
    }

    /// Returns the boxes of a range of the text, several a line where directions mix.
    pub fn boxes(&self, range: Range<usize>) -> Vec<Rect> {
        let mut boxes = Vec::new();
        for paragraph in &self.paragraphs {
            let start = range.start.max(paragraph.text.start);
            let end = range.end.min(paragraph.text.end);
            if start < end {
                let local = start - paragraph.text.start..end - paragraph.text.start;
                let found = paragraph.layout.boxes(local);
                boxes.extend(found.into_iter().map(|rect| paragraph.moved(rect)));
            }
        }
        boxes
    }

    /// Returns the caret one grapheme to the left or right as seen, if there is one.
    ///
    /// Beyond the edge of a paragraph lies the next one in reading direction, or the one before.
    pub fn beside(&self, caret: Caret, side: Side) -> Option<Caret> {
        let index = self.index_at(caret.offset);
        let paragraph = &self.paragraphs[index];
        let local = paragraph.local(caret);
        let moved = match side {
            Side::Left => paragraph.layout.left(local),
            Side::Right => paragraph.layout.right(local),
        };
        if let Some(moved) = moved {
            return Some(paragraph.whole(moved));
        }
        if paragraph.layout.rtl == (side == Side::Left) {
            let next = self.paragraphs.get(index + 1)?;
            Some(Caret::before(next.text.start))
        } else {
            let before = self.paragraphs.get(index.checked_sub(1)?)?;
            Some(Caret::after(before.text.end))
        }
    }

    /// Returns the caret on the line above or below, as near to `x` as it gets, if there is one.
    pub fn above_or_below(&self, caret: Caret, direction: Vertical, x: f32) -> Option<Caret> {
        let (paragraph, line) = self.line_of(caret);
        let (paragraph, line) = match direction {
            Vertical::Up if line > 0 => (paragraph, line - 1),
            Vertical::Up => {
                let before = paragraph.checked_sub(1)?;
                (before, self.paragraphs[before].layout.lines.len().checked_sub(1)?)
            }
            Vertical::Down if line + 1 < self.paragraphs[paragraph].layout.lines.len() => {
                (paragraph, line + 1)
            }
            Vertical::Down if paragraph + 1 < self.paragraphs.len() => (paragraph + 1, 0),
            Vertical::Down => return None,
        };
        let paragraph = &self.paragraphs[paragraph];
        let line = paragraph.layout.lines.get(line)?;
        let middle = (line.top + line.bottom) / 2.0;
        Some(paragraph.whole(paragraph.layout.hit(x, middle)))
    }

    /// Returns the caret at the first or last offset of the caret's line.
    pub fn line_edge(&self, caret: Caret, edge: LineEdge) -> Caret {
        let (paragraph, line) = self.line_of(caret);
        let paragraph = &self.paragraphs[paragraph];
        let Some(line) = paragraph.layout.lines.get(line) else { return caret };
        let caret = match edge {
            LineEdge::Start => Caret::before(line.text.start as usize),
            LineEdge::End => Caret::after(line.text.end as usize),
        };
        paragraph.whole(caret)
    }

    /// Returns the caret's paragraph and its line there.
    fn line_of(&self, caret: Caret) -> (usize, usize) {
        let index = self.index_at(caret.offset);
        let paragraph = &self.paragraphs[index];
        let line = paragraph.layout.line_of(paragraph.local(caret));
        (index, line)
    }
}
