//! The panel in which a person decides what is doubtful, lost or in conflict, below the text that tells.

use std::ops::Range;

use egui::accesskit::Role;
use egui::{Align, Layout, ScrollArea, Ui};

use crate::anchor::OldWords;
use crate::annotation::{Anchor, AnchorState, Annotation, Conflict, Fragments, Id, Item};
use crate::edit::{FieldValue, Side, field_value};
use crate::i18n::Place;
use crate::session::{Case, Message, Open, Review, ReviewStep};
use crate::ui::look;
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, Label, MenuItem};
use crate::ui::theme::Theme;

/// The height of the panel when it is first opened, in points.
pub const HEIGHT: f32 = 250.0;

/// How many code points of the text stand on each side of a candidate.
const CONTEXT: usize = 24;

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(open) = scene.session.open.as_ref() else { return };
    let Some(review) = &open.review else { return };
    ScrollArea::vertical().id_salt("review").auto_shrink([false, false]).show(ui, |ui| {
        text::column(ui, |ui| match review.case() {
            Some(Case::Place { id, role, anchor }) => {
                place(ui, scene, open, review, (id, role, *anchor));
            }
            Some(Case::Conflict(held)) => conflict(ui, scene, open, review, held),
            None => ended(ui, scene, open, review),
        });
    });
}

/// The title with how far one has come, and the button that ends the review.
fn heading(ui: &mut Ui, scene: &mut Scene<'_>, title: &str) {
    let rtl = text::direction(ui.ctx()).is_rtl();
    let far = if rtl { Layout::left_to_right(Align::Center) } else { Layout::right_to_left(Align::Center) };
    text::row(ui, |ui| {
        text::heading(ui, title);
        ui.with_layout(far, |ui| {
            let words = scene.say("button-close");
            if ui.add(Button::new(&words).key("Esc").quiet()).clicked() {
                scene.push(Message::Review(ReviewStep::Close));
            }
        });
    });
}

fn progress(scene: &Scene<'_>, review: &Review) -> String {
    let places = [("at", Place::Count(review.at + 1)), ("count", Place::Count(review.cases.len()))];
    scene.say_with("review-progress", &places)
}

fn ended(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, review: &Review) {
    let left = review.cases.iter().filter(|case| open.is_undecided(case)).count();
    heading(ui, scene, &scene.say("review-ended"));
    if left == 0 {
        text::label(ui, &scene.say("review-all-decided"));
    } else {
        text::label(ui, &scene.say_with("review-left", &[("count", Place::Count(left))]));
    }
    step_button(ui, scene, "review-back", "Shift S", ReviewStep::Previous);
}

fn place(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    open: &Open,
    review: &Review,
    (id, role, anchor): (&Id, &str, usize),
) {
    let (Some(annotation), Some(held)) = (open.set.get(id), open.anchor(id, role, anchor)) else {
        // It was taken away meanwhile, by an undo, say.
        heading(ui, scene, &progress(scene, review));
        text::label(ui, &scene.say("review-gone"));
        return row_of_steps(ui, scene, None);
    };
    let state = match held {
        Anchor::Text { state: Some(AnchorState::Doubtful { .. }), .. } => "review-doubtful",
        Anchor::Text { state: Some(AnchorState::Lost { .. }), .. } => "review-lost",
        _ => "review-decided",
    };
    let title = [
        progress(scene, review),
        look::isolated(&what(scene, open, annotation, Some(role))),
        scene.say(state),
    ];
    heading(ui, scene, &title.join(" · "));
    if let Some(words) = OldWords::of(held, &open.document) {
        let (old, range) = in_context(&words.prefix, &words.texts.join(" … "), &words.suffix);
        let said = scene.say_with("review-was", &[("words", Place::Text(&old))]);
        let begun = said.find(&old).unwrap_or(said.len());
        ui.add(Label::new(&said).ground(begun + range.start..begun + range.end));
    }
    let others = other_roles(scene, open, annotation, role);
    if !others.is_empty() {
        text::weak(ui, &others);
    }
    if held.awaits_decision() {
        candidates(ui, scene, open, review);
    }
    let is_own = open.main_role(annotation) == Some(role);
    row_of_steps(ui, scene, Some(if is_own { "review-discard" } else { "review-empty-role" }));
}

fn candidates(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, review: &Review) {
    if review.candidates.is_empty() {
        let words = if review.is_seeking() { "review-seeking" } else { "review-no-candidate" };
        text::weak(ui, &scene.say(words));
        return;
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let count = review.candidates.len();
    for (number, candidate) in review.candidates.iter().enumerate() {
        let hull = candidate.fragments.hull();
        let (before, after) = open.document.context(hull, CONTEXT);
        let (words, range) = in_context(before, &texts(open, &candidate.fragments), after);
        let percent = (candidate.score * 100.0).round().clamp(0.0, 100.0) as u8;
        let key = format!("{} · {percent}%", number + 1);
        let item = MenuItem::new(&words).key(&key).chosen(number == review.candidate).role(Role::ListItem);
        let name = format!("{}[{}]{}", &words[..range.start], &words[range.clone()], &words[range.end..]);
        if ui.add(item.name(&name).ground(range).place(number, count)).clicked() {
            scene.push(Message::Review(ReviewStep::Candidate(number)));
        }
    }
}

/// The buttons below a case; `discard` are the words of the one that gives the place up.
fn row_of_steps(ui: &mut Ui, scene: &mut Scene<'_>, discard: Option<&str>) {
    ui.add_space(6.0);
    text::row(ui, |ui| {
        if let Some(discard) = discard {
            let accept = scene.say("review-accept");
            if ui.add(Button::new(&accept).key("Enter").main()).clicked() {
                scene.push(Message::Review(ReviewStep::Accept));
            }
            step_button(ui, scene, discard, "Del", ReviewStep::Discard);
        }
        step_button(ui, scene, "review-skip", "S", ReviewStep::Skip);
        step_button(ui, scene, "review-back", "Shift S", ReviewStep::Previous);
    });
}

fn step_button(ui: &mut Ui, scene: &mut Scene<'_>, words: &str, key: &str, step: ReviewStep) {
    let words = scene.say(words);
    if ui.add(Button::new(&words).key(key)).clicked() {
        scene.push(Message::Review(step));
    }
}

fn conflict(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open, review: &Review, held: &Conflict) {
    let about = match held.id.as_ref() {
        None => scene.say("panel-document"),
        Some(id) => match open.set.get(id) {
            Some(annotation) => {
                let words = look::shorten(&open.text_of(annotation).replace('\n', " "), 60);
                format!("{} «{words}»", what(scene, open, annotation, None))
            }
            None => id.to_string(),
        },
    };
    let title = [progress(scene, review), look::isolated(&about), scene.say("review-conflict")];
    heading(ui, scene, &title.join(" · "));
    let field = field_name(scene, open, held);
    text::label(ui, &scene.say_with("review-field", &[("field", Place::Text(&field))]));
    if open.is_undecided(&Case::Conflict(Box::new(held.clone()))) {
        ui.spacing_mut().item_spacing.y = 1.0;
        let theme = Theme::of(ui);
        for (number, side) in Side::ALL.into_iter().enumerate() {
            let is_unknown = side == Side::Base && held.base.is_none();
            if is_unknown {
                continue;
            }
            let value = value_of(scene, open, side.of(held), held);
            let id = match side {
                Side::Ours => "review-ours",
                Side::Theirs => "review-theirs",
                Side::Base => "review-base",
            };
            let words = scene.say_with(id, &[("value", Place::Text(&value))]);
            let key = (number + 1).to_string();
            let item = MenuItem::new(&words).key(&key).mark(theme.problem).role(Role::ListItem);
            if ui.add(item).clicked() {
                scene.push(Message::Review(ReviewStep::Take(side)));
            }
        }
    } else {
        ui.add(Label::new(&scene.say("review-decided")).weak());
    }
    row_of_steps(ui, scene, None);
}

/// Returns the field's name as people know it: that of the role or attribute where the schema has one.
fn field_name(scene: &Scene<'_>, open: &Open, held: &Conflict) -> String {
    let layer = held.id.as_ref().and_then(|id| open.layer_of(open.set.get(id)?));
    let (name, key) = held.field.split_once('.').unwrap_or((&held.field, ""));
    let known = layer.and_then(|layer| match name {
        "roles" => layer.role(key).map(|role| role.name.in_language(scene.code())),
        "attributes" => {
            let attribute = layer.attributes.iter().find(|attribute| attribute.id == key);
            attribute.map(|attribute| attribute.name.in_language(scene.code()))
        }
        _ => None,
    });
    match (known, name) {
        (Some(known), _) => known.to_owned(),
        (None, "label") => scene.say("inspector-label"),
        (None, "note" | "notes") => scene.say("inspector-note"),
        (None, "status") => scene.say("inspector-status"),
        (None, "*") => scene.say("review-whole"),
        (None, _) => held.field.clone(),
    }
}

/// Returns what a side has in the field, in words.
fn value_of(scene: &Scene<'_>, open: &Open, item: Option<&Item>, held: &Conflict) -> String {
    let words = match field_value(item, &held.field) {
        FieldValue::Absent if held.field == "*" => return scene.say("review-removed"),
        FieldValue::Absent => return scene.say("inspector-none"),
        FieldValue::Whole => return scene.say("review-kept-whole"),
        FieldValue::Anchors(anchors) => {
            anchors.iter().map(|anchor| anchor_words(open, anchor)).collect::<Vec<_>>().join(" · ")
        }
        FieldValue::Json(value) => {
            let layer = held.id.as_ref().and_then(|id| open.layer_of(open.set.get(id)?));
            let label = layer.filter(|_| held.field == "label").zip(value.as_str());
            match label.and_then(|(layer, id)| layer.label(id)) {
                Some(label) => label.name.in_language(scene.code()).to_owned(),
                None => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            }
        }
    };
    look::shorten(&words.replace('\n', " "), 120)
}

fn anchor_words(open: &Open, anchor: &Anchor) -> String {
    match anchor {
        Anchor::Text { fragments, .. } => texts(open, fragments),
        Anchor::Ref { id, .. } => {
            open.set.get(id).map_or_else(|| id.to_string(), |target| open.text_of(target))
        }
    }
}

/// Returns what stands in the other roles, so that the frame is seen whole.
fn other_roles(scene: &Scene<'_>, open: &Open, annotation: &Annotation, role: &str) -> String {
    let layer = open.layer_of(annotation);
    let others = annotation.roles.iter().filter(|(other, _)| *other != role).map(|(other, anchors)| {
        let name = layer.and_then(|layer| layer.role(other));
        let name = name.map_or(other.as_str(), |role| role.name.in_language(scene.code()));
        let words: Vec<String> = anchors.iter().map(|anchor| anchor_words(open, anchor)).collect();
        look::isolated(&format!("{name}: {}", look::isolated(&look::shorten(&words.join(" · "), 60))))
    });
    others.collect::<Vec<_>>().join(" · ").replace('\n', " ")
}

/// Returns the annotation's layer and label, and the role's name where it is not the annotation's own place.
fn what(scene: &Scene<'_>, open: &Open, annotation: &Annotation, role: Option<&str>) -> String {
    let mut parts = vec![
        look::layer_name(open, annotation, scene.code()),
        look::label_name(open, annotation, scene.code()),
    ];
    let layer = open.layer_of(annotation);
    let other = role.filter(|role| open.main_role(annotation) != Some(*role));
    if let Some(role) = other {
        let name = layer.and_then(|layer| layer.role(role));
        parts.push(name.map_or(role, |role| role.name.in_language(scene.code())).to_owned());
    }
    parts.join(" · ")
}

fn texts(open: &Open, fragments: &Fragments) -> String {
    let parts = fragments.spans().iter().filter_map(|span| open.document.get(*span));
    parts.collect::<Vec<_>>().join(" … ")
}

/// Returns words between what stands around them, on one line, and which bytes of it they are.
///
/// No sign is painted beside them: within a word it would part letters that are joined.
fn in_context(before: &str, words: &str, after: &str) -> (String, Range<usize>) {
    let start = "…".len() + before.len();
    (format!("…{before}{words}{after}…").replace('\n', " "), start..start + words.len())
}
