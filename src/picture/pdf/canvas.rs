//! One sheet's content: where it lies on the paper, and its forms.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Name};
use swash::zeno::Command;

use crate::page::geometry::Point;
use crate::page::palette::Rgba;
use crate::picture::form::{Form, Stroke};
use crate::picture::outline::{Cut, Outlines};
use crate::picture::pdf::font::Faces;
use crate::typeset::Rect;

/// What sheets share: faces, outlines that are drawn as forms, opacities.
pub(super) struct Shared {
    pub faces: Faces,
    pub outlines: Outlines,
    /// The glyphs that are drawn and not written, in the order of their numbers.
    pub drawn: IndexSet<(Cut, u32)>,
    /// The opacities in use, of 255.
    pub opacities: BTreeMap<u8, ()>,
}

/// Where the points of the page lie on the sheet.
#[derive(Clone, Copy)]
pub(super) struct Fit {
    pub scale: f32,
    /// The sheet's point, from its bottom left, at the page's left edge and the sheet's top.
    pub corner: Point,
    /// The page's height at which the sheet begins.
    pub top: f32,
}

impl Fit {
    pub fn x(self, x: f32) -> f32 {
        self.corner.0 + x * self.scale
    }

    pub fn y(self, y: f32) -> f32 {
        self.corner.1 - (y - self.top) * self.scale
    }

    /// Returns the matrix under which lengths are the page's.
    fn matrix(self, (x, y): Point) -> [f32; 6] {
        [self.scale, 0.0, 0.0, -self.scale, self.x(x), self.y(y)]
    }
}

/// A sheet in making.
pub(super) struct Canvas {
    pub content: Content,
    pub fit: Fit,
}

impl Canvas {
    pub fn new(fit: Fit) -> Self {
        Self { content: Content::new(), fit }
    }

    /// Draws forms whose points are measured from `origin`, cut to what lies between two heights of the page.
    pub fn forms<'a>(
        &mut self,
        forms: impl Iterator<Item = (&'a Form, Rgba)>,
        origin: Point,
        cut: Option<(f32, f32)>,
        shared: &mut Shared,
    ) {
        self.content.begin_marked_content(Name(b"Artifact")).save_state();
        if let Some((top, bottom)) = cut {
            let (top, bottom) = (self.fit.y(top), self.fit.y(bottom));
            self.content.rect(0.0, bottom, 10_000.0, top - bottom).clip_nonzero().end_path();
        }
        self.content.transform(self.fit.matrix(origin));
        for (form, colour) in forms {
            self.form(form, colour, shared);
        }
        self.content.restore_state().end_marked_content();
    }

    fn form(&mut self, form: &Form, colour: Rgba, shared: &mut Shared) {
        self.opacity(colour[3], shared);
        let [red, green, blue] = channels(colour);
        let content = &mut self.content;
        match form {
            Form::Rect { rect, radius } => {
                content.set_fill_rgb(red, green, blue);
                rectangle(content, *rect, *radius);
                content.fill_nonzero();
            }
            Form::Polygons(polygons) => {
                content.set_fill_rgb(red, green, blue);
                for polygon in polygons {
                    line(content, polygon);
                    content.close_path();
                }
                content.fill_nonzero();
            }
            Form::Circle { middle: (x, y), radius } => {
                content.set_fill_rgb(red, green, blue);
                let (radius, x, y) = (*radius, *x, *y);
                let square = Rect { x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius };
                rectangle(content, square, radius);
                content.fill_nonzero();
            }
            Form::Line { points, stroke } => {
                pen(content, stroke, [red, green, blue]);
                line(content, points);
                content.stroke();
            }
            Form::Frame { rect, radius, stroke } => {
                pen(content, stroke, [red, green, blue]);
                rectangle(content, *rect, *radius);
                content.stroke();
            }
        }
    }

    pub fn opacity(&mut self, alpha: u8, shared: &mut Shared) {
        shared.opacities.insert(alpha, ());
        self.content.set_parameters(Name(format!("a{alpha}").as_bytes()));
    }
}

pub(super) fn channels([red, green, blue, _]: Rgba) -> [f32; 3] {
    [red, green, blue].map(|channel| f32::from(channel) / 255.0)
}

fn pen(content: &mut Content, stroke: &Stroke, [red, green, blue]: [f32; 3]) {
    let cap = if stroke.round { LineCapStyle::RoundCap } else { LineCapStyle::ButtCap };
    content.set_stroke_rgb(red, green, blue).set_line_width(stroke.width).set_line_cap(cap);
    content
        .set_line_join(LineJoinStyle::RoundJoin)
        .set_dash_pattern(stroke.dashes.into_iter().flatten(), 0.0);
}

fn line(content: &mut Content, points: &[Point]) {
    for (number, (x, y)) in points.iter().enumerate() {
        if number == 0 {
            content.move_to(*x, *y);
        } else {
            content.line_to(*x, *y);
        }
    }
}

fn rectangle(content: &mut Content, rect: Rect, radius: f32) {
    let Rect { x0, y0, x1, y1 } = rect;
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    if radius <= 0.0 {
        content.rect(x0, y0, rect.width(), rect.height());
        return;
    }
    // How far the handles of a quarter circle's curve reach towards the corner.
    let near = radius * (1.0 - 0.552_285);
    content
        .move_to(x0 + radius, y0)
        .line_to(x1 - radius, y0)
        .cubic_to(x1 - near, y0, x1, y0 + near, x1, y0 + radius)
        .line_to(x1, y1 - radius)
        .cubic_to(x1, y1 - near, x1 - near, y1, x1 - radius, y1)
        .line_to(x0 + radius, y1)
        .cubic_to(x0 + near, y1, x0, y1 - near, x0, y1 - radius)
        .line_to(x0, y0 + radius)
        .cubic_to(x0, y0 + near, x0 + near, y0, x0 + radius, y0)
        .close_path();
}

/// Returns an outline as the content of a form, in units of its font, and the rectangle around it.
pub(super) fn outline(commands: &[Command]) -> (Vec<u8>, pdf_writer::Rect) {
    let mut content = Content::new();
    let mut at = (0.0, 0.0);
    let mut around = pdf_writer::Rect::new(f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    let mut reach = |x: f32, y: f32| {
        around.x1 = around.x1.min(x);
        around.y1 = around.y1.min(y);
        around.x2 = around.x2.max(x);
        around.y2 = around.y2.max(y);
    };
    for command in commands {
        match command {
            Command::MoveTo(to) => {
                content.move_to(to.x, to.y);
                reach(to.x, to.y);
                at = (to.x, to.y);
            }
            Command::LineTo(to) => {
                content.line_to(to.x, to.y);
                reach(to.x, to.y);
                at = (to.x, to.y);
            }
            Command::QuadTo(by, to) => {
                // A curve of the second degree as one of the third.
                let third = |from: f32, by: f32| from + (by - from) * 2.0 / 3.0;
                content.cubic_to(
                    third(at.0, by.x),
                    third(at.1, by.y),
                    third(to.x, by.x),
                    third(to.y, by.y),
                    to.x,
                    to.y,
                );
                reach(by.x, by.y);
                reach(to.x, to.y);
                at = (to.x, to.y);
            }
            Command::CurveTo(one, other, to) => {
                content.cubic_to(one.x, one.y, other.x, other.y, to.x, to.y);
                reach(one.x, one.y);
                reach(other.x, other.y);
                reach(to.x, to.y);
                at = (to.x, to.y);
            }
            Command::Close => {
                content.close_path();
            }
        }
    }
    content.fill_nonzero();
    (content.finish().to_vec(), around)
}
