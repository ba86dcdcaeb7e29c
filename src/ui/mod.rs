//! Pixels and input: the theme and the widgets of the window.

pub mod text;
pub mod theme;
