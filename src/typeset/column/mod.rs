//! A document's paragraphs one below the other, of which only a part is laid out.
//!
//! Heights are exact where a paragraph has been laid out and estimated elsewhere, so the column
//! knows at once how long it is and what stands where. When estimates give way to exact heights,
//! what lies below moves: keep the reader's line in place by an [`Anchor`].

mod heights;
mod travel;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::text::{Direction, Span};
use crate::typeset::{Affinity, Caret, Measured, ParagraphLayout, Rect, TextStyle, Typesetter};

use heights::Heights;

/// The usual width of text in ems for each byte: Arabic letters are two bytes and half an em.
const EMS_PER_BYTE: f32 = 0.24;

/// A paragraph to be set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParagraphSource {
    /// The paragraph's text in the document, without the line break that ends it.
    pub span: Span,
    pub direction: Direction,
    /// How much larger than the column's style the paragraph is set: 1 for body text.
    pub scale: f32,
    pub bold: bool,
}

/// A place that holds while the heights above it change: a paragraph, and a distance from its top in
/// points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Anchor {
    pub paragraph: usize,
    pub offset: f32,
}

/// All that is needed to lay out one paragraph elsewhere, on another thread for example.
#[derive(Clone, Debug)]
pub struct LayoutJob {
    /// The column's generation when the job was made; the layout is of use only to the same one.
    pub generation: u64,
    pub index: usize,
    pub source: ParagraphSource,
    /// The paragraph's own style, its scale applied.
    pub style: TextStyle,
    pub width: f32,
}

impl LayoutJob {
    /// Lays the paragraph out; `text` is the whole document's.
    pub fn run(&self, text: &str, typesetter: &mut Typesetter) -> ParagraphLayout {
        let text = &text[self.source.span.range()];
        typesetter.paragraph(text, &self.style, Some(self.width), self.source.direction)
    }

    /// Finds out how high the paragraph is, which costs less than laying it out; `text` is the whole
    /// document's.
    pub fn measure(&self, text: &str, typesetter: &mut Typesetter) -> Measured {
        let text = &text[self.source.span.range()];
        typesetter.measure(text, &self.style, self.width, self.source.direction)
    }
}

/// A stack of paragraphs. Lengths are points from the column's top left, offsets the document's
/// bytes.
#[derive(Clone, Debug)]
pub struct Column {
    paragraphs: Vec<ParagraphSource>,
    /// The layouts held: those near what is seen.
    layouts: BTreeMap<usize, Arc<ParagraphLayout>>,
    /// The bytes that they take.
    held: usize,
    heights: Heights,
    /// Whether the height is the one of a layout, even if that has been dropped since.
    exact: Vec<bool>,
    /// How many paragraphs have text.
    filled: usize,
    /// How many paragraphs with text have a height that is not exact.
    guessed: usize,
    /// Where giving out work began, and how many paragraphs were passed since.
    given_out: Option<(usize, usize)>,
    style: TextStyle,
    width: f32,
    gap: f32,
    generation: u64,
    calibration: Calibration,
}

/// How wide text is for its bytes, learnt from what has been laid out.
#[derive(Clone, Copy, Debug)]
struct Calibration {
    /// What the estimates in use were made with.
    ems_per_byte: f32,
    /// The bytes laid out so far, and the ems of the lines that they filled.
    bytes: f64,
    ems: f64,
    /// How many bytes must have been laid out for the next look at the estimates.
    next: f64,
}

impl Calibration {
    fn new(ems_per_byte: f32) -> Self {
        Self { ems_per_byte, bytes: 0.0, ems: 0.0, next: 2000.0 }
    }
}

impl Column {
    /// Makes a column of `width` points with nothing laid out. An empty paragraph is `gap` points
    /// high.
    ///
    /// The paragraphs stand in the order of the document.
    pub fn new(paragraphs: Vec<ParagraphSource>, style: TextStyle, width: f32, gap: f32) -> Self {
        let count = paragraphs.len();
        let mut column = Self {
            paragraphs,
            layouts: BTreeMap::new(),
            held: 0,
            heights: Heights::default(),
            exact: vec![false; count],
            filled: 0,
            guessed: 0,
            given_out: None,
            style,
            width,
            gap,
            generation: 0,
            calibration: Calibration::new(EMS_PER_BYTE),
        };
        column.filled = column.paragraphs.iter().filter(|source| !source.span.is_empty()).count();
        column.guessed = column.filled;
        column.estimate();
        column
    }

    pub fn paragraphs(&self) -> &[ParagraphSource] {
        &self.paragraphs
    }

    pub fn style(&self) -> &TextStyle {
        &self.style
    }

    pub fn width(&self) -> f32 {
        self.width
    }

    /// Returns the number that changes whenever all layouts become worthless.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Returns the height of all paragraphs, in part estimated.
    pub fn height(&self) -> f32 {
        self.heights.total() as f32
    }

    /// Returns the top of a paragraph; for the number of paragraphs, the bottom of the last.
    pub fn top(&self, index: usize) -> f32 {
        self.heights.above(index) as f32
    }

    /// Returns how far below the top of paragraph `from` the top of paragraph `to` stands, in points,
    /// as exactly near the end of a long column as at its beginning.
    pub fn distance(&self, from: usize, to: usize) -> f32 {
        (self.heights.above(to) - self.heights.above(from)) as f32
    }

    /// Returns what share of the paragraphs with text has been laid out, whether or not the layouts are
    /// still held, from 0 to 1.
    pub fn measured_share(&self) -> f32 {
        let filled = self.filled.max(1);
        (filled - self.guessed.min(filled)) as f32 / filled as f32
    }

    /// Returns how many glyphs are in the layouts that are held.
    pub fn glyphs_held(&self) -> usize {
        self.layouts.values().map(|layout| layout.glyphs.len()).sum()
    }

    /// Returns the height of one paragraph.
    pub fn paragraph_height(&self, index: usize) -> f32 {
        self.heights.get(index)
    }

    /// Returns the paragraph's layout if it is laid out. An empty paragraph has none.
    pub fn layout(&self, index: usize) -> Option<&Arc<ParagraphLayout>> {
        self.layouts.get(&index)
    }

    /// Returns the paragraph at height `y`: the first one above the column, the last one below.
    pub fn paragraph_at_y(&self, y: f32) -> usize {
        self.heights.at(f64::from(y))
    }

    /// Returns the paragraph that the byte at `offset` belongs to. A line break belongs to the
    /// paragraph that it ends.
    pub fn paragraph_at_offset(&self, offset: usize) -> usize {
        let begun = self.paragraphs.partition_point(|it| it.span.start.0 <= offset);
        begun.saturating_sub(1)
    }

    /// Returns the paragraphs of which a part stands at the heights of `within`.
    pub fn visible(&self, within: Range<f32>) -> Range<usize> {
        if self.paragraphs.is_empty() {
            return 0..0;
        }
        let first = self.paragraph_at_y(within.start);
        first..self.paragraph_at_y(within.end.max(within.start)) + 1
    }

    /// Returns the place at height `y`, to be found again by [`Self::y_of`].
    pub fn anchor(&self, y: f32) -> Anchor {
        let paragraph = self.paragraph_at_y(y);
        Anchor { paragraph, offset: (f64::from(y) - self.heights.above(paragraph)) as f32 }
    }

    /// Returns the height at which the place stands now.
    pub fn y_of(&self, anchor: Anchor) -> f32 {
        (self.heights.above(anchor.paragraph) + f64::from(anchor.offset)) as f32
    }

    /// Tells whether there is a paragraph in the range that is yet to be laid out.
    pub fn lacks(&self, paragraphs: Range<usize>) -> bool {
        paragraphs.into_iter().any(|index| self.job(index).is_some())
    }

    /// Returns what is needed to lay the paragraph out, if that is still to be done.
    pub fn job(&self, index: usize) -> Option<LayoutJob> {
        let source = *self.paragraphs.get(index)?;
        if source.span.is_empty() || self.layouts.contains_key(&index) {
            return None;
        }
        let style = self.paragraph_style(&source);
        Some(LayoutJob { generation: self.generation, index, source, style, width: self.width })
    }

    /// Returns jobs for paragraphs whose height is still a guess, from paragraph `from` downwards and then
    /// from the top, until their text is `bytes` long.
    ///
    /// Each paragraph is given out once for a style and width, so several lots may be under way.
    pub fn unmeasured_from(&mut self, from: usize, bytes: usize) -> Vec<LayoutJob> {
        let count = self.paragraphs.len();
        let mut jobs = Vec::new();
        let mut length = 0;
        let (start, mut given) = *self.given_out.get_or_insert((from.min(count), 0));
        while given < count && length < bytes && self.guessed > 0 {
            let index = (start + given) % count;
            given += 1;
            if !self.exact[index]
                && let Some(job) = self.job(index)
            {
                length += job.source.span.len();
                jobs.push(job);
            }
        }
        self.given_out = Some((start, given));
        jobs
    }

    /// Lays out what is missing among the paragraphs; `text` is the whole document's.
    pub fn ensure(&mut self, paragraphs: Range<usize>, text: &str, typesetter: &mut Typesetter) {
        for index in paragraphs.start..paragraphs.end.min(self.paragraphs.len()) {
            if let Some(job) = self.job(index) {
                let layout = job.run(text, typesetter);
                self.insert(index, Arc::new(layout));
            }
        }
    }

    fn insert(&mut self, index: usize, layout: Arc<ParagraphLayout>) {
        self.take_height(index, layout.measured());
        self.held += layout.memory();
        if let Some(before) = self.layouts.insert(index, layout) {
            self.held -= before.memory();
        }
    }

    /// Takes what a job measured elsewhere, unless the column has changed since: then it returns false.
    pub fn accept(&mut self, job: &LayoutJob, measured: Measured) -> bool {
        let wanted = job.generation == self.generation;
        if wanted {
            self.take_height(job.index, measured);
        }
        wanted
    }

    fn take_height(&mut self, index: usize, measured: Measured) {
        self.heights.set(index, measured.height);
        if !self.exact[index] {
            let source = self.paragraphs[index];
            self.exact[index] = true;
            self.guessed = self.guessed.saturating_sub(1);
            // The last line counts as far as it is filled: estimates are rounded up to whole lines.
            let filled = measured.lines.saturating_sub(1) as f32 * self.width + measured.last_line;
            self.calibration.bytes += source.span.len() as f64;
            self.calibration.ems += f64::from(filled / (self.style.size * source.scale));
        }
        self.calibrate();
    }

    /// Changes the width. All layouts are dropped; their heights, scaled, become estimates.
    pub fn set_width(&mut self, width: f32) {
        if width != self.width {
            let stretch = self.width / width.max(1.0);
            self.width = width;
            self.reset(stretch, self.style.line_height);
        }
    }

    /// Changes the style. All layouts are dropped; their heights, scaled, become estimates.
    pub fn set_style(&mut self, style: TextStyle) {
        if style != self.style {
            let stretch = style.size / self.style.size;
            let old = std::mem::replace(&mut self.style, style);
            self.reset(stretch, old.line_height);
        }
    }

    /// Drops layouts, the farthest from the paragraphs of `keep` first, until the rest take no more
    /// than `budget` bytes. Those of `keep` stay. Heights stay exact.
    pub fn evict(&mut self, keep: Range<usize>, budget: usize) {
        while self.held > budget {
            let ends = self.layouts.first_key_value().zip(self.layouts.last_key_value());
            let Some(((first, _), (last, _))) = ends else { break };
            let (above, below) = (keep.start.saturating_sub(*first), (last + 1).saturating_sub(keep.end));
            let dropped = match (above, below) {
                (0, 0) => break,
                _ if above > below => self.layouts.pop_first(),
                _ => self.layouts.pop_last(),
            };
            self.held -= dropped.map_or(0, |(_, layout)| layout.memory());
        }
    }

    /// Returns the caret nearest to the point. In a paragraph that is not laid out it stands at the
    /// start.
    pub fn hit(&self, x: f32, y: f32) -> Caret {
        let index = self.paragraph_at_y(y);
        let Some(source) = self.paragraphs.get(index) else {
            return Caret::default();
        };
        let start = source.span.start.0;
        match self.layout(index) {
            Some(layout) => {
                let caret = layout.hit(x, y - self.top(index));
                Caret { offset: caret.offset + start, ..caret }
            }
            None => Caret::before(start),
        }
    }

    /// Returns the caret's place: a rectangle without width, as high as its line.
    pub fn caret_rect(&self, caret: Caret) -> Rect {
        let (index, local) = self.local(caret);
        let Some(source) = self.paragraphs.get(index) else {
            return Rect::default();
        };
        let rect = match self.layout(index) {
            Some(layout) => layout.caret_rect(local),
            None => {
                let x = if source.direction.is_rtl() { self.width } else { 0.0 };
                let line = self.style.line_height * source.scale;
                Rect { x0: x, y0: 0.0, x1: x, y1: self.heights.get(index).min(line) }
            }
        };
        rect.moved_down(self.top(index))
    }

    /// Returns the boxes of the span on the lines of which a part stands at the heights of `within`,
    /// as [`ParagraphLayout::boxes`] gives them. Paragraphs that are not laid out have none.
    pub fn boxes(&self, span: Span, within: Range<f32>) -> Vec<Rect> {
        let mut boxes = Vec::new();
        let from = self.paragraph_at_offset(span.start.0).max(self.paragraph_at_y(within.start));
        for index in from..self.paragraphs.len() {
            let source = self.paragraphs[index];
            let top = self.top(index);
            if source.span.start >= span.end || top >= within.end {
                break;
            }
            if let Some(layout) = self.layout(index)
                && let Some(shared) = span.intersection(source.span)
            {
                let start = source.span.start.0;
                let range = shared.start.0 - start..shared.end.0 - start;
                let heights = within.start - top..within.end - top;
                let local = layout.boxes_within(range, heights);
                boxes.extend(local.into_iter().map(|rect| rect.moved_down(top)));
            }
        }
        boxes
    }

    /// Returns the caret's paragraph, and the caret in the paragraph's own bytes.
    fn local(&self, caret: Caret) -> (usize, Caret) {
        let index = self.paragraph_at_offset(caret.offset);
        let Some(source) = self.paragraphs.get(index) else {
            return (index, Caret::default());
        };
        let offset = caret.offset.saturating_sub(source.span.start.0).min(source.span.len());
        // Nothing stands before a paragraph's first grapheme that the caret could lean to.
        let affinity = if offset == 0 { Affinity::Downstream } else { caret.affinity };
        (index, Caret { offset, affinity })
    }

    fn paragraph_style(&self, source: &ParagraphSource) -> TextStyle {
        let scaled = self.style.scaled(source.scale);
        TextStyle { bold: scaled.bold || source.bold, ..scaled }
    }

    fn reset(&mut self, stretch: f32, old_line_height: f32) {
        self.generation += 1;
        self.layouts.clear();
        self.held = 0;
        self.given_out = None;
        self.exact.fill(false);
        self.guessed = self.filled;
        let (paragraphs, gap, style) = (&self.paragraphs, self.gap, &self.style);
        self.heights.renew(paragraphs.len(), |index, height| {
            let source = &paragraphs[index];
            if source.span.is_empty() {
                return gap;
            }
            let lines = height / (old_line_height * source.scale).max(f32::MIN_POSITIVE) * stretch;
            whole_lines(lines) * style.line_height * source.scale
        });
        self.calibration = Calibration::new(self.calibration.ems_per_byte);
    }

    /// Estimates the heights that are not exact.
    fn estimate(&mut self) {
        let Self { paragraphs, exact, style, gap, .. } = self;
        let ems_per_byte = self.calibration.ems_per_byte;
        let lines_per_em = style.size / self.width.max(1.0);
        self.heights.renew(paragraphs.len(), |index, height| {
            let source = &paragraphs[index];
            if source.span.is_empty() {
                *gap
            } else if exact[index] {
                height
            } else {
                let lines = source.span.len() as f32 * ems_per_byte * lines_per_em * source.scale;
                whole_lines(lines) * style.line_height * source.scale
            }
        });
    }

    /// Makes the estimates anew where what has been laid out shows that they are off.
    ///
    /// It looks each time that twice as much has been laid out, so the work is shared out over all
    /// layouts.
    fn calibrate(&mut self) {
        let calibration = &mut self.calibration;
        if calibration.bytes < calibration.next {
            return;
        }
        calibration.next = calibration.bytes * 2.0;
        let measured = (calibration.ems / calibration.bytes) as f32;
        if (measured / calibration.ems_per_byte - 1.0).abs() > 0.02 {
            calibration.ems_per_byte = measured;
            self.estimate();
        }
    }
}

/// Rounds a number of lines up, to one at least; quicker than the system's own rounding where there are very many.
fn whole_lines(lines: f32) -> f32 {
    let whole = lines as u32;
    let whole = whole + u32::from(lines > whole as f32);
    whole.max(1) as f32
}
