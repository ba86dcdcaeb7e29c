//! Setting text: one paragraph or one line at a time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use parley::{
    BaseDirection, CHROMIUM_LINE_BREAK_OVERRIDE, FontContext, FontFamily, FontFamilyName, FontWeight,
    GenericFamily, Layout, LayoutContext, LineBreakContext, LineBreakOverrideFn, LineHeight, OverflowWrap,
    TextWrapMode,
};
use unicode_bidi::{BidiClass, bidi_class};

use crate::text::Direction;
use crate::typeset::flatten::{Flattener, Measure};
use crate::typeset::font::family_stack;
use crate::typeset::script::{Scripted, UNSEEN};
use crate::typeset::{FontBook, Measured, ParagraphLayout};

const ELLIPSIS: char = '…';
/// More bytes than letters of most texts fill an em with: Arabic ones are two bytes and half an em.
const BYTES_PER_EM: f32 = 8.0;

/// How a text is set.
#[derive(Clone, Debug, PartialEq)]
pub struct TextStyle {
    /// The preferred family; the families behind it are the typesetter's choice.
    pub family: Arc<str>,
    /// The font size in points.
    pub size: f32,
    /// The height of every line in points.
    pub line_height: f32,
    pub bold: bool,
}

impl TextStyle {
    /// Returns the style with size and line height multiplied by `scale`.
    pub fn scaled(&self, scale: f32) -> Self {
        Self { size: self.size * scale, line_height: self.line_height * scale, ..self.clone() }
    }
}

/// Sets text in lines. It holds caches and room to work in: keep one for each thread.
pub struct Typesetter {
    book: Arc<FontBook>,
    fonts: FontContext,
    context: LayoutContext<()>,
    layout: Layout<()>,
    stacks: HashMap<Arc<str>, Arc<[FontFamilyName<'static>]>>,
    flattener: Flattener,
}

impl Typesetter {
    pub fn new(book: Arc<FontBook>) -> Self {
        Self {
            fonts: book.context(),
            flattener: Flattener::new(book.clone()),
            book,
            context: LayoutContext::new(),
            layout: Layout::new(),
            stacks: HashMap::new(),
        }
    }

    pub fn book(&self) -> &Arc<FontBook> {
        &self.book
    }

    /// Sets a paragraph in lines of at most `width` points.
    ///
    /// Without a width it becomes one unbroken line, and its own width is the column's. Line breaks
    /// in the text are kept. A word too long for a line is broken inside. Lines of a right-to-left
    /// paragraph end flush at the right edge of the column.
    pub fn paragraph(
        &mut self,
        text: &str,
        style: &TextStyle,
        width: Option<f32>,
        direction: Direction,
    ) -> ParagraphLayout {
        // Parley takes a negative or undefined width badly; no column is narrower than nothing.
        let width = width.map(|width| if width > 0.0 { width } else { 0.0 });
        let wrap = if width.is_some() { TextWrapMode::Wrap } else { TextWrapMode::NoWrap };
        let scripted = self.shape(text, style, direction, wrap);
        self.layout.break_all_lines(width);
        let measure = Measure { width, line_height: style.line_height, rtl: direction.is_rtl() };
        self.flattener.flatten(&self.layout, &scripted, text, measure)
    }

    /// Returns how much room [`Self::paragraph`] would take, without its glyphs.
    pub fn measure(&mut self, text: &str, style: &TextStyle, width: f32, direction: Direction) -> Measured {
        let width = if width > 0.0 { width } else { 0.0 };
        let scripted = self.shape(text, style, direction, TextWrapMode::Wrap);
        self.layout.break_all_lines(Some(width));
        let mut lines = 0;
        let mut last_line = 0.0;
        for line in self.layout.lines() {
            // What is left of a grapheme that was broken makes no line of its own; see `flatten`.
            let range = scripted.original(line.text_range());
            if !range.is_empty() || line.runs().next().is_none() {
                let metrics = line.metrics();
                last_line = metrics.advance - metrics.hanging_advance;
                lines += 1;
            }
        }
        let lines = if text.is_empty() { 1 } else { lines };
        Measured { height: lines as f32 * style.line_height, lines, last_line }
    }

    /// Sets one line, cut short with an ellipsis where it is wider than `max_width` points.
    ///
    /// The ellipsis stands at the logical end: on the left in a right-to-left line. Its cluster
    /// stands for all the text that was cut off. Line breaks in the text are set as spaces.
    pub fn line(
        &mut self,
        text: &str,
        style: &TextStyle,
        max_width: Option<f32>,
        direction: Direction,
    ) -> ParagraphLayout {
        let text = without_line_breaks(text);
        let Some(max_width) = max_width.map(|max| max.max(0.0)) else {
            return self.paragraph(&text, style, None, direction);
        };
        // Of a long text only so much is set as is surely wider; what stands near its end decides nothing.
        let enough = BYTES_PER_EM * (max_width / style.size + 8.0);
        let mut part = &text[..text.floor_char_boundary(enough as usize)];
        let mut set = self.paragraph(part, style, None, direction);
        if part.len() < text.len() && visible_width(&set) < max_width + 4.0 * style.size {
            part = &text;
            set = self.paragraph(part, style, None, direction);
        }
        if part.len() == text.len() && visible_width(&set) <= max_width {
            return set;
        }
        let ellipsis = self.paragraph(ELLIPSIS.encode_utf8(&mut [0; 4]), style, None, direction);
        let mut ends = prefixes(&set, max_width - visible_width(&ellipsis));
        loop {
            // What is cut off may change the shape of what is left: the last letter loses its
            // joining, and grows. So the outcome is measured again.
            let end = ends.pop().unwrap_or(0);
            let kept = text[..end].trim_end();
            let cut = self.cut(kept, text.len(), style, direction);
            if ends.is_empty() || visible_width(&cut) <= max_width {
                return cut;
            }
        }
    }

    /// Sets `kept` with an ellipsis that stands for the text from the end of `kept` to `text_len`.
    fn cut(
        &mut self,
        kept: &str,
        text_len: usize,
        style: &TextStyle,
        direction: Direction,
    ) -> ParagraphLayout {
        let shown = format!("{kept}{}{ELLIPSIS}", closing_controls(kept));
        let mut layout = self.paragraph(&shown, style, None, direction);
        let kept_len = to_u32(kept.len());
        let ellipsis_start = to_u32(shown.len() - ELLIPSIS.len_utf8());
        // The controls that close what the cut left open are no part of the text.
        layout.clusters.retain(|cluster| cluster.start < kept_len || cluster.end > ellipsis_start);
        for cluster in &mut layout.clusters {
            if cluster.end > kept_len {
                cluster.start = cluster.start.min(kept_len);
                cluster.end = to_u32(text_len);
            }
        }
        for glyph in &mut layout.glyphs {
            glyph.text = glyph.text.min(kept_len);
        }
        layout.text_len = to_u32(text_len);
        layout.is_cut = true;
        for line in &mut layout.lines {
            line.text = 0..to_u32(text_len);
            line.clusters = 0..to_u32(layout.clusters.len());
        }
        layout
    }

    /// Shapes the text; returns it as parley was given it.
    fn shape<'a>(
        &mut self,
        text: &'a str,
        style: &TextStyle,
        direction: Direction,
        wrap: TextWrapMode,
    ) -> Scripted<'a> {
        let scripted = Scripted::new(text);
        let stack = match self.stacks.get(&style.family) {
            Some(stack) => stack.clone(),
            None => {
                let stack = stack(&style.family);
                self.stacks.insert(style.family.clone(), stack.clone());
                stack
            }
        };
        let properties = parley::TextStyle {
            font_family: FontFamily::List(Cow::Borrowed(&stack)),
            font_size: style.size,
            font_weight: if style.bold { FontWeight::BOLD } else { FontWeight::NORMAL },
            line_height: LineHeight::Absolute(style.line_height),
            overflow_wrap: OverflowWrap::BreakWord,
            text_wrap_mode: wrap,
            ..parley::TextStyle::default()
        };
        let mut builder = self.context.style_run_builder(&mut self.fonts, &scripted.text, 1.0, false);
        builder.set_base_direction(match direction {
            Direction::LeftToRight => BaseDirection::Ltr,
            Direction::RightToLeft => BaseDirection::Rtl,
        });
        builder.set_line_break_override(Some(LINE_BREAKS));
        let seen = builder.push_style(properties.clone());
        let mut set = 0;
        if !scripted.put_in().is_empty() {
            let unseen = builder.push_style(parley::TextStyle { font_size: UNSEEN, ..properties });
            for range in scripted.put_in() {
                builder.push_style_run(seen, set..range.start);
                builder.push_style_run(unseen, range.clone());
                set = range.end;
            }
        }
        if !text.is_empty() {
            builder.push_style_run(seen, set..);
        }
        builder.build_into(&mut self.layout, &scripted.text);
        scripted
    }
}

/// Where lines may break besides what UAX #14 says: as in Chromium.
static LINE_BREAKS: &LineBreakOverrideFn = &(line_break as fn(LineBreakContext) -> Option<bool>);

fn line_break(context: LineBreakContext) -> Option<bool> {
    // Rule LB21a keeps a Hebrew letter, a hyphen and what follows together. parley's tables still
    // take spaces other than U+0020 for such hyphens, which Unicode 17 no longer does.
    let is_space = matches!(context.before, '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200A}' | '\u{205F}');
    if is_space && context.after.is_alphanumeric() {
        return Some(true);
    }
    CHROMIUM_LINE_BREAK_OVERRIDE(context)
}

fn stack(family: &str) -> Arc<[FontFamilyName<'static>]> {
    family_stack(family)
        .into_iter()
        .map(|name| FontFamilyName::Named(Cow::Owned(name.to_owned())))
        // The system's emoji stand before its other fonts, of which some have them without colour.
        .chain([GenericFamily::Emoji, GenericFamily::SansSerif].map(FontFamilyName::Generic))
        .collect()
}

fn visible_width(layout: &ParagraphLayout) -> f32 {
    layout.lines.iter().map(|line| line.right - line.left).fold(0.0, f32::max)
}

/// Returns the ends of the text's beginnings that are at most `max_width` wide, in bytes, the
/// longest last. The empty one is always among them.
fn prefixes(layout: &ParagraphLayout, max_width: f32) -> Vec<usize> {
    let mut clusters = layout.clusters.clone();
    clusters.sort_by_key(|cluster| cluster.start);
    let mut width = 0.0;
    let fitting = clusters.iter().map_while(|cluster| {
        width += cluster.right - cluster.left;
        (width <= max_width).then_some(cluster.end as usize)
    });
    std::iter::once(0).chain(fitting).collect()
}

/// Returns the controls that close the isolates and embeddings which `text` leaves open, so that
/// what follows it belongs to the paragraph again.
fn closing_controls(text: &str) -> String {
    let mut open = Vec::new();
    for character in text.chars() {
        match bidi_class(character) {
            BidiClass::LRI | BidiClass::RLI | BidiClass::FSI => open.push('\u{2069}'),
            BidiClass::LRE | BidiClass::RLE | BidiClass::LRO | BidiClass::RLO => {
                open.push('\u{202C}');
            }
            BidiClass::PDI => {
                if let Some(isolate) = open.iter().rposition(|control| *control == '\u{2069}') {
                    open.truncate(isolate);
                }
            }
            BidiClass::PDF if open.last() == Some(&'\u{202C}') => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().rev().collect()
}

/// Puts a space of the same length in bytes for each character that would end a line.
fn without_line_breaks(text: &str) -> Cow<'_, str> {
    const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];
    if !text.contains(LINE_ENDS) {
        return Cow::Borrowed(text);
    }
    let space = |character: char| match character {
        '\n' | '\r' => ' ',
        '\u{2028}' | '\u{2029}' => '\u{2002}',
        other => other,
    };
    Cow::Owned(text.chars().map(space).collect())
}

/// Narrows an offset; a single paragraph of four gigabytes never gets this far.
fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).expect("a paragraph is shorter than four gigabytes")
}
