//! Relations: one that is chosen, and those of a chosen annotation.

use egui::Ui;

use crate::annotation::{Annotation, Id, Relation};
use crate::session::{Message, Open};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

/// Shows a chosen relation.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, relation: &Relation) {
    text::heading(ui, &kind_name(scene, open, &relation.kind));
    for end in [&relation.from, &relation.to] {
        let words = words_of(open, end);
        if ui.add(Button::new(&words)).clicked() {
            scene.push(Message::Show(end.clone()));
        }
    }
    if ui.add(Button::new(&scene.say("button-delete")).key("Del")).clicked() {
        scene.push(Message::Delete(vec![relation.id.clone()]));
    }
}

/// Lists the relations of an annotation, each with the button that takes it away, and begins new ones.
pub fn list(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, annotation: &Annotation) {
    text::caption(ui, &scene.say("panel-relations"));
    let relations = open.set.referrers(&annotation.id).iter().filter_map(|id| open.set.relation(id));
    for relation in relations {
        let is_from = relation.from == annotation.id;
        let other = if is_from { &relation.to } else { &relation.from };
        let kind = kind_name(scene, open, &relation.kind);
        // The arrow says which way the relation goes; it is drawn by the words' own direction.
        let words = if is_from {
            format!("{}: {}", look::isolated(&kind), look::isolated(&words_of(open, other)))
        } else {
            format!("{} · {}", look::isolated(&words_of(open, other)), look::isolated(&kind))
        };
        text::row(ui, |ui| {
            let width = (ui.available_width() - 92.0).max(60.0);
            if ui.add(Button::new(&words).width(width)).clicked() {
                scene.push(Message::Show(other.clone()));
            }
            if ui.add(Button::new(&scene.say("inspector-remove")).quiet()).clicked() {
                scene.push(Message::Delete(vec![relation.id.clone()]));
            }
        });
    }
    let first = open.schema.relations.first();
    if let Some(kind) = first
        && ui.add(Button::new(&scene.say("button-relate")).key("R").quiet()).clicked()
    {
        scene.push(Message::StartRelation { from: annotation.id.clone(), kind: kind.id.clone() });
    }
    ui.add_space(4.0);
}

fn kind_name(scene: &Scene<'_>, open: &Open, kind: &str) -> String {
    open.schema.relation(kind).map_or(kind, |kind| kind.name.in_language(scene.code())).to_owned()
}

fn words_of(open: &Open, id: &Id) -> String {
    open.set.get(id).map_or_else(|| id.to_string(), |annotation| look::shorten(&open.text_of(annotation), 60))
}
