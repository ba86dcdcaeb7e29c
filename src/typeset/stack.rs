//! Paragraphs one below the other: the text of an input or a label that may hold line breaks.
//!
//! parley sets a text with "\n" as one layout and misplaces the caret after the break in
//! right-to-left text (parley #298, #612). Here every paragraph has its own layout and direction.

use std::ops::Range;
use std::sync::Arc;

use crate::typeset::travel::Paragraphs;
use crate::typeset::{Caret, Motion, ParagraphLayout, Rect, Selecting, Track};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineEdge {
    Start,
    End,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// Moves the caret of `track` through `text`, which is the one that is set here.
    pub fn travel(&self, track: &mut Track, motion: Motion, selecting: Selecting, text: &str) {
        track.travel(&mut &*self, text, motion, selecting);
    }

    /// Returns the other place of a caret between two directions on one line, as
    /// [`ParagraphLayout::second_place`] does.
    pub fn second_place(&self, caret: Caret) -> Option<Rect> {
        let paragraph = self.paragraph_at(caret.offset);
        let rect = paragraph.layout.second_place(paragraph.local(caret))?;
        Some(paragraph.moved(rect))
    }

    /// Tells whether the grapheme that the caret leans to runs right to left.
    pub fn leans_right_to_left(&self, caret: Caret) -> bool {
        let paragraph = self.paragraph_at(caret.offset);
        paragraph.layout.leans_right_to_left(paragraph.local(caret))
    }
}

impl Paragraphs for &Stack {
    fn count(&self) -> usize {
        self.paragraphs.len()
    }

    fn text(&self, index: usize) -> Range<usize> {
        self.paragraphs[index].text.clone()
    }

    fn is_rtl(&self, index: usize) -> bool {
        self.paragraphs[index].layout.rtl
    }

    fn index_at(&self, offset: usize) -> usize {
        Stack::index_at(self, offset)
    }

    fn layout(&mut self, index: usize) -> Option<Arc<ParagraphLayout>> {
        Some(self.paragraphs[index].layout.clone())
    }

    fn caret_rect(&mut self, caret: Caret) -> Rect {
        Stack::caret_rect(self, caret)
    }
}
