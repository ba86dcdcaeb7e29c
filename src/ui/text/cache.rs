//! Layouts kept from pass to pass, so that a label is shaped once and not sixty times a second.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::RandomState;

use crate::text::Direction;
use crate::typeset::{ParagraphLayout, TextStyle};

/// A layout not asked for in so many passes is dropped.
const KEPT: u64 = 120;

/// What a layout was made from.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub text: &'a str,
    pub style: &'a TextStyle,
    /// The width to break or to cut at, in points.
    pub width: Option<f32>,
    pub direction: Direction,
    pub lines: Lines,
}

/// Whether a text wraps at the width or is cut there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lines {
    Wrapped,
    One,
}

/// Layouts by what they were made from.
#[derive(Default)]
pub struct LayoutCache {
    hasher: RandomState,
    entries: HashMap<u64, Entry>,
    pass: u64,
}

struct Entry {
    text: Box<str>,
    style: TextStyle,
    width: Option<u32>,
    direction: Direction,
    lines: Lines,
    layout: Arc<ParagraphLayout>,
    used: u64,
}

impl Entry {
    fn answers(&self, request: Request<'_>) -> bool {
        *self.text == *request.text
            && self.width == request.width.map(f32::to_bits)
            && self.direction == request.direction
            && self.lines == request.lines
            && self.style == *request.style
    }
}

impl LayoutCache {
    /// Returns the layout kept for `request`, made by `make` if there is none.
    pub fn get(
        &mut self,
        request: Request<'_>,
        make: impl FnOnce() -> ParagraphLayout,
    ) -> Arc<ParagraphLayout> {
        let key = self.key(request);
        if let Some(entry) = self.entries.get_mut(&key)
            && entry.answers(request)
        {
            entry.used = self.pass;
            return entry.layout.clone();
        }
        let layout = Arc::new(make());
        let entry = Entry {
            text: request.text.into(),
            style: request.style.clone(),
            width: request.width.map(f32::to_bits),
            direction: request.direction,
            lines: request.lines,
            layout: layout.clone(),
            used: self.pass,
        };
        self.entries.insert(key, entry);
        layout
    }

    fn key(&self, request: Request<'_>) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        request.text.hash(&mut hasher);
        request.style.family.hash(&mut hasher);
        request.style.size.to_bits().hash(&mut hasher);
        request.style.line_height.to_bits().hash(&mut hasher);
        request.style.bold.hash(&mut hasher);
        request.width.map(f32::to_bits).hash(&mut hasher);
        request.direction.hash(&mut hasher);
        request.lines.hash(&mut hasher);
        hasher.finish()
    }

    /// Opens a pass and drops what has not been asked for in a while.
    pub fn begin_pass(&mut self) {
        self.pass += 1;
        if self.pass.is_multiple_of(KEPT) {
            let oldest = self.pass - KEPT;
            self.entries.retain(|_, entry| entry.used >= oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{KEPT, LayoutCache, Lines, Request};
    use crate::text::Direction;
    use crate::typeset::ParagraphLayout;
    use crate::ui::text::Voice;

    #[test]
    fn a_layout_is_made_once_for_what_it_depends_on_and_dropped_when_unused() {
        let mut cache = LayoutCache::default();
        let style = Voice::Body.style();
        let request = Request {
            text: "خبر",
            style: &style,
            width: Some(100.0),
            direction: Direction::RightToLeft,
            lines: Lines::Wrapped,
        };
        let first = cache.get(request, ParagraphLayout::default);
        let again = cache.get(request, || panic!("it is kept"));
        assert!(Arc::ptr_eq(&first, &again));
        let strong = Voice::Strong.style();
        for other in [
            Request { text: "خبران", ..request },
            Request { width: None, ..request },
            Request { direction: Direction::LeftToRight, ..request },
            Request { lines: Lines::One, ..request },
            Request { style: &strong, ..request },
        ] {
            assert!(!Arc::ptr_eq(&first, &cache.get(other, ParagraphLayout::default)), "{other:?}");
        }
        for _ in 0..KEPT * 2 {
            cache.begin_pass();
        }
        assert!(cache.entries.is_empty());
    }
}
