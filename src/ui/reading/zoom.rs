//! Text made larger and smaller, while the line that is read stays where it is.

use egui::{Rect, Ui};

use crate::session::Message;
use crate::settings::whole_size;
use crate::text::ByteOffset;
use crate::typeset::Caret;
use crate::ui::reading::Reading;
use crate::ui::scene::Scene;
use crate::ui::text;

impl Reading {
    /// Follows Control with the wheel, and two fingers that pinch; the line under the pointer stays.
    pub(super) fn zoom(&mut self, ui: &Ui, scene: &mut Scene<'_>, view: Rect) {
        let by = ui.input(|input| input.zoom_delta());
        let pointer = ui.input(|input| input.pointer.latest_pos()).filter(|at| view.contains(*at));
        let Some(pointer) = pointer.filter(|_| by != 1.0) else { return };
        let current = scene.session.settings.size;
        let from = self.pinched.filter(|size| whole_size(*size) == current).unwrap_or(current);
        let size = from * by;
        self.pinched = Some(size);
        if whole_size(size) == current {
            return;
        }
        if let Some(offset) = self.line_at_height(pointer.y - view.top()) {
            self.kept_line = Some((offset, self.anchor));
        }
        let mut settings = scene.session.settings.clone();
        settings.size = whole_size(size);
        scene.push(Message::Settings(settings));
    }

    /// Returns the line being read, by an offset in it, and how far below the top of the view its middle is.
    ///
    /// It is the caret's line where that is in sight, or else the one a third down the view; as long as
    /// nobody moves the view it stays the same one.
    pub(super) fn line_being_read(&self, view: Rect) -> Option<(ByteOffset, f32)> {
        let kept = self.kept_line.filter(|(_, anchor)| *anchor == self.anchor).map(|(offset, _)| offset);
        let seen = |offset: &ByteOffset| {
            self.middle_of(*offset).is_some_and(|middle| (0.0..view.height()).contains(&middle))
        };
        let caret = Some(ByteOffset(self.selected.focus.offset)).filter(seen);
        let offset = kept.or(caret).or_else(|| self.line_at_height(view.height() / 3.0))?;
        Some((offset, self.middle_of(offset)?))
    }

    /// Returns where the line begins that stands so far below the top of the view, in points.
    fn line_at_height(&self, height: f32) -> Option<ByteOffset> {
        let column = &self.sheet.as_ref()?.column;
        let (mut index, mut y) = (self.anchor.paragraph, height + self.anchor.offset);
        while y >= column.paragraph_height(index) && index + 1 < column.paragraphs().len() {
            y -= column.paragraph_height(index);
            index += 1;
        }
        let start = column.paragraphs().get(index)?.span.start.0;
        let within = column.layout(index).and_then(|layout| layout.lines.get(layout.line_at(y)));
        Some(ByteOffset(start + within.map_or(0, |line| line.text.start as usize)))
    }

    /// Returns how far below the top of the view the middle of an offset's line stands, in points, if its
    /// paragraph is laid out.
    fn middle_of(&self, offset: ByteOffset) -> Option<f32> {
        let column = &self.sheet.as_ref()?.column;
        let paragraph = column.paragraph_at_offset(offset.0);
        let start = column.paragraphs().get(paragraph)?.span.start.0;
        let rect = column.layout(paragraph)?.caret_rect(Caret::before(offset.0 - start));
        let top = column.distance(self.anchor.paragraph, paragraph) - self.anchor.offset;
        Some(top + (rect.y0 + rect.y1) / 2.0)
    }

    /// Moves the view so that the middle of an offset's line comes to stand `middle` points below its top.
    pub(super) fn put_middle_at(&mut self, ui: &Ui, view: Rect, offset: ByteOffset, middle: f32) {
        let Some(sheet) = self.sheet.as_mut() else { return };
        let paragraph = sheet.column.paragraph_at_offset(offset.0);
        let text = sheet.document.text();
        text::with(ui.ctx(), |system| {
            sheet.column.ensure(paragraph..paragraph + 1, text, system.typesetter());
        });
        let half = sheet.column.style().line_height * sheet.column.paragraphs()[paragraph].scale / 2.0;
        self.put_line_at(ui.ctx(), view, offset, middle - half);
    }
}
