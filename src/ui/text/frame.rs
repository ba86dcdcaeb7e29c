//! Rows, columns and frames that begin at the side the interface reads from.

use egui::accesskit::Role;
use egui::{Align, Color32, CornerRadius, InnerResponse, Layout, Margin, Rect, Ui, UiBuilder, vec2};

use crate::ui::text::button::HEIGHT;
use crate::ui::text::{Voice, direction};
use crate::ui::theme::Theme;

/// Returns where lines begin: the left in a left-to-right interface, else the right.
pub(super) fn start(ui: &Ui) -> Align {
    if direction(ui.ctx()).is_rtl() { Align::Max } else { Align::Min }
}

/// Returns where lines end.
pub(super) fn end(ui: &Ui) -> Align {
    if direction(ui.ctx()).is_rtl() { Align::Min } else { Align::Max }
}

/// Cuts `width` points off the side of `rect` where lines begin; returns that part and the rest.
pub(super) fn split_start(ui: &Ui, rect: Rect, width: f32) -> (Rect, Rect) {
    if direction(ui.ctx()).is_rtl() {
        let (rest, part) = rect.split_left_right_at_x(rect.right() - width);
        (part, rest)
    } else {
        rect.split_left_right_at_x(rect.left() + width)
    }
}

/// Shows widgets below each other, aligned to the side where lines begin.
pub fn column<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let align = start(ui);
    ui.scope_builder(UiBuilder::new().layout(Layout::top_down(align)), contents)
}

/// Shows the rows of a list close below each other; a screen reader is told its name and how many rows it has,
/// those out of sight too.
pub fn list<R>(
    ui: &mut Ui,
    role: Role,
    name: &str,
    count: usize,
    contents: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    let layout = Layout::top_down(start(ui));
    let builder = UiBuilder::new().layout(layout).accessibility_role(role).accessibility_label(name);
    ui.scope_builder(builder, |ui| {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| node.set_size_of_set(count));
        ui.spacing_mut().item_spacing.y = 1.0;
        contents(ui)
    })
}

/// Shows widgets beside each other, beginning at the side where lines begin, in a row of the
/// height of buttons.
pub fn row<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    row_of_height(ui, HEIGHT, contents)
}

/// Shows widgets beside each other, as [`row`] does, in a row of the height of `voice`'s lines.
pub fn text_row<R>(ui: &mut Ui, voice: Voice, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    row_of_height(ui, voice.style().line_height, contents)
}

/// egui centres a widget in the row as high as it is so far, so the height is set beforehand.
fn row_of_height<R>(ui: &mut Ui, height: f32, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let layout = if start(ui) == Align::Max {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    };
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height), layout, contents)
}

/// Shows `contents` on a card with a bar of `bar` colour at its beginning, as in the margin.
pub fn card<R>(ui: &mut Ui, bar: Color32, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    const BAR: f32 = 3.0;
    let theme = Theme::of(ui);
    let frame = egui::Frame::new()
        .fill(theme.card)
        .corner_radius(CornerRadius::same(3))
        .inner_margin(Margin::symmetric(10, 5));
    let shown = frame.show(ui, |ui| column(ui, contents).inner);
    let (edge, _) = split_start(ui, shown.response.rect, BAR);
    ui.painter().rect_filled(edge, CornerRadius::same(2), bar);
    shown
}
