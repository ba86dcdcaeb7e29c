//! Grows the samples to a document of any size with any number of marks, for measuring.
//!
//! The same numbers give the same bytes. With `--documents` it makes a folder of that many documents.

#![allow(clippy::disallowed_methods, reason = "an example writes the files that it is asked for")]

#[path = "../benches/support/grow.rs"]
mod grow;

use std::path::{Path, PathBuf};

use clap::Parser;
use hashiya::text::Document;

#[derive(Parser)]
#[command(about = "Grows the samples to a document of any size with any number of marks")]
struct Arguments {
    /// The article to write; its record is written beside it. With --documents, a folder
    out: PathBuf,
    /// The length in code points
    #[arg(long, default_value_t = 100_000)]
    characters: usize,
    /// How many annotations
    #[arg(long, default_value_t = 1_000)]
    marks: usize,
    /// How many documents, each of that size
    #[arg(long)]
    documents: Option<usize>,
}

fn main() {
    let arguments = Arguments::parse();
    let done = match arguments.documents {
        None => write(&arguments.out, arguments.characters, arguments.marks),
        Some(count) => (0..count).try_for_each(|number| {
            // A thousand to a folder, and each of its own length, so that no two are the same.
            let folder = arguments.out.join(format!("{:04}", number / 1000));
            std::fs::create_dir_all(&folder)?;
            let article = folder.join(format!("{number:06}.txt"));
            write(&article, arguments.characters + number % 997, arguments.marks)
        }),
    };
    if let Err(error) = done {
        eprintln!("Cannot write the files: {error}");
        std::process::exit(1);
    }
}

fn write(article: &Path, characters: usize, marks: usize) -> std::io::Result<()> {
    let document = Document::new(grow::text(characters));
    let set = grow::marks(&document, marks);
    let name = article.file_name().unwrap_or_default().to_string_lossy().into_owned();
    std::fs::write(article, document.text())?;
    std::fs::write(article.with_file_name(format!("{name}.ann.json")), grow::record(&document, &set, &name))
}
