//! Signs for characters that aren't seen. They are paint over the text: none moves a letter.

use crate::page::geometry::Point;
use crate::page::{Dash, Paint, Shape};
use crate::text::{ByteOffset, control_name};
use crate::typeset::{Cluster, Column, Line, Rect};

/// An invisible character where it stands, in points from the left of the column and the top of the first
/// paragraph shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Control {
    pub character: char,
    pub offset: ByteOffset,
    /// Where its sign is drawn.
    pub place: Rect,
    baseline: f32,
    /// The size of the letters in points.
    size: f32,
    /// How many signs stand before it at the same place.
    level: usize,
}

/// Finds the invisible characters of the paragraphs `shown`; `text` is the whole document's.
pub fn controls(column: &Column, shown: std::ops::Range<usize>, text: &str) -> Vec<Control> {
    let mut found: Vec<Control> = Vec::new();
    for index in shown.clone() {
        let Some(layout) = column.layout(index) else { continue };
        let source = column.paragraphs()[index];
        let top = column.distance(shown.start, index);
        let size = column.style().size * source.scale;
        for (at, character) in text[source.span.range()].char_indices() {
            if control_name(character).is_none() {
                continue;
            }
            let line = layout.lines.partition_point(|line| line.text.end as usize <= at);
            let Some(line) = layout.lines.get(line) else { continue };
            let clusters = layout.line_clusters(line);
            let Some(cluster) = clusters.iter().find(|cluster| cluster.contains(at)) else { continue };
            let place = place(cluster, at, character, line, top, size);
            let same = |other: &&Control| {
                (other.place.x0 - place.x0).abs() < size * 0.2 && other.baseline == line.baseline + top
            };
            let level = found.iter().rev().take(MOST_LEVELS).filter(same).count();
            found.push(Control {
                character,
                offset: ByteOffset(source.span.start.0 + at),
                place,
                baseline: line.baseline + top,
                size,
                level: level % MOST_LEVELS,
            });
        }
    }
    found
}

/// Signs at one place stand below each other, so many at most.
const MOST_LEVELS: usize = 3;

/// Returns where the sign stands: across a character with a width, at the place of one without.
fn place(cluster: &Cluster, at: usize, character: char, line: &Line, top: f32, size: f32) -> Rect {
    let (y0, y1) = (line.baseline + top - size, line.baseline + top + size * 0.3);
    let alone = at == cluster.start as usize;
    if has_width(character) && alone {
        return Rect { x0: cluster.left, y0, x1: cluster.right, y1 };
    }
    // A joiner belongs to the grapheme before it, and stands behind that.
    let end = at + character.len_utf8() - cluster.start as usize;
    let share = if alone { 0.0 } else { end as f32 / (cluster.end - cluster.start) as f32 };
    let along = cluster.width() * share;
    let x = if cluster.rtl { cluster.right - along } else { cluster.left + along };
    Rect { x0: x, y0, x1: x, y1 }
}

fn has_width(character: char) -> bool {
    matches!(character, '\u{00A0}' | '\u{202F}' | '\u{0640}')
}

/// The sign's lines in its own measure: x from −1 to 1 around its place, y from 0 at its top to 1.
fn strokes(character: char) -> &'static [&'static [Point]] {
    match character {
        // Marks: a flag to the side of their direction, the Arabic one with a bar.
        '\u{200E}' => &[&[(0.0, 0.0), (1.0, 0.3), (0.0, 0.6)]],
        '\u{200F}' => &[&[(0.0, 0.0), (-1.0, 0.3), (0.0, 0.6)]],
        '\u{061C}' => &[&[(0.0, 0.0), (-1.0, 0.3), (0.0, 0.6)], &[(-1.0, 0.9), (0.0, 0.9)]],
        // Embeddings: an arrow. Overrides: one with two shafts.
        '\u{202A}' => &[&[(0.0, 0.4), (1.0, 0.4)], &[(0.5, 0.0), (1.0, 0.4), (0.5, 0.8)]],
        '\u{202B}' => &[&[(0.0, 0.4), (-1.0, 0.4)], &[(-0.5, 0.0), (-1.0, 0.4), (-0.5, 0.8)]],
        '\u{202D}' => {
            &[&[(0.0, 0.25), (0.7, 0.25)], &[(0.0, 0.55), (0.7, 0.55)], &[(0.5, 0.0), (1.0, 0.4), (0.5, 0.8)]]
        }
        '\u{202E}' => &[
            &[(0.0, 0.25), (-0.7, 0.25)],
            &[(0.0, 0.55), (-0.7, 0.55)],
            &[(-0.5, 0.0), (-1.0, 0.4), (-0.5, 0.8)],
        ],
        // What ends them: a bar across.
        '\u{202C}' => &[&[(-0.8, 0.3), (0.8, 0.3)]],
        // Isolates: an arrow under a roof; the one that looks for its direction a lozenge; their end a box.
        '\u{2066}' => {
            &[&[(0.0, 0.0), (1.0, 0.0)], &[(0.0, 0.6), (1.0, 0.6)], &[(0.6, 0.3), (1.0, 0.6), (0.6, 0.9)]]
        }
        '\u{2067}' => &[
            &[(0.0, 0.0), (-1.0, 0.0)],
            &[(0.0, 0.6), (-1.0, 0.6)],
            &[(-0.6, 0.3), (-1.0, 0.6), (-0.6, 0.9)],
        ],
        '\u{2068}' => &[&[(0.0, 0.0), (0.7, 0.4), (0.0, 0.8), (-0.7, 0.4), (0.0, 0.0)]],
        '\u{2069}' => &[&[(-0.6, 0.0), (0.6, 0.0), (0.6, 0.7), (-0.6, 0.7), (-0.6, 0.0)]],
        // Joiners and what stands between letters without being seen.
        '\u{200C}' => &[&[(-0.7, 0.5), (0.0, 0.0), (0.7, 0.5)]],
        '\u{200D}' => &[&[(-0.6, 0.0), (0.6, 0.7)], &[(0.6, 0.0), (-0.6, 0.7)]],
        '\u{200B}' => &[&[(-0.7, 0.0), (0.0, 0.5), (0.7, 0.0)]],
        '\u{2060}' => &[&[(-0.7, 0.0), (0.7, 0.0)], &[(-0.7, 0.4), (0.7, 0.4)]],
        '\u{034F}' => &[&[(-0.6, 0.4), (0.6, 0.4)], &[(0.0, 0.0), (0.0, 0.8)]],
        '\u{FEFF}' => &[&[(-0.6, 0.0), (0.6, 0.0), (0.0, 0.8), (-0.6, 0.0)]],
        '\u{00AD}' => &[&[(-0.9, 0.4), (0.0, 0.4), (0.0, 0.8)]],
        _ => &[],
    }
}

impl Control {
    /// Returns the forms of the sign.
    pub fn shapes(&self) -> Vec<Shape> {
        let Rect { x0, x1, .. } = self.place;
        let (paint, size) = (Paint::Accent, self.size);
        let width = (size / 16.0).max(1.0);
        let path = |points: Vec<Point>| Shape::Path { points, paint, width, dash: Dash::Solid, arrow: false };
        if x1 > x0 {
            // What has a width is shown by a brace below it, a little within its edges.
            let (left, right) = (x0 + width, (x1 - width).max(x0 + width));
            let (low, high) = (self.baseline + size * 0.3, self.baseline + size * 0.16);
            let brace = path(vec![(left, high), (left, low), (right, low), (right, high)]);
            let middle = (left + right) / 2.0;
            return match self.character {
                '\u{0640}' => vec![
                    path(vec![(left, low), (right, low)]),
                    path(vec![(left, high), (left, low + size * 0.08)]),
                    path(vec![(right, high), (right, low + size * 0.08)]),
                ],
                '\u{202F}' => vec![brace, path(vec![(middle, high), (middle, low)])],
                _ => vec![brace],
            };
        }
        let (across, tall) = (size * 0.2, size * 0.3);
        let top = self.baseline - size + self.level as f32 * tall * 1.15;
        let stem = Rect { x0: x0 - 0.5, y0: top, x1: x0 + 0.5, y1: self.baseline + size * 0.2 };
        let strokes = strokes(self.character)
            .iter()
            .map(|points| path(points.iter().map(|(x, y)| (x0 + x * across, top + y * tall)).collect()));
        std::iter::once(Shape::Fill { rect: stem, paint, radius: 0.0 }).chain(strokes).collect()
    }

    /// Tells whether the place, measured as the control's own, is on the sign.
    pub fn is_at(&self, x: f32, y: f32) -> bool {
        let reach = self.size * 0.22;
        (self.place.x0 - reach..=self.place.x1 + reach).contains(&x)
            && (self.place.y0..=self.place.y1).contains(&y)
    }
}

#[cfg(test)]
mod tests {
    use super::{Control, has_width, strokes};
    use crate::text::{ByteOffset, CONTROLS};
    use crate::typeset::Rect;

    #[test]
    fn no_two_signs_look_alike() {
        let sign = |character: char| {
            let width = if has_width(character) { 8.0 } else { 0.0 };
            let place = Rect { x0: 50.0, y0: 0.0, x1: 50.0 + width, y1: 26.0 };
            let offset = ByteOffset(0);
            let shapes = Control { character, offset, place, baseline: 20.0, size: 20.0, level: 0 }.shapes();
            format!("{shapes:?}")
        };
        for (number, character) in CONTROLS.into_iter().enumerate() {
            assert!(has_width(character) != !strokes(character).is_empty(), "{character:?} has one sign");
            for other in &CONTROLS[..number] {
                assert_ne!(sign(character), sign(*other), "{character:?} {other:?}");
            }
        }
    }
}
