//! How far the ink of letters with marks stacked high and low reaches: what lies within its line's
//! box is never cut, and what reaches out is known.

use hashiya::text::Direction;
use hashiya::typeset::{Bin, FontBook, Rasterizer, Strike, TextStyle, Typesetter};

/// Returns how far ink reaches above and below the line's box, in parts of the size; less than
/// nought where there is room left.
fn overshoot(family: &str, text: &str, line_height: f32) -> (f32, f32) {
    let book = FontBook::bundled();
    let size = 40.0;
    let style = TextStyle { family: family.into(), size, line_height: size * line_height, bold: false };
    let layout = Typesetter::new(book.clone()).paragraph(text, &style, None, Direction::RightToLeft);
    let mut rasterizer = Rasterizer::new(book);
    let (mut top, mut bottom) = (f32::MAX, f32::MIN);
    for run in &layout.runs {
        for glyph in layout.run_glyphs(run) {
            let image =
                rasterizer.glyph(&Strike::of(run, 1.0), glyph.id, Bin::default()).expect("it is drawn");
            if image.height > 0 {
                let above = glyph.y - image.top as f32;
                top = top.min(above);
                bottom = bottom.max(above + image.height as f32);
            }
        }
    }
    let line = &layout.lines[0];
    ((line.top - top) / size, (bottom - line.bottom) / size)
}

#[test]
fn stacked_marks_lie_within_their_line() {
    for (family, texts) in [
        ("Noto Naskh Arabic", &["أَلَّذِي إِنَّ آلُّ ٱلْحَقِّ", "لَأُ لَإِ لَآ لُّ", "كِتَابًا مُحَمَّدٍ شَيْءٍ قٍّ", "خانهٔ کتابِ پُلّ"][..]),
        ("Vazirmatn", &["أَلَّذِي إِنَّ آلُّ", "مُحَمَّدٍ شَيْءٍ قٍّ", "خانهٔ کتابِ پُلّ"]),
        ("Noto Sans Hebrew", &["הַשָּׁלוֹם לַקֹּדֶשׁ", "ךָּ לֵּךְ"]),
    ] {
        for text in texts {
            let (above, below) = overshoot(family, text, 1.9);
            assert!(
                above <= 0.0 && below <= 0.0,
                "{family}: {text} reaches out by {above} and {below} of the size"
            );
        }
    }
}

/// Nastaliq climbs: a long word with marks rises above its line. Whoever draws lines one by one, and
/// leaves out those out of sight, has to reckon with less than a line's height of it.
#[test]
fn nastaliq_reaches_out_by_less_than_a_line() {
    let mut highest = f32::MIN;
    for text in ["چھوٹی بستیوں", "پٹپٹ ٹٹٹ", "کُچھ مُحَمَّد نصیحت", "حج صحیح ججج"]
    {
        let (above, below) = overshoot("Noto Nastaliq Urdu", text, 1.9);
        assert!(above < 0.6 && below < 0.1, "{text} reaches out by {above} and {below} of the size");
        highest = highest.max(above);
    }
    assert!(highest > 0.0, "it does reach out: {highest}");
}

/// What no bundled font has is a box, and nothing but white space and what directs other text is blank.
#[test]
fn no_character_is_left_blank() {
    let nasty = "漢字かな한글ไทยदेवનાગ😀👩\u{200D}🔬🇵🇸⅓₪﷼﷽ﷺ۞۝٪‰☪✡★♥ܐߊޘꙮ𐎠𝔄🄰\u{E000}\u{F8FF}\u{FFFD}\u{FFFE}\u{10FFFF}\u{0378}\u{0600}\u{06DD}\u{08E2}\u{061E}";
    let book = FontBook::bundled();
    let mut typesetter = Typesetter::new(book.clone());
    let mut rasterizer = Rasterizer::new(book.clone());
    for family in book.families() {
        let style = TextStyle { family: family.as_str().into(), size: 40.0, line_height: 80.0, bold: false };
        for character in nasty.chars().filter(|character| *character != '\u{200D}') {
            let text = character.to_string();
            let layout = typesetter.paragraph(&text, &style, None, Direction::RightToLeft);
            let glyphs = layout.runs.iter().flat_map(|run| {
                layout.run_glyphs(run).iter().map(move |glyph| (Strike::of(run, 1.0), glyph.id))
            });
            let has_ink = glyphs.into_iter().any(|(strike, id)| {
                let image = rasterizer.glyph(&strike, id, Bin::default());
                image.is_some_and(|image| image.width > 2 && image.height > 2)
            });
            assert!(has_ink, "U+{:04X} in {family} is blank", u32::from(character));
            assert!(layout.clusters.iter().any(|cluster| cluster.width() > 1.0), "{character} in {family}");
        }
    }
}
