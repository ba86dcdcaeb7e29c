//! What a page is drawn with: a few forms, each with what its colour is for.

use std::sync::Arc;

use crate::schema::Tone;
use crate::typeset::{ParagraphLayout, Rect, TextStyle};

/// One form, in points from the top left of the column.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A ground behind letters.
    Fill { rect: Rect, paint: Paint, radius: f32 },
    /// The stripes of what is left out.
    Hatch { rect: Rect },
    /// A line under letters.
    Line { x0: f32, x1: f32, y: f32, width: f32, dash: Dash, paint: Paint },
    /// A frame around letters.
    Frame { rect: Rect, paint: Paint, width: f32, radius: f32, dashed: bool },
    /// A bent line between two places, with round corners; it ends in an arrow head where asked.
    Path { points: Vec<(f32, f32)>, paint: Paint, width: f32, dash: Dash, arrow: bool },
    /// Words beside a bent line, set already; `origin` is where their layout's points are measured from.
    Words { text: String, layout: Arc<ParagraphLayout>, style: TextStyle, origin: (f32, f32), paint: Paint },
    /// The handle at an edge of the chosen annotation.
    Handle { x: f32, top: f32, bottom: f32, at_top: bool, paint: Paint },
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dash {
    Solid,
    Dotted,
    Dashed,
    Wavy,
    Double,
    DotDash,
    Ticked,
    Thick,
    Squares,
    LongDashed,
    DotDotDash,
}

impl Dash {
    /// The lines that tell labels of one colour apart, the plainest first. Dots and waves are those of cues and
    /// claims.
    pub const OF_LABELS: [Self; 9] = [
        Self::Solid,
        Self::Double,
        Self::Dashed,
        Self::Ticked,
        Self::Thick,
        Self::DotDash,
        Self::Squares,
        Self::LongDashed,
        Self::DotDotDash,
    ];

    /// Returns the line of the label that is number `rank` of those with its colour.
    pub fn of_label(rank: usize) -> Self {
        Self::OF_LABELS[rank % Self::OF_LABELS.len()]
    }
}

/// What a colour is for; the palette gives the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paint {
    Tint(Tone),
    ToneLine(Tone),
    QuoteGround,
    CueLine,
    ClaimWave,
    RegionLine,
    Selection,
    Caret,
    Accent,
    Problem,
    /// Words that are no part of the text.
    Words,
}
