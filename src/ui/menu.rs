//! The menus: the table of commands, as a list that opens.

use egui::{Popup, RectAlign, Ui};

use crate::session::{Command, Menu, Message};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, MenuItem};

/// Shows one menu's button and, when it is open, its commands.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, menu: Menu) {
    let words = scene.say(menu.words());
    let response = ui.add(Button::new(&words).quiet());
    let was_open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
    let mut chosen = false;
    let rtl = text::direction(ui.ctx()).is_rtl();
    let align = if rtl { RectAlign::BOTTOM_END } else { RectAlign::BOTTOM_START };
    Popup::menu(&response).align(align).accessible_name(&words).show(|ui| {
        ui.set_min_width(330.0);
        text::column(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for command in Command::ALL.iter().filter(|command| command.menu() == menu) {
                let name = name_of(scene, *command);
                let key = command.chords().first().map(|chord| chord.name()).unwrap_or_default();
                let enabled = command.is_enabled(scene.session);
                let item = MenuItem::new(&name).key(&key);
                if ui.add_enabled(enabled, item).clicked() {
                    scene.push(run(*command));
                    chosen = true;
                    ui.close();
                }
            }
        });
    });
    // After a command the keys are the article's, or the dialog's that it opens.
    text::give_keys_back(ui, &response, was_open && !chosen);
}

/// Returns the words of a command; undo and redo say what they would undo and redo.
pub fn name_of(scene: &Scene<'_>, command: Command) -> String {
    let history = scene.session.open.as_ref().map(|open| &open.history);
    let act = match command {
        Command::Undo => history.and_then(|history| history.next_undo()),
        Command::Redo => history.and_then(|history| history.next_redo()),
        _ => None,
    };
    let name = scene.say(command.words());
    match act {
        Some(act) => format!("{name}: {}", scene.say(&format!("act-{}", act.as_str()))),
        None => name,
    }
}

/// Returns the message that carries a command out.
pub fn run(command: Command) -> Message {
    if command == Command::Quit { Message::CloseRequested } else { Message::Do(command) }
}
