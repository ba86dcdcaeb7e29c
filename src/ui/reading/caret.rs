//! The caret, moved by keys.

use egui::{Painter, Rect, Ui, pos2};

use crate::session::{Chord, Key, Message, Open, Selection, Session};
use crate::text::{ByteOffset, segment};
use crate::typeset::{Affinity, Caret, Travel};
use crate::ui::reading::{Place, Reading};
use crate::ui::text;
use crate::ui::theme::Theme;

impl Reading {
    /// Moves the caret by a key; with Shift the selection grows.
    pub fn take_chord(&mut self, ui: &Ui, session: &Session, chord: Chord, messages: &mut Vec<Message>) {
        let Some(open) = session.open.as_ref() else { return };
        if !self.has_keys(ui) || chord.alt {
            return;
        }
        let view = Rect::from_min_size(pos2(0.0, 0.0), egui::vec2(1.0, self.height));
        let Some(moved) = self.moved(ui, open, chord, view) else { return };
        self.caret = moved;
        let focus = ByteOffset(moved.offset);
        let anchor = if chord.shift { open.selection.anchor } else { focus };
        messages.push(Message::Select(Selection { anchor, focus }));
        self.bring_into_sight(ui, moved, 0.0);
    }

    fn moved(&mut self, ui: &Ui, open: &Open, chord: Chord, view: Rect) -> Option<Caret> {
        let text = open.document.text();
        let here = ByteOffset(self.caret.offset);
        let rtl = open.document.is_rtl_at(here);
        let downstream =
            |offset: ByteOffset| Some(Caret { offset: offset.0, affinity: Affinity::Downstream });
        // Without Shift, a selection is left at the side of the arrow.
        let span = open.selection.span();
        if !chord.shift && !chord.ctrl && !span.is_empty() && matches!(chord.key, Key::Left | Key::Right) {
            let forward = rtl == (chord.key == Key::Left);
            return downstream(if forward { span.end } else { span.start });
        }
        match (chord.key, chord.ctrl) {
            (Key::Left | Key::Right, true) => {
                let forward = rtl == (chord.key == Key::Left);
                let next =
                    if forward { segment::next_word(text, here) } else { segment::previous_word(text, here) };
                self.goal = None;
                downstream(next)
            }
            (Key::Left, false) => self.step(ui, text, Travel::Left),
            (Key::Right, false) => self.step(ui, text, Travel::Right),
            (Key::Up, false) => self.step(ui, text, Travel::Up),
            (Key::Down, false) => self.step(ui, text, Travel::Down),
            (Key::Up, true) => downstream(paragraph_edge(open, here, false)),
            (Key::Down, true) => downstream(paragraph_edge(open, here, true)),
            (Key::Home | Key::End, false) => {
                let to_start = chord.key == Key::Home;
                let paragraph = self.paragraph_is_rtl(open, here);
                self.step(ui, text, if to_start == paragraph { Travel::LineRight } else { Travel::LineLeft })
            }
            (Key::Home, true) => downstream(ByteOffset(0)),
            (Key::End, true) => downstream(ByteOffset(text.len())),
            (Key::PageUp | Key::PageDown, false) => {
                let line = self.sheet.as_ref().map_or(40.0, |sheet| sheet.column.style().line_height);
                let count = ((view.height() / line) as usize).saturating_sub(1).max(1);
                let motion = if chord.key == Key::PageUp { Travel::Up } else { Travel::Down };
                let mut last = None;
                for _ in 0..count {
                    last = self.step(ui, text, motion);
                    self.caret = last.unwrap_or(self.caret);
                }
                last
            }
            _ => None,
        }
    }

    fn step(&mut self, ui: &Ui, text: &str, motion: Travel) -> Option<Caret> {
        let sheet = self.sheet.as_mut()?;
        let (caret, goal) = (self.caret, &mut self.goal);
        Some(text::with(ui.ctx(), |system| sheet.column.step(caret, motion, goal, text, system.typesetter())))
    }

    fn paragraph_is_rtl(&self, open: &Open, offset: ByteOffset) -> bool {
        let paragraph = open.document.paragraph_at(offset);
        let source = self.sheet.as_ref().and_then(|sheet| sheet.column.paragraphs().get(paragraph));
        source.is_none_or(|source| source.direction.is_rtl())
    }

    /// Draws the caret where the selection's focus is, with a flag to the side that its text runs to.
    pub(super) fn paint_caret(&self, painter: &Painter, place: &Place, ui: &Ui) {
        let Some(sheet) = self.sheet.as_ref().filter(|_| self.has_keys(ui)) else { return };
        let paragraph = sheet.column.paragraph_at_offset(self.caret.offset);
        if !place.shown.contains(&paragraph) {
            return;
        }
        let start = sheet.column.paragraphs()[paragraph].span.start.0;
        let top = place.origin.y + sheet.column.distance(place.shown.start, paragraph);
        let size = sheet.column.style().size;
        let base = sheet.column.paragraphs()[paragraph].direction.is_rtl();
        let layout = sheet.column.layout(paragraph);
        let is_rtl = layout.and_then(|layout| layout.is_rtl_at(self.caret.offset - start)).unwrap_or(base);
        let (x, y0, y1) = match layout {
            Some(layout) => {
                let local = Caret { offset: self.caret.offset - start, ..self.caret };
                let rect = layout.caret_rect(local);
                let baseline = layout.lines[layout.line_of(local)].baseline;
                (rect.x0, baseline - size * 1.05, baseline + size * 0.42)
            }
            None => {
                (if base { sheet.column.width() } else { 0.0 }, 0.0, sheet.column.paragraph_height(paragraph))
            }
        };
        let x = place.origin.x + x;
        let colour = Theme::of(ui).caret;
        let bar = Rect::from_min_max(pos2(x - 0.8, top + y0), pos2(x + 0.8, top + y1));
        painter.rect_filled(bar, 0.0, colour);
        let way = if is_rtl { -1.0 } else { 1.0 };
        let flag = vec![pos2(x, top + y0), pos2(x + way * 4.0, top + y0), pos2(x, top + y0 + 4.0)];
        painter.add(egui::Shape::convex_polygon(flag, colour, egui::Stroke::NONE));
    }
}

/// The start of the paragraph, or of the next or previous one where the caret is there already.
fn paragraph_edge(open: &Open, offset: ByteOffset, forward: bool) -> ByteOffset {
    let paragraphs = open.document.paragraphs();
    let filled = |paragraph: &&crate::text::Paragraph| !paragraph.span.is_empty();
    let found = if forward {
        paragraphs.iter().filter(filled).find(|paragraph| paragraph.span.start > offset)
    } else {
        paragraphs.iter().rev().filter(filled).find(|paragraph| paragraph.span.start < offset)
    };
    let edge = if forward { open.document.text().len() } else { 0 };
    found.map_or(ByteOffset(edge), |paragraph| paragraph.span.start)
}
