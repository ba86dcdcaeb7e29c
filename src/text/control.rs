//! Characters that aren't seen but do something: bidi controls, joiners, spaces that don't break.

/// Returns the abbreviation that the Unicode Standard gives to an invisible character, in lower case, or
/// `None` for any other. The tatweel is one of them here: it looks like a part of the letter before it.
pub fn control_name(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{00A0}' => "nbsp",
        '\u{00AD}' => "shy",
        '\u{034F}' => "cgj",
        '\u{061C}' => "alm",
        '\u{0640}' => "tatweel",
        '\u{200B}' => "zwsp",
        '\u{200C}' => "zwnj",
        '\u{200D}' => "zwj",
        '\u{200E}' => "lrm",
        '\u{200F}' => "rlm",
        '\u{202A}' => "lre",
        '\u{202B}' => "rle",
        '\u{202C}' => "pdf",
        '\u{202D}' => "lro",
        '\u{202E}' => "rlo",
        '\u{202F}' => "nnbsp",
        '\u{2060}' => "wj",
        '\u{2066}' => "lri",
        '\u{2067}' => "rli",
        '\u{2068}' => "fsi",
        '\u{2069}' => "pdi",
        '\u{FEFF}' => "bom",
        _ => return None,
    })
}

/// All characters that have a [`control_name`].
pub const CONTROLS: [char; 22] = [
    '\u{00A0}', '\u{00AD}', '\u{034F}', '\u{061C}', '\u{0640}', '\u{200B}', '\u{200C}', '\u{200D}',
    '\u{200E}', '\u{200F}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{202F}',
    '\u{2060}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{FEFF}',
];

#[cfg(test)]
mod tests {
    use super::{CONTROLS, control_name};

    #[test]
    fn each_control_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = CONTROLS.into_iter().filter_map(control_name).collect();
        assert_eq!(names.len(), CONTROLS.len());
        let named = ('\0'..=char::MAX).filter(|character| control_name(*character).is_some());
        assert!(named.eq(CONTROLS));
    }
}
