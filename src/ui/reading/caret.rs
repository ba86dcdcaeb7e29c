//! The caret, moved by keys.

use egui::{Context, Painter, Rect, Ui, pos2};

use crate::session::{Chord, Key, Message, Open, Selection, Session};
use crate::text::ByteOffset;
use crate::typeset::{Anchor, Caret, LineEdge, Motion, Selecting, Track, Vertical};
use crate::ui::motion::motion_of;
use crate::ui::reading::{Place, Reading};
use crate::ui::text::{self, CaretMark, FlagSide};
use crate::ui::theme::Theme;

impl Reading {
    /// Moves the caret by a key, with Shift the selection grows; `None` where the key moves none.
    pub fn take_chord(&mut self, ctx: &Context, session: &Session, chord: Chord) -> Option<Vec<Message>> {
        let open = session.open.as_ref()?;
        // Before a document has been shown there is no line to move along.
        let is_shown = self.sheet.as_ref().is_some_and(|sheet| sheet.document.is_same(&open.document));
        if !is_shown || !self.has_keys(ctx) {
            return None;
        }
        self.follow_selection(open);
        let selecting = if chord.shift { Selecting::Extend } else { Selecting::Move };
        let plain = !chord.ctrl && !chord.alt;
        match chord.key {
            Key::PageUp if plain => self.turn_page(ctx, open, Vertical::Up, selecting),
            Key::PageDown if plain => self.turn_page(ctx, open, Vertical::Down, selecting),
            _ => {
                let rtl = self.is_rtl_at(self.selected.focus.offset);
                let motion = motion_of(chord, session.settings.caret, rtl)?;
                self.travel(ctx, open, motion, selecting);
            }
        }
        let (anchor, focus) = (self.selected.anchor.offset, self.selected.focus);
        self.bring_into_sight(ctx, focus, 0.0);
        let selection = Selection { anchor: ByteOffset(anchor), focus: ByteOffset(focus.offset) };
        Some(vec![Message::Select(selection)])
    }

    /// Goes to where the session's selection is, if that is not where it was left.
    pub(super) fn follow_selection(&mut self, open: &Open) {
        if self.selected.focus.offset != open.selection.focus.0 {
            self.selected = Track::at(Caret::before(open.selection.focus.0));
        }
        self.selected.anchor = Caret::before(open.selection.anchor.0);
    }

    fn travel(&mut self, ctx: &Context, open: &Open, motion: Motion, selecting: Selecting) {
        let Some(sheet) = self.sheet.as_mut() else { return };
        let (track, text) = (&mut self.selected, open.document.text());
        text::with(ctx, |system| {
            sheet.column.travel(track, motion, selecting, text, system.typesetter());
        });
    }

    /// Moves the view by its own height, less a line, and the caret with it, which so stays where it is on
    /// the screen; at the ends of the article the caret goes the rest of the way.
    fn turn_page(&mut self, ctx: &Context, open: &Open, way: Vertical, selecting: Selecting) {
        self.bring_into_sight(ctx, self.selected.focus, 0.0);
        let Some(sheet) = self.sheet.as_ref() else { return };
        let goal = self.selected.goal.unwrap_or_else(|| sheet.column.caret_rect(self.selected.focus).x0);
        let line = sheet.column.style().line_height;
        // Whole lines, so that a page back leads to where the caret came from.
        let page = ((self.height / line).floor() - 1.0).max(1.0) * line;
        let height = self.height_of(self.selected.focus);
        let view = Rect::from_min_size(pos2(0.0, 0.0), egui::vec2(1.0, self.height));
        let before = self.anchor;
        self.scroll_by(ctx, if way == Vertical::Down { page } else { -page }, view);
        let moved = self.distance_from(before);
        if moved.abs() + 1.0 < page {
            // There is no whole page left to turn.
            let edge = if way == Vertical::Down { LineEdge::End } else { LineEdge::Start };
            self.travel(ctx, open, Motion::TextEdge(edge), selecting);
        } else if let Some(caret) = self.caret_at_height(ctx, open, goal, height) {
            self.selected.focus = caret;
            if selecting == Selecting::Move {
                self.selected.anchor = caret;
            }
        }
        self.selected.goal = Some(goal);
    }

    /// How far below the top of the view the middle of the caret's line stands, in points.
    fn height_of(&self, caret: Caret) -> f32 {
        let Some(sheet) = self.sheet.as_ref() else { return 0.0 };
        let column = &sheet.column;
        let paragraph = column.paragraph_at_offset(caret.offset);
        let rect = column.caret_rect(caret);
        let within = (rect.y0 + rect.y1) / 2.0 - column.top(paragraph);
        column.distance(self.anchor.paragraph, paragraph) - self.anchor.offset + within
    }

    /// How far below `before` the top of the view stands, in points.
    fn distance_from(&self, before: Anchor) -> f32 {
        let Some(sheet) = self.sheet.as_ref() else { return 0.0 };
        let (from, to) = (before.paragraph, self.anchor.paragraph);
        let apart =
            if from <= to { sheet.column.distance(from, to) } else { -sheet.column.distance(to, from) };
        apart + self.anchor.offset - before.offset
    }

    /// The caret so far from the column's left and so far below the top of the view, in points.
    fn caret_at_height(&mut self, ctx: &Context, open: &Open, x: f32, height: f32) -> Option<Caret> {
        let anchor = self.anchor;
        let column = &mut self.sheet.as_mut()?.column;
        let text = open.document.text();
        let count = column.paragraphs().len();
        let (mut index, mut y) = (anchor.paragraph, height + anchor.offset);
        text::with(ctx, |system| {
            loop {
                column.ensure(index..index + 1, text, system.typesetter());
                let tall = column.paragraph_height(index);
                if y < tall || index + 1 >= count {
                    break;
                }
                y -= tall;
                index += 1;
            }
        });
        let start = column.paragraphs().get(index)?.span.start.0;
        let caret = column.layout(index).map_or(Caret::default(), |layout| layout.hit(x, y));
        Some(Caret { offset: caret.offset + start, ..caret })
    }

    /// Whether the paragraph of an offset runs right to left.
    fn is_rtl_at(&self, offset: usize) -> bool {
        let column = self.sheet.as_ref().map(|sheet| &sheet.column);
        let source = column.and_then(|column| column.paragraphs().get(column.paragraph_at_offset(offset)));
        source.is_none_or(|source| source.direction.is_rtl())
    }

    /// Draws the caret where the selection's focus is, with a flag to the side that its text runs to.
    pub(super) fn paint_caret(&self, painter: &Painter, place: &Place, ui: &Ui) {
        let Some(sheet) = self.sheet.as_ref().filter(|_| self.has_keys(ui.ctx())) else { return };
        let column = &sheet.column;
        let caret = self.selected.focus;
        let paragraph = column.paragraph_at_offset(caret.offset);
        if !place.shown.contains(&paragraph) {
            return;
        }
        let start = column.paragraphs()[paragraph].span.start.0;
        let top = place.origin.y + column.distance(place.shown.start, paragraph);
        let size = column.style().size;
        let bar = |x: f32, y0: f32, y1: f32| {
            let x = place.origin.x + x;
            Rect::from_min_max(pos2(x, top + y0), pos2(x, top + y1))
        };
        let mark = match column.layout(paragraph) {
            Some(layout) => {
                let local = Caret { offset: caret.offset - start, ..caret };
                let line = &layout.lines[layout.line_of(local)];
                let baseline = line.baseline;
                let place = |x: f32| bar(x, baseline - size * 1.05, baseline + size * 0.42);
                CaretMark {
                    place: place(layout.caret_rect(local).x0),
                    second: layout.second_place(local).map(|second| place(second.x0)),
                    flag: Some(FlagSide::of_text(layout.leans_right_to_left(local))),
                }
            }
            None => {
                let rtl = self.is_rtl_at(caret.offset);
                let x = if rtl { column.width() } else { 0.0 };
                let place = bar(x, 0.0, column.paragraph_height(paragraph));
                CaretMark { place, second: None, flag: Some(FlagSide::of_text(rtl)) }
            }
        };
        mark.paint(painter, Theme::of(ui).caret);
    }
}
