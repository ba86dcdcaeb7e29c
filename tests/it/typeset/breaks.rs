//! Where lines break, held against the unicode-linebreak crate (UAX #14), and where graphemes end
//! (UAX #29).

use hashiya::text::Direction;
use hashiya::typeset::ParagraphLayout;
use proptest::prelude::{Strategy, prop_oneof, proptest};
use proptest::sample::select;
use unicode_linebreak::BreakOpportunity;

use crate::typeset::invariants::{directions, set};
use crate::typeset::{find, rtl};

const ARABIC: &[&str] =
    &["قال", "الأسعار", "لا", "مُدير", "والاستثمار", "١٢٫٥٪", "٪٣٨", "٢٠٢٦/٥/١٢", "رئيس؟", "ثم،"];
const HEBREW: &[&str] =
    &["שלום", "צה\"ל", "ד\"ר", "ב־1", "בן־אדם", "שָׁלוֹם", "מנכ\"לית", "ה-7", "₪45", "תל-אביב"];
const PERSIAN: &[&str] = &[
    "می\u{200C}خواهند",
    "کتاب\u{200C}ها",
    "۱۴۰۲",
    "۲٬۳۰۰",
    "گفت\u{200C}وگو",
    "۶۵٪",
    "خانهٔ",
    "پنج\u{200C}شنبه،",
];
const URDU: &[&str] = &["ٹھیک", "ہے۔", "اسکول", "٢٠٢٦ء", "چھوٹی", "میں", "‘بچوں’", "کے"];
const LATIN: &[&str] = &[
    "Harbor",
    "AT&T",
    "e-mail",
    "24/7",
    "$5.40",
    "-12",
    "38%",
    "https://example.org/a-b/c?d=1&e=2#f",
    "it's",
    "C++",
    "a@example.org",
    "2020-2022",
    "(2026)",
    "x–y",
    "a—b",
    "[sic]",
    "USD\u{00A0}20",
    "well...",
    "what?!",
];
const JOINTS: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\u{00A0}",
    "\u{2009}",
    "\u{200B}",
    " «",
    "» ",
    " (",
    ") ",
    "، ",
    " - ",
    " – ",
    ": ",
    "/",
    "…",
    "\u{2067}",
    "\u{2069} ",
    " \u{2066}",
    "\u{200F} ",
];

/// A text in one of the four languages with Latin inside.
fn texts() -> impl Strategy<Value = String> {
    let words = select(&[ARABIC, HEBREW, PERSIAN, URDU][..]);
    words.prop_flat_map(|words| {
        let word = prop_oneof![4 => select(words), 1 => select(LATIN)];
        let parts = proptest::collection::vec((word, select(JOINTS)), 1..40);
        parts.prop_map(|parts| parts.into_iter().flat_map(|(word, joint)| [word, joint]).collect())
    })
}

/// What differs from UAX #14 between three characters, the break standing behind the second: the
/// tailoring of Chromium, which docs/typesetting.md explains. None where the standard decides.
pub fn tailored(before_before: Option<char>, before: char, after: char) -> Option<bool> {
    if before == ' ' {
        return Some(after != ' ');
    }
    if before == '\u{2009}' && after.is_alphanumeric() {
        return Some(true);
    }
    if before == '-' && after.is_ascii_digit() {
        return Some(before_before.is_some_and(|it| it.is_ascii_alphanumeric()));
    }
    // Rule LB20a, newer than the crate's tables: a hyphen that begins a word stays with it.
    if before == '-'
        && after.is_alphabetic()
        && before_before.is_none_or(|it| " \u{00A0}\u{200B}".contains(it))
    {
        return Some(false);
    }
    if !(before.is_ascii_graphic() && after.is_ascii_graphic()) {
        return None;
    }
    let stays = before.is_ascii_alphanumeric()
        || "$'(/<@[^_`{".contains(before)
        || "!),./:;?]}".contains(after)
        || (before == '?' && "\"'".contains(after))
        || (before == '-' && after == '$');
    Some(!stays && ("-?".contains(before) || "(<[{".contains(after)))
}

/// Returns the bytes at which a line may begin.
fn opportunities(text: &str) -> Vec<usize> {
    let standard: Vec<usize> = unicode_linebreak::linebreaks(text)
        .filter(|(_, kind)| *kind == BreakOpportunity::Allowed)
        .map(|(offset, _)| offset)
        .collect();
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let inside = characters.windows(2).enumerate().filter(|(index, pair)| {
        let before_before = index.checked_sub(1).map(|it| characters[it].1);
        tailored(before_before, pair[0].1, pair[1].1).unwrap_or_else(|| standard.contains(&pair[1].0))
    });
    inside.map(|(_, pair)| pair[1].0).collect()
}

fn visible_width(layout: &ParagraphLayout) -> f32 {
    layout.lines.iter().map(|line| line.right - line.left).fold(0.0, f32::max)
}

proptest! {
    #[test]
    fn lines_break_where_the_standard_lets_them_and_no_sooner(
        text in texts(), room in 1.0_f32..2.5, direction in directions(),
    ) {
        let allowed = opportunities(&text);
        let edges: Vec<usize> = [0].into_iter().chain(allowed.iter().copied()).chain([text.len()]).collect();
        let measure = |range: std::ops::Range<usize>| visible_width(&set(&text[range], None, direction));
        // A word too long for a line is broken inside, so the column holds the longest.
        let longest = edges.windows(2).map(|it| measure(it[0]..it[1])).fold(60.0, f32::max);
        let width = longest * room + 8.0;
        let layout = set(&text, Some(width), direction);
        for pair in layout.lines.windows(2) {
            let (start, break_at) = (pair[0].text.start as usize, pair[0].text.end as usize);
            assert!(
                allowed.contains(&break_at),
                "no line may begin at {break_at}: {:?}", text[start..].split_at(break_at - start)
            );
            // The line is full: what might have stood on it as well has no room.
            let next = edges.iter().copied().find(|it| *it > break_at).unwrap_or(text.len());
            let longer = measure(start..next);
            assert!(longer > width - 4.0, "{longer} has room in {width}: {:?} {:?}", &text[start..break_at], &text[break_at..next]);
        }
    }
}

/// Each place where a line may begin, shown by a bar.
fn barred(text: &str) -> String {
    let allowed = opportunities(text);
    let bar = |(offset, it): (usize, char)| {
        if allowed.contains(&offset) { format!("|{it}") } else { it.to_string() }
    };
    text.char_indices().map(bar).collect()
}

#[test]
fn the_tailoring_is_the_one_described() {
    for (text, expected) in [
        ("قال «لا» ثم", "قال |«لا» |ثم"),
        ("سنة 2020-2022 و1/2", "سنة |2020-|2022 |و1/2"),
        ("חינם: ב-7 ו־3", "חינם: |ב-7 |ו־3"),
        ("مبلغ $5.40 (-3)", "مبلغ |$5.40 |(-3)"),
        ("عبر a.org/b-c?d=1 اليوم", "عبر |a.org/b-|c?|d=1 |اليوم"),
        ("شبه\u{00A0}جملة ثم", "شبه\u{00A0}جملة |ثم"),
        ("שלום\u{2009}12", "שלום\u{2009}|12"),
        ("می\u{200C}خواهند -نه", "می\u{200C}خواهند |-نه"),
    ] {
        assert_eq!(barred(text), expected);
    }
}

/// The typesetter breaks where the table above says, and behind a thin space after Hebrew too.
#[test]
fn a_thin_space_behind_a_hebrew_letter_lets_a_line_end() {
    let text = "אמר שלום\u{2009}12345";
    let number = find(text, "12345");
    let one_line = visible_width(&rtl(text, None));
    let layout = rtl(text, Some(one_line - 4.0));
    assert_eq!(layout.lines.len(), 2);
    assert_eq!(layout.lines[1].text.start as usize, number.start);
}

/// UAX #29, by example: where each grapheme ends, whatever the font makes of it.
#[test]
fn graphemes_end_where_the_standard_says() {
    for (text, expected) in [
        ("مُحَمَّد", &["مُ", "حَ", "مَّ", "د"][..]),
        ("شَهْرٌ", &["شَ", "هْ", "رٌ"]),
        ("می\u{200C}خو", &["م", "ی\u{200C}", "خ", "و"]),
        ("הַשָּׁלוֹם", &["הַ", "שָּׁ", "ל", "וֹ", "ם"]),
        ("ٹھی۔", &["ٹ", "ھ", "ی", "۔"]),
        ("خانهٔ", &["خ", "ا", "ن", "هٔ"]),
        ("لا", &["ل", "ا"]),
        ("كـت", &["ك", "ـ", "ت"]),
        ("\u{0600}١٢", &["\u{0600}١", "٢"]),
        ("e\u{301}a", &["e\u{301}", "a"]),
        ("👩\u{200D}🔬🇵🇸🇯🇴", &["👩\u{200D}🔬", "🇵🇸", "🇯🇴"]),
        ("각가", &["각", "가"]),
        ("أ\u{200F}ب", &["أ", "\u{200F}", "ب"]),
    ] {
        for direction in [Direction::LeftToRight, Direction::RightToLeft] {
            let layout = set(text, None, direction);
            let mut clusters = layout.clusters.clone();
            clusters.sort_by_key(|it| it.start);
            let graphemes: Vec<&str> =
                clusters.iter().map(|it| &text[it.start as usize..it.end as usize]).collect();
            assert_eq!(graphemes, expected);
        }
    }
}
