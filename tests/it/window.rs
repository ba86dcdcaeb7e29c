//! The window's acts, by the names that a screen reader is told.

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use hashiya::session::{Effect, Message, Session, update};
use hashiya::settings::Language;
use hashiya::text::Direction;
use hashiya::typeset::FontBook;
use hashiya::ui::{Window, text};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};

const TEXT: &str = "قال هادي سليم: «لن نوقّع العقد» أمس.\nوغادر لسليم مكتبه في الواحة.";

/// The window around a session, without disk or screen.
pub struct Shell {
    pub session: Session,
    window: Window,
    effects: Vec<Effect>,
}

impl Shell {
    fn texts(&self) -> Vec<String> {
        let open = self.session.open.as_ref().expect("a document is open");
        open.set
            .iter()
            .map(|annotation| format!("{} {}", annotation.label, open.text_of(annotation)))
            .collect()
    }
}

fn window(language: Language) -> Harness<'static, Shell> {
    window_of(crate::session::session(TEXT), language)
}

pub fn window_of(mut session: Session, language: Language) -> Harness<'static, Shell> {
    let mut settings = session.settings.clone();
    settings.language = Some(language);
    update(&mut session, Message::Settings(settings));
    let shell = Shell { session, window: Window::new(language), effects: Vec::new() };
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| text::install(ctx, FontBook::bundled(), Direction::RightToLeft))
        .build_ui_state(
            |ui, shell: &mut Shell| {
                for message in shell.window.show(ui, &shell.session) {
                    shell.effects.extend(crate::review::answered(&mut shell.session, message));
                }
            },
            shell,
        );
    harness.run_steps(4);
    harness
}

pub fn press(harness: &mut Harness<'static, Shell>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

/// Presses and lets go so many times in a row, as fast as a double click.
fn clicks(harness: &mut Harness<'static, Shell>, pos: Pos2, count: usize) {
    harness.hover_at(pos);
    for _ in 0..count {
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
        }
        harness.run_steps(1);
    }
    harness.run_steps(2);
}

/// The place of the first word of the first paragraph, which begins at the right.
fn first_word(harness: &Harness<'static, Shell>) -> Pos2 {
    let paragraph =
        harness.get_by_role_and_label(Role::Paragraph, TEXT.lines().next().expect("a line")).rect();
    Pos2::new(paragraph.right() - 8.0, paragraph.top() + 20.0)
}

#[test]
fn the_five_acts_by_keyboard_alone() {
    for language in Language::ALL {
        let mut harness = window(language);
        // Select: a word on, then its two neighbours.
        press(&mut harness, Modifiers::CTRL, Key::ArrowLeft);
        for _ in 0..2 {
            press(&mut harness, Modifiers::CTRL | Modifiers::SHIFT, Key::ArrowLeft);
        }
        let open = harness.state().session.open.as_ref().expect("open");
        assert_eq!(open.document.slice(open.selection.span()), "هادي سليم: «");
        press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
        press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
        press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
        // Mark.
        press(&mut harness, Modifiers::NONE, Key::E);
        press(&mut harness, Modifiers::NONE, Key::Num1);
        assert_eq!(harness.state().texts(), ["PERS هادي سليم"]);
        // Relabel.
        press(&mut harness, Modifiers::NONE, Key::Num2);
        assert_eq!(harness.state().texts(), ["ORG هادي سليم"]);
        // Delete.
        press(&mut harness, Modifiers::NONE, Key::Delete);
        assert!(harness.state().texts().is_empty());
        // Undo, redo.
        press(&mut harness, Modifiers::CTRL, Key::Z);
        press(&mut harness, Modifiers::CTRL, Key::Z);
        assert_eq!(harness.state().texts(), ["PERS هادي سليم"]);
        press(&mut harness, Modifiers::CTRL | Modifiers::SHIFT, Key::Z);
        assert_eq!(harness.state().texts(), ["ORG هادي سليم"]);
        let appended =
            harness.state().effects.iter().filter(|effect| matches!(effect, Effect::Append { .. })).count();
        assert_eq!(appended, 6);
    }
}

#[test]
fn the_five_acts_by_mouse_alone() {
    let names = [
        (Language::Arabic, "كيان", "شخص", "منظمة", "حذف", "تحرير", "تراجع: الحذف"),
        (Language::English, "Entity", "Person", "Organisation", "Delete", "Edit", "Undo: delete"),
    ];
    for (language, entity, person, organisation, delete, edit, undo) in names {
        let mut harness = window(language);
        let word = first_word(&harness);
        clicks(&mut harness, word, 2);
        harness.get_by_role_and_label(Role::Button, entity).click();
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::Button, person).click();
        harness.run_steps(3);
        assert_eq!(harness.state().texts(), ["PERS قال"]);
        // The mark is there by name, and chosen.
        harness.get_by_role_and_label(Role::Mark, &format!("قال — {person}"));
        // Relabel: the list of the inspector opens, and one is chosen.
        let label = if language == Language::Arabic { "التصنيف" } else { "Label" };
        harness.get_by_role_and_label(Role::ComboBox, label).click();
        harness.run_steps(4);
        harness.get_by_role_and_label(Role::ListBoxOption, organisation).click();
        harness.run_steps(4);
        assert_eq!(harness.state().texts(), ["ORG قال"]);
        harness.get_by_role_and_label(Role::Button, delete).click();
        harness.run_steps(3);
        assert!(harness.state().texts().is_empty());
        harness.get_by_role_and_label(Role::Button, edit).click();
        harness.run_steps(4);
        harness.get_by_role_and_label(Role::MenuItem, undo).click();
        harness.run_steps(4);
        assert_eq!(harness.state().texts(), ["ORG قال"]);
    }
}

#[test]
fn marking_moves_no_letter() {
    let mut harness = window(Language::Arabic);
    let before = harness.get_by_role_and_label(Role::Paragraph, TEXT.lines().nth(1).expect("a line")).rect();
    let word = first_word(&harness);
    clicks(&mut harness, word, 4);
    press(&mut harness, Modifiers::NONE, Key::Q);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().texts().len(), 1);
    let after = harness.get_by_role_and_label(Role::Paragraph, TEXT.lines().nth(1).expect("a line")).rect();
    assert_eq!(before, after);
}

#[test]
fn a_click_on_a_mark_chooses_it_and_a_note_is_one_act() {
    let mut harness = window(Language::English);
    let word = first_word(&harness);
    clicks(&mut harness, word, 2);
    press(&mut harness, Modifiers::NONE, Key::C);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().session.open.as_ref().expect("open").active, None);
    harness.run_steps(30);
    clicks(&mut harness, word, 1);
    assert!(harness.state().session.open.as_ref().expect("open").active.is_some());
    let note = harness.get_by_role_and_label(Role::MultilineTextInput, "Note");
    note.focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Note").type_text("راجع المصدر");
    harness.run_steps(2);
    let acts = |harness: &Harness<'static, Shell>| {
        harness.state().session.open.as_ref().expect("open").history.done().len()
    };
    assert_eq!(acts(&harness), 1, "a note in the making is no act");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(acts(&harness), 2);
    let open = harness.state().session.open.as_ref().expect("open");
    assert_eq!(
        open.active_annotation().and_then(|active| active.note.clone()).as_deref(),
        Some("راجع المصدر")
    );
}

#[test]
fn a_click_on_a_card_chooses_what_it_speaks_of() {
    let mut harness = window(Language::English);
    let word = first_word(&harness);
    clicks(&mut harness, word, 2);
    press(&mut harness, Modifiers::NONE, Key::C);
    press(&mut harness, Modifiers::NONE, Key::Num1);
    let id = harness.state().session.open.as_ref().and_then(|open| open.active.clone());
    assert!(id.is_some(), "a claim is marked");
    for _ in 0..3 {
        press(&mut harness, Modifiers::NONE, Key::Escape);
    }
    let active = |harness: &Harness<'static, Shell>| {
        harness.state().session.open.as_ref().and_then(|open| open.active.clone())
    };
    assert_eq!(active(&harness), None);
    let card = harness.get_by_role(Role::Note).rect().center();
    harness.hover_at(card);
    harness.run_steps(2);
    clicks(&mut harness, card, 1);
    assert_eq!(active(&harness), id, "the press is not the text's that lies behind");
}

#[test]
fn the_interface_changes_its_language_while_it_runs() {
    let mut harness = window(Language::Arabic);
    harness.get_by_role_and_label(Role::Button, "ملف");
    press(&mut harness, Modifiers::CTRL | Modifiers::SHIFT, Key::L);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Button, "File");
    assert!(harness.query_by_role_and_label(Role::Button, "ملف").is_none());
    let file = harness.get_by_role_and_label(Role::Button, "File");
    assert!(file.accesskit_node().raw_bounds().is_some_and(|bounds| bounds.x0 < 720.0), "it is mirrored");
}

#[test]
fn what_is_doubtful_or_lost_is_decided_by_the_keys_and_by_the_mouse() {
    let names = [
        (Language::Arabic, "موضعه هنا", "حذف الترميز"),
        (Language::English, "It stands here", "Remove the annotation"),
    ];
    for (language, accept, remove) in names {
        let (session, [_, second, third]) = crate::review::changed();
        let mut harness = window_of(session, language);
        press(&mut harness, Modifiers::NONE, Key::F9);
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::Button, accept);
        // The mouse: what took the place is among the candidates, and is taken.
        let candidate = harness
            .get_all_by_role(Role::ListItem)
            .find(|row| row.accesskit_node().label().is_some_and(|name| name.contains("[فهد العمري]")))
            .expect("it is offered by name");
        candidate.click();
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::Button, accept).click();
        harness.run_steps(2);
        let text = |harness: &Harness<'static, Shell>, id| {
            let open = harness.state().session.open.as_ref().expect("open");
            open.set.get(id).map(|held| open.text_of(held))
        };
        assert_eq!(text(&harness, &second).as_deref(), Some("فهد العمري"));
        // The keys: the last one is removed, and everything is decided.
        harness.get_by_role_and_label(Role::Button, remove);
        press(&mut harness, Modifiers::NONE, Key::Delete);
        assert_eq!(text(&harness, &third), None);
        assert!(harness.query_by_role_and_label(Role::Button, accept).is_none());
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(harness.state().session.open.as_ref().expect("open").review.is_none());
    }
}

#[test]
fn conflicts_are_chosen_by_their_numbers() {
    for (language, there) in [(Language::Arabic, "هناك: "), (Language::English, "There: ")] {
        let (session, [first, second]) = crate::review::in_conflict();
        let mut harness = window_of(session, language);
        press(&mut harness, Modifiers::NONE, Key::F9);
        harness.run_steps(2);
        let rows = harness.get_all_by_role(Role::ListItem);
        let named =
            rows.filter(|row| row.accesskit_node().label().is_some_and(|name| name.starts_with(there)));
        assert_eq!(named.count(), 1);
        press(&mut harness, Modifiers::NONE, Key::Num2);
        press(&mut harness, Modifiers::NONE, Key::Num1);
        let open = harness.state().session.open.as_ref().expect("open");
        assert_eq!(open.set.get(&first).expect("there").label, "GPE");
        assert!(open.set.get(&second).is_some(), "ours stays");
        assert!(!open.has_undecided());
    }
}
