//! The dataset card: what Hugging Face shows, and what tells `datasets` the types and the splits.

use std::fmt::Write;

use crate::format::hugging_face::fields::features;
use crate::format::hugging_face::split_name;
use crate::format::{File, Summary};
use crate::schema::Schema;

pub(in crate::format) fn write(schema: &Schema, summary: &Summary) -> File {
    let mut card = String::from("---\n");
    // Writing to a text can't fail.
    let _written = write_head(&mut card, summary).and_then(|()| write_body(&mut card, schema, summary));
    File { name: "README.md".to_owned(), bytes: card.into_bytes() }
}

fn write_head(card: &mut String, summary: &Summary) -> std::fmt::Result {
    card.push_str("language:\n");
    for language in &summary.languages {
        writeln!(card, "- {}", quoted(language))?;
    }
    card.push_str("task_categories:\n- token-classification\ntags:\n- named-entity-recognition\n");
    card.push_str("- quotation-attribution\n- claim-detection\n");
    if !summary.licences.is_empty() {
        writeln!(
            card,
            "license_name: {}\nlicense: other",
            quoted(&summary.licences.iter().cloned().collect::<Vec<_>>().join(", "))
        )?;
    }
    card.push_str("configs:\n- config_name: default\n  data_files:\n");
    // `datasets` refuses a split without rows.
    for (split, file, _) in summary.splits.iter().filter(|(.., documents)| *documents > 0) {
        writeln!(card, "  - split: {}\n    path: {}", quoted(split_name(split)), quoted(file))?;
    }
    // Stated, so that a list that is empty everywhere is no list of nulls.
    card.push_str(&features());
    card.push_str("---\n\n");
    Ok(())
}

fn write_body(card: &mut String, schema: &Schema, summary: &Summary) -> std::fmt::Result {
    writeln!(card, "# {}\n", summary.title.as_deref().unwrap_or("Annotated articles"))?;
    let documents: usize = summary.splits.iter().map(|(.., count)| count).sum();
    writeln!(card, "{documents} documents with {} annotations, made with Hashiya.\n", summary.annotations())?;
    card.push_str("| split | documents |\n|---|---|\n");
    for (split, _, count) in &summary.splits {
        writeln!(card, "| {} | {count} |", split_name(split))?;
    }
    writeln!(
        card,
        "\n## Rows\n\nOffsets are Unicode code points, half-open, into `text`: `text[start:end]` in Python. An annotation has one\nanchor for each span or target of each role; an anchor of several fragments is discontinuous. `labels`,\n`metadata` and the values of attributes are JSON.\n"
    )?;
    writeln!(card, "## Labels\n\nSchema `{}`, version {}.", schema.id, schema.version)?;
    match &summary.guideline {
        Some(guideline) => writeln!(card, "Guideline: {guideline}.")?,
        None => card.push_str("No guideline is named.\n"),
    }
    for layer in &schema.layers {
        writeln!(
            card,
            "\n### {}: {}\n\n| label | name | definition | count |\n|---|---|---|---|",
            layer.id, layer.name.en
        )?;
        for label in &layer.labels {
            let count = summary.labels.get(&(layer.id.clone(), label.id.clone())).copied().unwrap_or(0);
            let definition = label.description.as_ref().map_or("", |text| text.in_language("en"));
            writeln!(
                card,
                "| {} | {} | {} | {count} |",
                cell(&label.id),
                cell(label.name.in_language("en")),
                cell(definition)
            )?;
        }
    }
    let unknown = |(layer, label): &(String, String)| {
        schema.layer(layer).is_none_or(|layer| layer.label(label).is_none())
    };
    let others: Vec<_> = summary.labels.iter().filter(|(key, _)| unknown(key)).collect();
    if !others.is_empty() {
        card.push_str("\n### Not in the schema\n\n| layer | label | count |\n|---|---|---|\n");
        for ((layer, label), count) in others {
            writeln!(card, "| {} | {} | {count} |", cell(layer), cell(label))?;
        }
    }
    if !summary.relations.is_empty() {
        card.push_str("\n## Relations\n\n| type | count |\n|---|---|\n");
        for (kind, count) in &summary.relations {
            writeln!(card, "| {} | {count} |", cell(kind))?;
        }
    }
    card.push_str("\n## Annotators\n\n| annotator | annotations |\n|---|---|\n");
    for (annotator, count) in &summary.annotators {
        writeln!(card, "| {} | {count} |", cell(annotator))?;
    }
    if summary.has_pseudonyms {
        card.push_str("\nThe names are pseudonyms, the same in the card and in the rows.\n");
    }
    let licences: Vec<&str> = summary.licences.iter().map(String::as_str).collect();
    let licence = if licences.is_empty() {
        "not stated in the documents' metadata".to_owned()
    } else {
        licences.join(", ")
    };
    writeln!(card, "\n## Licence\n\nThe texts: {licence}.")
}

/// Returns a text in the quotes of YAML, which are JSON's.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
