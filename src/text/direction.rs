//! The base direction of a paragraph.

use serde::{Deserialize, Serialize};
use unicode_bidi::{BidiClass, bidi_class};

/// The base direction of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    #[serde(rename = "ltr")]
    LeftToRight,
    #[serde(rename = "rtl")]
    RightToLeft,
}

impl Direction {
    pub fn is_rtl(self) -> bool {
        self == Self::RightToLeft
    }

    /// Returns the direction of the first strong character, isolates skipped, if there is one.
    ///
    /// Source: UAX #9, rules P2 and P3.
    pub fn first_strong(text: &str) -> Option<Self> {
        let mut isolates = 0_usize;
        for character in text.chars() {
            let class = match character {
                // What most lines begin with, by its class in the Unicode Character Database, without looking it up.
                'ا'..='غ' | 'ف'..='ي' => BidiClass::AL,
                'א'..='ת' => BidiClass::R,
                'A'..='Z' | 'a'..='z' => BidiClass::L,
                _ => bidi_class(character),
            };
            match class {
                BidiClass::LRI | BidiClass::RLI | BidiClass::FSI => isolates += 1,
                BidiClass::PDI => isolates = isolates.saturating_sub(1),
                BidiClass::L if isolates == 0 => return Some(Self::LeftToRight),
                BidiClass::R | BidiClass::AL if isolates == 0 => return Some(Self::RightToLeft),
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use unicode_bidi::{BidiClass, bidi_class};

    use super::Direction;

    #[test]
    fn letters_lead_where_their_class_says() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            let expected = match bidi_class(character) {
                BidiClass::L => Some(Direction::LeftToRight),
                BidiClass::R | BidiClass::AL => Some(Direction::RightToLeft),
                _ => None,
            };
            assert_eq!(
                Direction::first_strong(character.encode_utf8(&mut [0; 4])),
                expected,
                "{character:?}"
            );
        }
    }
}
