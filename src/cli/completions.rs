//! `hashiya completions SHELL`: what the shell needs to complete the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::output::{Failure, Status, answer};

/// Prints the completions for a shell.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::CommandLine::command(), "hashiya", &mut script);
    answer(&script)?;
    Ok(Status::Done)
}
