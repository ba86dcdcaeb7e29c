//! The widgets as a reader or a screen reader meets them: found by name, clicked, typed into.

use egui::accesskit::Role;
use egui::{Event, ImeEvent, Key, Modifiers, Pos2, Rect, Vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};

use crate::text::Direction;
use crate::typeset::FontBook;
use crate::ui::text::{self, Button, Label, MenuItem, TextInput};

/// Shows `contents` in a window of 400 by 300 points.
fn window<'a, State: 'a>(
    direction: Direction,
    state: State,
    mut contents: impl FnMut(&mut egui::Ui, &mut State) + 'a,
) -> Harness<'a, State> {
    let mut harness = Harness::builder()
        .with_size(Vec2::new(400.0, 300.0))
        .with_step_dt(0.04)
        .with_context_setup(move |ctx| text::install(ctx, FontBook::bundled(), direction))
        .build_ui_state(
            move |ui, state| {
                text::column(ui, |ui| contents(ui, state));
            },
            state,
        );
    // A caret that blinks never lets the window come to rest.
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        harness.ctx.style_mut_of(theme, |style| style.visuals.text_cursor.blink = false);
    }
    harness.run();
    harness
}

const RTL: Direction = Direction::RightToLeft;
const LTR: Direction = Direction::LeftToRight;

fn press(harness: &mut Harness<'_, String>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

fn shows_selected(node: &Node<'_>) -> bool {
    node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

#[test]
fn a_button_is_found_by_its_arabic_name_and_clicked() {
    let mut window = window(RTL, 0, |ui, clicks: &mut usize| {
        if ui.add(Button::new("اقتباس").key("Q")).clicked() {
            *clicks += 1;
        }
    });
    window.get_by_role_and_label(Role::Button, "اقتباس").click();
    window.run();
    assert_eq!(*window.state(), 1);
    window.get_by_label("اقتباس").focus();
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(*window.state(), 2, "a button answers to the keyboard");
}

#[test]
fn a_disabled_button_does_nothing() {
    let mut window = window(RTL, false, |ui, clicked: &mut bool| {
        *clicked |= ui.add_enabled(false, Button::new("حفظ")).clicked();
    });
    window.get_by_label("حفظ").click();
    window.run();
    assert!(!*window.state());
}

#[test]
fn widgets_begin_at_the_side_that_the_interface_reads_from() {
    for (direction, at_left) in [(RTL, false), (LTR, true)] {
        let window = window(direction, (), |ui, ()| {
            text::label(ui, "خبر");
            text::row(ui, |ui| {
                text::button(ui, "أول");
                text::button(ui, "ثان");
            });
        });
        let label = window.get_by_role(Role::Label).rect();
        assert_eq!(label.center().x < 200.0, at_left, "{direction:?}: {label:?}");
        let (first, second) = (window.get_by_label("أول").rect(), window.get_by_label("ثان").rect());
        assert_eq!(first.center().x < second.center().x, at_left, "{direction:?}");
        assert_eq!(first.center().x < 200.0, at_left, "{direction:?}: {first:?}");
    }
}

#[test]
fn a_label_wraps_and_one_line_is_cut() {
    let long = "أعلن رئيس مجلس المدينة أمس الثلاثاء تأجيل مشروع الميناء الجديد إلى العام المقبل";
    let window = window(RTL, (), move |ui, ()| {
        ui.set_max_width(200.0);
        text::label(ui, long);
        ui.add(Label::new(long).one_line());
    });
    let rects: Vec<Rect> = window.get_all_by_value(long).map(|node| node.rect()).collect();
    assert!(rects[0].height() > 60.0, "{rects:?}");
    assert!(rects[1].height() < 25.0, "{rects:?}");
    assert!(rects.iter().all(|rect| rect.width() <= 200.0), "{rects:?}");
}

#[test]
fn a_cut_label_tells_the_whole_text_to_the_pointer() {
    let long = "أعلن رئيس مجلس المدينة أمس الثلاثاء تأجيل مشروع الميناء الجديد إلى العام المقبل";
    let mut window = window(RTL, (), move |ui, ()| {
        ui.set_max_width(200.0);
        ui.add(Label::new(long).one_line());
    });
    window.get_by_value(long).hover();
    window.run_steps(60);
    assert_eq!(window.get_all_by_value(long).count(), 2, "the label and its tooltip");
}

#[test]
fn a_segment_is_chosen_by_a_click() {
    let kinds = ["رقمي", "حدث", "سببي", "موقف"];
    let mut window = window(RTL, Some(0), move |ui, kind: &mut Option<usize>| {
        *kind = text::segmented(ui, "النوع", *kind, &kinds).or(*kind);
        text::button(ui, "بعده");
    });
    assert!(shows_selected(&window.get_by_label("رقمي")));
    window.get_by_role_and_label(Role::RadioButton, "سببي").click();
    window.run();
    assert_eq!(*window.state(), Some(2));
    assert!(shows_selected(&window.get_by_label("سببي")));
    assert!(!shows_selected(&window.get_by_label("رقمي")));
    let first = window.get_by_label("رقمي").rect();
    assert!(first.center().x > window.get_by_label("حدث").rect().center().x);
    assert_eq!(window.get_by_label("النوع").accesskit_node().role(), Role::RadioGroup);
    assert!(window.get_by_label("بعده").rect().top() > first.bottom(), "it takes its space");
}

#[test]
fn many_segments_stand_in_rows() {
    let options = ["خاصية حدث", "رقمي", "سببي", "موقف", "اقتباس", "توقع", "قاعدة", "مقارنة", "أخرى"];
    let window = window(RTL, (), move |ui, ()| {
        ui.set_max_width(240.0);
        text::segmented(ui, "النوع", None, &options);
    });
    let rects = options.map(|option| window.get_by_label(option).rect());
    assert!(rects[8].top() > rects[0].top() + 30.0);
    for (index, rect) in rects.iter().enumerate() {
        assert!(rect.width() < 241.0);
        let others = rects.iter().skip(index + 1);
        assert!(others.into_iter().all(|other| !rect.shrink(0.5).intersects(*other)));
    }
}

#[test]
fn a_checkbox_is_ticked() {
    let mut window = window(RTL, false, |ui, ticked: &mut bool| {
        text::checkbox(ui, ticked, "استبعاد");
    });
    window.get_by_role_and_label(Role::CheckBox, "استبعاد").click();
    window.run();
    assert!(*window.state());
    assert!(shows_selected(&window.get_by_label("استبعاد")));
}

#[test]
fn a_list_opens_and_an_option_is_chosen() {
    let quotes = ["مباشر", "غير مباشر", "مختلط"];
    let mut window = window(RTL, None, move |ui, chosen: &mut Option<usize>| {
        *chosen = text::combo(ui, "الاقتباس", "بلا", *chosen, &quotes).or(*chosen);
    });
    assert!(window.query_by_label("مختلط").is_none());
    window.get_by_role_and_label(Role::ComboBox, "الاقتباس").click();
    window.run();
    window.get_by_label("مختلط").click();
    window.run();
    assert_eq!(*window.state(), Some(2));
    assert!(window.query_by_label("مختلط").is_none(), "the list closes");
    assert_eq!(window.get_by_label("الاقتباس").value().as_deref(), Some("مختلط"));
}

#[test]
fn a_menu_item_tells_its_key() {
    let window = window(RTL, (), |ui, ()| {
        ui.add(MenuItem::new("حفظ").key("Ctrl S"));
    });
    let item = window.get_by_role_and_label(Role::MenuItem, "حفظ");
    assert_eq!(item.accesskit_node().data().keyboard_shortcut(), Some("Ctrl S"));
    assert!(item.rect().width() > 380.0, "it fills the width");
}

fn field(first: &str) -> Harness<'static, String> {
    let mut window = window(RTL, first.to_owned(), |ui, name: &mut String| {
        TextInput::line("الاسم", name).placeholder("اكتب").show(ui);
    });
    window.get_by_label("الاسم").focus();
    window.run();
    window
}

#[test]
fn arabic_is_typed_into_a_field() {
    let mut window = field("");
    for letter in ["س", "ل", "ا", "م"] {
        window.event(Event::Text(letter.to_owned()));
    }
    window.run();
    assert_eq!(window.state(), "سلام");
    assert_eq!(window.get_by_label("الاسم").value().as_deref(), Some("سلام"));
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    press(&mut window, Modifiers::NONE, Key::Backspace);
    assert_eq!(window.state(), "سلم", "right is back in Arabic");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state(), "سلام");
}

#[test]
fn a_screen_reader_sets_the_text() {
    let mut window = field("قديم");
    window.get_by_label("الاسم").set_text_value_accesskit("جديد");
    window.run();
    assert_eq!(window.state(), "جديد");
}

#[test]
fn a_screen_reader_follows_the_caret_of_a_field() {
    use egui::accesskit::{Action, ActionData, ActionRequest, TreeId};
    let mut window = field("قال BBC");
    press(&mut window, Modifiers::NONE, Key::Home);
    press(&mut window, Modifiers::CTRL | Modifiers::SHIFT, Key::ArrowLeft);
    let (node, end) = {
        let field = window.get_by_label("الاسم");
        let told = field.accesskit_node();
        assert_eq!(told.document_range().text(), "قال BBC");
        assert_eq!(told.text_selection().expect("it is told").text(), "قال");
        (told.locate().0, told.document_end().to_degenerate_range().to_text_selection())
    };
    window.event(Event::AccessKitActionRequest(ActionRequest {
        action: Action::SetTextSelection,
        target_tree: TreeId::ROOT,
        target_node: node,
        data: Some(ActionData::SetTextSelection(end)),
    }));
    window.event(Event::Text("!".to_owned()));
    window.run();
    assert_eq!(window.state(), "قال BBC!");
}

#[test]
fn composed_text_is_shown_before_it_is_text() {
    let mut window = field("قال ");
    let preedit =
        |text: &str| Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None });
    window.event(preedit("نع"));
    window.run();
    assert_eq!(window.state(), "قال ");
    let cursor = |window: &Harness<'_, String>| {
        window.output().platform_output.ime.as_ref().map(|ime| ime.cursor_rect)
    };
    let composing = cursor(&window).expect("a focused field takes composed text");
    window.event(preedit(""));
    window.run();
    let before = cursor(&window).expect("a focused field takes composed text");
    assert!(composing.left() < before.left() - 5.0, "composed text moves the caret");
    window.event(preedit("نع"));
    window.event(Event::Ime(ImeEvent::Commit("نعم".to_owned())));
    window.run();
    assert_eq!(window.state(), "قال نعم");
}

#[test]
fn pasted_lines_become_one_in_a_field_of_one_line() {
    let mut window = field("");
    window.event(Event::Paste("أول\r\nثان\n".to_owned()));
    window.run();
    assert_eq!(window.state(), "أول ثان");
}

#[test]
fn what_is_selected_is_cut_to_the_clipboard() {
    let mut window = field("قال نعم");
    press(&mut window, Modifiers::CTRL | Modifiers::SHIFT, Key::ArrowRight);
    // Without `run`, so that the pass with the output is the last one.
    window.event(Event::Cut);
    window.step();
    assert_eq!(window.state(), "قال ");
    let copied = window
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, egui::OutputCommand::CopyText(text) if text == "نعم"));
    assert!(copied);
}

#[test]
fn enter_commits_and_escape_cancels() {
    let mut window = window(RTL, (String::new(), 0, 0), |ui, (name, committed, cancelled)| {
        let field = TextInput::line("الاسم", name).show(ui);
        *committed += usize::from(field.committed);
        *cancelled += usize::from(field.cancelled);
    });
    for key in [Key::Enter, Key::Escape] {
        window.get_by_label("الاسم").focus();
        window.run();
        assert!(window.get_by_label("الاسم").is_focused());
        assert!(text::is_typing(&window.ctx));
        window.key_press(key);
        window.run();
        assert!(!text::is_typing(&window.ctx));
    }
    assert_eq!((window.state().1, window.state().2), (1, 1));
}

#[test]
fn a_field_of_many_lines_takes_line_breaks_and_grows() {
    let mut window = window(RTL, "أول".to_owned(), |ui, note: &mut String| {
        TextInput::area("ملاحظة", note, 2).show(ui);
    });
    let low = window.get_by_label("ملاحظة").rect().height();
    window.get_by_label("ملاحظة").focus();
    window.run();
    for _ in 0..3 {
        press(&mut window, Modifiers::NONE, Key::Enter);
    }
    window.event(Event::Text("ثان".to_owned()));
    window.run();
    assert_eq!(window.state(), "أول\n\n\nثان");
    assert!(window.get_by_label("ملاحظة").rect().height() > low + 30.0);
    assert_eq!(window.get_by_label("ملاحظة").accesskit_node().role(), Role::MultilineTextInput);
}

/// Clicks `times` times at `position`.
fn click_at(harness: &mut Harness<'_, String>, position: Pos2, times: usize) {
    for _ in 0..times {
        harness.drag_at(position);
        harness.drop_at(position);
        harness.step();
    }
    harness.run();
}

#[test]
fn clicks_place_the_caret_and_select_words_and_paragraphs() {
    let mut window = field("قال الوزير أمس");
    let rect = window.get_by_label("الاسم").rect();
    let start = Pos2::new(rect.right() - 11.0, rect.center().y);
    click_at(&mut window, start, 1);
    window.event(Event::Text("و".to_owned()));
    window.run();
    assert_eq!(window.state(), "وقال الوزير أمس", "the start is on the right");
    // The time between the clicks of a series is short; before it, some is to pass.
    window.run_steps(30);
    click_at(&mut window, start - Vec2::new(8.0, 0.0), 2);
    window.event(Event::Text("صرح".to_owned()));
    window.run();
    assert_eq!(window.state(), "صرح الوزير أمس");
    window.run_steps(30);
    click_at(&mut window, start - Vec2::new(8.0, 0.0), 3);
    window.event(Event::Text("صمت".to_owned()));
    window.run();
    assert_eq!(window.state(), "صمت");
}

#[test]
fn a_drag_selects() {
    let mut window = field("سلام");
    let rect = window.get_by_label("الاسم").rect();
    window.drag_at(Pos2::new(rect.right() - 10.5, rect.center().y));
    window.step();
    window.hover_at(Pos2::new(rect.left() + 4.0, rect.center().y));
    window.step();
    window.drop_at(Pos2::new(rect.left() + 4.0, rect.center().y));
    window.run();
    window.event(Event::Text("ن".to_owned()));
    window.run();
    assert_eq!(window.state(), "ن");
}

#[test]
fn a_long_line_scrolls_with_the_caret() {
    let long = "نص طويل ".repeat(30);
    let mut window = field(&long);
    let field = window.get_by_label("الاسم").rect();
    let caret = |window: &Harness<'_, String>| {
        let ime = window.output().platform_output.ime.expect("the field has the focus");
        ime.cursor_rect.center().x
    };
    press(&mut window, Modifiers::NONE, Key::End);
    assert!((caret(&window) - field.left()).abs() < 14.0, "the end is on the left");
    press(&mut window, Modifiers::NONE, Key::Home);
    assert!((caret(&window) - field.right()).abs() < 14.0, "the start is on the right");
}

#[test]
fn the_middle_button_pastes_where_it_is_clicked() {
    let mut window = field("قال نعم");
    let rect = window.get_by_label("الاسم").rect();
    let start = Pos2::new(rect.right() - 11.0, rect.center().y);
    window.hover_at(start);
    window.run();
    window.event(Event::MiddleClickPaste { pos: start, text: "و".to_owned() });
    window.run();
    assert_eq!(window.state(), "وقال نعم");
}
