//! The rows of menus and of lists to choose from.

use std::ops::Range;

use egui::accesskit::Role;
use egui::{Color32, CornerRadius, Response, Sense, Shape, Stroke, Ui, Widget, WidgetInfo};
use egui::{pos2, vec2};

use crate::ui::text::Voice;
use crate::ui::text::button::focus_ring;
use crate::ui::text::frame::{end, split_start, start};
use crate::ui::text::label::tooltip;
use crate::ui::text::line::TextLine;
use crate::ui::theme::{RADIUS, Theme};

/// A row over the whole width: text at its beginning, the key that does the same at its end.
#[must_use = "a menu item is shown with ui.add"]
pub struct MenuItem<'a> {
    text: &'a str,
    key: Option<&'a str>,
    chosen: bool,
    role: Role,
    mark: Option<Color32>,
    ground: Option<Range<usize>>,
    name: Option<&'a str>,
    place: Option<(usize, usize)>,
}

const HEIGHT: f32 = 30.0;
const PADDING: f32 = 10.0;
const GAP: f32 = 24.0;
const MARK: f32 = 18.0;

impl<'a> MenuItem<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            key: None,
            chosen: false,
            role: Role::MenuItem,
            mark: None,
            ground: None,
            name: None,
            place: None,
        }
    }

    /// Shows the key that does the same.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// Shows the row as the chosen one of its list.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// Says what the row is to a screen reader, if it is not in a menu.
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Puts a dot of `colour` before the text.
    pub fn mark(mut self, colour: Color32) -> Self {
        self.mark = Some(colour);
        self
    }

    /// Says another name than the text to a screen reader.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Says to a screen reader that this is number `index`, from nought, of `count`.
    pub fn place(mut self, index: usize, count: usize) -> Self {
        self.place = Some((index, count));
        self
    }

    /// Puts a ground under those bytes of the text.
    pub fn ground(mut self, range: Range<usize>) -> Self {
        self.ground = Some(range);
        self
    }
}

impl Widget for MenuItem<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let key = self.key.map(|key| TextLine::new(ui.ctx(), key, Voice::Small, f32::INFINITY));
        let beside = key.as_ref().map_or(0.0, |key| GAP + key.width());
        let before = if self.mark.is_some() { MARK } else { 0.0 };
        let around = 2.0 * PADDING + beside + before;
        let line = TextLine::new(ui.ctx(), self.text, Voice::Body, ui.available_width() - around);
        // In a sizing pass the row asks for what it needs; then it fills the widest row's width.
        let natural = line.width() + around;
        let width = if ui.is_sizing_pass() { natural } else { ui.available_width().max(natural) };
        let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
        let (text, enabled, chosen, role) = (self.text, ui.is_enabled(), self.chosen, self.role);
        let name = self.name.unwrap_or(text);
        response.widget_info(|| WidgetInfo::labeled(role, enabled, name));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            if chosen {
                node.set_selected(true);
            }
            if let Some(key) = self.key {
                node.set_keyboard_shortcut(key);
            }
            if let Some((index, count)) = self.place {
                node.set_position_in_set(index);
                node.set_size_of_set(count);
            }
        });
        if ui.is_rect_visible(rect) {
            let theme = Theme::of(ui);
            let ground = if response.is_pointer_button_down_on() {
                theme.pressed
            } else if self.chosen {
                theme.chosen
            } else if response.hovered() || response.has_focus() {
                theme.hover
            } else {
                Color32::TRANSPARENT
            };
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS - 1), ground);
            focus_ring(ui, &response, rect.shrink(2.0));
            let inner = rect.shrink2(vec2(PADDING, 0.0));
            let (mark, inner) = split_start(ui, inner, before);
            if let Some(colour) = self.mark {
                let (dot, _) = split_start(ui, mark, 8.0);
                ui.painter().circle_filled(dot.center(), 4.0, colour);
            }
            if let Some(range) = self.ground {
                line.paint_ground(ui.painter(), inner, start(ui), range, theme.selection);
            }
            line.paint(ui.painter(), inner, start(ui), theme.ink);
            if let Some(key) = key {
                key.paint(ui.painter(), inner, end(ui), theme.weak_ink);
            }
        }
        if line.cut { tooltip(response, text) } else { response }
    }
}

/// Shows a menu item without a key; returns its response.
pub fn menu_item(ui: &mut Ui, text: &str) -> Response {
    ui.add(MenuItem::new(text))
}

/// Draws the arrow of a field that opens downwards, in the middle of `rect`.
pub(super) fn down_arrow(ui: &Ui, rect: egui::Rect, colour: Color32) {
    let centre = rect.center();
    let points = vec![
        pos2(centre.x - 4.0, centre.y - 2.0),
        pos2(centre.x, centre.y + 2.0),
        pos2(centre.x + 4.0, centre.y - 2.0),
    ];
    ui.painter().add(Shape::line(points, Stroke::new(1.5, colour)));
}
