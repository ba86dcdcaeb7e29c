//! One line of text, measured and ready to be painted: what buttons and menus are made of.

use std::sync::Arc;

use egui::{Align, Color32, Context, Painter, Rect, pos2};

use crate::typeset::ParagraphLayout;
use crate::ui::text::{Voice, line, paint};

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
        let whole = Self { layout: line(ctx, text, &style, None), cut: false };
        if whole.width() <= width {
            return whole;
        }
        Self { layout: line(ctx, text, &style, Some(width.max(0.0))), cut: true }
    }

    /// Returns the width of the visible text in points.
    pub fn width(&self) -> f32 {
        self.layout.lines.first().map_or(0.0, |line| line.right - line.left)
    }

    /// Returns the height of the line in points.
    pub fn height(&self) -> f32 {
        self.layout.height
    }

    /// Paints the line into `rect`, in the middle of its height and at `align` of its width.
    pub fn paint(&self, painter: &Painter, rect: Rect, align: Align, colour: Color32) {
        let Some(line) = self.layout.lines.first() else { return };
        let left = match align {
            Align::Min => rect.left(),
            Align::Center => rect.center().x - self.width() / 2.0,
            Align::Max => rect.right() - self.width(),
        };
        let top = rect.center().y - self.layout.height / 2.0;
        paint::line(painter, &self.layout, 0, pos2(left - line.left, top), colour);
    }
}
