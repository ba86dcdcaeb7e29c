//! Writes the tables of `docs/performance.md` from what the benches and `frames` measured; `scripts/bench`
//! calls it.

#![allow(clippy::disallowed_methods, reason = "an example reads and writes the files that it is given")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;

#[derive(Parser)]
#[command(about = "Writes the tables of a page of documentation from what was measured")]
struct Arguments {
    /// The page, with lines `<!-- begin NAME -->` and `<!-- end NAME -->` around each table
    page: PathBuf,
    /// The folder in which criterion keeps what it measured
    #[arg(long)]
    criterion: PathBuf,
    /// What `frames` printed, one JSON object a line
    #[arg(long)]
    frames: PathBuf,
}

/// What is measured with the bare library that it stands on: the name of both, and the limit's own.
const LIMITS: [(&str, &str); 7] = [
    ("decode", "from_utf8"),
    ("fold", "chars"),
    ("segment", "unicode-segmentation"),
    ("search", "memmem"),
    ("layout", "parley"),
    ("parse", "serde_json"),
    ("write", "serde_json"),
];

/// Nanoseconds by name, and by size under each.
type Measured = BTreeMap<String, BTreeMap<u64, f64>>;

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("Error: {error}");
        std::process::exit(1);
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let mut measured = Measured::new();
    collect(&arguments.criterion, &mut measured)?;
    let mut page = read(&arguments.page)?;
    page = put(&page, "limits", &limits(&measured))?;
    page = put(&page, "growth", &growth(&measured))?;
    page = put(&page, "frames", &frames(&read(&arguments.frames)?)?)?;
    std::fs::write(&arguments.page, page)
        .map_err(|error| format!("Cannot write the page: {error}\nFile: {}", arguments.page.display()))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("Cannot read the file: {error}\nFile: {}", path.display()))
}

/// Reads every estimate below a folder.
fn collect(folder: &Path, measured: &mut Measured) -> Result<(), String> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("Cannot read the folder: {error}\nFolder: {}", folder.display()))?;
    for entry in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
        let (named, estimates) = (entry.join("benchmark.json"), entry.join("estimates.json"));
        if !entry.ends_with("new") || !named.is_file() {
            collect(&entry, measured)?;
            continue;
        }
        let json = |path: &Path| -> Result<Value, String> {
            serde_json::from_str(&read(path)?).map_err(|error| format!("{error}\nFile: {}", path.display()))
        };
        let (named, estimates) = (json(&named)?, json(&estimates)?);
        let part = |key: &str| named[key].as_str().unwrap_or_default().to_owned();
        let name = format!("{}/{}", part("group_id"), part("function_id"));
        let size = named["value_str"].as_str().and_then(|size| size.parse().ok());
        let time = estimates["median"]["point_estimate"].as_f64();
        if let (Some(size), Some(time)) = (size, time) {
            measured.entry(name).or_default().insert(size, time);
        }
    }
    Ok(())
}

/// Ours as a multiple of the limit.
fn limits(measured: &Measured) -> String {
    let mut table = "| | limit | size | ours | limit | ratio |\n|---|---|---:|---:|---:|---:|\n".to_owned();
    for (what, limit) in LIMITS {
        let (ours, bare) = (measured.get(&format!("{what}/ours")), measured.get(&format!("{what}/{limit}")));
        for (size, ours) in ours.into_iter().flatten() {
            if let Some(bare) = bare.and_then(|bare| bare.get(size)) {
                let (size, ratio) = (number(*size), ours / bare);
                let (ours, bare) = (time(*ours), time(*bare));
                let _written =
                    writeln!(table, "| {what} | {limit} | {size} | {ours} | {bare} | {ratio:.2} |");
            }
        }
    }
    table
}

/// How much longer each takes when its size grows tenfold.
fn growth(measured: &Measured) -> String {
    let mut table = "| | size | time | growth from the size before |\n|---|---:|---:|---:|\n".to_owned();
    for (name, sizes) in measured {
        let mut before: Option<f64> = None;
        for (size, spent) in sizes {
            let grown = before.map_or("–".to_owned(), |before| format!("× {:.2}", spent / before));
            let _written = writeln!(table, "| {name} | {} | {} | {grown} |", number(*size), time(*spent));
            before = Some(*spent);
        }
    }
    table
}

fn frames(lines: &str) -> Result<String, String> {
    const PHASES: [&str; 8] = ["scroll", "settle", "sweep", "mark", "relabel", "undo", "jump", "resize"];
    let lines =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).map_err(|error| error.to_string()));
    let runs = lines.collect::<Result<Vec<_>, _>>()?;
    let mut table = "| |".to_owned();
    let sizes = runs.iter().map(|run| {
        let part = |key: &str| number(run[key].as_u64().unwrap_or_default());
        format!(" {} characters, {} marks |", part("characters"), part("marks"))
    });
    table.extend(sizes);
    table += "\n|---|";
    table += &"---:|".repeat(runs.len());
    let keys = [
        "open_ms",
        "first_frame_ms",
        "first_frame_cpu_ms",
        "background_ms",
        "background_cores",
        "rss_mb",
        "peak_rss_mb",
        "glyphs",
    ];
    for key in keys {
        let _written = write!(table, "\n| {key} |");
        table.extend(runs.iter().map(|run| format!(" {} |", run[key])));
    }
    for phase in PHASES {
        let _written = write!(table, "\n| {phase}: p50, p99, max |");
        table.extend(runs.iter().map(|run| {
            let part = |key: &str| run[phase][key].as_f64().unwrap_or_default();
            format!(" {:.2}, {:.2}, {:.2} |", part("p50"), part("p99"), part("max"))
        }));
    }
    Ok(table + "\n")
}

/// Puts a table between its two lines on the page.
fn put(page: &str, name: &str, table: &str) -> Result<String, String> {
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let missing = || format!("The page has no lines that begin and end {name}");
    let (head, rest) = page.split_once(&begin).ok_or_else(missing)?;
    let (_, tail) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{head}{begin}{table}{end}{tail}"))
}

/// Digits in threes.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let (head, rest) = digits.split_at(lead);
    let threes = rest.as_bytes().chunks(3).map(|three| String::from_utf8_lossy(three).into_owned());
    let parts = (!head.is_empty()).then(|| head.to_owned()).into_iter().chain(threes);
    parts.collect::<Vec<_>>().join(" ")
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        few if few < 1e3 => format!("{few:.0} ns"),
        some if some < 1e6 => format!("{:.1} µs", some / 1e3),
        many => format!("{:.2} ms", many / 1e6),
    }
}
