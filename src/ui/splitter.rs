//! The edge between two panes, which the toolkit lets the mouse drag: keys move it too, and it has a name.

use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Event, EventFilter, Id, Key, Rect, Ui, vec2};

use crate::ui::text;

/// The id of the edge of the panel of that name which is shown in `ui`.
fn id(ui: &Ui, panel: &'static str) -> Id {
    ui.scope_id().with(panel).with("__resize")
}

/// Lets arrow keys move the edge while it has them; to be called before the panel is shown.
///
/// `grows_by` is the key that makes the panel larger, `shrinks_by` the other one.
pub fn take_keys(ui: &Ui, panel: &'static str, grows_by: Key, shrinks_by: Key) {
    let id = id(ui, panel);
    if !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    // The toolkit moves the edge for screen readers; keys ask it for the same.
    let steps = [(grows_by, Action::Increment), (shrinks_by, Action::Decrement)];
    ui.input_mut(|input| {
        for (key, action) in steps {
            for _ in 0..input.count_and_consume_key(egui::Modifiers::NONE, key) {
                input.events.push(Event::AccessKitActionRequest(ActionRequest {
                    action,
                    target_tree: TreeId::ROOT,
                    target_node: id.accesskit_id(),
                    data: None,
                }));
            }
        }
    });
}

/// Names the edge, and shows when it has the keys; to be called after the panel was shown.
pub fn name(ui: &Ui, panel: &'static str, name: &str) {
    let id = id(ui, panel);
    let Some(response) = ui.ctx().read_response(id) else { return };
    ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
    // Broad enough to be seen, around a line.
    let rect = Rect::from_center_size(response.rect.center(), response.rect.size().max(vec2(4.0, 4.0)));
    text::focus_ring(ui, &response, rect.shrink2(vec2(0.0, 4.0)));
}
