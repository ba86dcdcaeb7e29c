//! `hashiya schema`: the JSON Schema of records or of what commands print, or the news schema.

use serde_json::{Value, json};

use crate::cli::output::{Failure, Status, answer, answer_json};
use crate::schema::Schema;
use crate::store::record::JSON_SCHEMA;

/// What each command prints with `--json`.
const ANSWERS: &str = include_str!("../../assets/answers.schema.json");

/// Prints the JSON Schema of the record (draft 2020-12).
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print the built-in news schema instead: its layers, labels, roles and attributes.
    #[arg(long)]
    labels: bool,
    /// Print the JSON Schema of what commands print with --json, of all or of one.
    #[arg(long, value_name = "COMMAND", num_args = 0..=1, conflicts_with = "labels")]
    answers: Option<Option<String>>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    match &arguments.answers {
        Some(Some(command)) => answer_json(&answer_of(command)?)?,
        Some(None) => answer(ANSWERS.as_bytes())?,
        None if arguments.labels => answer(Schema::news_json().as_bytes())?,
        None => answer(JSON_SCHEMA.as_bytes())?,
    }
    Ok(Status::Done)
}

/// Returns the schema of one command's answer, with the parts that it refers to.
fn answer_of(command: &str) -> Result<Value, Failure> {
    let all: Value = serde_json::from_str(ANSWERS).expect("a test reads the schema");
    let parts = all["$defs"].as_object().cloned().unwrap_or_default();
    let is_command = |name: &str| name.starts_with(|first: char| first.is_ascii_lowercase());
    if !is_command(command) || !parts.contains_key(command) {
        let known: Vec<&str> = parts.keys().map(String::as_str).filter(|name| is_command(name)).collect();
        return Err(Failure::new(format!("There is no command {command} that answers in JSON"))
            .hint(format!("Those that do: {}.", known.join(", "))));
    }
    let kept = parts.into_iter().filter(|(name, _)| name == command || !is_command(name));
    Ok(json!({
        "$schema": all["$schema"],
        "$id": format!("urn:hashiya:answers:1:{command}"),
        "title": format!("What hashiya {command} prints with --json"),
        "$ref": format!("#/$defs/{command}"),
        "$defs": kept.collect::<serde_json::Map<_, _>>(),
    }))
}
