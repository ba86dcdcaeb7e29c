//! A file's text to be looked at: each line at the side that it begins at, scrolling.

use egui::accesskit::Role;
use egui::{CornerRadius, EventFilter, Frame, Key, Margin, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::text::Direction;
use crate::typeset::{Line, Stack};
use crate::ui::text::button::focus_ring;
use crate::ui::text::system::paragraph_in;
use crate::ui::text::{Voice, paint};
use crate::ui::theme::{RADIUS, Theme};

/// How far an arrow key scrolls, in points.
const STEP: f32 = 40.0;

/// How the lines of a block run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// Each as its first strong letter does.
    AsText,
    /// From left to right.
    AsCode,
}

/// Shows `text` in a frame `height` points high, which keys reach and scroll.
///
/// Lines of an article that begin with right-to-left letters stand at the right, others at the left; where the
/// file is made for programs all run from left to right, so that columns stay where they are. The interface's
/// direction has no part in it.
pub fn block(ui: &mut Ui, salt: &str, text: &str, runs: Runs, height: f32) {
    const PADDING: f32 = 8.0;
    let theme = Theme::of(ui);
    let frame = Frame::new()
        .fill(theme.paper)
        .stroke(Stroke::new(1.0, theme.hairline))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::same(PADDING as i8));
    let inside = height - 2.0 * PADDING;
    frame.show(ui, |ui| {
        let area = ScrollArea::vertical().id_salt(salt).max_height(inside).min_scrolled_height(inside);
        area.auto_shrink(false).show(ui, |ui| {
            let width = ui.available_width();
            let style = Voice::Small.style();
            let stack = Stack::new(text, |line| {
                let own = || Direction::first_strong(line).unwrap_or(Direction::LeftToRight);
                let direction = if runs == Runs::AsCode { Direction::LeftToRight } else { own() };
                paragraph_in(ui.ctx(), line, &style, Some(width), direction)
            });
            let size = vec2(width, stack.height().max(inside));
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
            if response.clicked() {
                response.request_focus();
            }
            if response.has_focus() {
                let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
                let (down, up) =
                    ui.input(|input| (input.num_presses(Key::ArrowDown), input.num_presses(Key::ArrowUp)));
                ui.scroll_with_delta(vec2(0.0, (up as f32 - down as f32) * STEP));
                focus_ring(ui, &response, ui.clip_rect().intersect(rect).shrink(3.0));
            }
            for placed in stack.paragraphs() {
                let rtl = placed.layout.rtl;
                let shift = |line: &Line| if rtl { width - line.right } else { -line.left };
                let origin = rect.min + vec2(0.0, placed.top);
                paint::aligned(ui.painter(), &placed.layout, origin, shift, theme.ink);
            }
        });
    });
}
