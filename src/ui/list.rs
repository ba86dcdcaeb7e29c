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

/// The list's own state: which layer is shown, and the ranks that belong to it.
#[derive(Debug, Default)]
pub struct List {
    layer: Option<String>,
    /// What the ranks were taken for: document, revision and layer.
    taken_for: Option<(String, u64, String)>,
    ranks: Vec<usize>,
    /// The annotation last brought into sight.
    shown: Option<crate::annotation::Id>,
}

impl List {
    pub fn show(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let Some(open) = scene.session.open.as_ref() else { return };
        text::column(ui, |ui| {
            let count = Place::Count(open.set.len());
            text::caption(ui, &scene.say_with("count-annotations", &[("count", count)]));
            self.filter(ui, scene, open);
            self.choose_ranks(open);
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

    /// Lists the ranks of the layer's annotations anew where something changed.
    fn choose_ranks(&mut self, open: &Open) {
        let Some(layer) = &self.layer else {
            self.taken_for = None;
            return;
        };
        let key = (open.document.sha256().to_owned(), open.revision, layer.clone());
        if self.taken_for.as_ref() != Some(&key) {
            let of_layer = open.set.iter().enumerate().filter(|(_, annotation)| annotation.layer == *layer);
            self.ranks = of_layer.map(|(rank, _)| rank).collect();
            self.taken_for = Some(key);
        }
    }

    fn rows(&mut self, ui: &mut Ui, scene: &mut Scene<'_>, open: &Open) {
        ui.spacing_mut().item_spacing.y = 1.0;
        let count = if self.layer.is_some() { self.ranks.len() } else { open.set.len() };
        let rank_of = |row: usize| if self.layer.is_some() { self.ranks[row] } else { row };
        let mut area = ScrollArea::vertical().id_salt("annotations").auto_shrink([false, false]);
        if self.shown != open.active {
            let rank = open.active.as_ref().and_then(|id| open.set.rank(id));
            let row = rank.and_then(|rank| match &self.layer {
                Some(_) => self.ranks.binary_search(&rank).ok(),
                None => Some(rank),
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
                    if let Some(annotation) = open.set.at(rank_of(row)) {
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
