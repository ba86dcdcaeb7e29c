//! The bar at the top: menus, the layers with their keys, the palette.

use egui::{Align, Layout, Ui};

use crate::session::{Command, Menu, Message};
use crate::ui::menu;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let rtl = text::direction(ui.ctx()).is_rtl();
    text::row(ui, |ui| {
        ui.set_min_height(38.0);
        text::heading(ui, &scene.say("app-name"));
        ui.add_space(6.0);
        for choice in Menu::ALL {
            menu::show(ui, scene, choice);
        }
        ui.add_space(10.0);
        layers(ui, scene);
        let far =
            if rtl { Layout::left_to_right(Align::Center) } else { Layout::right_to_left(Align::Center) };
        ui.with_layout(far, |ui| {
            let key = Command::Palette.chords()[0].name();
            let words = scene.say("button-commands");
            if ui.add(Button::new(&words).key(&key)).clicked() {
                scene.push(Message::Do(Command::Palette));
            }
        });
    });
}

/// A button for each layer of the schema, with its key.
fn layers(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(open) = scene.session.open.as_ref() else { return };
    let can_mark = open.read_only.is_none();
    for layer in &open.schema.layers {
        let name = layer.name.in_language(scene.code()).to_owned();
        let key = layer.key.map(String::from).unwrap_or_default();
        let button = Button::new(&name).key(&key);
        if ui.add_enabled(can_mark, button).clicked() {
            scene.push(Message::Mark { layer: layer.id.clone() });
        }
    }
}
