//! Text in the window: every string that may hold right-to-left letters goes through here.
//!
//! egui sets words, digits and carets wrong in right-to-left text (emilk/egui #8576), so its own
//! labels, buttons and inputs are not used. The widgets here lay text out with
//! [`Typesetter`](crate::typeset::Typesetter) and paint it from an atlas of their own.

mod atlas;
mod block;
mod button;
mod cache;
mod caret;
mod choice;
mod frame;
mod input;
mod label;
mod line;
mod menu;
pub mod paint;
mod run;
mod shelf;
mod style;
mod system;

pub use block::{Runs, block};
pub use button::{Button, button, focus_ring};
pub use caret::{CaretMark, FlagSide};
pub use choice::{checkbox, combo, give_keys_back, segmented};
pub use frame::{card, column, list, row, text_row};
pub use input::{InputResponse, TextInput, is_typing};
pub use label::{Label, Urgency, announce, caption, heading, label, strong, tooltip, weak};
pub use line::TextLine;
pub use menu::{MenuItem, menu_item};
pub use paint::{Ink, LineMeshes};
pub use run::{Run, Told, runs};
pub use style::Voice;
pub use system::{TextSystem, direction, install, line, paragraph, set_direction, set_movement, with};

#[cfg(test)]
mod widget_tests;
