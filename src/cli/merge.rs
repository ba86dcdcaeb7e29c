//! `hashiya merge`: two versions of a record brought together, as version control asks for it.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::output::{Failure, Status, answer_json, note};
use crate::store;

/// Merges two versions of a record that grew from one, by annotation and field; git may call it.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The record that both grew from.
    base: PathBuf,
    /// Our version, whose values stand where both changed the same field.
    ours: PathBuf,
    /// Their version.
    theirs: PathBuf,
    /// Where to write the merged record; it may be one of the three.
    #[arg(short, long)]
    output: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let Arguments { base, ours, theirs, output, json } = arguments;
    let merged = store::merge_files(base, ours, theirs, output);
    let conflicts = merged.map_err(|error| Failure::new(error.to_string()).hint(error.hint()))?;
    if *json {
        let listed = conflicts.iter().map(|conflict| {
            json!({ "id": conflict.id.as_ref().map(ToString::to_string), "field": conflict.field })
        });
        answer_json(&json!({ "conflicts": listed.collect::<Vec<_>>() }))?;
    }
    for conflict in &conflicts {
        let id = conflict.id.as_ref().map_or_else(|| "document".to_owned(), ToString::to_string);
        note(&format!("conflict: {id}: {} was changed on both sides; ours was taken", conflict.field));
    }
    Ok(if conflicts.is_empty() { Status::Done } else { Status::Problems })
}
