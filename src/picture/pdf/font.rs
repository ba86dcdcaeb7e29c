//! Faces in a PDF: the glyphs in use, each under a number that says which letters it stands for.
//!
//! A glyph may stand for different letters (a dotless form, a mark), and a number can be told to mean only one text.
//! So numbers are given to pairs of glyph and text, and a table leads from them to the glyphs of the embedded part of
//! the font. Source: ISO 32000-1, 9.7.4 and 9.10.3.

use std::sync::Arc;

use indexmap::IndexMap;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;
use swash::FontRef;

use crate::picture::pdf::{Numbers, packed};
use crate::typeset::{FontBook, FontId};

/// The faces that a file embeds.
pub(super) struct Faces {
    book: Arc<FontBook>,
    faces: IndexMap<FontId, Option<Face>>,
}

/// A face with what is used of it.
pub(super) struct Face {
    /// The number of the face in the file.
    pub number: usize,
    data: crate::typeset::Face,
    units: f32,
    /// What is used, with its width in ems; its place, counted from 1, is its number.
    used: IndexMap<Used, f32>,
    space: u16,
}

/// A glyph that stands for a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Used {
    glyph: u16,
    text: String,
    /// The width in hundredths of an em where it isn't the glyph's own: of letters whose form is drawn.
    width: Option<u16>,
}

const SYSTEM: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

impl Faces {
    pub fn new(book: Arc<FontBook>) -> Self {
        Self { book, faces: IndexMap::new() }
    }

    /// Returns the face; `None` where a PDF can't hold it.
    pub fn face(&mut self, id: FontId) -> Option<&mut Face> {
        let number = self.faces.len();
        let book = &self.book;
        self.faces.entry(id).or_insert_with(|| Face::new(number, book.face(id))).as_mut()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Face> {
        self.faces.values().flatten()
    }
}

impl Face {
    fn new(number: usize, data: crate::typeset::Face) -> Option<Self> {
        // Only TrueType outlines are numbered through a table; a font of another kind is drawn, not embedded.
        subsetter::subset(data.data.data(), data.index, &GlyphRemapper::new()).ok()?;
        let font = FontRef::from_index(data.data.data(), data.index as usize)?;
        font.table(swash::tag_from_bytes(b"glyf"))?;
        let units = f32::from(font.metrics(&[]).units_per_em);
        let space = font.charmap().map(' ');
        (units > 0.0).then(|| Self { number, data, units, used: IndexMap::new(), space })
    }

    /// Returns the number of a glyph that stands for that text, and its width in ems.
    pub fn number_of(&mut self, glyph: u32, text: &str) -> Option<(u16, f32)> {
        let glyph = u16::try_from(glyph).ok()?;
        self.used(Used { glyph, text: text.to_owned(), width: None })
    }

    /// Returns the number of a space, and its width in ems.
    pub fn space(&mut self) -> Option<(u16, f32)> {
        self.number_of(self.space.into(), " ")
    }

    /// Returns the number of a blank of about that width in ems that stands for a text, and its width.
    pub fn blank(&mut self, text: &str, width: f32) -> Option<(u16, f32)> {
        let width = (width * 100.0).round().clamp(1.0, 1000.0) as u16;
        self.used(Used { glyph: self.space, text: text.to_owned(), width: Some(width) })
    }

    fn used(&mut self, used: Used) -> Option<(u16, f32)> {
        let place = match self.used.get_index_of(&used) {
            Some(place) => place,
            // A face has no more numbers.
            None if self.used.len() + 2 >= usize::from(u16::MAX) => return None,
            None => {
                let font = FontRef::from_index(self.data.data.data(), self.data.index as usize);
                let own =
                    font.map_or(0.0, |font| font.glyph_metrics(&[]).advance_width(used.glyph)) / self.units;
                let width = used.width.map_or(own, |width| f32::from(width) / 100.0);
                self.used.insert_full(used, width).0
            }
        };
        Some((u16::try_from(place + 1).ok()?, self.used[place]))
    }

    /// Returns the name by which pages call the face.
    pub fn name(&self) -> String {
        format!("F{}", self.number)
    }

    /// Writes the face; returns where it stands, `None` where its font can't be taken apart.
    pub fn write(&self, pdf: &mut Pdf, numbers: &mut Numbers) -> Option<Ref> {
        let (font, index) = (self.data.data.data(), self.data.index);
        let mut glyphs = GlyphRemapper::new();
        let mut table = vec![0, 0];
        for used in self.used.keys() {
            table.extend(glyphs.remap(used.glyph).to_be_bytes());
        }
        let part = packed(&subsetter::subset(font, index, &glyphs).ok()?);
        let [whole, descendant, descriptor, file, map, letters] = std::array::from_fn(|_| numbers.next());
        let base = format!("HASHI{}+{}", char::from(b'A' + (self.number % 26) as u8), self.plain_name());
        let base = Name(base.as_bytes());
        pdf.type0_font(whole)
            .base_font(base)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(letters);
        let mut written = pdf.cid_font(descendant);
        written
            .subtype(CidFontType::Type2)
            .base_font(base)
            .system_info(SYSTEM)
            .font_descriptor(descriptor)
            .default_width(0.0)
            .cid_to_gid_map_stream(map);
        let widths = self.used.values().map(|width| width * 1000.0);
        written.widths().consecutive(1, widths);
        written.finish();
        let metrics = FontRef::from_index(font, index as usize)?.metrics(&[]);
        let em = |length: f32| length / self.units * 1000.0;
        pdf.font_descriptor(descriptor)
            .name(base)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(0.0, -em(metrics.descent), em(metrics.max_width), em(metrics.ascent)))
            .italic_angle(0.0)
            .ascent(em(metrics.ascent))
            .descent(-em(metrics.descent))
            .cap_height(em(metrics.cap_height))
            .stem_v(80.0)
            .font_file2(file);
        pdf.stream(file, &part).filter(pdf_writer::Filter::FlateDecode);
        pdf.stream(map, &packed(&table)).filter(pdf_writer::Filter::FlateDecode);
        let mut cmap = UnicodeCmap::<u16>::new(Name(b"Hashiya"), SYSTEM);
        for (number, used) in (1_u16..).zip(self.used.keys()) {
            cmap.pair_with_multiple(number, used.text.chars());
        }
        pdf.stream(letters, &packed(&cmap.finish())).filter(pdf_writer::Filter::FlateDecode);
        Some(whole)
    }

    /// Returns the family's name as PDF takes it.
    fn plain_name(&self) -> String {
        self.data.family.chars().filter(char::is_ascii_alphanumeric).collect()
    }
}
