//! brat standoff: the text as it is, and a line for each mark, event, relation, attribute and note.

mod attribution;
mod configuration;
mod names;
mod read;
mod value;
mod write;

pub(super) use configuration::configuration;
pub(super) use read::read;
pub(super) use write::write;

/// The field of `extra` that keeps what only brat has: the trigger's id, names of arguments, groups.
pub(super) const EXTRA: &str = "brat";

/// Tells whether a line is one of brat's.
pub(super) fn is_line(line: &str) -> bool {
    let (id, rest) = line.split_once('\t').unwrap_or_default();
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let has_id = id == "*" || id.strip_prefix(['T', 'E', 'R', 'A', 'M', 'N', '#']).is_some_and(number);
    has_id && rest.contains(' ') || id.strip_prefix('E').is_some_and(number) && rest.contains(':')
}

/// Tells whether brat's server, which is written in Python, ends a line at the character.
fn ends_line(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
