//! Journals as they come, and with checksums that fit: see `properties::journal`.
#![no_main]
#![allow(dead_code, reason = "each target uses one of the properties")]

#[path = "../../tests/it/acts.rs"]
mod acts;
#[path = "../../tests/it/properties.rs"]
mod properties;

use hashiya::text::Document;
use libfuzzer_sys::fuzz_target;

const ARTICLE: &str = include_str!("../../tests/fixtures/record/quotes.txt");

fuzz_target!(|bytes: &[u8]| {
    let document = Document::new(ARTICLE);
    properties::journal(bytes, &document);
    properties::journal(&properties::summed_anew(bytes), &document);
});
