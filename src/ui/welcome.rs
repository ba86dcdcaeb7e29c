//! What the window says while nothing is open.

use egui::{Align, Layout, Ui};

use crate::session::{Command, Message};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, MenuItem};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space(ui.available_height() * 0.28);
        text::heading(ui, &scene.say("welcome-title"));
        text::weak(ui, &scene.say("welcome-hint"));
        ui.add_space(14.0);
        let words = scene.say("command-open-file");
        let key = Command::OpenFile.chords()[0].name();
        if ui.add(Button::new(&words).key(&key).main()).clicked() {
            scene.push(Message::Do(Command::OpenFile));
        }
        let recent = &scene.session.settings.recent;
        if recent.is_empty() {
            return;
        }
        ui.add_space(20.0);
        text::caption(ui, &scene.say("welcome-recent"));
        ui.set_max_width(460.0);
        let mut chosen = None;
        for path in recent {
            let shown = look::path(path);
            if ui.add(MenuItem::new(&shown)).clicked() {
                chosen = Some(path.clone());
            }
        }
        if let Some(path) = chosen {
            scene.push(Message::Open { path, encoding: None });
        }
    });
}
