//! UIMA CAS XMI, which INCEpTION and DKPro read: offsets in UTF-16 code units, and a type system beside.

mod mend;
mod read;
mod system;
mod write;

pub(super) use read::read;
pub(super) use system::system;
pub(super) use write::write;

const NAMESPACE: &str = "http://www.omg.org/XMI";

/// The type that DKPro and INCEpTION keep a document's id in.
const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";

/// Tells whether XML 1.0 has the character.
fn is_xml(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    )
}

/// Returns a text as an attribute's value.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '&' => quoted.push_str("&amp;"),
            '<' => quoted.push_str("&lt;"),
            '>' => quoted.push_str("&gt;"),
            '"' => quoted.push_str("&quot;"),
            // Readers make spaces of them else.
            '\t' | '\n' | '\r' => quoted.push_str(&format!("&#{};", u32::from(character))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Tells whether a text is the beginning of a CAS in XMI.
pub(super) fn is_cas(text: &str) -> bool {
    text.starts_with('<') && text.contains("XMI") && text.contains(NAMESPACE)
}
