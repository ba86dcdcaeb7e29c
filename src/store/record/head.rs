//! Looking into the head of a record without reading the rest, which may be long.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

/// Returns the status that a record gives its document, reading no further than that.
///
/// `None` where the record says none, or can't be read that far.
pub fn status(reader: impl std::io::Read) -> Option<String> {
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_reader(std::io::BufReader::new(reader));
    // Reading is broken off by an error once the status is known.
    let _broken_off = Head(&mut found, &["document", "status"]).deserialize(&mut deserializer);
    found
}

/// Returns the encoding that a record gives its source, where it can be read that far.
pub fn encoding(record: &[u8]) -> Option<String> {
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_slice(record);
    // Reading is broken off by an error once the encoding is known.
    let _broken_off = Head(&mut found, &["document", "encoding"]).deserialize(&mut deserializer);
    found
}

/// Follows keys down into nested objects and takes the text at the end.
struct Head<'a>(&'a mut Option<String>, &'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Head<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.1.is_empty() {
            *self.0 = Some(<String as serde::Deserialize>::deserialize(deserializer)?);
            return Err(serde::de::Error::custom("found"));
        }
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Head<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if self.1.first() == Some(&key.as_str()) {
                return map.next_value_seed(Head(self.0, &self.1[1..]));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
