//! What stands in front of the window: paths, failures, problems, the palette, help, settings.

mod exchange;
mod failure;
mod help;
mod palette;
mod path;
mod problems;
mod settings;
mod unsaved;

use egui::{Id, Modal, Ui};

use crate::session::{Dialog, Message};
use crate::ui::scene::Scene;
use crate::ui::text;

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
}

impl Dialogs {
    pub fn show(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let dialog = scene.session.dialog.as_ref();
        let is_new = self.last.as_ref() != dialog;
        if is_new {
            self.last = dialog.cloned();
            self.typed.clear();
            self.row = 0;
        }
        let Some(dialog) = dialog else { return };
        let width = match dialog {
            Dialog::Help | Dialog::Problems => 620.0,
            Dialog::Palette => 520.0,
            Dialog::Export | Dialog::Import => exchange::width(ui, scene.session),
            _ => 440.0,
        };
        let frame = egui::Frame::window(ui.style()).inner_margin(egui::Margin::same(18));
        let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ui.ctx(), |ui| {
            ui.set_width(width);
            text::column(ui, |ui| match dialog {
                Dialog::TypePath { pick, unanswered } => {
                    let hint = unanswered.then_some(*pick);
                    path::show(ui, scene, *pick, hint, &mut self.typed, is_new);
                }
                Dialog::Failure(failure) => failure::show(ui, scene, failure, is_new),
                Dialog::Problems => problems::show(ui, scene),
                Dialog::Palette => palette::show(ui, scene, &mut self.typed, &mut self.row, is_new),
                Dialog::Help => help::show(ui, scene),
                Dialog::Settings => settings::show(ui, scene),
                Dialog::Export => exchange::show_export(ui, scene, &mut self.exchange),
                Dialog::Import => exchange::show_import(ui, scene),
                Dialog::Unsaved => unsaved::show(ui, scene),
            });
        });
        if modal.should_close() {
            scene.push(Message::CloseDialog);
        }
    }
}
