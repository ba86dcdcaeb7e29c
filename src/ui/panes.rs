//! The panes of the window, which keys step through; each has a name for screen readers.

use egui::accesskit::Role;
use egui::{Id, Rect, Sense, Ui, WidgetInfo};

use crate::ui::reading;
use crate::ui::text;

/// A part of the window, in the order that the keys step through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pane {
    Toolbar,
    List,
    Article,
    Margin,
    Details,
    Review,
    Chooser,
    Status,
}

impl Pane {
    /// Returns the id of the pane's name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Toolbar => "pane-toolbar",
            Self::List => "pane-list",
            Self::Article => "pane-article",
            Self::Margin => "pane-margin",
            Self::Details => "pane-details",
            Self::Review => "pane-review",
            Self::Chooser => "pane-chooser",
            Self::Status => "pane-status",
        }
    }

    fn id(self) -> Id {
        match self {
            Self::Article => reading::id(),
            _ => Id::unique(("pane", self)),
        }
    }
}

/// Which panes there are, and which of them the keys are to go to.
#[derive(Debug, Default)]
pub struct Panes {
    /// The panes of this pass so far.
    shown: Vec<(Pane, Rect)>,
    /// Those of the pass before.
    before: Vec<(Pane, Rect)>,
    wanted: Option<Pane>,
    /// How many steps the session had asked for when it was last looked at.
    steps: i64,
}

impl Panes {
    /// Opens a pass; `steps` is how many steps through the panes have been asked for so far.
    pub fn begin_pass(&mut self, ui: &Ui, steps: i64) {
        self.before = std::mem::take(&mut self.shown);
        self.before.sort_by_key(|(pane, _)| *pane);
        let by = steps - self.steps;
        self.steps = steps;
        let count = self.before.len() as i64;
        if by != 0 && count > 0 {
            let here = self.current(ui).unwrap_or(0) as i64;
            self.wanted = self.before.get((here + by).rem_euclid(count) as usize).map(|(pane, _)| *pane);
        }
    }

    /// The number of the pane that has the keys.
    fn current(&self, ui: &Ui) -> Option<usize> {
        let focused = ui.memory(|memory| memory.focused())?;
        if let Some(place) = self.before.iter().position(|(pane, _)| pane.id() == focused) {
            return Some(place);
        }
        let middle = ui.ctx().read_response(focused)?.rect.center();
        // A strip over the article counts before it: it is the later one.
        self.before.iter().rposition(|(_, rect)| rect.contains(middle))
    }

    /// Begins a pane whose widgets follow: `ui` is all its own.
    pub fn enter(&mut self, ui: &mut Ui, pane: Pane, name: &str) {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::Pane);
            node.set_label(name);
        });
        self.enter_at(ui, pane, ui.max_rect(), name);
    }

    /// Begins a pane that is a part of `ui`.
    pub fn enter_at(&mut self, ui: &mut Ui, pane: Pane, rect: Rect, name: &str) {
        self.shown.push((pane, rect));
        let id = pane.id();
        if self.wanted == Some(pane) {
            self.wanted = None;
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        // The pane itself has the keys only between the step to it and the next key: it is no stop of Tab.
        if pane != Pane::Article && ui.memory(|memory| memory.has_focus(id)) {
            let response = ui.interact(rect, id, Sense::focusable_noninteractive());
            response.widget_info(|| WidgetInfo::labeled(Role::Group, true, name));
            text::focus_ring(ui, &response, rect.shrink(4.0));
        }
    }
}
