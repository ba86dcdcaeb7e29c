//! The documents of the open folder.

use egui::accesskit::Role;
use egui::{ScrollArea, Ui};

use crate::i18n::Place;
use crate::session::{EntryStatus, Message};
use crate::ui::scene::Scene;
use crate::ui::text::{self, MenuItem};
use crate::ui::theme::Theme;

/// The height of a row, in points, with the space below it.
const ROW: f32 = 31.0;

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(folder) = scene.session.folder.as_ref() else { return };
    let count = folder.entries.len();
    let places = [("done", Place::Count(folder.done())), ("count", Place::Count(count))];
    let title = scene.say_with("panel-documents", &places);
    let theme = Theme::of(ui);
    let current = scene.session.open.as_ref().and_then(|open| folder.position(&open.path));
    text::column(ui, |ui| {
        text::caption(ui, &title);
        ui.spacing_mut().item_spacing.y = 1.0;
        let height = (ui.available_height() * 0.35).min(count as f32 * ROW);
        ScrollArea::vertical().id_salt("documents").max_height(height).auto_shrink([false, true]).show_rows(
            ui,
            ROW - 1.0,
            count,
            |ui, rows| {
                text::list(ui, Role::List, &title, count, |ui| {
                    for row in rows {
                        let entry = &folder.entries[row];
                        let colour = match entry.status {
                            EntryStatus::Untouched => theme.faint,
                            EntryStatus::InProgress => theme.waiting,
                            EntryStatus::Done => theme.saved,
                        };
                        let item = MenuItem::new(&entry.name).mark(colour).chosen(current == Some(row));
                        if ui.add(item.role(Role::ListItem).place(row, count)).clicked() {
                            scene.push(Message::Open { path: entry.path.clone(), encoding: None });
                        }
                    }
                });
            },
        );
        ui.add_space(12.0);
    });
}
