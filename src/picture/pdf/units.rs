//! A line of text taken apart into letters with their glyphs.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::picture::scene::Row;
use crate::text::segment;
use crate::typeset::{Cluster, Glyph, GlyphRun, ParagraphLayout};

/// Letters that are one in the font, with the glyphs that they became.
#[derive(Clone, Debug, Default)]
pub(super) struct Unit<'a> {
    /// What they say; bidi controls, which the order of the page has obeyed, left out.
    pub text: String,
    /// Each with the run that it is of, in the order in which they were set.
    pub glyphs: Vec<(&'a GlyphRun, Glyph)>,
    pub rtl: bool,
    /// Its left and right edge, in points of the layout.
    pub left: f32,
    pub right: f32,
}

const ELLIPSIS: &str = "…";

/// Returns the units of a line from left to right, white space at its end left out.
pub(super) fn units<'a>(row: &Row<'a>) -> Vec<Unit<'a>> {
    let layout: &'a ParagraphLayout = row.layout;
    let mut by_start: BTreeMap<u32, Vec<(&GlyphRun, Glyph)>> = BTreeMap::new();
    for run in layout.line_runs(row.line) {
        for glyph in layout.run_glyphs(run) {
            by_start.entry(glyph.text).or_default().push((run, *glyph));
        }
    }
    let mut clusters: Vec<Cluster> = layout.line_clusters(row.line).to_vec();
    clusters.sort_by_key(|cluster| cluster.start);
    let (start, end) = (row.line.text.start, row.line.text.start + row.text.trim_end().len() as u32);
    let slice = |from: u32, to: u32| {
        let range = from.max(start)..to.min(end);
        row.text
            .get((range.start - start) as usize..range.end.saturating_sub(start) as usize)
            .unwrap_or_default()
    };
    let mut units: Vec<Unit<'_>> = Vec::new();
    for cluster in clusters.iter().filter(|cluster| cluster.start < end) {
        let own: Vec<u32> = by_start.range(cluster.start..cluster.end).map(|(start, _)| *start).collect();
        let text = slice(cluster.start, cluster.end);
        // More than a grapheme is what was cut off, where an ellipsis stands for it.
        let text = if text.graphemes(true).nth(1).is_some() { ELLIPSIS } else { text };
        let edges = (cluster.left, cluster.right);
        if own.is_empty() {
            let is_space = !text.is_empty() && text.chars().all(char::is_whitespace);
            match units.last_mut().filter(|_| !is_space) {
                // A letter that the font joined to the one before.
                Some(last) => last.take(text, edges),
                None => units.push(Unit::new(text, cluster)),
            }
            continue;
        }
        // A mark in another font is a unit of its own inside a grapheme.
        for (number, from) in own.iter().enumerate() {
            let from_text = if number == 0 { cluster.start } else { *from };
            let to = own.get(number + 1).copied().unwrap_or(cluster.end);
            let text = if own.len() > 1 { slice(from_text, to) } else { text };
            let mut unit = Unit::new(text, cluster);
            unit.glyphs = by_start.remove(from).unwrap_or_default();
            units.push(unit);
        }
    }
    // Glyphs of a grapheme that the tables of this line don't have.
    let rest = by_start.into_values().map(|glyphs| Unit { glyphs, ..Unit::default() });
    units.extend(rest);
    units.sort_by(|one, other| one.left.total_cmp(&other.left));
    units
}

/// A glyph, with the run that knows its font.
type Placed<'a> = (&'a GlyphRun, Glyph);

impl<'a> Unit<'a> {
    fn new(text: &str, cluster: &Cluster) -> Self {
        let (left, right) = (cluster.left, cluster.right);
        let mut unit = Self { rtl: cluster.rtl, left, right, ..Self::default() };
        unit.take(text, (left, right));
        unit
    }

    fn take(&mut self, text: &str, (left, right): (f32, f32)) {
        self.text.extend(text.chars().filter(|one| !segment::is_bidi_control(*one)));
        self.left = self.left.min(left);
        self.right = self.right.max(right);
    }

    /// Returns the glyph that the unit begins with, and the others: marks, dots.
    pub fn parts(&self) -> (Option<Placed<'a>>, Vec<Placed<'a>>) {
        let mut glyphs = self.glyphs.clone();
        // Glyphs stand from left to right, so that a right-to-left unit begins with the last.
        let first = match self.rtl {
            true => glyphs.pop(),
            false => (!glyphs.is_empty()).then(|| glyphs.remove(0)),
        };
        (first, glyphs)
    }
}
