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
        let key = Command::Palette.chords()[0].name();
        let words = scene.say("button-commands");
        let commands = Button::new(&words).key(&key);
        let room = ui.available_width() - commands.natural_width(ui) - ui.spacing().item_spacing.x;
        layers(ui, scene, room);
        let far =
            if rtl { Layout::left_to_right(Align::Center) } else { Layout::right_to_left(Align::Center) };
        ui.with_layout(far, |ui| {
            if ui.add(commands).clicked() {
                scene.push(Message::Do(Command::Palette));
            }
        });
    });
}

/// A button for each layer of the schema, with its key where there is room for it; none where there isn't for all:
/// the keys and the commands stay.
fn layers(ui: &mut Ui, scene: &mut Scene<'_>, room: f32) {
    let Some(open) = scene.session.open.as_ref() else { return };
    let can_mark = open.read_only.is_none();
    let gap = ui.spacing().item_spacing.x;
    let layers = open.schema.layers.iter().map(|layer| {
        let key = layer.key.map(String::from).unwrap_or_default();
        (layer, layer.name.in_language(scene.code()).to_owned(), key)
    });
    let layers: Vec<_> = layers.collect();
    let width = |with_keys: bool| -> f32 {
        let widths = layers.iter().map(|(_, name, key)| {
            let button = Button::new(name);
            if with_keys { button.key(key) } else { button }.natural_width(ui) + gap
        });
        widths.sum()
    };
    let with_keys = width(true) <= room;
    if !with_keys && width(false) > room {
        return;
    }
    for (layer, name, key) in &layers {
        let button = Button::new(name);
        let button = if with_keys { button.key(key) } else { button };
        if ui.add_enabled(can_mark, button).clicked() {
            scene.push(Message::Mark { layer: layer.id.clone() });
        }
    }
}
