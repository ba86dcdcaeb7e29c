//! Statistics as a table of one number a row, for spreadsheets and data frames.

use crate::cli::stats::Told;
use crate::format::spreadsheet_cell;
use crate::stats::{Distribution, MarkReport};

/// Rows of `layer, label, annotator, key, measure, value`.
struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    fn row(&mut self, layer: &str, label: &str, key: &str, measure: &str, value: impl ToString) {
        self.write([layer, label, "", key, measure], value);
    }

    fn write(&mut self, place: [&str; 5], value: impl ToString) {
        let cells = place.map(spreadsheet_cell).into_iter().chain([value.to_string()]);
        self.0.write_record(cells).expect("memory takes what is written");
    }

    fn distribution(&mut self, place: [&str; 3], measure: &str, found: &Distribution) {
        let [layer, label, key] = place;
        let values = [
            ("min", found.min),
            ("p5", found.p5),
            ("p25", found.p25),
            ("median", found.median),
            ("p75", found.p75),
            ("p95", found.p95),
            ("max", found.max),
        ];
        if let Some(mean) = found.mean {
            self.row(layer, label, key, &format!("{measure}.mean"), mean);
        }
        for (name, value) in values {
            if let Some(value) = value {
                self.row(layer, label, key, &format!("{measure}.{name}"), value);
            }
        }
    }

    fn marks(&mut self, layer: &str, label: &str, marks: &MarkReport) {
        let counts = [
            ("annotations", marks.annotations),
            ("unplaced", marks.unplaced),
            ("undecided", marks.undecided),
            ("discontinuous", marks.discontinuous),
            ("sub_word", marks.sub_word),
            ("nested", marks.nested),
            ("crossing", marks.crossing),
            ("same_place", marks.same_place),
        ];
        for (measure, count) in counts {
            self.row(layer, label, "", measure, count);
        }
        let place = [layer, label, ""];
        self.distribution(place, "code_points", &marks.code_points);
        self.distribution(place, "tokens", &marks.tokens);
        self.distribution(place, "fragments", &marks.fragments);
    }
}

pub(super) fn write(told: &Told<'_>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // The byte order mark tells spreadsheets that the file is UTF-8.
    let head = writer.write_record(["\u{feff}layer", "label", "annotator", "key", "measure", "value"]);
    head.expect("memory takes what is written");
    let mut sheet = Sheet(writer);
    corpus(&mut sheet, told);
    for (layer, found) in &told.report.layers {
        sheet.marks(layer, "", &found.marks);
        sheet.row(layer, "", "", "covered_code_points", found.coverage.code_points);
        sheet.row(layer, "", "", "coverage", found.coverage.share);
        for (label, marks) in &found.labels {
            sheet.marks(layer, label, marks);
        }
        found
            .depths
            .iter()
            .for_each(|(depth, count)| sheet.row(layer, "", &depth.to_string(), "depth", count));
        found.within.iter().for_each(|(other, count)| sheet.row(layer, "", other, "within", count));
        found
            .crossing_layers
            .iter()
            .for_each(|(other, count)| sheet.row(layer, "", other, "crossing_layer", count));
        for (role, filled) in &found.roles {
            sheet.row(layer, "", role, "role_filled", filled.filled);
            sheet.row(layer, "", role, "role_share", filled.share);
            sheet.row(layer, "", role, "role_spans", filled.spans);
            sheet.row(layer, "", role, "role_references", filled.references);
            sheet.row(layer, "", role, "role_discontinuous", filled.discontinuous);
        }
        for (attribute, said) in &found.attributes {
            sheet.row(layer, "", attribute, "attribute_filled", said.filled);
            for (value, count) in &said.values {
                sheet.row(layer, "", &format!("{attribute}={value}"), "attribute_value", count);
            }
            if said.other > 0 {
                sheet.row(layer, "", attribute, "attribute_other", said.other);
            }
        }
        sheet.row(layer, "", "", "linked", found.linked.records);
        sheet.row(layer, "", "", "linked_wikidata", found.linked.wikidata);
        sheet.row(layer, "", "", "linked_nil", found.linked.nil);
    }
    people(&mut sheet, told);
    let bytes = sheet.0.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("texts were written")
}

fn corpus(sheet: &mut Sheet, told: &Told<'_>) {
    let report = told.report;
    let counts = [
        ("documents", told.documents as u64),
        ("without_record", told.without_record as u64),
        ("failed", told.failed as u64),
        ("records", report.records),
        ("annotations", report.annotations),
        ("left_out", report.left_out),
        ("text_code_points", report.texts.code_points.sum),
        ("text_tokens", report.texts.tokens.sum),
        ("text_left_out_code_points", report.texts.left_out_code_points),
        ("covered_code_points", report.texts.coverage.code_points),
        ("entity_records", report.entities.records),
        ("entity_records_wikidata", report.entities.wikidata),
        ("entity_records_nil", report.entities.nil),
    ];
    for (measure, count) in counts {
        sheet.row("", "", "", measure, count);
    }
    sheet.row("", "", "", "coverage", report.texts.coverage.share);
    let none = ["", "", ""];
    sheet.distribution(none, "record_code_points", &report.texts.code_points);
    sheet.distribution(none, "record_tokens", &report.texts.tokens);
    sheet.distribution(none, "record_paragraphs", &report.texts.paragraphs);
    sheet.distribution(none, "record_annotations", &report.annotations_per_record);
    report.statuses.iter().for_each(|(status, count)| sheet.row("", "", status, "records_of_status", count));
    report.languages.iter().for_each(|(code, count)| sheet.row("", "", code, "records_of_language", count));
    for (name, values) in &report.document_labels {
        for (value, count) in values {
            sheet.row("", "", &format!("{name}={value}"), "records_of_label", count);
        }
    }
    for (kind, found) in &report.relations {
        sheet.row("", "", kind, "relations", found.relations);
        for ends in &found.ends {
            let layers = format!("{} → {}", ends.from, ends.to);
            sheet.row(&layers, "", kind, "relations_between", ends.relations);
        }
    }
}

fn people(sheet: &mut Sheet, told: &Told<'_>) {
    for (name, made) in &told.report.annotators {
        sheet.write(["", "", name, "", "records"], made.records);
        sheet.write(["", "", name, "", "annotations"], made.annotations);
        for (layer, count) in &made.layers {
            sheet.write([layer, "", name, "", "annotations"], count);
        }
        let groups = [
            (&made.statuses, "annotations_of_status"),
            (&made.origins, "annotations_of_origin"),
            (&made.dates, "annotations_of_day"),
        ];
        for (counts, measure) in groups {
            counts.iter().for_each(|(key, count)| sheet.write(["", "", name, key, measure], count));
        }
    }
    told.report.dates.iter().for_each(|(day, count)| sheet.row("", "", day, "annotations_of_day", count));
    sheet.row("", "", "", "annotations_undated", told.report.undated);
}
