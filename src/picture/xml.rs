//! What an SVG is written with: text that is safe in XML, short numbers, Base64.

use std::fmt::{self, Write};

use crate::text::segment;

/// Text or a value as XML has it.
///
/// Marks of XML are escaped; so are bidi controls, which can't be seen in a file; characters that XML
/// can't hold become U+FFFD.
pub(super) struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\t' | '\n' | '\r' => write!(formatter, "&#{};", u32::from(character))?,
                '\u{fffe}' | '\u{ffff}' => formatter.write_char('\u{fffd}')?,
                control if control.is_control() => formatter.write_char('\u{fffd}')?,
                control if segment::is_bidi_control(control) => {
                    write!(formatter, "&#x{:x};", u32::from(control))?;
                }
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// A number with at most so many decimals, none that say nothing.
pub(super) struct Number(pub f32, pub usize);

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:.*}", self.1, self.0);
        let short =
            if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
        formatter.write_str(if short == "-0" { "0" } else { short })
    }
}

/// Returns bytes in Base64 (RFC 4648, section 4).
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let sextet = (bits >> (18 - 6 * digit)) as usize & 63;
            encoded.push(if digit > chunk.len() { '=' } else { char::from(DIGITS[sextet]) });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{Escaped, Number, base64};

    #[test]
    fn text_is_safe_in_xml() {
        let text = "a<b & \"c\"\u{2067}م\u{2069}\u{0}\u{1b}\n";
        let safe = "a&lt;b &amp; &quot;c&quot;&#x2067;م&#x2069;\u{fffd}\u{fffd}&#10;";
        assert_eq!(Escaped(text).to_string(), safe);
    }

    #[test]
    fn numbers_are_short() {
        let numbers = [(1.0, "1"), (-0.001, "0"), (0.25, "0.25"), (12.346, "12.35"), (100.0, "100")];
        for (number, short) in numbers {
            assert_eq!(Number(number, 2).to_string(), short);
        }
        assert_eq!(Number(100.0, 0).to_string(), "100");
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        let known = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in known {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }
}
