//! What every part of the window is given: the session to read, the words, and where messages go.

use egui::{Rect, Ui};

use crate::i18n::{Place, Words};
use crate::session::{Message, Session};
use crate::ui::panes::{Pane, Panes};

/// One pass over the window. Parts read the session and push messages; they never change it.
pub struct Scene<'a> {
    pub session: &'a Session,
    pub words: &'a Words,
    pub messages: &'a mut Vec<Message>,
    pub panes: &'a mut Panes,
}

impl Scene<'_> {
    pub fn push(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// Returns the words with that id.
    pub fn say(&self, id: &str) -> String {
        self.words.get(id).into_owned()
    }

    /// Returns the words with that id, their places filled.
    pub fn say_with(&self, id: &str, places: &[(&str, Place<'_>)]) -> String {
        self.words.with(id, places)
    }

    /// Begins a pane whose widgets follow; `ui` is all its own.
    pub fn enter(&mut self, ui: &mut Ui, pane: Pane) {
        let name = self.say(pane.words());
        self.panes.enter(ui, pane, &name);
    }

    /// Begins a pane that is a part of `ui`.
    pub fn enter_at(&mut self, ui: &mut Ui, pane: Pane, rect: Rect) {
        let name = self.say(pane.words());
        self.panes.enter_at(ui, pane, rect, &name);
    }

    /// Returns the code of the interface's language, for the names in a schema.
    pub fn code(&self) -> &'static str {
        self.words.language().code()
    }
}
