//! The import dialog.

use egui::Ui;

use crate::format::Format;
use crate::i18n::Place;
use crate::session::{ExchangeStep, ImportForm, Lack, Message, Pick, Way, Work};
use crate::ui::dialog::exchange::{Kept, folder, format_name, halves, lack, outcome, push, sample};
use crate::ui::draft::{self, Size};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, kept: &mut Kept, is_new: bool) {
    text::heading(ui, &scene.say("dialog-import"));
    let session = scene.session;
    let Some(task) = session.exchange.import.as_ref() else { return };
    let enters = kept.enters(&task.work, is_new);
    match &task.work {
        Work::Running(running) => return outcome::running(ui, scene, Way::Import, running, enters),
        Work::Ended(ended) => return outcome::ended(ui, scene, Way::Import, ended, enters),
        Work::Idle => {}
    }
    let mut form = task.form.clone();
    let recognised = task.sample.as_ref().and_then(|sample| sample.as_ref().ok()?.first.as_ref());
    let recognised = recognised.map(|first| first.format);
    halves(
        ui,
        scene,
        |ui, scene| choices(ui, scene, &mut form, recognised, enters),
        |ui, scene, height| sample::imported(ui, scene, task, height),
    );
    ui.add_space(6.0);
    let suggested = task.form.suggested().display().to_string();
    if let Some(set) = folder(ui, scene, Pick::ImportTo, task.form.folder.as_ref(), &suggested) {
        form.folder = set;
    }
    let request = form.request(session);
    if form != task.form {
        push(scene, ExchangeStep::SetImport(form));
    }
    if let Err(missing) = &request
        && *missing != Lack::Paths
    {
        lack(ui, scene, *missing);
    }
    ui.add_space(6.0);
    text::row(ui, |ui| {
        let words = scene.say("button-import");
        if ui.add_enabled(request.is_ok(), Button::new(&words).main()).clicked() {
            push(scene, ExchangeStep::Start(Way::Import));
        }
        if ui.add(Button::new(&scene.say("button-close"))).clicked() {
            scene.push(Message::CloseDialog);
        }
    });
}

fn choices(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    form: &mut ImportForm,
    recognised: Option<Format>,
    enters: bool,
) {
    let name = scene.say("exchange-paths");
    text::caption(ui, &name);
    if let Some(typed) = draft::field(ui, "exchange-paths", &name, &form.paths, Size::Area(3)) {
        form.paths = typed;
    }
    text::row(ui, |ui| {
        let files = ui.add(Button::new(&scene.say("button-choose-files")));
        if enters {
            files.request_focus();
        }
        if files.clicked() {
            scene.push(Message::Pick(Pick::ImportFiles));
        }
        if ui.add(Button::new(&scene.say("button-choose-folder"))).clicked() {
            scene.push(Message::Pick(Pick::ImportFolder));
        }
    });

    let name = scene.say("exchange-format");
    text::caption(ui, &name);
    let formats: Vec<Format> = Format::ALL.into_iter().filter(|format| format.is_imported()).collect();
    let mut names = vec![scene.say("exchange-recognise")];
    names.extend(formats.iter().map(|format| format_name(scene, *format)));
    let options: Vec<&str> = names.iter().map(String::as_str).collect();
    let place = formats.iter().position(|format| Some(*format) == form.from);
    if let Some(chosen) = text::combo(ui, &name, "", Some(place.map_or(0, |place| place + 1)), &options) {
        form.from = chosen.checked_sub(1).map(|place| formats[place]);
    }
    match (form.from, recognised) {
        (Some(format), _) => drop(text::weak(ui, &scene.say(&format!("format-{}-for", format.name())))),
        (None, Some(format)) => {
            let format = format_name(scene, format);
            text::weak(ui, &scene.say_with("exchange-recognised", &[("format", Place::Text(&format))]));
        }
        (None, None) => {}
    }
    text::weak(ui, &scene.say("exchange-import-hint"));
}
