//! All commands, found by typing a part of their words.

use egui::accesskit::Role;
use egui::{Key, ScrollArea, Ui};

use crate::session::{Command, Message};
use crate::ui::menu;
use crate::ui::scene::Scene;
use crate::ui::text::{self, MenuItem, TextInput};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, typed: &mut String, row: &mut usize, is_new: bool) {
    let name = scene.say("dialog-palette");
    let hint = scene.say("dialog-palette-search");
    let (down, up) = ui.input_mut(|input| {
        let none = egui::Modifiers::NONE;
        (input.count_and_consume_key(none, Key::ArrowDown), input.count_and_consume_key(none, Key::ArrowUp))
    });
    let input = TextInput::line(&name, typed).placeholder(&hint).show(ui);
    if is_new {
        input.response.request_focus();
    }
    if input.changed {
        *row = 0;
    }
    let wanted = typed.trim().to_lowercase();
    let entries: Vec<(Command, String)> = Command::ALL
        .iter()
        .filter(|command| **command != Command::Palette && command.is_enabled(scene.session))
        .map(|command| (*command, menu::name_of(scene, *command)))
        .filter(|(_, words)| words.to_lowercase().contains(&wanted))
        .collect();
    *row = (*row + down).saturating_sub(up).min(entries.len().saturating_sub(1));
    let mut chosen = input.committed.then(|| entries.get(*row).map(|(command, _)| *command)).flatten();
    ui.add_space(4.0);
    ScrollArea::vertical().id_salt("palette").max_height(340.0).min_scrolled_height(340.0).show(ui, |ui| {
        let count = entries.len();
        text::list(ui, Role::ListBox, &name, count, |ui| {
            for (number, (command, words)) in entries.iter().enumerate() {
                let key = command.chords().first().map(|chord| chord.name()).unwrap_or_default();
                let item = MenuItem::new(words).key(&key).chosen(number == *row);
                let response = ui.add(item.role(Role::ListBoxOption).place(number, count));
                if number == *row && (down > 0 || up > 0) {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    chosen = Some(*command);
                }
            }
        });
    });
    if let Some(command) = chosen {
        scene.push(Message::CloseDialog);
        scene.push(menu::run(command));
    } else if input.cancelled {
        scene.push(Message::CloseDialog);
    }
}
