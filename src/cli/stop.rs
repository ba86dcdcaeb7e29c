//! Ctrl C: the first asks the command to stop where nothing is half-written, the second ends it at once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::TERM_SIGNALS;
use signal_hook::flag;

use crate::cli::output::Failure;
use crate::exchange::Stop;

/// Returns what is asked to stop when the program is interrupted.
///
/// # Errors
///
/// Where the system takes no handler.
pub(super) fn on_interrupt() -> Result<Stop, Failure> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in TERM_SIGNALS {
        // In this order: the one that ends looks whether the other was there before.
        let registered = flag::register_conditional_shutdown(*signal, 130, Arc::clone(&asked))
            .and_then(|_| flag::register(*signal, Arc::clone(&asked)));
        registered.map_err(|error| Failure::new(format!("Cannot listen for Ctrl C: {error}")))?;
    }
    Ok(Stop::by(asked))
}
