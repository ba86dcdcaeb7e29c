//! What the benches share: processor time as the measure, and documents of any size.

#[allow(dead_code, reason = "each bench uses a part of it")]
pub mod bare;
#[allow(dead_code, reason = "each bench uses a part of it")]
pub mod grow;

use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Bencher, BenchmarkId, Criterion};

/// Processor time of the thread, which other programs on the machine disturb less than the clock on the
/// wall.
pub struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = ThreadTime;
    type Value = Duration;

    fn start(&self) -> ThreadTime {
        ThreadTime::now()
    }

    fn end(&self, start: ThreadTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// Returns a criterion that measures processor time, briefly: ratios are what counts.
pub fn criterion() -> Criterion<CpuTime> {
    Criterion::default()
        .with_measurement(CpuTime)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
}

/// Measures something of a size; `name` is a group and what of it, such as `parse/ours`.
pub fn measure(
    criterion: &mut Criterion<CpuTime>,
    name: &str,
    size: usize,
    run: impl FnMut(&mut Bencher<'_, CpuTime>),
) {
    let (group, what) = name.split_once('/').expect("a name has two parts");
    criterion.benchmark_group(group).bench_function(BenchmarkId::new(what, size), run);
}
