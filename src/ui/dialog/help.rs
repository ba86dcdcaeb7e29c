//! The keys, from the same table that gives them their meaning.

use egui::{ScrollArea, Ui};

use crate::session::{Command, Menu, Message};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, MenuItem};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, is_new: bool) {
    text::heading(ui, &scene.say("dialog-help"));
    text::weak(ui, &scene.say("dialog-help-mouse"));
    ScrollArea::vertical().id_salt("help").max_height(400.0).min_scrolled_height(400.0).show(ui, |ui| {
        text::column(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            if let Some(open) = scene.session.open.as_ref() {
                text::caption(ui, &scene.say("dialog-help-layers"));
                for layer in &open.schema.layers {
                    let key = layer.key.map(String::from).unwrap_or_default();
                    ui.add(MenuItem::new(layer.name.in_language(scene.code())).key(&key));
                }
            }
            for menu in Menu::ALL {
                ui.add_space(6.0);
                text::caption(ui, &scene.say(menu.words()));
                for command in Command::ALL.iter().filter(|command| command.menu() == menu) {
                    let keys: Vec<String> = command.chords().iter().map(|chord| chord.name()).collect();
                    ui.add(MenuItem::new(&scene.say(command.words())).key(&keys.join(" · ")));
                }
            }
        });
    });
    ui.add_space(8.0);
    let close = ui.add(Button::new(&scene.say("button-close")).main());
    if is_new {
        close.request_focus();
    }
    if close.clicked() {
        scene.push(Message::CloseDialog);
    }
}
