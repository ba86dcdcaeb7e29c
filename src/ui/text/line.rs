//! One line of text, measured and ready to be painted: what buttons and menus are made of.

use std::ops::Range;
use std::sync::Arc;

use egui::{Align, Color32, Context, CornerRadius, Painter, Rect, pos2};

use crate::typeset::ParagraphLayout;
use crate::ui::text::{Voice, line, paint};

/// Up to so many bytes a text mostly fits.
const SHORT: usize = 64;

/// A line set in one of the interface's voices.
pub struct TextLine {
    layout: Arc<ParagraphLayout>,
    /// Whether the text was cut to fit.
    pub cut: bool,
}

impl TextLine {
    /// Sets `text`, cut at `width` points if it is wider.
    pub fn new(ctx: &Context, text: &str, voice: Voice, width: f32) -> Self {
        let style = voice.style();
        if text.len() <= SHORT {
            // What fits is kept for every width.
            let layout = line(ctx, text, &style, None);
            let whole = Self { layout, cut: false };
            if whole.width() <= width {
                return whole;
            }
        }
        let layout = line(ctx, text, &style, width.is_finite().then_some(width.max(0.0)));
        Self { cut: layout.is_cut, layout }
    }

    /// Returns the width of the visible text in points.
    pub fn width(&self) -> f32 {
        self.layout.lines.first().map_or(0.0, |line| line.right - line.left)
    }

    /// Returns the height of the line in points.
    pub fn height(&self) -> f32 {
        self.layout.height
    }

    /// Paints a ground under the bytes of `range`, where [`paint`](Self::paint) puts them.
    pub fn paint_ground(
        &self,
        painter: &Painter,
        rect: Rect,
        align: Align,
        range: Range<usize>,
        colour: Color32,
    ) {
        let Some((left, top)) = self.origin(rect, align) else { return };
        for part in self.layout.boxes(range) {
            let part = Rect::from_min_max(pos2(part.x0, part.y0), pos2(part.x1, part.y1));
            painter.rect_filled(part.translate(egui::vec2(left, top)), CornerRadius::same(2), colour);
        }
    }

    /// Paints the line into `rect`, in the middle of its height and at `align` of its width.
    pub fn paint(&self, painter: &Painter, rect: Rect, align: Align, colour: Color32) {
        let Some((left, top)) = self.origin(rect, align) else { return };
        paint::kept_line(painter, &self.layout, 0, pos2(left, top), colour);
    }

    /// Returns where the layout begins so that its line stands at `align` of `rect`.
    fn origin(&self, rect: Rect, align: Align) -> Option<(f32, f32)> {
        let line = self.layout.lines.first()?;
        let left = match align {
            Align::Min => rect.left(),
            Align::Center => rect.center().x - self.width() / 2.0,
            Align::Max => rect.right() - self.width(),
        };
        Some((left - line.left, rect.center().y - self.layout.height / 2.0))
    }
}
