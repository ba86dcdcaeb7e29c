//! The page's shapes taken apart into the few forms that both PNG and SVG can draw.

use crate::page::geometry::{
    DASHES, FRAME_DASHES, KNOB, PATH_DASHES, PATH_DOT, Point, STEM, arrow_head, bars, dots, knob, rounded,
    stripes, wave,
};
use crate::page::palette::{Palette, Rgba};
use crate::page::{Dash, Shape};
use crate::typeset::Rect;

/// A form of one colour, in points from the top left of the column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Rect { rect: Rect, radius: f32 },
    Polygons(Vec<Vec<Point>>),
    Circle { middle: Point, radius: f32 },
    Line { points: Vec<Point>, stroke: Stroke },
    Frame { rect: Rect, radius: f32, stroke: Stroke },
}

impl Form {
    /// Returns the heights between which it lies, its strokes included.
    pub fn reach(&self) -> (f32, f32) {
        let around = |points: &mut dyn Iterator<Item = f32>, width: f32| {
            let (top, bottom) =
                points.fold((f32::MAX, f32::MIN), |(top, bottom), y| (top.min(y), bottom.max(y)));
            (top - width, bottom + width)
        };
        match self {
            Self::Rect { rect, .. } => (rect.y0, rect.y1),
            Self::Polygons(polygons) => around(&mut polygons.iter().flatten().map(|(_, y)| *y), 0.0),
            Self::Circle { middle, radius } => (middle.1 - radius, middle.1 + radius),
            Self::Line { points, stroke } => around(&mut points.iter().map(|(_, y)| *y), stroke.width),
            Self::Frame { rect, stroke, .. } => (rect.y0 - stroke.width, rect.y1 + stroke.width),
        }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub width: f32,
    /// How long each stroke is and the space after it, where the line is broken.
    pub dashes: Option<[f32; 2]>,
    /// Whether strokes end round.
    pub round: bool,
}

impl Stroke {
    fn solid(width: f32) -> Self {
        Self { width, dashes: None, round: false }
    }
}

/// A dot is a stroke of next to no length with round ends: some renderers draw none that has no length.
const DOT: f32 = 0.01;

/// Returns the forms of a shape with their colours, to be drawn in this order.
pub(super) fn forms(shape: &Shape, palette: &Palette) -> Vec<(Form, Rgba)> {
    match shape {
        Shape::Fill { rect, paint, radius } => {
            vec![(Form::Rect { rect: *rect, radius: *radius }, palette.paint(*paint))]
        }
        Shape::Hatch { rect } => vec![
            (Form::Rect { rect: *rect, radius: 0.0 }, palette.hatch_ground),
            (Form::Polygons(stripes(*rect)), palette.hatch_stripe),
        ],
        Shape::Line { x0, x1, y, width, dash, paint } => {
            vec![(line((*x0, *y), x1 - x0, *width, *dash), palette.paint(*paint))]
        }
        Shape::Frame { rect, paint, width, radius, dashed } => {
            let dashes = dashed.then_some(FRAME_DASHES);
            // The frame stands outside of what it is drawn around.
            let half = width / 2.0;
            let rect =
                Rect { x0: rect.x0 - half, y0: rect.y0 - half, x1: rect.x1 + half, y1: rect.y1 + half };
            let stroke = Stroke { dashes, ..Stroke::solid(*width) };
            vec![(Form::Frame { rect, radius: *radius, stroke }, palette.paint(*paint))]
        }
        Shape::Path { points, paint, width, dash, arrow } => {
            let colour = palette.paint(*paint);
            let head = if *arrow { arrow_head(points) } else { None };
            let stroke = match dash {
                Dash::Dashed => Stroke { dashes: Some(PATH_DASHES), ..Stroke::solid(*width) },
                Dash::Dotted => {
                    let width = width * PATH_DOT;
                    Stroke { width, dashes: Some([DOT, width * 2.0]), round: true }
                }
                // A bent line has these two and is whole else.
                _ => Stroke::solid(*width),
            };
            let line = Form::Line { points: rounded(points), stroke };
            let head = head.map(|head| Form::Polygons(vec![head.to_vec()]));
            std::iter::once(line).chain(head).map(|form| (form, colour)).collect()
        }
        // Words are drawn as the lines of text are.
        Shape::Words { .. } => Vec::new(),
        Shape::Handle { x, top, bottom, at_top, paint } => {
            let colour = palette.paint(*paint);
            let stem = Rect { x0: x - STEM, y0: *top, x1: x + STEM, y1: *bottom };
            let middle = knob(*x, *top, *bottom, *at_top);
            vec![
                (Form::Rect { rect: stem, radius: 0.0 }, colour),
                (Form::Circle { middle, radius: KNOB }, colour),
            ]
        }
    }
}

fn line(start: Point, length: f32, width: f32, dash: Dash) -> Form {
    let (x, y) = start;
    let straight =
        |from: f32, stroke: Stroke| Form::Line { points: vec![(from, y), (x + length, y)], stroke };
    match dash {
        Dash::Solid => {
            let rect = Rect { x0: x, y0: y - width / 2.0, x1: x + length, y1: y + width / 2.0 };
            Form::Rect { rect, radius: 0.0 }
        }
        Dash::Double
        | Dash::DotDash
        | Dash::Ticked
        | Dash::Thick
        | Dash::Squares
        | Dash::LongDashed
        | Dash::DotDotDash => {
            let bars = bars(start, length, width, dash).unwrap_or_default().into_iter();
            let corners =
                |bar: Rect| vec![(bar.x0, bar.y0), (bar.x1, bar.y0), (bar.x1, bar.y1), (bar.x0, bar.y1)];
            Form::Polygons(bars.map(corners).collect())
        }
        Dash::Dotted => {
            let dots = dots(length, width);
            let dashes = Some([DOT, dots.step - DOT]);
            straight(x + dots.first, Stroke { width, dashes, round: true })
        }
        Dash::Dashed => straight(x, Stroke { dashes: Some(DASHES), ..Stroke::solid(width) }),
        Dash::Wavy => Form::Line { points: wave(start, length), stroke: Stroke::solid(width) },
    }
}
