//! The outlines of a page's forms, so that every painter draws the same: waves, dots, stripes, corners.
//!
//! Lengths are points; a point of the plane is `(x, y)` with y growing downwards.

use crate::page::Dash;
use crate::typeset::Rect;

/// A place in the plane.
pub type Point = (f32, f32);

/// How long the strokes of a dashed line are, and the space between them.
pub const DASHES: [f32; 2] = [5.0, 3.0];
/// The same for a bent line, which has to be told from the dashed line below a word.
pub const PATH_DASHES: [f32; 2] = [8.0, 4.0];
/// The same for a dashed frame.
pub const FRAME_DASHES: [f32; 2] = [4.0, 3.0];
/// How far a wave swings to either side of its line.
pub const WAVE: f32 = 1.4;
/// How wide the dots of a dotted bent line are, as a multiple of the line's width.
pub const PATH_DOT: f32 = 1.5;
/// How far from a corner a bent line begins to turn.
pub const CORNER: f32 = 5.0;
/// Half of the width of a handle's stem.
pub const STEM: f32 = 1.0;
/// The radius of a handle's knob.
pub const KNOB: f32 = 4.0;
/// How far beyond its stem's end the middle of a knob stands.
const KNOB_REACH: f32 = 2.0;

/// Returns the points of a wave that begins at `start`; its phase belongs to the plane, so that
/// neighbours run on.
pub fn wave(start: Point, length: f32) -> Vec<Point> {
    const STEP: f32 = 1.0;
    const PERIOD: f32 = 6.0;
    let count = (length / STEP).ceil().max(0.0) as usize;
    (0..=count)
        .map(|number| {
            let x = start.0 + (number as f32 * STEP).min(length);
            (x, start.1 + (x / PERIOD * std::f32::consts::TAU).sin() * WAVE)
        })
        .collect()
}

/// The dots of a dotted line: how far the first one's middle stands from the line's start, how far
/// the next from it, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dots {
    pub first: f32,
    pub step: f32,
    pub count: usize,
}

/// Returns the dots of a line of `length`, spread evenly; each is `width` across.
pub fn dots(length: f32, width: f32) -> Dots {
    let count = ((length / (width * 2.2)).floor() as usize).max(1);
    let step = length / count as f32;
    Dots { first: step / 2.0, step, count }
}

/// Returns the bars that a line is made of, if it is made of bars: all but dots, waves and plain dashes are.
///
/// The line stands with its middle at `start`'s height and is `width` thick; what is thicker rises above it,
/// towards the letters.
pub fn bars(start: Point, length: f32, width: f32, dash: Dash) -> Option<Vec<Rect>> {
    let (x, bottom) = (start.0, start.1 + width / 2.0);
    let bar = |from: f32, to: f32, height: f32, lift: f32| Rect {
        x0: x + from,
        y0: bottom - lift - height,
        x1: x + to.min(length),
        y1: bottom - lift,
    };
    let strokes = |lengths: &[f32], height: f32| {
        let mut bars = Vec::new();
        let (mut along, mut number) = (0.0, 0);
        while along < length {
            let next = along + lengths[number % lengths.len()];
            if number % 2 == 0 {
                bars.push(bar(along, next, height, 0.0));
            }
            (along, number) = (next, number + 1);
        }
        bars
    };
    let thin = width / 2.0;
    Some(match dash {
        Dash::Dotted | Dash::Dashed | Dash::Wavy => return None,
        Dash::Solid => vec![bar(0.0, length, width, 0.0)],
        Dash::Thick => vec![bar(0.0, length, width * 2.0, 0.0)],
        Dash::Double => vec![bar(0.0, length, thin, 0.0), bar(0.0, length, thin, width * 1.2)],
        Dash::Ticked => {
            const STEP: f32 = 7.0;
            let count = ((length / STEP).floor() as usize).max(1);
            let step = length / count as f32;
            let middles = (0..count).map(|number| (number as f32 + 0.5) * step);
            let ticks = middles.map(|middle| bar(middle - 0.7, middle + 0.7, width * 2.0, 0.0));
            std::iter::once(bar(0.0, length, thin, 0.0)).chain(ticks).collect()
        }
        Dash::Squares => strokes(&[width * 1.6, width * 1.6], width * 1.6),
        Dash::LongDashed => strokes(&[14.0, 4.0], width),
        Dash::DotDash => strokes(&[8.0, 2.5, 2.5, 2.5], width),
        Dash::DotDotDash => strokes(&[8.0, 2.5, 2.5, 2.5, 2.5, 2.5], width),
    })
}

/// Returns the stripes over what is left out, each a convex polygon that ends at the edges of `rect`.
/// Their phase belongs to the plane, so that those of neighbouring rows run on.
pub fn stripes(rect: Rect) -> Vec<Vec<Point>> {
    const STEP: f32 = 14.0;
    /// Half of a stripe's width, measured along a line of text.
    const HALF: f32 = 3.0 * std::f32::consts::SQRT_2;
    // A stripe is where x − y lies within HALF of a multiple of STEP.
    let least = ((rect.x0 - rect.y1 - HALF) / STEP).floor() as i32;
    let most = ((rect.x1 - rect.y0 + HALF) / STEP).ceil() as i32;
    (least..=most)
        .map(|number| {
            let middle = number as f32 * STEP;
            let corners =
                vec![(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)];
            let below = cut(&corners, |(x, y)| x - y - (middle - HALF));
            cut(&below, |(x, y)| middle + HALF - (x - y))
        })
        .filter(|polygon| polygon.len() > 2)
        .collect()
}

/// The part of a convex polygon where `inside`, a linear function, is not negative.
fn cut(polygon: &[Point], inside: impl Fn(Point) -> f32) -> Vec<Point> {
    let mut result = Vec::with_capacity(polygon.len() + 1);
    for (number, here) in polygon.iter().enumerate() {
        let next = polygon[(number + 1) % polygon.len()];
        let (from, to) = (inside(*here), inside(next));
        if from >= 0.0 {
            result.push(*here);
        }
        if (from < 0.0) != (to < 0.0) {
            result.push(between(*here, next, from / (from - to)));
        }
    }
    result
}

/// Returns the corners of the head of an arrow that ends where the points do.
pub fn arrow_head(points: &[Point]) -> Option<[Point; 3]> {
    const LENGTH: f32 = 5.0;
    const LEAST: f32 = 3.5;
    let [.., before, tip] = points else { return None };
    let (x, y) = way(*before, *tip);
    // It is no longer than the stroke that it ends, lest it lie beyond the corner.
    let length = distance(*before, *tip).clamp(LEAST, LENGTH);
    let half = length * 0.55;
    let back = (tip.0 - x * length, tip.1 - y * length);
    Some([*tip, (back.0 - y * half, back.1 + x * half), (back.0 + y * half, back.1 - x * half)])
}

/// Returns the points of a bent line with its corners rounded.
pub fn rounded(points: &[Point]) -> Vec<Point> {
    let mut result = Vec::with_capacity(points.len() * 5);
    for (number, corner) in points.iter().enumerate() {
        let before = number.checked_sub(1).map(|at| points[at]);
        let (Some(before), Some(after)) = (before, points.get(number + 1)) else {
            result.push(*corner);
            continue;
        };
        let reach = CORNER.min(distance(*corner, before) / 2.0).min(distance(*corner, *after) / 2.0);
        let (back, on) = (way(*corner, before), way(*corner, *after));
        let from = (corner.0 + back.0 * reach, corner.1 + back.1 * reach);
        let to = (corner.0 + on.0 * reach, corner.1 + on.1 * reach);
        for step in 0..=4 {
            let share = step as f32 / 4.0;
            let one = between(from, *corner, share);
            result.push(between(one, between(*corner, to, share), share));
        }
    }
    result
}

/// Returns the middle of a handle's knob.
pub fn knob(x: f32, top: f32, bottom: f32, at_top: bool) -> Point {
    (x, if at_top { top - KNOB_REACH } else { bottom + KNOB_REACH })
}

fn between(one: Point, other: Point, share: f32) -> Point {
    (one.0 + (other.0 - one.0) * share, one.1 + (other.1 - one.1) * share)
}

fn distance(one: Point, other: Point) -> f32 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

/// The direction from one place to another, of length 1, or nought where they are the same.
fn way(from: Point, to: Point) -> Point {
    let length = distance(from, to);
    if length > 0.0 { ((to.0 - from.0) / length, (to.1 - from.1) / length) } else { (0.0, 0.0) }
}

#[cfg(test)]
mod tests {
    use super::{Point, arrow_head, bars, dots, rounded, stripes, wave};
    use crate::page::Dash;
    use crate::typeset::Rect;

    fn area(polygon: &[Point]) -> f32 {
        let next = polygon.iter().cycle().skip(1);
        polygon.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f32>().abs() / 2.0
    }

    #[test]
    fn stripes_stay_inside_and_cover_their_share() {
        let rect = Rect { x0: 3.0, y0: 7.0, x1: 283.0, y1: 147.0 };
        let stripes = stripes(rect);
        for (x, y) in stripes.iter().flatten() {
            assert!(*x >= rect.x0 && *x <= rect.x1 && *y >= rect.y0 && *y <= rect.y1, "{x} {y}");
        }
        let covered: f32 = stripes.iter().map(|stripe| area(stripe)).sum();
        let share = covered / (rect.width() * rect.height());
        assert!((share - 6.0 * std::f32::consts::SQRT_2 / 14.0).abs() < 0.01, "{share}");
    }

    #[test]
    fn waves_of_neighbours_run_on() {
        let (left, right) = (wave((0.0, 10.0), 25.5), wave((25.5, 10.0), 20.0));
        let ((x, y), begin) = (left[left.len() - 1], right[0]);
        assert!((x - begin.0).abs() < 1e-4 && (y - begin.1).abs() < 1e-3);
        assert_eq!(wave((4.0, 1.0), 0.0).len(), 1);
    }

    #[test]
    fn the_lines_of_labels_differ_and_stay_in_their_place() {
        for length in [3.0, 31.0, 200.0] {
            let mut seen: Vec<Option<Vec<Rect>>> = Vec::new();
            for dash in Dash::OF_LABELS {
                let bars = bars((5.0, 40.0), length, 2.0, dash);
                for bar in bars.iter().flatten() {
                    assert!(bar.x0 >= 5.0 - 0.01 && bar.x1 <= 5.0 + length + 0.01, "{dash:?} {bar:?}");
                    assert!(bar.x1 > bar.x0 && bar.y0 >= 37.0 && bar.y1 <= 41.0, "{dash:?} {bar:?}");
                }
                assert!(length < 31.0 || !seen.contains(&bars), "{dash:?} looks as another");
                seen.push(bars);
            }
        }
    }

    #[test]
    fn dots_fill_their_line() {
        let dots = dots(56.0, 2.5);
        assert_eq!(dots.count, 10);
        assert!((dots.first * 2.0 + dots.step * 9.0 - 56.0).abs() < 1e-3);
        assert_eq!(super::dots(1.0, 2.5).count, 1);
    }

    #[test]
    fn corners_are_rounded_and_ends_stay() {
        let points = [(0.0, 0.0), (0.0, 20.0), (20.0, 20.0)];
        let round = rounded(&points);
        assert_eq!((round[0], round[round.len() - 1]), (points[0], points[2]));
        assert!(!round.contains(&points[1]), "the corner itself is cut");
        let [tip, one, other] = arrow_head(&round).expect("a line has an end");
        assert_eq!(tip, (20.0, 20.0));
        assert!((one.0 - 15.0).abs() < 1e-3 && (other.0 - 15.0).abs() < 1e-3);
        assert!(arrow_head(&points[..1]).is_none());
    }
}
