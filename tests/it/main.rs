//! The integration tests, in one binary.

#[cfg(feature = "typeset")]
mod typeset;
