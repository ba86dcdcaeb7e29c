//! The window: pixels and input. It reads the session and pushes messages.

mod chooser;
mod dialog;
mod documents;
mod draft;
mod inspector;
mod keys;
mod list;
mod look;
mod menu;
mod motion;
mod panes;
mod reading;
mod review;
mod scene;
mod splitter;
mod status;
pub mod text;
pub mod theme;
mod toolbar;
mod welcome;
mod window;

pub use reading::{LayoutAnswer, LayoutRequest};
pub use window::Window;
