//! Where the rows of a table end: quote marks may keep line ends within a cell.

/// Where in a row something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    #[default]
    Start,
    Bare,
    Quoted,
    /// Behind a quote mark in a quoted cell: its end, or the first of two that stand for one.
    Quote,
}

/// Follows a table byte by byte, as `csv` reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    delimiter: u8,
    is_quoted: bool,
    state: State,
}

impl Rows {
    pub fn new(delimiter: u8, is_quoted: bool) -> Self {
        Self { delimiter, is_quoted, state: State::Start }
    }

    /// Takes the next byte; tells whether a row ends with it.
    pub fn byte(&mut self, byte: u8) -> bool {
        let is_end = byte == b'\n' && self.state != State::Quoted;
        self.state = match (self.state, byte) {
            (State::Start, b'"') if self.is_quoted => State::Quoted,
            (State::Quoted, b'"') => State::Quote,
            (State::Quoted, _) => State::Quoted,
            (State::Quote, b'"') => State::Quoted,
            (_, b'\n' | b'\r') => State::Start,
            (_, other) if other == self.delimiter => State::Start,
            _ => State::Bare,
        };
        is_end
    }

    fn is_in_cell(&self) -> bool {
        self.state == State::Quoted
    }
}

/// Tells whether quote marks around cells are read as such, of a table that comes piece by piece.
///
/// Tables between tabs are often written without quoting, so that a quote mark is a quote mark: they are read in the way
/// in which fewer rows have another number of cells than the first.
#[derive(Debug)]
pub struct Quoting {
    ways: [Evenness; 2],
}

#[derive(Debug)]
struct Evenness {
    rows: Rows,
    /// How many cells the first row has.
    width: Option<usize>,
    cells: usize,
    is_empty: bool,
    has_line_end: bool,
    uneven: usize,
}

impl Evenness {
    fn byte(&mut self, byte: u8) {
        let is_end = self.rows.byte(byte);
        if is_end {
            if !self.is_empty {
                let width = *self.width.get_or_insert(self.cells);
                // Quote marks that open a cell and close it lines later swallow what lies between.
                self.uneven += usize::from(width != self.cells || self.has_line_end);
            }
            (self.cells, self.is_empty, self.has_line_end) = (1, true, false);
            return;
        }
        self.is_empty &= byte == b'\r';
        self.has_line_end |= byte == b'\n';
        self.cells += usize::from(byte == self.rows.delimiter && !self.rows.is_in_cell());
    }
}

impl Quoting {
    /// Begins for a table between tabs.
    pub fn of_tabs() -> Self {
        let way = |is_quoted| Evenness {
            rows: Rows::new(b'\t', is_quoted),
            width: None,
            cells: 1,
            is_empty: true,
            has_line_end: false,
            uneven: 0,
        };
        Self { ways: [way(true), way(false)] }
    }

    /// Takes the next bytes.
    pub fn put(&mut self, bytes: &[u8]) {
        for way in &mut self.ways {
            bytes.iter().for_each(|byte| way.byte(*byte));
        }
    }

    /// Tells how it is read, once all has been put.
    pub fn is_quoted(mut self) -> bool {
        // The last row may have no line end; a cell that is never closed ends there too.
        self.put(b"\n");
        let [mut quoted, bare] = self.ways;
        quoted.uneven += usize::from(quoted.rows.is_in_cell());
        quoted.uneven <= bare.uneven
    }
}

#[cfg(test)]
mod tests {
    use super::Quoting;

    #[test]
    fn quote_marks_of_words_are_told_from_those_around_cells() {
        let is_quoted = |text: &str| {
            let mut quoting = Quoting::of_tabs();
            quoting.put(text.as_bytes());
            quoting.is_quoted()
        };
        assert!(is_quoted("text\tlabel\nنعم\tx\n") && is_quoted("text\tlabel\n\"a\tb\"\tx\r\n"));
        assert!(!is_quoted("text\tlabel\n\"نعم\tx\nلا\ty\n") && !is_quoted("text\tlabel\n\"a\tx\nb\"\ty\n"));
    }
}
