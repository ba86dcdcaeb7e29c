//! The panel of details: the chosen annotation or relation, or the document where none is chosen.

mod attribute;
mod document;
mod relation;
mod role;

use egui::{ScrollArea, Ui};

use crate::annotation::{Annotation, Status};
use crate::i18n::Place;
use crate::schema::Layer;
use crate::session::{Message, Open};
use crate::ui::draft::{self, Size};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

/// Shows the details; `focus` gives the keys to the first field.
pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, focus: bool) {
    let Some(open) = scene.session.open.as_ref() else { return };
    ScrollArea::vertical().id_salt("inspector").auto_shrink([false, false]).show(ui, |ui| {
        text::column(ui, |ui| {
            ui.add_enabled_ui(open.read_only.is_none(), |ui| {
                let relation = open.active.as_ref().and_then(|id| open.set.relation(id));
                if let Some(annotation) = open.active_annotation() {
                    // Fields of another annotation are other fields, with drafts of their own.
                    ui.push_id(annotation.id.as_str(), |ui| {
                        text::column(ui, |ui| annotation_ui(ui, scene, open, annotation, focus));
                    });
                } else if let Some(relation) = relation {
                    relation::show(ui, scene, open, relation);
                } else {
                    document::show(ui, scene, open);
                }
            });
        });
    });
}

fn annotation_ui(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, annotation: &Annotation, focus: bool) {
    let delete = heading_ui(ui, scene, &look::layer_name(open, annotation, scene.code()));
    if focus {
        delete.request_focus();
    }
    if delete.clicked() {
        scene.push(Message::Delete(vec![annotation.id.clone()]));
    }
    text::weak(ui, &look::shorten(&open.text_of(annotation), 240));
    ui.add_space(6.0);
    let layer = open.layer_of(annotation);
    if let Some(layer) = layer {
        label_ui(ui, scene, annotation, layer);
        role::show(ui, scene, open, annotation, layer);
        for attribute in &layer.attributes {
            let value = annotation.attributes.get(&attribute.id).cloned().unwrap_or_default();
            if let Some(value) = attribute::show(ui, scene, open, attribute, &value, &attribute.id) {
                scene.push(Message::SetAttribute {
                    id: annotation.id.clone(),
                    attribute: attribute.id.clone(),
                    value,
                });
            }
        }
    }
    attribute::record_of(ui, scene, open, annotation);
    relation::list(ui, scene, open, annotation);
    text::caption(ui, &scene.say("inspector-note"));
    let note = annotation.note.as_deref().unwrap_or_default();
    let name = scene.say("inspector-note");
    if let Some(note) = draft::field(ui, "note", &name, note, Size::Area(2)) {
        scene.push(Message::SetNote { id: annotation.id.clone(), note });
    }
    status_ui(ui, scene, annotation);
    let made = &annotation.provenance;
    let creator = if made.creator.is_empty() { "—" } else { &made.creator };
    let places = [("creator", Place::Text(creator)), ("date", Place::Text(made.created.as_str()))];
    ui.add(text::Label::new(&scene.say_with("inspector-made-by", &places)).voice(text::Voice::Small).weak());
}

/// The title, and at its far side the button that deletes.
fn heading_ui(ui: &mut Ui, scene: &Scene<'_>, title: &str) -> egui::Response {
    let rtl = text::direction(ui.ctx()).is_rtl();
    let far = egui::Align::Center;
    let far = if rtl { egui::Layout::left_to_right(far) } else { egui::Layout::right_to_left(far) };
    let words = scene.say("button-delete");
    text::row(ui, |ui| {
        text::heading(ui, title);
        ui.with_layout(far, |ui| ui.add(Button::new(&words).key("Del").quiet())).inner
    })
    .inner
}

fn label_ui(ui: &mut Ui, scene: &mut Scene<'_>, annotation: &Annotation, layer: &Layer) {
    let title = scene.say("inspector-label");
    text::caption(ui, &title);
    let names: Vec<&str> = layer.labels.iter().map(|label| label.name.in_language(scene.code())).collect();
    let current = layer.labels.iter().position(|label| label.id == annotation.label);
    let chosen = if names.len() <= 9 {
        text::segmented(ui, &title, current, &names)
    } else {
        text::combo(ui, &title, &annotation.label, current, &names)
    };
    if let Some(chosen) = chosen {
        let label = layer.labels[chosen].id.clone();
        scene.push(Message::Relabel { id: annotation.id.clone(), label });
    }
    ui.add_space(4.0);
}

fn status_ui(ui: &mut Ui, scene: &mut Scene<'_>, annotation: &Annotation) {
    let title = scene.say("inspector-status");
    text::caption(ui, &title);
    let all = [Status::Draft, Status::Final, Status::Disputed];
    let words = ["status-draft", "status-final", "status-disputed"].map(|id| scene.say(id));
    let names: Vec<&str> = words.iter().map(String::as_str).collect();
    let current = all.iter().position(|status| *status == annotation.provenance.status);
    if let Some(chosen) = text::segmented(ui, &title, current, &names) {
        scene.push(Message::SetStatus { id: annotation.id.clone(), status: all[chosen].clone() });
    }
    ui.add_space(4.0);
}
