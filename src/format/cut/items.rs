//! The elements of an array of JSON, told apart without reading what they say.

use std::ops::Range;

use memchr::memchr3;

/// An element: where it stands in the bytes that are held, and the line on which it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub range: Range<usize>,
    /// Counted from 1.
    pub line: usize,
}

/// Looks for the ends of elements. Where one is broken, it looks for the beginning of the next.
///
/// A file that is no array is taken for values that stand one behind the other.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// Whether it is an array, once something stands there.
    is_array: Option<bool>,
    /// Whether the array is closed.
    is_over: bool,
    /// The brackets and braces that are open, that of the array among them.
    open: Vec<u8>,
    is_in_text: bool,
    is_escaped: bool,
    /// The byte before, white space and what stands in texts aside.
    before: u8,
    /// Where the element under way begins, and on which line.
    start: Option<(usize, usize)>,
    /// How many lines end before what is looked at.
    lines: usize,
    pub found: Vec<Item>,
}

impl Items {
    /// Looks at the bytes behind `from`; those before have been looked at.
    pub fn look(&mut self, bytes: &[u8], from: usize) {
        let mut at = from;
        while at < bytes.len() {
            if self.is_in_text && !self.is_escaped {
                match memchr3(b'"', b'\\', b'\n', &bytes[at..]) {
                    None => return,
                    Some(next) => at += next,
                }
            }
            self.byte(bytes[at], at);
            at += 1;
        }
    }

    fn byte(&mut self, byte: u8, at: usize) {
        if byte == b'\n' {
            self.lines += 1;
            // No text of JSON goes over a line's end: its quote mark is missing.
            (self.is_in_text, self.is_escaped) = (false, false);
            if self.is_between() && self.start.is_some() {
                self.end(at);
            }
        } else if self.is_escaped {
            self.is_escaped = false;
        } else if self.is_in_text {
            self.is_escaped = byte == b'\\';
            self.is_in_text = byte != b'"';
        } else if !byte.is_ascii_whitespace() {
            self.sign(byte, at);
            self.before = byte;
        }
    }

    /// Tells whether no bracket of an element is open.
    fn is_between(&self) -> bool {
        self.open.len() == usize::from(self.is_array == Some(true) && !self.is_over)
    }

    fn sign(&mut self, byte: u8, at: usize) {
        if self.is_array.is_none() {
            match byte {
                // A byte order mark.
                0xef | 0xbb | 0xbf => return,
                b'[' => {
                    self.is_array = Some(true);
                    return self.open.push(byte);
                }
                _ => self.is_array = Some(false),
            }
        }
        match byte {
            b'{' | b'[' => {
                // In an object, where only a colon may stand before: the element before has lost its end.
                let is_next = byte == b'{' && self.before != b':' && self.open.last() == Some(&b'{');
                if is_next {
                    self.end(at);
                    self.open.truncate(usize::from(self.is_array == Some(true) && !self.is_over));
                }
                self.begin(at);
                self.open.push(byte);
            }
            b'}' | b']' => self.close(byte, at),
            b',' => {
                if self.is_between() && self.start.is_some() {
                    self.end(at);
                }
            }
            _ => {
                self.begin(at);
                self.is_in_text = byte == b'"';
            }
        }
    }

    fn close(&mut self, byte: u8, at: usize) {
        if byte == b']' && self.is_between() && self.open.pop().is_some() {
            if self.start.is_some() {
                self.end(at);
            }
            self.is_over = true;
            return;
        }
        let opener = if byte == b'}' { b'{' } else { b'[' };
        let own = usize::from(self.is_array == Some(true) && !self.is_over);
        // What lies within and isn't closed is broken, and ends here too; what was never open is passed over.
        match self.open.iter().skip(own).rposition(|open| *open == opener) {
            Some(place) => self.open.truncate(own + place),
            None => self.begin(at),
        }
        if self.is_between() && self.start.is_some() {
            self.end(at + 1);
        }
    }

    fn begin(&mut self, at: usize) {
        self.start = self.start.or(Some((at, self.lines + 1)));
    }

    fn end(&mut self, at: usize) {
        if let Some((start, line)) = self.start.take() {
            self.found.push(Item { range: start..at, line });
        }
    }

    /// Ends the element under way where the file does.
    pub fn finish(&mut self, length: usize) {
        self.end(length);
    }

    /// Takes note that so many bytes are no longer held.
    pub fn forget(&mut self, count: usize) {
        self.start = self.start.map(|(start, line)| (start - count, line));
        for item in &mut self.found {
            item.range = item.range.start - count..item.range.end - count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Items;

    /// Returns the elements with their lines, whatever pieces the bytes come in.
    fn items(text: &str) -> Vec<(usize, &str)> {
        let mut whole = Vec::new();
        for step in [1, 2, 3, 7, text.len().max(1)] {
            let mut items = Items::default();
            let mut at = 0;
            while at < text.len() {
                let end = (at + step).min(text.len());
                items.look(&text.as_bytes()[..end], at);
                at = end;
            }
            items.finish(text.len());
            let found: Vec<(usize, &str)> =
                items.found.iter().map(|item| (item.line, text[item.range.clone()].trim_end())).collect();
            assert!(whole.is_empty() || whole == found, "{step}: {found:?}");
            whole = found;
        }
        whole
    }

    #[test]
    fn brackets_in_texts_and_escapes_are_no_brackets() {
        let text = "\u{feff}[\n {\"a\": \"] } \\\" , {\"},\n [1, [2, \"\\\\\"]], 3,\"نص\\u005d\" , {}\n]\n";
        assert_eq!(
            items(text),
            [
                (2, "{\"a\": \"] } \\\" , {\"}"),
                (3, "[1, [2, \"\\\\\"]]"),
                (3, "3"),
                (3, "\"نص\\u005d\""),
                (3, "{}")
            ]
        );
        assert!(items("[]").is_empty() && items("").is_empty() && items(" [ \n ] ").is_empty());
    }

    #[test]
    fn values_one_behind_the_other_are_elements_too() {
        assert_eq!(
            items("{\"a\": [1]}\n{\"b\": 2} {\"c\": 3}"),
            [(1, "{\"a\": [1]}"), (2, "{\"b\": 2}"), (2, "{\"c\": 3}")]
        );
    }

    #[test]
    fn a_broken_element_costs_itself_alone() {
        let good = |found: &[(usize, &str)]| -> Vec<usize> {
            let is_good =
                |(_, text): &&(usize, &str)| serde_json::from_str::<serde_json::Value>(text).is_ok();
            found.iter().filter(is_good).map(|(line, _)| *line).collect()
        };
        for broken in [
            "{\"x\": {\"y\": [1, 2}}",
            "{\"x\": {\"y\": 1}",
            "{\"x\": \"no end}",
            "{\"x\": 1]}",
            "{\"x\": nothing}",
            "nothing",
            "{\"x\": \"a\"b\"}",
        ] {
            let text = format!("[{{\"a\": 1}},\n{broken},\n{{\"b\": [2]}},\n{{\"c\": \"}}\"}}]\n");
            assert_eq!(good(&items(&text)), [1, 3, 4], "{broken}");
        }
        // What is one too many costs nothing but itself.
        let found = items("[1,\n{\"x\": 1}},\n{\"b\": 2}]");
        assert!(found.len() == 4 && good(&found) == [1, 2, 3], "{found:?}");
        // What follows may be more of an open list: nobody could tell, and those before are kept.
        assert_eq!(good(&items("[1,\n{\"x\": [{\"y\": 1},\n{\"b\": 2}]")), [1]);
        // Cut off, and something behind the end.
        assert_eq!(good(&items("[{\"a\": 1},\n{\"b\": 2},\n{\"c\": [")), [1, 2]);
        assert_eq!(items("[1]\n]").len(), 2);
    }
}
