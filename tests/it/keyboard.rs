//! Everything can be reached by keys, and is seen to be.

use std::collections::BTreeMap;

use egui::accesskit::{NodeId, Role};
use egui::epaint::Shape;
use egui::{Key, Modifiers, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use hashiya::session::{Dialog, Message, Mode, update};
use hashiya::settings::Language;

use crate::screens;
use crate::window::{Shell, press, window_of};

type Window = Harness<'static, Shell>;

/// What can have the keys, by its node; marks get them within the article.
fn reachable(window: &Window) -> BTreeMap<NodeId, String> {
    let nodes = window.root().children_recursive().map(|node| node.accesskit_node());
    let focusable = nodes.filter(|node| {
        let can = node.data().supports_action(egui::accesskit::Action::Focus);
        can && !node.is_disabled() && !matches!(node.role(), Role::Mark)
    });
    focusable
        .map(|node| {
            let name = node.label().or_else(|| node.value()).unwrap_or_default();
            (node.locate().0, format!("{:?} {name}", node.role()))
        })
        .collect()
}

/// What has the keys: its node, role and place.
fn focused(window: &Window) -> Option<(NodeId, Role, Rect)> {
    let found = window.root().children_recursive().find(|node| node.accesskit_node().is_focused_in_tree())?;
    let node = found.accesskit_node();
    Some((node.locate().0, node.role(), found.rect()))
}

/// Whether a ring of the breadth and colours of focus is painted about there.
fn has_ring(window: &Window, place: Rect) -> bool {
    fn look(shape: &Shape, act: &mut impl FnMut(&egui::epaint::RectShape)) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| look(shape, act)),
            Shape::Rect(rect) => act(rect),
            _ => {}
        }
    }
    let dark = window.ctx.theme() == egui::Theme::Dark;
    let palette =
        if dark { hashiya::page::palette::Palette::DARK } else { hashiya::page::palette::Palette::LIGHT };
    let colours = [palette.focus, palette.on_accent].map(hashiya::ui::theme::colour);
    let mut found = false;
    for clipped in &window.output().shapes {
        look(&clipped.shape, &mut |shape| {
            let is_ring = shape.stroke.width == 2.0 && colours.contains(&shape.stroke.color);
            let is_seen = shape.rect.intersects(clipped.clip_rect);
            // A tick's ring is around the box alone.
            let is_there = place.expand(8.0).contains_rect(shape.rect);
            found |= is_ring && is_seen && is_there;
        });
    }
    found
}

/// Goes on with a key until the keys come round, and says what had them; each is seen to.
fn tab_round(window: &mut Window, modifiers: Modifiers, seen: &mut BTreeMap<NodeId, Role>) {
    for _ in 0..400 {
        let Some((node, role, place)) = focused(window) else { panic!("something has the keys") };
        if role == Role::Document {
            seen.insert(node, role);
            return;
        }
        assert!(has_ring(window, place), "{role:?} at {place:?} has the keys unseen");
        if seen.insert(node, role).is_some() && role != Role::Group {
            return;
        }
        press(window, modifiers, Key::Tab);
    }
    panic!("the keys never come round");
}

#[test]
fn every_widget_is_reached_and_shows_that_it_has_the_keys() {
    for language in Language::ALL {
        for light in [egui::Theme::Light, egui::Theme::Dark] {
            let mut session = screens::article();
            let open = session.open.as_ref().expect("a document is open");
            let quote = open.set.iter().find(|annotation| annotation.layer == "quote").expect("it is there");
            let id = quote.id.clone();
            update(&mut session, Message::Show(id));
            session.settings.theme = match light {
                egui::Theme::Light => hashiya::settings::ThemeChoice::Light,
                egui::Theme::Dark => hashiya::settings::ThemeChoice::Dark,
            };
            let mut window = window_of(session, language);
            window.ctx.set_theme(light);
            window.run_steps(2);
            assert_eq!(focused(&window).map(|(_, role, _)| role), Some(Role::Document));
            let mut seen = BTreeMap::new();
            // The article keeps Tab for its marks; a step goes to the next pane, whose widgets follow.
            for _ in 0..8 {
                press(&mut window, Modifiers::CTRL, Key::F6);
                window.run_steps(2);
                tab_round(&mut window, Modifiers::NONE, &mut seen);
            }
            let missed: Vec<String> = reachable(&window)
                .into_iter()
                .filter(|(node, _)| !seen.contains_key(node))
                .map(|(_, name)| name)
                .collect();
            assert!(missed.is_empty(), "{language:?}, {light:?}: never reached: {missed:#?}");
            assert!(seen.len() > 40, "{}", seen.len());
            // And back.
            press(&mut window, Modifiers::CTRL | Modifiers::SHIFT, Key::F6);
            let mut back = BTreeMap::new();
            tab_round(&mut window, Modifiers::SHIFT, &mut back);
            assert!(back.len() > 1);
        }
    }
}

#[test]
fn a_step_goes_from_pane_to_pane_and_round() {
    let mut window = window_of(screens::article(), Language::English);
    let mut names = Vec::new();
    for _ in 0..7 {
        press(&mut window, Modifiers::CTRL, Key::F6);
        let node = window.root().children_recursive().find(|node| node.is_focused());
        let node = node.expect("something has the keys");
        names.push(node.accesskit_node().label().unwrap_or_default());
    }
    assert_eq!(names, ["Margin", "Details", "Status", "Toolbar", "Lists", "article.txt", "Margin"]);
    press(&mut window, Modifiers::CTRL | Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&window).map(|(_, role, _)| role), Some(Role::Document));
}

#[test]
fn a_dialog_keeps_the_keys_and_gives_them_back() {
    let mut dialogs = vec![Dialog::Settings, Dialog::Help, Dialog::Palette, Dialog::Unsaved];
    dialogs.push(Dialog::TypePath { pick: hashiya::session::Pick::File, unanswered: false });
    for dialog in dialogs {
        let mut window = window_of(screens::article(), Language::Arabic);
        window.run_steps(2);
        update(&mut window.state_mut().session, Message::OpenDialog(dialog.clone()));
        window.run_steps(4);
        let mut seen = Vec::new();
        for _ in 0..12 {
            let found = window.root().children_recursive().find(|node| node.is_focused());
            let found = found.unwrap_or_else(|| panic!("{dialog:?}: something has the keys"));
            let mut above = found.parent();
            let is_inside = std::iter::from_fn(|| {
                let here = above.take()?;
                above = here.parent();
                Some(here.accesskit_node().role())
            })
            .any(|role| matches!(role, Role::Dialog | Role::AlertDialog));
            assert!(is_inside, "{dialog:?}: {:?} is outside", found.accesskit_node().label());
            seen.push(found.accesskit_node().locate().0);
            press(&mut window, Modifiers::NONE, Key::Tab);
        }
        seen.sort_unstable();
        seen.dedup();
        assert!(!seen.is_empty());
        press(&mut window, Modifiers::NONE, Key::Escape);
        window.run_steps(3);
        assert_eq!(window.state().session.dialog, None, "{dialog:?}");
        assert_eq!(focused(&window).map(|(_, role, _)| role), Some(Role::Document), "{dialog:?}");
    }
}

#[test]
fn a_list_to_choose_from_is_opened_walked_and_left_by_keys() {
    let mut session = screens::article();
    let id = session.open.as_ref().and_then(|open| open.set.iter().next().map(|it| it.id.clone()));
    update(&mut session, Message::Show(id.expect("something is marked")));
    let mut window = window_of(session, Language::English);
    window.get_by_role_and_label(Role::ComboBox, "Label").focus();
    window.run_steps(2);
    let label = |window: &Window| {
        let open = window.state().session.open.as_ref().expect("open");
        open.active_annotation().expect("chosen").label.clone()
    };
    let before = label(&window);
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.run_steps(3);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    let (_, role, place) = focused(&window).expect("something has the keys");
    assert_eq!(role, Role::ListBoxOption);
    assert!(has_ring(&window, place));
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.run_steps(3);
    assert_ne!(label(&window), before);
    assert!(window.get_by_role_and_label(Role::ComboBox, "Label").is_focused(), "it gets the keys back");
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.run_steps(3);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::Escape);
    window.run_steps(3);
    assert!(window.get_by_role_and_label(Role::ComboBox, "Label").is_focused(), "also when it is left");
    assert_eq!(window.state().session.open.as_ref().map(|open| open.mode.clone()), Some(Mode::Read));
}

#[test]
fn keys_move_the_edge_of_a_pane() {
    let mut window = window_of(screens::article(), Language::English);
    let width = |window: &Window| window.get_by_role_and_label(Role::Pane, "Lists").rect().width();
    let before = width(&window);
    let edge =
        window.get_all_by_role_and_label(Role::Splitter, "Edge of the pane").next().expect("it is there");
    edge.focus();
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    window.run_steps(3);
    assert!(width(&window) > before + 10.0, "{} after {before}", width(&window));
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    window.run_steps(3);
    assert!((width(&window) - before).abs() < 1.0);
}
