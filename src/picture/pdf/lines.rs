//! Lines of text on a sheet: letters that are written, and forms of letters that are only drawn.

use pdf_writer::{Finish, Name, Str};

use crate::page::geometry::Point;
use crate::page::palette::Rgba;
use crate::picture::outline::{Cut, Glyph};
use crate::picture::pdf::canvas::{Canvas, Shared, channels};
use crate::picture::pdf::units::{Unit, units};
use crate::picture::scene::Row;
use crate::typeset::{FontId, Glyph as Placed, GlyphRun};

/// A glyph that is written, with where it stands on the sheet.
struct Written {
    font: FontId,
    size: f32,
    number: u16,
    /// In points of the sheet.
    width: f32,
    x: f32,
    y: f32,
    colour: Rgba,
    rtl: bool,
}

/// A glyph that is drawn, with where it stands on the sheet.
struct Drawn {
    number: usize,
    place: Point,
    /// Points of the sheet to a unit of the font.
    scale: f32,
    colour: Rgba,
}

/// A glyph further from the line than that share of its size is drawn: readers take letters that are not on the line
/// for another one. Nastaliq's stand so.
const LIFTED: f32 = 0.05;

impl Canvas {
    /// Writes a line of text, moved down by `down` points; `tag` is the number of its content on the sheet and how
    /// it is called.
    ///
    /// The text lies on the paper from left to right, one letter after the other, as readers expect it who put
    /// right-to-left words in order again. So a letter is written with the glyph that it begins with, where that
    /// stands on the line; what has no glyph for itself (the second letter of a ligature, a vowel sign) is a blank
    /// beside it; and all other forms, marks and dots among them, are only drawn.
    pub fn row(&mut self, row: &Row<'_>, down: f32, tag: Option<(i32, &str)>, shared: &mut Shared) {
        let units = units(row);
        let mut line = Line { row, down, written: Vec::new(), drawn: Vec::new() };
        for unit in &units {
            if unit.glyphs.is_empty() {
                line.space(unit, &units, self, shared);
            } else {
                line.unit(unit, self, shared);
            }
        }
        let Line { written, drawn, .. } = line;
        if written.is_empty() && drawn.is_empty() {
            return;
        }
        match tag {
            Some((number, name)) => {
                let mut mark = self.content.begin_marked_content_with_properties(Name(name.as_bytes()));
                mark.properties().identify(number);
            }
            None => {
                self.content.begin_marked_content(Name(b"Artifact"));
            }
        }
        self.content.save_state();
        self.text(&written, shared);
        for Drawn { number, place: (x, y), scale, colour } in drawn {
            let [red, green, blue] = channels(colour);
            self.opacity(colour[3], shared);
            self.content.save_state().set_fill_rgb(red, green, blue);
            self.content.transform([scale, 0.0, 0.0, scale, x, y]);
            self.content.x_object(Name(format!("g{number}").as_bytes())).restore_state();
        }
        self.content.restore_state().end_marked_content();
    }

    /// Writes glyphs from left to right, each where it stands. What runs to the left is marked as reversed: ISO
    /// 32000-1, 14.8.2.3.3.
    fn text(&mut self, glyphs: &[Written], shared: &mut Shared) {
        if glyphs.is_empty() {
            return;
        }
        self.content.begin_text();
        let look = |it: &Written| (it.font, it.size.to_bits(), it.colour, it.rtl);
        for group in glyphs.chunk_by(|one, other| look(one) == look(other)) {
            let first = &group[0];
            let Some(name) = shared.faces.face(first.font).map(|face| face.name()) else { continue };
            if first.rtl {
                self.content.begin_marked_content(Name(b"ReversedChars"));
            }
            self.opacity(first.colour[3], shared);
            let [red, green, blue] = channels(first.colour);
            self.content
                .set_fill_rgb(red, green, blue)
                .set_font(Name(name.as_bytes()), first.size)
                .set_text_matrix([1.0, 0.0, 0.0, 1.0, first.x, first.y]);
            let mut shown = self.content.show_positioned();
            let mut items = shown.items();
            let mut pen = first.x;
            let mut string: Vec<u8> = Vec::new();
            for glyph in group {
                let back = ((pen - glyph.x) * 1000.0 / first.size).round();
                if back.abs() > 0.5 {
                    if !string.is_empty() {
                        items.show(Str(&string));
                        string.clear();
                    }
                    items.adjust(back);
                    pen -= back * first.size / 1000.0;
                }
                string.extend(glyph.number.to_be_bytes());
                pen += glyph.width;
            }
            items.show(Str(&string));
            items.finish();
            shown.finish();
            if first.rtl {
                self.content.end_marked_content();
            }
        }
        self.content.end_text();
    }
}

/// A line in making.
struct Line<'a> {
    row: &'a Row<'a>,
    down: f32,
    written: Vec<Written>,
    drawn: Vec<Drawn>,
}

impl<'a> Line<'a> {
    fn origin(&self) -> Point {
        (self.row.origin.0, self.row.origin.1 + self.down)
    }

    fn baseline(&self, canvas: &Canvas) -> f32 {
        canvas.fit.y(self.origin().1 + self.row.line.baseline)
    }

    /// Writes a space, in the face of the letters beside it.
    fn space(&mut self, unit: &Unit<'_>, units: &[Unit<'a>], canvas: &Canvas, shared: &mut Shared) {
        let Some(run) = neighbour(self.row, units, unit) else { return };
        let Some((number, width)) = shared.faces.face(run.font).and_then(|face| face.space()) else { return };
        let size = run.size * canvas.fit.scale;
        self.written.push(Written {
            font: run.font,
            size,
            number,
            width: width * size,
            x: canvas.fit.x(self.origin().0 + unit.left),
            y: self.baseline(canvas),
            colour: colour_of(self.row, unit),
            rtl: unit.rtl,
        });
    }

    /// Writes and draws letters with their glyphs.
    fn unit(&mut self, unit: &Unit<'_>, canvas: &Canvas, shared: &mut Shared) {
        let colour = colour_of(self.row, unit);
        let (first, others) = unit.parts();
        for (run, glyph) in others {
            self.draw(run, glyph, colour, canvas, shared);
        }
        let Some((run, glyph)) = first else { return };
        let (fit, origin, baseline) = (canvas.fit, self.origin(), self.baseline(canvas));
        let (left, right) = (fit.x(origin.0 + unit.left), fit.x(origin.0 + unit.right));
        let (font, size) = (run.font, run.size * fit.scale);
        let mut letters = unit.text.chars();
        let letter = letters.next().map(String::from).unwrap_or_default();
        let stands = is_plain(run) && (fit.y(origin.1 + glyph.y) - baseline).abs() < size * LIFTED;
        let put = |x: f32, found: Option<(u16, f32)>| {
            let (number, width) = found?;
            Some(Written { font, size, number, width: width * size, x, y: baseline, colour, rtl: unit.rtl })
        };
        let mut own = None;
        if let Some(face) = shared.faces.face(font).filter(|_| !letter.is_empty()) {
            own = match stands {
                true => put(fit.x(origin.0 + glyph.x), face.number_of(glyph.id, &letter)),
                false => put(left, face.blank(&letter, (right - left) / size)),
            };
        }
        let x = match (unit.rtl, &own) {
            (true, Some(own)) => own.x.min(left),
            (true, None) => left,
            (false, _) => right,
        };
        let mut rest = Vec::new();
        if let Some(face) = shared.faces.face(font) {
            rest.extend(
                letters.filter_map(|letter| put(x, face.blank(letter.encode_utf8(&mut [0; 4]), 0.0))),
            );
        }
        if own.is_none() || !stands {
            self.draw(run, glyph, colour, canvas, shared);
        }
        if unit.rtl {
            self.written.extend(rest.into_iter().rev());
            self.written.extend(own);
        } else {
            self.written.extend(own);
            self.written.extend(rest);
        }
    }

    /// Draws a glyph as a form, where it has one.
    fn draw(&mut self, run: &GlyphRun, glyph: Placed, colour: Rgba, canvas: &Canvas, shared: &mut Shared) {
        let cut = Cut::of(run);
        let Some(units) = shared.outlines.units(run.font) else { return };
        let Some(Glyph::Outline(outline)) = shared.outlines.glyph(&cut, glyph.id) else { return };
        if outline.is_empty() {
            return;
        }
        let (number, _) = shared.drawn.insert_full((cut, glyph.id));
        let origin = self.origin();
        let place = (canvas.fit.x(origin.0 + glyph.x), canvas.fit.y(origin.1 + glyph.y));
        self.drawn.push(Drawn { number, place, scale: run.size * canvas.fit.scale / units, colour });
    }
}

/// Returns the run of the letters beside a unit that has none: those before it on the line, else those behind.
fn neighbour<'a>(row: &Row<'a>, units: &[Unit<'a>], unit: &Unit<'_>) -> Option<&'a GlyphRun> {
    let at = units.partition_point(|other| other.left < unit.left);
    let (before, behind) = units.split_at(at);
    let found = before.iter().rev().chain(behind).find_map(|other| other.glyphs.first());
    found.map(|(run, _)| *run).or(row.layout.line_runs(row.line).first())
}

/// Tells whether the embedded font looks as the run does.
fn is_plain(run: &GlyphRun) -> bool {
    !run.embolden && run.skew.is_none() && run.coords.iter().all(|coord| *coord == 0)
}

/// Returns the colour of the stripe that the middle of a unit lies in.
fn colour_of(row: &Row<'_>, unit: &Unit<'_>) -> Rgba {
    let middle = (unit.left + unit.right) / 2.0;
    let stripe = row.stripes.iter().find(|(stripe, _)| middle < stripe.right).or(row.stripes.last());
    stripe.map_or([0, 0, 0, 255], |(_, colour)| *colour)
}
