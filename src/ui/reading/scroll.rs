//! Moving the view over the column. The place at its top is kept as a paragraph and a distance in it,
//! so that nothing moves when heights above turn out other than guessed.

use egui::{Context, Rect, Response, Sense, Ui, pos2, vec2};

use crate::session::Open;
use crate::text::{ByteOffset, segment};
use crate::typeset::{Anchor, Caret};
use crate::ui::reading::Reading;
use crate::ui::text;
use crate::ui::theme::Theme;

/// The width of the scroll bar, in points.
const BAR: f32 = 10.0;

impl Reading {
    /// Follows the wheel, or two fingers.
    pub(super) fn scroll(&mut self, ui: &Ui, response: &Response, view: Rect) {
        let is_over = response.contains_pointer() || ui.rect_contains_pointer(view);
        let by = ui.input(|input| input.smooth_scroll_delta().y);
        if is_over && by != 0.0 {
            self.scroll_by(ui.ctx(), -by, view);
        }
    }

    /// Moves the view by so many points, laying out what it comes over.
    pub(super) fn scroll_by(&mut self, ctx: &Context, by: f32, view: Rect) {
        self.anchor.offset += by;
        self.settle(ctx, view);
    }

    /// Brings the anchor to the paragraph that really stands at the top, within the document.
    fn settle(&mut self, ctx: &Context, view: Rect) {
        let Some(sheet) = self.sheet.as_mut() else { return };
        let column = &mut sheet.column;
        let text = sheet.document.text();
        let count = column.paragraphs().len();
        self.anchor.paragraph = self.anchor.paragraph.min(count.saturating_sub(1));
        let anchor = &mut self.anchor;
        text::with(ctx, |system| {
            let typesetter = system.typesetter();
            while anchor.offset < 0.0 && anchor.paragraph > 0 {
                anchor.paragraph -= 1;
                column.ensure(anchor.paragraph..anchor.paragraph + 1, text, typesetter);
                anchor.offset += column.paragraph_height(anchor.paragraph);
            }
            loop {
                column.ensure(anchor.paragraph..anchor.paragraph + 1, text, typesetter);
                let height = column.paragraph_height(anchor.paragraph);
                if anchor.offset < height || anchor.paragraph + 1 >= count {
                    break;
                }
                anchor.offset -= height;
                anchor.paragraph += 1;
            }
        });
        if anchor.paragraph == 0 {
            anchor.offset = anchor.offset.max(-TOP);
        }
        // The last line may come up to the middle of the view, no further.
        let below = column.distance(anchor.paragraph, count) - anchor.offset;
        let least = view.height() * 0.5;
        let all = column.distance(0, count);
        if below < least && all > least {
            anchor.offset -= least - below;
            if anchor.offset < -TOP && anchor.paragraph == 0 {
                anchor.offset = -TOP;
            } else if anchor.offset < 0.0 && anchor.paragraph > 0 {
                let y = f64::from(column.top(anchor.paragraph)) + f64::from(anchor.offset);
                *anchor = column.anchor(y as f32);
            }
        }
    }

    /// Returns the place in a changed text of the line that stands a third down the view, with its height there.
    ///
    /// `None` where the open text didn't come from the one that is shown.
    pub(super) fn line_under_the_eye(&self, open: &Open, view: Rect) -> Option<(ByteOffset, f32)> {
        let sheet = self.sheet.as_ref().filter(|sheet| open.shift.is_from(sheet.document.sha256()))?;
        let column = &sheet.column;
        let y = f64::from(column.y_of(self.anchor)) + f64::from(view.height()) / 3.0;
        let anchor = column.anchor(y as f32);
        let layout = column.layout(anchor.paragraph)?;
        let line = layout.lines.get(layout.line_at(anchor.offset))?;
        let start = column.paragraphs().get(anchor.paragraph)?.span.start.0 + line.text.start as usize;
        let text = open.document.text();
        let place = segment::floor_grapheme(text, open.shift.place(ByteOffset(start)));
        Some((place, view.height() / 3.0 - (anchor.offset - line.top)))
    }

    /// Moves the view so that the line of `offset` comes to stand `height` points below its top.
    pub(super) fn put_line_at(&mut self, ctx: &Context, view: Rect, offset: ByteOffset, height: f32) {
        let Some(sheet) = self.sheet.as_mut() else { return };
        let column = &mut sheet.column;
        let paragraph = column.paragraph_at_offset(offset.0);
        let text = sheet.document.text();
        text::with(ctx, |system| column.ensure(paragraph..paragraph + 1, text, system.typesetter()));
        let start = column.paragraphs()[paragraph].span.start.0;
        let caret = Caret { offset: offset.0 - start, ..Caret::default() };
        let line = column
            .layout(paragraph)
            .map_or(0.0, |layout| layout.lines.get(layout.line_of(caret)).map_or(0.0, |line| line.top));
        self.anchor = Anchor { paragraph, offset: line - height };
        self.settle(ctx, view);
    }

    /// Brings a place into sight when the session asks for it.
    pub(super) fn answer_reveal(&mut self, ui: &Ui, open: &Open) {
        if open.reveal.number != self.revealed {
            self.revealed = open.reveal.number;
            self.bring_into_sight(ui.ctx(), Caret { offset: open.reveal.offset.0, ..Caret::default() }, 0.3);
        }
    }

    /// Moves the view, if the caret's line is out of sight, so that it comes to stand that far down.
    pub(super) fn bring_into_sight(&mut self, ctx: &Context, caret: Caret, share: f32) {
        let height = self.height;
        let anchor = self.anchor;
        let Some(sheet) = self.sheet.as_mut() else { return };
        let column = &mut sheet.column;
        let paragraph = column.paragraph_at_offset(caret.offset);
        let text = sheet.document.text();
        text::with(ctx, |system| column.ensure(paragraph..paragraph + 1, text, system.typesetter()));
        let within = column.layout(paragraph).map_or((0.0, 0.0), |layout| {
            let start = column.paragraphs()[paragraph].span.start.0;
            let rect = layout.caret_rect(Caret { offset: caret.offset - start, ..caret });
            (rect.y0, rect.y1)
        });
        let top = column.distance(anchor.paragraph, paragraph) - anchor.offset;
        let margin = column.style().line_height * 0.6;
        if top + within.0 >= margin && top + within.1 <= height - margin {
            return;
        }
        let line = within.1 - within.0;
        let target = if share > 0.0 {
            height * share
        } else if top + within.0 < margin {
            margin
        } else {
            height - margin - line
        };
        self.anchor = Anchor { paragraph, offset: within.0 - target };
        let view = Rect::from_min_size(pos2(0.0, 0.0), vec2(1.0, height));
        self.settle(ctx, view);
    }

    /// The bar at the far side, to drag.
    pub(super) fn scrollbar(&mut self, ui: &mut Ui, view: Rect) {
        self.track = None;
        let Some(sheet) = self.sheet.as_ref() else { return };
        let all = f64::from(sheet.column.height()) + f64::from(view.height()) * 0.5;
        if all <= f64::from(view.height()) {
            return;
        }
        let rtl = text::direction(ui.ctx()).is_rtl();
        let left = if rtl { view.left() } else { view.right() - BAR };
        let track = Rect::from_min_size(pos2(left, view.top()), vec2(BAR, view.height()));
        let here = f64::from(sheet.column.top(self.anchor.paragraph)) + f64::from(self.anchor.offset);
        self.track = Some(track);
        let share = (f64::from(view.height()) / all) as f32;
        let length = (track.height() * share).max(28.0);
        let room = track.height() - length;
        let way = (here / (all - f64::from(view.height())).max(1.0)).clamp(0.0, 1.0) as f32;
        let thumb = Rect::from_min_size(pos2(track.left(), track.top() + room * way), vec2(BAR, length));
        let response = ui.interact(track, super::id().with("scrollbar"), Sense::CLICK | Sense::DRAG);
        let theme = Theme::of(ui);
        let colour = if response.hovered() || response.dragged() { theme.weak_ink } else { theme.edge };
        ui.painter().rect_filled(thumb.shrink2(vec2(2.5, 2.0)), 3.0, colour);
        if let Some(pointer) =
            response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on())
            && room > 0.0
        {
            let way = f64::from(((pointer.y - track.top() - length / 2.0) / room).clamp(0.0, 1.0));
            let y = way * (all - f64::from(view.height()));
            self.anchor = sheet.column.anchor(y as f32);
            self.settle(ui.ctx(), view);
        }
    }
}

/// The space above the first line, in points.
pub(super) const TOP: f32 = 24.0;
