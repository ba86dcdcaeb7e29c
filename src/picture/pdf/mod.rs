//! The page on sheets of paper: vector, with its text inside in the order in which it is read.
//!
//! Letters are written with embedded parts of the fonts, so that they can be searched and copied. Paragraphs and cards
//! are tagged, so that they can be read aloud in their order. Source: ISO 32000-1.

mod canvas;
mod font;
mod lines;
mod sheet;
mod units;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use indexmap::IndexSet;
use pdf_writer::types::{Direction, StructRole};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

use crate::page::CardBox;
use crate::page::palette::Rgba;
use crate::picture::PictureError;
use crate::picture::form::{Form, forms};
use crate::picture::outline::{Glyph, Outlines};
use crate::picture::pdf::canvas::{Canvas, Fit, Shared};
use crate::picture::pdf::font::Faces;
use crate::picture::pdf::sheet::Sheet;
use crate::picture::scene::{Row, Scene};
use crate::session::Open;
use crate::typeset::{FontBook, TextStyle, Typesetter};

/// The size of a sheet, A4, in points of the paper.
const PAPER: (f32, f32) = (595.28, 841.89);
/// The space at the sides of a sheet, beside the page's own, and above and below, in points of the paper.
const SIDE: f32 = 14.0;
const ABOVE: f32 = 42.0;
/// The size of the number below, and its distance from the paper's edge, in points of the paper.
const NUMBER: (f32, f32) = (8.0, 22.0);

/// Gives the objects of a file their numbers.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// A part of the text that is tagged as one: a paragraph or a card.
struct Part {
    role: StructRole,
    /// The sheet and the number there of each of its lines.
    lines: Vec<(usize, i32)>,
}

pub(super) fn draw(scene: &Scene, open: &Open, book: &Arc<FontBook>) -> Result<Vec<u8>, PictureError> {
    let text = open.document.text();
    let scale = (PAPER.0 - 2.0 * SIDE) / scene.width;
    let rows: Vec<Row<'_>> = scene.rows(text).collect();
    let lines: Vec<(f32, f32)> =
        rows.iter().map(|row| (row.origin.1 + row.line.top, row.origin.1 + row.line.bottom)).collect();
    let wanted: Vec<f32> = scene.cards.iter().map(|card| card.wanted).collect();
    let sheets = sheet::sheets(&lines, &wanted, (PAPER.1 - 2.0 * ABOVE) / scale);
    let mut drawing = Drawing {
        scene,
        scale,
        shared: Shared {
            faces: Faces::new(Arc::clone(book)),
            outlines: Outlines::new(Arc::clone(book)),
            drawn: IndexSet::new(),
            opacities: BTreeMap::new(),
        },
        parts: BTreeMap::new(),
        numbers: set_numbers(sheets.len(), book),
    };
    let made = |shapes: &[crate::page::Shape]| -> Vec<(Form, Rgba)> {
        shapes.iter().flat_map(|shape| forms(shape, &scene.palette)).collect()
    };
    let (under, over) = (made(&scene.page.under), made(&scene.page.over));
    let (under, over) = (by_sheet(&under, &sheets, scene), by_sheet(&over, &sheets, scene));
    let contents: Vec<Vec<u8>> = sheets
        .iter()
        .enumerate()
        .map(|(number, sheet)| {
            let forms = (&under[number][..], &over[number][..]);
            drawing.sheet(number, sheet, &rows[sheet.lines.clone()], forms)
        })
        .collect();
    Ok(drawing.write(&contents, open))
}

type Forms<'a> = [&'a (Form, Rgba)];

/// Returns the forms of each sheet, in their order.
fn by_sheet<'a>(forms: &'a [(Form, Rgba)], sheets: &[Sheet], scene: &Scene) -> Vec<Vec<&'a (Form, Rgba)>> {
    let mut by_sheet: Vec<Vec<&(Form, Rgba)>> = sheets.iter().map(|_| Vec::new()).collect();
    for one in forms {
        let (top, bottom) = one.0.reach();
        let (top, bottom) = (top + scene.origin.1, bottom + scene.origin.1);
        let first = sheets.partition_point(|sheet| sheet.bottom < top);
        let own = sheets.iter().zip(&mut by_sheet).skip(first).take_while(|(sheet, _)| sheet.top <= bottom);
        own.for_each(|(_, forms)| forms.push(one));
    }
    by_sheet
}

/// Sets the number of each sheet.
fn set_numbers(count: usize, book: &Arc<FontBook>) -> Vec<(String, crate::typeset::ParagraphLayout)> {
    let mut typesetter = Typesetter::new(Arc::clone(book));
    let style = number_style();
    (1..=count)
        .map(|number| {
            let words = format!("{number} / {count}");
            let layout = typesetter.line(&words, &style, None, crate::text::Direction::LeftToRight);
            (words, layout)
        })
        .collect()
}

fn number_style() -> TextStyle {
    TextStyle { family: "Vazirmatn".into(), size: NUMBER.0, line_height: NUMBER.0 * 1.5, bold: false }
}

struct Drawing<'a> {
    scene: &'a Scene,
    scale: f32,
    shared: Shared,
    /// Paragraphs by their numbers, then cards by theirs.
    parts: BTreeMap<(bool, usize), Part>,
    numbers: Vec<(String, crate::typeset::ParagraphLayout)>,
}

impl Drawing<'_> {
    fn sheet(
        &mut self,
        number: usize,
        sheet: &Sheet,
        rows: &[Row<'_>],
        (under, over): (&Forms<'_>, &Forms<'_>),
    ) -> Vec<u8> {
        let fit = Fit { scale: self.scale, corner: (SIDE, PAPER.1 - ABOVE), top: sheet.top };
        let mut canvas = Canvas::new(fit);
        let palette = &self.scene.palette;
        if palette.dark {
            let whole = crate::typeset::Rect { x0: 0.0, y0: 0.0, x1: PAPER.0, y1: PAPER.1 };
            let ground = Form::Rect { rect: whole, radius: 0.0 };
            let paper = Fit { scale: 1.0, corner: (0.0, PAPER.1), top: 0.0 };
            let mut back = Canvas::new(paper);
            back.forms([(&ground, palette.paper)].into_iter(), (0.0, 0.0), None, &mut self.shared);
            back.fit = fit;
            canvas = back;
        }
        let origin = self.scene.origin;
        let cut = Some((sheet.top, sheet.bottom));
        canvas.forms(under.iter().map(|(form, colour)| (form, *colour)), origin, cut, &mut self.shared);
        let mut next = 0;
        for row in rows {
            let tag = self.tag(number, (false, row.paragraph), StructRole::P, &mut next);
            canvas.row(row, 0.0, Some((tag, "P")), &mut self.shared);
        }
        canvas.forms(over.iter().map(|(form, colour)| (form, *colour)), origin, cut, &mut self.shared);
        // The names on the lines that join places.
        let is_here = |row: &Row<'_>| {
            let middle = row.origin.1 + (row.line.top + row.line.bottom) / 2.0;
            sheet.top <= middle && middle < sheet.bottom
        };
        for row in self.scene.names().filter(is_here) {
            canvas.row(&row, 0.0, None, &mut self.shared);
        }
        for (card, top) in &sheet.cards {
            let set = &self.scene.cards[*card];
            let down = top - set.place.whole.y0;
            let ground = Form::Rect { rect: set.place.whole.moved_down(down), radius: CardBox::RADIUS };
            let bar = Form::Rect { rect: set.place.bar.moved_down(down), radius: 1.0 };
            let forms = [(&ground, palette.card), (&bar, palette.paint(set.paint))];
            canvas.forms(forms.into_iter(), (0.0, 0.0), None, &mut self.shared);
            for row in self.scene.card_rows(set) {
                let tag = self.tag(number, (true, *card), StructRole::Note, &mut next);
                canvas.row(&row, down, Some((tag, "Note")), &mut self.shared);
            }
        }
        self.number(number, &mut canvas);
        canvas.content.finish().to_vec()
    }

    /// Writes the number of the sheet below.
    fn number(&mut self, number: usize, canvas: &mut Canvas) {
        let (words, layout) = &self.numbers[number];
        let (Some(line), style) = (layout.lines.first(), number_style()) else { return };
        let stripe = crate::page::Stripe { left: f32::NEG_INFINITY, right: f32::INFINITY, faint: false };
        let row = Row {
            layout,
            line,
            origin: ((PAPER.0 - line.left - line.right) / 2.0, PAPER.1 - NUMBER.1 - line.baseline),
            text: words,
            style: &style,
            stripes: vec![(stripe, self.scene.palette.weak_ink)],
            paragraph: 0,
        };
        canvas.fit = Fit { scale: 1.0, corner: (0.0, PAPER.1), top: 0.0 };
        canvas.row(&row, 0.0, None, &mut self.shared);
    }

    /// Returns the number on its sheet of the next line of a part.
    fn tag(&mut self, sheet: usize, key: (bool, usize), role: StructRole, next: &mut i32) -> i32 {
        let tag = *next;
        *next += 1;
        self.parts.entry(key).or_insert(Part { role, lines: Vec::new() }).lines.push((sheet, tag));
        tag
    }

    fn write(&mut self, contents: &[Vec<u8>], open: &Open) -> Vec<u8> {
        let mut pdf = Pdf::new();
        let mut numbers = Numbers(0);
        let [catalog, tree, resources, info, root, document] = std::array::from_fn(|_| numbers.next());
        let pages: Vec<Ref> = contents.iter().map(|_| numbers.next()).collect();
        let language = &open.set.about().language;
        let rtl = open.document.direction().is_rtl();
        let mut written = pdf.catalog(catalog);
        written.pages(tree).lang(TextStr(language));
        written.mark_info().marked(true);
        let direction = if rtl { Direction::R2L } else { Direction::L2R };
        written.viewer_preferences().direction(direction).display_doc_title(true);
        written.pair(Name(b"StructTreeRoot"), root);
        written.finish();
        pdf.document_info(info).title(TextStr(&open.title())).creator(TextStr("Hashiya"));
        pdf.pages(tree).kids(pages.iter().copied()).count(pages.len() as i32);
        for ((number, page), content) in (0..).zip(&pages).zip(contents) {
            let stream = numbers.next();
            let mut written = pdf.page(*page);
            written.parent(tree).media_box(Rect::new(0.0, 0.0, PAPER.0, PAPER.1)).contents(stream);
            written.pair(Name(b"Resources"), resources);
            written.struct_parents(number).pair(Name(b"Tabs"), Name(b"S"));
            written.finish();
            pdf.stream(stream, &packed(content)).filter(Filter::FlateDecode);
        }
        self.write_tags(&mut pdf, &mut numbers, (root, document), &pages);
        self.write_resources(&mut pdf, &mut numbers, resources);
        pdf.finish()
    }

    fn write_tags(&self, pdf: &mut Pdf, numbers: &mut Numbers, (root, document): (Ref, Ref), pages: &[Ref]) {
        let parts: Vec<(Ref, &Part)> = self.parts.values().map(|part| (numbers.next(), part)).collect();
        // For each sheet, the part that each number belongs to.
        let mut parents: Vec<Vec<(i32, Ref)>> = pages.iter().map(|_| Vec::new()).collect();
        for (id, part) in &parts {
            let mut element = pdf.struct_element(*id);
            element.kind(part.role).parent(document);
            let mut children = element.children();
            for (sheet, number) in &part.lines {
                children.marked_content_ref().page(pages[*sheet]).marked_content_id(*number);
                parents[*sheet].push((*number, *id));
            }
        }
        let lists: Vec<Ref> = pages.iter().map(|_| numbers.next()).collect();
        for (list, mut parents) in lists.iter().zip(parents) {
            parents.sort_unstable_by_key(|(number, _)| *number);
            pdf.indirect(*list).array().items(parents.into_iter().map(|(_, part)| part));
        }
        let mut element = pdf.struct_element(document);
        element.kind(StructRole::Document).parent(root);
        let mut children = element.children();
        parts.iter().for_each(|(id, _)| {
            children.struct_element(*id);
        });
        children.finish();
        element.finish();
        let mut written = pdf.indirect(root).start::<pdf_writer::writers::StructTreeRoot<'_>>();
        written.child(document).parent_tree_next_key(pages.len() as i32);
        let mut tree = written.parent_tree();
        let mut entries = tree.nums();
        for (number, list) in (0..).zip(&lists) {
            entries.insert(number, *list);
        }
    }

    fn write_resources(&mut self, pdf: &mut Pdf, numbers: &mut Numbers, resources: Ref) {
        let fonts: Vec<(String, Ref)> = self
            .shared
            .faces
            .iter()
            .filter_map(|face| Some((face.name(), face.write(pdf, numbers)?)))
            .collect();
        let mut outlines = Vec::new();
        for (number, (cut, glyph)) in self.shared.drawn.iter().enumerate() {
            let Some(Glyph::Outline(commands)) = self.shared.outlines.glyph(cut, *glyph) else { continue };
            let (content, around) = canvas::outline(commands);
            let id = numbers.next();
            let content = packed(&content);
            pdf.form_xobject(id, &content).bbox(around).filter(Filter::FlateDecode);
            outlines.push((format!("g{number}"), id));
        }
        let mut written = pdf.indirect(resources).start::<pdf_writer::writers::Resources<'_>>();
        written.fonts().pairs(fonts.iter().map(|(name, id)| (Name(name.as_bytes()), *id)));
        written.x_objects().pairs(outlines.iter().map(|(name, id)| (Name(name.as_bytes()), *id)));
        let mut states = written.ext_g_states();
        for alpha in self.shared.opacities.keys() {
            let share = f32::from(*alpha) / 255.0;
            let mut state = states.insert(Name(format!("a{alpha}").as_bytes())).dict();
            state.pair(Name(b"ca"), share).pair(Name(b"CA"), share);
        }
    }
}

/// Returns bytes as `FlateDecode` unpacks them.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("memory takes what is written")
}
