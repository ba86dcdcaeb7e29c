//! From bytes to canonical text, remembering what the bytes were.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use serde::{Deserialize, Serialize};

/// The most bytes that are taken as one text: 256 MiB.
pub const MAX_BYTES: u64 = 256 << 20;

/// The line ends of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Newline {
    Lf,
    CrLf,
    Cr,
    Mixed,
}

/// A source decoded to canonical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The canonical text: no BOM, line feeds only.
    pub text: String,
    /// The name of the encoding as the WHATWG standard lists it, in lower case.
    pub encoding: String,
    pub bom: bool,
    pub newline: Newline,
}

/// A text that is taken in piece by piece, as long as it is what nearly all are: UTF-8 without a byte order mark, with
/// line feeds alone. So its bytes need not be held as a whole beside it.
#[derive(Debug, Default)]
pub struct PlainText {
    text: String,
    /// What follows the text: the beginning of a character that the last piece cut, or a piece that is not plain.
    rest: Vec<u8>,
}

impl PlainText {
    /// Makes room for so many bytes of text.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), rest: Vec::new() }
    }

    /// Takes in the next bytes, and tells whether all is plain as yet. Behind one that isn't no other is taken in.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        let joined;
        let bytes = if self.rest.is_empty() {
            piece
        } else {
            self.rest.extend_from_slice(piece);
            joined = std::mem::take(&mut self.rest);
            &joined
        };
        let (whole, cut) = bytes.split_at(whole_characters(bytes));
        match simdutf8::basic::from_utf8(whole) {
            Ok(text) if memchr::memchr2(0, b'\r', whole).is_none() => {
                self.text.push_str(text);
                self.rest = cut.to_vec();
                true
            }
            _ => {
                self.rest = bytes.to_vec();
                false
            }
        }
    }

    /// Returns the text decoded, or all its bytes where it is not plain or there are none.
    ///
    /// # Errors
    ///
    /// The bytes, for [`decode`] to say what they are.
    pub fn finish(self) -> Result<Decoded, Vec<u8>> {
        let is_other = self.text.starts_with('\u{feff}') || looks_like_utf16(self.text.as_bytes()).is_some();
        if is_other || !self.rest.is_empty() || self.text.is_empty() {
            return Err(self.into_bytes());
        }
        Ok(Decoded { text: self.text, encoding: name_of(UTF_8), bom: false, newline: Newline::Lf })
    }

    /// Returns all bytes that were taken in.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.text.into_bytes();
        bytes.extend_from_slice(&self.rest);
        bytes
    }
}

/// Returns how many of the bytes come before a character of UTF-8 that their end cuts.
fn whole_characters(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let at = bytes.len() - back;
        let needed = match bytes[at] {
            0x80..=0xbf => continue,
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xff => 4,
            _ => 1,
        };
        return if needed > back { at } else { bytes.len() };
    }
    bytes.len()
}

/// Why bytes could not be taken as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("The text is not valid UTF-8 (first bad byte at {at}); it looks like {detected}")]
    NotUtf8 {
        /// Bytes before the first bad one.
        at: usize,
        /// The name of the encoding that the bytes look like.
        detected: String,
    },
    #[error("The text is not valid {encoding}")]
    Malformed { encoding: String },
    #[error("There is no encoding named {0}")]
    UnknownEncoding(String),
    #[error("The file is empty")]
    Empty,
    #[error("The file is no text (a zero byte at {at})")]
    Binary {
        /// Bytes before the zero byte.
        at: usize,
    },
    #[error("The file is too large to be a text ({bytes} bytes; the most is {MAX_BYTES})")]
    TooLarge { bytes: u64 },
}

/// Decodes UTF-8, or what a byte order mark says.
///
/// # Errors
///
/// Where the bytes are none of these; [`DecodeError::NotUtf8`] names the encoding to offer.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(DecodeError::TooLarge { bytes: bytes.len() as u64 });
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return decode_with(bytes, encoding);
    }
    match simdutf8::compat::from_utf8(bytes) {
        // Arabic in UTF-16 has bytes below 0x80 alone, so it passes for UTF-8 full of control characters.
        Ok(text) => match detect_utf16(bytes) {
            Some(encoding) => Err(DecodeError::NotUtf8 { at: 0, detected: name_of(encoding) }),
            None => taken(text, UTF_8, false),
        },
        Err(error) => {
            let at = error.valid_up_to();
            match detect(bytes) {
                Some(encoding) => Err(DecodeError::NotUtf8 { at, detected: name_of(encoding) }),
                None => Err(DecodeError::Binary { at: zero_byte(bytes).unwrap_or(at) }),
            }
        }
    }
}

/// Decodes by the encoding of that name (any label of the WHATWG standard, such as `windows-1256`).
///
/// # Errors
///
/// Where the name is unknown, or the bytes are not valid in that encoding.
pub fn decode_as(bytes: &[u8], label: &str) -> Result<Decoded, DecodeError> {
    let encoding = Encoding::for_label(label.as_bytes())
        .ok_or_else(|| DecodeError::UnknownEncoding(label.to_owned()))?;
    decode_with(bytes, encoding)
}

fn decode_with(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, DecodeError> {
    let (text, used, malformed) = encoding.decode(bytes);
    if malformed {
        return Err(DecodeError::Malformed { encoding: name_of(used) });
    }
    taken(&text, used, Encoding::for_bom(bytes).is_some())
}

/// Takes what was decoded as a text, if it is one.
fn taken(text: &str, encoding: &'static Encoding, bom: bool) -> Result<Decoded, DecodeError> {
    if let Some(at) = zero_byte(text.as_bytes()) {
        return Err(DecodeError::Binary { at });
    }
    let (text, newline) = canonical(text);
    if text.is_empty() {
        return Err(DecodeError::Empty);
    }
    Ok(Decoded { text, encoding: name_of(encoding), bom, newline })
}

/// Turns CRLF and CR into LF and says what there was.
fn canonical(text: &str) -> (String, Newline) {
    let bytes = text.as_bytes();
    let Some(first) = memchr::memchr(b'\r', bytes) else { return (text.to_owned(), Newline::Lf) };
    let rest = memchr::memchr_iter(b'\r', &bytes[first..]).map(|at| first + at);
    let (crlf, cr) = rest.fold((0, 0), |(crlf, cr), at| match bytes.get(at + 1) {
        Some(b'\n') => (crlf + 1, cr),
        _ => (crlf, cr + 1),
    });
    let lf = memchr::memchr_iter(b'\n', bytes).count() - crlf;
    let newline = match (crlf, cr, lf) {
        (_, 0, 0) => Newline::CrLf,
        (0, _, 0) => Newline::Cr,
        _ => Newline::Mixed,
    };
    (text.replace("\r\n", "\n").replace('\r', "\n"), newline)
}

/// The encoding that the bytes look like, `None` where they look like no text.
fn detect(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some(encoding) = detect_utf16(bytes) {
        return Some(encoding);
    }
    if zero_byte(bytes).is_some() {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// UTF-16 without a byte order mark.
fn detect_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let encoding = looks_like_utf16(bytes).filter(|_| bytes.len().is_multiple_of(2))?;
    (!encoding.decode_without_bom_handling(bytes).1).then_some(encoding)
}

/// The form of UTF-16 in which nearly every second byte is one of a few high bytes.
fn looks_like_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 {
        return None;
    }
    let sample = &bytes[..bytes.len().min(4096)];
    // Latin, Hebrew, Arabic and general punctuation have these high bytes.
    let high = |byte: u8| u32::from(matches!(byte, 0x00 | 0x05 | 0x06 | 0x20 | 0xfb..=0xfe));
    let (mut little, mut big) = (0, 0);
    for pair in sample.chunks_exact(2) {
        big += high(pair[0]);
        little += high(pair[1]);
    }
    let share = |count: u32| count as usize * 100 / (sample.len() / 2);
    match (share(little), share(big)) {
        (90.., 0..70) => Some(encoding_rs::UTF_16LE),
        (0..70, 90..) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

fn zero_byte(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(0, bytes)
}

fn name_of(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{DecodeError, Newline, PlainText, decode, decode_as};

    const ARTICLE: &str = "أعلن رئيس المجلس تأجيل مشروع الميناء الجديد، وقال في مؤتمر صحفي إن الكلفة ارتفعت.";

    #[test]
    fn line_ends_and_byte_order_marks_go() {
        let decoded = decode("\u{feff}أ\r\nب\r\n".as_bytes()).expect("UTF-8");
        assert_eq!((decoded.text.as_str(), decoded.bom, decoded.newline), ("أ\nب\n", true, Newline::CrLf));
        assert_eq!(decode("a\rb\nc".as_bytes()).expect("UTF-8").newline, Newline::Mixed);
    }

    #[test]
    fn a_plain_text_comes_in_pieces_of_any_length() {
        let texts = [ARTICLE, "a😀ب\n", "\u{feff}أ", "أ\r\nب", "أ\0", ""];
        let latin = encoding_rs::WINDOWS_1256.encode(ARTICLE).0.into_owned();
        let utf16: Vec<u8> = ARTICLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cut = ARTICLE.as_bytes()[..ARTICLE.len() - 3].to_vec();
        let cases = texts.map(|text| text.as_bytes().to_vec()).into_iter().chain([latin, utf16, cut]);
        for bytes in cases {
            for length in [1, 2, 3, 7, 64, 4096] {
                let mut plain = PlainText::default();
                let taken = bytes.chunks(length).take_while(|piece| plain.push(piece)).count();
                let left: Vec<u8> = bytes.chunks(length).skip(taken + 1).flatten().copied().collect();
                match plain.finish() {
                    Ok(decoded) => assert_eq!(Ok(decoded), decode(&bytes), "{length}"),
                    Err(mut all) => {
                        all.extend(left);
                        assert_eq!(all, bytes, "{length}");
                        let is_plain = decode(&bytes).is_ok_and(|decoded| decoded.text.as_bytes() == bytes);
                        assert!(!is_plain, "{length}");
                    }
                }
            }
        }
    }

    #[test]
    fn windows_1256_is_detected_and_decodes() {
        let (bytes, ..) = encoding_rs::WINDOWS_1256.encode(ARTICLE);
        let Err(DecodeError::NotUtf8 { detected, at: 0 }) = decode(&bytes) else { panic!("not UTF-8") };
        assert_eq!(detected, "windows-1256");
        assert_eq!(decode_as(&bytes, &detected).expect("known").text, ARTICLE);
    }

    #[test]
    fn utf_16_without_a_mark_is_detected() {
        for (label, to) in
            [("utf-16le", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("utf-16be", u16::to_be_bytes)]
        {
            let bytes: Vec<u8> = ARTICLE.encode_utf16().flat_map(to).collect();
            let Err(DecodeError::NotUtf8 { detected, .. }) = decode(&bytes) else { panic!("not UTF-8") };
            assert_eq!(detected, label);
            assert_eq!(decode_as(&bytes, label).expect("known").text, ARTICLE);
        }
        let marked: Vec<u8> =
            std::iter::once(0xfeff).chain(ARTICLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&marked).expect("a mark says it").encoding, "utf-16le");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b""), Err(DecodeError::Empty));
        assert_eq!(decode(b"ab\0cd"), Err(DecodeError::Binary { at: 2 }));
        assert!(matches!(decode(&[0x89, b'P', 0, 0xff, 0xfe, 0, 3]), Err(DecodeError::Binary { .. })));
        assert_eq!(decode("\u{feff}".as_bytes()), Err(DecodeError::Empty));
        assert!(matches!(decode_as(b"a", "no-such"), Err(DecodeError::UnknownEncoding(_))));
    }
}
