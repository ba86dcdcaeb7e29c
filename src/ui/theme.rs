//! The palette as egui's colours, and egui's own look made from it.

use std::sync::LazyLock;

use egui::style::WidgetVisuals;
use egui::{Color32, Context, CornerRadius, Margin, Shadow, Stroke, Style, Ui, Visuals, vec2};

use crate::page::palette::{Palette, Rgba};

/// The colours of the window in one of the two lights.
pub type Theme = Palette<Color32>;

/// The corners of buttons, inputs and pop-ups, in points.
pub const RADIUS: u8 = 6;

static LIGHT: LazyLock<Theme> = LazyLock::new(|| Palette::LIGHT.map(colour));
static DARK: LazyLock<Theme> = LazyLock::new(|| Palette::DARK.map(colour));

impl Theme {
    /// Returns the colours of the light that `ui` is drawn in.
    pub fn of(ui: &Ui) -> &'static Self {
        Self::in_light(ui.visuals().dark_mode)
    }

    fn in_light(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }

    /// Gives both of egui's themes our colours and measures.
    pub fn install(ctx: &Context) {
        for theme in [egui::Theme::Light, egui::Theme::Dark] {
            ctx.style_mut_of(theme, |style| {
                Self::in_light(theme == egui::Theme::Dark).apply(style)
            });
        }
    }

    fn apply(&self, style: &mut Style) {
        style.visuals = self.visuals();
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(8.0, 6.0);
        spacing.button_padding = vec2(12.0, 6.0);
        spacing.menu_margin = Margin::same(5);
        spacing.window_margin = Margin::same(14);
        spacing.tooltip_width = 360.0;
        style.interaction.selectable_labels = false;
    }

    fn visuals(&self) -> Visuals {
        let mut visuals = if self.dark { Visuals::dark() } else { Visuals::light() };
        let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: self.shadow };
        visuals.override_text_color = None;
        visuals.weak_text_color = Some(self.weak_ink);
        visuals.hyperlink_color = self.link;
        visuals.faint_bg_color = self.panel;
        visuals.extreme_bg_color = self.field;
        visuals.text_edit_bg_color = Some(self.field);
        visuals.code_bg_color = self.hover;
        visuals.warn_fg_color = self.waiting;
        visuals.error_fg_color = self.problem;
        visuals.panel_fill = self.background;
        visuals.window_fill = self.field;
        visuals.window_stroke = Stroke::new(1.0, self.border);
        visuals.window_corner_radius = CornerRadius::same(RADIUS + 2);
        visuals.menu_corner_radius = CornerRadius::same(RADIUS);
        visuals.window_shadow = shadow;
        visuals.popup_shadow = shadow;
        visuals.selection.bg_fill = self.selection;
        visuals.selection.stroke = Stroke::new(1.0, self.accent);
        visuals.text_cursor.stroke = Stroke::new(1.5, self.caret);
        let widgets = &mut visuals.widgets;
        widgets.noninteractive = self.widget(self.background, self.hairline, self.ink);
        widgets.inactive = self.widget(self.field, self.border, self.ink);
        widgets.hovered = self.widget(self.hover, self.border, self.ink);
        widgets.active = self.widget(self.pressed, self.accent, self.ink);
        widgets.open = self.widget(self.hover, self.border, self.ink);
        visuals
    }

    fn widget(&self, ground: Color32, edge: Color32, ink: Color32) -> WidgetVisuals {
        WidgetVisuals {
            bg_fill: ground,
            weak_bg_fill: ground,
            bg_stroke: Stroke::new(1.0, edge),
            corner_radius: CornerRadius::same(RADIUS),
            fg_stroke: Stroke::new(1.0, ink),
            expansion: 0.0,
        }
    }
}

/// Returns a colour of the palette as egui holds it.
pub fn colour([red, green, blue, alpha]: Rgba) -> Color32 {
    Color32::from_rgba_unmultiplied(red, green, blue, alpha)
}
