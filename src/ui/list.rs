//! The annotations in document order.

use egui::accesskit::Role;
use egui::{ScrollArea, Ui};

use crate::annotation::Annotation;
use crate::i18n::Place;
use crate::session::{Message, Open};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, MenuItem};

/// The height of a row, in points, with the space below it.
const ROW: f32 = 31.0;

/// The list's own state: which layer is shown.
#[derive(Debug, Default)]
pub struct List {
    layer: Option<String>,
    /// The annotation last brought into sight.
    shown: Option<crate::annotation::Id>,
}

impl List {
    pub fn show(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let Some(open) = scene.session.open.as_ref() else { return };
        text::column(ui, |ui| {
            let count = Place::Count(open.set.len());
            // How many there are is known once all of them were read.
            let words = match open.is_opening() {
                true => scene.say("state-opening"),
                false => scene.say_with("count-annotations", &[("count", count)]),
            };
            text::caption(ui, &words);
            self.filter(ui, scene, open);
            if open.set.is_empty() {
                text::weak(ui, &scene.say("list-empty"));
                return;
            }
            self.rows(ui, scene, open);
        });
    }

    /// The choice of a layer.
    fn filter(&mut self, ui: &mut Ui, scene: &Scene<'_>, open: &Open) {
        let layers = &open.schema.layers;
        let all = scene.say("list-all");
        let names = layers.iter().map(|layer| layer.name.in_language(scene.code()));
        let options: Vec<&str> = std::iter::once(all.as_str()).chain(names).collect();
        let current =
            self.layer.as_ref().and_then(|id| open.schema.layer_index(id)).map_or(0, |place| place + 1);
        if let Some(chosen) = text::segmented(ui, &scene.say("panel-annotations"), Some(current), &options) {
            self.layer = chosen.checked_sub(1).map(|place| layers[place].id.clone());
        }
        ui.add_space(4.0);
    }

    fn rows(&mut self, ui: &mut Ui, scene: &mut Scene<'_>, open: &Open) {
        ui.spacing_mut().item_spacing.y = 1.0;
        let layer = self.layer.as_deref();
        let count = layer.map_or(open.set.len(), |layer| open.set.count_of_layer(layer));
        let mut area = ScrollArea::vertical().id_salt("annotations").auto_shrink([false, false]);
        if self.shown != open.active {
            let active = open.active_annotation();
            let row = active.and_then(|active| match layer {
                Some(layer) if active.layer == layer => open.set.rank_in_layer(&active.id),
                Some(_) => None,
                None => open.set.rank(&active.id),
            });
            if let Some(row) = row {
                let middle = row as f32 * ROW - ui.available_height() / 2.0;
                area = area.vertical_scroll_offset(middle.max(0.0));
            }
            self.shown.clone_from(&open.active);
        }
        area.show_rows(ui, ROW - 1.0, count, |ui, rows| {
            text::list(ui, Role::List, &scene.say("panel-annotations"), count, |ui| {
                for row in rows {
                    let there = match layer {
                        Some(layer) => open.set.at_in_layer(layer, row),
                        None => open.set.at(row),
                    };
                    if let Some(annotation) = there {
                        show_row(ui, scene, open, annotation, (row, count));
                    }
                }
            });
        });
    }
}

fn show_row(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    open: &Open,
    annotation: &Annotation,
    (row, count): (usize, usize),
) {
    let words = open.text_of(annotation).replace('\n', " ");
    let label = look::label_name(open, annotation, scene.code());
    let item = MenuItem::new(&words)
        .key(&label)
        .mark(look::colour(ui, open, annotation))
        .chosen(open.active.as_ref() == Some(&annotation.id))
        .role(Role::ListItem)
        .place(row, count);
    if ui.add(item).clicked() {
        scene.push(Message::Show(annotation.id.clone()));
    }
}
