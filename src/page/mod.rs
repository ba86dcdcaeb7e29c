//! The page: what is drawn where, for the window and for pictures alike.

pub mod palette;
