//! The same work on many things at once, with the answers in their order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};

/// Does `work` on every item, on all cores, and hands the answers to `take` in the order of the items.
///
/// No worker runs far ahead of the answers taken, so memory stays flat however many items there are.
#[expect(clippy::disallowed_methods, reason = "the threads end with the command that started them")]
pub(super) fn map_in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let workers = cores.min(items.len());
    let ahead = workers * 4;
    let next = AtomicUsize::new(0);
    let gate = Gate::default();
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..workers {
            let (sender, next, gate, work) = (sender.clone(), &next, &gate, &work);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(number) else { break };
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
        for (number, answer) in receiver {
            waiting.insert(number, answer);
            while let Some(answer) = waiting.remove(&taken) {
                take(answer);
                taken += 1;
            }
            gate.advance(taken);
        }
    });
}

/// How many answers were taken, for workers to wait on.
#[derive(Default)]
struct Gate {
    taken: Mutex<usize>,
    moved: Condvar,
}

impl Gate {
    fn wait_until(&self, open: impl Fn(usize) -> bool) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while !open(*taken) {
            taken = self.moved.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn advance(&self, taken: usize) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = taken;
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::map_in_order;

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
        map_in_order(&[], work, |_| panic!("there is nothing"));
    }
}
