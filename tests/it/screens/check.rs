//! What has to hold of every screen.

use std::collections::HashMap;

use egui::accesskit::{NodeId, Role};
use egui::epaint::{ClippedShape, Shape};
use egui::{Rect, TextureId};
use egui_kittest::kittest::NodeT;
use egui_kittest::{Harness, Node};
use unicode_bidi::{BidiClass, bidi_class};

use crate::window::Shell;

/// What is wrong with what the window shows.
pub fn faults(window: &Harness<'static, Shell>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut texts: Vec<(Rect, Rect)> = Vec::new();
    let root = window.root();
    let nodes: Vec<_> = root.children_recursive().collect();
    let seen = seen(window);
    let is_covered = nodes.iter().any(|node| is_over(node.accesskit_node().role()));
    let fields: Vec<Rect> = nodes
        .iter()
        .filter(|node| matches!(node.accesskit_node().role(), Role::TextInput | Role::MultilineTextInput))
        .map(|node| node.rect())
        .collect();
    let boxes: Vec<(Rect, String)> = nodes
        .iter()
        .filter(|node| is_box(node.accesskit_node().role()) && (!is_covered || is_on_top(node)))
        .filter(|node| seen.get(&node.accesskit_node().locate().0).is_some_and(|seen| *seen == node.rect()))
        .map(|node| (node.rect(), node.accesskit_node().label().unwrap_or_default()))
        .collect();
    for ClippedShape { clip_rect, shape, .. } in &window.output().shapes {
        look_at(shape, &mut |shape| match shape {
            Shape::Text(text) if !text.galley.text().is_empty() => {
                let words = text.galley.text();
                let is_strong = |letter| matches!(bidi_class(letter), BidiClass::R | BidiClass::AL);
                let what = if words.chars().any(is_strong) { "right-to-left text" } else { "text" };
                faults.push(format!("{what} reached the toolkit's painter: {words}"));
            }
            // What is covered is not seen.
            Shape::Rect(rect) if rect.fill.is_opaque() => {
                texts.retain(|(text, _): &(Rect, Rect)| {
                    !rect.rect.intersect(*clip_rect).contains(text.center())
                });
            }
            Shape::Mesh(mesh) if mesh.texture_id != TextureId::default() => {
                texts.push((mesh.calc_bounds(), *clip_rect));
            }
            _ => {}
        });
    }
    for (bounds, clip) in texts.into_iter().filter(|(bounds, clip)| bounds.intersects(*clip)) {
        let is_in_field = fields.iter().any(|field| field.expand(1.0).contains_rect(clip));
        let fits = |room: Rect| bounds.left() >= room.left() - 1.5 && bounds.right() <= room.right() + 1.5;
        if !is_in_field && !fits(clip) {
            faults.push(format!("text at {bounds:?} is cut off by {clip:?}"));
        }
        for (room, name) in boxes.iter().filter(|(room, _)| room.contains(bounds.center())) {
            if !fits(*room) {
                faults.push(format!("text at {bounds:?} runs out of “{name}” at {room:?}"));
            }
        }
    }
    for node in &nodes {
        let node = node.accesskit_node();
        let name = node.label().or_else(|| node.value()).unwrap_or_default();
        if name.trim().is_empty() && needs_name(node.role()) {
            faults.push(format!("a {:?} at {:?} has no name", node.role(), node.raw_bounds()));
        }
    }
    faults
}

/// The part that is seen of each widget: a row that scrolling cuts off is not looked at.
fn seen(window: &Harness<'static, Shell>) -> HashMap<NodeId, Rect> {
    window.ctx.viewport(|viewport| {
        let widgets = &viewport.prev_pass.widgets;
        let all = widgets.layers().flat_map(|(_, widgets)| widgets.iter());
        all.map(|widget| (widget.id.accesskit_id(), widget.interact_rect)).collect()
    })
}

/// Whether something lies over the window.
fn is_over(role: Role) -> bool {
    matches!(role, Role::Dialog | Role::AlertDialog | Role::Menu | Role::Tooltip)
}

/// Whether a widget belongs to what lies over the window.
fn is_on_top(node: &Node<'_>) -> bool {
    std::iter::successors(node.parent(), NodeT::parent).any(|above| is_over(above.accesskit_node().role()))
}

/// Whether the text of a widget of that role has to stay inside of it.
fn is_box(role: Role) -> bool {
    matches!(
        role,
        Role::Button
            | Role::MenuItem
            | Role::ListItem
            | Role::ListBoxOption
            | Role::RadioButton
            | Role::CheckBox
            | Role::ComboBox
            | Role::Note
    )
}

fn needs_name(role: Role) -> bool {
    let nameless = [
        Role::GenericContainer,
        Role::TextRun,
        Role::Paragraph,
        Role::Window,
        Role::ScrollView,
        Role::Tooltip,
        Role::ScrollBar,
    ];
    !nameless.contains(&role)
}

fn look_at(shape: &Shape, act: &mut impl FnMut(&Shape)) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| look_at(shape, act)),
        shape => act(shape),
    }
}
