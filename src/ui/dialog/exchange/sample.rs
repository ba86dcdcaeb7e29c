//! What becomes of the first document.

use std::collections::BTreeMap;

use egui::{ScrollArea, Ui};

use crate::i18n::{Place, fault_words, loss_words};
use crate::session::{
    ExportForm, ExportSample, ExportedSample, ImportForm, ImportSample, ImportedSample, LeftOut, Task,
};
use crate::ui::dialog::exchange::{Kept, refusal};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Label, Runs, Voice};
use crate::ui::theme::Theme;

pub fn exported(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    task: &Task<ExportForm, ExportSample>,
    kept: &mut Kept,
    height: f32,
) {
    title(ui, scene, "exchange-sample-export", task.is_looking);
    let sample = match &task.sample {
        Some(Ok(sample)) => sample,
        Some(Err(why)) => return refusal(ui, scene, why),
        None => return,
    };
    let mut counts = scene.say_with("exchange-documents", &[("count", Place::Count(sample.documents))]);
    if sample.passed_over > 0 {
        let without = scene.say_with("exchange-without", &[("count", Place::Count(sample.passed_over))]);
        counts = format!("{counts} · {without}");
    }
    text::weak(ui, &counts);
    let top = ui.cursor().top();
    if let Some(first) = &sample.first {
        let listed = losses_height(first);
        files(ui, scene, first, kept, height - 110.0 - listed);
        losses(ui, scene, first, listed);
    }
    let left = height - (ui.cursor().top() - top) - 60.0;
    left_out(ui, scene, "sample-failed", &sample.failed, left.clamp(40.0, 160.0));
}

fn title(ui: &mut Ui, scene: &Scene<'_>, id: &str, is_looking: bool) {
    let words = scene.say(id);
    let looking = scene.say("exchange-looking");
    let words = if is_looking { format!("{words} · {looking}") } else { words };
    text::caption(ui, &words);
}

fn files(ui: &mut Ui, scene: &Scene<'_>, first: &ExportedSample, kept: &mut Kept, height: f32) {
    let names: Vec<&str> = first.files.iter().map(|file| file.name.as_str()).collect();
    kept.file = kept.file.min(names.len().saturating_sub(1));
    match names.as_slice() {
        [] => return,
        [name] => drop(ui.add(Label::new(name).voice(Voice::Strong).one_line())),
        _ => {
            let label = scene.say("exchange-file");
            if let Some(chosen) = text::combo(ui, &label, "", Some(kept.file), &names) {
                kept.file = chosen;
            }
        }
    }
    let file = &first.files[kept.file];
    match &file.text {
        Some(words) => {
            let end = if file.is_cut { "\n…" } else { "" };
            let runs = if file.name.ends_with(".txt") { Runs::AsText } else { Runs::AsCode };
            text::block(ui, "sample-file", &format!("{words}{end}"), runs, height.max(120.0));
        }
        None => {
            let bytes = file.bytes.to_string();
            text::weak(ui, &scene.say_with("exchange-no-text", &[("bytes", Place::Text(&bytes))]));
        }
    }
    if !first.companions.is_empty() {
        let names = first.companions.join(" · ");
        text::weak(ui, &scene.say_with("exchange-companions", &[("names", Place::Text(&names))]));
    }
}

/// How high the list of losses is shown, in points.
fn losses_height(first: &ExportedSample) -> f32 {
    let kinds: std::collections::BTreeSet<&str> =
        first.losses.iter().map(|loss| loss.what.as_str()).collect();
    (kinds.len() as f32 * 24.0).clamp(0.0, 110.0)
}

fn losses(ui: &mut Ui, scene: &Scene<'_>, first: &ExportedSample, height: f32) {
    let theme = Theme::of(ui);
    if first.losses.is_empty() {
        ui.add(Label::new(&scene.say("exchange-all-carried")).colour(theme.saved));
        return;
    }
    let count = first.losses.len();
    let words = scene.say_with("exchange-not-carried", &[("count", Place::Count(count))]);
    ui.add(Label::new(&words).voice(Voice::Strong).colour(theme.waiting));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    first.losses.iter().for_each(|loss| *kinds.entry(&loss.what).or_default() += 1);
    kinds_list(ui, scene, kinds.into_iter(), height);
}

/// Lists what is lost, and how often, what is lost most first.
pub fn kinds_list<'a>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    kinds: impl Iterator<Item = (&'a str, usize)>,
    height: f32,
) {
    let mut kinds: Vec<(&str, usize)> = kinds.collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    ScrollArea::vertical().id_salt("losses").max_height(height).min_scrolled_height(height).show(ui, |ui| {
        text::column(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (what, count) in kinds {
                let what = loss_words(scene.words, what);
                let places = [("count", Place::Count(count)), ("what", Place::Text(&what))];
                text::label(ui, &scene.say_with("exchange-loss", &places));
            }
        });
    });
}

/// Lists what can't be read, with its place.
pub fn left_out(ui: &mut Ui, scene: &Scene<'_>, salt: &str, left: &[LeftOut], height: f32) {
    if left.is_empty() {
        return;
    }
    let theme = Theme::of(ui);
    ScrollArea::vertical().id_salt(salt).max_height(height).show(ui, |ui| {
        text::column(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for one in left {
                let line = if one.line > 0 { format!(":{}", one.line) } else { String::new() };
                // Isolated, so that neither the path nor what is said of it turns the other around.
                let what = fault_words(scene.words, &one.what);
                let words = format!("\u{2068}{}{line}\u{2069}: \u{2068}{what}\u{2069}", one.path.display());
                ui.add(Label::new(&words).colour(theme.problem));
                if let Some(remedy) = one.remedy {
                    text::weak(ui, &scene.say(remedy));
                }
            }
        });
    });
}

pub fn imported(ui: &mut Ui, scene: &mut Scene<'_>, task: &Task<ImportForm, ImportSample>, height: f32) {
    title(ui, scene, "exchange-sample-import", task.is_looking);
    let sample = match &task.sample {
        Some(Ok(sample)) => sample,
        Some(Err(why)) => return refusal(ui, scene, why),
        None => return drop(text::weak(ui, &scene.say("exchange-lacks-paths"))),
    };
    text::weak(ui, &scene.say_with("exchange-files", &[("count", Place::Count(sample.files))]));
    match &sample.first {
        Some(first) => first_imported(ui, scene, first, height - 60.0),
        None => drop(text::label(ui, &scene.say("exchange-nothing-found"))),
    }
    left_out(ui, scene, "sample-failed", &sample.failed, 90.0);
}

fn first_imported(ui: &mut Ui, scene: &Scene<'_>, first: &ImportedSample, height: f32) {
    ui.add(Label::new(&first.name).voice(Voice::Strong).one_line());
    let annotations = scene.say_with("count-annotations", &[("count", Place::Count(first.annotations))]);
    let relations = scene.say_with("exchange-relations", &[("count", Place::Count(first.relations))]);
    text::weak(ui, &format!("{annotations} · {relations}"));
    let faults = first.faults.len();
    let listed = if faults > 0 { 80.0 } else { 0.0 };
    let end = if first.is_cut { "\n…" } else { "" };
    let room = (height - 60.0 - listed) / 2.0;
    text::block(ui, "sample-text", &format!("{}{end}", first.text), Runs::AsText, room.max(90.0));
    let marks = first.marks.iter().map(|(layer, label, words)| {
        let name = if label.is_empty() { layer.clone() } else { label.clone() };
        format!("\u{2068}{name}\u{2069}  \u{2068}{}\u{2069}", words.replace('\n', " "))
    });
    let mut marks: Vec<String> = marks.collect();
    if first.annotations > first.marks.len() {
        marks.push("…".to_owned());
    }
    if !marks.is_empty() {
        text::block(ui, "sample-marks", &marks.join("\n"), Runs::AsCode, (room - 10.0).max(80.0));
    }
    if faults > 0 {
        let words = scene.say_with("exchange-faults", &[("count", Place::Count(faults))]);
        ui.add(Label::new(&words).voice(Voice::Strong).colour(Theme::of(ui).waiting));
        let faults: Vec<LeftOut> = first
            .faults
            .iter()
            .map(|fault| LeftOut {
                path: first.path.clone(),
                line: fault.line,
                what: fault.what.clone(),
                remedy: None,
            })
            .collect();
        left_out(ui, scene, "sample-faults", &faults, listed);
    }
}
