//! The page as pixels.

use std::sync::Arc;

use swash::zeno::{Command, Mask, Point as Place};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, StrokeDash, Transform,
};

use crate::page::geometry::Point;
use crate::page::palette::Rgba;
use crate::page::{CardBox, Shape};
use crate::picture::form::{Form, Stroke, forms};
use crate::picture::outline::{Cut, Glyph, Outlines};
use crate::picture::scene::{Row, Scene};
use crate::picture::{MAX_PIXELS, MAX_SIDE, PictureError};
use crate::typeset::{Bin, FontBook, GlyphImage, Pixels, Rasterizer, Rect, Strike, quarters};

/// Returns the size in pixels of a page of so many points.
///
/// # Errors
///
/// Where that is more than a picture may have.
pub(super) fn size(width: f32, height: f32, scale: f32) -> Result<(u32, u32), PictureError> {
    let pixels = |points: f32| ((f64::from(points) * f64::from(scale)).round() as u64).max(1);
    let (width, height) = (pixels(width), pixels(height));
    let fits = width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS;
    match (u32::try_from(width), u32::try_from(height)) {
        (Ok(width), Ok(height)) if fits => Ok((width, height)),
        _ => Err(PictureError::TooLarge { width, height }),
    }
}

pub(super) fn draw(
    scene: &Scene,
    text: &str,
    scale: f32,
    book: &Arc<FontBook>,
) -> Result<Vec<u8>, PictureError> {
    let (width, height) = size(scene.width, scene.height, scale)?;
    let too_large = || PictureError::TooLarge { width: width.into(), height: height.into() };
    let mut pixmap = Pixmap::new(width, height).ok_or_else(too_large)?;
    pixmap.fill(colour(scene.palette.paper));
    let mut canvas = Canvas {
        pixmap,
        scale,
        dark: scene.palette.dark,
        outlines: Outlines::new(Arc::clone(book)),
        rasterizer: Rasterizer::new(Arc::clone(book)),
    };
    canvas.shapes(&scene.page.under, scene);
    for row in scene.names() {
        canvas.row(&row);
    }
    for row in scene.rows(text) {
        canvas.row(&row);
    }
    canvas.shapes(&scene.page.over, scene);
    for card in &scene.cards {
        let ground = Form::Rect { rect: card.place.whole, radius: CardBox::RADIUS };
        canvas.form(&ground, scene.palette.card, (0.0, 0.0));
        let bar = Form::Rect { rect: card.place.bar, radius: 1.0 };
        canvas.form(&bar, scene.palette.paint(card.paint), (0.0, 0.0));
        for row in scene.card_rows(card) {
            canvas.row(&row);
        }
    }
    canvas.pixmap.encode_png().map_err(|error| PictureError::Encode(error.to_string()))
}

/// Returns a glyph's own pixels as a PNG.
pub(super) fn of_glyph(image: &GlyphImage) -> Result<Vec<u8>, PictureError> {
    let Pixels::Colour(data) = &image.pixels else {
        return Err(PictureError::Encode("a glyph without colour has no pixels".to_owned()));
    };
    let size = tiny_skia::IntSize::from_wh(image.width, image.height);
    let pixmap = size.and_then(|size| Pixmap::from_vec(data.clone(), size));
    let encoded = pixmap.map(|pixmap| pixmap.encode_png().map_err(|error| error.to_string()));
    encoded.unwrap_or_else(|| Err("a glyph has no size".to_owned())).map_err(PictureError::Encode)
}

struct Canvas {
    pixmap: Pixmap,
    scale: f32,
    /// Whether letters are light on a dark ground.
    dark: bool,
    outlines: Outlines,
    rasterizer: Rasterizer,
}

impl Canvas {
    fn shapes(&mut self, shapes: &[Shape], scene: &Scene) {
        for (form, colour) in shapes.iter().flat_map(|shape| forms(shape, &scene.palette)) {
            self.form(&form, colour, scene.origin);
        }
    }

    /// Draws a form whose points are measured from `origin`.
    fn form(&mut self, form: &Form, rgba: Rgba, origin: Point) {
        let transform = Transform::from_scale(self.scale, self.scale).pre_translate(origin.0, origin.1);
        let mut paint = Paint::default();
        paint.set_color(colour(rgba));
        paint.anti_alias = true;
        let (path, stroke) = match form {
            Form::Rect { rect, radius } => (rectangle(*rect, *radius), None),
            Form::Polygons(polygons) => (outline(polygons, true), None),
            Form::Circle { middle, radius } => (PathBuilder::from_circle(middle.0, middle.1, *radius), None),
            Form::Line { points, stroke } => (outline(std::slice::from_ref(points), false), Some(stroke)),
            Form::Frame { rect, radius, stroke } => (rectangle(*rect, *radius), Some(stroke)),
        };
        // A form without extent has no path, and nothing to be drawn.
        let Some(path) = path else { return };
        match stroke {
            None => self.pixmap.fill_path(&path, &paint, FillRule::Winding, transform, None),
            Some(stroke) => self.pixmap.stroke_path(&path, &paint, &pen(stroke), transform, None),
        }
    }

    /// Draws the letters of a line. Those of a run are one outline, so that joins have no seams.
    fn row(&mut self, row: &Row<'_>) {
        let scale = self.scale;
        // The baseline stands on a whole pixel, as in the window.
        let baseline = ((row.origin.1 + row.line.baseline) * scale).round();
        let mut coloured = Vec::new();
        for run in row.layout.line_runs(row.line) {
            let Some(units) = self.outlines.units(run.font) else { continue };
            let unit = run.size * scale / units;
            let cut = Cut::of(run);
            let mut commands: Vec<Command> = Vec::new();
            for glyph in row.layout.run_glyphs(run) {
                let x = (row.origin.0 + glyph.x) * scale;
                let y = baseline + (glyph.y - row.line.baseline) * scale;
                match self.outlines.glyph(&cut, glyph.id) {
                    Some(Glyph::Outline(outline)) => {
                        let at = |point: Place| Place::new(x + point.x * unit, y - point.y * unit);
                        commands.extend(outline.iter().map(|command| placed(command, at)));
                    }
                    Some(Glyph::Coloured) => coloured.push((Strike::of(run, scale), glyph.id, x, y)),
                    None => {}
                }
            }
            if !commands.is_empty() {
                self.letters(&commands, row);
            }
        }
        for (strike, id, x, y) in coloured {
            let ((x, bin_x), (y, bin_y)) = (quarters(x), quarters(y));
            if let Some(image) = self.rasterizer.glyph(&strike, id, Bin { x: bin_x, y: bin_y }) {
                self.blit(&image, x, y);
            }
        }
    }

    fn letters(&mut self, commands: &Vec<Command>, row: &Row<'_>) {
        let (mask, place) = Mask::new(commands).render();
        let width = place.width as usize;
        let Some(last) = row.stripes.last() else { return };
        // The colour of each column of pixels, by where its middle stands.
        let colours: Vec<Rgba> = (0..width)
            .map(|column| {
                let middle = (place.left as f32 + column as f32 + 0.5) / self.scale - row.origin.0;
                row.stripes.iter().find(|(stripe, _)| middle < stripe.right).unwrap_or(last).1
            })
            .collect();
        for (number, line) in mask.chunks_exact(width.max(1)).enumerate() {
            for ((coverage, colour), column) in line.iter().zip(&colours).zip(0..) {
                if *coverage > 0 {
                    let coverage = if self.dark { lightened(*coverage) } else { *coverage };
                    let alpha = u16::from(coverage) * u16::from(colour[3]) / 255;
                    let [red, green, blue, _] = colour.map(|channel| over(u16::from(channel), alpha));
                    self.blend(
                        place.left + column,
                        place.top + number as i32,
                        [red, green, blue, alpha as u8],
                    );
                }
            }
        }
    }

    /// Puts a glyph's own pixels where its origin's pixel is at `x` and `y`.
    fn blit(&mut self, image: &GlyphImage, x: i32, y: i32) {
        let Pixels::Colour(data) = &image.pixels else { return };
        for (number, pixel) in data.chunks_exact(4).enumerate() {
            let (row, column) = (number as u32 / image.width, number as u32 % image.width);
            let (left, top) = (x + image.left + column as i32, y - image.top + row as i32);
            self.blend(left, top, [pixel[0], pixel[1], pixel[2], pixel[3]]);
        }
    }

    /// Puts a premultiplied colour over a pixel, if that is on the picture.
    fn blend(&mut self, x: i32, y: i32, source: [u8; 4]) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        let (width, height) = (self.pixmap.width() as usize, self.pixmap.height() as usize);
        if x >= width || y >= height {
            return;
        }
        let at = (y * width + x) * 4;
        let left = 255 - u16::from(source[3]);
        for (below, above) in self.pixmap.data_mut()[at..at + 4].iter_mut().zip(source) {
            *below = above.saturating_add(over(u16::from(*below), left));
        }
    }
}

/// Returns a channel multiplied by a share of 255.
fn over(channel: u16, share: u16) -> u8 {
    ((channel * share + 127) / 255) as u8
}

/// Returns the coverage of light letters, raised as in the window: blending in sRGB makes light text
/// thinner than dark text of the same coverage.
fn lightened(coverage: u8) -> u8 {
    let coverage = u32::from(coverage);
    (2 * coverage - (coverage * coverage + 127) / 255).min(255) as u8
}

fn placed(command: &Command, at: impl Fn(Place) -> Place) -> Command {
    match command {
        Command::MoveTo(to) => Command::MoveTo(at(*to)),
        Command::LineTo(to) => Command::LineTo(at(*to)),
        Command::QuadTo(by, to) => Command::QuadTo(at(*by), at(*to)),
        Command::CurveTo(by, then, to) => Command::CurveTo(at(*by), at(*then), at(*to)),
        Command::Close => Command::Close,
    }
}

fn colour([red, green, blue, alpha]: Rgba) -> Color {
    Color::from_rgba8(red, green, blue, alpha)
}

fn pen(stroke: &Stroke) -> tiny_skia::Stroke {
    tiny_skia::Stroke {
        width: stroke.width,
        line_cap: if stroke.round { LineCap::Round } else { LineCap::Butt },
        line_join: LineJoin::Round,
        dash: stroke.dashes.and_then(|dashes| StrokeDash::new(dashes.to_vec(), 0.0)),
        ..tiny_skia::Stroke::default()
    }
}

fn outline(lines: &[Vec<Point>], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for line in lines {
        for (number, (x, y)) in line.iter().enumerate() {
            if number == 0 { builder.move_to(*x, *y) } else { builder.line_to(*x, *y) }
        }
        if closed {
            builder.close();
        }
    }
    builder.finish()
}

fn rectangle(rect: Rect, radius: f32) -> Option<Path> {
    let Rect { x0, y0, x1, y1 } = rect;
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    if radius <= 0.0 {
        return tiny_skia::Rect::from_ltrb(x0, y0, x1, y1).map(PathBuilder::from_rect);
    }
    // How far the handles of a quarter circle's curve reach towards the corner.
    let near = radius * (1.0 - 0.552_285);
    let mut builder = PathBuilder::new();
    builder.move_to(x0 + radius, y0);
    builder.line_to(x1 - radius, y0);
    builder.cubic_to(x1 - near, y0, x1, y0 + near, x1, y0 + radius);
    builder.line_to(x1, y1 - radius);
    builder.cubic_to(x1, y1 - near, x1 - near, y1, x1 - radius, y1);
    builder.line_to(x0 + radius, y1);
    builder.cubic_to(x0 + near, y1, x0, y1 - near, x0, y1 - radius);
    builder.line_to(x0, y0 + radius);
    builder.cubic_to(x0, y0 + near, x0 + near, y0, x0 + radius, y0);
    builder.close();
    builder.finish()
}
