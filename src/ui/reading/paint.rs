//! Drawing the page with the toolkit: its forms as shapes, its lines as meshes that are kept.

use std::collections::HashMap;
use std::ops::Range;

use egui::epaint::{PathShape, PathStroke};
use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Shape as Form, Stroke, StrokeKind, pos2, vec2};

use crate::page::{Dash, Paint, Shape};
use crate::text::Span;
use crate::ui::reading::{Place, Sheet};
use crate::ui::text::{self, Ink, LineMeshes};
use crate::ui::theme::Theme;

/// The meshes of the lines last shown.
#[derive(Debug, Default)]
pub struct Meshes {
    kept: HashMap<(usize, usize), LineMeshes>,
    /// What they were made for: layouts, atlas, ink, and what is faint.
    made_for: Option<(u64, u64, Color32, u64)>,
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
        revision: u64,
    ) {
        let ctx = painter.ctx().clone();
        let generation = text::with(&ctx, |system| system.generation());
        let made_for = Some((sheet.column.generation(), generation, theme.ink, revision));
        if self.made_for != made_for {
            self.kept.clear();
            self.made_for = made_for;
        }
        let mut seen = HashMap::with_capacity(self.kept.len());
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
                let meshes = self.kept.remove(&(index, number)).unwrap_or_else(|| {
                    let ink = Ink { colour: theme.ink, parts: &parts };
                    text::with(&ctx, |system| system.meshes(&ctx, layout, number, ink))
                });
                meshes.paint(painter, pos2(place.origin.x, top));
                seen.insert((index, number), meshes);
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
                let closed = [corners[0], corners[1], corners[2], corners[3], corners[0]];
                painter.extend(Form::dashed_line(&closed, stroke, 4.0, 3.0));
            } else {
                painter.rect_stroke(rect, CornerRadius::same(*radius as u8), stroke, StrokeKind::Outside);
            }
        }
        Shape::Path { points, paint, width, arrow } => {
            let stroke = Stroke::new(*width, colour(theme, *paint));
            let points: Vec<Pos2> = points.iter().map(|(x, y)| at(*x, *y)).collect();
            if *arrow {
                arrow_head(painter, &points, stroke);
            }
            painter.add(Form::Path(PathShape {
                points: rounded(&points, 5.0),
                closed: false,
                fill: Color32::TRANSPARENT,
                stroke: PathStroke::new(stroke.width, stroke.color),
            }));
        }
        Shape::Handle { x, top, bottom, at_top, paint } => {
            let colour = colour(theme, *paint);
            let rect = Rect::from_min_max(at(x - 1.0, *top), at(x + 1.0, *bottom));
            painter.rect_filled(rect, 0.0, colour);
            let knob = if *at_top { at(*x, top - 2.0) } else { at(*x, bottom + 2.0) };
            painter.circle_filled(knob, 4.0, colour);
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
        Dash::Solid => {
            let rect = Rect::from_min_max(start - vec2(0.0, width / 2.0), end + vec2(0.0, width / 2.0));
            painter.rect_filled(rect, 0.0, colour);
        }
        Dash::Dotted => {
            let count = ((length / (width * 2.2)).floor() as usize).max(1);
            let step = length / count as f32;
            for number in 0..count {
                painter.circle_filled(start + vec2((number as f32 + 0.5) * step, 0.0), width / 2.0, colour);
            }
        }
        Dash::Dashed => painter.extend(Form::dashed_line(&[start, end], stroke, 5.0, 3.0)),
        Dash::Wavy => {
            painter.add(Form::line(wave(start, length), stroke));
        }
    }
}

/// The points of a wave, whose phase belongs to the screen so that neighbours run on.
fn wave(start: Pos2, length: f32) -> Vec<Pos2> {
    const STEP: f32 = 1.0;
    const PERIOD: f32 = 6.0;
    const HEIGHT: f32 = 1.4;
    let count = (length / STEP).ceil() as usize;
    (0..=count)
        .map(|number| {
            let x = (number as f32 * STEP).min(length);
            let phase = (start.x + x) / PERIOD * std::f32::consts::TAU;
            start + vec2(x, phase.sin() * HEIGHT)
        })
        .collect()
}

/// Stripes over a ground.
fn hatch(painter: &Painter, rect: Rect, theme: &Theme) {
    const STEP: f32 = 14.0;
    painter.rect_filled(rect, 0.0, theme.hatch_ground);
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let stroke = Stroke::new(6.0, theme.hatch_stripe);
    let height = rect.height();
    // The phase belongs to the place, so that neighbouring rows' stripes run on.
    let mut x = rect.left() - height - (rect.left() - rect.top()).rem_euclid(STEP);
    while x < rect.right() + height {
        painter.line_segment([pos2(x, rect.top()), pos2(x + height, rect.bottom())], stroke);
        x += STEP;
    }
}

fn arrow_head(painter: &Painter, points: &[Pos2], stroke: Stroke) {
    let [.., before, tip] = points else { return };
    let way = (*tip - *before).normalized();
    let across = vec2(-way.y, way.x);
    let back = *tip - way * 6.0;
    let head = vec![*tip, back + across * 3.2, back - across * 3.2];
    painter.add(Form::convex_polygon(head, stroke.color, Stroke::NONE));
}

/// The points of a bent line with its corners rounded.
fn rounded(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    let mut result = Vec::with_capacity(points.len() * 4);
    for (number, corner) in points.iter().enumerate() {
        let (Some(before), Some(after)) =
            (number.checked_sub(1).map(|at| points[at]), points.get(number + 1))
        else {
            result.push(*corner);
            continue;
        };
        let reach = radius.min(corner.distance(before) / 2.0).min(corner.distance(*after) / 2.0);
        let from = *corner + (before - *corner).normalized() * reach;
        let to = *corner + (*after - *corner).normalized() * reach;
        for step in 0..=4 {
            let share = step as f32 / 4.0;
            let one = from.lerp(*corner, share);
            let other = corner.lerp(to, share);
            result.push(one.lerp(other, share));
        }
    }
    result
}
