//! Drawing the page with the toolkit: its forms as shapes, its lines as meshes that are kept.

use std::ops::Range;

use egui::epaint::{PathShape, PathStroke};
use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Shape as Form, Stroke, StrokeKind, pos2, vec2};
use foldhash::HashMap;

use crate::page::geometry::{self, DASHES, FRAME_DASHES, KNOB, PATH_DASHES, PATH_DOT, Point, STEM};
use crate::page::{Dash, Paint, Shape};
use crate::text::Span;
use crate::ui::reading::{Place, Sheet};
use crate::ui::text::{self, Ink, LineMeshes};
use crate::ui::theme::Theme;

/// The meshes of the lines last shown.
#[derive(Debug, Default)]
pub struct Meshes {
    kept: HashMap<(usize, usize), Kept>,
    /// What they were made for: layouts, atlas, and ink.
    made_for: Option<(u64, u64, Color32)>,
}

/// The meshes of a line, and which parts of its paragraph are faint in them.
#[derive(Debug)]
struct Kept {
    meshes: LineMeshes,
    faint: Vec<(Range<usize>, Color32)>,
}

impl Meshes {
    pub fn clear(&mut self) {
        self.kept.clear();
    }

    /// Paints the lines in sight, from the meshes kept where they still hold.
    pub(super) fn paint_lines(
        &mut self,
        painter: &Painter,
        sheet: &Sheet,
        place: &Place,
        faint: &[Span],
        theme: &Theme,
    ) {
        let ctx = painter.ctx().clone();
        let generation = text::with(&ctx, |system| system.generation());
        let made_for = Some((sheet.column.generation(), generation, theme.ink));
        if self.made_for != made_for {
            self.kept.clear();
            self.made_for = made_for;
        }
        let mut seen = HashMap::default();
        seen.reserve(self.kept.len());
        for index in place.shown.clone() {
            let Some(layout) = sheet.column.layout(index) else { continue };
            let top = place.origin.y + sheet.column.distance(place.shown.start, index);
            let span = sheet.column.paragraphs()[index].span;
            let parts = faint_parts(faint, span, theme.faint);
            for (number, line) in layout.lines.iter().enumerate() {
                // Letters reach beyond their line, Nastaliq's by more than its height.
                let reach = line.bottom - line.top;
                if top + line.bottom + reach < place.view.top()
                    || top + line.top - reach > place.view.bottom()
                {
                    continue;
                }
                let kept = self.kept.remove(&(index, number)).filter(|kept| kept.faint == parts);
                let kept = kept.unwrap_or_else(|| {
                    let ink = Ink { colour: theme.ink, parts: &parts };
                    let meshes = text::with(&ctx, |system| system.meshes(&ctx, layout, number, ink));
                    Kept { meshes, faint: parts.clone() }
                });
                kept.meshes.paint(painter, pos2(place.origin.x, top));
                seen.insert((index, number), kept);
            }
        }
        self.kept = seen;
    }
}

/// The parts of a paragraph that are left out, in its own bytes.
fn faint_parts(faint: &[Span], paragraph: Span, colour: Color32) -> Vec<(Range<usize>, Color32)> {
    let shared = faint.iter().filter_map(|span| span.intersection(paragraph));
    shared.map(|span| (span.start.0 - paragraph.start.0..span.end.0 - paragraph.start.0, colour)).collect()
}

/// Paints forms whose origin stands at `origin`.
pub fn shapes(painter: &Painter, shapes: &[Shape], origin: Pos2, theme: &Theme) {
    for shape in shapes {
        paint(painter, shape, origin, theme);
    }
}

fn paint(painter: &Painter, shape: &Shape, origin: Pos2, theme: &Theme) {
    let at = |x: f32, y: f32| pos2(origin.x + x, origin.y + y);
    let place = |rect: &crate::typeset::Rect| Rect::from_min_max(at(rect.x0, rect.y0), at(rect.x1, rect.y1));
    match shape {
        Shape::Fill { rect, paint, radius } => {
            painter.rect_filled(place(rect), CornerRadius::same(*radius as u8), colour(theme, *paint));
        }
        Shape::Hatch { rect } => hatch(painter, place(rect), theme),
        Shape::Line { x0, x1, y, width, dash, paint } => {
            line(painter, at(*x0, *y), x1 - x0, *width, *dash, colour(theme, *paint));
        }
        Shape::Frame { rect, paint, width, radius, dashed } => {
            let stroke = Stroke::new(*width, colour(theme, *paint));
            let rect = place(rect);
            if *dashed {
                let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
                let [on, off] = FRAME_DASHES;
                let closed = [corners[0], corners[1], corners[2], corners[3], corners[0]];
                painter.extend(Form::dashed_line(&closed, stroke, on, off));
            } else {
                painter.rect_stroke(rect, CornerRadius::same(*radius as u8), stroke, StrokeKind::Outside);
            }
        }
        Shape::Path { points, paint, width, dash, arrow } => {
            let stroke = Stroke::new(*width, colour(theme, *paint));
            let points: Vec<Point> = points.iter().map(|(x, y)| (origin.x + x, origin.y + y)).collect();
            if let Some(head) = geometry::arrow_head(&points).filter(|_| *arrow) {
                let head = head.map(Pos2::from).to_vec();
                painter.add(Form::convex_polygon(head, stroke.color, Stroke::NONE));
            }
            let points: Vec<Pos2> = geometry::rounded(&points).into_iter().map(Pos2::from).collect();
            match dash {
                Dash::Dashed => {
                    painter.extend(Form::dashed_line(&points, stroke, PATH_DASHES[0], PATH_DASHES[1]));
                }
                Dash::Dotted => {
                    let width = width * PATH_DOT;
                    painter.extend(Form::dotted_line(&points, stroke.color, width * 2.0, width / 2.0));
                }
                // A bent line has these two and is whole else.
                _ => {
                    painter.add(Form::Path(PathShape {
                        points,
                        closed: false,
                        fill: Color32::TRANSPARENT,
                        stroke: PathStroke::new(stroke.width, stroke.color),
                    }));
                }
            }
        }
        Shape::Words { layout, origin: (x, y), paint, .. } => {
            text::paint::line(painter, layout, 0, at(*x, *y), colour(theme, *paint));
        }
        Shape::Handle { x, top, bottom, at_top, paint } => {
            let colour = colour(theme, *paint);
            let rect = Rect::from_min_max(at(x - STEM, *top), at(x + STEM, *bottom));
            painter.rect_filled(rect, 0.0, colour);
            let (knob_x, knob_y) = geometry::knob(*x, *top, *bottom, *at_top);
            painter.circle_filled(at(knob_x, knob_y), KNOB, colour);
        }
    }
}

/// Returns the theme's colour for a purpose.
pub fn colour(theme: &Theme, paint: Paint) -> Color32 {
    theme.paint(paint)
}

fn line(painter: &Painter, start: Pos2, length: f32, width: f32, dash: Dash, colour: Color32) {
    let end = start + vec2(length, 0.0);
    let stroke = Stroke::new(width, colour);
    match dash {
        Dash::Solid
        | Dash::Double
        | Dash::DotDash
        | Dash::Ticked
        | Dash::Thick
        | Dash::Squares
        | Dash::LongDashed
        | Dash::DotDotDash => {
            for bar in geometry::bars(start.into(), length, width, dash).into_iter().flatten() {
                let bar = Rect::from_min_max(pos2(bar.x0, bar.y0), pos2(bar.x1, bar.y1));
                painter.rect_filled(bar, 0.0, colour);
            }
        }
        Dash::Dotted => {
            let dots = geometry::dots(length, width);
            for number in 0..dots.count {
                let along = dots.first + number as f32 * dots.step;
                painter.circle_filled(start + vec2(along, 0.0), width / 2.0, colour);
            }
        }
        Dash::Dashed => painter.extend(Form::dashed_line(&[start, end], stroke, DASHES[0], DASHES[1])),
        Dash::Wavy => {
            let points = geometry::wave(start.into(), length).into_iter().map(Pos2::from).collect();
            painter.add(Form::line(points, stroke));
        }
    }
}

/// Stripes over a ground; they stay where they are on the screen, so that neighbouring rows' run on.
fn hatch(painter: &Painter, rect: Rect, theme: &Theme) {
    painter.rect_filled(rect, 0.0, theme.hatch_ground);
    let place = crate::typeset::Rect { x0: rect.left(), y0: rect.top(), x1: rect.right(), y1: rect.bottom() };
    for stripe in geometry::stripes(place) {
        let points = stripe.into_iter().map(Pos2::from).collect();
        painter.add(Form::convex_polygon(points, theme.hatch_stripe, Stroke::NONE));
    }
}
