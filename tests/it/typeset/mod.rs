//! Text set in lines, on the bundled fonts.

mod bidi;
mod breaks;
mod chromium;
mod column;
mod conformance;
mod geometry;
mod ink;
mod invariants;
mod motion;
mod trailing;
mod words;

use std::sync::{Arc, LazyLock};

use hashiya::text::Direction;
use hashiya::typeset::{FontBook, ParagraphLayout, TextStyle, Typesetter};

static BOOK: LazyLock<Arc<FontBook>> = LazyLock::new(FontBook::bundled);

pub fn typesetter() -> Typesetter {
    Typesetter::new(BOOK.clone())
}

pub fn style(family: &str) -> TextStyle {
    TextStyle { family: family.into(), size: 20.0, line_height: 38.0, bold: false }
}

pub fn naskh() -> TextStyle {
    style("Noto Naskh Arabic")
}

/// Sets the text in Naskh, from right to left.
pub fn rtl(text: &str, width: Option<f32>) -> ParagraphLayout {
    typesetter().paragraph(text, &naskh(), width, Direction::RightToLeft)
}

/// Sets the text in Naskh, from left to right.
pub fn ltr(text: &str, width: Option<f32>) -> ParagraphLayout {
    typesetter().paragraph(text, &naskh(), width, Direction::LeftToRight)
}

/// Returns the bytes of the only place where `part` stands in `text`.
pub fn find(text: &str, part: &str) -> std::ops::Range<usize> {
    let start = text.find(part).expect("the part stands in the text");
    assert_eq!(text.rfind(part), Some(start), "the part stands there once");
    start..start + part.len()
}

/// Returns the graphemes of a line from left to right, a bar between any two.
pub fn seen(layout: &ParagraphLayout, text: &str, line: usize) -> String {
    let clusters = layout.line_clusters(&layout.lines[line]).iter();
    let graphemes: Vec<&str> =
        clusters.map(|cluster| &text[cluster.start as usize..cluster.end as usize]).collect();
    graphemes.join("|")
}

pub fn near(one: f32, other: f32) -> bool {
    (one - other).abs() < 0.01
}
