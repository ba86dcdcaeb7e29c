//! The colours, by what they are for. This is the one file that names a colour.
//!
//! The window, the picture and the HTML page all take theirs from here, so that a page looks the
//! same wherever it is drawn.

use crate::page::Paint;
use crate::schema::Tone;

/// A colour in sRGB: red, green, blue and straight (not premultiplied) alpha.
pub type Rgba = [u8; 4];

/// The three colours of a tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToneColours<C = Rgba> {
    /// The ground behind marked text; the page's ink stays readable on it.
    pub tint: C,
    /// Underlines, brackets and the bar of a card; stands out from every ground of the page, and from the
    /// lines of the other tones, also for those who see no red, no green or no blue.
    pub line: C,
    /// Text in this tone, on paper or on the tint.
    pub ink: C,
}

/// Every colour of the page and the window, in one of the two lights.
///
/// The parameter is the colour type: plain sRGB here, the toolkit's own in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette<C = Rgba> {
    pub dark: bool,
    /// The window's bars and the panel of properties.
    pub background: C,
    /// The panel that lists documents.
    pub panel: C,
    /// The sheet that the article is read on.
    pub paper: C,
    /// The ground of buttons, inputs, menus and pop-ups.
    pub field: C,
    /// A control under the pointer.
    pub hover: C,
    /// A control held down.
    pub pressed: C,
    /// The ground of the chosen row of a list.
    pub chosen: C,
    /// The ground of a card in the margin.
    pub card: C,
    /// Text.
    pub ink: C,
    /// Captions and second lines; readable on every ground.
    pub weak_ink: C,
    /// Text that is left out, placeholders; readable on every ground all the same.
    pub faint: C,
    /// The chosen segment, the main button.
    pub accent: C,
    /// The accent under the pointer, and held down.
    pub accent_hover: C,
    pub accent_pressed: C,
    /// Text on the accent.
    pub on_accent: C,
    /// The ring of focus, the frame and the handles of the chosen annotation, lines that join.
    pub focus: C,
    /// Links.
    pub link: C,
    /// The edge of what its words already set apart: a button, a pop-up.
    pub border: C,
    /// The edge that alone shows where something can be typed, ticked or dragged.
    pub edge: C,
    /// The line between panels and between the segments of a choice.
    pub hairline: C,
    /// The ground of selected text.
    pub selection: C,
    pub caret: C,
    /// What is wrong: a failed check, a lost anchor.
    pub problem: C,
    /// What waits: a document in progress, a doubtful anchor.
    pub waiting: C,
    /// What is done: saved, finished.
    pub saved: C,
    /// The ground of quoted content.
    pub quote_ground: C,
    /// The dotted line under a cue.
    pub cue_line: C,
    /// The wavy underline of a claim.
    pub claim_wave: C,
    /// The ground and the stripes of a region that is left out.
    pub hatch_ground: C,
    pub hatch_stripe: C,
    /// The shadow under pop-ups.
    pub shadow: C,
    tones: [ToneColours<C>; 8],
}

impl<C: Copy> Palette<C> {
    /// Returns the colours of `tone`.
    pub fn tone(&self, tone: Tone) -> ToneColours<C> {
        self.tones[tone as usize]
    }

    /// Returns the colour for a purpose.
    pub fn paint(&self, paint: Paint) -> C {
        match paint {
            Paint::Tint(tone) => self.tone(tone).tint,
            Paint::ToneLine(tone) => self.tone(tone).line,
            Paint::QuoteGround => self.quote_ground,
            Paint::CueLine => self.cue_line,
            Paint::ClaimWave => self.claim_wave,
            Paint::RegionLine => self.edge,
            Paint::Selection => self.selection,
            Paint::Caret => self.caret,
            Paint::Accent => self.focus,
            Paint::Problem => self.problem,
            Paint::Words => self.weak_ink,
        }
    }

    /// Returns the palette with every colour turned into another type by `convert`.
    pub fn map<D>(&self, convert: impl Fn(C) -> D) -> Palette<D> {
        Palette {
            dark: self.dark,
            background: convert(self.background),
            panel: convert(self.panel),
            paper: convert(self.paper),
            field: convert(self.field),
            hover: convert(self.hover),
            pressed: convert(self.pressed),
            chosen: convert(self.chosen),
            card: convert(self.card),
            ink: convert(self.ink),
            weak_ink: convert(self.weak_ink),
            faint: convert(self.faint),
            accent: convert(self.accent),
            accent_hover: convert(self.accent_hover),
            accent_pressed: convert(self.accent_pressed),
            on_accent: convert(self.on_accent),
            focus: convert(self.focus),
            link: convert(self.link),
            border: convert(self.border),
            edge: convert(self.edge),
            hairline: convert(self.hairline),
            selection: convert(self.selection),
            caret: convert(self.caret),
            problem: convert(self.problem),
            waiting: convert(self.waiting),
            saved: convert(self.saved),
            quote_ground: convert(self.quote_ground),
            cue_line: convert(self.cue_line),
            claim_wave: convert(self.claim_wave),
            hatch_ground: convert(self.hatch_ground),
            hatch_stripe: convert(self.hatch_stripe),
            shadow: convert(self.shadow),
            tones: self.tones.map(|tone| ToneColours {
                tint: convert(tone.tint),
                line: convert(tone.line),
                ink: convert(tone.ink),
            }),
        }
    }
}

impl Palette {
    pub const LIGHT: Self = Self {
        dark: false,
        background: rgb(0xfb_fb_fc),
        panel: rgb(0xf6_f7_f9),
        paper: rgb(0xff_ff_ff),
        field: rgb(0xff_ff_ff),
        hover: rgb(0xf1_f4_f9),
        pressed: rgb(0xe4_ea_f4),
        chosen: rgb(0xdf_e8_fb),
        card: rgb(0xfa_fb_fc),
        ink: rgb(0x22_25_2b),
        weak_ink: rgb(0x55_5c_69),
        faint: rgb(0x57_5e_6b),
        accent: rgb(0x2f_6f_d6),
        accent_hover: rgb(0x28_63_c4),
        accent_pressed: rgb(0x21_57_b0),
        on_accent: rgb(0xff_ff_ff),
        focus: rgb(0x2f_6f_d6),
        link: rgb(0x1f_5f_c7),
        border: rgb(0xd4_d8_de),
        edge: rgb(0x86_8d_99),
        hairline: rgb(0xdd_e0_e5),
        selection: rgb(0xc4_da_fc),
        caret: rgb(0x1b_4f_a8),
        problem: rgb(0xc4_2b_2b),
        waiting: rgb(0xb0_74_00),
        saved: rgb(0x2e_91_53),
        quote_ground: rgb(0xff_f3_d6),
        cue_line: rgb(0xa8_65_00),
        claim_wave: rgb(0xcf_38_38),
        hatch_ground: rgb(0xf4_f5_f7),
        hatch_stripe: rgb(0xec_ee_f1),
        shadow: [0x16, 0x1b, 0x26, 0x2e],
        tones: [
            tone(0xea_dc_ff, 0x6d_44_ba, 0x4f_2a_9e),
            tone(0xcf_e3_ff, 0x22_75_f6, 0x17_4a_9c),
            tone(0xd3_f0_dc, 0x25_72_3f, 0x17_60_3a),
            tone(0xff_ef_c7, 0xb4_6e_00, 0x7a_47_00),
            tone(0xfb_da_da, 0xc0_13_28, 0x97_20_1f),
            tone(0xcd_ef_ef, 0x18_89_78, 0x0a_57_5b),
            tone(0xff_dc_ec, 0xcd_2e_6e, 0x8a_1f_57),
            tone(0xe8_ea_ee, 0x70_7f_96, 0x45_4c_59),
        ],
    };

    pub const DARK: Self = Self {
        dark: true,
        background: rgb(0x1b_1e_23),
        panel: rgb(0x17_1a_1f),
        paper: rgb(0x1f_23_29),
        field: rgb(0x25_29_30),
        hover: rgb(0x2d_32_3b),
        pressed: rgb(0x36_3d_48),
        chosen: rgb(0x2a_3b_57),
        card: rgb(0x24_28_2f),
        ink: rgb(0xe3_e6_eb),
        weak_ink: rgb(0xb4_bb_c6),
        faint: rgb(0xb0_b7_c3),
        accent: rgb(0x35_70_d0),
        accent_hover: rgb(0x2f_66_c0),
        accent_pressed: rgb(0x29_5b_ae),
        on_accent: rgb(0xff_ff_ff),
        focus: rgb(0x6f_a3_f5),
        link: rgb(0x8a_b6_ff),
        border: rgb(0x3d_44_4f),
        edge: rgb(0x7b_84_92),
        hairline: rgb(0x31_37_41),
        selection: rgb(0x29_46_6f),
        caret: rgb(0x9c_c2_ff),
        problem: rgb(0xff_8a_84),
        waiting: rgb(0xe8_b0_4a),
        saved: rgb(0x6c_c8_8f),
        quote_ground: rgb(0x3a_33_20),
        cue_line: rgb(0xe0_a5_45),
        claim_wave: rgb(0xf0_7b_75),
        hatch_ground: rgb(0x24_28_2e),
        hatch_stripe: rgb(0x2b_30_37),
        shadow: [0x00, 0x00, 0x00, 0x78],
        tones: [
            tone(0x3d_30_5e, 0x9d_7d_e8, 0xd9_c9_ff),
            tone(0x24_3f_66, 0x90_b4_fd, 0xbf_d9_ff),
            tone(0x20_48_34, 0x55_b4_85, 0xb4_ea_c9),
            tone(0x4c_3b_17, 0xe4_ae_4d, 0xf8_dc_a3),
            tone(0x59_2b_2d, 0xf3_67_63, 0xff_c9_c5),
            tone(0x17_48_4b, 0x4c_d4_db, 0xad_e8_ea),
            tone(0x55_2c_42, 0xff_83_bc, 0xff_c8_e0),
            tone(0x38_3e_48, 0x8d_92_98, 0xd3_d9_e2),
        ],
    };
}

const fn rgb(hex: u32) -> Rgba {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8, 0xff]
}

const fn tone(tint: u32, line: u32, ink: u32) -> ToneColours {
    ToneColours { tint: rgb(tint), line: rgb(line), ink: rgb(ink) }
}

/// Returns the contrast ratio of two opaque colours, from 1 to 21.
///
/// Source: WCAG 2.2, "contrast ratio" and "relative luminance".
pub fn contrast(one: Rgba, other: Rgba) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Returns the relative luminance of a colour, from 0 to 1; its alpha is not looked at.
pub fn luminance([red, green, blue, _]: Rgba) -> f32 {
    let linear = |channel: u8| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
#[path = "palette_tests.rs"]
mod tests;
