//! The mouse over the text: selecting, pointing at marks, dragging the edges of the chosen one.

use egui::{CursorIcon, Pos2, Response, Ui};

use crate::annotation::Id;
use crate::edit::Edge;
use crate::page::{Page, Shape};
use crate::session::{Message, Open, Selection};
use crate::text::{ByteOffset, Span, segment};
use crate::typeset::{Affinity, Caret, Track};
use crate::ui::reading::{Place, Reading};
use crate::ui::scene::Scene;

/// What is being dragged.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Drag {
    #[default]
    None,
    /// The selection, by that unit, from what the press selected, which stays selected. `pressed` is
    /// where the button went down; `moved` tells whether it made a selection or grew one.
    Select { unit: Unit, from: Span, pressed: Pos2, moved: bool },
    /// An edge of the chosen annotation, to the offset under the pointer.
    Edge { id: Id, role: String, edge: Edge, to: ByteOffset },
}

/// What a drag selects by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Grapheme,
    Word,
    Sentence,
    Paragraph,
}

/// Presses in quick succession at one place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Presses {
    count: u8,
    at: f64,
    place: Pos2,
    /// What the last one selected, by its unit; with Shift it is what the selection grows from.
    selected: Option<(Unit, Span)>,
}

impl Drag {
    /// Returns the span that a dragged edge would give, to be shown while it is dragged.
    pub fn preview(&self, open: &Open) -> Option<Span> {
        let Self::Edge { id, role, edge, to } = self else { return None };
        let hull = open.set.get(id)?.fragments(role)?.hull();
        Some(match edge {
            Edge::Start => Span::between(*to, hull.end),
            Edge::End => Span::between(hull.start, *to),
        })
    }
}

impl Reading {
    /// The annotation that lies under the pointer, the shortest where there are several; none while
    /// something is dragged.
    pub(super) fn pointed(&self, ui: &Ui, response: &Response, open: &Open, place: &Place) -> Option<Id> {
        let is_free = self.drag == Drag::None && response.hovered();
        let position = ui.input(|input| input.pointer.latest_pos()).filter(|_| is_free)?;
        let offset = self.offset_under(place, position)?;
        open.at(offset).into_iter().next()
    }

    pub(super) fn take_pointer(
        &mut self,
        ui: &Ui,
        scene: &mut Scene<'_>,
        open: &Open,
        response: &Response,
        place: &Place,
        page: &Page,
    ) {
        // A drag goes on where the pointer left the window.
        let dragged = self.drag != Drag::None;
        let pointer = ui.input(|input| {
            let left = input.pointer.interact_pos().filter(|_| dragged);
            input.pointer.latest_pos().or(left)
        });
        let Some(position) = pointer else { return };
        let over_handle = handle_at(page, place, position);
        if response.hovered() {
            let icon = if over_handle.is_some() { CursorIcon::ResizeHorizontal } else { CursorIcon::Text };
            ui.set_cursor_icon(icon);
        }
        let (pressed, down, released) = ui.input(|input| {
            let pointer = &input.pointer;
            (pointer.primary_pressed(), pointer.primary_down(), pointer.primary_released())
        });
        // A press on a card is the card's, though the card lies on the view.
        if pressed && response.contains_pointer() && self.card.is_none() {
            self.press(ui, scene, open, place, position, over_handle);
        } else if down && self.drag != Drag::None {
            self.drag_to(ui, scene, open, place, position);
        }
        if released {
            self.release(scene, open, place, position);
        }
    }

    fn press(
        &mut self,
        ui: &Ui,
        scene: &mut Scene<'_>,
        open: &Open,
        place: &Place,
        position: Pos2,
        over_handle: Option<Edge>,
    ) {
        let Some(caret) = self.caret_at(place, position) else { return };
        if let (Some(edge), Some(active)) = (over_handle, open.active_annotation())
            && let Some(role) = open.main_role(active)
            && let Some(hull) = active.fragments(role).map(|fragments| fragments.hull())
        {
            let to = if edge == Edge::Start { hull.start } else { hull.end };
            self.drag = Drag::Edge { id: active.id.clone(), role: role.to_owned(), edge, to };
            return;
        }
        let (now, shift) = ui.input(|input| (input.time, input.modifiers.shift));
        self.selected.goal = None;
        if shift {
            // What a double click took stays whole, whichever side the selection grows to.
            let whole = self.presses.selected.filter(|(unit, from)| {
                *unit != Unit::Grapheme && open.selection.span().intersection(*from) == Some(*from)
            });
            let (unit, from) = whole.unwrap_or((Unit::Grapheme, point(open.selection.anchor)));
            self.presses.count = 0;
            self.drag = Drag::Select { unit, from, pressed: position, moved: true };
            self.grow(scene, open, place, position);
            return;
        }
        self.presses.press(now, position);
        let unit = self.presses.unit();
        let offset = ByteOffset(caret.offset);
        let from = if unit == Unit::Grapheme {
            point(offset)
        } else {
            unit.around(open, self.under(place, position, open))
        };
        self.presses.selected = Some((unit, from));
        let focus = if unit == Unit::Grapheme { caret } else { Caret::after(from.end.0) };
        self.selected = Track { anchor: Caret::before(from.start.0), focus, goal: None };
        self.drag = Drag::Select { unit, from, pressed: position, moved: unit != Unit::Grapheme };
        scene.push(Message::Select(Selection { anchor: from.start, focus: from.end }));
    }

    fn drag_to(&mut self, ui: &Ui, scene: &mut Scene<'_>, open: &Open, place: &Place, position: Pos2) {
        self.scroll_at_edges(ui, place, position);
        if matches!(self.drag, Drag::Select { .. }) {
            self.grow(scene, open, place, position);
        } else if let Some(caret) = self.caret_at(place, position)
            && let Drag::Edge { to, .. } = &mut self.drag
        {
            *to = segment::floor_grapheme(open.document.text(), ByteOffset(caret.offset));
        }
    }

    /// Lets the selection reach to the pointer, from the far end of where it began.
    fn grow(&mut self, scene: &mut Scene<'_>, open: &Open, place: &Place, position: Pos2) {
        let Some(caret) = self.caret_at(place, position) else { return };
        let under = self.under(place, position, open);
        let Drag::Select { unit, from, moved, .. } = &mut self.drag else { return };
        let is_by_letter = *unit == Unit::Grapheme;
        let here = if is_by_letter { point(ByteOffset(caret.offset)) } else { unit.around(open, under) };
        let is_back = here.start < from.start;
        let (anchor, focus) =
            if is_back { (from.end, here.start) } else { (from.start, here.end.max(from.end)) };
        let selection = Selection { anchor, focus };
        if selection != open.selection {
            *moved = true;
            let focus = match (is_by_letter, is_back) {
                (true, _) => caret,
                (false, true) => Caret::before(focus.0),
                (false, false) => Caret::after(focus.0),
            };
            self.selected = Track { anchor: Caret::before(anchor.0), focus, goal: None };
            scene.push(Message::Select(selection));
        }
    }

    fn release(&mut self, scene: &mut Scene<'_>, open: &Open, place: &Place, position: Pos2) {
        match std::mem::take(&mut self.drag) {
            Drag::None => {}
            Drag::Edge { id, role, edge, to } => {
                scene.push(Message::MoveEdge { id, role, edge, offset: to });
            }
            Drag::Select { moved: true, .. } => {
                if matches!(open.mode, crate::session::Mode::Fill { .. }) && !open.selection.is_empty() {
                    scene.push(Message::SelectionMade);
                }
            }
            Drag::Select { moved: false, .. } => match self.offset_under(place, position) {
                Some(offset) => scene.push(Message::Point { offset }),
                None => scene.push(Message::Activate(None)),
            },
        }
    }

    /// Scrolls while a drag stands near or beyond the upper or lower edge, the faster the further out.
    ///
    /// A press that hasn't moved scrolls nothing, so that a click on the last line selects what it hits.
    fn scroll_at_edges(&mut self, ui: &Ui, place: &Place, position: Pos2) {
        const NEAR: f32 = 16.0;
        const STILL: f32 = 6.0;
        if let Drag::Select { pressed, .. } = &self.drag
            && pressed.distance(position) < STILL
        {
            return;
        }
        let above = place.view.top() + NEAR - position.y;
        let below = position.y - (place.view.bottom() - NEAR);
        let speed = if above > 0.0 { -above } else { below.max(0.0) };
        if speed != 0.0 {
            let seconds = ui.input(|input| input.stable_dt).min(0.1);
            self.scroll_by(ui.ctx(), speed * 8.0 * seconds, place.view);
            ui.ctx().request_repaint();
        }
    }

    /// The caret nearest to a place on the screen.
    fn caret_at(&self, place: &Place, position: Pos2) -> Option<Caret> {
        let (paragraph, x, y) = self.locate(place, position)?;
        let column = &self.sheet.as_ref()?.column;
        let start = column.paragraphs()[paragraph].span.start.0;
        let caret = column.layout(paragraph).map(|layout| layout.hit(x, y)).unwrap_or_default();
        Some(Caret { offset: start + caret.offset, ..caret })
    }

    /// The start of the grapheme under a place on the screen, or else of the one nearest to it.
    fn under(&self, place: &Place, position: Pos2, open: &Open) -> ByteOffset {
        let caret = || self.caret_at(place, position).unwrap_or_default();
        self.offset_under(place, position).unwrap_or_else(|| match caret() {
            Caret { offset, affinity: Affinity::Upstream } => {
                segment::previous_grapheme(open.document.text(), ByteOffset(offset))
            }
            Caret { offset, .. } => ByteOffset(offset),
        })
    }

    /// The start of the grapheme that lies under a place on the screen.
    fn offset_under(&self, place: &Place, position: Pos2) -> Option<ByteOffset> {
        let (paragraph, x, y) = self.locate(place, position)?;
        let column = &self.sheet.as_ref()?.column;
        let start = column.paragraphs()[paragraph].span.start.0;
        let cluster = column.layout(paragraph)?.cluster_at(x, y)?;
        Some(ByteOffset(start + cluster.start as usize))
    }

    /// The paragraph at a height of the screen, and the place within it in points.
    fn locate(&self, place: &Place, position: Pos2) -> Option<(usize, f32, f32)> {
        let column = &self.sheet.as_ref()?.column;
        // Beyond the edges it is the text at the edge that counts, since no other is seen.
        let y = position.y.clamp(place.view.top(), place.view.bottom() - 1.0) - place.origin.y;
        let found = place.shown.clone().rev().find(|index| column.distance(place.shown.start, *index) <= y);
        let paragraph = found.unwrap_or(place.shown.start);
        (!place.shown.is_empty()).then(|| {
            (paragraph, position.x - place.origin.x, y - column.distance(place.shown.start, paragraph))
        })
    }
}

impl Presses {
    /// Counts a press: the same place within the time of a double click goes on.
    fn press(&mut self, now: f64, place: Pos2) {
        let goes_on = now - self.at < 0.4 && self.place.distance(place) < 6.0;
        self.count = if goes_on { self.count % 4 + 1 } else { 1 };
        self.at = now;
        self.place = place;
    }

    fn unit(self) -> Unit {
        match self.count {
            0 | 1 => Unit::Grapheme,
            2 => Unit::Word,
            3 => Unit::Sentence,
            _ => Unit::Paragraph,
        }
    }
}

impl Unit {
    /// Returns the unit around an offset.
    fn around(self, open: &Open, offset: ByteOffset) -> Span {
        let text = open.document.text();
        match self {
            Self::Grapheme => Span { start: offset, end: segment::next_grapheme(text, offset) },
            Self::Word => segment::word_at(text, offset),
            Self::Sentence => segment::sentence_at(text, offset),
            Self::Paragraph => segment::line_at(text, offset),
        }
    }
}

fn point(offset: ByteOffset) -> Span {
    Span { start: offset, end: offset }
}

/// The edge whose handle lies under a place on the screen.
fn handle_at(page: &Page, place: &Place, position: Pos2) -> Option<Edge> {
    const REACH: f32 = 6.0;
    page.over.iter().find_map(|shape| {
        let Shape::Handle { x, top, bottom, at_top, .. } = shape else { return None };
        let (x, top, bottom) = (place.origin.x + x, place.origin.y + top, place.origin.y + bottom);
        // Only the knob is a handle: a press beside the edge itself begins a selection.
        let knob = if *at_top { egui::pos2(x, top - 2.0) } else { egui::pos2(x, bottom + 2.0) };
        (knob.distance(position) <= REACH).then_some(if *at_top { Edge::Start } else { Edge::End })
    })
}
