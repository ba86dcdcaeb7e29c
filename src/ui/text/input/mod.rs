//! Text inputs: one line or many, both directions, composition, clipboard, undo.

mod events;
mod speech;
mod view;

use std::ops::Range;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Context, CursorIcon, Id, IdSalt, Pos2, Rect, Response, Sense, Ui, Vec2, vec2};

use crate::typeset::{Caret, Editor, Selecting, Stack, TextStyle};
use crate::ui::text::button::{HEIGHT, follow_focus};
use crate::ui::text::{Voice, paragraph};

/// A field to type into. The text is the caller's; selection and history stay with the field.
#[must_use = "an input is shown with show"]
pub struct TextInput<'a> {
    text: &'a mut String,
    name: &'a str,
    placeholder: &'a str,
    salt: Option<IdSalt>,
    rows: Rows,
    voice: Voice,
    width: Option<f32>,
}

/// How many lines a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    /// One line that scrolls sideways.
    One,
    /// As many as the text has, and room for so many at least.
    AtLeast(usize),
}

/// What happened to a field.
pub struct InputResponse {
    pub response: Response,
    /// The text is another one than before.
    pub changed: bool,
    /// Enter was pressed, or Ctrl Enter in a field of many lines.
    pub committed: bool,
    /// Escape was pressed. The text stays as typed; the caller knows what it was before.
    pub cancelled: bool,
}

/// What a field keeps from pass to pass.
#[derive(Default)]
struct State {
    editor: Editor,
    /// How far right of the field's edge the line's origin stands, in points.
    offset: f32,
    /// When the caret last moved, in seconds; it blinks from then on.
    moved_at: f64,
    /// How many times the button was pressed in a row, when last, and where.
    presses: u8,
    pressed_at: f64,
    pressed_where: Pos2,
    /// What the press selected that a drag goes on from.
    drag_from: Range<usize>,
    /// The selection last handed to the system, for pasting with the middle button.
    offered: Range<usize>,
}

/// What a drag selects by: the first press of a series begins one by graphemes, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DragUnit {
    Grapheme,
    Word,
    Paragraph,
}

/// The state as egui's memory holds it.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<State>>);

const PADDING: Vec2 = vec2(10.0, 6.0);

impl<'a> TextInput<'a> {
    /// Makes a field of one line; it scrolls sideways where the text is longer.
    ///
    /// `name` is what a screen reader calls the field.
    pub fn line(name: &'a str, text: &'a mut String) -> Self {
        let rows = Rows::One;
        let (placeholder, voice) = ("", Voice::Body);
        Self { text, name, placeholder, salt: None, rows, voice, width: None }
    }

    /// Makes a field that wraps and takes line breaks, `rows` lines high or as high as the text.
    pub fn area(name: &'a str, text: &'a mut String, rows: usize) -> Self {
        Self { rows: Rows::AtLeast(rows.max(1)), ..Self::line(name, text) }
    }

    /// Shows `text` faintly while the field is empty.
    pub fn placeholder(mut self, text: &'a str) -> Self {
        self.placeholder = text;
        self
    }

    /// Tells this field from others of the same name, or keeps its state when it moves.
    pub fn id_salt(mut self, salt: impl std::hash::Hash + std::fmt::Debug) -> Self {
        self.salt = Some(IdSalt::new(salt));
        self
    }

    /// Makes the field `width` points wide instead of as wide as there is room.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Shows the field.
    pub fn show(self, ui: &mut Ui) -> InputResponse {
        let id = ui.make_persistent_id(self.salt.unwrap_or(IdSalt::new(self.name)));
        let shared: Shared = ui.data_mut(|data| data.get_temp_mut_or_default::<Shared>(id).clone());
        let mut state = shared.0.lock();
        if state.editor.text() != *self.text {
            state.editor.set_text(self.text.clone());
        }
        let style = self.voice.style();
        let width = self.width.unwrap_or(ui.available_width()).max(2.0 * PADDING.x + 1.0);
        let wrap = (self.rows != Rows::One).then_some(width - 2.0 * PADDING.x);
        let field = Field { id, style, wrap, many: self.rows != Rows::One, enabled: ui.is_enabled() };

        // Keys come first, so that what was typed is seen in the same pass.
        let before = self.text.clone();
        let outcome = field.handle_events(ui, &mut state);
        let mut stack = field.stack(ui.ctx(), &state.editor);

        let (rect, mut response) = field.allocate(ui, self.rows, width, &stack);
        follow_focus(&response);
        let above = (rect.height() - field.height(self.rows, &stack)) / 2.0;
        let inner = rect.shrink2(vec2(PADDING.x, above));
        let origin = view::origin(&field, &stack, inner, state.offset);
        let caret_at = |position: Pos2| stack.hit(position.x - origin.x, position.y - origin.y);
        let pasted = field.paste_at_pointer(ui, &mut state, &response, caret_at);
        let pointed = field.handle_pointer(ui, &mut state, &response, inner, &stack);
        if pasted || pointed || outcome.moved {
            state.moved_at = ui.input(|input| input.time);
            stack = field.stack(ui.ctx(), &state.editor);
        }
        if !field.many {
            state.offset = view::scrolled(&state.editor, &stack, inner.width(), state.offset);
        }
        let changed = state.editor.text() != before;
        if changed {
            *self.text = state.editor.text().to_owned();
            response.mark_changed();
        }
        view::paint(ui, &field, &mut state, &response, inner, &stack, self.placeholder);
        field.inform(ui, &response, self.name, self.placeholder, [&before, self.text]);
        field.tell(ui, &state, &stack, view::origin(&field, &stack, inner, state.offset));
        if response.hovered() && field.enabled {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        let (committed, cancelled) = (outcome.committed, outcome.cancelled);
        if committed && !field.many || cancelled {
            ui.memory_mut(|memory| memory.surrender_focus(id));
        }
        InputResponse { response, changed, committed, cancelled }
    }
}

/// What the parts of the widget know about the field.
struct Field {
    id: Id,
    style: TextStyle,
    /// The width to wrap at, in a field of many lines.
    wrap: Option<f32>,
    many: bool,
    enabled: bool,
}

impl Field {
    /// Sets the text as it is shown, composition included.
    fn stack(&self, ctx: &Context, editor: &Editor) -> Stack {
        let text = editor.shown();
        Stack::new(&text, |part| paragraph(ctx, part, &self.style, self.wrap))
    }

    fn height(&self, rows: Rows, stack: &Stack) -> f32 {
        match rows {
            Rows::One => self.style.line_height,
            Rows::AtLeast(rows) => stack.height().max(rows as f32 * self.style.line_height),
        }
    }

    fn allocate(&self, ui: &mut Ui, rows: Rows, width: f32, stack: &Stack) -> (Rect, Response) {
        let height = (self.height(rows, stack) + 2.0 * PADDING.y).max(HEIGHT);
        let sense = if self.enabled { Sense::click_and_drag() } else { Sense::hover() };
        let (_, rect) = ui.allocate_space(vec2(width, height));
        (rect, ui.interact(rect, self.id, sense))
    }

    /// Follows clicks and drags; tells whether the caret moved.
    fn handle_pointer(
        &self,
        ui: &Ui,
        state: &mut State,
        response: &Response,
        inner: Rect,
        stack: &Stack,
    ) -> bool {
        let Some(position) = response.interact_pointer_pos() else { return false };
        let pressed = ui.input(|input| input.pointer.primary_pressed());
        let held = response.dragged() && ui.input(|input| input.pointer.primary_down());
        if !pressed && !held {
            return false;
        }
        let origin = view::origin(self, stack, inner, state.offset);
        // A drag beyond the sides of a line that is longer than its field goes on by itself, the faster
        // the further out.
        const REACH: f32 = 12.0;
        let across = inner.left() - REACH..=inner.right() + REACH;
        if held && !self.many && !inner.x_range().contains(position.x) {
            ui.ctx().request_repaint();
        }
        let x = if self.many { position.x } else { position.x.clamp(*across.start(), *across.end()) };
        let point = Pos2::new(x, position.y) - origin;
        let mut caret = stack.hit(point.x, point.y);
        let mut under = stack.offset_under(point.x, point.y);
        if pressed {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        if let Some(composed) = state.editor.composed() {
            // A click ends the composition; what lay behind it moves back.
            state.editor.compose("", None);
            ui.memory_mut(|memory| memory.interrupt_ime());
            let back = |offset: usize| {
                let behind = offset.saturating_sub(composed.len()).max(composed.start);
                if offset > composed.start { behind } else { offset }
            };
            caret = Caret { offset: back(caret.offset), ..caret };
            under = back(under);
        }
        let extend = ui.input(|input| input.modifiers.shift);
        if pressed {
            state.count_press(ui, position);
            state.drag_from = state.unit_at(under);
        }
        match state.unit() {
            DragUnit::Grapheme if pressed && !extend => state.editor.place(caret, Selecting::Move),
            DragUnit::Grapheme => state.editor.place(caret, Selecting::Extend),
            DragUnit::Word | DragUnit::Paragraph => {
                let (from, to) = (state.drag_from.clone(), state.unit_at(under));
                if to.start < from.start {
                    state.editor.place(Caret::after(from.end), Selecting::Move);
                    state.editor.place(Caret::before(to.start), Selecting::Extend);
                } else {
                    state.editor.select(from.start..to.end);
                }
            }
        }
        true
    }
}

impl State {
    /// Counts a press of the button as one of a series, if the last one was near and not long ago.
    fn count_press(&mut self, ui: &Ui, position: Pos2) {
        const NEAR: f32 = 6.0;
        let now = ui.input(|input| input.time);
        let delay = ui.ctx().options(|options| options.input_options.max_double_click_delay);
        let near = self.pressed_where.distance(position) < NEAR;
        let again = near && now - self.pressed_at < delay;
        self.presses = if again { self.presses % 3 + 1 } else { 1 };
        self.pressed_at = now;
        self.pressed_where = position;
    }

    fn unit(&self) -> DragUnit {
        match self.presses {
            2 => DragUnit::Word,
            3 => DragUnit::Paragraph,
            _ => DragUnit::Grapheme,
        }
    }

    fn unit_at(&self, offset: usize) -> Range<usize> {
        match self.unit() {
            DragUnit::Grapheme => offset..offset,
            DragUnit::Word => self.editor.word_at(offset),
            DragUnit::Paragraph => self.editor.paragraph_at(offset),
        }
    }
}

/// Tells whether keys go to a text input, so that single letters are no commands now.
pub fn is_typing(ctx: &Context) -> bool {
    let focused = ctx.memory(|memory| memory.focused());
    focused.is_some_and(|id| ctx.data(|data| data.get_temp::<Shared>(id)).is_some())
}
