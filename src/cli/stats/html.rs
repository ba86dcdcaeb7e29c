//! Statistics as a page in one file, with plots, in Arabic or English.

use std::borrow::Cow;

use crate::cli::output::plain;
use crate::cli::stats::Told;
use crate::cli::stats::plot;
use crate::i18n::{Place, Words};
use crate::schema::{AttributeKind, Choice, Schema};
use crate::stats::{Counts, Distribution, LayerReport, MarkReport};

const STYLE: &str = include_str!("../../../assets/stats.css");

/// What every part of the page is written with.
struct Page<'a> {
    words: &'a Words,
    schema: &'a Schema,
    html: String,
}

pub(super) fn write(told: &Told<'_>, schema: &Schema, words: &Words, title: Option<&str>) -> String {
    let mut page = Page { words, schema, html: String::new() };
    let heading = page.word("stats-title").into_owned();
    let name = title.map_or_else(String::new, |title| format!(" · {}", isolated(title)));
    page.html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{heading}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{heading}{name}</h1>\n",
        words.language().code(),
        if words.language().is_rtl() { "rtl" } else { "ltr" },
    );
    page.tiles(told);
    page.overview(told);
    for (id, layer) in &told.report.layers {
        page.layer(id, layer);
    }
    page.relations(told);
    page.people(told);
    page.documents(told);
    page.failed(told);
    let definitions = page.word("stats-definitions").into_owned();
    page.html.push_str(&format!("<footer>{definitions}</footer>\n</body>\n</html>\n"));
    page.html
}

impl<'a> Page<'a> {
    fn word(&self, id: &str) -> Cow<'a, str> {
        self.words.get(id)
    }

    fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn layer_name(&self, id: &str) -> String {
        let name = self.schema.layer(id).map(|layer| layer.name.in_language(self.words.language().code()));
        name.map_or_else(|| isolated(id), isolated)
    }

    /// Returns the name of something that a layer has, with its id where that is another word.
    fn named(&self, id: &str, name: Option<&str>) -> String {
        match name.filter(|name| !name.is_empty() && *name != id) {
            Some(name) => format!("{} <code>{}</code>", isolated(name), isolated(id)),
            None => isolated(id),
        }
    }

    /// Returns the name of an attribute's value: its option's, where it is one.
    fn value(&self, layer: &str, path: &str, value: &str) -> String {
        let mut fields = self.schema.layer(layer).map_or(&[][..], |layer| &layer.attributes);
        let mut options: &[Choice] = &[];
        for step in path.split('.') {
            let siblings = fields;
            match siblings.iter().find(|attribute| attribute.id == step).map(|attribute| &attribute.kind) {
                Some(AttributeKind::Object { fields: inner } | AttributeKind::Objects { fields: inner }) => {
                    fields = inner;
                }
                Some(
                    AttributeKind::Choice { options: found } | AttributeKind::Choices { options: found },
                ) => {
                    options = found;
                }
                _ => {}
            }
        }
        let option = options.iter().find(|option| option.id == value);
        self.named(value, option.map(|option| option.name.in_language(self.words.language().code())))
    }

    fn section(&mut self, heading: &str) {
        self.push(&format!("<section>\n<h2>{heading}</h2>\n"));
    }

    fn tiles(&mut self, told: &Told<'_>) {
        let report = told.report;
        let tiles = [
            ("stats-documents", grouped(told.documents as u64)),
            ("stats-records", grouped(report.records)),
            ("stats-annotations", grouped(report.annotations)),
            ("stats-tokens", grouped(report.texts.tokens.sum)),
            ("stats-code-points", grouped(report.texts.code_points.sum)),
            ("stats-coverage", percent(report.texts.coverage.share)),
        ];
        self.push("<dl class=\"tiles\">\n");
        for (id, value) in tiles {
            let word = self.word(id);
            self.push(&format!("<div><dt>{word}</dt><dd>{value}</dd></div>\n"));
        }
        self.push("</dl>\n");
        let rest = [
            ("stats-without-record", told.without_record as u64),
            ("stats-left-out", report.left_out),
            ("stats-code-points-left-out", report.texts.left_out_code_points),
            ("stats-failed", told.failed as u64),
        ];
        let rest: Vec<String> = rest
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(id, count)| format!("{}: {}", self.word(id), grouped(*count)))
            .collect();
        if !rest.is_empty() {
            self.push(&format!("<p class=\"rest\">{}</p>\n", rest.join(" · ")));
        }
    }

    /// Writes the head of a table whose first column is words and whose others are figures.
    fn table(&mut self, heads: &[&str]) {
        let heads: String =
            heads.iter().map(|id| format!("<th scope=\"col\">{}</th>", self.word(id))).collect();
        self.push(&format!("<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"));
    }

    fn row(&mut self, name: &str, part: u64, most: u64, figures: &[String]) {
        let figures: String = figures.iter().map(|figure| format!("<td>{figure}</td>")).collect();
        let bar = bar(part, most);
        self.push(&format!(
            "<tr><th scope=\"row\">{name}</th><td>{}</td>{bar}{figures}</tr>\n",
            grouped(part)
        ));
    }

    /// Begins a section by the heading of that id, and its table.
    fn table_of(&mut self, heading: &str, heads: &[&str]) {
        let heading = self.word(heading).into_owned();
        self.section(&heading);
        self.table(heads);
    }

    fn end_table(&mut self) {
        self.push("</tbody>\n</table>\n");
    }

    fn overview(&mut self, told: &Told<'_>) {
        let report = told.report;
        if report.layers.is_empty() {
            return;
        }
        self.table_of(
            "stats-layers",
            &[
                "stats-layer",
                "stats-annotations",
                "stats-share",
                "stats-coverage",
                "stats-median-code-points",
                "stats-median-tokens",
                "stats-sub-word",
                "stats-discontinuous",
                "stats-nested",
                "stats-crossing",
            ],
        );
        for (id, layer) in &report.layers {
            let mut figures = vec![percent(layer.coverage.share)];
            figures.extend(figures_of(&layer.marks));
            let name = self.layer_name(id);
            self.row(&name, layer.marks.annotations, report.annotations, &figures);
        }
        self.end_table();
        self.push("</section>\n");
    }

    fn layer(&mut self, id: &str, layer: &LayerReport) {
        let code = self.words.language().code();
        let known = self.schema.layer(id);
        let heading = self.layer_name(id);
        self.section(&heading);
        self.table(&[
            "stats-label",
            "stats-annotations",
            "stats-share",
            "stats-median-code-points",
            "stats-median-tokens",
            "stats-sub-word",
            "stats-discontinuous",
            "stats-nested",
            "stats-crossing",
        ]);
        let most = layer.labels.values().map(|marks| marks.annotations).max().unwrap_or_default();
        for (label, marks) in &layer.labels {
            let name = known.and_then(|layer| layer.label(label)).map(|label| label.name.in_language(code));
            let name = self.named(label, name);
            self.row(&name, marks.annotations, most, &figures_of(marks));
        }
        self.end_table();
        self.push("<div class=\"plots\">\n");
        self.plot("stats-lengths-code-points", &layer.marks.code_points);
        self.plot("stats-lengths-tokens", &layer.marks.tokens);
        self.push("</div>\n<div class=\"lists\">\n");
        let roles: Vec<_> = layer
            .roles
            .iter()
            .map(|(role, filled)| {
                let name = known.and_then(|layer| layer.role(role)).map(|role| role.name.in_language(code));
                (self.named(role, name), filled.filled)
            })
            .collect();
        self.list("stats-roles", &roles, layer.marks.annotations);
        let depths: Vec<_> = layer.depths.iter().map(|(depth, count)| (depth.to_string(), *count)).collect();
        self.list("stats-depths", &depths, layer.marks.annotations);
        for (id, counts) in
            [("stats-within", &layer.within), ("stats-crossing-layers", &layer.crossing_layers)]
        {
            let entries: Vec<_> =
                counts.iter().map(|(other, count)| (self.layer_name(other), *count)).collect();
            self.list(id, &entries, layer.marks.annotations);
        }
        if layer.linked.records > 0 {
            let linked = layer.linked;
            let kinds =
                [("stats-wikidata", linked.wikidata), ("stats-nil", linked.nil), ("stats-open", linked.open)];
            let entries: Vec<_> = kinds.map(|(id, count)| (self.word(id).into_owned(), count)).to_vec();
            self.list("stats-linked", &entries, layer.marks.annotations);
        }
        for (path, said) in &layer.attributes {
            let attribute = known.and_then(|layer| layer.attribute(path));
            let name = attribute.map(|attribute| attribute.name.in_language(code));
            let mut entries: Vec<_> =
                said.values.iter().map(|(value, count)| (self.value(id, path, value), *count)).collect();
            if said.other > 0 {
                entries.push((self.word("stats-other").into_owned(), said.other));
            }
            if entries.is_empty() {
                entries.push((self.word("stats-filled").into_owned(), said.filled));
            }
            let heading = self.named(path, name);
            self.list_of(&heading, &entries, layer.marks.annotations);
        }
        self.push("</div>\n</section>\n");
    }

    fn list(&mut self, id: &str, entries: &[(String, u64)], whole: u64) {
        let heading = self.word(id).into_owned();
        self.list_of(&heading, entries, whole);
    }

    /// Writes a small table: names, numbers and bars, as parts of a whole.
    fn list_of(&mut self, heading: &str, entries: &[(String, u64)], whole: u64) {
        if entries.is_empty() {
            return;
        }
        self.push(&format!("<table class=\"list\">\n<caption>{heading}</caption>\n<tbody>\n"));
        for (name, count) in entries {
            self.row(name, *count, whole, &[]);
        }
        self.end_table();
    }

    fn plot(&mut self, id: &str, found: &Distribution) {
        let (Some(mean), Some(median), Some(p95)) = (found.mean, found.median, found.p95) else { return };
        let name = self.word(id).into_owned();
        let (mean, median, p95) = (format!("{mean:.1}"), grouped(median), grouped(p95));
        let places =
            [("mean", Place::Text(&mean)), ("median", Place::Text(&median)), ("usual", Place::Text(&p95))];
        let figures = self.words.with("stats-figures", &places);
        self.figure(&format!("{name} – {figures}"), &name, &plot::columns(found));
    }

    fn figure(&mut self, caption: &str, title: &str, columns: &[plot::Column]) {
        if columns.is_empty() {
            return;
        }
        let svg = plot::draw(columns, title, self.words.language().is_rtl());
        self.push(&format!("<figure>\n{svg}\n<figcaption>{caption}</figcaption>\n</figure>\n"));
    }

    fn relations(&mut self, told: &Told<'_>) {
        let relations = &told.report.relations;
        if relations.is_empty() {
            return;
        }
        self.table_of("stats-relations", &["stats-kind", "stats-number", "stats-share", "stats-ends"]);
        let most = relations.values().map(|found| found.relations).max().unwrap_or_default();
        let code = self.words.language().code();
        for (kind, found) in relations {
            let arrow = if self.words.language().is_rtl() { "←" } else { "→" };
            let ends: Vec<String> = found
                .ends
                .iter()
                .map(|ends| {
                    let (from, to) = (self.layer_name(&ends.from), self.layer_name(&ends.to));
                    format!("{from} {arrow} {to}: {}", grouped(ends.relations))
                })
                .collect();
            let name = self.schema.relation(kind).map(|relation| relation.name.in_language(code));
            let name = self.named(kind, name);
            self.row(&name, found.relations, most, &[ends.join("<br>")]);
        }
        self.end_table();
        self.push("</section>\n");
    }

    fn people(&mut self, told: &Told<'_>) {
        let report = told.report;
        if report.annotators.is_empty() {
            return;
        }
        self.table_of(
            "stats-people",
            &[
                "stats-annotator",
                "stats-annotations",
                "stats-share",
                "stats-records",
                "stats-first-day",
                "stats-last-day",
            ],
        );
        for (name, made) in &report.annotators {
            let name = if name.is_empty() { self.word("stats-nobody").into_owned() } else { isolated(name) };
            let day = |day: Option<(&String, &u64)>| day.map(|(day, _)| figure(day)).unwrap_or_default();
            let figures =
                [grouped(made.records), day(made.dates.first_key_value()), day(made.dates.last_key_value())];
            self.row(&name, made.annotations, report.annotations, &figures);
        }
        self.end_table();
        self.push("<div class=\"plots\">\n");
        let heading = self.word("stats-days").into_owned();
        self.figure(&heading, &heading, &plot::days(&report.dates));
        self.push("</div>\n</section>\n");
    }

    fn documents(&mut self, told: &Told<'_>) {
        let report = told.report;
        let heading = self.word("stats-texts").into_owned();
        self.section(&heading);
        self.push("<div class=\"lists\">\n");
        let entries = |counts: &Counts| -> Vec<(String, u64)> {
            counts.iter().map(|(name, count)| (isolated(name), *count)).collect()
        };
        self.list("stats-status", &entries(&report.statuses), report.records);
        self.list("stats-language", &entries(&report.languages), report.records);
        for (name, values) in &report.document_labels {
            self.list_of(&isolated(name), &entries(values), report.records);
        }
        if report.entities.records > 0 {
            let of = report.entities;
            let kinds = [("stats-wikidata", of.wikidata), ("stats-nil", of.nil), ("stats-open", of.open)];
            let entries = kinds.map(|(id, count)| (self.word(id).into_owned(), count));
            self.list("stats-entities", &entries, of.records);
        }
        self.push("</div>\n<div class=\"plots\">\n");
        self.plot("stats-record-tokens", &report.texts.tokens);
        self.plot("stats-record-annotations", &report.annotations_per_record);
        self.push("</div>\n</section>\n");
    }

    fn failed(&mut self, told: &Told<'_>) {
        if told.failed == 0 {
            return;
        }
        let heading = self.word("stats-failed").into_owned();
        self.section(&heading);
        self.push("<ul class=\"failed\">\n");
        for failed in told.listed {
            let (path, message) = (isolated(&failed.path.to_string_lossy()), isolated(&failed.message));
            self.push(&format!("<li><code>{path}</code><br>{message}</li>\n"));
        }
        if told.listed.len() < told.failed {
            self.push("<li>…</li>\n");
        }
        self.push("</ul>\n</section>\n");
    }
}

/// Returns the figures of a row of marks, behind their number and share.
fn figures_of(marks: &MarkReport) -> Vec<String> {
    let median = |found: &Distribution| found.median.map_or_else(|| "–".to_owned(), grouped);
    let counts = [marks.sub_word, marks.discontinuous, marks.nested, marks.crossing];
    let medians = [median(&marks.code_points), median(&marks.tokens)];
    medians.into_iter().chain(counts.map(grouped)).collect()
}

/// Returns a cell with a bar, as long as a part of a whole, and its share in figures.
fn bar(part: u64, whole: u64) -> String {
    if part == 0 || whole == 0 {
        return "<td class=\"bar\"></td>".to_owned();
    }
    let share = (part as f64 / whole as f64).min(1.0);
    format!(
        "<td class=\"bar\" title=\"{0}\"><span style=\"inline-size:{1:.2}%\"></span></td>",
        percent_text(share),
        share * 100.0
    )
}

fn percent_text(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn percent(share: f64) -> String {
    figure(&percent_text(share))
}

/// Returns a number with its thousands told apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    figure(&grouped)
}

/// Returns figures that are read from left to right whatever stands around them.
fn figure(text: &str) -> String {
    format!("<bdi dir=\"ltr\">{text}</bdi>")
}

/// Returns a text from a record, a schema or the disk: without markup and controls, apart from what is around.
fn isolated(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in plain(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    format!("<bdi>{escaped}</bdi>")
}
