//! The glyph atlas: glyphs in the window's textures, each drawn once for a size and a place in a pixel.

use std::sync::Arc;

use egui::epaint::FontColorTransferFunction;
use egui::{Color32, ColorImage, Context, Rect, TextureHandle, TextureId, TextureOptions};
use egui::{pos2, vec2};
use foldhash::HashMap;
use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::typeset::{Bin, FontBook, GlyphImage, GlyphRun, Pixels, Rasterizer, Strike};
use crate::ui::text::shelf::Shelves;

/// The side of a page in pixels: small, since a page is held by us, by the driver and by the GPU alike.
const SIDE: u32 = 1024;
/// The atlas starts anew once this part of its pages is full.
const FULL: f32 = 0.8;
/// If it fills again within so many passes, what is seen needs more pages instead.
const SOON: u64 = 300;
const MOST_PAGES: usize = 32;
/// How many pages may fill at first.
const FIRST_PAGES: usize = 4;

/// Whether a glyph is drawn for dark text on a light ground or the other way round.
///
/// Blending in sRGB makes light text thinner than dark text of the same coverage; light text gets
/// its coverage raised, as epaint does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ramp {
    DarkText,
    LightText,
}

impl Ramp {
    /// Returns the ramp for text of `colour`.
    pub fn of(colour: Color32) -> Self {
        if colour.intensity() > 0.5 { Self::LightText } else { Self::DarkText }
    }

    fn transfer(self) -> FontColorTransferFunction {
        match self {
            Self::DarkText => FontColorTransferFunction::LIGHT_MODE_DEFAULT,
            Self::LightText => FontColorTransferFunction::DARK_MODE_DEFAULT,
        }
    }
}

/// The number that the atlas gave a strike; see [`Atlas::strike`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StrikeId(usize);

/// Where a glyph stands in the atlas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    pub page: usize,
    /// The glyph's pixels on its page, as a part of the page's side.
    pub uv: Rect,
    /// From the origin's pixel to the left top pixel, y downwards.
    pub offset: [i32; 2],
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Whether the glyph brings its own colour.
    pub coloured: bool,
}

type GlyphKey = (StrikeId, u32, Bin, Ramp);

/// Glyph pixels on texture pages.
pub struct Atlas {
    rasterizer: Rasterizer,
    /// The strikes in use; a strike's index is its [`StrikeId`].
    strikes: IndexSet<Strike, RandomState>,
    glyphs: HashMap<GlyphKey, Option<Slot>>,
    pages: Vec<Page>,
    /// How many pages may fill before the atlas starts anew.
    budget: usize,
    generation: u64,
    pass: u64,
    cleared_at: u64,
    scale: f32,
}

impl Atlas {
    pub fn new(book: Arc<FontBook>) -> Self {
        Self {
            rasterizer: Rasterizer::new(book),
            strikes: IndexSet::default(),
            glyphs: HashMap::default(),
            pages: Vec::new(),
            budget: FIRST_PAGES,
            generation: 0,
            pass: 0,
            cleared_at: 0,
            scale: 0.0,
        }
    }

    /// Returns a number that changes whenever slots and meshes made earlier stop being valid.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Opens a pass at `scale` pixels to the point: starts anew if the scale changed or the pages are full.
    ///
    /// Within a pass the atlas only grows, so that meshes made in it stay valid until its end.
    pub fn begin_pass(&mut self, scale: f32) {
        self.pass += 1;
        if scale != self.scale {
            self.scale = scale;
            self.budget = FIRST_PAGES;
            self.clear();
        } else if self.is_full() {
            if self.pass - self.cleared_at < SOON && self.budget < MOST_PAGES {
                self.budget += 1;
            } else {
                self.clear();
            }
        }
    }

    fn is_full(&self) -> bool {
        let last = self.pages.last().is_some_and(|page| page.shelves.free() < 1.0 - FULL);
        self.pages.len() > self.budget || (self.pages.len() == self.budget && last)
    }

    fn clear(&mut self) {
        self.glyphs.clear();
        self.strikes.clear();
        self.pages.truncate(self.budget);
        for page in &mut self.pages {
            page.shelves.clear();
        }
        self.generation += 1;
        self.cleared_at = self.pass;
    }

    /// Returns the number of a run's strike at `scale` pixels to the point.
    pub fn strike(&mut self, run: &GlyphRun, scale: f32) -> StrikeId {
        StrikeId(self.strikes.insert_full(Strike::of(run, scale)).0)
    }

    /// Returns where a glyph stands, after drawing it if need be; `None` if there is nothing to draw.
    pub fn glyph(&mut self, ctx: &Context, strike: StrikeId, id: u32, bin: Bin, ramp: Ramp) -> Option<Slot> {
        let key = (strike, id, bin, ramp);
        if let Some(slot) = self.glyphs.get(&key) {
            return *slot;
        }
        let slot = self.draw(ctx, strike, id, bin, ramp);
        self.glyphs.insert(key, slot);
        slot
    }

    fn draw(&mut self, ctx: &Context, strike: StrikeId, id: u32, bin: Bin, ramp: Ramp) -> Option<Slot> {
        let strike = self.strikes.get_index(strike.0)?;
        let image = self.rasterizer.glyph(strike, id, bin)?;
        if image.width == 0 || image.height == 0 {
            return None;
        }
        let (page, [x, y]) = self.place(ctx, image.width, image.height)?;
        self.pages[page].draw(x, y, &image, ramp);
        let side = SIDE as f32;
        let corner = pos2(x as f32 / side, y as f32 / side);
        let extent = vec2(image.width as f32 / side, image.height as f32 / side);
        Some(Slot {
            page,
            uv: Rect::from_min_size(corner, extent),
            offset: [image.left, -image.top],
            size: [image.width, image.height],
            coloured: matches!(image.pixels, Pixels::Colour(_)),
        })
    }

    fn place(&mut self, ctx: &Context, width: u32, height: u32) -> Option<(usize, [u32; 2])> {
        for (index, page) in self.pages.iter_mut().enumerate() {
            if let Some((x, y)) = page.shelves.place(width, height) {
                return Some((index, [x, y]));
            }
        }
        let mut page = Page::new(ctx, self.pages.len());
        // Only a glyph larger than a whole page has no place on an empty one.
        let (x, y) = page.shelves.place(width, height)?;
        self.pages.push(page);
        Some((self.pages.len() - 1, [x, y]))
    }

    /// Returns the texture of a page.
    pub fn texture(&self, page: usize) -> TextureId {
        self.pages[page].texture.id()
    }

    /// Sends what was drawn in this pass to the GPU.
    pub fn end_pass(&mut self) {
        for page in &mut self.pages {
            page.upload();
        }
    }
}

/// One texture, with its pixels kept so that a rectangle of them can be sent.
struct Page {
    shelves: Shelves,
    pixels: Vec<Color32>,
    texture: TextureHandle,
    dirty: Option<Dirty>,
}

/// The rectangle of pixels changed since the last upload; left and top inside, right and bottom outside.
#[derive(Clone, Copy)]
struct Dirty {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Page {
    fn new(ctx: &Context, number: usize) -> Self {
        let side = SIDE as usize;
        let blank = ColorImage::filled([side, side], Color32::TRANSPARENT);
        Self {
            shelves: Shelves::new(SIDE),
            pixels: blank.pixels.clone(),
            texture: ctx.load_texture(format!("glyphs {number}"), blank, OPTIONS),
            dirty: None,
        }
    }

    fn draw(&mut self, x: u32, y: u32, image: &GlyphImage, ramp: Ramp) {
        let transfer = ramp.transfer();
        let width = image.width as usize;
        for row in 0..image.height as usize {
            let start = (y as usize + row) * SIDE as usize + x as usize;
            let target = &mut self.pixels[start..start + width];
            match &image.pixels {
                Pixels::Mask(mask) => {
                    for (pixel, coverage) in target.iter_mut().zip(&mask[row * width..]) {
                        *pixel = transfer.to_atlas_color(Color32::from_white_alpha(*coverage));
                    }
                }
                Pixels::Colour(colour) => {
                    let source = colour[row * width * 4..].chunks_exact(4);
                    for (pixel, source) in target.iter_mut().zip(source) {
                        *pixel = Color32::from_rgba_premultiplied(source[0], source[1], source[2], source[3]);
                    }
                }
            }
        }
        let drawn = Dirty { left: x, top: y, right: x + image.width, bottom: y + image.height };
        self.dirty = Some(self.dirty.map_or(drawn, |dirty| Dirty {
            left: dirty.left.min(drawn.left),
            top: dirty.top.min(drawn.top),
            right: dirty.right.max(drawn.right),
            bottom: dirty.bottom.max(drawn.bottom),
        }));
    }

    fn upload(&mut self) {
        let Some(dirty) = self.dirty.take() else { return };
        let size = [(dirty.right - dirty.left) as usize, (dirty.bottom - dirty.top) as usize];
        let rows = (dirty.top..dirty.bottom).flat_map(|row| {
            let start = row as usize * SIDE as usize + dirty.left as usize;
            &self.pixels[start..start + size[0]]
        });
        let image = ColorImage::new(size, rows.copied().collect());
        self.texture.set_partial([dirty.left as usize, dirty.top as usize], image, OPTIONS);
    }
}

/// Glyphs stand on whole pixels, so nothing is to be blended between neighbours.
const OPTIONS: TextureOptions = TextureOptions::NEAREST;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use egui::{Color32, Context};

    use super::{Atlas, MOST_PAGES, Ramp, SIDE, SOON};
    use crate::text::Direction;
    use crate::typeset::{Bin, FontBook, ParagraphLayout, TextStyle, Typesetter};

    fn layout(size: f32) -> ParagraphLayout {
        let style = TextStyle { family: "Vazirmatn".into(), size, line_height: size * 1.6, bold: false };
        let text = "أبجد هوز حطي كلمن سعفص قرشت ثخذ ضظغ abcdefghijklmnopqrstuvwxyz 0123456789";
        Typesetter::new(FontBook::bundled()).line(text, &style, None, Direction::RightToLeft)
    }

    fn draw(atlas: &mut Atlas, ctx: &Context, layout: &ParagraphLayout) -> usize {
        let mut drawn = 0;
        for run in &layout.runs {
            let strike = atlas.strike(run, 1.0);
            for glyph in &layout.glyphs[run.glyphs.start as usize..run.glyphs.end as usize] {
                for x in 0..4 {
                    let bin = Bin { x, y: 0 };
                    let slot = atlas.glyph(ctx, strike, glyph.id, bin, Ramp::DarkText);
                    drawn += usize::from(slot.is_some());
                }
            }
        }
        drawn
    }

    #[test]
    fn slots_do_not_overlap_and_hold_the_glyph() {
        let ctx = Context::default();
        let mut atlas = Atlas::new(FontBook::bundled());
        atlas.begin_pass(1.0);
        assert!(draw(&mut atlas, &ctx, &layout(18.0)) > 100);
        let mut seen = HashSet::new();
        for slot in atlas.glyphs.values().flatten() {
            let left = (slot.uv.min.x * SIDE as f32).round() as u32;
            let top = (slot.uv.min.y * SIDE as f32).round() as u32;
            let mut covered = false;
            for y in top..top + slot.size[1] {
                for x in left..left + slot.size[0] {
                    assert!(seen.insert((slot.page, x, y)), "two glyphs at {x}, {y}");
                    let pixel = atlas.pages[slot.page].pixels[(y * SIDE + x) as usize];
                    covered |= pixel.a() > 100;
                }
            }
            assert!(covered, "a drawn glyph is not blank");
        }
    }

    #[test]
    fn only_what_was_drawn_is_sent() {
        let ctx = Context::default();
        let mut atlas = Atlas::new(FontBook::bundled());
        atlas.begin_pass(1.0);
        draw(&mut atlas, &ctx, &layout(18.0));
        let dirty = atlas.pages[0].dirty.expect("glyphs were drawn");
        assert!(dirty.bottom < 400, "a few glyphs do not make the whole page dirty");
        atlas.end_pass();
        atlas.begin_pass(1.0);
        draw(&mut atlas, &ctx, &layout(18.0));
        assert!(atlas.pages[0].dirty.is_none(), "known glyphs are not drawn again");
    }

    #[test]
    fn a_changed_scale_starts_anew() {
        let ctx = Context::default();
        let mut atlas = Atlas::new(FontBook::bundled());
        atlas.begin_pass(1.0);
        draw(&mut atlas, &ctx, &layout(18.0));
        let generation = atlas.generation();
        atlas.begin_pass(1.0);
        assert_eq!(atlas.generation(), generation);
        atlas.begin_pass(1.25);
        assert_ne!(atlas.generation(), generation);
        assert!(atlas.glyphs.is_empty());
    }

    #[test]
    fn a_full_atlas_grows_if_it_filled_at_once_and_else_starts_anew() {
        let ctx = Context::default();
        let mut atlas = Atlas::new(FontBook::bundled());
        atlas.begin_pass(1.0);
        for size in 0..12 {
            draw(&mut atlas, &ctx, &layout(60.0 + size as f32));
        }
        assert!(atlas.pages.len() > 1, "the pass needed more than a page");
        let generation = atlas.generation();
        let pages = atlas.pages.len();
        for _ in 0..MOST_PAGES {
            atlas.begin_pass(1.0);
        }
        assert_eq!(atlas.generation(), generation, "it filled at once, so it may grow");
        for size in 0..30 {
            draw(&mut atlas, &ctx, &layout(90.0 + size as f32));
        }
        assert!(atlas.pages.len() > pages);
        atlas.pass += SOON;
        atlas.begin_pass(1.0);
        assert_ne!(atlas.generation(), generation, "it filled slowly, so old glyphs go");
        assert!(atlas.glyphs.is_empty());
        assert!(draw(&mut atlas, &ctx, &layout(18.0)) > 100);
    }

    #[test]
    fn light_text_is_drawn_stronger() {
        assert_eq!(Ramp::of(Color32::from_gray(30)), Ramp::DarkText);
        assert_eq!(Ramp::of(Color32::from_gray(230)), Ramp::LightText);
    }
}
