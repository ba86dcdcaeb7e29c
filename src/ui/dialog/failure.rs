//! An article that could not be opened, and what to do.

use egui::Ui;

use crate::i18n::{Place, fault_words};
use crate::session::{Message, OpenFailure};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, failure: &OpenFailure, is_new: bool) {
    text::heading(ui, &scene.say("failure-title"));
    let encoding = failure.encoding.as_deref().unwrap_or_default();
    text::label(ui, &scene.say_with(failure.words, &[("encoding", Place::Text(encoding))]));
    text::weak(ui, &look::path(&failure.path));
    ui.add_space(4.0);
    // The system's own words, where ours say no more than that it failed.
    if failure.words == "failure-unreadable" {
        text::weak(ui, &fault_words(scene.words, &failure.what));
    }
    ui.add_space(8.0);
    text::row(ui, |ui| {
        if let Some(encoding) = &failure.encoding {
            let words = scene.say_with("button-open-as", &[("encoding", Place::Text(encoding))]);
            let offer = ui.add(Button::new(&words).main());
            if is_new {
                offer.request_focus();
            }
            if offer.clicked() {
                let (path, encoding) = (failure.path.clone(), Some(encoding.clone()));
                scene.push(Message::Open { path, encoding });
            }
        }
        let close = ui.add(Button::new(&scene.say("button-close")));
        if is_new && failure.encoding.is_none() {
            close.request_focus();
        }
        if close.clicked() {
            scene.push(Message::CloseDialog);
        }
    });
}
