//! What an engine takes while nothing happens: memory, wake-ups, and what its beginning costs.

use super::Random;
use crate::{
    arguments::{Arguments, refuse},
    figures::Figures,
    peers::Engine,
    process,
    record::Record,
};
use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Growth of anonymous resident memory for each timer.
pub fn memory<E: Engine>(arguments: &mut Arguments) -> Figures {
    let n = arguments.take_count("n", 100_000);
    arguments.finish();
    let mut random = Random::of(0);
    let before = process::anonymous_bytes();
    let mut engine = E::new(Record::of(0));
    (0..n).for_each(|_| engine.open(random.period()));
    engine.settle();
    let grown = process::anonymous_bytes() - before;
    Figures::default().with("bytes_per_session", grown / n as f64)
}

/// Wake-ups and processor time of all threads but the first while timers exist, armed or not.
pub fn idle<E: Engine>(arguments: &mut Arguments) -> Figures {
    let n = arguments.take_count("n", 100_000);
    let armed = arguments.take("armed", 1);
    let seconds = arguments.take_count("seconds", 5) as f64;
    arguments.finish();
    if armed > 1 {
        refuse("armed is 0 or 1");
    }
    let (ready, is_ready) = mpsc::channel();
    thread::spawn(move || {
        // The record waits for a time-out that is far away.
        let record = Record::of(1);
        let mut engine = E::new(record.clone());
        (0..n).for_each(|_| engine.open(Duration::from_secs(3600)));
        engine.settle();
        if armed == 0 {
            (0..n).for_each(|timer| engine.disarm(timer));
        }
        ready.send(()).expect("the first thread listens");
        engine.run(&record);
    });
    is_ready.recv().expect("timers are set up");
    thread::sleep(Duration::from_millis(200));
    let (start, before) = (Instant::now(), process::usage_of_others());
    thread::sleep(Duration::from_secs_f64(seconds));
    let (took, after) = (start.elapsed().as_secs_f64(), process::usage_of_others());
    Figures::default()
        .with("wakeups_per_s", (after.switches - before.switches) / took)
        .with("cpu_us_per_s", (after.cpu_us - before.cpu_us) / took)
}

/// Microseconds until an engine has its first timer armed and until it is gone again; threads and
/// memory of the first one.
pub fn start<E: Engine>(arguments: &mut Arguments) -> Figures {
    let rounds = arguments.take_count("rounds", 100);
    arguments.finish();
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    let (mut threads, mut kilobytes) = (0, 0.);
    for round in 0..rounds {
        let before = (round == 0).then(|| (process::thread_count(), process::anonymous_bytes()));
        let start = Instant::now();
        let mut engine = E::new(Record::of(0));
        engine.open(Duration::from_secs(300));
        engine.settle();
        starts.push(start.elapsed());
        if let Some((count, bytes)) = before {
            threads = process::thread_count() - count;
            kilobytes = (process::anonymous_bytes() - bytes) / 1024.;
        }
        let start = Instant::now();
        drop(engine);
        ends.push(start.elapsed());
    }
    let median = |mut took: Vec<Duration>| {
        took.sort_unstable();
        took[took.len() / 2].as_nanos() as f64 / 1e3
    };
    Figures::default()
        .with("start_us", median(starts))
        .with("free_us", median(ends))
        .with("threads", threads as f64)
        .with("resident_kb", kilobytes)
}
