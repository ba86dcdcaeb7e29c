//! The program: the command line, and the window where it is asked for.

use std::process::ExitCode;

use hashiya::cli::{self, Outcome};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => code,
        Outcome::Window(_) => cli::no_window(),
    }
}
