//! The box that stands for what no font has, where the font's own is blank.

use swash::zeno::{Command, Point};

/// Returns the outline of a box for a glyph of that advance, in the units that the advance and the em are
/// given in, y upwards.
pub fn missing_box(advance: f32, em: f32) -> Vec<Command> {
    // A font that gives the glyph no room gets a box all the same.
    let advance = if advance > em * 0.2 { advance } else { em * 0.6 };
    let aside = advance * 0.1;
    let line = em * 0.05;
    let rect = |inset: f32| {
        let (left, right) = (aside + inset, advance - aside - inset);
        let (low, high) = (inset, em * 0.7 - inset);
        [(left, low), (right, low), (right, high), (left, high)]
    };
    // The inner edge runs the other way round, and so leaves a hole.
    let mut inner = rect(line);
    inner.reverse();
    let close = |corners: [(f32, f32); 4]| {
        let step = |(index, (x, y)): (usize, (f32, f32))| {
            let to = Point::new(x, y);
            if index == 0 { Command::MoveTo(to) } else { Command::LineTo(to) }
        };
        corners.into_iter().enumerate().map(step).chain([Command::Close])
    };
    close(rect(0.0)).chain(close(inner)).collect()
}
