//! The one map between bytes, code points and UTF-16 code units.

use crate::text::{ByteOffset, CharOffset, Utf16Offset};

/// How many bytes lie between two checkpoints; a look-up reads at most that much text.
const STRIDE: usize = 512;

/// Counts before a checkpoint.
#[derive(Clone, Copy, Debug, Default)]
struct Checkpoint {
    byte: usize,
    chars: usize,
    utf16: usize,
}

/// Converts offsets into one text between units, by checkpoints every 512 bytes.
#[derive(Clone, Debug)]
pub struct OffsetMap {
    checkpoints: Vec<Checkpoint>,
    end: Checkpoint,
}

impl OffsetMap {
    /// Counts `text` once, in time that grows with its length.
    pub fn new(text: &str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut here = Checkpoint::default();
        while here.byte < text.len() {
            checkpoints.push(here);
            let next = text.ceil_char_boundary(here.byte + STRIDE);
            let (chars, long) = count(&text.as_bytes()[here.byte..next]);
            here = Checkpoint { byte: next, chars: here.chars + chars, utf16: here.utf16 + chars + long };
        }
        if checkpoints.is_empty() {
            checkpoints.push(Checkpoint::default());
        }
        Self { checkpoints, end: here }
    }

    /// Returns the length of the text in code points.
    pub fn char_len(&self) -> usize {
        self.end.chars
    }

    /// Returns the length of the text in UTF-16 code units.
    pub fn utf16_len(&self) -> usize {
        self.end.utf16
    }

    /// Returns how many code points stand before `offset`; an offset past the end counts as the end.
    pub fn to_chars(&self, text: &str, offset: ByteOffset) -> CharOffset {
        let (from, to) = self.around(text, offset);
        CharOffset(from.chars + text[from.byte..to].chars().count())
    }

    /// Returns how many UTF-16 code units stand before `offset`; past the end counts as the end.
    pub fn to_utf16(&self, text: &str, offset: ByteOffset) -> Utf16Offset {
        let (from, to) = self.around(text, offset);
        Utf16Offset(from.utf16 + utf16_len(&text[from.byte..to]))
    }

    /// Returns the byte at which code point number `offset` begins, `None` past the end.
    pub fn from_chars(&self, text: &str, offset: CharOffset) -> Option<ByteOffset> {
        if offset.0 > self.end.chars {
            return None;
        }
        let from = self.last_before(|checkpoint| checkpoint.chars <= offset.0);
        let rest = &text[from.byte..];
        let mut after = rest.chars();
        // Skipping counts many characters at a time where asking for their places would not.
        if let Some(last) = (offset.0 - from.chars).checked_sub(1) {
            after.nth(last);
        }
        Some(ByteOffset(from.byte + rest.len() - after.as_str().len()))
    }

    /// Returns the byte at UTF-16 code unit `offset`, `None` past the end or inside a surrogate pair.
    pub fn from_utf16(&self, text: &str, offset: Utf16Offset) -> Option<ByteOffset> {
        if offset.0 > self.end.utf16 {
            return None;
        }
        let from = self.last_before(|checkpoint| checkpoint.utf16 <= offset.0);
        let mut units = from.utf16;
        for (at, character) in text[from.byte..].char_indices() {
            if units >= offset.0 {
                return (units == offset.0).then_some(ByteOffset(from.byte + at));
            }
            units += character.len_utf16();
        }
        (units == offset.0).then_some(ByteOffset(text.len()))
    }

    fn around(&self, text: &str, offset: ByteOffset) -> (Checkpoint, usize) {
        let to = text.floor_char_boundary(offset.0);
        (self.last_before(|checkpoint| checkpoint.byte <= to), to)
    }

    fn last_before(&self, before: impl Fn(&Checkpoint) -> bool) -> Checkpoint {
        let after = self.checkpoints.partition_point(|checkpoint| before(checkpoint));
        self.checkpoints[after.saturating_sub(1)]
    }
}

/// Returns how many code points a piece of UTF-8 has, and how many of them take two code units of UTF-16.
fn count(bytes: &[u8]) -> (usize, usize) {
    let (mut chars, mut long) = (0, 0);
    // Counters of a byte, for pieces that can't overflow them: so the compiler counts many bytes at once.
    for piece in bytes.chunks(255) {
        let (mut begun, mut begun_long) = (0_u8, 0_u8);
        for byte in piece {
            begun += u8::from(byte & 0xc0 != 0x80);
            begun_long += u8::from(*byte >= 0xf0);
        }
        chars += usize::from(begun);
        long += usize::from(begun_long);
    }
    (chars, long)
}

fn utf16_len(text: &str) -> usize {
    let (chars, long) = count(text.as_bytes());
    chars + long
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

    use super::OffsetMap;
    use crate::text::{ByteOffset, CharOffset, Utf16Offset};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn maps_invert(text in "[a-zء-ي😀\u{2067}é\n ]{0,900}") {
            let map = OffsetMap::new(&text);
            prop_assert_eq!(map.char_len(), text.chars().count());
            prop_assert_eq!(map.utf16_len(), text.encode_utf16().count());
            for (number, (byte, _)) in text.char_indices().enumerate() {
                let byte = ByteOffset(byte);
                prop_assert_eq!(map.to_chars(&text, byte), CharOffset(number));
                prop_assert_eq!(map.from_chars(&text, CharOffset(number)), Some(byte));
                let units = map.to_utf16(&text, byte);
                prop_assert_eq!(units.0, text[..byte.0].encode_utf16().count());
                prop_assert_eq!(map.from_utf16(&text, units), Some(byte));
            }
            prop_assert_eq!(map.from_chars(&text, CharOffset(map.char_len())), Some(ByteOffset(text.len())));
            prop_assert_eq!(map.from_chars(&text, CharOffset(map.char_len() + 1)), None);
        }
    }

    #[test]
    fn an_offset_inside_a_surrogate_pair_is_none() {
        let text = "أ😀";
        let map = OffsetMap::new(text);
        assert_eq!(map.from_utf16(text, Utf16Offset(2)), None);
        assert_eq!(map.from_utf16(text, Utf16Offset(3)), Some(ByteOffset(6)));
    }
}
