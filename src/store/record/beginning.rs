//! The beginning of a record, read before the rest: the marks of what is seen first.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::annotation::{AnnotationSet, Item};
use crate::store::record::FORMAT;
use crate::store::record::about::read_about;
use crate::store::record::place::{Fields, Path};
use crate::store::record::plain;
use crate::store::record::version::VERSION;
use crate::text::{ByteOffset, Document};

/// What stands in a record before its annotations, over a text that is surely its own.
pub struct Head<'a> {
    items: Vec<Item>,
    /// From the first annotation on, as far as there are bytes.
    list: &'a str,
}

impl<'a> Head<'a> {
    /// Reads the first bytes of a record over `text`.
    ///
    /// `None` where they don't reach as far as the annotations, or where anything in them is not as this version writes
    /// it: another text, a fault of any kind. Then only reading all of it can tell.
    pub fn of(bytes: &'a [u8], text: &str) -> Option<Self> {
        let mut cursor = Cursor { bytes, at: 0 };
        let mut items = Vec::new();
        let mut holds_text = false;
        cursor.take(b'{')?;
        loop {
            let key: String = cursor.value()?;
            cursor.take(b':')?;
            match key.as_str() {
                "format" => cursor.value::<String>().filter(|format| format == FORMAT).map(|_| ())?,
                "version" => cursor.value::<u64>().filter(|version| *version == VERSION).map(|_| ())?,
                "offset_unit" => cursor.value::<String>().filter(|unit| unit == "code_point").map(|_| ())?,
                "document" => {
                    let value: Value = cursor.value()?;
                    let (about, faults) = read_about(&Fields::of(&value, &Path::Root).ok()?);
                    if !faults.is_empty() {
                        return None;
                    }
                    items.push(Item::About(about.into()));
                }
                "text" => {
                    cursor.pass_text(text)?;
                    holds_text = true;
                }
                "annotations" => break,
                _ => cursor.value::<IgnoredAny>().map(|_| ())?,
            }
            cursor.take(b',')?;
        }
        // Both stand before the annotations in what this version writes.
        if items.is_empty() || !holds_text {
            return None;
        }
        cursor.take(b'[')?;
        let rest = &bytes[cursor.at..];
        let list = match simdutf8::compat::from_utf8(rest) {
            Ok(list) => list,
            Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).ok()?,
        };
        Some(Self { items, list })
    }

    /// Returns the annotations that begin before `until`, as far as they are sure before all of the record was read.
    ///
    /// `None` where the bytes don't reach that far, or where an annotation is not as this version writes it, or out of
    /// order. References to annotations further on resolve to nothing yet.
    pub fn annotations(self, document: &Document, until: ByteOffset) -> Option<AnnotationSet> {
        let Self { mut items, list: json } = self;
        let mut list = Cursor { bytes: json.as_bytes(), at: 0 };
        let mut last = ByteOffset(0);
        let mut is_first = true;
        while list.take(b']').is_none() {
            if !is_first {
                list.take(b',')?;
            }
            is_first = false;
            list.skip_space();
            let (annotation, length) = plain::first_of(&json[list.at..], document)?;
            list.at += length;
            let start = annotation.place().map_or(ByteOffset(0), |place| place.start);
            if start < last {
                return None;
            }
            if start >= until {
                break;
            }
            last = start;
            items.push(Item::Annotation(annotation.into()));
        }
        let (set, refused) = AnnotationSet::from_items(items);
        refused.is_empty().then_some(set)
    }
}

/// A place in JSON of which only the beginning may be there.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn skip_space(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.skip_space();
        (self.bytes.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }

    fn value<T: Deserialize<'a>>(&mut self) -> Option<T> {
        self.skip_space();
        let mut values = serde_json::Deserializer::from_slice(&self.bytes[self.at..]).into_iter::<T>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }

    /// Goes behind a text, which must be `expected`.
    fn pass_text(&mut self, expected: &str) -> Option<()> {
        self.take(b'"')?;
        let mut expected = expected.as_bytes();
        loop {
            let rest = self.bytes.get(self.at..)?;
            let plain = memchr::memchr2(b'"', b'\\', rest)?;
            expected = expected.strip_prefix(&rest[..plain])?;
            self.at += plain;
            if rest[plain] == b'"' {
                self.at += 1;
                return expected.is_empty().then_some(());
            }
            // An escape: as a text of its own, it says what it stands for. One of four digits may be half of a pair.
            let length = if rest.get(plain + 1) == Some(&b'u') { 6 } else { 2 };
            let escape = std::str::from_utf8(rest.get(plain..plain + length)?).ok()?;
            let meant: char = match escape {
                "\\n" => '\n',
                "\\\"" => '"',
                _ => serde_json::from_str(&format!("\"{escape}\"")).ok()?,
            };
            expected = expected.strip_prefix(meant.encode_utf8(&mut [0; 4]).as_bytes())?;
            self.at += length;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::annotation::AnnotationSet;
    use crate::store::record::{Head, read};
    use crate::text::{ByteOffset, Document};

    const ARTICLE: &str = include_str!("../../../assets/samples/port-project.txt");
    const RECORD: &str = include_str!("../../../assets/samples/port-project.txt.ann.json");

    fn beginning(bytes: &[u8], document: &Document, until: ByteOffset) -> Option<AnnotationSet> {
        Head::of(bytes, document.text())?.annotations(document, until)
    }

    fn ids(set: &AnnotationSet) -> Vec<String> {
        set.iter().map(|annotation| annotation.id.to_string()).collect()
    }

    #[test]
    fn what_is_read_first_is_what_all_of_it_says() {
        let document = Document::new(ARTICLE);
        let all = read(RECORD.as_bytes(), Some(&document)).expect("it is a record").set;
        for until in [0, 400, 2_000, ARTICLE.len()] {
            let until = ByteOffset(ARTICLE.floor_char_boundary(until));
            let first = beginning(RECORD.as_bytes(), &document, until).expect("it is sound");
            let begins = |held: &&std::sync::Arc<crate::annotation::Annotation>| {
                held.place().is_none_or(|place| place.start < until)
            };
            assert!(first.iter().eq(all.iter().filter(begins)), "{until:?}: {:?}", ids(&first));
            assert_eq!(first.about(), all.about());
        }
    }

    #[test]
    fn what_is_not_sure_is_left_to_reading_all_of_it() {
        let document = Document::new(ARTICLE);
        let until = ByteOffset(2_000);
        let first = |record: &str, document: &Document| beginning(record.as_bytes(), document, until);
        assert!(first(RECORD, &document).is_some());
        assert!(first(RECORD, &Document::new(format!("{ARTICLE} "))).is_none(), "another text");
        assert!(first(&RECORD[..RECORD.len() / 3], &document).is_none(), "too little of it");
        assert!(first(&RECORD.replacen("\"version\": 1", "\"version\": 2", 1), &document).is_none());
        let list = RECORD.find("\"annotations\": [").expect("there is a list") + 16;
        let faulty = format!("{}{{}},{}", &RECORD[..list], &RECORD[list..]);
        assert!(first(&faulty, &document).is_none(), "a fault that there is something to say of");
        for end in (0..RECORD.len()).step_by(997) {
            // However little there is, it is no reason to fall.
            let _set = beginning(&RECORD.as_bytes()[..end], &document, until);
        }
    }
}
