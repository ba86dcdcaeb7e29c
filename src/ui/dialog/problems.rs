//! The problems of the open document, and why it is read only where it is.

use egui::accesskit::Role;
use egui::{ScrollArea, Ui};

use crate::i18n::{Place, fault_words};
use crate::session::{Message, ReadOnly};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, MenuItem};
use crate::ui::theme::Theme;

/// The height of a row, in points, with the space below it.
const ROW: f32 = 31.0;

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, is_new: bool) {
    let title = scene.say("dialog-problems");
    text::heading(ui, &title);
    let Some(open) = scene.session.open.as_ref() else { return };
    if let Some(reason) = &open.read_only {
        let words = match reason {
            ReadOnly::Opening => scene.say("notice-opening"),
            ReadOnly::NewerRecord(version) => {
                let version = version.to_string();
                scene.say_with("read-only-newer", &[("version", Place::Text(&version))])
            }
            ReadOnly::TextDiffers => scene.say("read-only-text"),
            ReadOnly::Damaged => scene.say("read-only-damaged"),
            ReadOnly::Outside => scene.say("read-only-outside"),
            ReadOnly::Held(holder) => scene.say_with("read-only-held", &[("holder", Place::Text(holder))]),
        };
        text::label(ui, &words);
    }
    if open.problems.is_empty() {
        text::weak(ui, &scene.say("dialog-problems-none"));
    }
    let theme = Theme::of(ui);
    let count = open.problems.len();
    ui.spacing_mut().item_spacing.y = 1.0;
    ScrollArea::vertical().id_salt("problems").max_height(360.0).min_scrolled_height(360.0).show_rows(
        ui,
        ROW - 1.0,
        count,
        |ui, rows| {
            text::list(ui, Role::List, &title, count, |ui| {
                for (row, problem) in rows.filter_map(|row| Some((row, open.problems.get(row)?))) {
                    let words = scene.say(&format!("problem-{}", problem.code.as_str()));
                    // Isolated, so that an id or a foreign word doesn't disturb the sentence.
                    let detail =
                        format!("{words}: \u{2068}{}\u{2069}", fault_words(scene.words, &problem.detail));
                    let words = if problem.detail.is_empty() { words } else { detail };
                    let id = problem.item.as_ref().map(ToString::to_string).unwrap_or_default();
                    let item = MenuItem::new(&words).key(&id).mark(theme.problem).role(Role::ListItem);
                    if ui.add(item.place(row, count)).clicked() {
                        scene.push(Message::CloseDialog);
                        if let Some(id) = &problem.item {
                            scene.push(Message::Show(id.clone()));
                        }
                    }
                }
            });
        },
    );
    ui.add_space(8.0);
    let close = ui.add(Button::new(&scene.say("button-close")).main());
    if is_new {
        close.request_focus();
    }
    if close.clicked() {
        scene.push(Message::CloseDialog);
    }
}
