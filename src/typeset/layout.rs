//! A paragraph set in lines: where every glyph and every grapheme stands.
//!
//! The layout is plain data, taken from parley once lines are broken. It knows no colour and no
//! window; it never changes, so threads may share it.

use std::ops::Range;

use crate::typeset::FontId;

/// A rectangle in points; x grows to the right, y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

/// One paragraph, shaped, broken into lines and put in visual order.
///
/// Lengths are points from the top left of the paragraph's column; offsets are bytes from the start
/// of the paragraph's text.
#[derive(Clone, Debug, Default)]
pub struct ParagraphLayout {
    /// Whether the paragraph's base direction is right to left.
    pub rtl: bool,
    /// The width of the column that the lines were broken for.
    pub width: f32,
    /// The sum of the lines' heights.
    pub height: f32,
    /// The length of the text in bytes.
    pub text_len: u32,
    /// Whether an ellipsis stands for the end of the text.
    pub is_cut: bool,
    pub lines: Vec<Line>,
    /// The graphemes of all lines, each line's in visual order from left to right.
    pub clusters: Vec<Cluster>,
    pub runs: Vec<GlyphRun>,
    pub glyphs: Vec<Glyph>,
}

/// How much room a paragraph takes, where its layout itself is not needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The sum of the lines' heights, in points.
    pub height: f32,
    pub lines: usize,
    /// How wide the last line's visible text is, in points.
    pub last_line: f32,
}

/// One line of a paragraph.
#[derive(Clone, Debug)]
pub struct Line {
    /// The bytes of the text that stand on this line, trailing space included.
    pub text: Range<u32>,
    pub top: f32,
    pub bottom: f32,
    pub baseline: f32,
    /// Where the line's visible text begins and ends, trailing space left out.
    pub left: f32,
    pub right: f32,
    /// Indices into [`ParagraphLayout::clusters`].
    pub clusters: Range<u32>,
    /// Indices into [`ParagraphLayout::runs`].
    pub runs: Range<u32>,
}

/// One grapheme cluster (UAX #29) where it stands on its line: the unit of carets and boxes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    pub start: u32,
    pub end: u32,
    pub left: f32,
    pub right: f32,
    /// Whether the grapheme runs right to left: its start edge is then its right one.
    pub rtl: bool,
}

/// Glyphs of one font and size on one line.
#[derive(Clone, Debug)]
pub struct GlyphRun {
    pub font: FontId,
    /// The font size in points.
    pub size: f32,
    /// Normalised variation coordinates in 2.14 fixed point, empty for a static font.
    pub coords: Box<[i16]>,
    /// Whether the font has no bold face and its outlines are to be thickened.
    pub embolden: bool,
    /// The slant in degrees where the font has no italic face.
    pub skew: Option<f32>,
    /// Indices into [`ParagraphLayout::glyphs`].
    pub glyphs: Range<u32>,
}

/// One glyph; `x` and `y` are its origin (y on or near the baseline), in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    pub id: u32,
    /// Where the letters begin that it stands for.
    pub text: u32,
    pub x: f32,
    pub y: f32,
}

/// Which of the two graphemes beside an offset a caret belongs to.
///
/// It matters where a line wraps and where directions meet: one offset has two places there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Affinity {
    /// The caret stands at the end edge of the grapheme before the offset.
    Upstream,
    /// The caret stands at the start edge of the grapheme after the offset.
    #[default]
    Downstream,
}

/// A caret position: a byte offset on a grapheme boundary, and the side it leans to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Caret {
    pub offset: usize,
    pub affinity: Affinity,
}

impl Rect {
    pub fn width(self) -> f32 {
        self.x1 - self.x0
    }

    pub fn height(self) -> f32 {
        self.y1 - self.y0
    }

    /// Returns the rectangle moved down by `distance` points.
    pub fn moved_down(self, distance: f32) -> Self {
        Self { y0: self.y0 + distance, y1: self.y1 + distance, ..self }
    }
}

impl Cluster {
    /// Tells whether the grapheme holds the byte at `offset`.
    pub fn contains(&self, offset: usize) -> bool {
        (self.start as usize) <= offset && offset < self.end as usize
    }

    pub fn width(&self) -> f32 {
        self.right - self.left
    }
}

impl ParagraphLayout {
    /// Returns the graphemes of one of this layout's lines, from left to right.
    pub fn line_clusters(&self, line: &Line) -> &[Cluster] {
        &self.clusters[line.clusters.start as usize..line.clusters.end as usize]
    }

    /// Returns the glyph runs of one of this layout's lines, from left to right.
    pub fn line_runs(&self, line: &Line) -> &[GlyphRun] {
        &self.runs[line.runs.start as usize..line.runs.end as usize]
    }

    /// Returns how much room the paragraph takes on the page.
    pub fn measured(&self) -> Measured {
        let last_line = self.lines.last().map_or(0.0, |line| line.right - line.left);
        Measured { height: self.height, lines: self.lines.len(), last_line }
    }

    /// Tells whether the byte at `offset` stands in a right-to-left run, `None` past the end of the text.
    pub fn is_rtl_at(&self, offset: usize) -> Option<bool> {
        let line = self.lines.get(self.line_of(Caret::before(offset)))?;
        self.line_clusters(line).iter().find(|cluster| cluster.contains(offset)).map(|cluster| cluster.rtl)
    }

    /// Returns the room that the layout takes in memory, in bytes.
    pub fn memory(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&*self.lines)
            + size_of_val(&*self.clusters)
            + size_of_val(&*self.runs)
            + size_of_val(&*self.glyphs)
    }

    /// Returns the glyphs of one of this layout's runs.
    pub fn run_glyphs(&self, run: &GlyphRun) -> &[Glyph] {
        &self.glyphs[run.glyphs.start as usize..run.glyphs.end as usize]
    }
}

impl Caret {
    /// Makes the caret before the grapheme at `offset`.
    pub fn before(offset: usize) -> Self {
        Self { offset, affinity: Affinity::Downstream }
    }

    /// Makes the caret after the grapheme that ends at `offset`.
    pub fn after(offset: usize) -> Self {
        Self { offset, affinity: Affinity::Upstream }
    }
}
