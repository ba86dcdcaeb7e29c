//! The settings, each in force as soon as it is chosen.

use egui::Ui;

use crate::session::Message;
use crate::settings::{Language, ThemeChoice};
use crate::ui::draft::{self, Size};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, is_new: bool) {
    text::heading(ui, &scene.say("dialog-settings"));
    let mut settings = scene.session.settings.clone();

    let name = scene.say("setting-annotator");
    text::caption(ui, &name);
    if let Some(annotator) = draft::field(ui, "annotator", &name, &settings.annotator, Size::Line) {
        settings.annotator = annotator;
    }

    let name = scene.say("setting-language");
    text::caption(ui, &name);
    let system = scene.say("setting-language-system");
    let languages = [None, Some(Language::Arabic), Some(Language::English)];
    let current = languages.iter().position(|language| *language == settings.language);
    if let Some(chosen) = text::segmented(ui, &name, current, &[&system, "العربية", "English"]) {
        settings.language = languages[chosen];
    }

    let name = scene.say("setting-theme");
    text::caption(ui, &name);
    let themes = [ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark];
    let words = ["setting-theme-system", "setting-theme-light", "setting-theme-dark"].map(|id| scene.say(id));
    let current = themes.iter().position(|theme| *theme == settings.theme);
    let options: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(chosen) = text::segmented(ui, &name, current, &options) {
        settings.theme = themes[chosen];
    }

    let name = scene.say("setting-family");
    text::caption(ui, &name);
    let families = text::with(ui.ctx(), |system| system.book().families());
    let options: Vec<&str> = families.iter().map(String::as_str).collect();
    let current = options.iter().position(|family| *family == settings.family);
    if let Some(chosen) = text::combo(ui, &name, &settings.family, current, &options) {
        settings.family = families[chosen].clone();
    }

    let steps: [(&str, &mut f32, &[f32]); 3] = [
        ("setting-size", &mut settings.size, &[16.0, 18.0, 20.0, 22.0, 24.0, 28.0, 32.0]),
        ("setting-line-height", &mut settings.line_height, &[1.6, 1.8, 2.0, 2.2, 2.5, 3.0]),
        ("setting-measure", &mut settings.measure, &[22.0, 26.0, 31.0, 36.0, 44.0]),
    ];
    for (id, value, options) in steps {
        let name = scene.say(id);
        text::caption(ui, &name);
        let words: Vec<String> = options.iter().map(ToString::to_string).collect();
        let shown: Vec<&str> = words.iter().map(String::as_str).collect();
        let current = options.iter().position(|option| (option - *value).abs() < 0.01);
        if let Some(chosen) = text::segmented(ui, &name, current, &shown) {
            *value = options[chosen];
        }
    }
    if settings != scene.session.settings {
        scene.push(Message::Settings(settings));
    }
    ui.add_space(8.0);
    let close = ui.add(Button::new(&scene.say("button-close")).main());
    if is_new {
        close.request_focus();
    }
    if close.clicked() {
        scene.push(Message::CloseDialog);
    }
}
