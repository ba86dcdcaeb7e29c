//! The same work on many things at once, with the answers in their order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use crate::exchange::Stop;

/// Does `work` on every item, on all cores, and hands the answers to `take` in the order of the items.
pub fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync, mut take: impl FnMut(R)) {
    map_until(items.iter(), &Stop::default(), work, |answer| {
        take(answer);
        ControlFlow::Continue(())
    });
}

/// Does `work` on the items, on all cores, until they end, `stop` is asked for or `take` breaks off.
///
/// The answers go to `take` in the order of the items. No worker runs far ahead of the answers taken, and
/// items are asked for one by one, so memory stays flat however many there are. After a stop, what has been
/// taken is everything up to some item and nothing behind it.
#[expect(clippy::disallowed_methods, reason = "the threads end before this returns")]
pub fn map_until<T, R: Send>(
    items: impl Iterator<Item = T> + Send,
    stop: &Stop,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let workers = items.size_hint().1.unwrap_or(cores).clamp(1, cores);
    let ahead = workers * 4;
    let items = Mutex::new(items.enumerate());
    let gate = Gate::default();
    std::thread::scope(|scope| {
        let _guard = GivesUp(&gate);
        let (sender, receiver) = mpsc::channel();
        for _ in 0..workers {
            let (sender, items, gate, work) = (sender.clone(), &items, &gate, &work);
            scope.spawn(move || {
                let _guard = GivesUp(gate);
                while !stop.is_asked() && !gate.is_given_up() {
                    let next = items.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((number, item)) = next else { break };
                    gate.wait_until(|taken| number < taken + ahead);
                    if sender.send((number, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut taken = 0;
        'answers: for (number, answer) in receiver {
            waiting.insert(number, answer);
            while let Some(answer) = waiting.remove(&taken) {
                taken += 1;
                if take(answer).is_break() {
                    break 'answers;
                }
            }
            gate.advance(taken);
        }
        // Nobody waits for answers that are not wanted any more.
        gate.give_up();
    });
}

/// How many answers were taken, for workers to wait on.
#[derive(Default)]
struct Gate {
    state: Mutex<GateState>,
    moved: Condvar,
}

#[derive(Default)]
struct GateState {
    taken: usize,
    is_given_up: bool,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until(&self, open: impl Fn(usize) -> bool) {
        let mut state = self.lock();
        while !state.is_given_up && !open(state.taken) {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn advance(&self, taken: usize) {
        self.lock().taken = taken;
        self.moved.notify_all();
    }

    fn give_up(&self) {
        self.lock().is_given_up = true;
        self.moved.notify_all();
    }

    fn is_given_up(&self) -> bool {
        self.lock().is_given_up
    }
}

/// Gives up once its thread panics, so that nobody waits for an answer that never comes.
struct GivesUp<'a>(&'a Gate);

impl Drop for GivesUp<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.give_up();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::time::Duration;

    use super::{map_in_order, map_until};
    use crate::exchange::Stop;

    #[test]
    fn answers_come_in_order_though_the_first_is_slow() {
        let items: Vec<u64> = (0..200).collect();
        let mut answers = Vec::new();
        let work = |item: &u64| {
            if item.is_multiple_of(50) {
                std::thread::sleep(Duration::from_millis(5));
            }
            item * 2
        };
        map_in_order(&items, work, |answer| answers.push(answer));
        assert_eq!(answers, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        map_in_order(&[], |(): &()| (), |()| panic!("there is nothing"));
    }

    #[test]
    fn a_stop_leaves_all_up_to_some_item() {
        let stop = Stop::default();
        let mut answers = Vec::new();
        map_until(
            0_u64..,
            &stop,
            |item| item,
            |answer| {
                answers.push(answer);
                if answer == 300 {
                    stop.ask();
                }
                ControlFlow::Continue(())
            },
        );
        assert_eq!(answers, (0..answers.len() as u64).collect::<Vec<_>>());
        assert!(answers.len() > 300);
        let mut taken = 0;
        map_until(
            0_u64..,
            &Stop::default(),
            |item| item,
            |answer| {
                taken = answer;
                if answer == 300 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(taken, 300);
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_passed_on_and_nobody_waits_for_it() {
        let work = |item: u64| if item == 3 { panic!("on purpose") } else { item };
        map_until(0..10_000, &Stop::default(), work, |_| ControlFlow::Continue(()));
    }
}
