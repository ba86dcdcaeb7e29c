//! Parses every record below a folder with plain types of serde and nothing else, one after the other: what
//! `hashiya validate` on the same folder is held against.

#![allow(clippy::disallowed_methods, reason = "an example reads the files that it is given")]

#[path = "../benches/support/bare.rs"]
#[allow(dead_code, reason = "the record is parsed and no more")]
mod bare;

use std::path::{Path, PathBuf};

use clap::Parser;
use cpu_time::ProcessTime;
use serde_json::json;

#[derive(Parser)]
#[command(about = "Parses every record below a folder with plain types of serde")]
struct Arguments {
    folder: PathBuf,
}

fn main() {
    let began = ProcessTime::now();
    let (mut records, mut bytes) = (0_u64, 0_u64);
    if let Err(error) = walk(&Arguments::parse().folder, &mut records, &mut bytes) {
        eprintln!("Error: {error}");
        std::process::exit(1);
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{}", json!({ "records": records, "bytes": bytes, "cpu_seconds": seconds }));
}

fn walk(folder: &Path, records: &mut u64, bytes: &mut u64) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, records, bytes)?;
        } else if path.to_string_lossy().ends_with(".ann.json") {
            let json = std::fs::read(&path)?;
            let record: bare::Bare = serde_json::from_slice(&json)?;
            *records += 1;
            *bytes += json.len() as u64;
            std::hint::black_box(record);
        }
    }
    Ok(())
}
