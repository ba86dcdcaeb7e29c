//! Fields for attributes, one form for each kind of value.

use egui::Ui;
use serde_json::{Map, Value};

use crate::annotation::Annotation;
use crate::schema::{Attribute, AttributeKind, Choice};
use crate::session::{Message, Open};
use crate::ui::draft::{self, Size};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button};

/// Shows an attribute's field; returns its new value where it was changed. Null takes it away.
///
/// `path` tells the field from others of its name, in objects and lists.
pub fn show(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    open: &Open,
    attribute: &Attribute,
    value: &Value,
    path: &str,
) -> Option<Value> {
    let name = attribute.name.in_language(scene.code()).to_owned();
    if !matches!(attribute.kind, AttributeKind::Flag) {
        text::caption(ui, &name);
    }
    let changed = match &attribute.kind {
        AttributeKind::Choice { options } => choice(ui, scene, &name, options, value.as_str()),
        AttributeKind::Choices { options } => choices(ui, scene, options, value),
        AttributeKind::Flag => {
            let mut checked = value.as_bool().unwrap_or(false);
            let changed = text::checkbox(ui, &mut checked, &name).changed();
            changed.then_some(Value::Bool(checked))
        }
        AttributeKind::Scale { min, max } => scale(ui, &name, *min, *max, value.as_i64()),
        AttributeKind::Text | AttributeKind::Date | AttributeKind::Graded { .. } => {
            line(ui, &name, value, path, Size::Line)
        }
        AttributeKind::LongText => line(ui, &name, value, path, Size::Area(2)),
        AttributeKind::List => list(ui, scene, &name, value, path),
        AttributeKind::Record => record(ui, scene, open, &name, value.as_str()),
        AttributeKind::Annotation { layers } => reference(ui, scene, open, &name, layers, value.as_str()),
        AttributeKind::Object { fields } => object(ui, scene, open, fields, value, path),
        AttributeKind::Objects { fields } => objects(ui, scene, open, fields, value, path),
    };
    ui.add_space(4.0);
    // A date that is none is not taken; the field shows the old one again.
    changed.filter(|value| attribute.fault(value).is_none())
}

/// One of a few options: side by side where they are few, else in a list. A second click takes it back.
fn choice(
    ui: &mut Ui,
    scene: &Scene<'_>,
    name: &str,
    options: &[Choice],
    value: Option<&str>,
) -> Option<Value> {
    let names: Vec<&str> = options.iter().map(|option| option.name.in_language(scene.code())).collect();
    let current = options.iter().position(|option| Some(option.id.as_str()) == value);
    let chosen = if options.len() <= 5 {
        text::segmented(ui, name, current, &names)
    } else {
        text::combo(ui, name, &scene.say("inspector-none"), current, &names)
    }?;
    Some(if current == Some(chosen) { Value::Null } else { Value::from(options[chosen].id.as_str()) })
}

fn choices(ui: &mut Ui, scene: &Scene<'_>, options: &[Choice], value: &Value) -> Option<Value> {
    let held: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut changed = None;
    for option in options {
        let mut checked = held.contains(&option.id.as_str());
        if text::checkbox(ui, &mut checked, option.name.in_language(scene.code())).changed() {
            let wanted = |other: &&Choice| {
                if other.id == option.id { checked } else { held.contains(&other.id.as_str()) }
            };
            let ids: Vec<&str> = options.iter().filter(wanted).map(|option| option.id.as_str()).collect();
            changed = Some(if ids.is_empty() { Value::Null } else { Value::from(ids) });
        }
    }
    changed
}

fn scale(ui: &mut Ui, name: &str, min: i64, max: i64, value: Option<i64>) -> Option<Value> {
    let numbers: Vec<String> = (min..=max).map(|number| number.to_string()).collect();
    let options: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let current = value.and_then(|value| usize::try_from(value - min).ok());
    let chosen = text::segmented(ui, name, current, &options)?;
    Some(if current == Some(chosen) { Value::Null } else { Value::from(min + chosen as i64) })
}

fn line(ui: &mut Ui, name: &str, value: &Value, path: &str, size: Size) -> Option<Value> {
    let text = draft::field(ui, path, name, value.as_str().unwrap_or_default(), size)?;
    Some(if text.is_empty() { Value::Null } else { Value::from(text) })
}

/// Strings, each in a field; an emptied one goes, and one more stands empty at the end.
fn list(ui: &mut Ui, scene: &Scene<'_>, name: &str, value: &Value, path: &str) -> Option<Value> {
    let mut items: Vec<String> =
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let mut changed = false;
    for number in 0..=items.len() {
        let item = items.get(number).cloned().unwrap_or_default();
        let item_path = format!("{path}/{number}");
        let label = if number == items.len() {
            format!("{name} · {}", scene.say("inspector-add-item"))
        } else {
            format!("{name} {}", number + 1)
        };
        if let Some(text) = draft::field(ui, item_path.as_str(), &label, &item, Size::Line) {
            changed = true;
            if number < items.len() {
                items[number] = text;
            } else {
                items.push(text);
            }
        }
    }
    items.retain(|item| !item.is_empty());
    changed.then(|| if items.is_empty() { Value::Null } else { Value::from(items) })
}

fn record(ui: &mut Ui, scene: &Scene<'_>, open: &Open, name: &str, value: Option<&str>) -> Option<Value> {
    let none = scene.say("inspector-none");
    let records: Vec<(&str, &str)> =
        open.set.entities().map(|record| (record.id.as_str(), record.name.as_str())).collect();
    let names: Vec<&str> =
        std::iter::once(none.as_str()).chain(records.iter().map(|(_, name)| *name)).collect();
    let current = records.iter().position(|(id, _)| Some(*id) == value).map_or(0, |place| place + 1);
    let chosen = text::combo(ui, name, &none, Some(current), &names)?;
    Some(chosen.checked_sub(1).map_or(Value::Null, |place| Value::from(records[place].0)))
}

/// Another annotation of certain layers: those nearest to the chosen one are offered.
fn reference(
    ui: &mut Ui,
    scene: &Scene<'_>,
    open: &Open,
    name: &str,
    layers: &[String],
    value: Option<&str>,
) -> Option<Value> {
    const OFFERED: usize = 40;
    let none = scene.say("inspector-none");
    let here = open.active.as_ref().and_then(|id| open.set.rank(id)).unwrap_or(0);
    let reach = 400.min(open.set.len());
    let near =
        (here.saturating_sub(reach)..(here + reach).min(open.set.len())).filter_map(|rank| open.set.at(rank));
    let fits = near.filter(|other| {
        Some(&other.id) != open.active.as_ref() && (layers.is_empty() || layers.contains(&other.layer))
    });
    let mut offered: Vec<(String, String)> = fits
        .map(|other| (other.id.to_string(), look::shorten(&open.text_of(other), 48)))
        .take(OFFERED)
        .collect();
    if let Some(value) = value
        && !offered.iter().any(|(id, _)| id == value)
    {
        let held = open.set.get(&crate::annotation::Id::new(value));
        let words = held.map_or_else(|| value.to_owned(), |held| look::shorten(&open.text_of(held), 48));
        offered.insert(0, (value.to_owned(), words));
    }
    let names: Vec<&str> =
        std::iter::once(none.as_str()).chain(offered.iter().map(|(_, words)| words.as_str())).collect();
    let current = offered.iter().position(|(id, _)| Some(id.as_str()) == value).map_or(0, |place| place + 1);
    let chosen = text::combo(ui, name, &none, Some(current), &names)?;
    Some(chosen.checked_sub(1).map_or(Value::Null, |place| Value::from(offered[place].0.as_str())))
}

/// The fields of an object, set in a frame.
fn object(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    open: &Open,
    fields: &[Attribute],
    value: &Value,
    path: &str,
) -> Option<Value> {
    let mut held = value.as_object().cloned().unwrap_or_default();
    let mut changed = false;
    egui::Frame::group(ui.style()).inner_margin(egui::Margin::same(8)).show(ui, |ui| {
        text::column(ui, |ui| {
            for field in fields {
                let before = held.get(&field.id).cloned().unwrap_or_default();
                let field_path = format!("{path}/{}", field.id);
                let graded = graded_options(fields, field, &held);
                let after = match graded {
                    Some(options) => {
                        let name = field.name.in_language(scene.code()).to_owned();
                        text::caption(ui, &name);
                        choice(ui, scene, &name, options, before.as_str())
                    }
                    None => show(ui, scene, open, field, &before, &field_path),
                };
                if let Some(after) = after {
                    changed = true;
                    set_field(&mut held, fields, &field.id, after);
                }
            }
        });
    });
    changed.then(|| if held.is_empty() { Value::Null } else { Value::Object(held) })
}

/// The labels of the scale that a graded field's sibling has chosen.
fn graded_options<'a>(
    fields: &'a [Attribute],
    field: &Attribute,
    held: &Map<String, Value>,
) -> Option<&'a [Choice]> {
    let AttributeKind::Graded { scale } = &field.kind else { return None };
    let sibling = fields.iter().find(|sibling| sibling.id == *scale)?;
    let AttributeKind::Choice { options } = &sibling.kind else { return None };
    let chosen = held.get(scale)?.as_str()?;
    let labels = options.iter().find(|option| option.id == chosen)?.labels.as_slice();
    (!labels.is_empty()).then_some(labels)
}

/// Sets one field; those that are there stand in the schema's order.
fn set_field(held: &mut Map<String, Value>, fields: &[Attribute], id: &str, value: Value) {
    if value.is_null() {
        held.shift_remove(id);
        return;
    }
    held.insert(id.to_owned(), value);
    let mut rest = std::mem::take(held);
    held.extend(fields.iter().filter_map(|field| rest.shift_remove_entry(&field.id)));
    held.extend(rest);
}

fn objects(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    open: &Open,
    fields: &[Attribute],
    value: &Value,
    path: &str,
) -> Option<Value> {
    let mut items: Vec<Value> = value.as_array().cloned().unwrap_or_default();
    let mut changed = false;
    let mut removed = None;
    for (number, item) in items.iter_mut().enumerate() {
        let item_path = format!("{path}/{number}");
        if let Some(after) = object(ui, scene, open, fields, item, &item_path) {
            changed = true;
            *item = if after.is_null() { Value::Object(Map::new()) } else { after };
        }
        let words = scene.say("inspector-remove");
        ui.push_id(("remove", number), |ui| {
            if ui.add(Button::new(&words).quiet()).clicked() {
                removed = Some(number);
            }
        });
    }
    if let Some(number) = removed {
        items.remove(number);
        changed = true;
    }
    if ui.add(Button::new(&scene.say("inspector-add-item")).quiet()).clicked() {
        items.push(Value::Object(Map::new()));
        changed = true;
    }
    changed.then(|| if items.is_empty() { Value::Null } else { Value::Array(items) })
}

/// The entity record that a mention points at, to be edited in its place, or the button that makes one.
pub fn record_of(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, annotation: &Annotation) {
    let layer = open.layer_of(annotation);
    let takes_record = layer.is_some_and(|layer| {
        layer.attributes.iter().any(|attribute| attribute.kind == AttributeKind::Record)
    });
    if !takes_record {
        return;
    }
    let id = annotation.attributes.get("record").and_then(Value::as_str).map(crate::annotation::Id::new);
    let Some(record) = id.and_then(|id| open.set.entity(&id)) else {
        let words = scene.say("button-new-record");
        if ui.add(Button::new(&words).quiet()).clicked() {
            scene.push(Message::NewRecord { mention: annotation.id.clone(), name: open.text_of(annotation) });
        }
        return;
    };
    let mut after = (**record).clone();
    egui::Frame::group(ui.style()).inner_margin(egui::Margin::same(8)).show(ui, |ui| {
        text::column(ui, |ui| {
            let name = scene.say("inspector-record-name");
            text::caption(ui, &name);
            if let Some(text) = draft::field(ui, "record/name", &name, &record.name, Size::Line) {
                after.name = text;
            }
            let aliases = scene.say("inspector-record-aliases");
            text::caption(ui, &aliases);
            let held = Value::from(record.aliases.clone());
            if let Some(value) = list(ui, scene, &aliases, &held, "record/aliases") {
                after.aliases = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
            }
            let wikidata = scene.say("inspector-record-wikidata");
            text::caption(ui, &wikidata);
            let held = record.wikidata.as_deref().unwrap_or_default();
            if let Some(text) = draft::field(ui, "record/wikidata", &wikidata, held, Size::Line) {
                after.wikidata = (!text.is_empty()).then_some(text);
            }
        });
    });
    if after != **record {
        scene.push(Message::SetRecord(after));
    }
}
