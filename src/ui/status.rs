//! The line at the foot: whether all is saved, how much is marked, where the caret stands.

use egui::{Align, Layout, Ui};

use crate::annotation::Annotation;
use crate::i18n::{Place, fault_words};
use crate::session::{Dialog, Message, NoticeKind, Open, ReadOnly, Saving};
use crate::text::{ByteOffset, control_name, segment};
use crate::ui::scene::Scene;
use crate::ui::text::{self, Button, Label, Urgency, Voice};
use crate::ui::theme::Theme;

pub fn show(ui: &mut Ui, scene: &mut Scene<'_>) {
    notices(ui, scene);
    let rtl = text::direction(ui.ctx()).is_rtl();
    text::row(ui, |ui| {
        ui.set_min_height(24.0);
        let Some(open) = scene.session.open.as_ref() else {
            small(ui, &scene.say("state-no-document"));
            return;
        };
        saving(ui, scene, open);
        ui.add_space(12.0);
        // How many there are is known once all of them were read.
        if !open.is_opening() {
            small(ui, &counts(scene, open));
            ui.add_space(12.0);
        }
        small(ui, &place(scene, open));
        if let Some(edges) = open.active_annotation().and_then(|active| edges(scene, open, active)) {
            ui.add_space(12.0);
            small(ui, &edges);
        }
        let far =
            if rtl { Layout::left_to_right(Align::Center) } else { Layout::right_to_left(Align::Center) };
        ui.with_layout(far, |ui| {
            let name = open.path.file_name().map(|name| name.to_string_lossy().into_owned());
            ui.add(Label::new(&name.unwrap_or_default()).voice(Voice::Small).weak().one_line());
            if !open.problems.is_empty() {
                let count = Place::Count(open.problems.len());
                let words = scene.say_with("count-problems", &[("count", count)]);
                if ui.add(Button::new(&words).quiet()).clicked() {
                    scene.push(Message::OpenDialog(Dialog::Problems));
                }
            }
        });
    });
}

fn small(ui: &mut Ui, words: &str) {
    ui.add(Label::new(words).voice(Voice::Small).weak());
}

fn saving(ui: &mut Ui, scene: &mut Scene<'_>, open: &Open) {
    let theme = Theme::of(ui);
    let (id, colour) = match (&open.read_only, &open.saving) {
        (Some(ReadOnly::Opening), _) => ("state-opening", theme.waiting),
        (Some(_), _) => ("state-read-only", theme.waiting),
        (None, Saving::Saved) => ("state-saved", theme.saved),
        (None, Saving::Pending) => ("state-pending", theme.waiting),
        (None, Saving::Failed(_)) => ("state-failed", theme.problem),
    };
    let (dot, _) = ui.allocate_exact_size(egui::vec2(9.0, 9.0), egui::Sense::hover());
    ui.painter().circle_filled(dot.center(), 4.0, colour);
    let said = scene.say(id);
    let Saving::Failed(words) = &open.saving else {
        ui.add(Label::new(&said).voice(Voice::Small));
        return;
    };
    let response = text::tooltip(ui.add(Button::new(&said).quiet()), words);
    if response.clicked() {
        scene.push(Message::OpenDialog(Dialog::Unsaved));
    }
}

/// How many annotations of each layer there are.
fn counts(scene: &Scene<'_>, open: &Open) -> String {
    let parts = open.schema.layers.iter().map(|layer| {
        let count = open.set.count_of_layer(&layer.id);
        let name = Place::Text(layer.name.in_language(scene.code()));
        scene.say_with("count-layer", &[("layer", name), ("count", Place::Count(count))])
    });
    parts.collect::<Vec<_>>().join(" · ")
}

/// Where the selection or the chosen annotation lies, in code points.
fn place(scene: &Scene<'_>, open: &Open) -> String {
    let active = open.active_annotation().and_then(Annotation::place);
    let span = if open.selection.is_empty() { active } else { Some(open.selection.span()) };
    let (start, end) = open.document.chars(span.unwrap_or(open.selection.span()));
    let (start, end) = (start.0.to_string(), end.0.to_string());
    if start == end {
        let here = scene.say_with("state-caret", &[("start", Place::Text(&start))]);
        let beside = beside(scene, open.document.text(), open.selection.focus);
        return if beside.is_empty() { here } else { format!("{here} · {beside}") };
    }
    scene.say_with("state-chars", &[("start", Place::Text(&start)), ("end", Place::Text(&end))])
}

/// The names of the invisible characters on both sides of the caret.
fn beside(scene: &Scene<'_>, text: &str, caret: ByteOffset) -> String {
    let (before, after) = text.split_at(text.floor_char_boundary(caret.0));
    let before = before.chars().next_back().filter(|character| *character != TATWEEL);
    let after = after.chars().next().filter(|character| *character != TATWEEL);
    let names = [before, after].into_iter().flatten().filter_map(|character| control(scene, character));
    names.collect::<Vec<_>>().join(" · ")
}

/// The name of an invisible character.
fn control(scene: &Scene<'_>, character: char) -> Option<String> {
    if let Some(name) = control_name(character) {
        return Some(scene.say(&format!("control-{name}")));
    }
    let code = format!("U+{:04X}", u32::from(character));
    let is_control = character.is_control() && !character.is_whitespace();
    is_control.then(|| scene.say_with("edge-control", &[("name", Place::Text(&code))]))
}

const TATWEEL: char = '\u{0640}';

/// What stands just inside and just outside the edges of the chosen annotation.
fn edges(scene: &Scene<'_>, open: &Open, active: &Annotation) -> Option<String> {
    let text = open.document.text();
    let hull = active.fragments(open.main_role(active)?)?.hull();
    let before = (hull.start.0 > 0).then(|| segment::previous_grapheme(text, hull.start));
    let last = segment::previous_grapheme(text, hull.end);
    let name = |from: ByteOffset, to: ByteOffset| name_of(scene, &text[from.0..to.0]);
    let outside_start = match before {
        Some(before) => part_before(scene, open, hull.start).unwrap_or_else(|| name(before, hull.start)),
        None => scene.say("edge-text-start"),
    };
    let outside_end = if hull.end.0 < text.len() {
        part_after(scene, open, hull.end)
            .unwrap_or_else(|| name(hull.end, segment::next_grapheme(text, hull.end)))
    } else {
        scene.say("edge-text-end")
    };
    let inside_start = name(hull.start, segment::next_grapheme(text, hull.start));
    // Each is isolated, so that Arabic letters don't run together and change sides.
    let pair = |start: &str, end: &str| format!("\u{2068}{start}\u{2069} … \u{2068}{end}\u{2069}");
    let inside = pair(&inside_start, &name(last, hull.end));
    let outside = pair(&outside_start, &outside_end);
    Some(
        scene
            .say_with("state-edges", &[("inside", Place::Text(&inside)), ("outside", Place::Text(&outside))]),
    )
}

/// What stands before `start` of the same word, if it lies inside one: a clitic, or just other letters.
fn part_before(scene: &Scene<'_>, open: &Open, start: ByteOffset) -> Option<String> {
    let text = open.document.text();
    let word = segment::word_at(text, start);
    let letters = &text[word.start.0..start.0];
    let inside = !letters.is_empty() && letters.chars().any(char::is_alphabetic);
    let id = if segment::is_proclitic(letters) { "edge-clitic" } else { "edge-word" };
    inside.then(|| scene.say_with(id, &[("text", Place::Text(letters))]))
}

/// What stands after `end` of the same word, if it lies inside one: a clitic, or just other letters.
fn part_after(scene: &Scene<'_>, open: &Open, end: ByteOffset) -> Option<String> {
    let text = open.document.text();
    let word = segment::word_at(text, end);
    let letters = &text[end.0..word.end.0];
    let inside = word.start < end && letters.chars().any(char::is_alphabetic);
    let id = if segment::is_enclitic(letters) { "edge-clitic" } else { "edge-word" };
    inside.then(|| scene.say_with(id, &[("text", Place::Text(letters))]))
}

/// What a grapheme is called: itself, or by name where it can't be seen or could be taken for another.
fn name_of(scene: &Scene<'_>, grapheme: &str) -> String {
    let mut characters = grapheme.chars();
    let (Some(first), last) = (characters.next(), characters.next_back()) else { return String::new() };
    if first == '\n' {
        return scene.say("edge-line");
    }
    if let Some(name) = control(scene, first) {
        return name;
    }
    if first.is_whitespace() {
        return scene.say("edge-space");
    }
    // A joiner behind a letter belongs to its grapheme, and would be passed over.
    if let Some(joiner) = last.filter(|last| matches!(last, '\u{200C}' | '\u{200D}'))
        && let Some(name) = control(scene, joiner)
    {
        return format!("{} + {name}", grapheme.trim_end_matches(joiner));
    }
    if !first.is_alphanumeric() {
        return scene.say_with("edge-mark", &[("text", Place::Text(grapheme))]);
    }
    grapheme.to_owned()
}

/// What the program has to say, each until it is clicked away.
fn notices(ui: &mut Ui, scene: &mut Scene<'_>) {
    let theme = Theme::of(ui);
    let to_left = Layout::right_to_left(Align::Center);
    let to_right = Layout::left_to_right(Align::Center);
    let (near, far) =
        if text::direction(ui.ctx()).is_rtl() { (to_left, to_right) } else { (to_right, to_left) };
    for (number, notice) in scene.session.notices.iter().enumerate() {
        let colour = match notice.kind {
            NoticeKind::Info => theme.accent,
            NoticeKind::Warning => theme.waiting,
            NoticeKind::Error => theme.problem,
        };
        let detail = fault_words(scene.words, &notice.detail);
        let mut places = vec![("detail", Place::Text(&detail))];
        places.extend(notice.counts.iter().map(|(name, count)| (*name, Place::Count(*count))));
        let words = scene.say_with(notice.words, &places);
        text::row(ui, |ui| {
            // The buttons take their room first: long words wrap in what is left.
            ui.with_layout(far, |ui| {
                if ui.add(Button::new(&scene.say("button-close")).quiet()).clicked() {
                    scene.push(Message::DismissNotice(number));
                }
                if let Some(command) = notice.offer.filter(|command| command.is_enabled(scene.session)) {
                    let key = command.chords().first().map(|chord| chord.name()).unwrap_or_default();
                    if ui.add(Button::new(&scene.say(command.words())).key(&key)).clicked() {
                        scene.push(Message::Do(command));
                    }
                }
                ui.with_layout(near, |ui| {
                    let (dot, _) = ui.allocate_exact_size(egui::vec2(8.0, 8.0), egui::Sense::hover());
                    ui.painter().circle_filled(dot.center(), 3.5, colour);
                    let label = ui.add(Label::new(&words).colour(theme.ink));
                    let is_error = notice.kind == NoticeKind::Error;
                    let urgency = if is_error { Urgency::Assertive } else { Urgency::Polite };
                    text::announce(&label, &words, urgency);
                });
            });
        });
    }
    if scene.session.notices.len() > 3 {
        scene.push(Message::DismissNotice(0));
    }
}
