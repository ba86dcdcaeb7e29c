//! Labels: text that is only read.

use std::ops::Range;
use std::sync::Arc;

use egui::accesskit::{Live, Role};
use egui::{Align, Color32, CornerRadius, Rect, Response, Sense, Ui, Widget, WidgetInfo, pos2, vec2};

use crate::typeset::{ParagraphLayout, Stack};
use crate::ui::text::frame::{column, start};
use crate::ui::text::line::TextLine;
use crate::ui::text::{Voice, paint, paragraph};
use crate::ui::theme::Theme;

/// A text that wraps at the available width, or stays on one line and is cut with "…".
#[must_use = "a label is shown with ui.add"]
pub struct Label<'a> {
    text: &'a str,
    voice: Voice,
    colour: Option<Color32>,
    weak: bool,
    one_line: bool,
    sense: Sense,
    ground: Option<Range<usize>>,
}

impl<'a> Label<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            voice: Voice::Body,
            colour: None,
            weak: false,
            one_line: false,
            sense: Sense::hover(),
            ground: None,
        }
    }

    /// Sets size and weight.
    pub fn voice(mut self, voice: Voice) -> Self {
        self.voice = voice;
        self
    }

    pub fn colour(mut self, colour: Color32) -> Self {
        self.colour = Some(colour);
        self
    }

    /// Takes the weaker ink, for what stands behind the main text.
    pub fn weak(mut self) -> Self {
        self.weak = true;
        self
    }

    /// Keeps the text on one line; what does not fit is cut and shown when the pointer rests on it.
    pub fn one_line(mut self) -> Self {
        self.one_line = true;
        self
    }

    /// Lets the label answer to clicks.
    pub fn sense(mut self, sense: Sense) -> Self {
        self.sense = sense;
        self
    }

    /// Puts a ground under those bytes of a text that wraps.
    pub fn ground(mut self, range: Range<usize>) -> Self {
        self.ground = Some(range);
        self
    }

    fn ink(&self, ui: &Ui) -> Color32 {
        let theme = Theme::of(ui);
        self.colour.unwrap_or(if self.weak { theme.weak_ink } else { theme.ink })
    }

    fn show_line(self, ui: &mut Ui) -> Response {
        let colour = self.ink(ui);
        let line = TextLine::new(ui.ctx(), self.text, self.voice, ui.available_width());
        let size = vec2(line.width(), line.height());
        let (rect, response) = ui.allocate_exact_size(size, self.sense);
        if ui.is_rect_visible(rect) {
            line.paint(ui.painter(), rect, start(ui), colour);
        }
        if line.cut { tooltip(response, self.text) } else { response }
    }

    fn show_wrapped(self, ui: &mut Ui) -> Response {
        let colour = self.ink(ui);
        let ground = self.ground;
        let stack = stack(ui, self.text, self.voice, ui.available_width());
        let size = vec2(stack.text_width(), stack.height());
        let (rect, response) = ui.allocate_exact_size(size, self.sense);
        if ui.is_rect_visible(rect) {
            for placed in stack.paragraphs() {
                let origin = rect.min + vec2(0.0, placed.top);
                let shift = |line: &crate::typeset::Line| match start(ui) {
                    Align::Max => rect.width() - line.right,
                    _ => -line.left,
                };
                for part in ground.iter().flat_map(|range| placed.layout.boxes(within(range, &placed.text))) {
                    let line = &placed.layout.lines[placed.layout.line_at((part.y0 + part.y1) / 2.0)];
                    let part = Rect::from_min_max(pos2(part.x0, part.y0), pos2(part.x1, part.y1));
                    let part = part.translate(origin.to_vec2() + vec2(shift(line), 0.0));
                    ui.painter().rect_filled(part, CornerRadius::same(2), Theme::of(ui).selection);
                }
                paint::aligned(ui.painter(), &placed.layout, origin, shift, colour);
            }
        }
        response
    }
}

impl Widget for Label<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let text = self.text;
        let response = if self.one_line { self.show_line(ui) } else { self.show_wrapped(ui) };
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Label, enabled, text));
        response
    }
}

/// Returns the part of `range` that stands in `text`, counted from its beginning.
fn within(range: &Range<usize>, text: &Range<usize>) -> Range<usize> {
    range.start.saturating_sub(text.start)..range.end.min(text.end).saturating_sub(text.start)
}

fn stack(ui: &Ui, text: &str, voice: Voice, width: f32) -> Stack {
    let style = voice.style();
    let set = |part: &str| -> Arc<ParagraphLayout> {
        // A text that fits is set without a width: rounding must not break what was just measured.
        let whole = paragraph(ui.ctx(), part, &style, None);
        let fits = whole.lines.iter().all(|line| line.right - line.left <= width);
        if fits { whole } else { paragraph(ui.ctx(), part, &style, Some(width)) }
    };
    Stack::new(text, set)
}

/// Shows a label that wraps.
pub fn label(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(text))
}

/// Shows a label in the weaker ink.
pub fn weak(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(text).weak())
}

/// Shows a label in bold.
pub fn strong(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(text).voice(Voice::Strong))
}

/// Shows the name of a field, to stand above it.
pub fn caption(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(text).voice(Voice::Caption).weak())
}

/// Shows the title of a panel or dialog.
pub fn heading(ui: &mut Ui, text: &str) -> Response {
    let response = ui.add(Label::new(text).voice(Voice::Heading));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_role(Role::Heading));
    response
}

/// How soon a screen reader says what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// When it has finished what it is saying.
    Polite,
    /// At once.
    Assertive,
}

/// Lets screen readers say `words` when they appear at a label, wherever the keys are.
pub fn announce(label: &Response, words: &str, urgency: Urgency) {
    label.ctx.accesskit_node_builder(label.id, |node| {
        let (role, live) = match urgency {
            Urgency::Polite => (Role::Status, Live::Polite),
            Urgency::Assertive => (Role::Alert, Live::Assertive),
        };
        node.set_role(role);
        node.set_label(words);
        node.set_live(live);
    });
}

/// Shows `text` beside a widget while the pointer rests on it.
pub fn tooltip(response: Response, text: &str) -> Response {
    response.on_hover_ui(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        column(ui, |ui| label(ui, text));
    })
}
