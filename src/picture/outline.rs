//! The outlines of glyphs, in units of their font.

use std::collections::HashMap;
use std::sync::Arc;

use swash::scale::{ScaleContext, StrikeWith};
use swash::zeno::{Angle, Command, PathData, Transform};
use swash::{CacheKey, FontRef};

use crate::typeset::{FontBook, FontId, GlyphRun, Rasterizer, missing_box};

/// What all glyphs of a face have in common, whatever their size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Cut {
    font: FontId,
    coords: Box<[i16]>,
    embolden: bool,
    /// The bits of the slant in degrees.
    skew: Option<u32>,
}

impl Cut {
    pub fn of(run: &GlyphRun) -> Self {
        Self {
            font: run.font,
            coords: run.coords.clone(),
            embolden: run.embolden,
            skew: run.skew.map(f32::to_bits),
        }
    }
}

/// How a glyph looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Glyph {
    /// Its outline in units of the font, y upwards; empty for a blank one.
    Outline(Vec<Command>),
    /// It brings its own colours, as emoji do, and is drawn as pixels.
    Coloured,
}

/// A font's tables: where they begin, swash's key for them, and the units to the em.
type Tables = (u32, CacheKey, f32);

/// Outlines with the fonts of a book.
pub(super) struct Outlines {
    book: Arc<FontBook>,
    context: ScaleContext,
    fonts: HashMap<FontId, Option<Tables>>,
    glyphs: HashMap<(Cut, u32), Option<Glyph>>,
}

/// The em divided by this is the weight that a synthetic bold adds, as on the screen.
const EMBOLDEN: f32 = 36.0;
/// The size in pixels at which a font is asked whether it has a glyph in colour.
const ASKED: f32 = 64.0;

impl Outlines {
    pub fn new(book: Arc<FontBook>) -> Self {
        Self { book, context: ScaleContext::new(), fonts: HashMap::new(), glyphs: HashMap::new() }
    }

    /// Returns how many units the run's font has to the em, if the font can be read.
    pub fn units(&mut self, font: FontId) -> Option<f32> {
        Some(self.tables(font)?.2)
    }

    /// Returns how a glyph looks; `None` where the font can't be read or has no such glyph.
    pub fn glyph(&mut self, cut: &Cut, id: u32) -> Option<&Glyph> {
        let key = (cut.clone(), id);
        if !self.glyphs.contains_key(&key) {
            let glyph = self.draw(cut, id);
            self.glyphs.insert(key.clone(), glyph);
        }
        self.glyphs.get(&key)?.as_ref()
    }

    fn tables(&mut self, font: FontId) -> Option<Tables> {
        let book = &self.book;
        *self.fonts.entry(font).or_insert_with(|| {
            let face = book.face(font);
            let found = FontRef::from_index(face.data.data(), face.index as usize)?;
            let units = f32::from(found.metrics(&[]).units_per_em);
            (units > 0.0).then_some((found.offset, found.key, units))
        })
    }

    fn draw(&mut self, cut: &Cut, id: u32) -> Option<Glyph> {
        let id = u16::try_from(id).ok()?;
        let (offset, key, units) = self.tables(cut.font)?;
        let face = self.book.face(cut.font);
        let font = FontRef { data: face.data.data(), offset, key };
        if Rasterizer::has_paints(&face, id) {
            return Some(Glyph::Coloured);
        }
        let mut coloured = self.context.builder(font).size(ASKED).build();
        if coloured.has_color_outlines() && coloured.scale_color_outline(id).is_some()
            || coloured.has_color_bitmaps() && coloured.scale_color_bitmap(id, StrikeWith::BestFit).is_some()
        {
            return Some(Glyph::Coloured);
        }
        // Without a size the outline is in the font's own units.
        let mut scaler = self.context.builder(font).normalized_coords(cut.coords.iter()).build();
        let outline = scaler.scale_outline(id);
        let is_blank = outline.as_ref().is_none_or(|outline| outline.path().commands().next().is_none());
        if id == 0 && is_blank {
            let advance = font.glyph_metrics(&cut.coords).advance_width(0);
            return Some(Glyph::Outline(missing_box(advance, units)));
        }
        let mut outline = outline?;
        if cut.embolden {
            outline.embolden(units / EMBOLDEN, units / EMBOLDEN);
        }
        if let Some(degrees) = cut.skew.map(f32::from_bits) {
            outline.transform(&Transform::skew(Angle::from_degrees(degrees), Angle::ZERO));
        }
        Some(Glyph::Outline(outline.path().commands().collect()))
    }
}
