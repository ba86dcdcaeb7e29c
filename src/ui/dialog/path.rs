//! A path typed by hand.

use std::path::PathBuf;

use egui::Ui;

use crate::session::{Message, Pick};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, TextInput};

pub fn show(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    pick: Pick,
    unanswered: Option<Pick>,
    typed: &mut String,
    is_new: bool,
) {
    text::heading(ui, &scene.say("dialog-type-path"));
    let hint = match unanswered {
        Some(Pick::CopyTo) => Some("dialog-type-copy-hint"),
        Some(Pick::File | Pick::Folder) => Some("dialog-type-path-hint"),
        _ => None,
    };
    if let Some(hint) = hint {
        text::weak(ui, &scene.say(hint));
    }
    let name = scene.say("dialog-path");
    let input = TextInput::line(&name, typed).placeholder("/…/article.txt").show(ui);
    if is_new {
        input.response.request_focus();
    }
    let mut go = input.committed;
    text::row(ui, |ui| {
        let words = scene.say(if pick == Pick::CopyTo { "button-save-copy" } else { "button-open" });
        go |= ui.add(Button::new(&words).main()).clicked();
        if ui.add(Button::new(&scene.say("button-cancel"))).clicked() || input.cancelled {
            scene.push(Message::CloseDialog);
        }
    });
    if go && !typed.trim().is_empty() {
        scene.push(Message::Picked { pick, path: PathBuf::from(typed.trim()) });
    }
}
