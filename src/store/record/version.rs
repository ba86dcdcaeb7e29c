//! The record's versions: how an older one becomes the present one.

use serde_json::{Map, Value};

/// The version that is written.
pub const VERSION: u64 = 1;

type Step = fn(Map<String, Value>) -> Map<String, Value>;

/// Step number n takes version n + 1 to version n + 2: pure, and never changed once it is published.
const STEPS: [Step; VERSION as usize - 1] = [];

/// Brings a record of `version` to the present one; a newer one is returned as it is.
pub(super) fn migrate(record: Map<String, Value>, version: u64) -> Map<String, Value> {
    let done = usize::try_from(version.saturating_sub(1)).unwrap_or(usize::MAX);
    STEPS.iter().skip(done).fold(record, |record, step| step(record))
}
