//! `hashiya man`: the manual's pages.

use clap::CommandFactory;
use clap_mangen::Man;

use crate::cli::output::{Failure, Status, answer};

/// Prints a page of the manual, in roff.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The command whose page it is; the program's own without one.
    command: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let mut command = super::CommandLine::command();
    command.build();
    if let Some(name) = &arguments.command {
        let found = command.find_subcommand(name).cloned();
        let missing = || Failure::new(format!("There is no command {name}")).hint("See `hashiya --help`.");
        command = found.ok_or_else(missing)?;
    }
    let mut page = Vec::new();
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    let man = Man::new(command)
        .title(name)
        .source(concat!("hashiya ", env!("CARGO_PKG_VERSION")))
        .manual("Hashiya");
    let rendered = man.render(&mut page);
    rendered.map_err(|error| Failure::new(format!("Cannot write the page: {error}")))?;
    answer(&page)?;
    Ok(Status::Done)
}
