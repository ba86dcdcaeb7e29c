//! What the random sets are made of: everything awkward is there, and often.

use hashiya::annotation::{Anchor, AnnotationSet};
use hashiya::text::{Document, Span, segment};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use unicode_normalization::char::canonical_combining_class;
use unicode_segmentation::UnicodeSegmentation;

use super::generate;

const SETS: usize = 400;

fn is_zero_width(one: char) -> bool {
    matches!(one, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{ad}')
}

/// Tells which awkward things a set has.
fn held(document: &Document, set: &AnnotationSet) -> Vec<(&'static str, bool)> {
    let text = document.text();
    let marks: Vec<Vec<Span>> =
        set.iter().map(|one| one.all_fragments().map(|(_, span)| span).collect()).collect();
    let in_marks =
        |is: &dyn Fn(char) -> bool| marks.iter().flatten().any(|span| document.slice(*span).contains(is));
    let edges = |span: &Span| [span.start.0, span.end.0];
    let words: Vec<usize> = text.split_word_bound_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let graphemes: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
    let ends_within = |bounds: &[usize]| {
        marks.iter().flatten().flat_map(edges).any(|at| bounds.binary_search(&at).is_err())
    };
    let pairs = |is: &dyn Fn(&Span, &Span) -> bool| {
        let spans: Vec<(usize, &Span)> = marks
            .iter()
            .enumerate()
            .flat_map(|(mark, spans)| spans.iter().map(move |one| (mark, one)))
            .collect();
        spans.iter().any(|(one, a)| spans.iter().any(|(other, b)| one != other && is(a, b)))
    };
    let many = |one: &Anchor| one.fragments().is_some_and(|fragments| fragments.spans().len() > 1);
    let anchors = || set.iter().flat_map(|one| one.roles.values().flatten());
    vec![
        ("astral characters in marks", in_marks(&|one| one.len_utf16() == 2)),
        ("combining marks in marks", in_marks(&|one| canonical_combining_class(one) > 0)),
        ("zero-width characters in marks", in_marks(&is_zero_width)),
        ("bidi controls in marks", in_marks(&segment::is_bidi_control)),
        ("line ends in marks", in_marks(&|one| one == '\n')),
        ("other controls in marks", in_marks(&|one| one.is_control() && one != '\n')),
        ("marks that end within words", ends_within(&words)),
        ("marks that end within graphemes", ends_within(&graphemes)),
        ("crossing", pairs(&|a, b| a.start < b.start && b.start < a.end && a.end < b.end)),
        ("nesting", pairs(&|a, b| a.start <= b.start && b.end <= a.end && a != b)),
        ("two at one place", pairs(&|a, b| a == b)),
        ("discontinuity", anchors().any(many)),
        ("references", anchors().any(|one| one.target().is_some())),
        ("attributes", set.iter().any(|one| !one.attributes.is_empty())),
        ("notes", set.iter().any(|one| one.note.is_some())),
        ("records", set.entities().next().is_some()),
        ("relations", set.relations().next().is_some()),
        ("attributes of relations", set.relations().any(|one| !one.attributes.is_empty())),
        (
            "relations of relations",
            set.relations().any(|one| set.relation(&one.from).or(set.relation(&one.to)).is_some()),
        ),
    ]
}

#[test]
fn everything_awkward_is_in_the_random_sets() {
    let mut runner = TestRunner::deterministic();
    let mut counts: indexmap::IndexMap<&str, usize> = indexmap::IndexMap::new();
    for _ in 0..SETS {
        let (document, set) =
            generate::marked().new_tree(&mut runner).expect("no value is refused").current();
        for (what, is_there) in held(&document, &set) {
            *counts.entry(what).or_default() += usize::from(is_there);
        }
        let source = crate::generate::source().new_tree(&mut runner).expect("no value is refused").current();
        *counts.entry("CRLF in the source").or_default() +=
            usize::from(source.windows(2).any(|pair| pair == b"\r\n"));
    }
    println!("of {SETS}: {counts:#?}");
    let rare: Vec<_> = counts.iter().filter(|(_, count)| **count < SETS / 10).collect();
    assert!(rare.is_empty(), "fewer than one set in ten has: {rare:?}");
}
