//! What calls cost: a pair of disarm and arm, an open, a close.

use super::Random;
use crate::{
    arguments::{Arguments, refuse},
    figures::Figures,
    peers::Engine,
    record::Record,
};
use std::{
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

/// Nanoseconds for each pair: the slowest thread's time over all pairs of all threads.
pub fn churn<E: Engine>(arguments: &mut Arguments) -> Figures {
    let n = arguments.take_count("n", 100_000);
    let threads = arguments.take_count("threads", 1);
    let pairs = arguments.take_count("pairs", 1_000_000);
    arguments.finish();
    if n < threads {
        refuse("n is at least the number of threads");
    }
    let mut engines = E::for_threads(threads, &Record::of(0));
    let mut random = Random::of(threads);
    for engine in &mut engines {
        (0..n / threads).for_each(|_| engine.open(random.period()));
        engine.settle();
        engine.rest();
    }
    E::share(&mut engines);
    let set_up = Barrier::new(threads);
    let slowest = thread::scope(|scope| {
        let run = |(thread, engine)| {
            let set_up = &set_up;
            scope.spawn(move || {
                set_up.wait();
                time_of_pairs(engine, pairs, &mut Random::of(thread))
            })
        };
        let all: Vec<_> = engines.iter_mut().enumerate().map(run).collect();
        let took = all.into_iter().map(|thread| thread.join().expect("no thread panics"));
        took.max().unwrap_or_default()
    });
    Figures::default().with("ns", slowest.as_nanos() as f64 / (pairs * threads) as f64)
}

fn time_of_pairs<E: Engine>(engine: &mut E, pairs: usize, random: &mut Random) -> Duration {
    let n = engine.len();
    let start = Instant::now();
    for _ in 0..pairs {
        let timer = random.below(n);
        engine.disarm(timer);
        engine.arm(timer, random.period());
    }
    start.elapsed()
}

/// Nanoseconds for each timer that is made and armed, and for each that is taken away.
pub fn open<E: Engine>(arguments: &mut Arguments) -> Figures {
    let n = arguments.take_count("n", 100_000);
    arguments.finish();
    let mut engine = E::new(Record::of(0));
    let mut random = Random::of(0);
    let start = Instant::now();
    (0..n).for_each(|_| engine.open(random.period()));
    engine.settle();
    let opened = Instant::now();
    (0..n).for_each(|_| engine.close_last());
    let each = |took: Duration| took.as_nanos() as f64 / n as f64;
    Figures::default()
        .with("open_ns", each(opened - start))
        .with("close_ns", each(opened.elapsed()))
}
