//! How a page is divided: the column of text, the space around it, and the margin with its cards.

use std::sync::Arc;

use crate::page::CardAnchor;
use crate::page::card::stack;
use crate::session::Open;
use crate::typeset::{Column, ParagraphSource, Rect, TextStyle};

/// The space around the column, in points.
pub const PADDING: f32 = 28.0;
/// The room that the margin takes beside the column, in points.
pub const MARGIN: f32 = 216.0;
/// The space between paragraphs, as a share of the line height.
const PARAGRAPH_GAP: f32 = 0.4;

/// Where the column and the cards stand across a page, in points from its left edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The width of the column.
    pub column: f32,
    /// The left edge of the column.
    pub left: f32,
    /// Where the cards stand, if there is room for them.
    pub cards: Option<f32>,
}

impl Spread {
    /// Divides a page of `width` points with a column of at most `measure` points; the margin is at
    /// the side where lines end.
    pub fn new(width: f32, measure: f32, rtl: bool) -> Self {
        let has_margin = width >= (measure * 0.7).min(420.0) + MARGIN + 2.0 * PADDING;
        let beside = if has_margin { MARGIN } else { 0.0 };
        let column = (width - 2.0 * PADDING - beside).min(measure).max(120.0).round();
        let spare = width - column;
        let at_side = ((spare - MARGIN) / 2.2).max(PADDING);
        let left = match (has_margin, rtl) {
            (false, _) => spare / 2.0,
            (true, true) => width - column - at_side,
            (true, false) => at_side,
        };
        let left = left.round();
        let beside = if rtl { left - CardBox::WIDTH - CardBox::AWAY } else { left + column + CardBox::AWAY };
        Self { column, left, cards: has_margin.then_some(beside) }
    }
}

/// The parts of a card that stands in the margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CardBox {
    pub whole: Rect,
    /// The coloured bar, on the side of the text.
    pub bar: Rect,
    /// The lines of words, as wide as they may be.
    pub title: Rect,
    pub detail: Rect,
}

impl CardBox {
    pub const WIDTH: f32 = 190.0;
    pub const HEIGHT: f32 = 48.0;
    /// The radius of its corners.
    pub const RADIUS: f32 = 3.0;
    /// How far from the column it stands.
    const AWAY: f32 = 22.0;
    /// The space between cards.
    pub const GAP: f32 = 6.0;
    const BAR: f32 = 3.0;
    /// The height of a line of its words, as a multiple of their size.
    const LINE_HEIGHT: f32 = 1.6;

    /// Returns how its first line is set.
    pub fn title_style() -> TextStyle {
        Self::style(13.0, true)
    }

    /// Returns how its second line is set.
    pub fn detail_style() -> TextStyle {
        Self::style(11.5, false)
    }

    fn style(size: f32, bold: bool) -> TextStyle {
        TextStyle { family: "Vazirmatn".into(), size, line_height: size * Self::LINE_HEIGHT, bold }
    }

    /// Returns the parts of the card whose left top is at `left` and `top`, with its bar on the right
    /// where the article reads right to left.
    pub fn new(left: f32, top: f32, rtl: bool) -> Self {
        let whole = Rect { x0: left, y0: top, x1: left + Self::WIDTH, y1: top + Self::HEIGHT };
        let bar_left = if rtl { whole.x1 - Self::BAR } else { whole.x0 };
        let bar = Rect { x0: bar_left, x1: bar_left + Self::BAR, ..whole };
        let words = Rect { x0: whole.x0 + 11.0, y0: whole.y0 + 4.0, x1: whole.x1 - 11.0, y1: whole.y1 - 4.0 };
        let middle = (words.y0 + words.y1) / 2.0;
        Self { whole, bar, title: Rect { y1: middle, ..words }, detail: Rect { y0: middle, ..words } }
    }

    /// Returns the tops of the cards, each as near to its line as its neighbours let it and none above
    /// `least`.
    pub fn tops(cards: &[CardAnchor], least: f32) -> Vec<f32> {
        let wanted: Vec<(f32, f32)> = cards.iter().map(|anchor| (anchor.y, Self::HEIGHT)).collect();
        stack(&wanted, Self::GAP, least)
    }
}

/// Returns the column of an article, nothing of it laid out: its paragraphs in the directions that they
/// have or were given, `size` and `width` in points, the line height as a multiple of the size.
pub fn column(open: &Open, family: Arc<str>, size: f32, line_height: f32, width: f32) -> Column {
    let style = TextStyle { family, size, line_height: (size * line_height).round(), bold: false };
    let gap = style.line_height * PARAGRAPH_GAP;
    Column::new(sources(open), style, width, gap)
}

/// The paragraphs of a document with the directions that a person gave them.
fn sources(open: &Open) -> Vec<ParagraphSource> {
    let about = open.set.about();
    let paragraphs = open.document.paragraphs().iter().enumerate();
    paragraphs
        .map(|(number, paragraph)| {
            let set = about.paragraph_directions.get(&number).copied().or(about.direction);
            let direction = set.unwrap_or(paragraph.direction);
            ParagraphSource { span: paragraph.span, direction, scale: 1.0, bold: false }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{CardBox, MARGIN, PADDING, Spread};

    #[test]
    fn cards_stand_where_lines_end() {
        for (rtl, side) in [(true, "left"), (false, "right")] {
            let spread = Spread::new(1000.0, 620.0, rtl);
            let cards = spread.cards.expect("there is room");
            assert_eq!(spread.column, 620.0);
            let beside = if rtl { cards + CardBox::WIDTH < spread.left } else { cards > spread.left + 620.0 };
            assert!(beside, "{side}: {spread:?}");
            assert!(cards >= 0.0 && cards + CardBox::WIDTH <= 1000.0, "{spread:?}");
        }
    }

    #[test]
    fn a_narrow_page_has_no_margin() {
        let narrow = Spread::new(500.0, 620.0, true);
        assert_eq!(narrow, Spread { column: 500.0 - 2.0 * PADDING, left: PADDING, cards: None });
        let tight = Spread::new(420.0 + MARGIN + 2.0 * PADDING, 620.0, true);
        assert_eq!(tight.column, 420.0);
        assert!(tight.cards.is_some_and(|left| left >= 0.0), "{tight:?}");
    }
}
