//! The names on the lines that join places: each stands in free space beside its line, or nowhere.

use crate::page::Shape;
use crate::page::geometry::{Point, WAVE};
use crate::page::route::Row;
use crate::typeset::{ParagraphLayout, Rect, TextStyle};

/// How far from its line a name may stand, in points.
const NEAR: f32 = 1.25;
/// How far from other lines and names it stays; the band of letters has room of its own above them.
const CLEAR: f32 = 1.5;
/// The most places that are tried for one name.
const TRIED: usize = 400;

/// Returns how a name is set.
pub(super) fn style() -> TextStyle {
    TextStyle { family: "Vazirmatn".into(), size: 9.5, line_height: 12.0, bold: false }
}

/// Returns the width and height of a name that is set.
pub(super) fn size(layout: &ParagraphLayout) -> (f32, f32) {
    (layout.lines.first().map_or(0.0, |line| line.right - line.left), layout.height)
}

/// What a name must not stand on besides rows and lines: the grounds and lines of marks.
pub(super) struct Taken {
    /// From top to bottom.
    rects: Vec<Rect>,
    highest: f32,
}

impl Taken {
    pub fn new<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Self {
        let rect = |shape: &Shape| match *shape {
            Shape::Fill { rect, .. } | Shape::Frame { rect, .. } | Shape::Hatch { rect } => Some(rect),
            Shape::Line { x0, x1, y, width, .. } => {
                let half = width.max(WAVE);
                Some(Rect { x0, y0: y - half, x1, y1: y + half })
            }
            _ => None,
        };
        let mut rects: Vec<Rect> = shapes.filter_map(rect).collect();
        rects.sort_by(|one, other| one.y0.total_cmp(&other.y0));
        let highest = rects.iter().map(|rect| rect.height()).fold(0.0, f32::max);
        Self { rects, highest }
    }

    fn meets(&self, rect: Rect) -> bool {
        let first = self.rects.partition_point(|taken| taken.y0 < rect.y0 - self.highest);
        let near = self.rects[first..].iter().take_while(|taken| taken.y0 < rect.y1);
        near.into_iter().any(|taken| overlap(rect, *taken, 0.0))
    }
}

/// Returns the top left of each name of those sizes, none where there is no room for it.
pub(super) fn place(
    width: f32,
    rows: &[Row],
    taken: &Taken,
    routes: &[Vec<Point>],
    sizes: &[(f32, f32)],
) -> Vec<Option<Point>> {
    let mut placed: Vec<Rect> = Vec::new();
    let mut result = Vec::with_capacity(routes.len());
    for (points, size) in routes.iter().zip(sizes) {
        let free = candidates(width, rows, points, *size).take(TRIED).find(|rect| {
            let is_inside = rect.x0 >= 0.0 && rect.x1 <= width;
            is_inside
                && rows.iter().all(|row| !overlap(*rect, band(row), 0.0))
                && !taken.meets(*rect)
                && placed.iter().all(|other| !overlap(*rect, *other, CLEAR))
                && routes.iter().flat_map(|points| points.windows(2)).all(|pair| {
                    let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
                    let stroke = Rect { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) };
                    !overlap(*rect, stroke, CLEAR)
                })
        });
        placed.extend(free);
        result.push(free.map(|rect| (rect.x0, rect.y0)));
    }
    result
}

/// The band of a row's letters; what climbs out of it, as Nastaliq does, climbs less than the band is high.
fn band(row: &Row) -> Rect {
    Rect { x0: row.left, y0: row.ink_top, x1: row.right, y1: row.ink_bottom }
}

fn overlap(one: Rect, other: Rect, clear: f32) -> bool {
    one.x0 < other.x1 + clear
        && other.x0 < one.x1 + clear
        && one.y0 < other.y1 + clear
        && other.y0 < one.y1 + clear
}

/// The places beside a line: below and above its level strokes, and beside its upright ones, within the
/// column.
fn candidates<'a>(
    width: f32,
    rows: &'a [Row],
    points: &'a [Point],
    (across, down): (f32, f32),
) -> impl Iterator<Item = Rect> + 'a {
    let at = move |x: f32, y: f32| Rect { x0: x, y0: y, x1: x + across, y1: y + down };
    points.windows(2).flat_map(move |pair| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (left, right) = (x0.min(x1).max(0.0), x0.max(x1).min(width));
        let (top, bottom) = (y0.min(y1), y0.max(y1));
        let mut places: Vec<Rect> = Vec::new();
        if bottom - top < 1.0 && right - left >= 6.0 {
            let middle = (left + right - across) / 2.0;
            for step in 0..24 {
                let away = (step / 2) as f32 * 12.0 * if step % 2 == 0 { 1.0 } else { -1.0 };
                let x = (middle + away).clamp(left - across - 2.5, right + 2.5);
                places.push(at(x, bottom + NEAR));
                places.push(at(x, top - NEAR - down));
            }
        } else if bottom - top > down {
            // Where a row ends before the column does, or between paragraphs.
            let x = if x0 > width / 2.0 { width - across } else { 0.0 };
            let first = rows.partition_point(|row| row.bottom < top);
            let spaces = rows[first.min(rows.len())..].iter().take_while(|row| row.top < bottom);
            for row in spaces {
                places.push(at(x, (row.ink_top + row.ink_bottom - down) / 2.0));
                places.push(at(x, row.ink_bottom + 2.0 + CLEAR));
            }
            places.retain(|rect| rect.y0 > top && rect.y1 < bottom);
        }
        places
    })
}
