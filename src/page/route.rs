//! Where the lines run that join two places: in the space between lines of text, and down the column's sides.
//!
//! Lines that run side by side have lanes of their own. Which lane is whose is settled by trying: of the
//! orders in which lanes may be given, the one with the fewest crossings is taken.

use crate::page::geometry::Point;
use crate::page::lane::lanes;
use crate::page::{Piece, Sheet};

/// A line of text, as far as it matters to what runs around it; in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub top: f32,
    pub bottom: f32,
    /// The band of the letters, without the space between lines.
    pub ink_top: f32,
    pub ink_bottom: f32,
    /// Where the visible text begins and ends.
    pub left: f32,
    pub right: f32,
    pub rtl: bool,
}

/// One end of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    /// Words that are laid out.
    Piece(Piece),
    /// Somewhere above what is laid out, or below it.
    Above,
    Below,
}

/// What is to be joined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wish {
    pub from: End,
    pub to: End,
}

/// A level line that a mark has, below letters or around them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Underline {
    pub y: f32,
    pub left: f32,
    pub right: f32,
}

/// How far within the words a line meets them at least, where they are wide enough.
const INSET: f32 = 14.0;
/// How far apart lines meet the same words.
const PORT: f32 = 11.0;
/// How far below the letters their own lines lie at most.
const UNDERLINES: f32 = 7.0;
/// Up to so many lines every order is tried.
const TRIED: usize = 5;

impl Row {
    /// Returns the rows of the paragraphs shown, from top to bottom.
    pub fn of(sheet: &Sheet<'_>) -> Vec<Self> {
        let size = sheet.column.style().size;
        let mut rows = Vec::new();
        for paragraph in sheet.shown.clone() {
            let layout = sheet.column.layout(paragraph).filter(|layout| layout.text_len > 0);
            let Some(layout) = layout else { continue };
            let above = sheet.top(paragraph);
            rows.extend(layout.lines.iter().map(|line| {
                let (top, bottom) = (above + line.top, above + line.bottom);
                let rect = crate::typeset::Rect { x0: line.left, y0: top, x1: line.right, y1: bottom };
                let band = Piece { rect, baseline: above + line.baseline, size }.band(0.0);
                let (ink_top, ink_bottom) = (band.y0, band.y1);
                let (left, right) = (line.left, line.right);
                Self { top, bottom, ink_top, ink_bottom, left, right, rtl: layout.rtl }
            }));
        }
        rows
    }
}

/// Where a line leaves its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stub {
    /// The number of the space between rows that it leads to: the one above the row of that number.
    pub gap: usize,
    pub x: f32,
    /// The height at which it meets the words.
    pub y: f32,
    pub is_below: bool,
    pub piece: Piece,
}

/// The way of a line, before it has lanes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub from: Result<Stub, End>,
    pub to: Result<Stub, End>,
    /// Where it runs beside the column, its side: -1 left, 1 right.
    pub side: Option<f32>,
}

/// Returns the bent line for each wish, from its one end to the other. The marks' own lines, from top to
/// bottom, are kept clear of where there is room.
pub(super) fn route(width: f32, rows: &[Row], wishes: &[Wish], marks: &[Underline]) -> Vec<Vec<Point>> {
    let mut ways: Vec<Way> = wishes.iter().map(|wish| way(width, rows, marks, wish)).collect();
    spread(&mut ways);
    let lay = |order: &[usize]| lanes(width, rows, &ways, order, marks);
    let mut order: Vec<usize> = (0..ways.len()).collect();
    // The shorter ones nearer to the words.
    order.sort_by(|one, other| length(&ways[*one]).total_cmp(&length(&ways[*other])));
    let mut best = lay(&order);
    let mut least = cost(&best);
    let mut consider = |order: &[usize]| -> bool {
        if least == 0 {
            return false;
        }
        let routes = lay(order);
        let now = cost(&routes);
        let is_better = now < least;
        if is_better {
            least = now;
            best = routes;
        }
        is_better
    };
    if ways.len() <= TRIED {
        permute(&mut order, 0, &mut |order| {
            consider(order);
        });
    } else {
        for one in 0..order.len() {
            for other in one + 1..order.len() {
                order.swap(one, other);
                if !consider(&order) {
                    order.swap(one, other);
                }
            }
        }
    }
    best
}

fn permute(order: &mut Vec<usize>, fixed: usize, each: &mut impl FnMut(&[usize])) {
    if fixed + 1 >= order.len() {
        each(order);
        return;
    }
    for next in fixed..order.len() {
        order.swap(fixed, next);
        permute(order, fixed + 1, each);
        order.swap(fixed, next);
    }
}

fn row_of(rows: &[Row], piece: &Piece) -> usize {
    let middle = (piece.rect.y0 + piece.rect.y1) / 2.0;
    rows.partition_point(|row| row.bottom <= middle).min(rows.len().saturating_sub(1))
}

/// A line that leaves a row below or above.
fn stub(rows: &[Row], marks: &[Underline], piece: Piece, is_below: bool) -> Stub {
    let row = row_of(rows, &piece);
    let (gap, y) = if is_below {
        // Just below the lines that the words have.
        let bottom = rows[row].ink_bottom;
        let first = marks.partition_point(|mark| mark.y < bottom);
        let near = marks[first..].iter().take_while(|mark| mark.y < bottom + UNDERLINES);
        let own = near.filter(|mark| mark.left < piece.rect.x1 && piece.rect.x0 < mark.right);
        (row + 1, own.map(|mark| mark.y).fold(bottom + 1.0, f32::max) + 0.75)
    } else {
        (row, rows[row].ink_top + 1.5)
    };
    Stub { gap, x: (piece.rect.x0 + piece.rect.x1) / 2.0, y, is_below, piece }
}

fn way(width: f32, rows: &[Row], marks: &[Underline], wish: &Wish) -> Way {
    let (mut from, mut to) = match (wish.from, wish.to) {
        (End::Piece(from), End::Piece(to)) => {
            let (above, below) = (row_of(rows, &from), row_of(rows, &to));
            // On one row it runs below it; else each end leaves towards the other.
            (Ok(stub(rows, marks, from, above <= below)), Ok(stub(rows, marks, to, above >= below)))
        }
        (End::Piece(piece), end) => (Ok(stub(rows, marks, piece, end == End::Below)), Err(end)),
        (end, End::Piece(piece)) => (Err(end), Ok(stub(rows, marks, piece, end == End::Below))),
        (from, to) => (Err(from), Err(to)),
    };
    if let (Ok(from), Ok(to)) = (&mut from, &mut to)
        && from.gap == to.gap
    {
        // The shortest way: as far from each other as the words are.
        let (one, other) = (inner(&from.piece), inner(&to.piece));
        from.x = ((other.0 + other.1) / 2.0).clamp(one.0, one.1);
        to.x = from.x.clamp(other.0, other.1);
        return Way { from: Ok(*from), to: Ok(*to), side: None };
    }
    let ends = [&from, &to].map(|end| end.as_ref().ok().copied());
    let rtl = ends.iter().flatten().next().is_some_and(|stub| rows[row_of(rows, &stub.piece)].rtl);
    let reach = |side: f32| -> f32 {
        let edge = if side > 0.0 { width } else { 0.0 };
        // Where lines begin there are no cards.
        let away = if (side > 0.0) == rtl { 0.0 } else { 60.0 };
        ends.iter().flatten().map(|stub| (stub.x - edge).abs()).sum::<f32>() + away
    };
    let side = if reach(1.0) <= reach(-1.0) { 1.0 } else { -1.0 };
    for stub in [&mut from, &mut to].into_iter().flatten() {
        let (left, right) = inner(&stub.piece);
        stub.x = if side > 0.0 { right } else { left };
    }
    Way { from, to, side: Some(side) }
}

/// Where a line may meet the words.
fn inner(piece: &Piece) -> (f32, f32) {
    let inset = INSET.min(piece.rect.width() / 3.0);
    (piece.rect.x0 + inset, piece.rect.x1 - inset)
}

/// Puts apart the lines that meet the same words from the same side, in the order in which they need not
/// cross.
fn spread(ways: &mut [Way]) {
    // The ends: which way, which of its ends, where the other end lies.
    let mut ends: Vec<(usize, bool, Stub, (u8, f32))> = Vec::new();
    for (number, way) in ways.iter().enumerate() {
        for (is_from, own, other) in [(true, way.from, way.to), (false, way.to, way.from)] {
            let Ok(own) = own else { continue };
            let key = match (way.side, other) {
                // The nearer row's line is the inner one of those that come from beside the column.
                (Some(side), other) => {
                    let rows = other.map_or(1e6, |other| other.gap.abs_diff(own.gap) as f32);
                    if side < 0.0 { (0, -rows) } else { (2, rows) }
                }
                // Across the space between two rows: side by side.
                (None, Ok(other)) if other.is_below != own.is_below => (1, other.x),
                // Around each other: the nearest is innermost.
                (None, Ok(other)) if other.piece.rect.x1 <= own.piece.rect.x1 && other.x <= own.x => {
                    (0, -other.x)
                }
                (None, Ok(other)) => (2, -other.x),
                (None, Err(_)) => (1, own.x),
            };
            ends.push((number, is_from, own, key));
        }
    }
    let place = |stub: &Stub| (stub.gap, stub.is_below, stub.piece.rect.x0);
    ends.sort_by(|one, other| {
        let (a, b) = (place(&one.2), place(&other.2));
        let by_place = a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2));
        by_place.then(one.3.0.cmp(&other.3.0)).then(one.3.1.total_cmp(&other.3.1))
    });
    for group in ends.chunk_by(|one, other| place(&one.2) == place(&other.2)) {
        let (left, right) = inner(&group[0].2.piece);
        let gap = if group.len() > 1 { PORT.min((right - left) / (group.len() - 1) as f32) } else { 0.0 };
        let mut places: Vec<f32> = group.iter().map(|end| end.2.x).collect();
        for number in 1..places.len() {
            places[number] = places[number].max(places[number - 1] + gap);
        }
        let mut most = right;
        for at in places.iter_mut().rev() {
            *at = at.min(most).max(left);
            most = *at - gap;
        }
        for (end, x) in group.iter().zip(places) {
            let way = &mut ways[end.0];
            let stub = if end.1 { &mut way.from } else { &mut way.to };
            if let Ok(stub) = stub {
                stub.x = x;
            }
        }
    }
}

/// About how long a way is.
fn length(way: &Way) -> f32 {
    match (way.from, way.to) {
        (Ok(from), Ok(to)) => {
            let down = (from.y - to.y).abs();
            if way.side.is_some() { 10_000.0 + down } else { (from.x - to.x).abs() + down }
        }
        _ => 20_000.0,
    }
}

/// How bad the routes are together: crossings, and lines that run on each other.
fn cost(routes: &[Vec<Point>]) -> usize {
    let mut cost = 0;
    for (number, one) in routes.iter().enumerate() {
        for other in &routes[number + 1..] {
            for a in one.windows(2) {
                cost += other.windows(2).map(|b| meeting((a[0], a[1]), (b[0], b[1]))).sum::<usize>();
            }
        }
    }
    cost
}

/// How badly two upright or level strokes meet: 0 where they don't, 1 where they cross, 4 where they run on
/// each other.
fn meeting(one: (Point, Point), other: (Point, Point)) -> usize {
    const NEAR: f32 = 0.75;
    let bounds = |(a, b): (Point, Point)| (a.0.min(b.0), a.0.max(b.0), a.1.min(b.1), a.1.max(b.1));
    let (a, b) = (bounds(one), bounds(other));
    let apart = a.1 + NEAR < b.0 || b.1 + NEAR < a.0 || a.3 + NEAR < b.2 || b.3 + NEAR < a.2;
    if apart {
        return 0;
    }
    let is_level = |it: (f32, f32, f32, f32)| it.1 - it.0 >= it.3 - it.2;
    if is_level(a) == is_level(b) { 4 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::{End, Row, Wish, cost, route};
    use crate::page::Piece;
    use crate::page::geometry::Point;
    use crate::typeset::Rect;

    fn rows(rtl: bool) -> Vec<Row> {
        (0..12)
            .map(|number| {
                let top = number as f32 * 38.0;
                let (ink_top, ink_bottom) = (top + 1.75, top + 32.55);
                Row { top, bottom: top + 38.0, ink_top, ink_bottom, left: 0.0, right: 600.0, rtl }
            })
            .collect()
    }

    fn piece(row: usize, x0: f32, x1: f32) -> Piece {
        let top = row as f32 * 38.0;
        Piece { rect: Rect { x0, y0: top, x1, y1: top + 38.0 }, baseline: top + 23.35, size: 20.0 }
    }

    /// Words: their row, and where they begin and end.
    type Words = (usize, f32, f32);

    fn joined(ends: &[(Words, Words)], rtl: bool) -> Vec<Vec<Point>> {
        let end = |(row, x0, x1)| End::Piece(piece(row, x0, x1));
        let wishes: Vec<Wish> =
            ends.iter().map(|(from, to)| Wish { from: end(*from), to: end(*to) }).collect();
        route(600.0, &rows(rtl), &wishes, &[])
    }

    /// Holds that no stroke of a line lies where letters are.
    fn assert_clear(routes: &[Vec<Point>]) {
        for (x, y) in routes.iter().flat_map(|points| points.windows(2)).flat_map(|pair| {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            (0..=40).map(move |step| {
                let share = step as f32 / 40.0;
                (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
            })
        }) {
            let in_row = y.rem_euclid(38.0);
            // The first points of a stub touch the upper end of the band, where only stacked marks stand.
            let clear = !(0.0..=600.0).contains(&x) || !(4.5..=32.0).contains(&in_row);
            assert!(clear, "{x} {y} lies among letters");
        }
    }

    #[test]
    fn lines_around_each_other_do_not_cross() {
        // A quote with its cue and its source to the right, on one row; and both to the left.
        let quote = (3, 100.0, 300.0);
        let routes =
            joined(&[((3, 320.0, 400.0), quote), ((3, 420.0, 480.0), quote), ((3, 20.0, 60.0), quote)], true);
        assert_eq!(cost(&routes), 0, "{routes:?}");
        assert_clear(&routes);
    }

    #[test]
    fn lines_to_one_place_from_many_rows_keep_lanes_of_their_own() {
        let claim = (6, 100.0, 300.0);
        let routes = joined(
            &[
                ((1, 20.0, 120.0), claim),
                ((2, 400.0, 500.0), claim),
                ((9, 30.0, 200.0), claim),
                ((10, 30.0, 90.0), claim),
            ],
            true,
        );
        assert_eq!(cost(&routes), 0, "{routes:?}");
        assert_clear(&routes);
        let is_beside = |points: &Vec<Point>| points.iter().any(|(x, _)| !(0.0..=600.0).contains(x));
        assert!(routes.iter().all(is_beside), "{routes:?}");
    }

    #[test]
    fn what_runs_left_to_right_is_the_mirror_image() {
        let ends = [
            ((1, 40.0, 120.0), (5, 100.0, 300.0)),
            ((3, 400.0, 500.0), (5, 100.0, 300.0)),
            ((5, 20.0, 60.0), (5, 100.0, 300.0)),
        ];
        let turned = |(row, x0, x1): Words| (row, 600.0 - x1, 600.0 - x0);
        let mirrored: Vec<_> = ends.iter().map(|(from, to)| (turned(*from), turned(*to))).collect();
        let (rtl, ltr) = (joined(&mirrored, true), joined(&ends, false));
        for (one, other) in rtl.iter().flatten().zip(ltr.iter().flatten()) {
            assert!(
                (600.0 - one.0 - other.0).abs() < 0.01 && (one.1 - other.1).abs() < 0.01,
                "{rtl:?} {ltr:?}"
            );
        }
    }

    #[test]
    fn an_end_out_of_sight_is_pointed_at() {
        let words = End::Piece(piece(4, 100.0, 200.0));
        for (end, is_up) in [(End::Above, true), (End::Below, false)] {
            let [points] = &route(600.0, &rows(true), &[Wish { from: words, to: end }], &[])[..] else {
                panic!("one line")
            };
            let (first, last) = (points[0], points[points.len() - 1]);
            assert_eq!(last.1 < first.1, is_up);
            let is_beside = !(0.0..=600.0).contains(&last.0);
            assert!(is_beside && !(0.0..456.0).contains(&last.1), "it leaves the page: {points:?}");
            assert_clear(std::slice::from_ref(points));
        }
    }

    #[test]
    fn neighbouring_rows_are_joined_straight_where_they_stand_below_each_other() {
        let [points] = &joined(&[((2, 100.0, 300.0), (3, 150.0, 250.0))], true)[..] else {
            panic!("one line")
        };
        assert_eq!(points.len(), 2);
        assert_eq!(points[0].0, points[1].0);
    }
}
