//! `hashiya reanchor`: annotations found again in a text that was changed.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::anchor::{self, Counts, Outcome, Reanchored};
use crate::annotation::Fragments;
use crate::cli::output::{Failure, Status, answer, answer_json, note, plain};
use crate::store::{self, Opened, ReadOnly};
use crate::text::Document;

/// Finds annotations again after their article was changed: kept, moved, doubtful or lost.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The article.
    article: PathBuf,
    /// The record, where it isn't the annotator's own beside the article.
    #[arg(long)]
    record: Option<PathBuf>,
    /// Write the record over the text as it is now; the one before is kept in `.hashiya/previous`.
    #[arg(long)]
    write: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let path = arguments.record.as_ref().unwrap_or(&arguments.article);
    let mut opened = store::open(path, None, None)?;
    if arguments.record.is_some() && opened.path != arguments.article {
        let failure = format!("The record belongs to another article\nFile: {}", path.display());
        return Err(Failure::new(failure).hint(format!("It belongs to {}.", opened.path.display())));
    }
    if !opened.target.has_record() {
        let failure = format!("There is no record beside the article\nFile: {}", path.display());
        return Err(Failure::new(failure).hint("Name one with --record, or annotate the article first."));
    }
    match opened.target.read_only {
        None | Some(ReadOnly::TextDiffers) => {}
        _ => {
            let failure =
                format!("The record can't be used as it is\nFile: {}", opened.target.path.display());
            return Err(Failure::new(failure).hint("See `hashiya validate` for what is wrong with it."));
        }
    }
    let (old, new) = (
        opened.document.clone(),
        opened.changed.as_ref().map_or_else(|| opened.document.clone(), |changed| changed.document.clone()),
    );
    let found = if arguments.write && opened.changed.is_some() {
        let (written, writer) = store::Writer::open(path, None, None)?;
        if let Some(ReadOnly::Held(who)) = &writer.target().read_only {
            let failure = format!("{who} is writing the record\nFile: {}", opened.target.path.display());
            return Err(Failure::new(failure).hint("Close the article there first."));
        }
        if written.changed.is_some() {
            let why = written.problems.last().map(ToString::to_string).unwrap_or_default();
            return Err(Failure::new(format!("The record could not be written: {why}")));
        }
        let found = anchor::reanchor(&old, &new, opened.set.iter());
        opened = written;
        found
    } else {
        anchor::reanchor(&old, &new, opened.set.iter())
    };
    tell(arguments, &opened, &old, &new, &found)
}

fn tell(
    arguments: &Arguments,
    opened: &Opened,
    old: &Document,
    new: &Document,
    found: &[Reanchored],
) -> Result<Status, Failure> {
    let counts = Counts::of(found);
    if arguments.json {
        let annotations: Vec<Value> = found.iter().map(|found| json_of(found, old, new)).collect();
        answer_json(&json!({
            "kept": counts.kept, "moved": counts.moved, "doubtful": counts.doubtful, "lost": counts.lost,
            "annotations": annotations,
        }))?;
    } else {
        let lines = found.iter().filter(|found| found.outcome != Outcome::Kept);
        let lines = lines.map(|found| line_of(found, old, new)).collect::<String>();
        answer(lines.as_bytes())?;
    }
    note(&counts.to_string());
    if arguments.write && opened.changed.is_none() {
        note(&format!("written: {}", opened.target.path.display()));
    }
    Ok(if counts.undecided() > 0 { Status::Problems } else { Status::Done })
}

fn places(fragments: &Fragments, document: &Document) -> Vec<[usize; 2]> {
    let places = fragments.spans().iter().map(|span| document.chars(*span));
    places.map(|(start, end)| [start.0, end.0]).collect()
}

fn json_of(found: &Reanchored, old: &Document, new: &Document) -> Value {
    let roles: Map<String, Value> = found
        .roles
        .iter()
        .map(|(role, anchors)| {
            let anchors = anchors.iter().map(|(was, found)| {
                let to = found.fragments.as_ref().map(|fragments| places(fragments, new));
                json!({ "from": places(was, old), "to": to })
            });
            (role.clone(), anchors.collect())
        })
        .collect();
    let score = (found.score * 1000.0).round() / 1000.0;
    json!({ "id": found.id.as_str(), "state": found.outcome.as_str(), "score": score, "roles": roles })
}

/// Returns what became of one annotation, on a line.
fn line_of(found: &Reanchored, old: &Document, new: &Document) -> String {
    let mut line = format!("{} {} {:.2}", found.id, found.outcome.as_str(), found.score);
    let words = |fragments: &Fragments, document: &Document| {
        let spans = fragments.spans().iter().map(|span| {
            let (start, end) = document.chars(*span);
            format!("{}-{} {:?}", start.0, end.0, document.get(*span).unwrap_or_default())
        });
        spans.collect::<Vec<_>>().join(" … ")
    };
    for (role, anchors) in &found.roles {
        for (was, found) in anchors {
            let now = found.fragments.as_ref().map_or_else(|| "nowhere".to_owned(), |now| words(now, new));
            line.push_str(&format!("; {role}: {} → {now}", words(was, old)));
        }
    }
    plain(&line.replace('\n', "⏎")) + "\n"
}
