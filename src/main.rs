//! The program: the command line, and the window where it is asked for.

use std::process::ExitCode;
use std::time::Instant;

use hashiya::cli::{self, Outcome};

fn main() -> ExitCode {
    let started = started();
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => code,
        Outcome::Window(window) => open(window, started),
    }
}

/// Returns when the process began: before `main` the system loads the program, which waits for nothing but the
/// processor.
#[cfg(feature = "gui")]
fn started() -> Instant {
    let now = Instant::now();
    now.checked_sub(cpu_time::ProcessTime::now().as_duration()).unwrap_or(now)
}

#[cfg(not(feature = "gui"))]
fn started() -> Instant {
    Instant::now()
}

#[cfg(feature = "gui")]
fn open(window: cli::Window, started: Instant) -> ExitCode {
    let trace = std::env::var_os("HASHIYA_TRACE").map(|path| hashiya::app::Trace::at(path.into(), started));
    let settings = hashiya::store::load_settings().unwrap_or_default();
    let start = hashiya::app::Start { path: window.path, encoding: window.encoding, settings, trace };
    match hashiya::app::run(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::window_failed(&error.to_string()),
    }
}

#[cfg(not(feature = "gui"))]
fn open(_window: cli::Window, _started: Instant) -> ExitCode {
    cli::no_window()
}
