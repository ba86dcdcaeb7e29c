//! What a backslash stands before.

/// Tells whether a character may stand in a value, with or without a backslash.
pub(super) fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n') || !character.is_control()
}

/// Returns a feature's value with a backslash before what would separate.
pub(super) fn value(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => escaped.extend(['\\', character]),
            '-' if text[at..].starts_with("->") => escaped.push_str("\\-"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns a line of a sentence's text with its controls written out.
pub(super) fn line(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\t' => escaped.push_str("\\t"),
            '\u{c}' => escaped.push_str("\\f"),
            '\r' => escaped.push_str("\\r"),
            '\u{8}' => escaped.push_str("\\b"),
            other if other < ' ' && other != '\u{b}' => escaped.extend(['\\', other]),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns what [`value`] or [`line`] was given.
pub(super) fn undo(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('t') => plain.push('\t'),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('f') => plain.push('\u{c}'),
            Some('b') => plain.push('\u{8}'),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}

/// Splits a text at a separator that no backslash stands before.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut start, mut is_escaped) = (Vec::new(), 0, false);
    for (at, character) in text.char_indices() {
        if character == separator && !is_escaped {
            pieces.push(&text[start..at]);
            start = at + separator.len_utf8();
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    pieces.push(&text[start..]);
    pieces
}

/// Takes what stands in brackets off the end of a value; none where the bracket is the value's own.
pub(super) fn suffix(text: &str) -> (&str, Option<&str>) {
    let parts = split(text, '[');
    let inner = parts.last().filter(|_| parts.len() > 1).and_then(|last| last.strip_suffix(']'));
    match inner.filter(|inner| inner.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')) {
        Some(inner) => (&text[..text.len() - inner.len() - 2], Some(inner)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{line, split, suffix, undo, value};

    #[test]
    fn what_separates_is_escaped_and_comes_back() {
        for text in ["a|b_c[1]", "a->b;*\\", "سطر\nآخر\t😀", "\\n", "->", "--->", "]", ""] {
            let written = value(text);
            assert_eq!(undo(&written), text);
            assert!(!written.contains(['\n', '\t']));
            let stacked = format!("{written}[3]|x[4]");
            assert_eq!(
                split(&stacked, '|').iter().map(|one| suffix(one).1).collect::<Vec<_>>(),
                [Some("3"), Some("4")]
            );
            assert_eq!(suffix(&format!("{written}[3]")).0, written);
            assert_eq!(suffix(&written), (written.as_str(), None));
        }
        for text in ["a\\b\t\u{1}\u{c}\u{8}\u{b}", "\\t", "نص"] {
            assert_eq!(undo(&line(text)), text);
        }
    }
}
