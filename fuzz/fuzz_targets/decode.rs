//! Bytes as they come: see `properties::decode`.
#![no_main]
#![allow(dead_code, reason = "each target uses one of the properties")]

#[path = "../../tests/it/acts.rs"]
mod acts;
#[path = "../../tests/it/properties.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| properties::decode(bytes));
