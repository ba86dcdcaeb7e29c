//! What is drawn where: the forms behind and over the letters of a part of a document, and the cards
//! beside them.
//!
//! A page is a display list. The window, the PNG and the SVG draw the same one; none of them decides
//! where anything stands. Marks are paint: they never move a letter.

pub mod card;
mod frame;
pub mod geometry;
mod label;
mod lane;
mod link;
mod marks;
pub mod palette;
mod route;
mod shape;
mod slot;
mod spread;
mod stripe;

use std::ops::Range;
use std::sync::Arc;

use crate::annotation::{Annotation, Id};
use crate::session::Open;
use crate::text::Span;
use crate::typeset::{Column, ParagraphLayout, Rect, TextStyle};

pub use card::{Card, stack};
pub use shape::{Dash, Paint, Shape};
pub use spread::{CardBox, MARGIN, PADDING, Spread, column};
pub use stripe::{Stripe, faint_ranges, line_stripes};

/// The forms of a part of a document, in points from the left of its column and from the top of the
/// first paragraph shown, so that they are exact however far down the document that is.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Drawn before the letters, in this order.
    pub under: Vec<Shape>,
    /// Drawn over the letters, in this order.
    pub over: Vec<Shape>,
    /// The parts of the text that are left out, whose letters are faint; in document order.
    pub faint: Vec<Span>,
    /// The cards' annotations with the height of the line that each belongs to, from top to bottom.
    pub cards: Vec<CardAnchor>,
}

/// How a page is drawn.
pub struct Drawing<'a> {
    /// Tells which annotations are shown.
    pub shows: &'a dyn Fn(&Annotation) -> bool,
    /// The annotation under the pointer, whose lines are drawn as the chosen one's are.
    pub pointed: Option<&'a Id>,
    /// How the names on the lines are set; without, the lines have none.
    pub labels: Option<Labels<'a>>,
}

/// How the names on lines are set.
pub struct Labels<'a> {
    /// The code of the language that names are in.
    pub code: &'a str,
    /// Sets a name on one line.
    pub set: &'a mut dyn FnMut(&str, &TextStyle) -> Arc<ParagraphLayout>,
}

/// Where a card belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct CardAnchor {
    pub id: Id,
    /// The top of the first line of what the card speaks of, in points.
    pub y: f32,
}

impl Page {
    /// Returns what is to be drawn of the paragraphs `shown`, as far as the column has laid them out.
    ///
    /// The cost grows with what is shown, not with the document.
    pub fn new(open: &Open, column: &Column, shown: Range<usize>) -> Self {
        Self::drawn(open, column, shown, Drawing { shows: &|_| true, pointed: None, labels: None })
    }

    /// Returns what is to be drawn of the paragraphs `shown`, drawn in that way.
    pub fn drawn(open: &Open, column: &Column, shown: Range<usize>, drawing: Drawing<'_>) -> Self {
        let mut page = Self::default();
        if shown.is_empty() {
            return page;
        }
        let sheet = Sheet { column, shown };
        let span = sheet.span();
        marks::draw(&mut page, open, &sheet, span, drawing.shows);
        frame::draw(&mut page, open, &sheet);
        link::draw(&mut page, open, &sheet, drawing);
        page
    }

    /// Returns the grounds of a selected span.
    pub fn grounds(column: &Column, shown: Range<usize>, span: Span) -> Vec<Shape> {
        if shown.is_empty() || span.is_empty() {
            return Vec::new();
        }
        let sheet = Sheet { column, shown };
        let pieces = sheet.pieces(span);
        pieces
            .map(|piece| Shape::Fill { rect: piece.band(0.0), paint: Paint::Selection, radius: 0.0 })
            .collect()
    }
}

/// The paragraphs shown, asked for the places of spans.
struct Sheet<'a> {
    column: &'a Column,
    shown: Range<usize>,
}

/// A part of a span that stands together on one line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    rect: Rect,
    baseline: f32,
    /// The size of the letters in points.
    size: f32,
}

impl Piece {
    /// Returns the band of the letters, without the space between lines, widened by `by` points.
    fn band(&self, by: f32) -> Rect {
        Rect {
            x0: self.rect.x0,
            y0: (self.baseline - 1.08 * self.size - by).max(self.rect.y0),
            x1: self.rect.x1,
            y1: (self.baseline + 0.46 * self.size + by).min(self.rect.y1 + 1.0),
        }
    }
}

impl Sheet<'_> {
    /// Returns the span of all paragraphs shown.
    fn span(&self) -> Span {
        self.paragraph(self.shown.start).hull(self.paragraph(self.shown.end - 1))
    }

    fn paragraph(&self, index: usize) -> Span {
        self.column.paragraphs()[index].span
    }

    /// Returns the top of a paragraph shown.
    fn top(&self, index: usize) -> f32 {
        self.column.distance(self.shown.start, index)
    }

    /// Returns the pieces of `span` on the paragraphs shown, from top to bottom.
    fn pieces(&self, span: Span) -> impl Iterator<Item = Piece> {
        let first = self.column.paragraph_at_offset(span.start.0).max(self.shown.start);
        let last = self.column.paragraph_at_offset(span.end.0).min(self.shown.end.saturating_sub(1));
        let size = self.column.style().size;
        (first..=last.max(first)).take_while(move |paragraph| *paragraph <= last).flat_map(move |paragraph| {
            let own = self.paragraph(paragraph);
            let top = self.top(paragraph);
            let shared = own.intersection(span).zip(self.column.layout(paragraph));
            shared.into_iter().flat_map(move |(shared, layout)| {
                let range = shared.start.0 - own.start.0..shared.end.0 - own.start.0;
                layout.boxes(range).into_iter().map(move |rect| {
                    let line = &layout.lines[layout.line_at((rect.y0 + rect.y1) / 2.0)];
                    // The space that a line ends in hangs out of it, and is shown only where it is alone.
                    let (x0, x1) = (rect.x0.max(line.left), rect.x1.min(line.right));
                    let (x0, x1) = if x0 < x1 { (x0, x1) } else { (rect.x0, rect.x1) };
                    Piece {
                        rect: Rect { x0, y0: rect.y0 + top, x1, y1: rect.y1 + top },
                        baseline: line.baseline + top,
                        size,
                    }
                })
            })
        })
    }
}
