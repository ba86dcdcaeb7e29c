//! Statistics as aligned tables for a terminal.

use std::fmt::Write;

use crate::cli::stats::Told;
use crate::stats::{Counts, Distribution, LayerReport, MarkReport, Report};

/// A table whose first column begins where the line does, and whose numbers end under each other.
struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new<const COLUMNS: usize>(head: [&str; COLUMNS]) -> Self {
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    fn row<const COLUMNS: usize>(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells.to_vec());
    }

    fn text(&self) -> String {
        let columns = self.rows[0].len();
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = format!("{:<width$}", row[0], width = widths[0]);
            for (cell, width) in row.iter().zip(&widths).skip(1) {
                // Writing into a text doesn't fail.
                let _written = write!(line, "  {cell:>width$}");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

pub(super) fn write(told: &Told<'_>) -> String {
    let report = told.report;
    let mut text = corpus(told);
    for (id, layer) in &report.layers {
        text.push_str(&format!("\n{}", of_layer(id, layer)));
    }
    if !report.relations.is_empty() {
        let mut table = Table::new(["relations", "number"]);
        for (kind, found) in &report.relations {
            table.row([kind.clone(), found.relations.to_string()]);
        }
        text.push_str(&format!("\n{}", table.text()));
    }
    if !report.annotators.is_empty() {
        let mut table = Table::new(["annotator", "records", "annotations", "first", "last"]);
        for (name, made) in &report.annotators {
            let name = if name.is_empty() { "(nobody named)" } else { name };
            let day = |day: Option<(&String, &u64)>| day.map(|(day, _)| day.clone()).unwrap_or_default();
            table.row([
                name.to_owned(),
                made.records.to_string(),
                made.annotations.to_string(),
                day(made.dates.first_key_value()),
                day(made.dates.last_key_value()),
            ]);
        }
        text.push_str(&format!("\n{}", table.text()));
    }
    if !report.dates.is_empty() {
        let mut table = Table::new(["day", "annotations"]);
        report.dates.iter().for_each(|(day, count)| table.row([day.clone(), count.to_string()]));
        text.push_str(&format!("\n{}", table.text()));
    }
    text
}

fn corpus(told: &Told<'_>) -> String {
    let Report { texts, entities, .. } = told.report;
    let mut table = Table::new(["corpus", ""]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("documents", told.documents.to_string());
    row("without a record", told.without_record.to_string());
    row("not readable", told.failed.to_string());
    row("records", told.report.records.to_string());
    row("annotations", told.report.annotations.to_string());
    row("annotations in text left out", told.report.left_out.to_string());
    row("code points", texts.code_points.sum.to_string());
    row("code points left out", texts.left_out_code_points.to_string());
    row("tokens", texts.tokens.sum.to_string());
    row("coverage", percent(texts.coverage.share));
    row("entity records", entities.records.to_string());
    row("  with a Wikidata item", entities.wikidata.to_string());
    row("  surely without one", entities.nil.to_string());
    let mut text = table.text();
    for (name, counts) in [("status", &told.report.statuses), ("language", &told.report.languages)] {
        text.push_str(&format!("\n{}", of_counts(name, "records", counts)));
    }
    for (name, counts) in &told.report.document_labels {
        text.push_str(&format!("\n{}", of_counts(name, "records", counts)));
    }
    let mut table = Table::new(["of each record", "mean", "p5", "p25", "median", "p75", "p95", "max"]);
    let distributions = [
        ("code points", &texts.code_points),
        ("tokens", &texts.tokens),
        ("paragraphs", &texts.paragraphs),
        ("annotations", &told.report.annotations_per_record),
    ];
    for (name, found) in distributions {
        table.row([
            name.to_owned(),
            mean(found),
            number(found.p5),
            number(found.p25),
            number(found.median),
            number(found.p75),
            number(found.p95),
            number(found.max),
        ]);
    }
    text + "\n" + &table.text()
}

fn of_counts(name: &str, what: &str, counts: &Counts) -> String {
    let mut table = Table::new([name, what]);
    counts.iter().for_each(|(value, count)| table.row([value.clone(), count.to_string()]));
    table.text()
}

fn of_layer(id: &str, layer: &LayerReport) -> String {
    let head = [
        id,
        "number",
        "mean",
        "median",
        "p95",
        "max",
        "tokens mean",
        "median",
        "sub-word",
        "discont.",
        "nested",
        "crossing",
        "same place",
    ];
    let mut table = Table::new(head);
    let mut row = |name: &str, marks: &MarkReport| {
        table.row([
            name.to_owned(),
            marks.annotations.to_string(),
            mean(&marks.code_points),
            number(marks.code_points.median),
            number(marks.code_points.p95),
            number(marks.code_points.max),
            mean(&marks.tokens),
            number(marks.tokens.median),
            marks.sub_word.to_string(),
            marks.discontinuous.to_string(),
            marks.nested.to_string(),
            marks.crossing.to_string(),
            marks.same_place.to_string(),
        ]);
    };
    for (label, marks) in &layer.labels {
        row(&format!("  {label}"), marks);
    }
    row("  (all)", &layer.marks);
    let mut text = table.text();
    let list = |entries: Vec<String>| if entries.is_empty() { "–".to_owned() } else { entries.join(", ") };
    let counts =
        |counts: &Counts| list(counts.iter().map(|(name, count)| format!("{name} {count}")).collect());
    text.push_str(&format!(
        "  coverage {}; depths {}; within {}; crossing {}\n",
        percent(layer.coverage.share),
        list(layer.depths.iter().map(|(depth, count)| format!("{depth}: {count}")).collect()),
        counts(&layer.within),
        counts(&layer.crossing_layers),
    ));
    let roles =
        layer.roles.iter().map(|(name, role)| format!("{name} {} ({})", role.filled, percent(role.share)));
    text.push_str(&format!("  roles {}\n", list(roles.collect())));
    for (name, attribute) in &layer.attributes {
        let mut values: Vec<String> =
            attribute.values.iter().map(|(value, count)| format!("{value} {count}")).collect();
        if attribute.other > 0 {
            values.push(format!("(others) {}", attribute.other));
        }
        let values = if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) };
        text.push_str(&format!("  {name} {} ({}){values}\n", attribute.filled, percent(attribute.share)));
    }
    if layer.linked.records > 0 {
        let linked = &layer.linked;
        text.push_str(&format!(
            "  linked {}: Wikidata {}, NIL {}, open {}\n",
            linked.records, linked.wikidata, linked.nil, linked.open
        ));
    }
    text
}

fn mean(found: &Distribution) -> String {
    found.mean.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}"))
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
