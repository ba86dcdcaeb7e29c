//! A line of text cut into upright stripes: letters that are left out are faint.

use std::ops::Range;

use crate::text::Span;
use crate::typeset::{Line, ParagraphLayout};

/// A stripe of a line whose letters have one colour. A letter that two stripes share is cut, never
/// unjoined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stripe {
    /// Where it begins and ends, in points from the left of the column; the outer ones never end.
    pub left: f32,
    pub right: f32,
    /// Whether its letters are left out.
    pub faint: bool,
}

/// Returns the stripes of a line from left to right; `faint` are the ranges of its paragraph's bytes
/// that are left out.
pub fn line_stripes(layout: &ParagraphLayout, line: &Line, faint: &[Range<usize>]) -> Vec<Stripe> {
    let mut stripes: Vec<Stripe> = Vec::new();
    for cluster in layout.line_clusters(line) {
        let faint = faint.iter().any(|range| range.contains(&(cluster.start as usize)));
        match stripes.last_mut() {
            Some(last) if last.faint == faint => last.right = cluster.right,
            _ => stripes.push(Stripe { left: cluster.left, right: cluster.right, faint }),
        }
    }
    if let Some(first) = stripes.first_mut() {
        first.left = f32::NEG_INFINITY;
    }
    if let Some(last) = stripes.last_mut() {
        last.right = f32::INFINITY;
    }
    stripes
}

/// Returns the parts of `paragraph` that are left out, in its own bytes.
pub fn faint_ranges(faint: &[Span], paragraph: Span) -> Vec<Range<usize>> {
    let shared = faint.iter().filter_map(|span| span.intersection(paragraph));
    shared.map(|span| span.start.0 - paragraph.start.0..span.end.0 - paragraph.start.0).collect()
}
