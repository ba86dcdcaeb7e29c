//! `hashiya stats`: what is marked in a corpus, in numbers.

mod html;
mod plot;
mod sheet;
mod table;

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;

use crate::cli::output::{Failure, Status, answer, answer_json, note, plain};
use crate::cli::progress::{Bar, Unit};
use crate::cli::stop;
use crate::exchange::Stop;
use crate::exchange::parallel::map_until;
use crate::i18n::Words;
use crate::schema::Schema;
use crate::settings::Language;
use crate::stats::{Merge, Report, Statistics};
use crate::store::{self, Folders, Project, RECORD_ENDING};

/// How many records a core counts before its counts are brought together with the others'.
const TOGETHER: usize = 16;

/// Counts what is marked: labels, lengths, nesting, coverage, roles, attributes, who and when.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Articles, records, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print one JSON document.
    #[arg(long, conflicts_with_all = ["csv", "html"])]
    json: bool,
    /// Print a table of one number a row.
    #[arg(long, conflicts_with = "html")]
    csv: bool,
    /// Print a page with plots, in one file.
    #[arg(long)]
    html: bool,
    /// Write into this file instead.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The layers to count, with commas between; all of them without this.
    #[arg(long, value_delimiter = ',', value_name = "LAYER")]
    layers: Option<Vec<String>>,
    /// Whose records to count, where documents have several; all of them without this.
    #[arg(long, value_name = "NAME", conflicts_with = "gold")]
    annotator: Option<String>,
    /// Count the adjudicated records alone.
    #[arg(long)]
    gold: bool,
    /// The language of the page.
    #[arg(long, value_enum, default_value_t = PageLanguage::En, requires = "html")]
    language: PageLanguage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PageLanguage {
    Ar,
    En,
}

/// What is told of a corpus, with what could not be counted.
#[derive(Debug, Serialize)]
struct Told<'a> {
    documents: usize,
    /// Documents without a record that was asked for.
    without_record: usize,
    failed: &'a [Failed],
    /// There where it was interrupted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stopped: bool,
    #[serde(flatten)]
    report: &'a Report,
}

/// A document that is in no count.
#[derive(Debug, Serialize)]
struct Failed {
    path: String,
    message: String,
    #[serde(skip)]
    hint: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let mut found = Found::at(arguments);
    let project = Project::of(&arguments.paths[0])?;
    let (schema, _) = project.load_schema()?;
    if let Some(unknown) = arguments.layers.iter().flatten().find(|layer| schema.layer(layer).is_none()) {
        let known: Vec<_> = schema.layers.iter().map(|layer| layer.id.as_str()).collect();
        return Err(Failure::new(format!("The schema has no layer {unknown}"))
            .hint(format!("Its layers are {}.", known.join(", "))));
    }
    let stop = stop::on_interrupt()?;
    let statistics = count(&mut found, arguments, &stop);
    for failed in &found.failed {
        Failure::new(format!("{}\nFile: {}", failed.message, failed.path)).hint(failed.hint.as_str()).tell();
    }
    if found.without_record > 0 {
        let documents = counted(found.without_record as u64, "document");
        let such = if arguments.gold || arguments.annotator.is_some() { "such a" } else { "a" };
        note(&format!("{documents} without {such} record passed over"));
    }
    let report = statistics.report(&schema);
    let told = Told {
        documents: found.documents.len(),
        without_record: found.without_record,
        failed: &found.failed,
        stopped: stop.is_asked(),
        report: &report,
    };
    // A table of nothing or of a part says nothing; a program is answered in any case.
    let is_whole = !told.stopped && (report.records > 0 || told.failed.is_empty());
    if is_whole || arguments.json {
        tell(arguments, &told, &schema, project.name.as_deref())?;
    }
    let records = counted(report.records, "record");
    if told.stopped {
        let all = counted(found.records.len() as u64, "record");
        return Err(Failure::new(format!("Stopped; of {all} {} were counted", report.records)));
    }
    note(&format!("{records} with {} counted", counted(report.annotations, "annotation")));
    Ok(Status::of(found.failed.len(), usize::try_from(report.records).unwrap_or(usize::MAX)))
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Counts every record, on all cores; those that can't be are listed.
fn count(found: &mut Found, arguments: &Arguments, stop: &Stop) -> Statistics {
    let folders = Folders::default();
    let layers = arguments.layers.as_deref();
    let work = |records: &[PathBuf]| {
        let mut statistics = Statistics::default();
        let mut failed = Vec::new();
        for record in records {
            let fail = |message, hint| Failed { path: record.display().to_string(), message, hint };
            match store::read_among(record, &folders) {
                Err(error) => {
                    // The path that it names behind its first line is told anyway.
                    let message = error.to_string().lines().next().unwrap_or_default().to_owned();
                    failed.push(fail(message, error.hint()));
                }
                Ok(opened) if opened.is_damaged => {
                    let first = opened.problems.first().map(ToString::to_string).unwrap_or_default();
                    let hint = "See `hashiya validate` for all that is wrong with it.".to_owned();
                    failed.push(fail(format!("The record is damaged: {first}"), hint));
                }
                Ok(opened) => statistics.add(&opened.document, &opened.set, &opened.schema, layers),
            }
        }
        (statistics, failed)
    };
    let mut all = Statistics::default();
    let mut not_counted = Vec::new();
    let bar = Bar::new(Unit::Documents);
    let total = found.records.len();
    let mut done = 0;
    map_until(found.records.chunks(TOGETHER), stop, work, |(statistics, failed)| {
        all.take_in(statistics);
        not_counted.extend(failed);
        done = total.min(done + TOGETHER);
        bar.count("Counting", done, total);
        ControlFlow::Continue(())
    });
    bar.end();
    found.failed.extend(not_counted);
    all
}

fn tell(arguments: &Arguments, told: &Told<'_>, schema: &Schema, title: Option<&str>) -> Result<(), Failure> {
    let text = if arguments.json {
        let value = serde_json::to_value(told);
        let value: Value =
            value.map_err(|error| Failure::new(format!("Cannot write the answer: {error}")))?;
        if arguments.output.is_none() {
            return answer_json(&value);
        }
        format!("{value:#}\n")
    } else if arguments.csv {
        sheet::write(told)
    } else if arguments.html {
        let language = match arguments.language {
            PageLanguage::Ar => Language::Arabic,
            PageLanguage::En => Language::English,
        };
        html::write(told, schema, &Words::new(language), title)
    } else {
        plain(&table::write(told))
    };
    match &arguments.output {
        None => answer(text.as_bytes()),
        Some(path) => store::write_atomic(path, text.as_bytes()).map_err(|error| {
            Failure::new(format!("Cannot write: {error}\nFile: {}", path.display()))
                .hint("Check that the folder is there and open to you.")
        }),
    }
}

/// The records that the paths lead to.
#[derive(Default)]
struct Found {
    documents: BTreeSet<PathBuf>,
    records: Vec<PathBuf>,
    without_record: usize,
    failed: Vec<Failed>,
}

impl Found {
    fn at(arguments: &Arguments) -> Self {
        let mut found = Self::default();
        for path in &arguments.paths {
            if path.is_dir() {
                let listing = store::walk(path);
                listing
                    .failures
                    .iter()
                    .for_each(|failure| found.fail(path, failure, "Check its permissions."));
                for document in listing.documents {
                    found.document(document.path, document.records, arguments);
                }
            } else if let Some(source) = store::source_of_record(path)
                && path.is_file()
            {
                found.documents.insert(source);
                found.records.push(path.clone());
            } else if path.is_file() {
                match store::records_of(path) {
                    Ok(records) if records.is_empty() => {
                        let hint = "Annotate it first: a record is written as soon as something is marked.";
                        found.fail(path, "There is no record beside the article", hint);
                    }
                    Ok(records) => found.document(path.clone(), records, arguments),
                    Err(error) => {
                        let message = format!("Cannot read its folder: {error}");
                        found.fail(path, &message, "Check its permissions.");
                    }
                }
            } else {
                found.fail(path, "There is no such file", "Check the path.");
            }
        }
        let mut seen = HashSet::new();
        found.records.retain(|record| seen.insert(record.clone()));
        found
    }

    fn document(&mut self, source: PathBuf, mut records: Vec<PathBuf>, arguments: &Arguments) {
        let whose = if arguments.gold { Some("gold") } else { arguments.annotator.as_deref() };
        if let Some(whose) = whose {
            let own = Project::of(&source).ok().map(|project| project.record_path(&source, whose));
            let ending = format!(".{whose}{RECORD_ENDING}");
            records.retain(|record| {
                record.to_string_lossy().ends_with(&ending) || !arguments.gold && own.as_ref() == Some(record)
            });
        }
        if records.is_empty() {
            self.without_record += 1;
        }
        self.documents.insert(source);
        self.records.extend(records);
    }

    fn fail(&mut self, path: &Path, message: &str, hint: &str) {
        let path = path.display().to_string();
        self.failed.push(Failed { path, message: message.to_owned(), hint: hint.to_owned() });
    }
}
