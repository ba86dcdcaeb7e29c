//! Failures of the disk on purpose, so that tests can refuse any step and see what is left.
//!
//! Nothing fails unless a test asks for it, on its own thread.

use std::cell::RefCell;
use std::io;

/// What the store asks of the disk, one kind of call each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Folder,
    Open,
    Write,
    Permissions,
    Flush,
    Rename,
    FlushFolder,
}

/// Which steps fail, and how.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The first step that fails, counted from 0.
    pub from: usize,
    /// How many steps fail, the first included; `usize::MAX` for a disk that is gone for good.
    pub count: usize,
    /// The system's number of the error: 28 for no space, 5 for a failed device, 13 for no permission.
    pub error: i32,
    /// Whether a write that fails has written its first half.
    pub torn: bool,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

struct State {
    plan: Plan,
    steps: Vec<Step>,
}

/// Runs `work` under a plan and returns its answer, with the steps that it took.
pub fn with<T>(plan: Plan, work: impl FnOnce() -> T) -> (T, Vec<Step>) {
    STATE.with_borrow_mut(|state| *state = Some(State { plan, steps: Vec::new() }));
    let answer = work();
    let steps = STATE.with_borrow_mut(Option::take).map_or_else(Vec::new, |state| state.steps);
    (answer, steps)
}

/// Counts a step, and refuses it where the plan says so.
pub(super) fn check(step: Step) -> io::Result<()> {
    STATE.with_borrow_mut(|state| {
        let Some(State { plan, steps }) = state else { return Ok(()) };
        let number = steps.len();
        steps.push(step);
        if number >= plan.from && number - plan.from < plan.count {
            return Err(io::Error::from_raw_os_error(plan.error));
        }
        Ok(())
    })
}

/// Tells whether a write that is refused shall have been begun.
pub(super) fn tears() -> bool {
    STATE.with_borrow(|state| state.as_ref().is_some_and(|state| state.plan.torn))
}
