//! The sizes and weights that the interface speaks in.

use std::sync::{Arc, LazyLock};

use crate::typeset::TextStyle;

/// The family of the interface; the families behind it are the font book's business.
pub(super) const FAMILY: &str = "Vazirmatn";
static SHARED_FAMILY: LazyLock<Arc<str>> = LazyLock::new(|| FAMILY.into());

/// The height of a line, as a multiple of the size.
const LINE_HEIGHT: f32 = 1.6;

/// How loud a piece of the interface's text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Voice {
    /// Second lines, key hints.
    Small,
    /// Names of fields.
    Caption,
    #[default]
    Body,
    /// Body text in bold.
    Strong,
    /// The title of a panel or a dialog.
    Heading,
}

impl Voice {
    /// Returns the style of the text, its size in points.
    pub fn style(self) -> TextStyle {
        let (size, bold) = match self {
            Self::Small => (11.5, false),
            Self::Caption => (13.0, false),
            Self::Body => (14.0, false),
            Self::Strong => (14.0, true),
            Self::Heading => (16.0, true),
        };
        TextStyle { family: SHARED_FAMILY.clone(), size, line_height: size * LINE_HEIGHT, bold }
    }
}
