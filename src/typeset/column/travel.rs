//! A caret's way through a column, which is laid out as far as the caret needs it.

use std::ops::Range;
use std::sync::Arc;

use crate::typeset::column::Column;
use crate::typeset::travel::Paragraphs;
use crate::typeset::{Caret, Motion, ParagraphLayout, Rect, Selecting, Track, Typesetter};

/// A column with what it takes to lay out what is missing.
struct Laying<'a> {
    column: &'a mut Column,
    text: &'a str,
    typesetter: &'a mut Typesetter,
}

impl Paragraphs for Laying<'_> {
    fn count(&self) -> usize {
        self.column.paragraphs.len()
    }

    fn text(&self, index: usize) -> Range<usize> {
        self.column.paragraphs[index].span.range()
    }

    fn is_rtl(&self, index: usize) -> bool {
        self.column.paragraphs[index].direction.is_rtl()
    }

    fn index_at(&self, offset: usize) -> usize {
        self.column.paragraph_at_offset(offset)
    }

    fn layout(&mut self, index: usize) -> Option<Arc<ParagraphLayout>> {
        self.column.ensure(index..index + 1, self.text, self.typesetter);
        self.column.layout(index).cloned()
    }

    fn caret_rect(&mut self, caret: Caret) -> Rect {
        let index = self.column.paragraph_at_offset(caret.offset);
        self.column.ensure(index..index + 1, self.text, self.typesetter);
        self.column.caret_rect(caret)
    }
}

impl Column {
    /// Moves the caret of `track`, which stays where there is nowhere to go.
    ///
    /// Paragraphs on the way are laid out as needed: `text` is the whole document's.
    pub fn travel(
        &mut self,
        track: &mut Track,
        motion: Motion,
        selecting: Selecting,
        text: &str,
        typesetter: &mut Typesetter,
    ) {
        track.travel(&mut Laying { column: self, text, typesetter }, text, motion, selecting);
    }
}
