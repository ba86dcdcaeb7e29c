//! Every pair of colours that can meet, measured; and how the lines of labels look to those who see fewer colours.

use super::{Palette, Rgba, contrast};
use crate::page::{Dash, Paint};
use crate::schema::{LayerStyle, Schema, Tone};

/// WCAG 2.2, 1.4.3, level AA, for text of any size.
const TEXT: f32 = 4.5;
/// WCAG 2.2, 1.4.11, for lines, edges and signs.
const LINE: f32 = 3.0;
/// Four times the least difference that an eye sees side by side (2.3 of CIEDE2000): lines are thin and apart.
const APART: f64 = 9.2;

fn assert_contrast(what: &str, one: Rgba, other: Rgba, least: f32) {
    let ratio = contrast(one, other);
    assert!(ratio >= least, "{what}: {ratio:.2} is less than {least}");
}

fn light(palette: &Palette) -> &'static str {
    if palette.dark { "dark" } else { "light" }
}

/// What text of the window can stand on.
fn grounds(palette: &Palette) -> Vec<(String, Rgba)> {
    let named = [
        ("background", palette.background),
        ("panel", palette.panel),
        ("paper", palette.paper),
        ("field", palette.field),
        ("hover", palette.hover),
        ("pressed", palette.pressed),
        ("chosen", palette.chosen),
        ("card", palette.card),
        ("selection", palette.selection),
    ];
    named.into_iter().map(|(name, ground)| (name.to_owned(), ground)).collect()
}

/// What letters of the article can stand on. Tints are opaque: of those that lie over each other the inner one
/// is seen.
fn page_grounds(palette: &Palette) -> Vec<(String, Rgba)> {
    let named = [
        ("paper", palette.paper),
        ("selection", palette.paint(Paint::Selection)),
        ("quote", palette.paint(Paint::QuoteGround)),
        ("hatch", palette.hatch_ground),
        ("stripe", palette.hatch_stripe),
    ];
    let tints = Tone::ALL.map(|tone| (format!("{tone:?}"), palette.paint(Paint::Tint(tone))));
    named.into_iter().map(|(name, ground)| (name.to_owned(), ground)).chain(tints).collect()
}

#[test]
fn contrast_is_measured_as_wcag_does() {
    assert!((contrast([0, 0, 0, 255], [255, 255, 255, 255]) - 21.0).abs() < 0.01);
    assert!((contrast([0x77, 0x77, 0x77, 255], [255, 255, 255, 255]) - 4.48).abs() < 0.01);
}

#[test]
fn every_ground_is_opaque() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        for (name, [.., alpha]) in grounds(&palette).into_iter().chain(page_grounds(&palette)) {
            assert_eq!(alpha, 255, "{name}: what shines through is not measured");
        }
    }
}

#[test]
fn text_of_the_window_is_readable_on_every_ground() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        for (name, ground) in grounds(&palette) {
            let light = light(&palette);
            for (what, ink) in [("ink", palette.ink), ("weak", palette.weak_ink), ("faint", palette.faint)] {
                assert_contrast(&format!("{light}: {what} on {name}"), ink, ground, TEXT);
            }
        }
        let accents = [palette.accent, palette.accent_hover, palette.accent_pressed];
        for accent in accents {
            assert_contrast("on accent", palette.on_accent, accent, TEXT);
        }
        for (what, ink) in [("link", palette.link), ("problem", palette.problem)] {
            assert_contrast(&format!("{}: {what}", light(&palette)), ink, palette.field, TEXT);
        }
    }
}

#[test]
fn letters_of_the_article_are_readable_on_every_ground() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        for (name, ground) in page_grounds(&palette) {
            let light = light(&palette);
            assert_contrast(&format!("{light}: ink on {name}"), palette.ink, ground, TEXT);
            assert_contrast(&format!("{light}: left out on {name}"), palette.faint, ground, TEXT);
        }
        for tone in Tone::ALL {
            let colours = palette.tone(tone);
            assert_contrast(&format!("{tone:?}: ink on tint"), colours.ink, colours.tint, TEXT);
            assert_contrast(&format!("{tone:?}: ink on paper"), colours.ink, palette.paper, TEXT);
        }
    }
}

#[test]
fn lines_of_the_article_stand_out_from_every_ground() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        // What is drawn over everything, the selection included.
        let over = [Paint::CueLine, Paint::ClaimWave, Paint::Accent, Paint::Problem, Paint::Caret];
        for (name, ground) in page_grounds(&palette) {
            for paint in over {
                let what = format!("{}: {paint:?} on {name}", light(&palette));
                assert_contrast(&what, palette.paint(paint), ground, LINE);
            }
            // The lines of mentions lie under the selection.
            for tone in Tone::ALL.into_iter().filter(|_| name != "selection") {
                let what = format!("{}: line of {tone:?} on {name}", light(&palette));
                assert_contrast(&what, palette.paint(Paint::ToneLine(tone)), ground, LINE);
            }
        }
        assert_contrast("region", palette.paint(Paint::RegionLine), palette.paper, LINE);
    }
}

#[test]
fn signs_of_the_window_stand_out_from_their_ground() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        let light = light(&palette);
        for (name, ground) in grounds(&palette).into_iter().filter(|(name, _)| name != "selection") {
            let signs = [
                ("focus", palette.focus),
                ("problem", palette.problem),
                ("waiting", palette.waiting),
                ("saved", palette.saved),
                ("cue", palette.cue_line),
                ("wave", palette.claim_wave),
            ];
            for (what, sign) in signs {
                assert_contrast(&format!("{light}: {what} on {name}"), sign, ground, LINE);
            }
            for tone in Tone::ALL {
                let line = palette.tone(tone).line;
                assert_contrast(&format!("{light}: dot of {tone:?} on {name}"), line, ground, LINE);
            }
            // A field has its edge where it lies, and is never held down.
            if !["pressed", "chosen"].contains(&name.as_str()) {
                assert_contrast(&format!("{light}: edge on {name}"), palette.edge, ground, LINE);
            }
        }
        assert_contrast(&format!("{light}: caret"), palette.caret, palette.field, LINE);
        assert_contrast(&format!("{light}: ring on the accent"), palette.on_accent, palette.accent, LINE);
        assert_contrast(&format!("{light}: accent"), palette.accent, palette.field, LINE);
    }
}

/// How an eye sees colours: a matrix over linear light.
///
/// Source: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
/// Deficiency", IEEE TVCG 15 (6), 2009, severity 1.0.
const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
    ("all colours", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "no red",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "no green",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "no blue",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// Returns the colour as that eye sees it, in CIE L*a*b* under D65.
fn seen([red, green, blue, _]: Rgba, eye: &[[f64; 3]; 3]) -> [f64; 3] {
    let linear = [red, green, blue].map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let dot = |row: &[f64; 3], vector: [f64; 3]| row.iter().zip(vector).map(|(one, other)| one * other).sum();
    let there = [0, 1, 2].map(|row: usize| {
        let value: f64 = dot(&eye[row], linear);
        value.clamp(0.0, 1.0)
    });
    const XYZ: [[f64; 3]; 3] = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5],
        [0.212_672_9, 0.715_152_2, 0.072_175_0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1],
    ];
    const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];
    let [x, y, z] = [0, 1, 2].map(|row: usize| {
        let value: f64 = dot(&XYZ[row], there);
        let share = value / WHITE[row];
        if share > 216.0 / 24389.0 { share.cbrt() } else { (24389.0 / 27.0 * share + 16.0) / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Returns the colour difference CIEDE2000.
///
/// Source: Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", Color Research and Application 30 (1),
/// 2005, whose test data the first test takes.
fn difference(one: [f64; 3], other: [f64; 3]) -> f64 {
    let chroma = |[_, a, b]: [f64; 3]| a.hypot(b);
    let mean = ((chroma(one) + chroma(other)) / 2.0).powi(7);
    let stretch = 1.0 + 0.5 * (1.0 - (mean / (mean + 25_f64.powi(7))).sqrt());
    let [one, other] = [one, other].map(|[lightness, a, b]| [lightness, a * stretch, b]);
    let hue = |[_, a, b]: [f64; 3]| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (chroma_one, chroma_other) = (chroma(one), chroma(other));
    let (hue_one, hue_other) = (hue(one), hue(other));
    let is_grey = chroma_one * chroma_other == 0.0;
    let turn = if is_grey { 0.0 } else { (hue_other - hue_one + 180.0).rem_euclid(360.0) - 180.0 };
    let lightness = other[0] - one[0];
    let saturation = chroma_other - chroma_one;
    let hues = 2.0 * (chroma_one * chroma_other).sqrt() * (turn / 2.0).to_radians().sin();
    let middle = (one[0] + other[0]) / 2.0;
    let chroma_mean = (chroma_one + chroma_other) / 2.0;
    let hue_mean = match (is_grey, (hue_one - hue_other).abs() <= 180.0, hue_one + hue_other < 360.0) {
        (true, ..) => hue_one + hue_other,
        (_, true, _) => (hue_one + hue_other) / 2.0,
        (_, _, true) => (hue_one + hue_other + 360.0) / 2.0,
        _ => (hue_one + hue_other - 360.0) / 2.0,
    };
    let cosine = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cosine(hue_mean - 30.0)
        + 0.24 * cosine(2.0 * hue_mean)
        + 0.32 * cosine(3.0 * hue_mean + 6.0)
        - 0.20 * cosine(4.0 * hue_mean - 63.0);
    let around = 30.0 * (-((hue_mean - 275.0) / 25.0).powi(2)).exp();
    let seventh = chroma_mean.powi(7);
    let rotation = -2.0 * (seventh / (seventh + 25_f64.powi(7))).sqrt() * (2.0 * around).to_radians().sin();
    let from_middle = (middle - 50.0).powi(2);
    let l = lightness / (1.0 + 0.015 * from_middle / (20.0 + from_middle).sqrt());
    let c = saturation / (1.0 + 0.045 * chroma_mean);
    let h = hues / (1.0 + 0.015 * chroma_mean * t);
    (l * l + c * c + h * h + rotation * c * h).sqrt()
}

#[test]
fn differences_are_those_of_the_published_data() {
    let pairs = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0011], 7.2195),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ];
    for (one, other, expected) in pairs {
        let found = difference(one, other);
        assert!((found - expected).abs() < 1e-4, "{one:?} {other:?}: {found}");
    }
}

#[test]
fn the_lines_of_the_tones_are_told_apart_by_every_eye() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        for (number, one) in Tone::ALL.into_iter().enumerate() {
            for other in Tone::ALL.into_iter().skip(number + 1) {
                for (vision, eye) in &VISIONS {
                    let [first, second] = [one, other].map(|tone| seen(palette.tone(tone).line, eye));
                    let apart = difference(first, second);
                    let light = light(&palette);
                    assert!(apart >= APART, "{light}, {vision}: {one:?} and {other:?} are {apart:.1} apart");
                }
            }
        }
    }
}

#[test]
fn labels_of_one_colour_have_lines_of_their_own() {
    let schema = Schema::news();
    let mut seen: Vec<(Tone, Dash)> = Vec::new();
    for layer in schema.layers.iter().filter(|layer| layer.style == LayerStyle::Tint) {
        for label in &layer.labels {
            let look = (label.tone, Dash::of_label(schema.rank_in_tone(&layer.id, &label.id)));
            assert!(!seen.contains(&look), "{} looks as another label: {look:?}", label.id);
            seen.push(look);
        }
    }
    assert_eq!(seen.len(), 21);
    assert_eq!(schema.rank_in_tone("entity", "PERS"), 0, "the first of a colour has the plain line");
}
