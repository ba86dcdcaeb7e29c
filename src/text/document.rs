//! The canonical text of one source, and what is known of it before anyone marks anything.

use std::sync::{Arc, OnceLock};

use unicode_bidi::{BidiInfo, Level};

use crate::text::{ByteOffset, CharOffset, Direction, OffsetMap, Span, segment, sha256_hex};

/// The canonical text: decoded, without BOM, with line feeds only; nothing else is changed.
///
/// Cheap to clone and never changed: threads may share it.
#[derive(Clone, Debug)]
pub struct Document(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: String,
    outline: Outline,
    /// Reckoned when it is first asked for: a text can be read before that.
    sha256: OnceLock<String>,
}

/// What is reckoned of a text to make it a document: its paragraphs and its offsets.
#[derive(Debug)]
pub struct Outline {
    map: OffsetMap,
    paragraphs: Vec<Paragraph>,
    direction: Direction,
    /// The length of the text, in bytes.
    length: usize,
}

impl Outline {
    /// Goes through `text` once, in time that grows with its length.
    pub fn of(text: &str) -> Self {
        let direction = Direction::first_strong(text).unwrap_or(Direction::RightToLeft);
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let direction = Direction::first_strong(&text[start..end]).unwrap_or(direction);
            paragraphs.push(Paragraph { span: Span::new(start, end), direction });
            start = end + 1;
        }
        Self { map: OffsetMap::new(text), paragraphs, direction, length: text.len() }
    }
}

/// A line of the canonical text, without its line feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    pub span: Span,
    /// The direction by the first strong character; where there is none, that of the document.
    pub direction: Direction,
}

impl Document {
    /// Takes `text` as canonical; the caller has decoded it (see [`crate::text::decode`]).
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let outline = Outline::of(&text);
        Self::outlined(text, outline)
    }

    /// Takes `text` as canonical, with what was reckoned of it elsewhere.
    ///
    /// # Panics
    ///
    /// Where the outline is of a text of another length.
    pub fn outlined(text: String, outline: Outline) -> Self {
        assert_eq!(outline.length, text.len(), "an outline belongs to one text");
        Self(Arc::new(Inner { text, outline, sha256: OnceLock::new() }))
    }

    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Returns the lines of the text in order; there is always at least one.
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.0.outline.paragraphs
    }

    /// Returns the direction of the text's first strong character, right to left where there is none.
    pub fn direction(&self) -> Direction {
        self.0.outline.direction
    }

    /// Returns the SHA-256 of the canonical text in UTF-8.
    pub fn sha256(&self) -> &str {
        self.0.sha256.get_or_init(|| sha256_hex(self.0.text.as_bytes()))
    }

    /// Tells whether the other is this very document, not one of the same text; costs nothing.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Returns the length in code points.
    pub fn char_len(&self) -> usize {
        self.0.outline.map.char_len()
    }

    /// Returns the length in UTF-16 code units.
    pub fn utf16_len(&self) -> usize {
        self.0.outline.map.utf16_len()
    }

    pub fn map(&self) -> &OffsetMap {
        &self.0.outline.map
    }

    /// Returns the code points that `span` covers, half-open.
    pub fn chars(&self, span: Span) -> (CharOffset, CharOffset) {
        let text = self.text();
        (self.0.outline.map.to_chars(text, span.start), self.0.outline.map.to_chars(text, span.end))
    }

    /// Returns the span of the code points `start..end`, `None` if they aren't in the text.
    pub fn span_of_chars(&self, start: CharOffset, end: CharOffset) -> Option<Span> {
        let text = self.text();
        let start = self.0.outline.map.from_chars(text, start)?;
        let end = self.0.outline.map.from_chars(text, end)?;
        (start <= end).then_some(Span { start, end })
    }

    /// Returns the text of `span`.
    ///
    /// # Panics
    ///
    /// When an end of the span lies outside the text or inside a character.
    pub fn slice(&self, span: Span) -> &str {
        &self.text()[span.range()]
    }

    /// Returns the text of `span`, `None` where the span isn't one of this text.
    pub fn get(&self, span: Span) -> Option<&str> {
        self.text().get(span.range())
    }

    /// Returns the number of the paragraph that holds `offset` (the last one for an offset past the end).
    pub fn paragraph_at(&self, offset: ByteOffset) -> usize {
        self.0
            .outline
            .paragraphs
            .partition_point(|paragraph| paragraph.span.start <= offset)
            .saturating_sub(1)
    }

    /// Tells whether the character at `offset` stands in a right-to-left run of its paragraph (UAX #9).
    pub fn is_rtl_at(&self, offset: ByteOffset) -> bool {
        let paragraph = self.0.outline.paragraphs[self.paragraph_at(offset)];
        let text = self.slice(paragraph.span);
        let base = if paragraph.direction.is_rtl() { Level::rtl() } else { Level::ltr() };
        let info = BidiInfo::new(text, Some(base));
        info.levels.get(offset.0 - paragraph.span.start.0).copied().unwrap_or(base).is_rtl()
    }

    /// Returns up to `count` code points before and after `span`: the context that finds it again.
    pub fn context(&self, span: Span, count: usize) -> (&str, &str) {
        let text = self.text();
        let bytes = text.as_bytes();
        let begins = |at: usize| !matches!(bytes[at], 0x80..=0xbf);
        let (mut start, mut left) = (span.start.0, count.max(1));
        while start > 0 && left > 0 {
            start -= 1;
            left -= usize::from(begins(start));
        }
        let (mut end, mut left) = (span.end.0, count);
        while end < bytes.len() && left > 0 {
            end += 1;
            left -= usize::from(end == bytes.len() || begins(end));
        }
        (&text[start..span.start.0], &text[span.end.0..end])
    }

    /// Returns `span` on grapheme boundaries, without white space at its ends.
    pub fn tidy(&self, span: Span) -> Span {
        segment::snap(self.text(), segment::trim(self.text(), segment::snap(self.text(), span)))
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.0.text == other.0.text
    }
}

#[cfg(test)]
mod tests {
    use super::Document;
    use crate::text::{ByteOffset, CharOffset, Direction, Span};

    #[test]
    fn each_paragraph_has_its_own_direction() {
        let document = Document::new("أهلاً\n\nEnglish line\n[1]");
        let directions: Vec<_> = document.paragraphs().iter().map(|paragraph| paragraph.direction).collect();
        use Direction::{LeftToRight, RightToLeft};
        assert_eq!(directions, [RightToLeft, RightToLeft, LeftToRight, RightToLeft]);
        assert_eq!(document.paragraph_at(ByteOffset(document.text().len())), 3);
        assert_eq!(document.paragraph_at(ByteOffset(0)), 0);
    }

    #[test]
    fn context_counts_code_points() {
        let document = Document::new("أب😀جد");
        let span = document.span_of_chars(CharOffset(2), CharOffset(3)).expect("in the text");
        assert_eq!(document.context(span, 1), ("ب", "ج"));
        assert_eq!(document.context(span, 32), ("أب", "جد"));
        assert_eq!(document.context(Span::new(0, 0), 0), ("", ""));
        assert_eq!(document.chars(span), (CharOffset(2), CharOffset(3)));
    }
}
