//! Moving a caret through the column, from paragraph to paragraph.

use crate::typeset::column::Column;
use crate::typeset::{Caret, Side, Typesetter};

/// A way for the caret to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Motion {
    /// One grapheme to the left on the page.
    Left,
    /// One grapheme to the right on the page.
    Right,
    /// To the line above, at the same distance from the column's edge.
    Up,
    /// To the line below, at the same distance from the column's edge.
    Down,
    /// To the line's left edge, which in a right-to-left paragraph is its end.
    LineLeft,
    /// To the line's right edge, which in a right-to-left paragraph is its start.
    LineRight,
}

/// Which of a paragraph's neighbours, and which of its ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

impl Column {
    /// Returns where the caret comes to by the motion; it stays where there is nowhere to go.
    ///
    /// Paragraphs on the way are laid out as needed: `text` is the whole document's. `goal` is the
    /// distance from the column's left edge that upward and downward steps keep to; hand the same
    /// one to each step, and begin with none.
    pub fn step(
        &mut self,
        caret: Caret,
        motion: Motion,
        goal: &mut Option<f32>,
        text: &str,
        typesetter: &mut Typesetter,
    ) -> Caret {
        let (index, local) = self.local(caret);
        self.ensure(index..index + 1, text, typesetter);
        let Some(source) = self.paragraphs.get(index).copied() else {
            return caret;
        };
        let start = source.span.start.0;
        let rtl = source.direction.is_rtl();
        let layout = self.layout(index).cloned();
        if !matches!(motion, Motion::Up | Motion::Down) {
            *goal = None;
        }
        let moved = match motion {
            Motion::Left | Motion::Right => {
                let within = layout.as_ref().and_then(|layout| match motion {
                    Motion::Left => layout.left(local),
                    _ => layout.right(local),
                });
                if within.is_none() {
                    let way = if (motion == Motion::Left) == rtl { Way::On } else { Way::Back };
                    return self.enter(index, way, text, typesetter).unwrap_or(caret);
                }
                within
            }
            Motion::LineLeft => layout.map(|layout| layout.line_edge(local, Side::Left)),
            Motion::LineRight => layout.map(|layout| layout.line_edge(local, Side::Right)),
            Motion::Up | Motion::Down => {
                let x = *goal.get_or_insert_with(|| self.caret_rect(caret).x0);
                let line = layout.as_ref().map_or(0, |layout| layout.line_of(local));
                let target = match motion {
                    Motion::Up => line.checked_sub(1),
                    _ => Some(line + 1),
                };
                let target = target.and_then(|line| layout.as_ref()?.lines.get(line));
                match (&layout, target) {
                    (Some(layout), Some(line)) => {
                        Some(layout.hit(x, (line.top + line.bottom) / 2.0))
                    }
                    _ => {
                        let way = if motion == Motion::Down { Way::On } else { Way::Back };
                        return self.enter_at(index, way, x, text, typesetter).unwrap_or(caret);
                    }
                }
            }
        };
        moved.map_or(caret, |moved| Caret { offset: moved.offset + start, ..moved })
    }

    /// Returns the nearest end of the neighbour, if there is one.
    fn enter(
        &mut self,
        index: usize,
        way: Way,
        text: &str,
        typesetter: &mut Typesetter,
    ) -> Option<Caret> {
        let neighbour = self.neighbour(index, way, text, typesetter)?;
        let source = self.paragraphs[neighbour];
        let start = source.span.start.0;
        let Some(layout) = self.layout(neighbour) else {
            return Some(Caret::before(start));
        };
        let (line, side) = match way {
            Way::On => (0, if layout.rtl { Side::Right } else { Side::Left }),
            Way::Back => {
                (layout.lines.len() - 1, if layout.rtl { Side::Left } else { Side::Right })
            }
        };
        let caret = layout.settled(layout.visual_edge(line, side)?);
        Some(Caret { offset: caret.offset + start, ..caret })
    }

    /// Returns the place at `x` on the nearest line of the neighbour, if there is one.
    fn enter_at(
        &mut self,
        index: usize,
        way: Way,
        x: f32,
        text: &str,
        typesetter: &mut Typesetter,
    ) -> Option<Caret> {
        let neighbour = self.neighbour(index, way, text, typesetter)?;
        let start = self.paragraphs[neighbour].span.start.0;
        let Some(layout) = self.layout(neighbour) else {
            return Some(Caret::before(start));
        };
        let line = match way {
            Way::On => layout.lines.first()?,
            Way::Back => layout.lines.last()?,
        };
        let caret = layout.hit(x, (line.top + line.bottom) / 2.0);
        Some(Caret { offset: caret.offset + start, ..caret })
    }

    /// Returns the paragraph before or after, laid out, if there is one.
    fn neighbour(
        &mut self,
        index: usize,
        way: Way,
        text: &str,
        typesetter: &mut Typesetter,
    ) -> Option<usize> {
        let neighbour = match way {
            Way::On => index + 1,
            Way::Back => index.checked_sub(1)?,
        };
        if neighbour >= self.paragraphs.len() {
            return None;
        }
        self.ensure(neighbour..neighbour + 1, text, typesetter);
        Some(neighbour)
    }
}
