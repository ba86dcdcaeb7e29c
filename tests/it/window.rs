//! The window's acts, by the names that a screen reader is told.

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use hashiya::session::{Effect, Message, Selection, Session, update};
use hashiya::settings::{CaretMovement, Language, Settings};
use hashiya::text::{ByteOffset, Direction};
use hashiya::typeset::{FontBook, TextStyle, Typesetter};
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
    fn take(&mut self, messages: Vec<Message>) {
        for message in messages {
            self.effects.extend(crate::review::answered(&mut self.session, message));
        }
    }

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
                while let Some(messages) = shell.window.take_key(ui.ctx(), &shell.session) {
                    shell.take(messages);
                }
                let messages = shell.window.show(ui, &shell.session);
                shell.take(messages);
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
        assert_eq!(open.document.slice(open.selection.span()), "هادي سليم");
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
fn keys_that_come_at_once_are_answered_in_order_in_the_frame_that_got_them() {
    let mut harness = window(Language::English);
    press(&mut harness, Modifiers::CTRL, Key::ArrowLeft);
    // A word is selected, becomes an entity, and gets its label.
    harness.key_press_modifiers(Modifiers::CTRL | Modifiers::SHIFT, Key::ArrowLeft);
    harness.key_press(Key::E);
    harness.key_press(Key::Num1);
    harness.run_steps(1);
    assert_eq!(harness.state().texts(), ["PERS هادي"]);
    harness.get_by_role_and_label(Role::Mark, "هادي — Person");
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

fn focus(harness: &Harness<'static, Shell>) -> usize {
    harness.state().session.open.as_ref().expect("open").selection.focus.0
}

fn set(harness: &mut Harness<'static, Shell>, change: impl FnOnce(&mut Settings)) {
    let mut settings = harness.state().session.settings.clone();
    change(&mut settings);
    update(&mut harness.state_mut().session, Message::Settings(settings));
    harness.run_steps(3);
}

#[test]
fn arrow_keys_go_as_seen_or_as_read() {
    let text = "قال ab ثم";
    for (movement, expected) in [
        // As seen, the caret comes to the English word from its right.
        (CaretMovement::Visual, vec![2, 4, 6, 7, 8, 7, 10]),
        (CaretMovement::Logical, vec![2, 4, 6, 7, 8, 9, 10]),
    ] {
        let mut harness = window_of(crate::session::session(text), Language::English);
        set(&mut harness, |settings| settings.caret = movement);
        let mut stops = Vec::new();
        for _ in 0..7 {
            press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
            stops.push(focus(&harness));
        }
        assert_eq!(stops, expected, "{movement:?}");
    }
}

#[test]
fn text_grows_around_the_line_that_is_read() {
    let lines: Vec<String> = (0..80).map(|number| format!("السطر رقم {number} من المقال")).collect();
    let mut harness = window_of(crate::session::session(&lines.join("\n")), Language::English);
    for _ in 0..40 {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    let middle = |harness: &Harness<'static, Shell>, number: usize| {
        harness.get_by_role_and_label(Role::Paragraph, &lines[number]).rect().center().y
    };
    let before = middle(&harness, 40);
    let control = Modifiers::CTRL | Modifiers::COMMAND;
    press(&mut harness, control, Key::Plus);
    press(&mut harness, control, Key::Plus);
    harness.run_steps(2);
    assert_eq!(harness.state().session.settings.size, 24.0);
    assert!((middle(&harness, 40) - before).abs() < 1.5, "the caret's line stays");
    // Control with the wheel, over another line: that one stays.
    let over = harness.get_by_role_and_label(Role::Paragraph, &lines[38]).rect();
    harness.hover_at(over.center());
    harness.run_steps(2);
    let before = middle(&harness, 38);
    harness.event(Event::Zoom(1.25));
    harness.run_steps(3);
    assert_eq!(harness.state().session.settings.size, 30.0);
    assert!((middle(&harness, 38) - before).abs() < 1.5, "the line under the pointer stays");
    press(&mut harness, control, Key::Num0);
    assert_eq!((harness.state().session.settings.size, harness.ctx.zoom_factor()), (20.0, 1.0));
}

#[test]
fn pages_turn_there_and_back() {
    let lines: Vec<String> = (0..300).map(|number| format!("السطر رقم {number} من المقال")).collect();
    let mut harness = window_of(crate::session::session(&lines.join("\n")), Language::English);
    for _ in 0..3 {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    let mut there = vec![focus(&harness)];
    for _ in 0..3 {
        press(&mut harness, Modifiers::NONE, Key::PageDown);
        there.push(focus(&harness));
    }
    assert!(there.is_sorted_by(|one, other| other - one > 300), "{there:?}");
    for expected in there.iter().rev().skip(1) {
        press(&mut harness, Modifiers::NONE, Key::PageUp);
        assert_eq!(focus(&harness), *expected);
    }
    press(&mut harness, Modifiers::NONE, Key::PageUp);
    assert_eq!(focus(&harness), 0, "above the first page lies the beginning");
}

#[test]
fn a_drag_goes_by_words_and_keeps_the_word_it_began_with() {
    let mut harness = window(Language::English);
    let hold = |harness: &mut Harness<'static, Shell>, pos: Pos2, pressed: bool| {
        let modifiers = Modifiers::NONE;
        harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
        harness.run_steps(2);
    };
    let selected = |harness: &Harness<'static, Shell>| {
        let open = harness.state().session.open.as_ref().expect("open");
        open.document.slice(open.selection.span()).to_owned()
    };
    let place = |harness: &Harness<'static, Shell>, words: &str| {
        let line = TEXT.lines().next().expect("a line");
        let paragraph = harness.get_by_role_and_label(Role::Paragraph, line).rect();
        let style =
            TextStyle { family: "Noto Naskh Arabic".into(), size: 20.0, line_height: 40.0, bold: false };
        let mut typesetter = Typesetter::new(FontBook::bundled());
        let layout = typesetter.paragraph(line, &style, Some(paragraph.width()), Direction::RightToLeft);
        let start = line.find(words).expect("the words stand in the line");
        let rect = layout.boxes(start..start + words.len())[0];
        paragraph.min + egui::vec2((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0)
    };
    let (first, second, third) = (place(&harness, "قال"), place(&harness, "هادي"), place(&harness, "سليم"));
    // A double click on the second word, held, dragged to the left of it and then to the right.
    clicks(&mut harness, second, 1);
    hold(&mut harness, second, true);
    assert_eq!(selected(&harness), "هادي");
    harness.hover_at(third);
    harness.run_steps(2);
    assert_eq!(selected(&harness), "هادي سليم");
    harness.hover_at(first);
    harness.run_steps(2);
    assert_eq!(selected(&harness), "قال هادي");
    hold(&mut harness, first, false);
}

/// Whether a label holds the words, isolates left out.
fn is_told(harness: &Harness<'static, Shell>, words: &str) -> bool {
    let labels = harness.get_all_by_role(Role::Label).filter_map(|node| {
        let node = node.accesskit_node();
        node.label().or_else(|| node.value())
    });
    labels.map(|label| label.replace(['\u{2068}', '\u{2069}'], "")).any(|label| label.contains(words))
}

#[test]
fn what_stands_at_the_edges_of_a_mark_is_named() {
    let text = "زار لبوتين\u{200F} أمس";
    let names = [
        (Language::English, "clitic ل", "right-to-left mark"),
        (Language::Arabic, "لاصقة ل", "علامة من اليمين إلى اليسار"),
    ];
    for (language, clitic, control) in names {
        let mut session = crate::session::session(text);
        let start = text.find("بوتين").expect("it stands in the text");
        let (anchor, focus) = (ByteOffset(start), ByteOffset(start + "بوتين".len()));
        update(&mut session, Message::Select(Selection { anchor, focus }));
        update(&mut session, Message::Mark { layer: "entity".into() });
        update(&mut session, Message::Label("PERS".into()));
        let harness = window_of(session, language);
        assert!(is_told(&harness, clitic) && is_told(&harness, control), "{clitic}, {control}");
    }
}

#[test]
fn what_is_not_seen_is_named_beside_the_caret() {
    let text = "می\u{200C}خواهد";
    for (language, name) in
        [(Language::English, "zero-width non-joiner"), (Language::Arabic, "فاصل أحرف معدوم العرض")]
    {
        let mut harness = window_of(crate::session::session(text), language);
        for _ in 0..2 {
            press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
        }
        assert!(is_told(&harness, name), "{name} is said");
    }
}
