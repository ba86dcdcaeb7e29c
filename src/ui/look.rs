//! How annotations are named and coloured wherever they are listed.

use egui::{Color32, Ui};

use crate::annotation::Annotation;
use crate::schema::LayerStyle;
use crate::session::Open;
use crate::ui::theme::Theme;

/// Returns the name of the annotation's label in that language, its id where the schema has none.
pub fn label_name(open: &Open, annotation: &Annotation, code: &str) -> String {
    let label = open.layer_of(annotation).and_then(|layer| layer.label(&annotation.label));
    label.map_or(annotation.label.as_str(), |label| label.name.in_language(code)).to_owned()
}

/// Returns the name of the annotation's layer in that language.
pub fn layer_name(open: &Open, annotation: &Annotation, code: &str) -> String {
    let layer = open.layer_of(annotation);
    layer.map_or(annotation.layer.as_str(), |layer| layer.name.in_language(code)).to_owned()
}

/// Returns the colour of the annotation's lines.
pub fn colour(ui: &Ui, open: &Open, annotation: &Annotation) -> Color32 {
    let theme = Theme::of(ui);
    let Some(layer) = open.layer_of(annotation) else { return theme.faint };
    match layer.style {
        LayerStyle::Ground => theme.cue_line,
        LayerStyle::Wave => theme.claim_wave,
        LayerStyle::Hatch => theme.faint,
        LayerStyle::Tint => {
            layer.label(&annotation.label).map_or(theme.faint, |label| theme.tone(label.tone).line)
        }
    }
}

/// Returns a path as it is read whatever the letters in it and around it: from the root on the left.
pub fn path(path: &std::path::Path) -> String {
    format!("\u{2066}{}\u{2069}", path.display())
}

/// Returns a part isolated, so that its direction leaves the order of what stands around it alone.
pub fn isolated(words: &str) -> String {
    format!("\u{2068}{words}\u{2069}")
}

/// Returns text cut to about `most` code points, for places that need it short.
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most).collect();
    format!("{}…", kept.trim_end())
}
