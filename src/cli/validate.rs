//! `hashiya validate`: records held against their text and their schema.

use std::collections::BTreeSet;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::annotation::{Problem, ProblemCode, Severity, check};
use crate::cli::output::{Failure, Status, answer, count, note, places, plain};
use crate::cli::progress::{Bar, Unit};
use crate::cli::stop;
use crate::exchange::parallel::map_until;
use crate::exchange::{ExchangeError, Records, Whose};
use crate::store::{self, Contents, Folders};

/// Checks records: places within the text, texts repeated truly, references that resolve, the schema.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Articles, records, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// How many records a core checks at once: handing over each by itself would take longer than checking a short one.
const TOGETHER: usize = 16;

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let mut status = Status::Done;
    let found = Records::of(&arguments.paths, &Whose::Any, &mut |failed| {
        Failure::of(&failed).tell();
        status = Status::Failed;
    })?;
    let folders = Folders::default();
    let mut files = 0;
    let mut told = Ok(());
    let (mut checked, mut problems) = (0, 0);
    let mut codes = BTreeSet::new();
    let stop = stop::on_interrupt()?;
    let bar = Bar::new(Unit::Documents);
    let mut seen = 0;
    let mut refused = None;
    map_until(
        // A few would else be checked by one core.
        found.batches((found.records / 64).clamp(1, TOGETHER)),
        &stop,
        |batch: io::Result<Vec<PathBuf>>| {
            let examined = |path: &PathBuf| examine(path, &folders).map(|report| report.told(arguments));
            batch.map(|batch| batch.iter().map(examined).collect::<Vec<_>>())
        },
        |outcomes| {
            let outcomes = match outcomes {
                Ok(outcomes) => outcomes,
                Err(error) => {
                    refused = Some(error);
                    return ControlFlow::Break(());
                }
            };
            seen += outcomes.len();
            bar.count("Checking", seen, found.records);
            for outcome in outcomes {
                let report = match outcome {
                    Ok(report) => report,
                    Err(failure) => {
                        bar.tell(&failure);
                        status = Status::Failed;
                        continue;
                    }
                };
                checked += 1;
                problems += report.codes.len();
                codes.extend(report.codes);
                if !report.ok {
                    status = status.max(Status::Problems);
                }
                if told.is_ok() {
                    let words = report.json.as_ref().map_or(report.lines, |json| entry(json, files));
                    if !words.is_empty() {
                        told = bar.answer(|| answer(words.as_bytes()));
                    }
                }
                files += 1;
            }
            ControlFlow::Continue(())
        },
    );
    bar.end();
    told?;
    if let Some(error) = refused {
        return Err(ExchangeError::Temporary(error).into());
    }
    if arguments.json {
        let begin = if files == 0 { "{\n  \"files\": [" } else { "\n  " };
        let stopped = if seen < found.records { ",\n  \"stopped\": true" } else { "" };
        answer(format!("{begin}]{stopped}\n}}\n").as_bytes())?;
    }
    if found.records == 0 && status == Status::Done {
        return Err(nothing(&arguments.paths, found.without));
    }
    if found.without > 0 {
        note(&format!("{} without a record passed over", count(found.without, "article")));
    }
    for code in codes {
        note(&format!("hint: {}: {}", code.as_str(), code.hint()));
    }
    if checked > 0 {
        let records = count(checked, "record");
        note(&format!("{records} checked, {} found", count(problems, "problem")));
    }
    if seen < found.records {
        let records = count(found.records, "record");
        return Err(Failure::new(format!("Stopped; of {records} the first {seen} were looked at")));
    }
    Ok(status)
}

/// Returns that there is no record at all.
pub(super) fn nothing(paths: &[PathBuf], articles: usize) -> Failure {
    let found = match articles {
        0 => "There is no article and no record".to_owned(),
        articles => format!("There is no record beside {}", count(articles, "article")),
    };
    let hint = match articles {
        0 => "Articles are .txt files, records .ann.json beside them. Name the folder that holds them.",
        _ => "Annotate first: a record is written as soon as something is marked.",
    };
    Failure::new(format!("{found}\nPath: {}", places(paths))).hint(hint)
}

/// Returns a file's part of the JSON document, which is written file by file: there may be very many.
fn entry(file: &Value, before: usize) -> String {
    let begin = if before == 0 { "{\n  \"files\": [\n" } else { ",\n" };
    // JSON has no line ends within texts, so each is one of the layout.
    format!("{begin}    {}", format!("{file:#}").replace('\n', "\n    "))
}

/// What was found in one record.
struct Report {
    path: PathBuf,
    opened: Contents,
    problems: Vec<Problem>,
}

fn examine(path: &Path, folders: &Folders) -> Result<Report, Failure> {
    let mut opened = store::read_among(path, folders)?;
    let mut problems = std::mem::take(&mut opened.problems);
    let lying: std::collections::HashSet<_> = problems
        .iter()
        .filter(|problem| problem.code == ProblemCode::TextMismatch)
        .filter_map(|problem| problem.item.clone())
        .collect();
    // An anchor whose text doesn't agree is told of once, not again as one that awaits a decision.
    let told = |problem: &Problem| {
        problem.code == ProblemCode::Undecided && problem.item.as_ref().is_some_and(|id| lying.contains(id))
    };
    problems.extend(
        check(&opened.set, &opened.document, &opened.schema).into_iter().filter(|problem| !told(problem)),
    );
    Ok(Report { path: path.to_owned(), opened, problems })
}

/// What is told of a record; the record itself is done with.
struct Told {
    ok: bool,
    codes: Vec<ProblemCode>,
    /// Where JSON is asked for; else there are lines.
    json: Option<Value>,
    lines: String,
}

impl Report {
    fn told(self, arguments: &Arguments) -> Told {
        let codes = self.problems.iter().map(|problem| problem.code).collect();
        let (json, lines) =
            if arguments.json { (Some(self.json()), String::new()) } else { (None, self.lines()) };
        Told { ok: self.ok(), codes, json, lines }
    }

    /// Tells whether nothing is wrong; what is merely worth a look doesn't count.
    fn ok(&self) -> bool {
        self.problems.iter().all(|problem| problem.code.severity() < Severity::Error)
    }

    /// Returns where a problem lies, in code points.
    fn place(&self, problem: &Problem) -> Option<(usize, usize)> {
        let (start, end) = self.opened.document.chars(problem.span?);
        Some((start.0, end.0))
    }

    /// Returns the line of the record on which what a problem is about begins.
    fn line(&self, problem: &Problem) -> Option<usize> {
        self.opened.lines.of(problem.item.as_ref()?)
    }

    fn json(&self) -> Value {
        let problems = self.problems.iter().map(|problem| {
            let place = self.place(problem);
            json!({
                "code": problem.code.as_str(),
                "severity": severity(problem),
                "annotation": problem.item.as_ref().map(ToString::to_string),
                "start": place.map(|(start, _)| start),
                "end": place.map(|(_, end)| end),
                "line": self.line(problem),
                "message": problem.to_string(),
                "hint": problem.code.hint(),
            })
        });
        json!({
            "path": self.path.to_string_lossy(),
            "source": self.opened.path.to_string_lossy(),
            "ok": self.ok(),
            "problems": problems.collect::<Vec<_>>(),
        })
    }

    fn lines(&self) -> String {
        let path = self.path.display();
        let lines = self.problems.iter().map(|problem| {
            let place = self.place(problem).map(|(start, end)| format!(":{start}-{end}")).unwrap_or_default();
            let item = problem.item.as_ref().map(|id| format!("{id}: ")).unwrap_or_default();
            let (severity, code) = (severity(problem), problem.code.as_str());
            // What was found while reading says its line itself.
            let line = self.line(problem).filter(|_| !problem.detail.starts_with("line "));
            let line = line.map(|line| format!(" (line {line})")).unwrap_or_default();
            // A text with line feeds stays on the line of its problem.
            let line = format!("{path}{place} {severity} {code} {item}{problem}{line}").replace('\n', "⏎");
            plain(&line) + "\n"
        });
        lines.collect()
    }
}

fn severity(problem: &Problem) -> &'static str {
    match problem.code.severity() {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
