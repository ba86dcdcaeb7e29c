//! The disk refused, and the window shall close, or the person asks why.

use egui::Ui;

use crate::i18n::Place;
use crate::session::{Command, Message, Saving};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, is_new: bool) {
    text::heading(ui, &scene.say("dialog-unsaved"));
    let saving = scene.session.open.as_ref().map(|open| &open.saving);
    let detail = match saving {
        Some(Saving::Failed(words)) => words.as_str(),
        _ => "",
    };
    text::label(ui, &scene.say_with("dialog-unsaved-hint", &[("detail", Place::Text(detail))]));
    ui.add_space(8.0);
    for id in ["dialog-try-again", "button-save-copy", "button-quit-anyway", "button-cancel"] {
        let words = scene.say(id);
        let button = Button::new(&words).width(ui.available_width());
        let button = if id == "dialog-try-again" { button.main() } else { button };
        let response = ui.add(button);
        if is_new && id == "dialog-try-again" {
            response.request_focus();
        }
        if !response.clicked() {
            continue;
        }
        if id == "button-quit-anyway" {
            scene.push(Message::CloseAnyway);
            continue;
        }
        scene.push(Message::CloseDialog);
        match id {
            "dialog-try-again" => scene.push(Message::Do(Command::Save)),
            "button-save-copy" => scene.push(Message::Do(Command::SaveCopy)),
            _ => {}
        }
    }
}
