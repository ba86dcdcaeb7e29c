//! Glyphs turned into pixels: unhinted coverage masks, or colour for emoji.

use std::collections::HashMap;
use std::sync::Arc;

use swash::scale::{Render, ScaleContext, Source, StrikeWith, image::Content, image::Image};
use swash::zeno::{Angle, Format, Mask, Transform, Vector};
use swash::{CacheKey, FontRef};

use crate::typeset::{Face, FontBook, FontId, GlyphRun, colour, missing_box};

/// How many positions within a pixel a glyph is drawn at, in each direction.
///
/// Joined letters need this: set on whole pixels, their joins show seams.
pub const BINS: u8 = 4;

/// A face at a size in pixels: what all glyphs of a run have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Strike {
    font: FontId,
    /// The bits of the size in pixels, so that strikes can be compared and hashed.
    size: u32,
    coords: Box<[i16]>,
    embolden: bool,
    /// The bits of the slant in degrees.
    skew: Option<u32>,
}

impl Strike {
    /// Makes the strike of a run, for a screen or picture of `scale` pixels to the point.
    pub fn of(run: &GlyphRun, scale: f32) -> Self {
        Self {
            font: run.font,
            size: (run.size * scale).to_bits(),
            coords: run.coords.clone(),
            embolden: run.embolden,
            skew: run.skew.map(f32::to_bits),
        }
    }

    /// Returns the size in pixels.
    pub fn size(&self) -> f32 {
        f32::from_bits(self.size)
    }
}

/// The place of a glyph's origin within its pixel, in quarters to the right and downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bin {
    pub x: u8,
    pub y: u8,
}

/// Splits a length in pixels into whole pixels and quarters, rounding to the nearest quarter.
pub fn quarters(pixels: f32) -> (i32, u8) {
    let quarters = (pixels * f32::from(BINS)).round() as i32;
    let bins = i32::from(BINS);
    (quarters.div_euclid(bins), quarters.rem_euclid(bins) as u8)
}

/// A glyph in pixels, placed relative to its origin's pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphImage {
    /// How far right of the origin the first column stands.
    pub left: i32,
    /// How far above the origin the top edge stands.
    pub top: i32,
    pub width: u32,
    pub height: u32,
    pub pixels: Pixels,
}

/// The pixels of a glyph, row by row from the top.
#[derive(Clone, Debug, PartialEq)]
pub enum Pixels {
    /// One byte a pixel: how much of it is covered.
    Mask(Vec<u8>),
    /// Four bytes a pixel: premultiplied sRGB and alpha, for glyphs that bring their own colour.
    Colour(Vec<u8>),
}

/// Draws glyphs with the fonts of a book.
pub struct Rasterizer {
    book: Arc<FontBook>,
    context: ScaleContext,
    /// Where each font's tables begin, and the key under which swash caches them.
    fonts: HashMap<FontId, Option<(u32, CacheKey)>>,
}

impl Rasterizer {
    pub fn new(book: Arc<FontBook>) -> Self {
        Self { book, context: ScaleContext::new(), fonts: HashMap::new() }
    }

    /// Tells whether a glyph of that face brings its own colours by a graph of paints (COLR, version 1).
    pub fn has_paints(face: &Face, id: u16) -> bool {
        colour::has_paints(face.data.data(), face.index, id)
    }

    /// Returns the pixels of a glyph; `None` where the font can't be read or has no such glyph.
    ///
    /// A blank glyph has a width and height of nought.
    pub fn glyph(&mut self, strike: &Strike, id: u32, bin: Bin) -> Option<GlyphImage> {
        let id = u16::try_from(id).ok()?;
        let face = self.book.face(strike.font);
        let data = face.data.data();
        let index = face.index as usize;
        let (offset, key) = (*self
            .fonts
            .entry(strike.font)
            .or_insert_with(|| FontRef::from_index(data, index).map(|font| (font.offset, font.key))))?;
        let font = FontRef { data, offset, key };
        let size = strike.size();
        let quarter = 1.0 / f32::from(BINS);
        let aside = (f32::from(bin.x) * quarter, f32::from(bin.y) * quarter);
        if let Some(image) = colour::draw(data, face.index, &strike.coords, id, size, aside) {
            return Some(image);
        }
        let mut scaler =
            self.context.builder(font).size(size).hint(false).normalized_coords(strike.coords.iter()).build();
        let sources = [
            Source::ColorOutline(0),
            Source::ColorBitmap(StrikeWith::BestFit),
            Source::Outline,
            Source::Bitmap(StrikeWith::BestFit),
        ];
        let mut render = Render::new(&sources);
        render
            .format(Format::Alpha)
            // swash's y axis points up.
            .offset(Vector::new(aside.0, -aside.1));
        if strike.embolden {
            render.embolden(size / EMBOLDEN);
        }
        if let Some(degrees) = strike.skew.map(f32::from_bits) {
            render.transform(Some(Transform::skew(Angle::from_degrees(degrees), Angle::ZERO)));
        }
        let mut image = Image::new();
        let is_drawn = render.render_into(&mut scaler, id, &mut image);
        if id == 0 && (!is_drawn || image.placement.width == 0) {
            let advance = font.glyph_metrics(&strike.coords).scale(size).advance_width(0);
            return Some(box_image(advance, size, aside));
        }
        is_drawn.then(|| image_of(image))
    }
}

/// The em divided by this is the weight that a synthetic bold adds.
const EMBOLDEN: f32 = 36.0;

/// Draws the box for what no font has, its origin so far right of and below a pixel's corner.
fn box_image(advance: f32, size: f32, (right, below): (f32, f32)) -> GlyphImage {
    let outline = missing_box(advance, size);
    let (pixels, place) = Mask::new(&outline)
        .transform(Some(Transform::scale(1.0, -1.0).then_translate(right, below)))
        .render();
    let (width, height) = (place.width, place.height);
    GlyphImage { left: place.left, top: -place.top, width, height, pixels: Pixels::Mask(pixels) }
}

fn image_of(image: Image) -> GlyphImage {
    let pixels = match image.content {
        Content::Mask => Pixels::Mask(image.data),
        Content::Color | Content::SubpixelMask => {
            let mut data = image.data;
            // swash blends layers into premultiplied colour but hands bitmaps over as they are stored.
            if matches!(image.source, Source::ColorBitmap(_)) {
                premultiply(&mut data);
            }
            Pixels::Colour(data)
        }
    };
    GlyphImage {
        left: image.placement.left,
        top: image.placement.top,
        width: image.placement.width,
        height: image.placement.height,
        pixels,
    }
}

fn premultiply(data: &mut [u8]) {
    for pixel in data.chunks_exact_mut(4) {
        let alpha = u16::from(pixel[3]);
        for channel in &mut pixel[..3] {
            *channel = ((u16::from(*channel) * alpha + 127) / 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Bin, GlyphImage, Pixels, Rasterizer, Strike, premultiply, quarters};
    use crate::text::Direction;
    use crate::typeset::{FontBook, TextStyle, Typesetter};

    /// Returns the coverage and its centre of mass in pixels from the origin.
    fn mass(image: &GlyphImage) -> (f32, f32, f32) {
        let Pixels::Mask(mask) = &image.pixels else { panic!("a letter has no colour") };
        let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
        for (index, coverage) in mask.iter().enumerate() {
            let (column, row) = (index as u32 % image.width, index as u32 / image.width);
            let coverage = f32::from(*coverage) / 255.0;
            sum += coverage;
            x += coverage * (image.left as f32 + column as f32 + 0.5);
            y += coverage * (-image.top as f32 + row as f32 + 0.5);
        }
        (sum, x / sum, y / sum)
    }

    #[test]
    fn bins_move_the_glyph_by_quarters_of_a_pixel() {
        let book = FontBook::bundled();
        let style = TextStyle { family: "Vazirmatn".into(), size: 20.0, line_height: 32.0, bold: false };
        let layout = Typesetter::new(book.clone()).line("ه", &style, None, Direction::RightToLeft);
        let run = &layout.runs[0];
        let glyph = layout.glyphs[run.glyphs.start as usize];
        let strike = Strike::of(run, 1.0);
        assert_ne!(strike, Strike::of(run, 1.25));
        let mut rasterizer = Rasterizer::new(Arc::clone(&book));
        let still = rasterizer.glyph(&strike, glyph.id, Bin::default()).expect("the font has a heh");
        let (weight, x, y) = mass(&still);
        assert!(weight > 20.0, "a heh of 20 pixels is not blank: {weight}");
        for quarter in 1..4 {
            let bin = Bin { x: quarter, y: quarter };
            let moved = rasterizer.glyph(&strike, glyph.id, bin).expect("the font has a heh");
            let (moved_weight, moved_x, moved_y) = mass(&moved);
            let distance = f32::from(quarter) / 4.0;
            assert!((moved_weight - weight).abs() < weight * 0.02);
            assert!((moved_x - x - distance).abs() < 0.05, "{quarter}: {x} → {moved_x}");
            assert!((moved_y - y - distance).abs() < 0.05, "{quarter}: {y} → {moved_y}");
        }
    }

    #[test]
    fn a_glyph_that_no_font_has_is_none() {
        let book = FontBook::bundled();
        let style = TextStyle { family: "Vazirmatn".into(), size: 20.0, line_height: 32.0, bold: false };
        let layout = Typesetter::new(book.clone()).line("ه", &style, None, Direction::RightToLeft);
        let strike = Strike::of(&layout.runs[0], 1.0);
        let mut rasterizer = Rasterizer::new(book);
        assert_eq!(rasterizer.glyph(&strike, u32::MAX, Bin::default()), None);
    }

    #[test]
    fn quarters_round_to_the_nearest() {
        assert_eq!(quarters(3.0), (3, 0));
        assert_eq!(quarters(3.12), (3, 0));
        assert_eq!(quarters(3.13), (3, 1));
        assert_eq!(quarters(3.9), (4, 0));
        assert_eq!(quarters(-0.25), (-1, 3));
    }

    #[test]
    fn bitmaps_are_premultiplied() {
        let mut data = vec![200, 100, 0, 128, 9, 9, 9, 0];
        premultiply(&mut data);
        assert_eq!(data, [100, 50, 0, 128, 0, 0, 0, 0]);
    }
}
