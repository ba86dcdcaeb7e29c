//! Buttons: text, and the key that does the same.

use egui::accesskit::Role;
use egui::{Align, Color32, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, Widget};
use egui::{WidgetInfo, vec2};

use crate::ui::text::Voice;
use crate::ui::text::frame::{split_start, start};
use crate::ui::text::label::tooltip;
use crate::ui::text::line::TextLine;
use crate::ui::theme::{RADIUS, Theme};

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// A frame on the field's ground.
    #[default]
    Plain,
    /// The one button that a dialog leads to, on the accent.
    Main,
    /// No frame until the pointer is on it.
    Quiet,
}

/// A button with text and, as a hint, the key that does the same.
#[must_use = "a button is shown with ui.add"]
pub struct Button<'a> {
    text: &'a str,
    key: Option<&'a str>,
    weight: Weight,
    selected: bool,
    width: Option<f32>,
}

const PADDING: f32 = 12.0;
const GAP: f32 = 10.0;
/// The height of buttons, inputs and segments, in points.
pub(super) const HEIGHT: f32 = 34.0;

impl<'a> Button<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, key: None, weight: Weight::Plain, selected: false, width: None }
    }

    /// Shows the key that does the same, as "Ctrl K".
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// Makes this the main button of its dialog.
    pub fn main(mut self) -> Self {
        self.weight = Weight::Main;
        self
    }

    /// Leaves the frame out until the pointer is on the button.
    pub fn quiet(mut self) -> Self {
        self.weight = Weight::Quiet;
        self
    }

    /// Shows the button as switched on.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Makes the button `width` points wide.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    fn looks(&self, theme: &Theme, response: &Response) -> (Color32, Stroke, Color32) {
        let on_accent = self.selected || self.weight == Weight::Main;
        if on_accent {
            let fill = if response.is_pointer_button_down_on() {
                theme.accent_pressed
            } else if response.hovered() {
                theme.accent_hover
            } else {
                theme.accent
            };
            return (fill, Stroke::new(1.0, theme.accent), theme.on_accent);
        }
        let (fill, edge) = if response.is_pointer_button_down_on() {
            (theme.pressed, theme.border)
        } else if response.hovered() {
            (theme.hover, theme.border)
        } else if self.weight == Weight::Quiet {
            (Color32::TRANSPARENT, Color32::TRANSPARENT)
        } else {
            (theme.field, theme.border)
        };
        (fill, Stroke::new(1.0, edge), theme.ink)
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let key = self.key.map(|key| KeyHint::new(ui, key));
        let beside = key.as_ref().map_or(0.0, |key| GAP + key.width());
        let room = self.width.unwrap_or(ui.available_width()) - 2.0 * PADDING - beside;
        let line = TextLine::new(ui.ctx(), self.text, Voice::Body, room);
        let width = self.width.unwrap_or(line.width() + beside + 2.0 * PADDING);
        let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
        let (text, enabled, selected) = (self.text, ui.is_enabled(), self.selected);
        response.widget_info(|| {
            if selected {
                WidgetInfo::selected(Role::Button, enabled, true, text)
            } else {
                WidgetInfo::labeled(Role::Button, enabled, text)
            }
        });
        if let Some(key) = self.key {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_keyboard_shortcut(key));
        }
        if ui.is_rect_visible(rect) {
            let theme = Theme::of(ui);
            let (fill, stroke, ink) = self.looks(theme, &response);
            let corners = CornerRadius::same(RADIUS);
            ui.painter().rect(rect, corners, fill, stroke, StrokeKind::Inside);
            focus_ring(ui, &response, rect);
            let inner = rect.shrink2(vec2(PADDING, 0.0));
            let (text_rect, rest) = split_start(ui, inner, inner.width() - beside);
            let align = if key.is_some() { start(ui) } else { Align::Center };
            line.paint(ui.painter(), text_rect, align, ink);
            if let Some(key) = key {
                let (_, chip) = split_start(ui, rest, GAP);
                key.paint(ui, chip, ink);
            }
        }
        if line.cut { tooltip(response, text) } else { response }
    }
}

/// Shows a button; returns its response.
pub fn button(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(text))
}

/// Draws the ring around the widget that keys go to, and brings it into sight when they come to it.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    ring(ui, response, rect, Theme::of(ui).focus);
}

/// Draws the ring of a widget inside of it, on the accent.
pub(super) fn focus_ring_on_accent(ui: &Ui, response: &Response, rect: Rect) {
    ring(ui, response, rect, Theme::of(ui).on_accent);
}

fn ring(ui: &Ui, response: &Response, rect: Rect, colour: Color32) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.0, colour);
        let corners = CornerRadius::same(RADIUS + 2);
        ui.painter().rect_stroke(rect.expand(1.0), corners, stroke, StrokeKind::Outside);
    }
}

/// The name of a key in a small frame.
pub(super) struct KeyHint {
    line: TextLine,
}

impl KeyHint {
    const HEIGHT: f32 = 18.0;
    const PADDING: f32 = 6.0;

    pub(super) fn new(ui: &Ui, key: &str) -> Self {
        Self { line: TextLine::new(ui.ctx(), key, Voice::Small, f32::INFINITY) }
    }

    pub(super) fn width(&self) -> f32 {
        (self.line.width() + 2.0 * Self::PADDING).max(Self::HEIGHT)
    }

    /// Paints the hint in the middle of `rect`'s height, over its whole width.
    pub(super) fn paint(&self, ui: &Ui, rect: Rect, ink: Color32) {
        let theme = Theme::of(ui);
        let frame = Rect::from_center_size(rect.center(), vec2(rect.width(), Self::HEIGHT));
        let corners = CornerRadius::same(4);
        let (edge, ink) =
            if ink == theme.ink { (theme.border, theme.weak_ink) } else { (ink.gamma_multiply(0.6), ink) };
        // A lower edge a pixel further down makes it a key cap.
        let cap = frame.translate(vec2(0.0, 1.0));
        ui.painter().rect_stroke(cap, corners, Stroke::new(1.0, edge), StrokeKind::Inside);
        ui.painter().rect_stroke(frame, corners, Stroke::new(1.0, edge), StrokeKind::Inside);
        self.line.paint(ui.painter(), frame, Align::Center, ink);
    }
}
