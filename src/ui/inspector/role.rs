//! The roles of an annotation: what fills each, and the button that fills it.

use egui::Ui;

use crate::annotation::{Anchor, Annotation};
use crate::schema::Layer;
use crate::session::{Message, Mode, Open};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, annotation: &Annotation, layer: &Layer) {
    for role in layer.roles.iter().skip(1) {
        let name = role.name.in_language(scene.code()).to_owned();
        text::caption(ui, &name);
        for (number, anchor) in annotation.role(&role.id).iter().enumerate() {
            let words = words_of(scene, open, anchor);
            text::row(ui, |ui| {
                let remove = scene.say("inspector-remove");
                let width = (ui.available_width() - 92.0).max(60.0);
                let shown = ui.add(Button::new(&words).width(width));
                if shown.clicked()
                    && let Some(target) = anchor.target()
                {
                    scene.push(Message::Show(target.clone()));
                }
                if ui.add(Button::new(&remove).quiet()).clicked() {
                    scene.push(Message::ClearRole {
                        id: annotation.id.clone(),
                        role: role.id.clone(),
                        anchor: number,
                    });
                }
            });
        }
        if role.many || annotation.role(&role.id).is_empty() {
            let is_awaited = matches!(&open.mode, Mode::Fill { id, role: awaited } if *id == annotation.id && *awaited == role.id);
            let add = format!("{} · {name}", scene.say("button-add"));
            if ui.add(Button::new(&add).quiet().selected(is_awaited)).clicked() {
                scene.push(Message::StartFill { id: annotation.id.clone(), role: role.id.clone() });
            }
        }
        ui.add_space(2.0);
    }
}

fn words_of(scene: &Scene<'_>, open: &Open, anchor: &Anchor) -> String {
    match anchor {
        Anchor::Text { fragments, .. } => {
            let parts = fragments.spans().iter().filter_map(|span| open.document.get(*span));
            look::shorten(&parts.collect::<Vec<_>>().join(" … "), 80)
        }
        Anchor::Ref { id, .. } => match open.set.get(id) {
            Some(target) => {
                let label = look::label_name(open, target, scene.code());
                let words = look::isolated(&look::shorten(&open.text_of(target), 60));
                format!("{words} ({})", look::isolated(&label))
            }
            None => id.to_string(),
        },
    }
}
