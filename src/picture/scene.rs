//! The page made ready: every line, form and card in its place, before it becomes pixels or XML.

use std::sync::Arc;

use crate::annotation::Annotation;
use crate::i18n::Words;
use crate::page::palette::{Palette, Rgba};
use crate::page::{
    Card, CardBox, Drawing, Labels, PADDING, Page, Paint, Shape, Spread, Stripe, column, faint_ranges,
    geometry::Point, line_stripes,
};
use crate::picture::{Options, PictureError};
use crate::session::Open;
use crate::text::Direction;
use crate::typeset::{Column, FontBook, Line, ParagraphLayout, Rect, TextStyle, Typesetter};

/// A page in points from its top left.
pub(super) struct Scene {
    pub width: f32,
    pub height: f32,
    pub palette: Palette,
    /// The top left of the column, from which the page's forms are measured.
    pub origin: Point,
    pub page: Page,
    pub cards: Vec<SetCard>,
    column: Column,
}

/// A card with its words set.
pub(super) struct SetCard {
    pub place: CardBox,
    /// The top of the line that it belongs to.
    pub wanted: f32,
    pub paint: Paint,
    title: SetLine,
    detail: SetLine,
}

/// A line of a card's words.
struct SetLine {
    text: String,
    layout: ParagraphLayout,
    origin: Point,
    style: TextStyle,
}

/// A line of text on the page.
pub(super) struct Row<'a> {
    pub layout: &'a ParagraphLayout,
    pub line: &'a Line,
    /// What the layout's points are measured from.
    pub origin: Point,
    pub text: &'a str,
    pub style: &'a TextStyle,
    /// The line's stripes with their colours.
    pub stripes: Vec<(Stripe, Rgba)>,
    /// The number of its paragraph; 0 on a card.
    pub paragraph: usize,
}

impl Scene {
    /// Lays the whole article out. `allow` is asked, with a width and height in points, whether the page
    /// may be so large, as soon as its height is known to be that much.
    pub fn new(
        open: &Open,
        options: &Options,
        book: &Arc<FontBook>,
        allow: impl Fn(f32, f32) -> Result<(), PictureError>,
    ) -> Result<Self, PictureError> {
        let rtl = open.document.direction().is_rtl();
        let spread = Spread::new(options.width, options.measure * options.size, rtl);
        // A page narrower than the least column is as wide as that takes.
        let width = options.width.max(spread.column + 2.0 * PADDING);
        let left = if width > options.width { PADDING } else { spread.left };
        allow(width, 1.0)?;
        let mut typesetter = Typesetter::new(Arc::clone(book));
        let family = options.family.as_str().into();
        let mut column = column(open, family, options.size, options.line_height, spread.column);
        for index in 0..column.paragraphs().len() {
            column.ensure(index..index + 1, open.document.text(), &mut typesetter);
            allow(width, column.top(index + 1) + 2.0 * PADDING)?;
        }
        let shown = 0..column.paragraphs().len();
        let shows = |annotation: &Annotation| {
            options.layers.as_ref().is_none_or(|layers| layers.contains(&annotation.layer))
        };
        let mut set = |name: &str, style: &TextStyle| {
            let direction = Direction::first_strong(name).unwrap_or(Direction::LeftToRight);
            Arc::new(typesetter.line(name, style, None, direction))
        };
        let labels = Some(Labels { code: options.language.code(), set: &mut set });
        let page = Page::drawn(open, &column, shown, Drawing { shows: &shows, pointed: None, labels });
        // Without cards the column stands in the middle.
        let left = if page.cards.is_empty() { ((width - spread.column) / 2.0).round() } else { left };
        let origin = (left, PADDING);
        let words = Words::new(options.language);
        let cards = match spread.cards {
            Some(left) => set_cards(open, &page, (left, origin.1), &words, &mut typesetter),
            None => Vec::new(),
        };
        let bottom = cards.last().map_or(0.0, |card| card.place.whole.y1);
        let height = (origin.1 + column.height()).max(bottom) + PADDING;
        let palette = if options.dark { Palette::DARK } else { Palette::LIGHT };
        let scene = Self { width: width.ceil(), height: height.ceil(), palette, origin, page, cards, column };
        allow(scene.width, scene.height)?;
        Ok(scene)
    }

    /// Returns the lines of the article; `text` is the whole document's.
    pub fn rows<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Row<'a>> {
        let paragraphs = self.column.paragraphs().iter().enumerate();
        paragraphs.flat_map(move |(index, source)| {
            let faint = faint_ranges(&self.page.faint, source.span);
            let text = &text[source.span.range()];
            let origin = (self.origin.0, self.origin.1 + self.column.top(index));
            let layout = self.column.layout(index).map(AsRef::as_ref);
            let lines =
                layout.into_iter().flat_map(|layout| layout.lines.iter().map(move |line| (layout, line)));
            lines.map(move |(layout, line)| {
                let stripes = line_stripes(layout, line, &faint).into_iter();
                let colour =
                    |stripe: Stripe| if stripe.faint { self.palette.faint } else { self.palette.ink };
                Row {
                    layout,
                    line,
                    origin,
                    text: &text[line.text.start as usize..line.text.end as usize],
                    style: self.column.style(),
                    stripes: stripes.map(|stripe| (stripe, colour(stripe))).collect(),
                    paragraph: index,
                }
            })
        })
    }

    /// Returns the names on the lines that join places.
    pub fn names(&self) -> impl Iterator<Item = Row<'_>> {
        let shapes = self.page.under.iter().chain(&self.page.over);
        shapes.filter_map(|shape| {
            let Shape::Words { text, layout, style, origin, paint } = shape else { return None };
            let stripe = Stripe { left: f32::NEG_INFINITY, right: f32::INFINITY, faint: false };
            Some(Row {
                layout,
                line: layout.lines.first()?,
                origin: (self.origin.0 + origin.0, self.origin.1 + origin.1),
                text,
                style,
                stripes: vec![(stripe, self.palette.paint(*paint))],
                paragraph: 0,
            })
        })
    }

    /// Returns the lines of a card.
    pub fn card_rows<'a>(&'a self, card: &'a SetCard) -> impl Iterator<Item = Row<'a>> {
        let lines = [(&card.title, self.palette.ink), (&card.detail, self.palette.weak_ink)];
        lines.into_iter().filter_map(|(set, colour)| {
            let line = set.layout.lines.first()?;
            let stripe = Stripe { left: f32::NEG_INFINITY, right: f32::INFINITY, faint: false };
            Some(Row {
                layout: &set.layout,
                line,
                origin: set.origin,
                text: &set.text,
                style: &set.style,
                stripes: vec![(stripe, colour)],
                paragraph: 0,
            })
        })
    }
}

/// Sets the cards beside their lines, `origin` being the top left of the margin's column of cards.
fn set_cards(
    open: &Open,
    page: &Page,
    origin: Point,
    words: &Words,
    typesetter: &mut Typesetter,
) -> Vec<SetCard> {
    let rtl = open.document.direction().is_rtl();
    let interface = if words.language().is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight };
    let tops = CardBox::tops(&page.cards, 0.0);
    let places = page.cards.iter().zip(tops);
    places
        .filter_map(|(anchor, top)| {
            let annotation = open.set.get(&anchor.id)?;
            let card = Card::new(open, annotation, words);
            let place = CardBox::new(origin.0, origin.1 + top, rtl);
            let mut set = |text: String, style: TextStyle, room: Rect| {
                let direction = Direction::first_strong(&text).unwrap_or(interface);
                let layout = typesetter.line(&text, &style, Some(room.width()), direction);
                let (from, to) = layout.lines.first().map_or((0.0, 0.0), |line| (line.left, line.right));
                let left = if rtl { room.x1 - (to - from) } else { room.x0 };
                let top = (room.y0 + room.y1 - layout.height) / 2.0;
                SetLine { text, layout, origin: (left - from, top), style }
            };
            let title = set(card.title, CardBox::title_style(), place.title);
            let detail = set(card.detail, CardBox::detail_style(), place.detail);
            Some(SetCard { place, wanted: origin.1 + anchor.y, paint: card.paint, title, detail })
        })
        .collect()
}
