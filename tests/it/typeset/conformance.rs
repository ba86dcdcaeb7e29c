//! Unicode's own test files: the order of letters (UAX #9), graphemes (UAX #29), line breaks (UAX #14).
//!
//! All of the second and excerpts of the others lie in tests/fixtures/unicode. `UNICODE_DATA` names a folder with
//! the whole files, as Debian's package unicode-data puts them in /usr/share/unicode; docs/typesetting.md says how
//! many cases each has.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use hashiya::text::{ByteOffset, Direction, segment};
use unicode_bidi::{BidiClass, bidi_class};
use unicode_segmentation::UnicodeSegmentation;

use crate::typeset::breaks::tailored;
use crate::typeset::invariants::set;

fn excerpt(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/unicode").join(name)
}

/// Returns the cases of a test file, the whole one where there is a folder for those.
fn cases(name: &str) -> Vec<String> {
    let Some(folder) = std::env::var_os("UNICODE_DATA").map(PathBuf::from) else {
        return lines_of(&excerpt(name));
    };
    let places = [folder.join("auxiliary").join(name), folder.join(name)];
    lines_of(places.iter().find(|path| path.exists()).expect("the file is in the folder"))
}

/// Returns the cases of a file, comments left out.
fn lines_of(path: &Path) -> Vec<String> {
    let file = std::fs::read_to_string(path).expect("the file is there");
    let lines = file.lines().filter_map(|line| line.split('#').next()).map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn character(hex: &str) -> Option<char> {
    u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)
}

/// Reads a case of ÷ and × between code points: the text, and the bytes at which there is a ÷.
///
/// `None` where it holds a surrogate, which no text has.
fn parted(case: &str) -> Option<(String, Vec<usize>)> {
    let (mut text, mut breaks) = (String::new(), Vec::new());
    for part in case.split_whitespace() {
        match part {
            "÷" => breaks.push(text.len()),
            "×" => {}
            hex => text.push(character(hex)?),
        }
    }
    Some((text, breaks))
}

/// Whether the text holds what ends a line whatever its width, so that a paragraph never holds it.
fn ends_lines(text: &str) -> bool {
    text.contains(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'])
}

#[test]
fn graphemes_are_those_of_the_standard() {
    let (mut held, mut set_too) = (0, 0);
    for case in lines_of(&excerpt("GraphemeBreakTest.txt")) {
        let Some((text, breaks)) = parted(&case) else { continue };
        // What a caret and an annotation's end stand on.
        let mut ends = vec![0];
        while let Some(last) = ends.last().copied().filter(|last| *last < text.len()) {
            ends.push(segment::next_grapheme(&text, ByteOffset(last)).0);
        }
        assert_eq!(ends, breaks, "{case}");
        held += 1;
        // And what is drawn.
        if ends_lines(&text) {
            continue;
        }
        for direction in [Direction::LeftToRight, Direction::RightToLeft] {
            let layout = set(&text, None, direction);
            let mut starts: Vec<usize> = layout.clusters.iter().map(|it| it.start as usize).collect();
            starts.sort_unstable();
            starts.push(text.len());
            assert_eq!(starts, breaks, "{case} as set");
        }
        set_too += 1;
    }
    assert!(held > 500 && set_too > 400, "{held} {set_too}");
    println!("graphemes: {held} cases, {set_too} of them set in both directions");
}

#[test]
fn letters_stand_in_the_order_of_the_standard() {
    let mut held = 0;
    for case in cases("BidiCharacterTest.txt") {
        let fields: Vec<&str> = case.split(';').collect();
        let [points, base, resolved, levels, order] = fields[..] else { panic!("five fields: {case}") };
        let characters: Vec<char> = points.split(' ').filter_map(character).collect();
        let text: String = characters.iter().collect();
        if ends_lines(&text) || characters.iter().any(|it| bidi_class(*it) == BidiClass::B) {
            continue;
        }
        let direction = match base {
            "0" => Direction::LeftToRight,
            "1" => Direction::RightToLeft,
            _ => Direction::first_strong(&text).unwrap_or(Direction::LeftToRight),
        };
        assert_eq!(direction.is_rtl(), resolved == "1", "the base direction of {case}");
        let levels: Vec<Option<u8>> = levels.split(' ').map(|level| level.parse().ok()).collect();
        // A grapheme stands where its first character stands that has a place.
        let mut first_of: Vec<Option<(usize, usize)>> = vec![None; characters.len()];
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        for (start, grapheme) in text.grapheme_indices(true) {
            let first = starts.partition_point(|it| *it < start);
            let count = grapheme.chars().count();
            if let Some(placed) = (first..first + count).find(|at| levels[*at].is_some()) {
                first_of[placed] = Some((start, placed));
            }
        }
        let order = order.split(' ').filter_map(|at| at.parse::<usize>().ok());
        let expected: Vec<(usize, bool)> = order
            .filter_map(|at| first_of[at])
            .map(|(start, at)| (start, levels[at].is_some_and(|level| level % 2 == 1)))
            .collect();
        let known: HashSet<usize> = expected.iter().map(|(start, _)| *start).collect();
        let layout = set(&text, None, direction);
        let ours: Vec<(usize, bool)> = layout
            .clusters
            .iter()
            .map(|it| (it.start as usize, it.rtl))
            .filter(|(start, _)| known.contains(start))
            .collect();
        assert_eq!(ours, expected, "{case}");
        held += 1;
    }
    assert!(held > 1_000, "{held}");
    println!("order: {held} cases");
}

/// Cases in which the file goes by the regular expression for numbers that UAX #14 offers in place of rule LB25
/// (section 8.1, example 7), and one that rule LB20a, newer than the file, decides the other way.
const OTHERWISE: [&str; 9] = [
    "× 007D × 0308 ÷ 0025 ÷",
    "× 007D × 0308 ÷ 0024 ÷",
    "× 002D ÷ 05D0 ÷",
    "× 002C × 0308 ÷ 0030 ÷",
    "× 0025 × 0308 ÷ 0028 ÷",
    "× 0024 × 0308 ÷ 0028 ÷",
    "× 002F × 0308 ÷ 0030 ÷",
    "× 0029 × 0308 ÷ 0025 ÷",
    "× 0029 × 0308 ÷ 0024 ÷",
];

/// What stands before each text, so that a line may end before it, and a word too long is not cut.
const LEAD: &str = "x ";

#[test]
fn lines_break_where_the_standard_says() {
    let (mut held, mut places, mut wrong) = (0, 0, Vec::new());
    for case in cases("LineBreakTest.txt") {
        let Some((text, official)) = parted(&case) else { continue };
        // A space with a mark or a joiner on it is one grapheme, and no line ends within.
        let is_joined = format!(" {text}").graphemes(true).any(|it| it.starts_with(' ') && it.len() > 1);
        // Spaces other than U+0020 hang and are as wide as letters.
        let has_spaces = text.contains(|it: char| it != ' ' && it.is_whitespace());
        if ends_lines(&text) || has_spaces || is_joined || !text.chars().all(is_ours) {
            continue;
        }
        let whole = format!("{LEAD}{text}");
        let allowed = allowed(&whole, &official);
        let layout = set(&whole, None, Direction::LeftToRight);
        let width_to = |end: usize| -> f32 {
            let end = whole[..end].trim_end_matches(' ').len();
            layout.clusters.iter().filter(|it| (it.start as usize) < end).map(|it| it.width()).sum()
        };
        held += 1;
        for at in allowed.iter().copied().chain(whole.char_indices().map(|(at, _)| at)) {
            let width = width_to(at);
            if at <= LEAD.len() || width >= width_to(whole.len()) || width_to(LEAD.len()) > width {
                continue;
            }
            // The line takes what fits, up to the last place where it may end.
            let fits = |end: &usize| width_to(*end) <= width + 0.01;
            let expected = allowed.iter().copied().filter(fits).max().unwrap_or(0);
            let set = set(&whole, Some(width + 0.005), Direction::LeftToRight);
            let ours = set.lines[0].text.end as usize;
            if ours != expected && wrong.last() != Some(&case) {
                wrong.push(case.clone());
            }
            places += 1;
        }
    }
    assert!(held > 500 && places > 500, "{held} {places}");
    println!("line breaks: {held} cases, {places} places");
    assert_eq!(wrong, OTHERWISE);
}

/// Returns the bytes at which a line may begin: the official ones, changed as docs/typesetting.md says.
fn allowed(whole: &str, official: &[usize]) -> Vec<usize> {
    let characters: Vec<(usize, char)> = whole.char_indices().collect();
    let inside = characters.windows(2).enumerate().filter(|(index, pair)| {
        let before_before = index.checked_sub(1).map(|it| characters[it].1);
        let standard = pair[1].0 >= LEAD.len() && official.contains(&(pair[1].0 - LEAD.len()));
        tailored(before_before, pair[0].1, pair[1].1).unwrap_or(standard)
    });
    inside.map(|(_, pair)| pair[1].0).collect()
}

/// The letters that articles here are written in, and common signs.
fn is_ours(character: char) -> bool {
    matches!(character,
        ' '..='~' | '\u{A0}'..='\u{24F}' | '\u{300}'..='\u{36F}' | '\u{590}'..='\u{77F}'
        | '\u{8A0}'..='\u{8FF}' | '\u{200B}'..='\u{205E}' | '\u{2060}'..='\u{2069}'
        | '\u{20A0}'..='\u{20BF}' | '\u{2200}'..='\u{22FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}
