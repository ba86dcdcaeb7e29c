//! What keys, the clipboard, the input method and a screen reader ask of a field.

use egui::accesskit::{Action, ActionData};
use egui::{Event, EventFilter, ImeEvent, Key, Modifiers, OutputCommand, Pos2, Response, Ui};

use super::{Field, State};
use crate::settings::CaretMovement;
use crate::typeset::editor::Erase;
use crate::typeset::{Caret, LineEdge, Motion, Selecting};
use crate::ui::keys;
use crate::ui::motion::motion_of;
use crate::ui::text::system::movement;

/// What came of a pass's events.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// The caret moved or the text changed.
    pub moved: bool,
    pub committed: bool,
    pub cancelled: bool,
}

impl Field {
    pub(super) fn handle_events(&self, ui: &Ui, state: &mut State) -> Outcome {
        let mut outcome = Outcome::default();
        if !self.enabled {
            return outcome;
        }
        if let Some(value) = self.requested_value(ui) {
            state.editor.select_all();
            self.insert(state, &value);
            outcome.moved = true;
        }
        if !ui.memory(|memory| memory.has_focus(self.id)) {
            // The input method goes elsewhere; what it had not committed is not text.
            state.editor.compose("", None);
            return outcome;
        }
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        for event in ui.input(|input| input.filtered_events(&filter)) {
            self.handle_event(ui, state, &event, &mut outcome);
            if outcome.committed || outcome.cancelled {
                break;
            }
        }
        outcome
    }

    /// Returns the text that a screen reader asks to put into the field.
    fn requested_value(&self, ui: &Ui) -> Option<String> {
        ui.input(|input| {
            let requests = input.accesskit_action_requests(self.id, Action::SetValue);
            let values = requests.filter_map(|request| match &request.data {
                Some(ActionData::Value(value)) => Some(value.to_string()),
                _ => None,
            });
            values.last()
        })
    }

    fn handle_event(&self, ui: &Ui, state: &mut State, event: &Event, outcome: &mut Outcome) {
        match event {
            // Enter comes as a key.
            Event::Text(text) if !matches!(text.as_str(), "\n" | "\r") => {
                self.insert(state, text);
                outcome.moved = true;
            }
            Event::Paste(text) => {
                self.insert(state, text);
                outcome.moved = true;
            }
            Event::Copy | Event::Cut if !state.editor.selection().is_empty() => {
                ui.copy_text(state.editor.selected_text().to_owned());
                if matches!(event, Event::Cut) {
                    state.editor.erase(Erase::GraphemeAfter);
                    outcome.moved = true;
                }
            }
            Event::Ime(event) => {
                compose(state, event);
                outcome.moved = true;
            }
            Event::AccessKitActionRequest(request)
                if request.action == Action::ReplaceSelectedText
                    && request.target_node == self.id.accesskit_id() =>
            {
                if let Some(ActionData::Value(text)) = &request.data {
                    self.insert(state, text);
                    outcome.moved = true;
                }
            }
            Event::AccessKitActionRequest(request)
                if request.action == Action::SetTextSelection
                    && request.target_node == self.id.accesskit_id() =>
            {
                if let Some(data) = &request.data {
                    self.select_as_asked(ui, state, data);
                    outcome.moved = true;
                }
            }
            Event::Key { key, pressed: true, modifiers, .. } => {
                self.handle_key(ui, state, *key, *modifiers, outcome);
            }
            _ => {}
        }
    }

    /// Puts in what was typed or pasted, its line breaks as the field takes them.
    fn insert(&self, state: &mut State, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.many { text } else { text.trim_end_matches('\n').replace('\n', " ") };
        if !text.is_empty() {
            state.editor.insert(&text);
        }
    }

    fn handle_key(&self, ui: &Ui, state: &mut State, key: Key, modifiers: Modifiers, outcome: &mut Outcome) {
        let editor = &mut state.editor;
        let word = modifiers.ctrl || modifiers.alt;
        outcome.moved = true;
        match key {
            Key::Escape => outcome.cancelled = true,
            Key::Enter if !self.many || modifiers.command => outcome.committed = true,
            Key::Enter => editor.insert("\n"),
            Key::Backspace if word => editor.erase(Erase::WordBefore),
            Key::Backspace => editor.erase(Erase::GraphemeBefore),
            // Shift Delete is an old name of Cut, which arrives as its own event.
            Key::Delete if modifiers.shift => {}
            Key::Delete if word => editor.erase(Erase::WordAfter),
            Key::Delete => editor.erase(Erase::GraphemeAfter),
            Key::A if modifiers.command => editor.select_all(),
            Key::Z if modifiers.command && modifiers.shift => _ = editor.redo(),
            Key::Z if modifiers.command => _ = editor.undo(),
            Key::Y if modifiers.command => _ = editor.redo(),
            _ => {
                let stack = self.stack(ui.ctx(), editor);
                let rtl = stack.paragraph_at(editor.shown_caret().offset).layout.rtl;
                match motion(key, modifiers, movement(ui.ctx()), rtl) {
                    Some(Motion::Line(_)) if !self.many => outcome.moved = false,
                    Some(motion) => {
                        let selecting = if modifiers.shift { Selecting::Extend } else { Selecting::Move };
                        editor.move_caret(motion, selecting, &stack);
                    }
                    None => outcome.moved = false,
                }
            }
        }
    }

    /// Puts in what the middle button pastes at its place; tells whether it did.
    pub(super) fn paste_at_pointer(
        &self,
        ui: &Ui,
        state: &mut State,
        response: &Response,
        caret_at: impl Fn(Pos2) -> Caret,
    ) -> bool {
        if !self.enabled || !response.contains_pointer() {
            return false;
        }
        let pasted = ui.input(|input| {
            input.events.iter().find_map(|event| match event {
                Event::MiddleClickPaste { pos, text } => Some((*pos, text.clone())),
                _ => None,
            })
        });
        let Some((position, text)) = pasted else { return false };
        state.editor.compose("", None);
        state.editor.place(caret_at(position), Selecting::Move);
        self.insert(state, &text);
        ui.memory_mut(|memory| memory.request_focus(self.id));
        true
    }

    /// Offers what is selected for pasting with the middle button, once the mouse is let go.
    pub(super) fn offer_selection(&self, ui: &Ui, state: &mut State) {
        let selection = state.editor.selection();
        if selection != state.offered && !ui.input(|input| input.pointer.any_down()) {
            state.offered = selection;
            if !state.editor.selected_text().is_empty() {
                let text = state.editor.selected_text().to_owned();
                ui.ctx().send_cmd(OutputCommand::TextSelectionSettled(text));
            }
        }
    }
}

/// Returns the motion that a key asks for in a paragraph of this direction.
fn motion(key: Key, modifiers: Modifiers, movement: CaretMovement, rtl: bool) -> Option<Motion> {
    if modifiers.mac_cmd {
        let edge = |is_end: bool| if is_end { LineEdge::End } else { LineEdge::Start };
        return match key {
            Key::ArrowLeft => Some(Motion::LineEdge(edge(rtl))),
            Key::ArrowRight => Some(Motion::LineEdge(edge(!rtl))),
            Key::ArrowUp => Some(Motion::TextEdge(LineEdge::Start)),
            Key::ArrowDown => Some(Motion::TextEdge(LineEdge::End)),
            _ => None,
        };
    }
    // Where Alt is what goes by words, as on a Mac, it is Control.
    let chord =
        keys::chord(key, Modifiers { alt: false, ctrl: modifiers.ctrl || modifiers.alt, ..modifiers })?;
    motion_of(chord, movement, rtl)
}

fn compose(state: &mut State, event: &ImeEvent) {
    let editor = &mut state.editor;
    match event {
        ImeEvent::Preedit { text, active_range_chars } if !matches!(text.as_str(), "\n" | "\r") => {
            let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
            let active = active_range_chars.as_ref().map(|range| byte(range.start)..byte(range.end));
            editor.compose(text, active);
        }
        ImeEvent::Commit(text) if !matches!(text.as_str(), "\n" | "\r") => {
            editor.compose("", None);
            // Some systems send an empty commit when nothing is composed; the selection stays then.
            if !text.is_empty() {
                editor.insert(text);
            }
        }
        ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
            editor.erase_around(*before_chars, *after_chars);
        }
        _ => {}
    }
}
