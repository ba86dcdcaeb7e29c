//! A caret that goes by words, in four scripts: it stops once a word, at the same edge both ways.

use hashiya::text::Direction;
use hashiya::typeset::{
    Along, Caret, Motion, ParagraphSource, Selecting, Side, TextStyle, Track, Typesetter, Way,
};

use crate::typeset::{naskh, style, typesetter};

/// An article's column with what moves a caret in it.
struct Setting {
    text: &'static str,
    column: hashiya::typeset::Column,
    typesetter: Typesetter,
}

impl Setting {
    fn new(text: &'static str, style: TextStyle, width: f32) -> Self {
        let mut start = 0;
        let sources = text.split('\n').map(|line| {
            let span = hashiya::text::Span::new(start, start + line.len());
            start = span.end.0 + 1;
            let direction = Direction::first_strong(line).unwrap_or(Direction::RightToLeft);
            ParagraphSource { span, direction, scale: 1.0, bold: false }
        });
        let column = hashiya::typeset::Column::new(sources.collect(), style, width, 10.0);
        Self { text, column, typesetter: typesetter() }
    }

    fn go(&mut self, track: &mut Track, motion: Motion, selecting: Selecting) {
        self.column.travel(track, motion, selecting, self.text, &mut self.typesetter);
    }

    /// The offsets that a caret stops at on its way from `from`, where it begins.
    fn walk(&mut self, from: usize, motion: Motion) -> Vec<usize> {
        let mut track = Track::at(Caret::before(from));
        let mut stops = vec![from];
        loop {
            let before = track.focus;
            self.go(&mut track, motion, Selecting::Move);
            if track.focus == before {
                return stops;
            }
            stops.push(track.focus.offset);
            assert!(stops.len() < 1000, "the walk ends");
        }
    }
}

fn word(side: Side) -> Motion {
    Motion::Word(Along::Line(side))
}

const ON: Motion = Motion::Word(Along::Text(Way::On));
const BACK: Motion = Motion::Word(Along::Text(Way::Back));

/// Each word of a text with `|` before it; marks and spaces between words don't stop the caret.
const DRAWN: [(&str, &str); 4] = [
    ("Noto Naskh Arabic", "|وقال |الوزيرُ: «|سنوقّع |العقدَ |قريبًا»، |وأضاف |أنّ |38.5% |من |الميزانية |صُرفت!"),
    (
        "Noto Naskh Arabic",
        "|او |می\u{200c}خواهد |کتاب\u{200c}های |تازه |را (|با |خانهٔ |کتاب) |بخواند؛ |۱۲٫۵ |میلیون.",
    ),
    ("Noto Sans Hebrew", "|דובר |צה\"ל |אמר: |מנכ״ל |החברה, |ד״ר |כהן, |יגיע |ב-|12.5 |לתל |אביב."),
    ("Noto Nastaliq Urdu", "|انہوں |نے |کہا: ”|سکول |کھلے |گا“۔ |اگلے |دن |۱۲ |بچے |آئے۔"),
];

fn split(drawn: &str) -> (&'static str, Vec<usize>) {
    let mut stops = Vec::new();
    let mut text = String::new();
    for character in drawn.chars() {
        if character == '|' { stops.push(text.len()) } else { text.push(character) }
    }
    (text.leak(), stops)
}

#[test]
fn words_stop_once_each_in_four_scripts_on_any_number_of_lines() {
    for (family, drawn) in DRAWN {
        let (text, starts) = split(drawn);
        let mut forward = starts.clone();
        forward.push(text.len());
        let mut back = starts.clone();
        back.reverse();
        back.insert(0, text.len());
        for width in [1000.0, 170.0] {
            let mut setting = Setting::new(text, style(family), width);
            assert_eq!(setting.walk(0, word(Side::Left)), forward, "{drawn} at {width}, as seen");
            assert_eq!(setting.walk(text.len(), word(Side::Right)), back, "{drawn} at {width}, as seen");
            assert_eq!(setting.walk(0, ON), forward, "{drawn} at {width}, as read");
            assert_eq!(setting.walk(text.len(), BACK), back, "{drawn} at {width}, as read");
            if width < 200.0 {
                assert!(setting.column.layout(0).is_some_and(|layout| layout.lines.len() > 2), "it wraps");
            }
        }
    }
}

#[test]
fn as_seen_each_stop_lies_further_to_the_side_of_the_arrow() {
    let text = "قالت شركة Blue Harbor Group إنّ 25 مليون";
    let mut setting = Setting::new(text, naskh(), 1000.0);
    let mut track = Track::at(Caret::before(0));
    let mut places = Vec::new();
    for _ in 0..8 {
        places.push(setting.column.caret_rect(track.focus).x0);
        setting.go(&mut track, word(Side::Left), Selecting::Move);
    }
    assert!(places.windows(2).all(|pair| pair[1] < pair[0]), "{places:?}");
    assert_eq!(track.focus.offset, text.len());
    let last = setting.column.caret_rect(track.focus).x0;
    // Back over the same places.
    let mut back = Vec::new();
    for _ in 0..8 {
        setting.go(&mut track, word(Side::Right), Selecting::Move);
        back.push(setting.column.caret_rect(track.focus).x0);
    }
    back.reverse();
    assert_eq!(back, places);
    assert!(last < places[7]);
    // A selection begun at the edge of the English words takes them, not what follows.
    let mut track = Track::at(Caret::before(0));
    for _ in 0..2 {
        setting.go(&mut track, word(Side::Left), Selecting::Move);
    }
    setting.go(&mut track, word(Side::Left), Selecting::Extend);
    assert_eq!(&text[track.anchor.offset..track.focus.offset], "Blue");
    // As read, the English words come in their own order.
    let stops = setting.walk(0, ON);
    assert!(stops.is_sorted() && stops.len() == 9, "{stops:?}");
}

#[test]
fn a_selection_by_words_ends_with_the_word() {
    for (family, drawn) in DRAWN {
        let (text, starts) = split(drawn);
        let mut setting = Setting::new(text, style(family), 300.0);
        let mut track = Track::at(Caret::before(starts[2]));
        let mut taken = Vec::new();
        for _ in 0..3 {
            setting.go(&mut track, word(Side::Left), Selecting::Extend);
            let selected = &text[track.anchor.offset..track.focus.offset];
            assert!(selected.ends_with(char::is_alphanumeric) || selected.ends_with(is_mark), "{selected}");
            taken.push(track.focus.offset);
        }
        // Back over the same ends, to the anchor and beyond it to where words start.
        for end in [taken[1], taken[0], starts[2], starts[1], starts[0]] {
            setting.go(&mut track, word(Side::Right), Selecting::Extend);
            assert_eq!((track.anchor.offset, track.focus.offset), (starts[2], end), "{drawn}");
        }
    }
}

fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

#[test]
fn as_read_a_caret_passes_every_letter_in_order() {
    let text = "قال ab ثم\nthen نعم";
    let mut setting = Setting::new(text, naskh(), 60.0);
    let stops = setting.walk(0, Motion::Grapheme(Along::Text(Way::On)));
    let all: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    assert_eq!(stops, all);
    let mut back = setting.walk(text.len(), Motion::Grapheme(Along::Text(Way::Back)));
    back.reverse();
    assert_eq!(back, all);
}
