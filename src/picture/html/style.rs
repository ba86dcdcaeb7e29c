//! The style sheet of a page: its rules, with the colours and the typeface that the page has.

use std::fmt::Write;

use crate::page::palette::{Palette, Rgba};
use crate::picture::Options;
use crate::picture::xml::base64;
use crate::schema::Tone;
use crate::typeset::{BUNDLED_FONTS, family_stack};

const STYLE: &str = include_str!("style.css");

/// A colour as CSS has it.
fn colour([red, green, blue, alpha]: Rgba) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}")
}

/// Returns the class of a tone.
pub(super) fn tone_name(tone: Tone) -> String {
    serde_json::to_value(tone).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns the colours as variables.
fn variables(palette: &Palette) -> String {
    let named = [
        ("paper", palette.paper),
        ("ink", palette.ink),
        ("weak", palette.weak_ink),
        ("faint", palette.faint),
        ("card", palette.card),
        ("border", palette.border),
        ("hairline", palette.hairline),
        ("link", palette.link),
        ("accent", palette.accent),
        ("problem", palette.problem),
        ("quote", palette.quote_ground),
        ("cue", palette.cue_line),
        ("claim", palette.claim_wave),
        ("hatch", palette.hatch_ground),
        ("stripe", palette.hatch_stripe),
    ];
    let mut css = String::new();
    for (name, value) in named {
        put!(css, "--{name}:{};", colour(value));
    }
    for tone in Tone::ALL {
        let (name, colours) = (tone_name(tone), palette.tone(tone));
        put!(css, "--{name}-tint:{};--{name}-line:{};", colour(colours.tint), colour(colours.line));
    }
    css
}

/// Returns the style sheet: colours in light and dark, the typeface, the rules.
pub(super) fn write(options: &Options) -> String {
    let mut css = String::new();
    let (light, dark) = (variables(&Palette::LIGHT), variables(&Palette::DARK));
    if options.dark {
        put!(css, ":root{{color-scheme:dark;{dark}}}\n@media print{{:root{{color-scheme:light;{light}}}}}\n");
    } else {
        put!(css, ":root{{color-scheme:light dark;{light}}}\n");
        put!(css, "@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n");
    }
    let mut faces: Vec<String> =
        family_stack(&options.family).iter().map(|family| format!("\"{}\"", plain(family))).collect();
    faces.extend(
        ["\"Geeza Pro\"", "\"Traditional Arabic\"", "\"Times New Roman\"", "serif"].map(str::to_owned),
    );
    put!(css, ":root{{--face:{}}}\n", faces.join(","));
    for tone in Tone::ALL {
        let name = tone_name(tone);
        put!(css, ".{name}{{--tint:var(--{name}-tint);--line:var(--{name}-line)}}");
    }
    css.push_str(".card{--line:var(--cue)}.card.claim{--line:var(--claim)}\n");
    if let Some(font) = BUNDLED_FONTS.iter().find(|font| options.embed_font && font.family == options.family)
    {
        let data = base64(font.data);
        put!(
            css,
            "@font-face{{font-family:\"{}\";src:url(data:font/ttf;base64,{data})}}\n",
            plain(font.family)
        );
    }
    css + STYLE
}

/// Returns a name without what could end the string or the element that it stands in.
fn plain(name: &str) -> String {
    name.chars().filter(|one| one.is_alphanumeric() || matches!(one, ' ' | '-')).collect()
}
