//! How far the work is, and what came of it.

use egui::accesskit::Role;
use egui::{CornerRadius, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::i18n::Place;
use crate::session::{Ending, ExchangeStep, Message, Outcome, Running, Way};
use crate::ui::dialog::exchange::sample::{kinds_list, left_out};
use crate::ui::dialog::exchange::{push, refusal};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, Label, Voice};
use crate::ui::theme::Theme;

pub fn running(ui: &mut Ui, scene: &mut Scene<'_>, way: Way, running: &Running, enters: bool) {
    let id = match (running.is_stopping, running.is_writing) {
        (true, _) => "exchange-stopping",
        (_, false) => "exchange-surveying",
        (_, true) => "exchange-writing",
    };
    // An import is measured by the bytes that are read, which nobody wants to count.
    let share = running.done as f32 / running.total.max(1) as f32;
    let percent = format!("{}%", (share * 100.0) as u32);
    let count = match way {
        Way::Export => {
            let places = [("done", Place::Count(running.done)), ("count", Place::Count(running.total))];
            scene.say_with("exchange-progress", &places)
        }
        Way::Import => percent.clone(),
    };
    ui.add_space(8.0);
    text::label(ui, &format!("{} {count}", scene.say(id)));
    bar(ui, &scene.say(id), share, &percent);
    text::weak(ui, &scene.say("exchange-goes-on"));
    ui.add_space(8.0);
    text::row(ui, |ui| {
        let stop = ui.add_enabled(!running.is_stopping, Button::new(&scene.say("button-stop")));
        if enters {
            stop.request_focus();
        }
        if stop.clicked() {
            push(scene, ExchangeStep::Stop(way));
        }
        if ui.add(Button::new(&scene.say("button-close"))).clicked() {
            scene.push(Message::CloseDialog);
        }
    });
}

/// Shows a bar that grows from the side where lines begin.
fn bar(ui: &mut Ui, name: &str, share: f32, value: &str) {
    let theme = Theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 10.0), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.current_text_value = Some(value.to_owned());
        info
    });
    let width = rect.width() * share.clamp(0.0, 1.0);
    let left = if text::direction(ui.ctx()).is_rtl() { rect.right() - width } else { rect.left() };
    let done = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
    ui.painter().rect_filled(rect, CornerRadius::same(5), theme.pressed);
    ui.painter().rect_filled(done, CornerRadius::same(5), theme.accent);
}

pub fn ended(ui: &mut Ui, scene: &mut Scene<'_>, way: Way, outcome: &Outcome, enters: bool) {
    ui.add_space(6.0);
    if let Some(why) = &outcome.refusal {
        refusal(ui, scene, why);
    } else {
        summary(ui, scene, way, outcome);
    }
    let room = (ui.ctx().content_rect().height() - 420.0).clamp(80.0, 260.0);
    left_out(ui, scene, "left-out", &outcome.listed, room);
    if outcome.left_out > outcome.listed.len() && !outcome.listed.is_empty() {
        text::weak(ui, "…");
    }
    ui.add_space(10.0);
    let is_there = outcome.refusal.is_none() && outcome.documents > 0;
    text::row(ui, |ui| {
        let mut first = None;
        let mut choice = |ui: &mut Ui, id: &str, message: Message| {
            let words = scene.say(id);
            let button = Button::new(&words);
            let response = ui.add(if first.is_none() && is_there { button.main() } else { button });
            if response.clicked() {
                scene.push(message);
            }
            first.get_or_insert(response);
        };
        if is_there && way == Way::Import {
            choice(ui, "button-open-imported", Message::Exchange(ExchangeStep::OpenImported));
        }
        if is_there {
            choice(ui, "button-show-in-folder", Message::Exchange(ExchangeStep::ShowInFolder(way)));
        }
        let again = if is_there { "button-once-more" } else { "button-back" };
        choice(ui, again, Message::Exchange(ExchangeStep::Again(way)));
        choice(ui, "button-close", Message::CloseDialog);
        if let Some(first) = first.filter(|_| enters) {
            first.request_focus();
        }
    });
}

fn summary(ui: &mut Ui, scene: &mut Scene<'_>, way: Way, outcome: &Outcome) {
    let theme = Theme::of(ui);
    let (id, colour) = match (outcome.ending, way) {
        (Ending::Refused, _) => ("exchange-refused", theme.waiting),
        (Ending::Stopped, _) => ("exchange-stopped", theme.waiting),
        (Ending::Done, Way::Export) => ("exchange-exported", theme.saved),
        (Ending::Done, Way::Import) => ("exchange-imported", theme.saved),
    };
    let documents = scene.say_with("exchange-documents", &[("count", Place::Count(outcome.documents))]);
    let annotations = scene.say_with("count-annotations", &[("count", Place::Count(outcome.annotations))]);
    ui.add(Label::new(&scene.say(id)).voice(Voice::Strong).colour(colour));
    if outcome.ending != Ending::Refused {
        text::label(ui, &format!("{documents} · {annotations}"));
        let folder = outcome.folder.display().to_string();
        text::weak(ui, &scene.say_with("exchange-where", &[("folder", Place::Text(&folder))]));
    }
    if outcome.passed_over > 0 {
        let id = if way == Way::Export { "exchange-without" } else { "exchange-unknown" };
        text::weak(ui, &scene.say_with(id, &[("count", Place::Count(outcome.passed_over))]));
    }
    if let Some(id) = outcome.schema {
        text::weak(ui, &scene.say(id));
    }
    if outcome.losses > 0 {
        let words = scene.say_with("exchange-not-carried", &[("count", Place::Count(outcome.losses))]);
        ui.add(Label::new(&words).voice(Voice::Strong).colour(theme.waiting));
        let height = (outcome.kinds.len() as f32 * 24.0).min(160.0);
        let kinds = outcome.kinds.iter().map(|(what, count)| (what.as_str(), *count));
        kinds_list(ui, scene, kinds, height);
    }
    if outcome.left_out > 0 {
        let words = scene.say_with("exchange-left-out", &[("count", Place::Count(outcome.left_out))]);
        ui.add(Label::new(&words).voice(Voice::Strong).colour(theme.problem));
    }
}
