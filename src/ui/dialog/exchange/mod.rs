//! The dialogs of export and import: what is chosen at the side where lines begin, and what becomes of the
//! first document at the other.

mod export;
mod import;
mod outcome;
mod sample;

pub use export::show as show_export;
pub use import::show as show_import;

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::format::Format;
use crate::i18n::fault_words;
use crate::session::{Dialog, ExchangeStep, Lack, Message, Pick, Refusal, Session, Work};
use crate::ui::draft::{self, Size};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, Label};
use crate::ui::theme::Theme;

/// What the dialogs keep between passes.
#[derive(Debug, Default)]
pub struct Kept {
    /// Which file of the sample is shown.
    file: usize,
    /// What the dialog showed last.
    shown: Option<Stage>,
}

/// What a dialog shows of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Choices,
    Running,
    Ended,
}

impl Kept {
    /// Tells whether another stage is shown than before, so that its main part takes the keys.
    fn enters(&mut self, work: &Work, is_new: bool) -> bool {
        let stage = match work {
            Work::Idle => Stage::Choices,
            Work::Running(_) => Stage::Running,
            Work::Ended(_) => Stage::Ended,
        };
        let before = self.shown.replace(stage);
        is_new || before != Some(stage)
    }
}

/// The width of these dialogs in points: a sample of text needs room.
pub fn width(ui: &Ui, session: &Session) -> f32 {
    let exchange = &session.exchange;
    let is_idle = match &session.dialog {
        Some(Dialog::Export) => exchange.export.as_ref().is_some_and(|task| task.work == Work::Idle),
        _ => exchange.import.as_ref().is_some_and(|task| task.work == Work::Idle),
    };
    let widest = if is_idle { 1080.0 } else { 640.0 };
    (ui.ctx().content_rect().width() - 90.0).clamp(420.0, widest)
}

/// The height of what stands between the title and the folder to write into.
fn body_height(ui: &Ui) -> f32 {
    (ui.ctx().content_rect().height() - 350.0).clamp(160.0, 560.0)
}

/// Shows two parts beside each other, the first where lines begin; narrow windows show them below each other.
fn halves(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    first: impl FnOnce(&mut Ui, &mut Scene<'_>),
    second: impl FnOnce(&mut Ui, &mut Scene<'_>, f32),
) {
    const GAP: f32 = 24.0;
    const WIDE: f32 = 700.0;
    let height = body_height(ui);
    let width = ui.available_width();
    if width < WIDE {
        ScrollArea::vertical().id_salt("exchange").max_height(height).min_scrolled_height(height).show(
            ui,
            |ui| {
                text::column(ui, |ui| {
                    first(ui, scene);
                    ui.add_space(8.0);
                    second(ui, scene, height.max(240.0));
                });
            },
        );
        return;
    }
    let (_, whole) = ui.allocate_space(vec2(width, height));
    let part = (width - GAP) * 0.44;
    let (left, right) = if text::direction(ui.ctx()).is_rtl() {
        (whole.right() - part, whole.left())
    } else {
        (whole.left(), whole.left() + part + GAP)
    };
    let of = |left: f32, width: f32| Rect::from_min_size(pos2(left, whole.top()), vec2(width, height));
    let child = |rect: Rect, salt: &'static str| UiBuilder::new().max_rect(rect).id_salt(salt);
    let mut choices = ui.new_child(child(of(left, part), "choices"));
    ScrollArea::vertical().id_salt("choices").auto_shrink(false).max_height(height).show(
        &mut choices,
        |ui| {
            // Room for the scroll bar, and for the ring around what has the keys.
            ui.set_max_width(part - 14.0);
            text::column(ui, |ui| first(ui, scene));
        },
    );
    let mut shown = ui.new_child(child(of(right, width - part - GAP), "sample"));
    text::column(&mut shown, |ui| second(ui, scene, height));
}

/// Shows the folder to write into; returns what it is set to.
fn folder(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    pick: Pick,
    value: Option<&String>,
    suggested: &str,
) -> Option<Option<String>> {
    let name = scene.say("exchange-folder");
    text::caption(ui, &name);
    let words = scene.say("button-choose");
    let mut set = None;
    text::row(ui, |ui| {
        let button = ui.add(Button::new(&words));
        if button.clicked() {
            scene.push(Message::Pick(pick));
        }
        let shown = value.map_or(suggested, String::as_str);
        text::column(ui, |ui| {
            if let Some(typed) = draft::field(ui, "exchange-folder", &name, shown, Size::Line) {
                set = Some((!typed.trim().is_empty()).then_some(typed));
            }
        });
    });
    set
}

/// Shows what is lacking.
fn lack(ui: &mut Ui, scene: &Scene<'_>, lack: Lack) {
    let id = match lack {
        Lack::Paths => "exchange-lacks-paths",
        Lack::Shares => "exchange-lacks-shares",
        Lack::Folder => "exchange-lacks-folder",
    };
    ui.add(Label::new(&scene.say(id)).colour(Theme::of(ui).waiting));
}

/// Shows why something could not be done at all.
fn refusal(ui: &mut Ui, scene: &Scene<'_>, refusal: &Refusal) {
    ui.add(Label::new(&fault_words(scene.words, &refusal.what)).colour(Theme::of(ui).problem));
    text::weak(ui, &fault_words(scene.words, &refusal.hint));
}

/// Returns a format's name for people.
fn format_name(scene: &Scene<'_>, format: Format) -> String {
    scene.say(&format!("format-{}", format.name()))
}

fn push(scene: &mut Scene<'_>, step: ExchangeStep) {
    scene.push(Message::Exchange(step));
}
