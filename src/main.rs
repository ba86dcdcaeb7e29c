//! The program: the command line, and the window where it is asked for.

use std::process::ExitCode;

use hashiya::cli::{self, Outcome};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => code,
        Outcome::Window(window) => open(window),
    }
}

#[cfg(feature = "gui")]
fn open(window: cli::Window) -> ExitCode {
    let settings = hashiya::store::load_settings().unwrap_or_default();
    let start = hashiya::app::Start { path: window.path, encoding: window.encoding, settings };
    match hashiya::app::run(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::window_failed(&error.to_string()),
    }
}

#[cfg(not(feature = "gui"))]
fn open(_window: cli::Window) -> ExitCode {
    cli::no_window()
}
