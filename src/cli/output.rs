//! What commands say, and how they end.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::exchange::{ExchangeError, Failed, Remedy};
use crate::store::{OpenError, ProjectError};
use crate::text::segment;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Done,
    /// Done, and something is not as it should be.
    Problems,
    /// Some of it could not be done.
    Failed,
}

impl Status {
    /// Returns how a command ended that left out some things and did others.
    pub fn of(failed: usize, done: usize) -> Self {
        match (failed, done) {
            (0, _) => Self::Done,
            (_, 0) => Self::Failed,
            _ => Self::Problems,
        }
    }

    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Problems => 1,
            Self::Failed => 2,
        })
    }
}

/// Why something could not be done, and what can be done about it.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Returns why a document or a file was left out.
    pub fn of(failed: &Failed) -> Self {
        let failure = Self::new(format!("{}\nFile: {}", failed.message, failed.path.display()));
        match failed.remedy {
            None => failure,
            Some(remedy) => failure.hint(hint(remedy)),
        }
    }

    /// Writes the failure to standard error.
    pub fn tell(&self) {
        note(&format!("error: {}", self.message));
        if let Some(hint) = &self.hint {
            note(&format!("hint: {hint}"));
        }
    }
}

/// Returns what can be done, on a command line.
fn hint(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::ChooseRecords => "Choose with --annotator or --gold.",
        Remedy::NameFormat => "Name its format with --from.",
        Remedy::MendOrName => "Mend the file; or name its format with --from, where it is of another one.",
        Remedy::SeeProblems => "See `hashiya validate` for all that is wrong with it.",
        Remedy::OtherFormat => "Mend the file; or leave out --from, so that its content tells the format.",
        Remedy::Annotate => "Annotate it first: a record is written as soon as something is marked.",
        Remedy::CheckPath => "Check the path.",
        Remedy::CheckPermissions => "Check that you may read it and that its disk is there.",
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::new(error.to_string()).hint(error.hint())
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        Self::new(error.to_string()).hint(error.hint())
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        Self::new(error.to_string()).hint(error.hint())
    }
}

/// Returns a number with what is counted.
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Returns paths as a failure names them, the first three alone where there are more.
pub(super) fn places(paths: &[PathBuf]) -> String {
    let named: Vec<String> = paths.iter().take(3).map(|path| path.display().to_string()).collect();
    let more = if paths.len() > named.len() { ", …" } else { "" };
    format!("{}{more}", named.join(", "))
}

/// Writes words to standard error; a closed one leaves nobody to tell.
pub(super) fn note(words: &str) {
    let _told = writeln!(io::stderr().lock(), "{}", plain(words));
}

/// Writes an answer to standard output.
///
/// # Errors
///
/// Where it can't be written. A reader that has read enough and closed it is no failure.
pub(super) fn answer(bytes: &[u8]) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("Cannot write the answer: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes one JSON document to standard output.
///
/// # Errors
///
/// Where it can't be written.
pub(super) fn answer_json(value: &serde_json::Value) -> Result<(), Failure> {
    answer(format!("{value:#}\n").as_bytes())
}

/// Returns `text` with controls escaped, so that an article's text can't lead a terminal astray.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if segment::is_bidi_control(character) || character.is_control() && character != '\n' {
            plain.extend(character.escape_unicode());
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn controls_are_shown() {
        assert_eq!(plain("a\u{202e}b\u{1b}[2Jc\nم"), "a\\u{202e}b\\u{1b}[2Jc\nم");
    }
}
