//! How late timers come: many within a moment, and one at a time.

use super::Random;
use crate::{arguments::Arguments, figures::Figures, peers::Engine, record::Record};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Timers that come due within a time, or at one instant.
pub fn storm<E: Engine>(arguments: &mut Arguments) -> Figures {
    let n = arguments.take_count("n", 100_000);
    let spread = Duration::from_millis(arguments.take("spread_ms", 1000));
    arguments.finish();
    let mut lead = Duration::from_millis(100) + time_to_open::<E>(n) * 2;
    loop {
        let record = Record::of(n);
        let mut engine = E::new(record.clone());
        let first_due = Instant::now() + lead;
        (0..n).for_each(|i| {
            // In no order, as people come and go; each place once, as that is a prime.
            let place = i * 2_654_435_761 % n;
            let due = first_due + spread.mul_f64(place as f64 / n as f64);
            open(&mut engine, &record, i, due);
        });
        engine.settle();
        if Instant::now() < first_due {
            engine.run(&record);
            return record.figures();
        }
        // Some came due before all were armed.
        lead *= 2;
    }
}

/// How long it takes to open so many, told from a tenth of them.
fn time_to_open<E: Engine>(n: usize) -> Duration {
    let part = n.div_ceil(10);
    let record = Record::of(part);
    let mut engine = E::new(record.clone());
    let start = Instant::now();
    (0..part).for_each(|i| open(&mut engine, &record, i, start + Duration::from_secs(3600)));
    engine.settle();
    start.elapsed() * n.div_ceil(part) as u32
}

/// Opens the next timer, which is the one of this number, with a period of whole milliseconds.
fn open<E: Engine>(engine: &mut E, record: &Arc<Record>, timer: usize, due: Instant) {
    let now = Instant::now();
    let period = Duration::from_millis((due - now).as_millis() as u64 + 1);
    record.expect(timer, now + period);
    engine.open(period);
}

/// One timer of 20 to 50 milliseconds after the other, with nothing else to do.
pub fn single<E: Engine>(arguments: &mut Arguments) -> Figures {
    let rounds = arguments.take_count("rounds", 100);
    arguments.finish();
    let mut random = Random::of(0);
    let round = |_| {
        let record = Record::of(1);
        let mut engine = E::new(record.clone());
        let period = Duration::from_millis(20 + random.below(31) as u64);
        open(&mut engine, &record, 0, Instant::now() + period);
        engine.run(&record);
        record.latenesses()[0]
    };
    Figures::default().with_latenesses((0..rounds).map(round).collect())
}
