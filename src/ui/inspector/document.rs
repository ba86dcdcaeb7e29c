//! What is said of the document as a whole, while no annotation is chosen.

use egui::Ui;
use serde_json::Value;

use crate::session::{Command, Message, Open};
use crate::ui::draft::{self, Size};
use crate::ui::scene::Scene;
use crate::ui::text;

/// The metadata that articles have; others that a record holds are shown below them.
const FIELDS: [&str; 7] = ["title", "publisher", "author", "url", "archived_url", "published", "accessed"];

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open) {
    text::heading(ui, &scene.say("panel-document"));
    text::weak(ui, &scene.say("inspector-nothing"));
    ui.add_space(6.0);
    let about = open.set.about();
    let mut done = about.status == "done";
    if text::checkbox(ui, &mut done, &scene.say("state-done")).changed() {
        scene.push(Message::Do(Command::MarkDone));
    }
    ui.add_space(4.0);
    let others = about.metadata.keys().map(String::as_str).filter(|key| !FIELDS.contains(key));
    for key in FIELDS.into_iter().chain(others) {
        let words = format!("metadata-{key}");
        let name = scene.say(&words);
        let name = if name == words { key.to_owned() } else { name };
        text::caption(ui, &name);
        let value = about.metadata.get(key).and_then(Value::as_str).unwrap_or_default();
        if let Some(text) = draft::field(ui, key, &name, value, Size::Line) {
            let mut after = (**about).clone();
            if text.is_empty() {
                after.metadata.shift_remove(key);
            } else {
                after.metadata.insert(key.to_owned(), Value::from(text));
            }
            scene.push(Message::SetAbout(Box::new(after)));
        }
    }
    let name = scene.say("metadata-language");
    text::caption(ui, &name);
    if let Some(language) = draft::field(ui, "language", &name, &about.language, Size::Line) {
        scene.push(Message::SetAbout(Box::new(crate::annotation::About { language, ..(**about).clone() })));
    }
    let name = scene.say("inspector-note");
    text::caption(ui, &name);
    if let Some(notes) =
        draft::field(ui, "notes", &name, about.notes.as_deref().unwrap_or_default(), Size::Area(3))
    {
        let notes = (!notes.is_empty()).then_some(notes);
        scene.push(Message::SetAbout(Box::new(crate::annotation::About { notes, ..(**about).clone() })));
    }
}
