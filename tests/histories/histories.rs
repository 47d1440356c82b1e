//! Random histories, played on the model and on the oracle, then several at a time on an engine:
//! every result, event, time and phase must be the same.
//!
//! `HANGTIME_HISTORY_STEPS` sets how many steps are played (1,000,000 when not set), and
//! `HANGTIME_HISTORY_SEED` the seed; both are printed. A history that differs is shrunk and printed
//! as a scenario file.
#![cfg(test)]
#![allow(clippy::expect_used, reason = "a test")]

mod crowd;
mod generator;
#[path = "../oracle/mod.rs"]
mod oracle;
mod playback;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use generator::{crowds, histories};
use playback::{Difference, play, scenario};

fn variable(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect(name))
}

/// A seed of this moment, so that each run plays other histories.
fn fresh_seed() -> u64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock past 1970");
    since.as_nanos() as u64
}

#[test]
fn the_model_does_what_the_rules_say() {
    let most = variable("HANGTIME_HISTORY_STEPS", 1_000_000);
    play_many(most, &histories(), play, |history| {
        format!("As a scenario, with what the rules say:\n\n{}", scenario(history))
    });
}

#[test]
fn each_of_several_sessions_of_an_engine_does_what_the_rules_say() {
    // Each step is one of up to four sessions, and asks all of them.
    let most = variable("HANGTIME_HISTORY_STEPS", 1_000_000) / 10;
    play_many(most, &crowds(), crowd::play, |crowd| format!("{crowd:#?}"));
}

/// Plays what the strategy makes until there were `most` steps; what differs is made short and told.
fn play_many<T>(
    most: u64,
    strategy: &impl Strategy<Value = T>,
    play: fn(&T) -> Result<u64, Difference>,
    tell: impl Fn(&T) -> String,
) {
    let seed = variable("HANGTIME_HISTORY_SEED", fresh_seed());
    println!("{most} steps, HANGTIME_HISTORY_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut steps, mut count) = (0, 0);
    while steps < most {
        let mut tree = strategy.new_tree(&mut runner).expect("no filter refuses for ever");
        let history = tree.current();
        match play(&history) {
            Ok(played) => steps += played,
            Err(found) => {
                let (history, found) = shrink(&mut tree, play, history, found);
                panic!("seed {seed}: {found}\n\n{}", tell(&history));
            }
        }
        count += 1;
    }
    println!("{steps} steps in {count} histories");
}

/// Makes a history that differs as short as it goes.
fn shrink<T>(
    tree: &mut impl ValueTree<Value = T>,
    play: fn(&T) -> Result<u64, Difference>,
    history: T,
    found: Difference,
) -> (T, Difference) {
    let (mut smallest, mut difference) = (history, found);
    let mut moved = tree.simplify();
    while moved {
        let history = tree.current();
        moved = match play(&history) {
            Ok(_) => tree.complicate(),
            Err(found) => {
                (smallest, difference) = (history, found);
                tree.simplify()
            }
        };
    }
    (smallest, difference)
}
