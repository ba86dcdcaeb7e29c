//! Keys, named without any window library.

use crate::session::Command;

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// Control, or Command on a Mac.
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    pub key: Key,
}

/// A key by what stands on a Latin keyboard, whatever the layout in use writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// An upper-case letter, a digit or a mark.
    Char(char),
    Function(u8),
    Delete,
    Backspace,
    Escape,
    Enter,
    Tab,
    Left,
    Right,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
}

impl Chord {
    pub const fn plain(key: Key) -> Self {
        Self { ctrl: false, alt: false, shift: false, key }
    }

    pub const fn ctrl(key: Key) -> Self {
        Self { ctrl: true, ..Self::plain(key) }
    }

    pub const fn alt(key: Key) -> Self {
        Self { alt: true, ..Self::plain(key) }
    }

    pub const fn shift(self) -> Self {
        Self { shift: true, ..self }
    }

    pub const fn with_ctrl(self) -> Self {
        Self { ctrl: true, ..self }
    }

    /// Returns the chord as keyboards are labelled: `Ctrl Shift Z`.
    pub fn name(self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (held, name) in [(self.ctrl, "Ctrl"), (self.alt, "Alt"), (self.shift, "Shift")] {
            if held {
                parts.push(name.to_owned());
            }
        }
        parts.push(self.key.name());
        parts.join(" ")
    }
}

impl Key {
    /// Returns what stands on the key.
    pub fn name(self) -> String {
        match self {
            Self::Char(character) => character.to_string(),
            Self::Function(number) => format!("F{number}"),
            Self::Delete => "Del".to_owned(),
            Self::Escape => "Esc".to_owned(),
            Self::Left => "←".to_owned(),
            Self::Right => "→".to_owned(),
            Self::Up => "↑".to_owned(),
            Self::Down => "↓".to_owned(),
            Self::PageUp => "PgUp".to_owned(),
            Self::PageDown => "PgDn".to_owned(),
            Self::Backspace | Self::Enter | Self::Tab | Self::Home | Self::End => format!("{self:?}"),
        }
    }
}

/// Returns the command that the chord stands for.
pub fn command_of(chord: Chord) -> Option<Command> {
    Command::ALL.iter().copied().find(|command| command.chords().contains(&chord))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Chord, Key};
    use crate::schema::Schema;
    use crate::session::Command;

    #[test]
    fn no_chord_stands_for_two_things() {
        let mut seen: HashMap<Chord, String> = HashMap::new();
        for layer in &Schema::news().layers {
            seen.insert(Chord::plain(Key::Char(layer.key.expect("each has one"))), layer.id.clone());
        }
        for command in Command::ALL {
            for chord in command.chords() {
                let before = seen.insert(*chord, format!("{command:?}"));
                assert_eq!(before, None, "{} is {command:?} too", chord.name());
            }
        }
    }

    #[test]
    fn chords_read_as_keyboards_are_labelled() {
        assert_eq!(Chord::ctrl(Key::Char('Z')).shift().name(), "Ctrl Shift Z");
        assert_eq!(Chord::alt(Key::Left).name(), "Alt ←");
    }
}
