//! The page as SVG.
//!
//! Letters are outlines in `defs`, each written once and used wherever it stands, in the units of its
//! font, so that nothing is lost in rounding and no font is needed to see them. Over them lies the text
//! itself, unseen: a reader can select and search it, and a screen reader reads it.

use std::fmt::Write;
use std::sync::Arc;

use indexmap::IndexMap;
use swash::zeno::{Command, Point as Place};

use crate::page::geometry::Point;
use crate::page::palette::Rgba;
use crate::page::{CardBox, Shape, Stripe};
use crate::picture::PictureError;
use crate::picture::form::{Form, Stroke, forms};
use crate::picture::outline::{Cut, Glyph, Outlines};
use crate::picture::png;
use crate::picture::scene::{Row, Scene};
use crate::picture::xml::{Escaped, Number, base64};
use crate::session::Open;
use crate::typeset::{Bin, FontBook, GlyphRun, Rasterizer, Rect, Strike};

/// How many pixels to the point a glyph with its own colours has.
const COLOURED_SCALE: f32 = 4.0;

pub(super) fn draw(scene: &Scene, open: &Open, book: &Arc<FontBook>) -> Result<String, PictureError> {
    let text = open.document.text();
    let mut writer = Writer {
        body: String::new(),
        defs: IndexMap::new(),
        clips: 0,
        outlines: Outlines::new(Arc::clone(book)),
        rasterizer: Rasterizer::new(Arc::clone(book)),
    };
    writer.body.push_str("<g aria-hidden=\"true\">\n");
    writer.shapes(&scene.page.under, scene);
    for row in scene.names() {
        writer.row(&row)?;
    }
    for row in scene.rows(text) {
        writer.row(&row)?;
    }
    writer.shapes(&scene.page.over, scene);
    for card in &scene.cards {
        let ground = Form::Rect { rect: card.place.whole, radius: CardBox::RADIUS };
        writer.form(&ground, scene.palette.card);
        let bar = Form::Rect { rect: card.place.bar, radius: 1.0 };
        writer.form(&bar, scene.palette.paint(card.paint));
        for row in scene.card_rows(card) {
            writer.row(&row)?;
        }
    }
    // Text that isn't painted can't be pointed at, so it is painted with nothing.
    writer.body.push_str("</g>\n<g fill-opacity=\"0\">\n");
    for row in scene.rows(text) {
        writer.words(&row);
    }
    writer.body.push_str("</g>\n<g fill-opacity=\"0\">\n");
    for row in scene.cards.iter().flat_map(|card| scene.card_rows(card)) {
        writer.words(&row);
    }
    writer.body.push_str("</g>\n");
    Ok(writer.finish(scene, open))
}

struct Writer {
    body: String,
    /// The glyphs in use, each with its outline as path data; a glyph's index is its name.
    defs: IndexMap<(Cut, u32), String>,
    /// How many clip paths there are so far.
    clips: usize,
    outlines: Outlines,
    rasterizer: Rasterizer,
}

/// Writes to a string, which never fails.
macro_rules! put {
    ($string:expr, $($arguments:tt)*) => {
        // Writing to a string has no way to fail.
        let _written = write!($string, $($arguments)*);
    };
}

impl Writer {
    fn shapes(&mut self, shapes: &[Shape], scene: &Scene) {
        let (x, y) = scene.origin;
        put!(self.body, "<g transform=\"translate({} {})\">\n", Number(x, 2), Number(y, 2));
        for (form, colour) in shapes.iter().flat_map(|shape| forms(shape, &scene.palette)) {
            self.form(&form, colour);
        }
        self.body.push_str("</g>\n");
    }

    fn form(&mut self, form: &Form, colour: Rgba) {
        match form {
            Form::Rect { rect, radius } => {
                let rectangle = rectangle(*rect, *radius);
                put!(self.body, "<rect {rectangle} {}/>\n", Painted("fill", colour));
            }
            Form::Polygons(polygons) => {
                let data: String = polygons.iter().map(|polygon| path(polygon) + "Z").collect();
                put!(self.body, "<path d=\"{data}\" {}/>\n", Painted("fill", colour));
            }
            Form::Circle { middle: (x, y), radius } => {
                let (x, y, radius) = (Number(*x, 2), Number(*y, 2), Number(*radius, 2));
                put!(
                    self.body,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {}/>\n",
                    Painted("fill", colour)
                );
            }
            Form::Line { points, stroke } => {
                let (data, pen) = (path(points), pen(stroke, colour));
                put!(self.body, "<path d=\"{data}\" {pen}/>\n");
            }
            Form::Frame { rect, radius, stroke } => {
                let (rectangle, pen) = (rectangle(*rect, *radius), pen(stroke, colour));
                put!(self.body, "<rect {rectangle} {pen}/>\n");
            }
        }
    }

    /// Draws the letters of a line; where they have several colours, once for each, cut at its stripes.
    fn row(&mut self, row: &Row<'_>) -> Result<(), PictureError> {
        let mut letters = String::new();
        for run in row.layout.line_runs(row.line) {
            self.run(row, run, &mut letters)?;
        }
        if letters.is_empty() {
            return Ok(());
        }
        let is_one = row.stripes.len() == 1;
        for (stripe, colour) in &row.stripes {
            let clip = if is_one { String::new() } else { self.clip(row, *stripe) };
            put!(self.body, "<g {}{clip}>\n{letters}</g>\n", Painted("fill", *colour));
        }
        Ok(())
    }

    fn run(&mut self, row: &Row<'_>, run: &GlyphRun, letters: &mut String) -> Result<(), PictureError> {
        let Some(units) = self.outlines.units(run.font) else { return Ok(()) };
        let cut = Cut::of(run);
        let unit = run.size / units;
        let baseline = row.origin.1 + row.line.baseline;
        let mut uses = String::new();
        for glyph in row.layout.run_glyphs(run) {
            match self.outlines.glyph(&cut, glyph.id) {
                Some(Glyph::Outline(outline)) if !outline.is_empty() => {
                    let entry = self.defs.entry((cut.clone(), glyph.id));
                    let name = entry.index();
                    entry.or_insert_with(|| data(outline));
                    put!(uses, "<use href=\"#g{name}\" x=\"{}\"", Number(glyph.x / unit, 1));
                    let rise = (row.line.baseline - glyph.y) / unit;
                    if rise.abs() >= 0.05 {
                        put!(uses, " y=\"{}\"", Number(rise, 1));
                    }
                    uses.push_str("/>");
                }
                Some(Glyph::Coloured) => {
                    let place = (row.origin.0 + glyph.x, row.origin.1 + glyph.y);
                    self.coloured(&Strike::of(run, COLOURED_SCALE), glyph.id, place, letters)?;
                }
                _ => {}
            }
        }
        if !uses.is_empty() {
            let (x, y) = (Number(row.origin.0, 3), Number(baseline, 3));
            let unit = Number(unit, 8);
            put!(letters, "<g transform=\"translate({x} {y}) scale({unit} -{unit})\">{uses}</g>\n");
        }
        Ok(())
    }

    /// Puts a glyph that brings its own colours, as pixels.
    fn coloured(
        &mut self,
        strike: &Strike,
        id: u32,
        origin: Point,
        letters: &mut String,
    ) -> Result<(), PictureError> {
        let image = self.rasterizer.glyph(strike, id, Bin::default());
        let Some(image) = image.filter(|image| image.width > 0 && image.height > 0) else { return Ok(()) };
        let pixels = base64(&png::of_glyph(&image)?);
        let points = |pixels: f32| pixels / COLOURED_SCALE;
        let x = Number(origin.0 + points(image.left as f32), 2);
        let y = Number(origin.1 - points(image.top as f32), 2);
        let (width, height) = (Number(points(image.width as f32), 2), Number(points(image.height as f32), 2));
        put!(
            letters,
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             href=\"data:image/png;base64,{pixels}\"/>\n"
        );
        Ok(())
    }

    /// Writes the part of a line that a stripe takes; returns the attribute that cuts to it.
    fn clip(&mut self, row: &Row<'_>, stripe: Stripe) -> String {
        let reach = row.line.bottom - row.line.top;
        // Letters of the outer stripes may reach beyond the line's ends, but not beyond the page.
        let left = stripe.left.max(-reach);
        let right = stripe.right.min(row.layout.width + reach);
        let rect = Rect {
            x0: row.origin.0 + left,
            y0: row.origin.1 + row.line.top - reach,
            x1: row.origin.0 + right,
            y1: row.origin.1 + row.line.bottom + reach,
        };
        let name = self.clips;
        self.clips += 1;
        put!(self.body, "<clipPath id=\"c{name}\"><rect {}/></clipPath>\n", rectangle(rect, 0.0));
        format!(" clip-path=\"url(#c{name})\"")
    }

    /// Writes the words of a line, unseen, where they stand.
    fn words(&mut self, row: &Row<'_>) {
        let text = row.text.trim_end();
        if text.is_empty() {
            return;
        }
        // Text starts at the side that it is read from.
        let (direction, x) = if row.layout.rtl { ("rtl", row.line.right) } else { ("ltr", row.line.left) };
        let (x, y) = (Number(row.origin.0 + x, 2), Number(row.origin.1 + row.line.baseline, 2));
        let (family, size) = (Escaped(&row.style.family), Number(row.style.size, 2));
        put!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" direction=\"{direction}\" font-family=\"'{family}'\" font-size=\"{size}\""
        );
        // Whatever font a reader has, the unseen text is as long as the letters that are seen.
        let length = row.line.right - row.line.left;
        if length > 0.0 {
            put!(self.body, " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", Number(length, 2));
        }
        put!(self.body, ">{}</text>\n", Escaped(text));
    }

    fn finish(self, scene: &Scene, open: &Open) -> String {
        let about = open.set.about();
        let title = open.title();
        let (width, height) = (Number(scene.width, 2), Number(scene.height, 2));
        let mut svg = String::with_capacity(self.body.len() * 2);
        svg.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        put!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"document\" aria-labelledby=\"title\" xml:lang=\"{}\">\n\
             <title id=\"title\">{}</title>\n<defs>\n",
            Escaped(&about.language),
            Escaped(&title)
        );
        for (name, data) in self.defs.values().enumerate() {
            put!(svg, "<path id=\"g{name}\" d=\"{data}\"/>\n");
        }
        put!(
            svg,
            "</defs>\n<rect width=\"{width}\" height=\"{height}\" {}/>\n",
            Painted("fill", scene.palette.paper)
        );
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        svg
    }
}

/// A colour as the attribute of that name.
struct Painted(&'static str, Rgba);

impl std::fmt::Display for Painted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(attribute, [red, green, blue, alpha]) = self;
        write!(formatter, "{attribute}=\"#{red:02x}{green:02x}{blue:02x}\"")?;
        if *alpha < 255 {
            write!(formatter, " {attribute}-opacity=\"{}\"", Number(f32::from(*alpha) / 255.0, 3))?;
        }
        Ok(())
    }
}

fn rectangle(rect: Rect, radius: f32) -> String {
    let (x, y) = (Number(rect.x0, 2), Number(rect.y0, 2));
    let (width, height) = (Number(rect.width().max(0.0), 2), Number(rect.height().max(0.0), 2));
    let mut attributes = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
    if radius > 0.0 {
        put!(attributes, " rx=\"{}\"", Number(radius, 2));
    }
    attributes
}

fn pen(stroke: &Stroke, colour: Rgba) -> String {
    let mut attributes =
        format!("fill=\"none\" {} stroke-width=\"{}\"", Painted("stroke", colour), Number(stroke.width, 2));
    attributes.push_str(" stroke-linejoin=\"round\"");
    if stroke.round {
        attributes.push_str(" stroke-linecap=\"round\"");
    }
    if let Some([on, off]) = stroke.dashes {
        put!(attributes, " stroke-dasharray=\"{} {}\"", Number(on, 3), Number(off, 3));
    }
    attributes
}

/// Returns a line through points as path data.
fn path(points: &[Point]) -> String {
    let mut data = String::with_capacity(points.len() * 12);
    for (number, (x, y)) in points.iter().enumerate() {
        let step = if number == 0 { 'M' } else { 'L' };
        put!(data, "{step}{} {}", Number(*x, 2), Number(*y, 2));
    }
    data
}

/// Returns an outline as path data.
fn data(outline: &[Command]) -> String {
    let mut data = String::with_capacity(outline.len() * 12);
    for command in outline {
        let (letter, points): (char, &[&Place]) = match command {
            Command::MoveTo(to) => ('M', &[to]),
            Command::LineTo(to) => ('L', &[to]),
            Command::QuadTo(by, to) => ('Q', &[by, to]),
            Command::CurveTo(by, then, to) => ('C', &[by, then, to]),
            Command::Close => ('Z', &[]),
        };
        data.push(letter);
        for (number, point) in points.iter().enumerate() {
            let space = if number == 0 { "" } else { " " };
            put!(data, "{space}{} {}", Number(point.x, 1), Number(point.y, 1));
        }
    }
    data
}
