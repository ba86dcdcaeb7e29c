//! The strip that says what the next key or click means: labels to choose, a role to fill.

use egui::{Align2, Area, Frame, Id, Margin, Order, Ui, vec2};

use crate::i18n::Place;
use crate::session::{Message, Mode, Open};
use crate::ui::panes::Pane;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, Urgency};
use crate::ui::theme::Theme;

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(open) = scene.session.open.as_ref() else { return };
    if open.mode == Mode::Read {
        return;
    }
    let theme = Theme::of(ui);
    let sheet = ui.max_rect();
    let frame = Frame::new()
        .fill(theme.field)
        .stroke(egui::Stroke::new(1.0, theme.border))
        .corner_radius(egui::CornerRadius::same(8))
        .shadow(egui::Shadow { offset: [0, 3], blur: 12, spread: 0, color: theme.shadow })
        .inner_margin(Margin::symmetric(14, 10));
    let width = (sheet.width() - 60.0).clamp(240.0, 720.0);
    Area::new(Id::unique("chooser"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(sheet.center_bottom() - vec2(0.0, 18.0))
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                ui.set_max_width(width);
                ui.set_min_width(width);
                scene.enter(ui, Pane::Chooser);
                text::column(ui, |ui| match &open.mode {
                    Mode::Label { layer, .. } => labels(ui, scene, open, layer),
                    Mode::Fill { id, role } => fill(ui, scene, open, id, role),
                    Mode::Relate { from, kind } => relate(ui, scene, open, from, kind),
                    Mode::Read => {}
                });
            });
        });
}

fn labels(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, layer: &str) {
    let Some(layer) = open.schema.layer(layer) else { return };
    let words = scene.say("mode-label");
    text::announce(&text::caption(ui, &words), &words, Urgency::Polite);
    wrapped(ui, |ui| {
        for label in &layer.labels {
            let name = label.name.in_language(scene.code());
            let key = label.key.map(String::from).unwrap_or_default();
            let response = ui.add(Button::new(name).key(&key));
            let response = match &label.description {
                Some(description) => text::tooltip(response, description.in_language(scene.code())),
                None => response,
            };
            if response.clicked() {
                scene.push(Message::Label(label.id.clone()));
            }
        }
    });
}

fn fill(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, id: &crate::annotation::Id, role: &str) {
    let layer = open.set.get(id).and_then(|annotation| open.layer_of(annotation));
    let name =
        layer.and_then(|layer| layer.role(role)).map_or(role, |role| role.name.in_language(scene.code()));
    let words = scene.say_with("mode-fill", &[("role", Place::Text(name))]);
    text::announce(&text::label(ui, &words), &words, Urgency::Polite);
    let skip = scene.say("button-skip");
    if ui.add(Button::new(&skip).key("Tab")).clicked() {
        scene.push(Message::Do(crate::session::Command::NextAnnotation));
    }
}

fn relate(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, from: &crate::annotation::Id, kind: &str) {
    let name = open.schema.relation(kind).map_or(kind, |kind| kind.name.in_language(scene.code()));
    let words = scene.say_with("mode-relate", &[("kind", Place::Text(name))]);
    text::announce(&text::label(ui, &words), &words, Urgency::Polite);
    wrapped(ui, |ui| {
        for (number, choice) in open.schema.relations.iter().enumerate() {
            let key = (number + 1).to_string();
            let name = choice.name.in_language(scene.code());
            if ui.add(Button::new(name).key(&key).selected(choice.id == kind)).clicked() {
                scene.push(Message::StartRelation { from: from.clone(), kind: choice.id.clone() });
            }
        }
    });
}

/// Shows widgets beside each other in as many rows as they need, from the side where lines begin.
fn wrapped(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let rtl = text::direction(ui.ctx()).is_rtl();
    let main = if rtl { egui::Direction::RightToLeft } else { egui::Direction::LeftToRight };
    let layout = egui::Layout::from_main_dir_and_cross_align(main, egui::Align::Min).with_main_wrap(true);
    ui.with_layout(layout, contents);
}
