//! What a field looks like: frame, selection, text, caret.

use egui::accesskit::{Action, Role};
use egui::{CornerRadius, IMEPurpose, Painter, Pos2, Rect, Response, Stroke, StrokeKind, Ui};
use egui::{WidgetInfo, output::IMEOutput, pos2, vec2};

use super::{Field, State};
use crate::typeset::{Caret, Editor, Stack};
use crate::ui::text::button::focus_ring;
use crate::ui::text::{CaretMark, FlagSide, paint, paragraph};
use crate::ui::theme::{RADIUS, Theme};

/// Half the time between two looks of a blinking caret, in seconds.
const BLINK: f64 = 0.53;

/// Returns where the text's origin stands.
pub(super) fn origin(field: &Field, stack: &Stack, inner: Rect, offset: f32) -> Pos2 {
    if field.many { inner.min } else { pos2(inner.left() + offset, inner.center().y - stack.height() / 2.0) }
}

/// Returns the offset of a single line's origin from the field's left edge, with the caret in view.
///
/// A text that fits stands at the side where it begins.
pub(super) fn scrolled(editor: &Editor, stack: &Stack, width: f32, offset: f32) -> f32 {
    let Some(placed) = stack.paragraphs().first() else { return 0.0 };
    let Some(line) = placed.layout.lines.first() else { return 0.0 };
    let caret = stack.caret_rect(editor.shown_caret()).x0;
    // The space that is typed last hangs beyond the visible text.
    let end = stack.caret_rect(Caret::after(placed.text.end)).x0;
    let left = line.left.min(end);
    let right = line.right.max(end);
    if right - left <= width {
        return if placed.layout.rtl { width - right } else { -left };
    }
    let seen = if caret + offset < 0.0 {
        -caret
    } else if caret + offset > width {
        width - caret
    } else {
        offset
    };
    seen.clamp(width - right, -left)
}

/// Paints the field. `inner` is where the text stands.
pub(super) fn paint(
    ui: &Ui,
    field: &Field,
    state: &mut State,
    response: &Response,
    inner: Rect,
    stack: &Stack,
    placeholder: &str,
) {
    let rect = response.rect;
    field.offer_selection(ui, state);
    if !ui.is_rect_visible(rect) {
        return;
    }
    let theme = Theme::of(ui);
    let focused = response.has_focus();
    let edge = if response.hovered() && field.enabled { theme.weak_ink } else { theme.edge };
    let ground = if field.enabled { theme.field } else { theme.background };
    let corners = CornerRadius::same(RADIUS);
    ui.painter().rect(rect, corners, ground, Stroke::new(1.0, edge), StrokeKind::Inside);
    focus_ring(ui, response, rect.shrink(1.0));
    let painter = ui.painter_at(rect.shrink2(vec2(4.0, 1.0)));
    let origin = origin(field, stack, inner, state.offset);
    if focused && !state.editor.is_composing() {
        paint_selection(&painter, theme, &state.editor, stack, origin);
    }
    if state.editor.shown().is_empty() {
        paint_placeholder(ui, field, &painter, inner, placeholder);
    }
    for placed in stack.paragraphs() {
        let at = origin + vec2(0.0, placed.top);
        paint::paragraph(&painter, &placed.layout, at, theme.ink);
    }
    if let Some(composed) = state.editor.composed() {
        for part in stack.boxes(composed) {
            let part = moved(part, origin);
            painter.hline(part.x_range(), part.bottom() - 3.0, Stroke::new(1.0, theme.weak_ink));
        }
    }
    if focused && field.enabled {
        paint_caret(ui, field, state, &painter, inner, stack, origin);
    }
}

fn paint_selection(painter: &Painter, theme: &Theme, editor: &Editor, stack: &Stack, origin: Pos2) {
    let selection = editor.selection();
    for part in stack.boxes(selection.clone()) {
        painter.rect_filled(moved(part, origin), CornerRadius::ZERO, theme.selection);
    }
    // A selected line break shows as a narrow box where its line ends.
    const BREAK: f32 = 5.0;
    for placed in stack.paragraphs() {
        if selection.start <= placed.text.end && placed.text.end < selection.end {
            let end = moved(stack.caret_rect(Caret::after(placed.text.end)), origin);
            let shift = if placed.layout.rtl { -BREAK } else { 0.0 };
            let size = vec2(BREAK, end.height());
            let part = Rect::from_min_size(end.min + vec2(shift, 0.0), size);
            painter.rect_filled(part, CornerRadius::ZERO, theme.selection);
        }
    }
}

fn paint_placeholder(ui: &Ui, field: &Field, painter: &Painter, inner: Rect, placeholder: &str) {
    let layout = paragraph(ui.ctx(), placeholder, &field.style, field.wrap);
    let Some(line) = layout.lines.first() else { return };
    let left = match (field.many, layout.rtl) {
        (true, _) => inner.left(),
        (false, true) => inner.right() - line.right,
        (false, false) => inner.left() - line.left,
    };
    let top = if field.many { inner.top() } else { inner.center().y - layout.height / 2.0 };
    paint::paragraph(painter, &layout, pos2(left, top), Theme::of(ui).faint);
}

fn paint_caret(
    ui: &Ui,
    field: &Field,
    state: &State,
    painter: &Painter,
    inner: Rect,
    stack: &Stack,
    origin: Pos2,
) {
    let caret = moved(stack.caret_rect(state.editor.shown_caret()), origin);
    // A caret after a space that hangs over the edge waits at the edge.
    let x = caret.left().clamp(inner.left() - 1.0, inner.right() + 1.0);
    let caret = Rect::from_min_max(pos2(x, caret.top()), pos2(x, caret.bottom()));
    let (now, window_focused) = ui.input(|input| (input.time, input.focused));
    if window_focused {
        let since = (now - state.moved_at).max(0.0);
        let blinks = ui.visuals().text_cursor.blink;
        if !blinks || ((since / BLINK) as u64).is_multiple_of(2) {
            // As high as the letters, not as the line.
            let height = (field.style.size * 1.35).min(caret.height());
            let tall = |place: Rect| Rect::from_center_size(place.center(), vec2(0.0, height));
            let shown = state.editor.shown_caret();
            let second = stack.second_place(shown).map(|second| tall(moved(second, origin)));
            let side = FlagSide::of_text(stack.leans_right_to_left(shown));
            // Where directions don't meet there is nothing that a flag would have to say.
            let mark = CaretMark { place: tall(caret), second, flag: second.map(|_| side) };
            mark.paint(painter, Theme::of(ui).caret);
        }
        if blinks {
            let next = BLINK - since % BLINK;
            ui.ctx().request_repaint_after_secs(next as f32);
        }
    }
    if state.moved_at == now {
        ui.scroll_to_rect(caret, None);
    }
    let to_window = ui.ctx().layer_transform_to_global(ui.layer_id()).unwrap_or_default();
    ui.output_mut(|output| {
        output.ime = Some(IMEOutput {
            purpose: IMEPurpose::Normal,
            rect: to_window * inner,
            cursor_rect: to_window * caret,
            should_interrupt_composition: false,
        });
    });
}

fn moved(rect: crate::typeset::Rect, origin: Pos2) -> Rect {
    let min = origin + vec2(rect.x0, rect.y0);
    Rect::from_min_max(min, min + vec2(rect.x1 - rect.x0, rect.y1 - rect.y0))
}

impl Field {
    /// Tells a screen reader, and tests, what the field holds.
    pub(super) fn inform(
        &self,
        ui: &Ui,
        response: &Response,
        name: &str,
        placeholder: &str,
        [before, now]: [&str; 2],
    ) {
        response.widget_info(|| {
            let mut info = WidgetInfo::text_edit(self.enabled, before, now, placeholder);
            info.label = Some(name.to_owned());
            info
        });
        ui.ctx().accesskit_node_builder(self.id, |node| {
            let role = if self.many { Role::MultilineTextInput } else { Role::TextInput };
            node.set_role(role);
            if self.enabled {
                node.add_action(Action::SetValue);
                node.add_action(Action::ReplaceSelectedText);
            } else {
                node.set_read_only();
            }
        });
    }
}
