//! The command line: one file a command, answers on standard output, words about them on standard error.

mod completions;
mod export;
mod import;
mod list;
mod man;
mod merge;
mod open;
mod output;
mod progress;
mod reanchor;
mod render;
mod schema;
mod stats;
mod stop;
mod validate;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::{Failure, Status};

pub use open::Window;

/// What is left to do once the command line has done its part.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing: the program ends with this code.
    Exit(ExitCode),
    /// The window is to be opened.
    Window(Window),
}

/// Annotate entities, quotes and claims in right-to-left news articles.
#[derive(Debug, Parser)]
#[command(name = "hashiya", version, args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    open: open::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    Open(open::Arguments),
    Import(import::Arguments),
    Export(export::Arguments),
    Validate(validate::Arguments),
    Stats(stats::Arguments),
    Reanchor(reanchor::Arguments),
    Merge(merge::Arguments),
    Render(render::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Runs the command that the arguments name; the first of them is the program's own name.
///
/// The codes are 0 for done, 1 for done with problems found, 2 for could not be done.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let arguments = match CommandLine::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed standard error leaves nobody to tell.
            let _told = error.print();
            return Outcome::Exit(ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)));
        }
    };
    let done = match arguments.command {
        None => return Outcome::Window(arguments.open.window()),
        Some(Command::Open(open)) => return Outcome::Window(open.window()),
        Some(Command::Import(arguments)) => import::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Validate(arguments)) => validate::run(&arguments),
        Some(Command::Stats(arguments)) => stats::run(&arguments),
        Some(Command::Merge(arguments)) => merge::run(&arguments),
        Some(Command::Reanchor(arguments)) => reanchor::run(&arguments),
        Some(Command::Render(arguments)) => render::run(&arguments),
        Some(Command::Schema(arguments)) => schema::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
        Some(Command::Man(arguments)) => man::run(&arguments),
    };
    Outcome::Exit(end(done))
}

/// Says that this build has no window, and ends.
pub fn no_window() -> ExitCode {
    let failure = Failure::new("This build has no window")
        .hint("Build it with the feature `gui`, or see `hashiya --help` for what it can do.");
    end(Err(failure))
}

/// Says that the window could not be opened, and ends.
pub fn window_failed(why: &str) -> ExitCode {
    let failure = Failure::new(format!("Cannot open the window: {why}"))
        .hint("A display is needed; without one, `hashiya render` draws an article to a picture.");
    end(Err(failure))
}

fn end(done: Result<Status, Failure>) -> ExitCode {
    match done {
        Ok(status) => status.code(),
        Err(failure) => {
            failure.tell();
            Status::Failed.code()
        }
    }
}
