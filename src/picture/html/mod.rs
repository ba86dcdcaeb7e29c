//! The article as a page of HTML: one file, without scripts, that loads nothing.
//!
//! Every paragraph says its direction and language; text of another language than what is around it stands in `bdi`.

/// Writes to a string, which never fails.
macro_rules! put {
    ($string:expr, $($arguments:tt)*) => {
        // Writing to a string has no way to fail.
        let _written = write!($string, $($arguments)*);
    };
}

mod all;
mod marks;
mod said;
mod style;

use std::collections::HashMap;
use std::fmt::Write;

use crate::annotation::{Anchor, Annotation};
use crate::i18n::Words;
use crate::page::Card;
use crate::picture::Options;
use crate::picture::xml::Escaped;
use crate::schema::{LayerStyle, Tone};
use crate::session::Open;
use crate::text::{ByteOffset, Direction, Span, guess_language};

/// A fragment that is marked.
struct Place {
    span: Span,
    /// What its annotation is and which part of it this is, in words.
    title: String,
    class: String,
    id: String,
    is_tint: bool,
    /// Whether its annotation begins here, for the keyboard to stop at.
    is_first: bool,
    /// Marks that begin and end together are nested in this order.
    depth: usize,
    /// The number of the card that speaks of it.
    card: Option<usize>,
}

/// An annotation that is shown.
struct Shown<'a> {
    number: usize,
    annotation: &'a Annotation,
    style: LayerStyle,
    /// Layer and label.
    title: String,
    /// Where it begins, if it stands in the text.
    start: Option<usize>,
}

impl Shown<'_> {
    fn has_card(&self) -> bool {
        matches!(self.style, LayerStyle::Ground | LayerStyle::Wave)
    }
}

struct Writer<'a> {
    open: &'a Open,
    words: Words,
    code: &'static str,
    shown: Vec<Shown<'a>>,
    html: String,
}

pub(super) fn write(open: &Open, options: &Options) -> String {
    let words = Words::new(options.language);
    let code = words.language().code();
    let shows = |annotation: &Annotation| {
        options.layers.as_ref().is_none_or(|layers| layers.contains(&annotation.layer))
    };
    let annotations = open.set.iter().filter(|annotation| shows(annotation)).map(AsRef::as_ref);
    let shown =
        annotations.enumerate().map(|(number, annotation)| shown(open, number, annotation, code)).collect();
    let mut writer = Writer { open, words, code, shown, html: String::new() };
    writer.head(options);
    writer.article();
    writer.all();
    writer.foot();
    writer.html
}

fn shown<'a>(open: &Open, number: usize, annotation: &'a Annotation, code: &str) -> Shown<'a> {
    let layer = open.layer_of(annotation);
    let layer_name = layer.map_or(annotation.layer.as_str(), |layer| layer.name.in_language(code));
    let label = layer.and_then(|layer| layer.label(&annotation.label));
    let label_name = label.map_or(annotation.label.as_str(), |label| label.name.in_language(code));
    let main = open.main_role(annotation).map_or(&[][..], |role| annotation.role(role));
    let start = main.iter().filter(|anchor| anchor.lost_words().is_none()).find_map(Anchor::fragments);
    Shown {
        number,
        annotation,
        style: layer.map_or(LayerStyle::Tint, |layer| layer.style),
        title: format!("{layer_name} · {label_name}"),
        start: start.map(|fragments| fragments.hull().start.0),
    }
}

fn dir(rtl: bool) -> &'static str {
    if rtl { "rtl" } else { "ltr" }
}

impl Writer<'_> {
    fn word(&self, id: &str) -> String {
        Escaped(&self.words.get(id)).to_string()
    }

    fn head(&mut self, options: &Options) {
        let (code, rtl) = (self.code, self.words.language().is_rtl());
        let title = self.open.title();
        let about = self.open.set.about();
        put!(
            self.html,
            "<!DOCTYPE html>\n<html lang=\"{code}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             font-src data:\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"Hashiya\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
            dir(rtl),
            Escaped(&title),
            style::write(options)
        );
        let direction = Direction::first_strong(&title).unwrap_or(self.open.document.direction());
        put!(
            self.html,
            "<header>\n<a class=\"skip\" href=\"#all\">{}</a>\n<h1 lang=\"{}\" dir=\"{}\">{}</h1>\n",
            self.word("panel-annotations"),
            Escaped(&about.language),
            dir(direction.is_rtl()),
            Escaped(&title)
        );
        self.legend();
        self.html.push_str("</header>\n");
    }

    /// Names each kind of mark that the page has.
    fn legend(&mut self) {
        let mut seen: Vec<(String, String)> = Vec::new();
        for shown in &self.shown {
            let class = class_of(self.open, shown, true, "");
            let entry = (class, shown.title.clone());
            if shown.style != LayerStyle::Hatch && !seen.contains(&entry) {
                seen.push(entry);
            }
        }
        if seen.is_empty() {
            return;
        }
        self.html.push_str("<ul class=\"legend\">\n");
        for (class, title) in seen {
            put!(self.html, "<li><span class=\"{class} d0\">{}</span></li>\n", Escaped(&title));
        }
        self.html.push_str("</ul>\n");
    }

    fn article(&mut self) {
        let open = self.open;
        let about = open.set.about();
        let places = self.places();
        let mut by_paragraph: HashMap<usize, Vec<&Place>> = HashMap::new();
        for place in &places {
            let first = open.document.paragraph_at(place.span.start);
            let paragraphs = open.document.paragraphs().iter().enumerate().skip(first);
            for (number, _) in paragraphs.take_while(|(_, paragraph)| paragraph.span.start < place.span.end) {
                by_paragraph.entry(number).or_default().push(place);
            }
        }
        let mut cards: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, shown) in self.shown.iter().enumerate().filter(|(_, shown)| shown.has_card()) {
            if let Some(start) = shown.start {
                cards.entry(open.document.paragraph_at(ByteOffset(start))).or_default().push(index);
            }
        }
        let bare = if cards.is_empty() { " class=\"bare\"" } else { "" };
        let rtl = about.direction.unwrap_or(open.document.direction()).is_rtl();
        put!(
            self.html,
            "<main{bare}>\n<article lang=\"{}\" dir=\"{}\">\n",
            Escaped(&about.language),
            dir(rtl)
        );
        for (number, paragraph) in open.document.paragraphs().iter().enumerate() {
            let text = open.document.slice(paragraph.span);
            if text.trim().is_empty() {
                continue;
            }
            let set = about.paragraph_directions.get(&number).copied().or(about.direction);
            let direction = set.unwrap_or(paragraph.direction);
            // A paragraph that runs the other way is of another language.
            let language = match direction.is_rtl() == rtl {
                true => String::new(),
                false => format!(" lang=\"{}\"", guess_language(text)),
            };
            let region = if self.is_region(paragraph.span) { " region" } else { "" };
            put!(self.html, "<div class=\"row{region}\">\n<p dir=\"{}\"{language}>", dir(direction.is_rtl()));
            let own = by_paragraph.get(&number).map_or(&[][..], Vec::as_slice);
            marks::write(&mut self.html, open.document.text(), paragraph.span, own);
            self.html.push_str("</p>\n");
            if let Some(own) = cards.get(&number) {
                put!(
                    self.html,
                    "<div class=\"cards\" lang=\"{}\" dir=\"{}\">\n",
                    self.code,
                    dir(self.words.language().is_rtl())
                );
                for index in own {
                    self.card(*index);
                }
                self.html.push_str("</div>\n");
            }
            self.html.push_str("</div>\n");
        }
        self.html.push_str("</article>\n</main>\n");
    }

    /// Tells whether the paragraph is the whole of a region, or inside one, that isn't left out.
    fn is_region(&self, paragraph: Span) -> bool {
        let regions = self.shown.iter().filter(|shown| shown.style == LayerStyle::Hatch);
        regions.filter(|shown| !is_left_out(shown.annotation)).any(|shown| {
            shown
                .annotation
                .all_fragments()
                .any(|(_, span)| span.start <= paragraph.start && paragraph.end <= span.end)
        })
    }

    /// Returns every fragment that stands in the text.
    fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for shown in &self.shown {
            let main = self.open.main_role(shown.annotation);
            let layer = self.open.layer_of(shown.annotation);
            let mut fragment = 0;
            for (role, anchors) in &shown.annotation.roles {
                let is_main = main.is_none_or(|main| main == role);
                let name = layer.and_then(|layer| layer.role(role));
                let name = name.map_or(role.as_str(), |role| role.name.in_language(self.code));
                for anchor in anchors.iter().filter(|anchor| anchor.lost_words().is_none()) {
                    let spans = anchor.fragments().map_or(&[][..], |fragments| fragments.spans());
                    for (number, span) in spans.iter().enumerate() {
                        let mut title = shown.title.clone();
                        if !is_main {
                            title = format!("{title} · {name}");
                        }
                        if spans.len() > 1 {
                            title = format!("{title} ({}/{})", number + 1, spans.len());
                        }
                        let mut class = class_of(self.open, shown, is_main, role);
                        if anchor.awaits_decision() {
                            class.push_str(" doubt");
                        }
                        let is_first = is_main && Some(span.start.0) == shown.start;
                        let id = match is_first {
                            true => format!("m{}", shown.number),
                            false => format!("m{}-{fragment}", shown.number),
                        };
                        fragment += 1;
                        places.push(Place {
                            span: *span,
                            title,
                            class,
                            id,
                            is_tint: shown.style == LayerStyle::Tint,
                            is_first,
                            // Regions around quotes around claims around mentions.
                            depth: match shown.style {
                                LayerStyle::Hatch => 0,
                                LayerStyle::Ground => 1,
                                LayerStyle::Wave => 2,
                                LayerStyle::Tint => 3,
                            },
                            card: (shown.has_card() && shown.start.is_some()).then_some(shown.number),
                        });
                    }
                }
            }
        }
        places
    }

    fn card(&mut self, index: usize) {
        let shown = &self.shown[index];
        let class = if shown.style == LayerStyle::Wave { "card claim" } else { "card" };
        let number = shown.number;
        let card = Card::new(self.open, shown.annotation, &self.words);
        put!(
            self.html,
            "<section class=\"{class}\" id=\"c{number}\">\n<h2><a href=\"#m{number}\">{}</a></h2>\n\
             <p><a href=\"#r{number}\">{}</a></p>\n</section>\n",
            Escaped(&card.title),
            Escaped(&card.detail)
        );
    }

    fn foot(&mut self) {
        put!(self.html, "<footer>{}</footer>\n</body>\n</html>\n", self.word("page-made-with"));
    }
}

fn is_left_out(annotation: &Annotation) -> bool {
    annotation.attributes.get("exclude") == Some(&serde_json::Value::Bool(true))
}

/// Returns the classes of a mark: how its layer is drawn, as on the page.
fn class_of(open: &Open, shown: &Shown<'_>, is_main: bool, role: &str) -> String {
    let class = match (shown.style, is_main, role) {
        (LayerStyle::Tint, ..) => {
            let label =
                open.layer_of(shown.annotation).and_then(|layer| layer.label(&shown.annotation.label));
            return format!("e {}", style::tone_name(label.map_or(Tone::Grey, |label| label.tone)));
        }
        (LayerStyle::Ground, true, _) => "q",
        (LayerStyle::Ground, false, "cue") => "cue",
        (LayerStyle::Ground, ..) => "part",
        (LayerStyle::Wave, true, _) => "c",
        (LayerStyle::Wave, ..) => "side",
        (LayerStyle::Hatch, ..) if is_left_out(shown.annotation) => "x",
        (LayerStyle::Hatch, ..) => "r",
    };
    class.to_owned()
}
