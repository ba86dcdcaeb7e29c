//! Acts on either side of a base: see `properties::merge`.
#![no_main]
#![allow(dead_code, reason = "each target uses one of the properties")]

#[path = "../../tests/it/acts.rs"]
mod acts;
#[path = "../../tests/it/properties.rs"]
mod properties;

use hashiya::annotation::AnnotationSet;
use hashiya::text::Document;
use libfuzzer_sys::fuzz_target;

const ARTICLE: &str = include_str!("../../tests/fixtures/record/quotes.txt");

fuzz_target!(|bytes: &[u8]| {
    let document = Document::new(ARTICLE);
    // Five bytes an act; the first says what and who does it.
    let mut sides: [Vec<acts::Dice>; 3] = Default::default();
    for dice in bytes.chunks_exact(5).take(40) {
        let number = |at: usize| usize::from(dice[at]);
        sides[number(0) % 3].push((dice[0] / 3, number(1), number(2), number(3), number(4)));
    }
    let base = properties::edited(&AnnotationSet::default(), &document, &sides[0]);
    let [ours, theirs] = [&sides[1], &sides[2]].map(|dice| properties::edited(&base, &document, dice));
    properties::merge(&base, &ours, &theirs);
});
