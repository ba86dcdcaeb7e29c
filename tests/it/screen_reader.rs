//! The article as screen readers move through it: the same tree, walked as their adapters walk it.

use egui::accesskit::{Action, ActionData, ActionRequest, Role, TextDirection, TextSelection, TreeId};
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};

use hashiya::session::{Message, Notice, Selection, update};
use hashiya::settings::Language;
use hashiya::text::ByteOffset;

use crate::screens;
use crate::window::{Shell, press, window_of};

type Window = Harness<'static, Shell>;

fn window(language: Language) -> Window {
    window_of(screens::article(), language)
}

fn article<'a>(window: &'a Window) -> AccessKitNode<'a> {
    window.get_by_role(Role::Document).accesskit_node()
}

fn text(window: &Window) -> &str {
    window.state().session.open.as_ref().expect("a document is open").document.text()
}

fn selected(window: &Window) -> &str {
    let open = window.state().session.open.as_ref().expect("a document is open");
    open.document.slice(open.selection.span())
}

fn select(window: &mut Window, part: &str) {
    let start = text(window).find(part).expect("the part stands in the text");
    let (anchor, focus) = (ByteOffset(start), ByteOffset(start + part.len()));
    update(&mut window.state_mut().session, Message::Select(Selection { anchor, focus }));
    window.run_steps(2);
}

/// Asks for what an adapter asks for.
fn ask(window: &mut Window, node: egui::accesskit::NodeId, action: Action, data: Option<ActionData>) {
    let request = ActionRequest { action, target_tree: TreeId::ROOT, target_node: node, data };
    window.event(Event::AccessKitActionRequest(request));
    window.run_steps(3);
}

#[test]
fn the_article_is_a_document_with_its_language_and_all_of_its_text() {
    let window = window(Language::Arabic);
    let article = article(&window);
    assert_eq!(article.label().as_deref(), Some("article.txt"));
    assert_eq!(article.language(), Some("ar"));
    assert_eq!(article.text_direction(), Some(TextDirection::RightToLeft));
    assert!(article.supports_text_ranges());
    assert_eq!(article.document_range().text(), text(&window));
    let paragraphs = window.get_all_by_role(Role::Paragraph);
    let directions: Vec<_> =
        paragraphs.map(|paragraph| paragraph.accesskit_node().text_direction()).collect();
    let (rtl, ltr) = (Some(TextDirection::RightToLeft), Some(TextDirection::LeftToRight));
    assert_eq!(directions, [rtl, rtl, rtl, ltr, rtl, rtl]);
}

#[test]
fn it_is_walked_by_characters_words_lines_and_paragraphs() {
    let window = window(Language::English);
    let article = article(&window);
    // Characters are graphemes, in the order of the text.
    let mut at = article.document_start();
    let mut letters = Vec::new();
    while !at.is_document_end() {
        let next = at.forward_to_character_start();
        let mut range = at.to_degenerate_range();
        range.set_end(next);
        letters.push(range.text());
        at = next;
    }
    use unicode_segmentation::UnicodeSegmentation;
    assert_eq!(letters, text(&window).graphemes(true).collect::<Vec<_>>());
    // Words begin where the window's own steps stop, and each paragraph begins one.
    let mut at = article.document_start();
    let mut words = Vec::new();
    while !at.is_document_end() {
        let next = at.forward_to_word_start();
        let mut range = at.to_degenerate_range();
        range.set_end(next);
        words.push(range.text());
        assert!(next == article.document_end() || next.backward_to_word_start() == at, "{words:?}");
        at = next;
    }
    assert_eq!(&words[..5], ["وكالة ", "الواحة — ", "12 ", "مارس ", "2027\n"]);
    assert!(words.contains(&"Blue ".to_owned()) && words.contains(&"Harbor: «".to_owned()), "{words:?}");
    assert_eq!(words.concat(), text(&window));
    // Lines.
    let mut at = article.document_start();
    let mut lines = Vec::new();
    loop {
        let mut range = at.to_degenerate_range();
        range.set_end(at.forward_to_line_end());
        lines.push(range.text());
        at = at.forward_to_line_start();
        if at.is_document_end() {
            break;
        }
    }
    assert_eq!(lines.concat(), text(&window));
    let paragraphs = text(&window).split('\n').count();
    assert!(lines.len() > paragraphs, "the long paragraph has several lines: {lines:?}");
    let ends = lines.iter().filter(|line| line.ends_with('\n')).count();
    assert_eq!(ends, paragraphs - 1);
}

#[test]
fn letters_are_where_they_are_painted() {
    let window = window(Language::English);
    let article = article(&window);
    let bounds = |part: &str| {
        let start = text(&window).find(part).expect("it is there");
        let index = text(&window)[..start].chars().count();
        let from = article.text_position_from_global_usv_index(index).expect("it is told");
        let to =
            article.text_position_from_global_usv_index(index + part.chars().count()).expect("it is told");
        let mut range = from.to_degenerate_range();
        range.set_end(to);
        assert_eq!(range.text(), part);
        range.bounding_boxes()
    };
    // Arabic goes to the left, Latin within it to the right, and they meet.
    let (first, second) = (bounds("هادي")[0], bounds("سليم،")[0]);
    assert!(second.x1 <= first.x0 + 0.5, "{first:?} {second:?}");
    let (blue, harbor) = (bounds("Blue")[0], bounds("Harbor")[0]);
    assert!(blue.x1 <= harbor.x0 + 0.5, "{blue:?} {harbor:?}");
    let mixed = bounds("شركة Blue");
    assert_eq!(mixed.len(), 2, "{mixed:?}");
    // A mark's node stands where its words do.
    let mark = window.get_by_role_and_label(Role::Mark, "هادي سليم — Person");
    let place = bounds("هادي سليم");
    let around = mark.rect();
    let left = place.iter().map(|part| part.x0).fold(f64::INFINITY, f64::min);
    let right = place.iter().map(|part| part.x1).fold(0.0, f64::max);
    assert!((f64::from(around.left()) - left).abs() < 1.5 && (f64::from(around.right()) - right).abs() < 1.5);
}

#[test]
fn caret_and_selection_are_told() {
    let mut window = window(Language::Arabic);
    press(&mut window, Modifiers::CTRL, Key::Home);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    let here = article(&window);
    let caret = here.text_selection().expect("there is a caret");
    assert!(caret.is_degenerate());
    assert_eq!(caret.start().to_global_usv_index(), 1);
    for _ in 0..3 {
        press(&mut window, Modifiers::CTRL | Modifiers::SHIFT, Key::ArrowLeft);
    }
    let told = article(&window).text_selection().expect("there is a selection").text();
    assert_eq!(told, selected(&window));
    assert!(!told.is_empty());
    // Over paragraphs, and from its end to its start.
    let whole = "2027\nقال هادي";
    select(&mut window, whole);
    let here = article(&window);
    assert_eq!(here.text_selection().expect("there is a selection").text(), whole);
    let (anchor, focus) = (here.text_selection_anchor(), here.text_selection_focus());
    assert!(anchor.expect("it is told") < focus.expect("it is told"));
    press(&mut window, Modifiers::CTRL, Key::A);
    assert_eq!(article(&window).text_selection().expect("there is a selection").text(), text(&window));
}

#[test]
fn a_screen_reader_moves_the_caret_and_selects() {
    let mut window = window(Language::Arabic);
    let document = egui::Id::unique("reading").accesskit_id();
    let wanted = |window: &Window, part: &str| -> TextSelection {
        let start = text(window).find(part).expect("it is there");
        let index = text(window)[..start].chars().count();
        let article = article(window);
        let from = article.text_position_from_global_usv_index(index).expect("it is told");
        let to = article.text_position_from_global_usv_index(index + part.chars().count());
        TextSelection { anchor: from.to_raw(), focus: to.expect("it is told").to_raw() }
    };
    for part in ["سليم، المتحدث باسم شركة Blue", "no comment.\nوغادر", "حقوق محفوظة"]
    {
        let selection = wanted(&window, part);
        ask(&mut window, document, Action::SetTextSelection, Some(ActionData::SetTextSelection(selection)));
        assert_eq!(selected(&window), part);
        assert_eq!(article(&window).text_selection().expect("it is told").text(), part);
    }
    let place = wanted(&window, "المتحدث").anchor;
    let caret = TextSelection { anchor: place, focus: place };
    ask(&mut window, document, Action::SetTextSelection, Some(ActionData::SetTextSelection(caret)));
    let offset = window.state().session.open.as_ref().expect("open").selection.focus;
    assert!(text(&window)[offset.0..].starts_with("المتحدث"));
    // The window's own keys go on from there.
    press(&mut window, Modifiers::CTRL | Modifiers::SHIFT, Key::ArrowLeft);
    assert_eq!(selected(&window), "المتحدث");
}

#[test]
fn marks_say_what_they_are_and_can_be_chosen() {
    let expected = [
        (
            Language::Arabic,
            "لن نوقّع العقد قبل 15 يونيو — مباشر",
            ["اقتباس · مباشر", "المصدر: هادي سليم", "قال", "من «لن» إلى «يونيو»"],
        ),
        (
            Language::English,
            "لن نوقّع العقد قبل 15 يونيو — Direct",
            ["Quote · Direct", "Source: هادي سليم", "قال", "from “لن” to “يونيو”"],
        ),
    ];
    for (language, name, parts) in expected {
        let mut window = window(language);
        let mark = window.get_by_role_and_label(Role::Mark, name);
        let said = mark.accesskit_node().description().expect("it is described");
        let said = said.replace(['\u{2068}', '\u{2069}'], "");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
        assert_eq!(mark.accesskit_node().is_selected(), Some(false));
        let (id, _) = mark.accesskit_node().locate();
        ask(&mut window, id, Action::Click, None);
        let open = window.state().session.open.as_ref().expect("open");
        assert_eq!(open.active_annotation().map(|active| active.layer.as_str()), Some("quote"));
        let mark = window.get_by_role_and_label(Role::Mark, name);
        assert_eq!(mark.accesskit_node().is_selected(), Some(true));
        assert!(mark.is_focused(), "what the keys are on is said");
        // Once the caret moves, it is the text that is read.
        press(&mut window, Modifiers::NONE, Key::ArrowLeft);
        assert!(window.get_by_role(Role::Document).is_focused());
        // So it is for the keys that go from one to the next.
        press(&mut window, Modifiers::NONE, Key::Tab);
        let focused = window.get_all_by_role(Role::Mark).filter(|mark| mark.is_focused()).count();
        assert_eq!(focused, 1);
    }
}

#[test]
fn a_claims_mark_tells_how_it_stands() {
    let window = window(Language::English);
    let claim = window
        .get_all_by_role(Role::Mark)
        .filter_map(|mark| mark.accesskit_node().description())
        .find(|said| said.starts_with("Claim"));
    assert!(claim.expect("it is there").contains("No verdict yet"));
}

#[test]
fn panes_lists_and_news_are_told() {
    let mut window = window(Language::English);
    for name in ["Toolbar", "Lists", "Article", "Details", "Status"] {
        window.get_by_role_and_label(Role::Pane, name);
    }
    let annotations = window.get_by_role_and_label(Role::List, "Annotations");
    let count = window.state().session.open.as_ref().expect("open").set.len();
    assert_eq!(annotations.accesskit_node().size_of_set(), Some(count));
    let rows: Vec<_> = annotations
        .children_recursive()
        .filter(|row| row.accesskit_node().role() == Role::ListItem)
        .map(|row| (row.accesskit_node().position_in_set(), row.accesskit_node().size_of_set()))
        .collect();
    let expected: Vec<_> = (0..count).map(|place| (Some(place), Some(count))).collect();
    assert_eq!(rows, expected);

    use egui::accesskit::Live;
    window.state_mut().session.notices =
        vec![Notice::info("notice-source-back", ""), Notice::error("notice-copy-failed", "disk")];
    window.run_steps(2);
    let news = window.get_by_role_and_label(Role::Status, "The article is there again, unchanged.");
    assert_eq!(news.accesskit_node().live(), Live::Polite);
    let alert = window.get_by_role(Role::Alert);
    assert_eq!(alert.accesskit_node().live(), Live::Assertive);
    press(&mut window, Modifiers::CTRL, Key::Comma);
    let dialog = window.get_by_role_and_label(Role::Dialog, "Settings");
    assert!(dialog.accesskit_node().is_dialog());
}

#[test]
fn what_lies_beyond_the_window_is_told_and_comes_into_sight() {
    let line =
        "وأضاف هادي سليم أن المشروع «سيُفتتح في مارس» بكلفة 12 مليون دينار، وفق ما نقلته Reuters أمس.\n";
    let mut window = window_of(crate::session::session(&line.repeat(120)), Language::Arabic);
    assert_eq!(article(&window).document_range().text(), text(&window));
    let document = egui::Id::unique("reading").accesskit_id();
    let end = article(&window).document_end().to_raw();
    let selection = TextSelection { anchor: end, focus: end };
    ask(&mut window, document, Action::SetTextSelection, Some(ActionData::SetTextSelection(selection)));
    let caret = article(&window).text_selection().expect("there is a caret").bounding_boxes()[0];
    assert!(caret.y0 > 0.0 && caret.y1 < 900.0, "{caret:?}");
}
