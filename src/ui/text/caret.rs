//! What a caret looks like, in the article and in fields.

use egui::{Color32, Painter, Rect, Shape, Stroke, pos2};

/// The width of the caret in points; on the screen it is a whole number of pixels.
const WIDTH: f32 = 1.5;
/// How far the flag reaches in points.
const FLAG: f32 = 4.0;

/// A caret to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaretMark {
    /// Its place, without width.
    pub place: Rect,
    /// Its other place, where text of two directions meets.
    pub second: Option<Rect>,
    /// The way that the text runs to which it belongs, shown by a flag; none is shown without it.
    pub flag: Option<FlagSide>,
}

/// The side that a flag points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagSide {
    Left,
    Right,
}

impl FlagSide {
    /// Returns the side that text of this direction runs to.
    pub fn of_text(rtl: bool) -> Self {
        if rtl { Self::Left } else { Self::Right }
    }
}

impl CaretMark {
    /// Draws the caret on whole pixels: a bar with its flag and, at the other place, the lower half of a
    /// fainter bar.
    pub fn paint(&self, painter: &Painter, colour: Color32) {
        let width = (WIDTH * painter.pixels_per_point()).round().max(1.0);
        let bar = bar(painter, self.place, width);
        painter.rect_filled(bar, 0.0, colour);
        if let Some(side) = self.flag {
            let (x, reach) = match side {
                FlagSide::Left => (bar.left(), -FLAG),
                FlagSide::Right => (bar.right(), FLAG),
            };
            let top = bar.top();
            let flag = vec![pos2(x, top), pos2(x + reach, top), pos2(x, top + FLAG)];
            painter.add(Shape::convex_polygon(flag, colour, Stroke::NONE));
        }
        if let Some(second) = self.second {
            let lower = Rect { min: pos2(second.left(), second.center().y), max: second.max };
            painter.rect_filled(self::bar(painter, lower, width), 0.0, colour.gamma_multiply(0.5));
        }
    }
}

/// Returns the bar, so many pixels wide, that stands at a place without width.
fn bar(painter: &Painter, place: Rect, width: f32) -> Rect {
    let scale = painter.pixels_per_point();
    let snap = |points: f32| (points * scale).round() / scale;
    let left = snap(place.left() - width / scale / 2.0);
    let (top, bottom) = (snap(place.top()), snap(place.bottom()));
    Rect::from_min_max(pos2(left, top), pos2(left + width / scale, bottom))
}
