//! From parley's layout to plain data: lines, graphemes and glyphs in visual order.
//!
//! Three things are put right on the way. Trailing space goes to the paragraph's end side (UAX #9,
//! rule L1), which parley leaves undone. Graphemes (UAX #29) are never split, though parley splits
//! them where the font changes. And a grapheme that a ligature gave no advance gets its share of the
//! letter before it, so that each letter can be hit and marked. What was put into the text for its script's
//! sake is taken out.

use std::ops::Range;
use std::sync::Arc;

use parley::{FontData, Layout};
use unicode_bidi::{BidiClass, bidi_class};

use crate::text::segment;
use crate::typeset::script::Scripted;
use crate::typeset::{Cluster, FontBook, FontId, Glyph, GlyphRun, Line, ParagraphLayout};

/// What the flattening needs to know beside parley's layout.
#[derive(Clone, Copy)]
pub(super) struct Measure {
    /// The column's width, or none for a column as wide as the text.
    pub width: Option<f32>,
    pub line_height: f32,
    pub rtl: bool,
}

/// A part of a grapheme, or all of it, as it comes from one run.
#[derive(Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    advance: f32,
    rtl: bool,
}

/// Turns parley's layouts into plain ones. It holds room to work in.
pub(super) struct Flattener {
    book: Arc<FontBook>,
    /// The faces met so far: a look-up without the book's lock.
    numbers: Vec<(u64, u32, FontId)>,
    /// For each byte of the text and its end, whether a grapheme begins there.
    boundaries: Vec<bool>,
    /// The line's graphemes in visual order, trailing space left out.
    visible: Vec<Piece>,
    /// The line's trailing space in logical order.
    trailing: Vec<Piece>,
}

impl Flattener {
    pub fn new(book: Arc<FontBook>) -> Self {
        let (numbers, boundaries, visible, trailing) = Default::default();
        Self { book, numbers, boundaries, visible, trailing }
    }

    /// Flattens the layout of `text`, which parley was given as `scripted`.
    pub fn flatten(
        &mut self,
        layout: &Layout<()>,
        scripted: &Scripted<'_>,
        text: &str,
        measure: Measure,
    ) -> ParagraphLayout {
        let mut out = ParagraphLayout {
            rtl: measure.rtl,
            text_len: to_u32(text.len()),
            clusters: Vec::with_capacity(text.len() / 2 + 1),
            glyphs: Vec::with_capacity(text.len() / 2 + 1),
            ..ParagraphLayout::default()
        };
        // The lines of an empty paragraph are not parley's: it sets a space in place of no text.
        let line_count = if text.is_empty() { 1 } else { layout.len() };
        self.boundaries.clear();
        self.boundaries.resize(text.len() + 1, false);
        let boundaries = &mut self.boundaries;
        segment::each_grapheme(text, |start| boundaries[start] = true);
        self.boundaries[text.len()] = true;
        // Half-leading as in CSS 2, 10.8.1, from the metrics of the preferred font.
        let (ascent, descent) =
            layout.root_span_metrics().map_or((0.0, 0.0), |span| (span.ascent, span.descent));
        let baseline = (measure.line_height - ascent - descent) / 2.0 + ascent;
        for index in 0..line_count {
            // By multiplication, since sums of many lines drift.
            let row = out.lines.len();
            let top = row as f32 * measure.line_height;
            let first_cluster = out.clusters.len();
            let first_run = out.runs.len();
            let first_glyph = out.glyphs.len();
            let mut line = Line {
                text: 0..0,
                top,
                bottom: (row + 1) as f32 * measure.line_height,
                baseline: top + baseline,
                left: 0.0,
                right: 0.0,
                clusters: to_u32(first_cluster)..0,
                runs: to_u32(first_run)..0,
            };
            if !text.is_empty()
                && let Some(source) = layout.get(index)
            {
                self.flatten_line(&source, scripted, text, &mut line, &mut out);
                // In a very narrow column, what was put in before a bracket may get a line of its own.
                let is_unseen = line.text.is_empty() && !source.text_range().is_empty();
                if is_unseen && out.runs.len() == first_run {
                    continue;
                }
            }
            line.clusters.end = to_u32(out.clusters.len());
            line.runs.end = to_u32(out.runs.len());
            // Where the column is narrower than a grapheme, parley may break inside it. What is left
            // of it then makes no line of its own.
            let rest = line.text.is_empty() && line.runs.end > line.runs.start;
            match out.lines.last_mut().filter(|_| rest) {
                Some(line_before) => {
                    line_before.runs.end = line.runs.end;
                    for glyph in &mut out.glyphs[first_glyph..] {
                        glyph.x += line_before.right;
                        glyph.y -= measure.line_height;
                    }
                }
                None => out.lines.push(line),
            }
        }
        out.height = out.lines.len() as f32 * measure.line_height;
        out.width = measure.width.unwrap_or_else(|| full_width(&out));
        align(&mut out);
        out
    }

    /// Sets the line from its left edge at zero; [`align`] moves it to its place.
    fn flatten_line(
        &mut self,
        source: &parley::Line<'_, ()>,
        scripted: &Scripted<'_>,
        text: &str,
        line: &mut Line,
        out: &mut ParagraphLayout,
    ) {
        let range = scripted.original(source.text_range());
        let trailing_start = self.trailing_start(text, range.clone());
        self.visible.clear();
        self.trailing.clear();
        let mut pen = 0.0;
        for run in source.runs() {
            let first = self.visible.len();
            let first_glyph = out.glyphs.len();
            let mut atom_left = None;
            for cluster in run.visual_clusters() {
                let shaped = cluster.text_range();
                if scripted.is_put_in(shaped.start) {
                    continue;
                }
                let Range { start, end } = scripted.original(shaped);
                let advance = cluster.advance();
                let piece = Piece { start, end, advance, rtl: run.is_rtl() };
                if start >= trailing_start {
                    self.trailing.push(piece);
                    continue;
                }
                // A ligature's glyphs come with its first grapheme, which in a right-to-left run is
                // the last one met: they begin where the ligature begins on the left.
                let left = if run.is_rtl() { *atom_left.get_or_insert(pen) } else { pen };
                if !cluster.is_ligature_continuation() {
                    atom_left = None;
                    if !text[start..end].chars().all(is_blank) {
                        let mut pen = left;
                        for glyph in cluster.glyphs() {
                            let (x, y) = (pen + glyph.x, line.baseline + glyph.y);
                            out.glyphs.push(Glyph { id: glyph.id, text: to_u32(start), x, y });
                            pen += glyph.advance;
                        }
                    }
                }
                self.visible.push(piece);
                pen += advance;
            }
            share_advances(&mut self.visible[first..], text, run.is_rtl());
            if out.glyphs.len() > first_glyph {
                let glyphs = to_u32(first_glyph)..to_u32(out.glyphs.len());
                self.push_run(&run, glyphs, line.runs.start, out);
            }
        }
        self.trailing.sort_unstable_by_key(|piece| piece.start);
        line.text = to_u32(range.start)..to_u32(range.end);
        self.join_graphemes(text, line, out);
        line.right = self.visible.iter().map(|piece| piece.advance).sum();
        self.push_clusters(line.right, out);
    }

    /// Returns where the line's trailing space begins: whitespace and invisible controls up to the
    /// line's end (UAX #9, rule L1), on a grapheme's boundary.
    fn trailing_start(&self, text: &str, range: Range<usize>) -> usize {
        let end = range.end;
        let kept = text[range.clone()].trim_end_matches(|character| {
            let class = bidi_class(character);
            matches!(class, BidiClass::WS | BidiClass::B | BidiClass::S) || is_invisible(class)
        });
        let start = range.start + kept.len();
        (start..end).find(|offset| self.boundaries[*offset]).unwrap_or(end)
    }

    /// Makes the pieces whole graphemes: joins what the font's or direction's change has split, and
    /// divides evenly what parley takes for one grapheme and our tables don't.
    fn join_graphemes(&mut self, text: &str, line: &mut Line, out: &mut ParagraphLayout) {
        for pieces in [&mut self.visible, &mut self.trailing] {
            let mut index = 0;
            while index < pieces.len() {
                let piece = pieces[index];
                let inner = piece.start + 1..piece.end;
                if inner.clone().any(|offset| self.boundaries[offset]) {
                    let bounds = inner.filter(|offset| self.boundaries[*offset]);
                    let mut edges = vec![piece.start];
                    edges.extend(bounds);
                    edges.push(piece.end);
                    let count = edges.len() - 1;
                    let advance = piece.advance / count as f32;
                    let part = |edge: &[usize]| Piece { start: edge[0], end: edge[1], advance, ..piece };
                    let mut parts: Vec<Piece> = edges.windows(2).map(part).collect();
                    if piece.rtl {
                        parts.reverse();
                    }
                    pieces.splice(index..=index, parts);
                    index += count;
                } else {
                    index += 1;
                }
            }
        }
        self.trailing.dedup_by(|part, whole| {
            let joined = !self.boundaries[part.start];
            if joined {
                whole.end = part.end;
                whole.advance += part.advance;
            }
            joined
        });
        // The later parts first: each then meets its predecessor still unjoined.
        while let Some(index) = (0..self.visible.len())
            .filter(|index| !self.boundaries[self.visible[*index].start])
            .max_by_key(|index| self.visible[*index].start)
        {
            let start = self.visible[index].start;
            let before = self.visible.iter().position(|piece| piece.end == start);
            // A mark on an invisible control stands where the mark stands.
            if let Some(before) = before
                && text[self.visible[before].start..start].chars().all(is_blank)
                && !text[start..self.visible[index].end].chars().all(is_blank)
            {
                let control = self.visible[before];
                self.visible[index].start = control.start;
                self.visible[index].advance += control.advance;
                self.visible.remove(before);
                continue;
            }
            let part = self.visible.remove(index);
            let before = self.visible.iter().position(|piece| piece.end == start);
            if let Some(before) = before {
                self.visible[before].end = part.end;
            } else if let Some(line_before) = out.lines.last_mut() {
                // The grapheme began on the line before, and belongs there.
                let (start, end) = (to_u32(start), to_u32(part.end));
                let clusters = &mut out.clusters[line_before.clusters.start as usize..];
                if let Some(cluster) = clusters.iter_mut().find(|cluster| cluster.end == start) {
                    cluster.end = end;
                }
                line_before.text.end = end;
                line.text.start = line.text.start.max(end);
            }
            // The part's room goes to the grapheme it belongs to if that stands beside it, as it
            // nearly always does, or else to whatever stands there.
            let beside = match before {
                Some(before) if before == index || before + 1 == index => before,
                _ => index.saturating_sub(1),
            };
            if let Some(piece) = self.visible.get_mut(beside) {
                piece.advance += part.advance;
            }
        }
    }

    /// Writes the line's clusters, the trailing space on the paragraph's end side.
    fn push_clusters(&self, visible_width: f32, out: &mut ParagraphLayout) {
        let rtl = out.rtl;
        let cluster = |piece: &Piece, left: f32, rtl: bool| Cluster {
            start: to_u32(piece.start),
            end: to_u32(piece.end),
            left,
            right: left + piece.advance,
            rtl,
        };
        if rtl {
            let first = out.clusters.len();
            let mut pen = 0.0;
            for piece in &self.trailing {
                pen -= piece.advance;
                out.clusters.push(cluster(piece, pen, true));
            }
            out.clusters[first..].reverse();
        }
        let mut pen = 0.0;
        for piece in &self.visible {
            out.clusters.push(cluster(piece, pen, piece.rtl));
            pen += piece.advance;
        }
        if !rtl {
            let mut pen = visible_width;
            for piece in &self.trailing {
                out.clusters.push(cluster(piece, pen, false));
                pen += piece.advance;
            }
        }
    }

    /// Writes a run of glyphs, or lengthens the line's last one where the face is the same.
    fn push_run(
        &mut self,
        run: &parley::Run<'_, ()>,
        glyphs: Range<u32>,
        first_run: u32,
        out: &mut ParagraphLayout,
    ) {
        let font = self.number(run.font());
        let synthesis = run.synthesis();
        let coords = run.normalized_coords().iter().map(|coord| coord.to_bits());
        let on_line = out.runs.len() > first_run as usize;
        if let Some(last) = out.runs.last_mut().filter(|_| on_line)
            && last.font == font
            && last.size == run.font_size()
            && last.embolden == synthesis.embolden()
            && last.skew == synthesis.skew()
            && last.coords.iter().copied().eq(coords.clone())
        {
            last.glyphs.end = glyphs.end;
            return;
        }
        out.runs.push(GlyphRun {
            font,
            size: run.font_size(),
            coords: coords.collect(),
            embolden: synthesis.embolden(),
            skew: synthesis.skew(),
            glyphs,
        });
    }

    fn number(&mut self, font: &FontData) -> FontId {
        let key = (font.data.id(), font.index);
        let known = self.numbers.iter().find(|(data, index, _)| (*data, *index) == key);
        if let Some((_, _, id)) = known {
            return *id;
        }
        let id = self.book.number(font);
        self.numbers.push((key.0, key.1, id));
        id
    }
}

/// Gives each visible grapheme without an advance an even share of the width of the one before it.
///
/// Some fonts put the whole advance of a ligature (lam-alef, say) on its first letter.
fn share_advances(run: &mut [Piece], text: &str, rtl: bool) {
    let takes_share =
        |piece: &Piece| piece.advance == 0.0 && !text[piece.start..piece.end].chars().all(is_blank);
    if !run.iter().any(takes_share) {
        return;
    }
    if rtl {
        run.reverse();
    }
    let mut first = 0;
    while first < run.len() {
        let sharers = run[first + 1..].iter().take_while(|piece| takes_share(piece)).count();
        let blank = text[run[first].start..run[first].end].chars().all(is_blank);
        if sharers > 0 && !blank {
            let share = run[first].advance / (sharers + 1) as f32;
            for piece in &mut run[first..=first + sharers] {
                piece.advance = share;
            }
        }
        first += sharers + 1;
    }
    if rtl {
        run.reverse();
    }
}

/// Whether nothing is drawn for the character: space, a control, or an invisible format character.
fn is_blank(character: char) -> bool {
    if character.is_ascii() {
        return character == ' ' || character.is_ascii_control();
    }
    // Letters, by far the most, need no look into tables.
    if matches!(character, '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}') {
        return false;
    }
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{034F}' | '\u{FE00}'..='\u{FE0F}')
        || is_invisible(bidi_class(character))
}

/// Whether the class is of controls that direct others and show nothing (UAX #9, rule X9, and isolates).
fn is_invisible(class: BidiClass) -> bool {
    matches!(
        class,
        BidiClass::BN
            | BidiClass::LRE
            | BidiClass::RLE
            | BidiClass::LRO
            | BidiClass::RLO
            | BidiClass::PDF
            | BidiClass::LRI
            | BidiClass::RLI
            | BidiClass::FSI
            | BidiClass::PDI
    )
}

/// Returns the width of the widest line, trailing space and all.
fn full_width(layout: &ParagraphLayout) -> f32 {
    let line_width = |line: &Line| {
        let clusters = layout.line_clusters(line);
        let edges = clusters.first().zip(clusters.last());
        edges.map_or(0.0, |(first, last)| last.right - first.left)
    };
    layout.lines.iter().map(line_width).fold(0.0, f32::max)
}

/// Puts each line at the paragraph's start side, and keeps trailing space within the column or the
/// visible text, whichever is wider: what hangs out has no width, as in Chromium.
fn align(layout: &mut ParagraphLayout) {
    let (rtl, width) = (layout.rtl, layout.width);
    for line in &mut layout.lines {
        let clusters = line.clusters.start as usize..line.clusters.end as usize;
        if rtl {
            let shift = width - line.right;
            line.left += shift;
            line.right += shift;
            for run in &layout.runs[line.runs.start as usize..line.runs.end as usize] {
                let glyphs = run.glyphs.start as usize..run.glyphs.end as usize;
                for glyph in &mut layout.glyphs[glyphs] {
                    glyph.x += shift;
                }
            }
            let limit = line.left.min(0.0);
            for cluster in &mut layout.clusters[clusters] {
                cluster.left = (cluster.left + shift).max(limit);
                cluster.right = (cluster.right + shift).max(limit);
            }
        } else {
            let limit = line.right.max(width);
            for cluster in &mut layout.clusters[clusters] {
                cluster.left = cluster.left.min(limit);
                cluster.right = cluster.right.min(limit);
            }
        }
    }
}

/// Narrows an offset or an index; parley itself counts in 32 bits.
fn to_u32(number: usize) -> u32 {
    u32::try_from(number).expect("a paragraph is shorter than four gigabytes")
}
