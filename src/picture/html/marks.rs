//! The marks of a paragraph as elements that nest: where two cross, the inner one is closed and opened again.
//!
//! Elements have no padding, border or margin along the line, so a browser shapes the letters across their edges as if
//! there were none.

use std::cmp::Reverse;
use std::fmt::Write;

use crate::picture::html::Place;
use crate::picture::xml::Escaped;
use crate::text::Span;

/// The deepest that marks are set apart from those inside them.
const DEEPEST: usize = 4;

/// Writes the text of a paragraph, `span` of the document, with its marks.
pub(super) fn write(html: &mut String, text: &str, span: Span, places: &[&Place]) {
    let mut places: Vec<(Span, &Place)> =
        places.iter().filter_map(|place| Some((place.span.intersection(span)?, *place))).collect();
    places.retain(|(part, _)| !part.is_empty());
    places.sort_by_key(|(part, place)| (part.start, Reverse(part.end), place.depth));
    let levels = levels(&places);
    let mut edges: Vec<usize> =
        places.iter().flat_map(|(part, _)| [part.start.0, part.end.0]).chain([span.end.0]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    let mut at = span.start.0;
    for edge in edges {
        push(html, &text[at..edge]);
        at = edge;
        // What ends here is closed, and what stands inside it with it.
        let first = open.iter().position(|number| places[*number].0.end.0 <= edge);
        let closed = first.map_or_else(Vec::new, |first| open.split_off(first));
        closed.iter().for_each(|_| html.push_str("</mark>"));
        let again = closed.into_iter().filter(|number| places[*number].0.end.0 > edge);
        let mut opening: Vec<(usize, bool)> = again.map(|number| (number, false)).collect();
        while next < places.len() && places[next].0.start.0 == edge {
            opening.push((next, true));
            next += 1;
        }
        opening.sort_by_key(|(number, _)| (Reverse(places[*number].0.end), places[*number].1.depth));
        for (number, is_new) in opening {
            let (part, place) = places[number];
            // An id names the place where a fragment begins.
            let begins = is_new && part.start == place.span.start;
            element(html, place, levels[number], begins);
            open.push(number);
        }
    }
}

/// Returns for each mark how many lie one in the other inside it.
fn levels(places: &[(Span, &Place)]) -> Vec<usize> {
    let mut levels = vec![0; places.len()];
    let mut open: Vec<usize> = Vec::new();
    let close = |open: &mut Vec<usize>, levels: &mut Vec<usize>, start: usize| {
        while let Some(number) = open.pop_if(|number| places[*number].0.end.0 <= start) {
            if let Some(outer) = open.last() {
                levels[*outer] = levels[*outer].max(levels[number] + 1);
            }
        }
    };
    for (number, (span, _)) in places.iter().enumerate() {
        close(&mut open, &mut levels, span.start.0);
        open.push(number);
    }
    close(&mut open, &mut levels, usize::MAX);
    levels
}

fn element(html: &mut String, place: &Place, level: usize, begins: bool) {
    let class = &place.class;
    let depth = if place.is_tint { format!(" d{}", level.min(DEEPEST)) } else { String::new() };
    // Writing to a string has no way to fail.
    let _written = write!(html, "<mark class=\"{class}{depth}\" title=\"{}\"", Escaped(&place.title));
    if begins {
        let _written = write!(html, " id=\"{}\"", place.id);
        if place.is_first {
            html.push_str(" tabindex=\"0\"");
        }
    }
    if let Some(card) = place.card {
        let _written = write!(html, " aria-details=\"c{card}\"");
    }
    html.push('>');
}

fn push(html: &mut String, text: &str) {
    // Writing to a string has no way to fail.
    let _written = write!(html, "{}", Escaped(text));
}
