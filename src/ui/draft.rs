//! Fields whose text becomes an act only when one is done with it.

use egui::{Id, Ui};

use crate::ui::text::TextInput;

/// What a field holds while it is being edited.
#[derive(Clone, Debug, Default)]
struct Draft {
    original: String,
    text: String,
}

/// How a field is shown.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    Line,
    /// At least so many lines.
    Area(usize),
}

/// Shows a field with `value`; returns the new text once the field is left, or Enter pressed in it.
///
/// Escape brings the old text back. So each visit to a field is one act to undo.
pub fn field(
    ui: &mut Ui,
    salt: impl std::hash::Hash + std::fmt::Debug + Copy,
    name: &str,
    value: &str,
    size: Size,
) -> Option<String> {
    let id = Id::unique(("draft", ui.scope_id(), format!("{salt:?}")));
    let mut draft: Draft = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    if draft.original != value {
        // The value changed underneath, by undo or by another act: it counts, the draft doesn't.
        draft = Draft { original: value.to_owned(), text: value.to_owned() };
    }
    let input = match size {
        Size::Line => TextInput::line(name, &mut draft.text),
        Size::Area(rows) => TextInput::area(name, &mut draft.text, rows),
    };
    let shown = input.id_salt(format!("{salt:?}")).show(ui);
    if shown.cancelled {
        draft.text.clone_from(&draft.original);
    }
    let done = shown.committed || shown.response.lost_focus();
    let changed = (done && draft.text != draft.original).then(|| draft.text.clone());
    ui.data_mut(|data| data.insert_temp(id, draft));
    changed
}
