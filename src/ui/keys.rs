//! From the toolkit's key events to ours.

use egui::{Event, Modifiers};

use crate::session::{Chord, Key};

/// Returns the chord of a key press, `None` for anything else.
///
/// The key is the one on a Latin keyboard even where the layout in use writes Arabic or Hebrew.
pub fn chord_of(event: &Event) -> Option<Chord> {
    match event {
        Event::Copy => Some(Chord::ctrl(Key::Char('C'))),
        Event::Key { key, physical_key, pressed: true, modifiers, .. } => {
            // Where the layout writes no Latin letter, the toolkit has no name for the key but its place.
            chord(*key, *modifiers).or_else(|| chord((*physical_key)?, *modifiers))
        }
        _ => None,
    }
}

/// Returns the chord of a key with its modifiers, if the key has a name here.
pub fn chord(key: egui::Key, modifiers: Modifiers) -> Option<Chord> {
    let key = key_of(key)?;
    // The plus sign needs Shift on most keyboards; it is no other chord for that.
    let shift = modifiers.shift && key != Key::Char('+');
    Some(Chord { ctrl: modifiers.command || modifiers.ctrl, alt: modifiers.alt, shift, key })
}

fn key_of(key: egui::Key) -> Option<Key> {
    use egui::Key as From;
    Some(match key {
        From::Delete => Key::Delete,
        From::Backspace => Key::Backspace,
        From::Escape => Key::Escape,
        From::Enter => Key::Enter,
        From::Tab => Key::Tab,
        From::ArrowLeft => Key::Left,
        From::ArrowRight => Key::Right,
        From::ArrowUp => Key::Up,
        From::ArrowDown => Key::Down,
        From::PageUp => Key::PageUp,
        From::PageDown => Key::PageDown,
        From::Home => Key::Home,
        From::End => Key::End,
        From::Plus => Key::Char('+'),
        From::Equals => Key::Char('='),
        From::Minus => Key::Char('-'),
        From::Comma => Key::Char(','),
        From::F1 => Key::Function(1),
        From::F2 => Key::Function(2),
        From::F5 => Key::Function(5),
        From::F6 => Key::Function(6),
        From::F7 => Key::Function(7),
        From::F8 => Key::Function(8),
        From::F9 => Key::Function(9),
        other => {
            let name = other.symbol_or_name();
            let mut characters = name.chars();
            let (Some(first), None) = (characters.next(), characters.next()) else { return None };
            if !first.is_ascii_alphanumeric() {
                return None;
            }
            Key::Char(first.to_ascii_uppercase())
        }
    })
}
