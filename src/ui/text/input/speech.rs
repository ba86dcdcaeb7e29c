//! A field's text as screen readers follow it: by letter, with the caret.

use egui::accesskit::{Action, ActionData, Affine, TextPosition, TextSelection, Vec2};
use egui::{Pos2, Ui};

use super::{Field, State};
use crate::typeset::Selecting;
use crate::typeset::{Caret, Stack};
use crate::ui::text::{Run, Told, runs, with};

impl Field {
    /// Tells screen readers the text that is shown, and where the caret stands in it.
    pub(super) fn tell(&self, ui: &Ui, state: &State, stack: &Stack, origin: Pos2) {
        let ctx = ui.ctx();
        if ctx.accesskit_node_builder(self.id, |_| ()).is_none() {
            return;
        }
        let shown = state.editor.shown();
        let told = self.runs(&shown, stack);
        let focus = state.editor.shown_caret().offset;
        let anchor = if state.editor.is_composing() { focus } else { state.editor.anchor().offset };
        let ends = position(&told, anchor).zip(position(&told, focus));
        ctx.accesskit_node_builder(self.id, |node| {
            node.set_children(told.iter().map(|(_, run)| run.id).collect::<Vec<_>>());
            if let Some((anchor, focus)) = ends {
                node.set_text_selection(TextSelection { anchor, focus });
            }
            node.add_action(Action::SetTextSelection);
        });
        let tops: Vec<f32> = stack.paragraphs().iter().map(|placed| placed.top).collect();
        let starts: Vec<usize> = stack.paragraphs().iter().map(|placed| placed.text.start).collect();
        with(ctx, |system| {
            for (start, run) in told {
                let top = starts.iter().position(|held| *held == start).map_or(0.0, |number| tops[number]);
                let mut node = run.node;
                node.set_transform(Affine::translate(Vec2::new(origin.x.into(), (origin.y + top).into())));
                system.tell(run.id, node);
            }
        });
    }

    /// Puts the caret, or a selection, where a screen reader asks for it.
    pub(super) fn select_as_asked(&self, ui: &Ui, state: &mut State, data: &ActionData) {
        let ActionData::SetTextSelection(wanted) = data else { return };
        state.editor.compose("", None);
        let told = self.runs(state.editor.text(), &self.stack(ui.ctx(), &state.editor));
        let offset = |position: TextPosition| {
            let (start, run) = told.iter().find(|(_, run)| run.id == position.node)?;
            Some(start + run.offset_of(position.character_index))
        };
        if let Some((anchor, focus)) = offset(wanted.anchor).zip(offset(wanted.focus)) {
            state.editor.place(Caret::before(anchor), Selecting::Move);
            if focus != anchor {
                state.editor.place(Caret::before(focus), Selecting::Extend);
            }
        }
    }

    /// The runs of all paragraphs, each with the byte of the text that its paragraph begins at.
    fn runs(&self, shown: &str, stack: &Stack) -> Vec<(usize, Run)> {
        let mut all = Vec::new();
        for (number, placed) in stack.paragraphs().iter().enumerate() {
            let told = Told {
                text: &shown[placed.text.clone()],
                ends_in_break: placed.text.end < shown.len(),
                rtl: placed.layout.rtl,
                size: [placed.layout.width, placed.layout.height],
            };
            let id = |line: usize, piece: usize| self.id.with(("run", number, line, piece)).accesskit_id();
            let runs = runs(Some(&placed.layout), &told, id);
            all.extend(runs.into_iter().map(|run| (placed.text.start, run)));
        }
        all
    }
}

/// The place in a run of a byte of the text.
fn position(told: &[(usize, Run)], offset: usize) -> Option<TextPosition> {
    let (start, run) = told.iter().take_while(|(start, run)| start + run.start <= offset).last()?;
    Some(TextPosition { node: run.id, character_index: run.character_at(offset - start) })
}
