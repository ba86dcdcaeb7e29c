//! What stands in front of the window: paths, failures, problems, the palette, help, settings.

mod exchange;
mod failure;
mod help;
mod palette;
mod path;
mod problems;
mod settings;
mod unsaved;

use egui::accesskit::Role;
use egui::{Id, Modal, ScrollArea, Ui};

use crate::session::{Dialog, Message};
use crate::ui::scene::Scene;
use crate::ui::text;

/// The space between a dialog's edge and what it holds, in points.
const MARGIN: f32 = 18.0;

/// What dialogs keep between passes.
#[derive(Debug, Default)]
pub struct Dialogs {
    /// What was typed in the palette or as a path.
    typed: String,
    /// The row chosen in the palette.
    row: usize,
    exchange: exchange::Kept,
    /// The dialog shown last, so that each begins afresh.
    last: Option<Dialog>,
    /// What had the keys before the dialog, and gets them back.
    before: Option<Id>,
}

impl Dialogs {
    pub fn show(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let dialog = scene.session.dialog.as_ref();
        let is_new = self.last.as_ref() != dialog;
        if is_new {
            if self.last.is_none() {
                self.before = ui.memory(|memory| memory.focused());
            }
            self.last = dialog.cloned();
            self.typed.clear();
            self.row = 0;
        }
        let Some(dialog) = dialog else {
            if let Some(before) = self.before.take() {
                ui.memory_mut(|memory| memory.request_focus(before));
            }
            return;
        };
        let width = match dialog {
            Dialog::Help | Dialog::Problems => 620.0,
            Dialog::Palette => 520.0,
            Dialog::Export | Dialog::Import => exchange::width(ui, scene.session),
            _ => 440.0,
        };
        let frame = egui::Frame::window(ui.style()).inner_margin(egui::Margin::same(MARGIN as i8));
        let id = Id::unique("dialog");
        let role = match dialog {
            Dialog::Failure(_) | Dialog::Unsaved => Role::AlertDialog,
            _ => Role::Dialog,
        };
        let area = Modal::default_area(id).role(role).accessible_name(scene.say(title(dialog)));
        let modal = Modal::new(id).area(area).frame(frame).show(ui.ctx(), |ui| {
            ui.set_width(width);
            // In a low window the whole of it is scrolled, so that its buttons can be reached.
            let room = ui.ctx().content_rect().height() - 2.0 * MARGIN - 24.0;
            let area = ScrollArea::vertical().id_salt("dialog").max_height(room);
            // These two are as high as the window lets them be.
            let area = match dialog {
                Dialog::Export | Dialog::Import => area.min_scrolled_height(room),
                _ => area,
            };
            area.show(ui, |ui| {
                text::column(ui, |ui| match dialog {
                    Dialog::TypePath { pick, unanswered } => {
                        let hint = unanswered.then_some(*pick);
                        path::show(ui, scene, *pick, hint, &mut self.typed, is_new);
                    }
                    Dialog::Failure(failure) => failure::show(ui, scene, failure, is_new),
                    Dialog::Problems => problems::show(ui, scene, is_new),
                    Dialog::Palette => palette::show(ui, scene, &mut self.typed, &mut self.row, is_new),
                    Dialog::Help => help::show(ui, scene, is_new),
                    Dialog::Settings => settings::show(ui, scene, is_new),
                    Dialog::Export => exchange::show_export(ui, scene, &mut self.exchange, is_new),
                    Dialog::Import => exchange::show_import(ui, scene, &mut self.exchange, is_new),
                    Dialog::Unsaved => unsaved::show(ui, scene, is_new),
                });
            });
        });
        if modal.should_close() {
            scene.push(Message::CloseDialog);
        }
    }
}

/// The id of a dialog's name, which is its heading where it has one.
fn title(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::TypePath { .. } => "dialog-type-path",
        Dialog::Failure(_) => "failure-title",
        Dialog::Problems => "dialog-problems",
        Dialog::Palette => "dialog-palette",
        Dialog::Help => "dialog-help",
        Dialog::Settings => "dialog-settings",
        Dialog::Export => "dialog-export",
        Dialog::Import => "dialog-import",
        Dialog::Unsaved => "dialog-unsaved",
    }
}
