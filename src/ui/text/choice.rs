//! Choosing: one of a few in a row, one of many in a list, yes or no.

use egui::accesskit::Role;
use egui::{Align, Color32, CornerRadius, Popup, Rect, RectAlign, Response, Sense, Shape, Stroke};
use egui::{StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::ui::text::button::{HEIGHT, focus_ring, focus_ring_on_accent};
use crate::ui::text::frame::{end, list, split_start, start};
use crate::ui::text::label::tooltip;
use crate::ui::text::line::TextLine;
use crate::ui::text::menu::down_arrow;
use crate::ui::text::{MenuItem, Voice, direction};
use crate::ui::theme::{RADIUS, Theme};

const PADDING: f32 = 8.0;

/// Shows a few options side by side over the whole width, in several rows where they are many.
///
/// `name` is what a screen reader calls the group. Returns the option clicked, if any.
pub fn segmented(ui: &mut Ui, name: &str, current: Option<usize>, options: &[&str]) -> Option<usize> {
    let widest = options.iter().map(|option| natural_width(ui, option)).fold(0.0, f32::max);
    let available = ui.available_width();
    let in_row = per_row(options.len(), widest, available);
    let rows = options.len().div_ceil(in_row);
    let group = UiBuilder::new()
        .accessibility_role(Role::RadioGroup)
        .accessibility_label(name)
        .id_salt(("segmented", name));
    let size = vec2(available, rows as f32 * HEIGHT);
    let (_, frame) = ui.allocate_space(size);
    let mut clicked = None;
    // A child of its own groups the segments for a screen reader; the space is taken already.
    let ui = &mut ui.new_child(group.max_rect(frame));
    let theme = Theme::of(ui);
    let corners = CornerRadius::same(RADIUS);
    let stroke = Stroke::new(1.0, theme.edge);
    ui.painter().rect(frame, corners, theme.field, stroke, StrokeKind::Inside);
    for (index, option) in options.iter().enumerate() {
        let rect = segment_rect(ui, frame, index, in_row, options.len());
        let response = segment(ui, rect, frame, option, current == Some(index), index);
        if response.clicked() {
            clicked = Some(index);
        }
    }
    clicked
}

fn natural_width(ui: &Ui, option: &str) -> f32 {
    let line = TextLine::new(ui.ctx(), option, Voice::Body, f32::INFINITY);
    line.width() + 2.0 * PADDING
}

/// Returns how many options stand in a row, so that the rows are few and of nearly one length.
fn per_row(count: usize, widest: f32, available: f32) -> usize {
    let fitting = ((available / widest.max(1.0)).floor() as usize).clamp(1, count.max(1));
    count.max(1).div_ceil(count.max(1).div_ceil(fitting))
}

/// Returns the place of option `index`: rows share the width evenly, the last one too.
fn segment_rect(ui: &Ui, frame: Rect, index: usize, in_row: usize, count: usize) -> Rect {
    let (row, column) = (index / in_row, index % in_row);
    let here = in_row.min(count - row * in_row);
    let width = frame.width() / here as f32;
    let column = if direction(ui.ctx()).is_rtl() { here - 1 - column } else { column };
    let left = frame.left() + column as f32 * width;
    let top = frame.top() + row as f32 * HEIGHT;
    Rect::from_min_size(pos2(left, top), vec2(width, HEIGHT))
}

fn segment(ui: &mut Ui, rect: Rect, frame: Rect, option: &str, chosen: bool, index: usize) -> Response {
    let id = ui.scope_id().with(index);
    let response = ui.interact(rect, id, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, chosen, option));
    let line = TextLine::new(ui.ctx(), option, Voice::Body, rect.width() - 2.0 * PADDING);
    if ui.is_rect_visible(rect) {
        let theme = Theme::of(ui);
        let hairline = Stroke::new(1.0, theme.hairline);
        if rect.left() > frame.left() + 1.0 {
            ui.painter().vline(rect.left(), rect.y_range().shrink(1.0), hairline);
        }
        if rect.top() > frame.top() + 1.0 {
            ui.painter().hline(rect.x_range().shrink(1.0), rect.top(), hairline);
        }
        let (ground, ink) = if chosen {
            (theme.accent, theme.on_accent)
        } else if response.is_pointer_button_down_on() {
            (theme.pressed, theme.ink)
        } else if response.hovered() {
            (theme.hover, theme.ink)
        } else {
            (Color32::TRANSPARENT, theme.ink)
        };
        // Only the accent covers the frame's edge.
        let filled = if chosen { rect } else { rect.shrink(1.0) };
        ui.painter().rect_filled(filled, shared_corners(rect, frame), ground);
        line.paint(ui.painter(), rect, Align::Center, ink);
        let inside = rect.shrink(4.0);
        if chosen {
            focus_ring_on_accent(ui, &response, inside);
        } else {
            focus_ring(ui, &response, inside);
        }
    }
    if line.cut { tooltip(response, option) } else { response }
}

/// Rounds the corners that `rect` has in common with `frame`.
fn shared_corners(rect: Rect, frame: Rect) -> CornerRadius {
    let left = rect.left() < frame.left() + 1.0;
    let right = rect.right() > frame.right() - 1.0;
    let top = rect.top() < frame.top() + 1.0;
    let bottom = rect.bottom() > frame.bottom() - 1.0;
    let round = |both: bool| if both { RADIUS } else { 0 };
    CornerRadius {
        nw: round(left && top),
        ne: round(right && top),
        sw: round(left && bottom),
        se: round(right && bottom),
    }
}

/// Shows a box to tick with its text; returns a response that is `changed` when it was.
pub fn checkbox(ui: &mut Ui, checked: &mut bool, text: &str) -> Response {
    const BOX: f32 = 16.0;
    const GAP: f32 = 8.0;
    let room = ui.available_width() - BOX - GAP;
    let line = TextLine::new(ui.ctx(), text, Voice::Body, room);
    let size = vec2(BOX + GAP + line.width(), line.height().max(BOX));
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
    if response.clicked() {
        *checked = !*checked;
        response.mark_changed();
    }
    let (enabled, ticked) = (ui.is_enabled(), *checked);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, ticked, text));
    if ui.is_rect_visible(rect) {
        let theme = Theme::of(ui);
        let (part, rest) = split_start(ui, rect, BOX);
        let (_, text_rect) = split_start(ui, rest, GAP);
        let tick = Rect::from_center_size(part.center(), vec2(BOX, BOX));
        let (ground, edge) = match (ticked, response.hovered()) {
            (true, _) => (theme.accent, theme.accent),
            (false, true) => (theme.hover, theme.weak_ink),
            (false, false) => (theme.field, theme.edge),
        };
        let stroke = Stroke::new(1.0, edge);
        ui.painter().rect(tick, CornerRadius::same(4), ground, stroke, StrokeKind::Inside);
        if ticked {
            let at = |x: f32, y: f32| tick.min + vec2(x, y) * BOX;
            let points = vec![at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.31)];
            ui.painter().add(Shape::line(points, Stroke::new(1.8, theme.on_accent)));
        }
        focus_ring(ui, &response, tick);
        line.paint(ui.painter(), text_rect, start(ui), theme.ink);
    }
    if line.cut { tooltip(response, text) } else { response }
}

/// Shows the current one of many options; a click opens the list of all.
///
/// `name` is what a screen reader calls the field, `empty` what stands there while nothing is
/// chosen. Returns the option clicked, if any.
pub fn combo(
    ui: &mut Ui,
    name: &str,
    empty: &str,
    current: Option<usize>,
    options: &[&str],
) -> Option<usize> {
    const ARROW: f32 = 18.0;
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    let value = current.and_then(|index| options.get(index)).copied();
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, enabled, name);
        info.current_text_value = value.map(str::to_owned);
        info
    });
    if ui.is_rect_visible(rect) {
        let theme = Theme::of(ui);
        let ground = if response.hovered() { theme.hover } else { theme.field };
        let stroke = Stroke::new(1.0, theme.edge);
        ui.painter().rect(rect, CornerRadius::same(RADIUS), ground, stroke, StrokeKind::Inside);
        focus_ring(ui, &response, rect);
        let inner = rect.shrink2(vec2(10.0, 0.0));
        let (text, arrow) = split_start(ui, inner, inner.width() - ARROW);
        let shown = value.unwrap_or(empty);
        let ink = if value.is_some() { theme.ink } else { theme.faint };
        let line = TextLine::new(ui.ctx(), shown, Voice::Body, text.width());
        line.paint(ui.painter(), text, start(ui), ink);
        let arrow = if end(ui) == Align::Min {
            Rect::from_min_size(arrow.min, vec2(10.0, arrow.height()))
        } else {
            Rect::from_min_max(pos2(arrow.right() - 10.0, arrow.top()), arrow.max)
        };
        down_arrow(ui, arrow, theme.weak_ink);
    }
    let mut clicked = None;
    let popup = Popup::default_response_id(&response);
    let was_open = Popup::is_id_open(ui.ctx(), popup);
    let align = if start(ui) == Align::Max { RectAlign::BOTTOM_END } else { RectAlign::BOTTOM_START };
    Popup::menu(&response).width(width).gap(4.0).align(align).accessible_name(name).show(|ui| {
        // As wide as the field: a menu shrinks to its narrowest row otherwise, and cuts the others.
        ui.set_min_width(width - ui.spacing().menu_margin.sum().x);
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            list(ui, Role::ListBox, name, options.len(), |ui| {
                for (index, option) in options.iter().enumerate() {
                    let item = MenuItem::new(option).chosen(current == Some(index));
                    if ui.add(item.role(Role::ListBoxOption).place(index, options.len())).clicked() {
                        clicked = Some(index);
                        ui.close();
                    }
                }
            });
        });
    });
    give_keys_back(ui, &response, was_open);
    clicked
}

/// Gives the keys back to what opened a list or a menu once it has closed, unless the mouse took them elsewhere.
pub fn give_keys_back(ui: &Ui, opener: &Response, was_open: bool) {
    let is_open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(opener));
    if was_open && !is_open && !ui.input(|input| input.pointer.any_click()) {
        opener.request_focus();
    }
}

#[cfg(test)]
mod tests {
    use super::per_row;

    #[test]
    fn rows_are_few_and_even() {
        assert_eq!(per_row(4, 60.0, 250.0), 4);
        assert_eq!(per_row(9, 60.0, 250.0), 3);
        assert_eq!(per_row(5, 60.0, 250.0), 3);
        assert_eq!(per_row(3, 400.0, 250.0), 1);
        assert_eq!(per_row(0, 0.0, 250.0), 1);
    }
}
