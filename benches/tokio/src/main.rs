//! `tokio::time::Sleep`, reset in place: a runtime of its own per thread, as a current-thread
//! runtime is documented for work that stays on one thread.

use std::{env, future::Future, pin::Pin, process, task::{Context, Waker}, thread, time::Instant};
use tokio::time::{self, Duration, Sleep};

fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn period(seed: &mut u64) -> Duration {
    Duration::from_millis(60_000 + random(seed) % 540_000)
}

/// Nanoseconds per pair over `pairs` pairs on `n` timers.
fn churn(n: usize, pairs: u64, mut seed: u64) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut context = Context::from_waker(Waker::noop());
        let far = Duration::from_secs(86_400 * 365);
        let mut sleeps: Vec<Pin<Box<Sleep>>> =
            (0..n).map(|_| Box::pin(time::sleep(period(&mut seed)))).collect();
        for sleep in &mut sleeps {
            // A first poll puts it into the wheel.
            let _ = sleep.as_mut().poll(&mut context);
        }
        let start = Instant::now();
        for _ in 0..pairs {
            let sleep = &mut sleeps[random(&mut seed) as usize % n];
            // There is no way to disarm but a far deadline.
            let now = time::Instant::now();
            sleep.as_mut().reset(now + far);
            sleep.as_mut().reset(now + period(&mut seed));
        }
        start.elapsed().as_nanos() as f64 / pairs as f64
    })
}

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let number = |i: usize| words.get(i).and_then(|w| w.parse::<u64>().ok()).filter(|&n| n > 0);
    let (Some(n), Some(threads), Some(pairs)) = (number(1), number(2), number(3)) else {
        eprintln!("usage: bench-tokio churn SESSIONS THREADS PAIRS");
        process::exit(if words.first().is_some_and(|w| w == "--help") { 0 } else { 2 });
    };
    if words[0] != "churn" || n < threads {
        eprintln!("bench-tokio: only the workload 'churn', with a session for each thread at least");
        process::exit(2);
    }
    let running: Vec<_> = (0..threads)
        .map(|t| thread::spawn(move || churn((n / threads) as usize, pairs, 88_172_645 + t * 7919)))
        .collect();
    let slowest = running.into_iter().map(|t| t.join().unwrap()).fold(0.0, f64::max);
    println!("{{\"peer\":\"tokio\",\"workload\":\"churn\",\"n\":{n},\"threads\":{threads},\"ns\":{:.1}}}", slowest / threads as f64);
}
