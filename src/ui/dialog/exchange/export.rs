//! The export dialog.

use egui::Ui;

use crate::format::{Clitics, Excluded, Format};
use crate::i18n::Place;
use crate::schema::Schema;
use crate::session::{ExchangeStep, ExportForm, Message, Pick, Scope, Way, Whose, Work};
use crate::ui::dialog::exchange::{Kept, folder, format_name, halves, lack, outcome, push, sample};
use crate::ui::draft::{self, Size};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, kept: &mut Kept, is_new: bool) {
    text::heading(ui, &scene.say("dialog-export"));
    let session = scene.session;
    let Some(task) = session.exchange.export.as_ref() else { return };
    let enters = kept.enters(&task.work, is_new);
    match &task.work {
        Work::Running(running) => return outcome::running(ui, scene, Way::Export, running, enters),
        Work::Ended(ended) => return outcome::ended(ui, scene, Way::Export, ended, enters),
        Work::Idle => {}
    }
    let mut form = task.form.clone();
    halves(
        ui,
        scene,
        |ui, scene| choices(ui, scene, &mut form),
        |ui, scene, height| sample::exported(ui, scene, task, kept, height),
    );
    ui.add_space(6.0);
    let suggested = task.form.suggested(session).display().to_string();
    if let Some(set) = folder(ui, scene, Pick::ExportTo, task.form.folder.as_ref(), &suggested) {
        form.folder = set;
    }
    let request = form.request(session);
    if form != task.form {
        push(scene, ExchangeStep::SetExport(Box::new(form)));
    }
    if let Err(missing) = &request {
        lack(ui, scene, *missing);
    }
    ui.add_space(6.0);
    text::row(ui, |ui| {
        let words = scene.say("button-export");
        let button = ui.add_enabled(request.is_ok(), Button::new(&words).main());
        if enters {
            button.request_focus();
        }
        if button.clicked() {
            push(scene, ExchangeStep::Start(Way::Export));
        }
        if ui.add(Button::new(&scene.say("button-close"))).clicked() {
            scene.push(Message::CloseDialog);
        }
    });
}

fn choices(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut ExportForm) {
    scope(ui, scene, form);

    let name = scene.say("exchange-format");
    text::caption(ui, &name);
    let names: Vec<String> = Format::ALL.iter().map(|format| format_name(scene, *format)).collect();
    let options: Vec<&str> = names.iter().map(String::as_str).collect();
    let current = Format::ALL.iter().position(|format| *format == form.format);
    if let Some(chosen) = text::combo(ui, &name, "", current, &options) {
        form.format = Format::ALL[chosen];
    }
    text::weak(ui, &scene.say(&format!("format-{}-for", form.format.name())));

    if form.format.is_of_tokens() {
        let words = ["exchange-clitics-expand", "exchange-clitics-split", "exchange-clitics-skip"]
            .map(|id| scene.say(id));
        let values = [Clitics::Expand, Clitics::Split, Clitics::Skip];
        one_of(ui, &scene.say("exchange-clitics"), &mut form.options.clitics, &values, &words);
    }
    let words = ["exchange-excluded-keep", "exchange-excluded-mask", "exchange-excluded-drop"]
        .map(|id| scene.say(id));
    let values = [Excluded::Keep, Excluded::Mask, Excluded::Drop];
    one_of(ui, &scene.say("exchange-excluded"), &mut form.options.excluded, &values, &words);
    layers(ui, scene, form);
    whose(ui, scene, form);
    split(ui, scene, form);
    ui.add_space(4.0);
    text::checkbox(ui, &mut form.keeps_names, &scene.say("exchange-names"));
    text::checkbox(ui, &mut form.is_strict, &scene.say("exchange-strict"));
}

fn scope(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    let name = scene.say("exchange-what");
    text::caption(ui, &name);
    let (open, folder) = (scene.session.open.as_ref(), scene.session.folder.as_ref());
    let document = scene.say("exchange-this-document");
    let count = folder.map_or(0, |folder| folder.entries.len());
    let whole = scene.say_with("exchange-whole-folder", &[("count", Place::Count(count))]);
    match (open, folder) {
        (Some(_), Some(_)) => {
            let current = usize::from(form.scope == Scope::Folder);
            if let Some(chosen) = text::segmented(ui, &name, Some(current), &[&document, &whole]) {
                form.scope = if chosen == 0 { Scope::Document } else { Scope::Folder };
            }
        }
        (None, Some(_)) => drop(text::label(ui, &whole)),
        _ => drop(text::label(ui, &document)),
    }
}

fn one_of<T: Copy + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, values: &[T], words: &[String]) {
    text::caption(ui, name);
    let options: Vec<&str> = words.iter().map(String::as_str).collect();
    let current = values.iter().position(|known| known == value);
    if let Some(chosen) = text::segmented(ui, name, current, &options) {
        *value = values[chosen];
    }
}

/// A box for each layer; with all of them ticked none is left out, whatever the documents hold.
fn layers(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    text::caption(ui, &scene.say("exchange-layers"));
    let schema = scene.session.open.as_ref().map_or(Schema::news(), |open| &open.schema);
    let all: Vec<&str> = schema.layers.iter().map(|layer| layer.id.as_str()).collect();
    let is_taken =
        |id: &str| form.options.layers.as_ref().is_none_or(|layers| layers.iter().any(|layer| layer == id));
    let mut taken: Vec<(&str, bool)> = all.iter().map(|id| (*id, is_taken(id))).collect();
    let before = taken.clone();
    ui.horizontal_wrapped(|ui| {
        // A box stands nearer to its own name than to its neighbour's.
        ui.spacing_mut().item_spacing.x = 20.0;
        for (layer, (_, is_taken)) in schema.layers.iter().zip(&mut taken) {
            text::checkbox(ui, is_taken, layer.name.in_language(scene.code()));
        }
    });
    if taken != before {
        let ids: Vec<String> =
            taken.iter().filter(|(_, taken)| *taken).map(|(id, _)| (*id).to_owned()).collect();
        form.options.layers = (ids.len() < all.len()).then_some(ids);
    }
}

fn whose(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    let name = scene.say("exchange-whose");
    text::caption(ui, &name);
    let words = ["exchange-whose-any", "exchange-whose-gold", "exchange-whose-one"].map(|id| scene.say(id));
    let options: Vec<&str> = words.iter().map(String::as_str).collect();
    let current = match &form.whose {
        Whose::Any => 0,
        Whose::Gold => 1,
        Whose::Annotator(_) => 2,
    };
    match text::combo(ui, &name, "", Some(current), &options) {
        Some(0) => form.whose = Whose::Any,
        Some(1) => form.whose = Whose::Gold,
        Some(_) if current != 2 => form.whose = Whose::Annotator(scene.session.settings.annotator.clone()),
        _ => {}
    }
    if let Whose::Annotator(annotator) = &mut form.whose {
        let name = scene.say("exchange-annotator");
        if let Some(typed) = draft::field(ui, "exchange-annotator", &name, annotator, Size::Line) {
            *annotator = typed;
        }
    }
}

fn split(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExportForm) {
    ui.add_space(4.0);
    text::checkbox(ui, &mut form.is_split, &scene.say("exchange-split"));
    if !form.is_split {
        return;
    }
    let name = scene.say("exchange-shares");
    text::caption(ui, &name);
    if let Some(typed) = draft::field(ui, "exchange-shares", &name, &form.shares, Size::Line) {
        form.shares = typed;
    }
    let name = scene.say("exchange-seed");
    text::caption(ui, &name);
    let seed = form.seed.to_string();
    if let Some(typed) = draft::field(ui, "exchange-seed", &name, &seed, Size::Line)
        && let Ok(seed) = typed.trim().parse()
    {
        form.seed = seed;
    }
    text::weak(ui, &scene.say("exchange-split-hint"));
}
