//! Signs for what isn't seen, with their names under the pointer.

use egui::{Painter, Response, Ui};

use crate::page::{Control, controls};
use crate::session::Open;
use crate::text::control_name;
use crate::ui::reading::{Place, Reading, paint};
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::theme::Theme;

impl Reading {
    /// Draws the signs; the one under the pointer says its name.
    pub(super) fn show_controls(
        &self,
        ui: &Ui,
        scene: &Scene<'_>,
        open: &Open,
        painter: &Painter,
        place: &Place,
        response: Response,
    ) -> Response {
        let Some(sheet) = self.sheet.as_ref() else { return response };
        let found = controls(&sheet.column, place.shown.clone(), open.document.text());
        let shapes: Vec<_> = found.iter().flat_map(Control::shapes).collect();
        paint::shapes(painter, &shapes, place.origin, Theme::of(ui));
        let pointer = response.hover_pos().map(|position| position - place.origin);
        let names = found
            .iter()
            .filter(|control| pointer.is_some_and(|pointer| control.is_at(pointer.x, pointer.y)))
            .filter_map(|control| control_name(control.character))
            .map(|name| scene.say(&format!("control-{name}")));
        let names = names.collect::<Vec<_>>().join("\n");
        if names.is_empty() { response } else { text::tooltip(response, &names) }
    }
}
