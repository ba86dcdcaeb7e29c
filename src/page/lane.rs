//! The lanes in which lines run that join places: between rows of text, and beside the column.

use std::ops::Range;

use crate::page::geometry::Point;
use crate::page::route::{End, Row, Stub, Underline, Way};

/// How far beside the column the first lane lies, and the next from it.
const BESIDE: f32 = 12.0;
const BESIDE_STEP: f32 = 4.0;
/// How far from the column the last lane lies at most: cards begin beyond.
const BESIDE_MOST: f32 = 20.0;
/// How far apart two lanes between lines of text are at best.
const STEP: f32 = 3.0;
/// How far a lane keeps from a mark's line, where there is room.
const CLEAR: f32 = 2.25;
/// How far beyond the first and the last row a line runs whose end lies out of sight.
const BEYOND: f32 = 2000.0;

/// What takes a lane: which way, and from where to where it runs.
type Run = (usize, f32, f32);

/// Gives each run the first lane in which it touches none before it; returns the lanes, and how many.
fn first_fit(runs: &[Run]) -> (Vec<usize>, usize) {
    const APART: f32 = 5.0;
    let mut lanes: Vec<usize> = Vec::with_capacity(runs.len());
    for (number, (_, from, to)) in runs.iter().enumerate() {
        let is_free = |lane: &usize| {
            let others = runs[..number].iter().zip(&lanes).filter(|(_, taken)| *taken == lane);
            others.into_iter().all(|((_, left, right), _)| to + APART < *left || right + APART < *from)
        };
        lanes.push((0..).find(is_free).unwrap_or(0));
    }
    let count = lanes.iter().max().map_or(0, |most| most + 1);
    (lanes, count)
}

/// Gives lanes in that order, and draws the ways in them.
pub(super) fn lanes(
    width: f32,
    rows: &[Row],
    ways: &[Way],
    order: &[usize],
    marks: &[Underline],
) -> Vec<Vec<Point>> {
    let is_straight = |way: &Way| matches!((way.from, way.to, way.side), (Ok(from), Ok(to), None) if (from.x - to.x).abs() < 0.5 && from.is_below != to.is_below);
    let edge = |side: f32, away: f32| if side > 0.0 { width + away } else { -away };
    // Beside the column.
    let mut beside: Vec<Option<f32>> = vec![None; ways.len()];
    let bounds = |way: &Way| -> (f32, f32) {
        let y = |end: &Result<Stub, End>| match end {
            Ok(stub) => stub.y,
            Err(End::Above) => f32::MIN,
            Err(_) => f32::MAX,
        };
        let (from, to) = (y(&way.from), y(&way.to));
        (from.min(to), from.max(to))
    };
    for side in [-1.0, 1.0] {
        let here = (0..ways.len()).filter(|number| ways[*number].side == Some(side));
        let mut runs: Vec<Run> = here
            .map(|number| {
                let (top, bottom) = bounds(&ways[number]);
                (number, top, bottom)
            })
            .collect();
        // The shortest is innermost: the others run around it.
        runs.sort_by(|one, other| (one.2 - one.1).total_cmp(&(other.2 - other.1)));
        let (lanes, count) = first_fit(&runs);
        let room = BESIDE_MOST - BESIDE;
        let step = if count > 1 { BESIDE_STEP.min(room / (count - 1) as f32) } else { 0.0 };
        for ((number, ..), lane) in runs.iter().zip(lanes) {
            beside[*number] = Some(edge(side, BESIDE + step * lane as f32));
        }
    }
    // Between the rows.
    let mut gaps: Vec<usize> = Vec::new();
    for end in ways.iter().flat_map(|way| [way.from, way.to]).flatten() {
        gaps.push(end.gap);
    }
    gaps.sort_unstable();
    gaps.dedup();
    let mut heights: Vec<[f32; 2]> = vec![[0.0; 2]; ways.len()];
    for gap in gaps {
        let mut runs: Vec<Run> = Vec::new();
        let mut of: Vec<usize> = Vec::new();
        for number in order {
            let way = &ways[*number];
            if is_straight(way) {
                continue;
            }
            match way.side {
                None => {
                    if let (Ok(from), Ok(to)) = (way.from, way.to)
                        && from.gap == gap
                    {
                        runs.push((*number, from.x.min(to.x), from.x.max(to.x)));
                        of.push(2);
                    }
                }
                Some(_) => {
                    let far = beside[*number].unwrap_or(0.0);
                    for (which, end) in [way.from, way.to].into_iter().enumerate() {
                        if let Ok(stub) = end
                            && stub.gap == gap
                        {
                            runs.push((*number, stub.x.min(far), stub.x.max(far)));
                            of.push(which);
                        }
                    }
                }
            }
        }
        let (lanes, count) = first_fit(&runs);
        let stubs =
            || ways.iter().flat_map(|way| [way.from, way.to]).flatten().filter(|stub| stub.gap == gap);
        let space = Gap {
            above: gap.checked_sub(1).and_then(|row| rows.get(row)),
            below: rows.get(gap),
            lowest: stubs().filter(|stub| stub.is_below).map(|stub| stub.y).reduce(f32::max),
            meets_below: stubs().any(|stub| !stub.is_below),
            left: runs.iter().map(|run| run.1).fold(f32::MAX, f32::min),
            right: runs.iter().map(|run| run.2).fold(f32::MIN, f32::max),
        };
        let slots = slots(&space, count, marks);
        for ((run, lane), which) in runs.iter().zip(lanes).zip(of) {
            let y = slots[lane];
            match which {
                2 => heights[run.0] = [y, y],
                which => heights[run.0][which] = y,
            }
        }
    }
    let draw = |(number, way): (usize, &Way)| {
        let [leave, enter] = heights[number];
        let mut points: Vec<Point> = Vec::with_capacity(6);
        let far = |end: End| {
            let (top, bottom) =
                rows.first().zip(rows.last()).map_or((0.0, 0.0), |(first, last)| (first.top, last.bottom));
            if end == End::Above { top - BEYOND } else { bottom + BEYOND }
        };
        let side = beside[number].unwrap_or(0.0);
        match way.from {
            Ok(stub) => {
                points.push((stub.x, stub.y));
                if !is_straight(way) {
                    points.push((stub.x, leave));
                }
                if way.side.is_some() {
                    points.push((side, leave));
                }
            }
            Err(end) => points.push((side, far(end))),
        }
        match way.to {
            Ok(stub) => {
                if way.side.is_some() {
                    points.push((side, enter));
                }
                if !is_straight(way) {
                    points.push((stub.x, enter));
                }
                points.push((stub.x, stub.y));
            }
            Err(end) => points.push((side, far(end))),
        }
        points
    };
    ways.iter().enumerate().map(draw).collect()
}

/// A space between two rows, with the lanes that are wanted in it.
struct Gap<'a> {
    above: Option<&'a Row>,
    below: Option<&'a Row>,
    /// The lowest height at which lines meet the words above it.
    lowest: Option<f32>,
    /// Whether a line meets the words below it.
    meets_below: bool,
    /// From where to where lines run in it.
    left: f32,
    right: f32,
}

/// Returns the heights of `count` lanes in a gap, as far from each other and from the lines that marks have
/// there as there is room.
fn slots(gap: &Gap<'_>, count: usize, marks: &[Underline]) -> Vec<f32> {
    const FINE: f32 = 0.25;
    // Room for an arrow head, where a line meets words.
    const HEAD: f32 = 2.5;
    let from = match (gap.lowest, gap.above, gap.below) {
        (Some(lowest), ..) => lowest + HEAD,
        (None, Some(above), _) => above.ink_bottom + 2.0,
        (None, None, Some(below)) => below.ink_top - 8.0,
        (None, None, None) => 0.0,
    };
    // The tops of most letters leave some room below the upper edge of their band.
    // More of it is taken where many lanes have to find room.
    let more = count.saturating_sub(2) as f32 * 1.5;
    let low = if gap.meets_below { 1.5 - HEAD } else { 2.5 + more };
    let to = gap.below.map_or(from + 4.0, |below| below.ink_top + low);
    let to = to.max(from + 2.0);
    let taken = taken(gap, from..to, marks);
    let places: Vec<f32> = (0..).map(|step| from + step as f32 * FINE).take_while(|y| *y <= to).collect();
    let mut step = STEP;
    while step > FINE {
        let clear = |y: &&f32| taken.iter().all(|mark| (mark - **y).abs() >= step.min(CLEAR));
        if count == 1 {
            let middle = ((from + to) / 2.0).min(from + 1.5);
            let far = |y: f32| (y - middle).abs();
            let free = places.iter().filter(clear).copied();
            if let Some(y) = free.min_by(|one, other| far(*one).total_cmp(&far(*other))) {
                return vec![y];
            }
        }
        let mut slots: Vec<f32> = Vec::with_capacity(count);
        for y in places.iter().filter(clear) {
            if slots.len() < count && slots.last().is_none_or(|last| y - last >= step) {
                slots.push(*y);
            }
        }
        if slots.len() == count {
            return slots;
        }
        step -= FINE;
    }
    let step = (to - from) / count.max(2).saturating_sub(1) as f32;
    (0..count).map(|lane| from + step * lane as f32).collect()
}

/// Returns the heights of the marks' lines in a gap that run along with a good part of its lanes.
fn taken(gap: &Gap<'_>, within: Range<f32>, marks: &[Underline]) -> Vec<f32> {
    const PART: f32 = 0.25;
    let near = marks.partition_point(|mark| mark.y < within.start - CLEAR);
    let here: Vec<&Underline> = marks[near..].iter().take_while(|mark| mark.y < within.end + CLEAR).collect();
    let shared = |mark: &Underline| (mark.right.min(gap.right) - mark.left.max(gap.left)).max(0.0);
    let along = |level: &[&Underline]| level.iter().map(|mark| shared(mark)).sum::<f32>();
    let levels = here.chunk_by(|one, other| other.y - one.y < 0.5);
    let long = levels.filter(|level| along(level) > PART * (gap.right - gap.left));
    long.flat_map(|level| level.iter().map(|mark| mark.y)).collect()
}
