//! Moving a caret by keys, the same way in an article and in a field to type into.

use std::ops::Range;
use std::sync::Arc;

use crate::text::{ByteOffset, segment};
use crate::typeset::hit::SAME_PLACE;
use crate::typeset::{Caret, LineEdge, ParagraphLayout, Rect, Side, Vertical};

/// Which way through the text, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    Back,
    On,
}

/// How a step along a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Along {
    /// To that side of the line as seen.
    Line(Side),
    /// That way through the text as read.
    Text(Way),
}

/// Where a caret goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Motion {
    /// By one grapheme.
    Grapheme(Along),
    /// To the next word. As seen, a caret stops at the side of each word that its paragraph begins at;
    /// as read, where each word starts. A selection grows by whole words as they are read.
    Word(Along),
    /// To the line above or below, at the same distance from the column's edge.
    Line(Vertical),
    LineEdge(LineEdge),
    /// To the start of the next paragraph with text, or of this one or the one before.
    Paragraph(Way),
    /// To the start or the end of the whole text.
    TextEdge(LineEdge),
}

/// Whether a motion takes the selection along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selecting {
    /// The selection collapses to the caret.
    Move,
    /// The anchor stays.
    Extend,
}

/// A selection by its ends: the one that stays and the one that moves, which is the caret.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Track {
    pub anchor: Caret,
    pub focus: Caret,
    /// The distance from the column's left edge, in points, that moves up and down keep to until
    /// another move is made.
    pub goal: Option<f32>,
}

/// Paragraphs below each other, asked for what a caret on its way needs. Offsets are bytes of the whole
/// text.
pub(super) trait Paragraphs {
    fn count(&self) -> usize;

    /// The bytes of a paragraph, the line break after it left out.
    fn text(&self, index: usize) -> Range<usize>;

    fn is_rtl(&self, index: usize) -> bool;

    /// The paragraph that an offset belongs to; a line break belongs to the one that it ends.
    fn index_at(&self, offset: usize) -> usize;

    /// The layout of a paragraph, made if need be. An empty one may have none.
    fn layout(&mut self, index: usize) -> Option<Arc<ParagraphLayout>>;

    /// The caret's place, in points from the left top of all.
    fn caret_rect(&mut self, caret: Caret) -> Rect;
}

impl Track {
    /// Makes the track of a caret with nothing selected.
    pub fn at(caret: Caret) -> Self {
        Self { anchor: caret, focus: caret, goal: None }
    }

    /// Carries a motion out; the caret stays where there is nowhere to go.
    pub(super) fn travel(
        &mut self,
        paragraphs: &mut impl Paragraphs,
        text: &str,
        motion: Motion,
        selecting: Selecting,
    ) {
        if paragraphs.count() == 0 {
            return;
        }
        if !matches!(motion, Motion::Line(_)) {
            self.goal = None;
        }
        self.focus = self.target(paragraphs, text, motion, selecting);
        if selecting == Selecting::Move {
            self.anchor = self.focus;
        }
    }

    fn target(
        &mut self,
        paragraphs: &mut impl Paragraphs,
        text: &str,
        motion: Motion,
        selecting: Selecting,
    ) -> Caret {
        let caret = self.focus;
        let leaves = selecting == Selecting::Move && self.anchor.offset != self.focus.offset;
        match motion {
            Motion::Grapheme(along) if leaves => self.edge(paragraphs, along),
            Motion::Grapheme(Along::Line(side)) => beside(paragraphs, caret, side),
            Motion::Grapheme(Along::Text(way)) => next_as_read(paragraphs, text, caret, way),
            Motion::Word(along) if selecting == Selecting::Extend => {
                let way = way_of(along, paragraphs.is_rtl(paragraphs.index_at(caret.offset)));
                let (anchor, focus) = (ByteOffset(self.anchor.offset), ByteOffset(caret.offset));
                let offset = segment::extended_by_word(text, anchor, focus, way == Way::On).0;
                // The caret leans to what is selected.
                if offset > anchor.0 { Caret::after(offset) } else { Caret::before(offset) }
            }
            Motion::Word(Along::Line(side)) => word_beside(paragraphs, text, caret, side),
            Motion::Word(Along::Text(Way::On)) => {
                Caret::before(segment::next_word(text, ByteOffset(caret.offset)).0)
            }
            Motion::Word(Along::Text(Way::Back)) => {
                Caret::before(segment::previous_word(text, ByteOffset(caret.offset)).0)
            }
            Motion::Line(direction) => {
                let goal = *self.goal.get_or_insert_with(|| paragraphs.caret_rect(caret).x0);
                above_or_below(paragraphs, caret, direction, goal).unwrap_or(match direction {
                    Vertical::Up => Caret::before(0),
                    Vertical::Down => Caret::before(text.len()),
                })
            }
            Motion::LineEdge(edge) => {
                let index = paragraphs.index_at(caret.offset);
                let start = paragraphs.text(index).start;
                let rtl = paragraphs.is_rtl(index);
                let side = if (edge == LineEdge::Start) == rtl { Side::Right } else { Side::Left };
                match paragraphs.layout(index) {
                    Some(layout) => whole(start, layout.line_edge(local(paragraphs, index, caret), side)),
                    None => caret,
                }
            }
            Motion::Paragraph(way) => Caret::before(paragraph_start(paragraphs, text, caret.offset, way)),
            Motion::TextEdge(LineEdge::Start) => Caret::before(0),
            Motion::TextEdge(LineEdge::End) => Caret::before(text.len()),
        }
    }

    /// Returns the end of the selection that an arrow leaves it at; on one line that is what is seen.
    fn edge(&self, paragraphs: &mut impl Paragraphs, along: Along) -> Caret {
        let (first, last) = if self.anchor.offset < self.focus.offset {
            (self.anchor, self.focus)
        } else {
            (self.focus, self.anchor)
        };
        let side = match along {
            Along::Text(Way::On) => return last,
            Along::Text(Way::Back) => return first,
            Along::Line(side) => side,
        };
        let index = paragraphs.index_at(self.focus.offset);
        let rtl = paragraphs.is_rtl(index);
        let is_one = index == paragraphs.index_at(self.anchor.offset);
        let (start, end) = (paragraphs.caret_rect(first), paragraphs.caret_rect(last));
        let last_is_left = if is_one && start.y0 == end.y0 { end.x0 < start.x0 } else { rtl };
        if last_is_left == (side == Side::Left) { last } else { first }
    }
}

/// Returns which way through the text a step goes, by the direction of its paragraph.
fn way_of(along: Along, rtl: bool) -> Way {
    match along {
        Along::Text(way) => way,
        Along::Line(side) if (side == Side::Left) == rtl => Way::On,
        Along::Line(_) => Way::Back,
    }
}

/// Returns the side of the line that lies that way, by the direction of its paragraph.
fn side_of(way: Way, rtl: bool) -> Side {
    if (way == Way::On) == rtl { Side::Left } else { Side::Right }
}

/// Returns the caret in the paragraph's own bytes.
fn local(paragraphs: &impl Paragraphs, index: usize, caret: Caret) -> Caret {
    let text = paragraphs.text(index);
    let offset = caret.offset.saturating_sub(text.start).min(text.len());
    // Nothing stands before a paragraph's first grapheme that the caret could lean to.
    if offset == 0 { Caret::before(0) } else { Caret { offset, ..caret } }
}

fn whole(start: usize, caret: Caret) -> Caret {
    Caret { offset: caret.offset + start, ..caret }
}

/// The paragraph before or after, if there is one.
fn neighbour(paragraphs: &impl Paragraphs, index: usize, way: Way) -> Option<usize> {
    match way {
        Way::On => Some(index + 1).filter(|next| *next < paragraphs.count()),
        Way::Back => index.checked_sub(1),
    }
}

/// One grapheme to that side as seen. Beyond the edge of a paragraph lies the next one in reading
/// direction, or the one before.
fn beside(paragraphs: &mut impl Paragraphs, caret: Caret, side: Side) -> Caret {
    let index = paragraphs.index_at(caret.offset);
    let here = local(paragraphs, index, caret);
    let moved = paragraphs.layout(index).and_then(|layout| match side {
        Side::Left => layout.left(here),
        Side::Right => layout.right(here),
    });
    if let Some(moved) = moved {
        return whole(paragraphs.text(index).start, moved);
    }
    let way = way_of(Along::Line(side), paragraphs.is_rtl(index));
    match neighbour(paragraphs, index, way) {
        Some(next) => entered(paragraphs, next, way),
        None => caret,
    }
}

/// The nearest end of a paragraph that is entered that way.
fn entered(paragraphs: &mut impl Paragraphs, index: usize, way: Way) -> Caret {
    let start = paragraphs.text(index).start;
    let edge = paragraphs.layout(index).and_then(|layout| {
        let (line, side) = match way {
            Way::On => (0, side_of(Way::Back, layout.rtl)),
            Way::Back => (layout.lines.len().checked_sub(1)?, side_of(Way::On, layout.rtl)),
        };
        Some(layout.settled(layout.visual_edge(line, side)?))
    });
    whole(start, edge.unwrap_or_default())
}

/// One grapheme on or back as read.
fn next_as_read(paragraphs: &mut impl Paragraphs, text: &str, caret: Caret, way: Way) -> Caret {
    let index = paragraphs.index_at(caret.offset);
    let own = paragraphs.text(index);
    let at_edge = match way {
        Way::On => caret.offset >= own.end,
        Way::Back => caret.offset <= own.start,
    };
    if at_edge {
        return match (neighbour(paragraphs, index, way), way) {
            (None, _) => caret,
            (Some(next), Way::On) => Caret::before(paragraphs.text(next).start),
            (Some(next), Way::Back) => Caret::after(paragraphs.text(next).end),
        };
    }
    match way {
        Way::Back => Caret::before(segment::previous_grapheme(text, ByteOffset(caret.offset)).0),
        Way::On => {
            let offset = segment::next_grapheme(text, ByteOffset(caret.offset)).0.min(own.end);
            let passed = Caret::after(offset - own.start);
            // The caret stays beside what it passed, but not at the end of a line that it has done with.
            match paragraphs.layout(index) {
                Some(layout) if layout.line_of(passed) == layout.line_of(Caret::before(passed.offset)) => {
                    whole(own.start, layout.settled(passed))
                }
                _ => Caret::before(offset),
            }
        }
    }
}

/// The next word to that side as seen; where there is none, the text's end that lies that way.
fn word_beside(paragraphs: &mut impl Paragraphs, text: &str, caret: Caret, side: Side) -> Caret {
    let mut index = paragraphs.index_at(caret.offset);
    let way = way_of(Along::Line(side), paragraphs.is_rtl(index));
    let here = local(paragraphs, index, caret);
    let mut from = paragraphs.layout(index).map(|layout| (layout.line_of(here), layout.caret_rect(here).x0));
    loop {
        let own = paragraphs.text(index);
        if let Some(layout) = paragraphs.layout(index) {
            let words: Vec<Range<usize>> = segment::words(&text[own.clone()]).collect();
            let side = side_of(way, layout.rtl);
            let mut line = match (from, way) {
                (Some((line, _)), _) => Some(line),
                (None, Way::On) => Some(0),
                (None, Way::Back) => layout.lines.len().checked_sub(1),
            };
            while let Some(number) = line.filter(|number| *number < layout.lines.len()) {
                let x = from.take().map(|(_, x)| x);
                let stops = layout.word_stops(number, &words, side_of(Way::Back, layout.rtl));
                let next = match side {
                    Side::Left => stops.iter().rfind(|stop| x.is_none_or(|x| stop.0 < x - SAME_PLACE)),
                    Side::Right => stops.iter().find(|stop| x.is_none_or(|x| stop.0 > x + SAME_PLACE)),
                };
                if let Some((_, stop)) = next {
                    return whole(own.start, *stop);
                }
                line = if way == Way::On { Some(number + 1) } else { number.checked_sub(1) };
            }
        }
        from = None;
        match neighbour(paragraphs, index, way) {
            Some(next) => index = next,
            None => return Caret::before(if way == Way::On { text.len() } else { 0 }),
        }
    }
}

/// The line above or below, as near to `x` as it gets, if there is one.
fn above_or_below(
    paragraphs: &mut impl Paragraphs,
    caret: Caret,
    direction: Vertical,
    x: f32,
) -> Option<Caret> {
    let index = paragraphs.index_at(caret.offset);
    let here = local(paragraphs, index, caret);
    let within = paragraphs.layout(index).and_then(|layout| {
        let line = layout.line_of(here);
        let target = match direction {
            Vertical::Up => line.checked_sub(1)?,
            Vertical::Down => line + 1,
        };
        let target = layout.lines.get(target)?;
        Some(layout.hit(x, (target.top + target.bottom) / 2.0))
    });
    if let Some(caret) = within {
        return Some(whole(paragraphs.text(index).start, caret));
    }
    let way = if direction == Vertical::Down { Way::On } else { Way::Back };
    let next = neighbour(paragraphs, index, way)?;
    let caret = paragraphs.layout(next).and_then(|layout| {
        let line = match way {
            Way::On => layout.lines.first()?,
            Way::Back => layout.lines.last()?,
        };
        Some(layout.hit(x, (line.top + line.bottom) / 2.0))
    });
    Some(whole(paragraphs.text(next).start, caret.unwrap_or_default()))
}

/// The start of the paragraph, or of the next or previous one with text where the caret is there already.
fn paragraph_start(paragraphs: &impl Paragraphs, text: &str, offset: usize, way: Way) -> usize {
    let here = paragraphs.index_at(offset);
    let start =
        |index: &usize| Some(paragraphs.text(*index)).filter(|own| !own.is_empty()).map(|own| own.start);
    match way {
        Way::On => (here + 1..paragraphs.count()).find_map(|index| start(&index)).unwrap_or(text.len()),
        Way::Back => {
            let mut starts = (0..=here).rev().filter_map(|index| start(&index));
            starts.find(|start| *start < offset).unwrap_or(0)
        }
    }
}
