//! `hashiya schema`: the record's JSON Schema, or the news schema.

use crate::cli::output::{Failure, Status, answer};
use crate::schema::Schema;
use crate::store::record::JSON_SCHEMA;

/// Prints the JSON Schema of the record (draft 2020-12).
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print the built-in news schema instead: its layers, labels, roles and attributes.
    #[arg(long)]
    labels: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    answer(if arguments.labels { Schema::news_json() } else { JSON_SCHEMA }.as_bytes())?;
    Ok(Status::Done)
}
