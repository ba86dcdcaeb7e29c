//! The settings, each in force as soon as it is chosen.

use egui::Ui;

use crate::i18n::Place;
use crate::session::Message;
use crate::settings::{
    CaretMovement, FACE_LANGUAGES, Language, Settings, ThemeChoice, face_language, usual_family,
};
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

    choose_face(ui, scene, &mut settings);

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
    let name = scene.say("setting-caret");
    text::caption(ui, &name);
    let words = ["setting-caret-visual", "setting-caret-logical"].map(|id| scene.say(id));
    let options: Vec<&str> = words.iter().map(String::as_str).collect();
    let current = CaretMovement::ALL.iter().position(|movement| *movement == settings.caret);
    if let Some(chosen) = text::segmented(ui, &name, current, &options) {
        settings.caret = CaretMovement::ALL[chosen];
    }
    let name = scene.say("setting-controls");
    text::checkbox(ui, &mut settings.show_controls, &name);

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

/// The face of articles, by their language; at first that of the open article is asked for.
fn choose_face(ui: &mut Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let name = scene.say("setting-family");
    text::caption(ui, &name);
    let id = egui::Id::unique("face-language");
    let opened = scene.session.open.as_ref().map_or("ar", |open| face_language(&open.set.about().language));
    let mut language = ui.data(|data| data.get_temp::<&'static str>(id)).unwrap_or(opened);
    let names = ["language-ar", "language-fa", "language-ur", "language-he"].map(|id| scene.say(id));
    let options: Vec<&str> = names.iter().map(String::as_str).collect();
    let current = FACE_LANGUAGES.iter().position(|known| *known == language);
    if let Some(chosen) = text::segmented(ui, &scene.say("setting-family-language"), current, &options) {
        language = FACE_LANGUAGES[chosen];
        ui.data_mut(|data| data.insert_temp(id, language));
    }
    let automatic =
        scene.say_with("setting-family-usual", &[("family", Place::Text(usual_family(language)))]);
    let families = text::with(ui.ctx(), |system| system.book().families());
    let mut options = vec![automatic.as_str()];
    options.extend(families.iter().map(String::as_str));
    let chosen = settings.faces.get(language);
    let current = chosen.map_or(Some(0), |chosen| options.iter().position(|family| family == chosen));
    let shown = chosen.map_or(automatic.as_str(), String::as_str).to_owned();
    match text::combo(ui, &name, &shown, current, &options) {
        Some(0) => _ = settings.faces.remove(language),
        Some(chosen) => _ = settings.faces.insert(language.to_owned(), families[chosen - 1].clone()),
        None => {}
    }
}
