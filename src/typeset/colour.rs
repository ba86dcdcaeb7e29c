//! Glyphs in colour by the graph of paints that newer emoji fonts hold (COLR, version 1).
//!
//! swash draws the layers of version 0 and bitmaps, but not these; here skrifa walks the graph and
//! tiny-skia paints what it meets.

use skrifa::color::{
    Brush, ColorGlyph, ColorGlyphFormat, ColorPainter, ColorStop, CompositeMode, Extend,
    Transform as FontTransform,
};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::metrics::BoundingBox;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{
    BlendMode, Color, FillRule, GradientStop, LinearGradient, Mask, Paint, Path, PathBuilder, Pixmap,
    PixmapPaint, Point, RadialGradient, Rect, Shader, SpreadMode, SweepGradient, Transform,
};

use crate::typeset::{GlyphImage, Pixels};

/// Tells whether a font has a graph of paints for the glyph.
pub(super) fn has_paints(data: &[u8], index: u32, id: u16) -> bool {
    let font = FontRef::from_index(data, index);
    font.is_ok_and(|font| glyph(&font, GlyphId::from(id)).is_some())
}

/// Draws a glyph at `size` pixels to the em, its origin so far right of and below a pixel's corner, in
/// pixels; `None` where the font has no graph of paints for it.
pub(super) fn draw(
    data: &[u8],
    index: u32,
    coords: &[i16],
    id: u16,
    size: f32,
    (right, below): (f32, f32),
) -> Option<GlyphImage> {
    let font = FontRef::from_index(data, index).ok()?;
    let id = GlyphId::from(id);
    let glyph = glyph(&font, id)?;
    let coords: Vec<NormalizedCoord> =
        coords.iter().map(|coord| NormalizedCoord::from_bits(*coord)).collect();
    let location = LocationRef::new(&coords);
    let metrics = font.metrics(Size::unscaled(), location);
    let extent = glyph.bounding_box(location, Size::unscaled()).unwrap_or_else(|| BoundingBox {
        x_min: 0.0,
        y_min: metrics.descent,
        x_max: font.glyph_metrics(Size::unscaled(), location).advance_width(id).unwrap_or_default(),
        y_max: metrics.ascent,
    });
    let scale = size / f32::from(metrics.units_per_em.max(1));
    let left = (extent.x_min * scale + right).floor() as i32 - 1;
    let top = (extent.y_max * scale - below).ceil() as i32 + 1;
    let width = u32::try_from((extent.x_max * scale + right).ceil() as i32 + 1 - left).ok()?;
    let height = u32::try_from(top - ((extent.y_min * scale - below).floor() as i32 - 1)).ok()?;
    let base = Transform::from_row(scale, 0.0, 0.0, -scale, right - left as f32, below + top as f32);
    let mut painter = Painter {
        layers: vec![Pixmap::new(width, height)?],
        transforms: vec![base],
        clips: Vec::new(),
        colours: colours(&font),
        font,
        location,
    };
    glyph.paint(location, &mut painter).ok()?;
    let drawn = painter.layers.into_iter().next()?;
    Some(GlyphImage { left, top, width, height, pixels: Pixels::Colour(drawn.take()) })
}

fn glyph<'a>(font: &FontRef<'a>, id: GlyphId) -> Option<ColorGlyph<'a>> {
    font.color_glyphs().get_with_format(id, ColorGlyphFormat::ColrV1)
}

/// The colours of the font's first palette.
fn colours(font: &FontRef<'_>) -> Vec<Color> {
    let palettes = font.color_palettes();
    let palette = palettes.get(0);
    let colours = palette.iter().flat_map(|palette| palette.colors());
    colours.map(|colour| Color::from_rgba8(colour.red, colour.green, colour.blue, colour.alpha)).collect()
}

/// What the walk through the graph paints on.
struct Painter<'a> {
    font: FontRef<'a>,
    location: LocationRef<'a>,
    colours: Vec<Color>,
    /// The picture, and the layers over it that are still to be merged down.
    layers: Vec<Pixmap>,
    /// From units of the font to pixels, the one in force last.
    transforms: Vec<Transform>,
    /// What may be painted on, each within the one before it.
    clips: Vec<Mask>,
}

impl Painter<'_> {
    fn transform(&self) -> Transform {
        self.transforms.last().copied().unwrap_or_default()
    }

    /// Returns a colour of the palette. The number that stands for the text's own colour gives black, since
    /// a coloured glyph is drawn once for text of any colour.
    fn colour(&self, index: u16, alpha: f32) -> Color {
        let mut colour = self.colours.get(usize::from(index)).copied().unwrap_or(Color::BLACK);
        colour.set_alpha((colour.alpha() * alpha).clamp(0.0, 1.0));
        colour
    }

    fn stops(&self, stops: &[ColorStop]) -> Vec<GradientStop> {
        let stops = stops.iter();
        stops
            .map(|stop| GradientStop::new(stop.offset, self.colour(stop.palette_index, stop.alpha)))
            .collect()
    }

    fn shader(&self, brush: &Brush<'_>) -> Option<Shader<'static>> {
        let at = self.transform();
        match brush {
            Brush::Solid { palette_index, alpha } => {
                Some(Shader::SolidColor(self.colour(*palette_index, *alpha)))
            }
            Brush::LinearGradient { p0, p1, color_stops, extend } => {
                let (start, end) = (Point::from_xy(p0.x, p0.y), Point::from_xy(p1.x, p1.y));
                LinearGradient::new(start, end, self.stops(color_stops), spread(*extend), at)
            }
            Brush::RadialGradient { c0, r0, c1, r1, color_stops, extend } => RadialGradient::new(
                Point::from_xy(c0.x, c0.y),
                r0.max(0.0),
                Point::from_xy(c1.x, c1.y),
                r1.max(0.0),
                self.stops(color_stops),
                spread(*extend),
                at,
            ),
            Brush::SweepGradient { c0, start_angle, end_angle, color_stops, extend } => {
                let mut stops = self.stops(color_stops);
                let (start, end) = (start_angle.min(*end_angle), start_angle.max(*end_angle));
                if start_angle > end_angle {
                    let turned = color_stops.iter().rev();
                    let turned = turned.map(|stop| ColorStop { offset: 1.0 - stop.offset, ..*stop });
                    stops = self.stops(&turned.collect::<Vec<_>>());
                }
                SweepGradient::new(Point::from_xy(c0.x, c0.y), start, end, stops, spread(*extend), at)
            }
        }
    }

    /// Leaves of what may be painted on only what lies within the path, in units of the font.
    fn clip(&mut self, path: Option<Path>) {
        let Some((width, height)) = self.layers.first().map(|layer| (layer.width(), layer.height())) else {
            return;
        };
        let Some(mut mask) = self.clips.last().cloned().or_else(|| {
            let mut whole = Mask::new(width, height)?;
            whole.data_mut().fill(u8::MAX);
            Some(whole)
        }) else {
            return;
        };
        match path {
            Some(path) => mask.intersect_path(&path, FillRule::Winding, true, self.transform()),
            // A glyph without an outline leaves nothing.
            None => mask.data_mut().fill(0),
        }
        self.clips.push(mask);
    }
}

impl ColorPainter for Painter<'_> {
    fn push_transform(&mut self, transform: FontTransform) {
        let FontTransform { xx, yx, xy, yy, dx, dy } = transform;
        self.transforms.push(self.transform().pre_concat(Transform::from_row(xx, yx, xy, yy, dx, dy)));
    }

    fn pop_transform(&mut self) {
        self.transforms.pop();
    }

    fn push_clip_glyph(&mut self, id: GlyphId) {
        let mut pen = Pen(PathBuilder::new());
        let settings = DrawSettings::unhinted(Size::unscaled(), self.location);
        let outline = self.font.outline_glyphs().get(id);
        let drawn = outline.is_some_and(|outline| outline.draw(settings, &mut pen).is_ok());
        self.clip(if drawn { pen.0.finish() } else { None });
    }

    fn push_clip_box(&mut self, extent: BoundingBox) {
        let rect = Rect::from_ltrb(extent.x_min, extent.y_min, extent.x_max, extent.y_max);
        self.clip(rect.map(PathBuilder::from_rect));
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn fill(&mut self, brush: Brush<'_>) {
        let Some(shader) = self.shader(&brush) else { return };
        let paint = Paint { shader, ..Paint::default() };
        let mask = self.clips.last();
        if let Some(layer) = self.layers.last_mut()
            && let Some(all) = Rect::from_xywh(0.0, 0.0, layer.width() as f32, layer.height() as f32)
        {
            layer.fill_rect(all, &paint, Transform::identity(), mask);
        }
    }

    fn push_layer(&mut self, _: CompositeMode) {
        let size = self.layers.first().map(|layer| (layer.width(), layer.height()));
        self.layers.extend(size.and_then(|(width, height)| Pixmap::new(width, height)));
    }

    fn pop_layer_with_mode(&mut self, mode: CompositeMode) {
        if self.layers.len() < 2 {
            return;
        }
        if let Some(layer) = self.layers.pop()
            && let Some(below) = self.layers.last_mut()
        {
            let paint = PixmapPaint { blend_mode: blend(mode), ..PixmapPaint::default() };
            let mask = self.clips.last();
            below.draw_pixmap(0, 0, layer.as_ref(), &paint, Transform::identity(), mask);
        }
    }
}

struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, by_x: f32, by_y: f32, x: f32, y: f32) {
        self.0.quad_to(by_x, by_y, x, y);
    }

    fn curve_to(&mut self, by_x: f32, by_y: f32, then_x: f32, then_y: f32, x: f32, y: f32) {
        self.0.cubic_to(by_x, by_y, then_x, then_y, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

fn spread(extend: Extend) -> SpreadMode {
    match extend {
        Extend::Repeat => SpreadMode::Repeat,
        Extend::Reflect => SpreadMode::Reflect,
        _ => SpreadMode::Pad,
    }
}

fn blend(mode: CompositeMode) -> BlendMode {
    match mode {
        CompositeMode::Clear => BlendMode::Clear,
        CompositeMode::Src => BlendMode::Source,
        CompositeMode::Dest => BlendMode::Destination,
        CompositeMode::DestOver => BlendMode::DestinationOver,
        CompositeMode::SrcIn => BlendMode::SourceIn,
        CompositeMode::DestIn => BlendMode::DestinationIn,
        CompositeMode::SrcOut => BlendMode::SourceOut,
        CompositeMode::DestOut => BlendMode::DestinationOut,
        CompositeMode::SrcAtop => BlendMode::SourceAtop,
        CompositeMode::DestAtop => BlendMode::DestinationAtop,
        CompositeMode::Xor => BlendMode::Xor,
        CompositeMode::Plus => BlendMode::Plus,
        CompositeMode::Screen => BlendMode::Screen,
        CompositeMode::Overlay => BlendMode::Overlay,
        CompositeMode::Darken => BlendMode::Darken,
        CompositeMode::Lighten => BlendMode::Lighten,
        CompositeMode::ColorDodge => BlendMode::ColorDodge,
        CompositeMode::ColorBurn => BlendMode::ColorBurn,
        CompositeMode::HardLight => BlendMode::HardLight,
        CompositeMode::SoftLight => BlendMode::SoftLight,
        CompositeMode::Difference => BlendMode::Difference,
        CompositeMode::Exclusion => BlendMode::Exclusion,
        CompositeMode::Multiply => BlendMode::Multiply,
        CompositeMode::HslHue => BlendMode::Hue,
        CompositeMode::HslSaturation => BlendMode::Saturation,
        CompositeMode::HslColor => BlendMode::Color,
        CompositeMode::HslLuminosity => BlendMode::Luminosity,
        _ => BlendMode::SourceOver,
    }
}

#[cfg(test)]
mod tests {
    use skrifa::{FontRef, MetadataProvider};

    use super::{draw, has_paints};
    use crate::typeset::{BUNDLED_FONTS, Pixels};

    /// Returns a bundled font with a paint for one glyph: its outline, red at the left and blue at the
    /// right.
    fn coloured(data: &[u8], id: u16, width: i16) -> Vec<u8> {
        let mut colr = Vec::new();
        let mut put = |bytes: &[u8]| colr.extend_from_slice(bytes);
        // The header, then a list of one glyph with its paint behind it.
        put(&[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        put(&34_u32.to_be_bytes());
        put(&[0; 16]);
        put(&1_u32.to_be_bytes());
        put(&id.to_be_bytes());
        put(&10_u32.to_be_bytes());
        // The outline of the glyph, filled with a gradient from its left to its right.
        put(&[10, 0, 0, 6]);
        put(&id.to_be_bytes());
        put(&[4, 0, 0, 16]);
        for coordinate in [0, 0, width, 0, 0, 1000_i16] {
            put(&coordinate.to_be_bytes());
        }
        put(&[0, 0, 2]);
        put(&[0x00, 0x00, 0, 0, 0x40, 0x00]);
        put(&[0x40, 0x00, 0, 1, 0x40, 0x00]);
        let cpal: Vec<u8> =
            [&[0, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 14, 0, 0][..], &[0, 0, 255, 255], &[255, 0, 0, 255]].concat();
        let number = |at: usize| u32::from_be_bytes([data[at], data[at + 1], data[at + 2], data[at + 3]]);
        let count = usize::from(u16::from_be_bytes([data[4], data[5]]));
        let mut tables: Vec<(Vec<u8>, Vec<u8>)> = (0..count)
            .map(|index| {
                let entry = 12 + index * 16;
                let (start, length) = (number(entry + 8) as usize, number(entry + 12) as usize);
                (data[entry..entry + 4].to_vec(), data[start..start + length].to_vec())
            })
            .collect();
        tables.push((b"COLR".to_vec(), colr));
        tables.push((b"CPAL".to_vec(), cpal));
        tables.sort();
        let mut font = data[..4].to_vec();
        font.extend((tables.len() as u16).to_be_bytes());
        font.extend([0; 6]);
        let mut start = 12 + tables.len() * 16;
        for (tag, table) in &tables {
            font.extend(tag);
            font.extend([0; 4]);
            font.extend((start as u32).to_be_bytes());
            font.extend((table.len() as u32).to_be_bytes());
            start += table.len().next_multiple_of(4);
        }
        for (_, table) in tables {
            font.extend(&table);
            font.resize(font.len().next_multiple_of(4), 0);
        }
        font
    }

    #[test]
    fn a_graph_of_paints_is_drawn_in_its_colours() {
        let plain = BUNDLED_FONTS.iter().find(|font| font.family == "Noto Sans").expect("it is bundled");
        let id = FontRef::new(plain.data).expect("a font").charmap().map('H').expect("it has an H");
        let id = u16::try_from(id.to_u32()).expect("a font has fewer glyphs");
        let font = coloured(plain.data, id, 740);
        assert!(!has_paints(plain.data, 0, id) && has_paints(&font, 0, id));
        assert!(draw(plain.data, 0, &[], id, 40.0, (0.0, 0.0)).is_none());
        let image = draw(&font, 0, &[], id, 40.0, (0.25, 0.5)).expect("it is drawn");
        let Pixels::Colour(pixels) = &image.pixels else { panic!("it has colours") };
        let solid: Vec<(u32, &[u8])> = (0..)
            .zip(pixels.chunks_exact(4))
            .filter(|(_, pixel)| pixel[3] == 255)
            .map(|(at, pixel)| (at % image.width, pixel))
            .collect();
        let (left, right) = (solid.iter().min_by_key(|it| it.0), solid.iter().max_by_key(|it| it.0));
        let ((_, left), (_, right)) = left.zip(right).expect("an H has ink");
        assert!(left[0] > 180 && left[2] < 80, "its left stem is red: {left:?}");
        assert!(right[2] > 180 && right[0] < 80, "its right stem is blue: {right:?}");
        // An H of 40 pixels to the em is 28 or 29 pixels high and stands on the baseline.
        let rows = pixels.chunks_exact(image.width as usize * 4);
        let blank = rows.take_while(|row| row.chunks_exact(4).all(|pixel| pixel[3] < 128)).count();
        let above = image.top - i32::try_from(blank).expect("few rows");
        assert!((27..=29).contains(&above), "{above}");
    }
}
