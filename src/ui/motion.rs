//! The caret's keys: one table for the article and for fields.

use crate::session::{Chord, Key};
use crate::settings::CaretMovement;
use crate::typeset::{Along, LineEdge, Motion, Side, Vertical, Way};

/// Returns the motion that a chord asks for in a paragraph of this direction; Shift makes no difference.
pub fn motion_of(chord: Chord, movement: CaretMovement, rtl: bool) -> Option<Motion> {
    if chord.alt {
        return None;
    }
    let along = |side: Side| match movement {
        CaretMovement::Visual => Along::Line(side),
        CaretMovement::Logical if (side == Side::Left) == rtl => Along::Text(Way::On),
        CaretMovement::Logical => Along::Text(Way::Back),
    };
    Some(match (chord.key, chord.ctrl) {
        (Key::Left, false) => Motion::Grapheme(along(Side::Left)),
        (Key::Right, false) => Motion::Grapheme(along(Side::Right)),
        (Key::Left, true) => Motion::Word(along(Side::Left)),
        (Key::Right, true) => Motion::Word(along(Side::Right)),
        (Key::Up, false) => Motion::Line(Vertical::Up),
        (Key::Down, false) => Motion::Line(Vertical::Down),
        (Key::Up, true) => Motion::Paragraph(Way::Back),
        (Key::Down, true) => Motion::Paragraph(Way::On),
        (Key::Home, false) => Motion::LineEdge(LineEdge::Start),
        (Key::End, false) => Motion::LineEdge(LineEdge::End),
        (Key::Home, true) => Motion::TextEdge(LineEdge::Start),
        (Key::End, true) => Motion::TextEdge(LineEdge::End),
        _ => return None,
    })
}
