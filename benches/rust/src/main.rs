//! Timer engines of Rust under the workloads of the benches: `bench-rust --help`.

mod arguments;
mod figures;
mod peers;
mod process;
mod record;
mod workloads;

use arguments::Arguments;
use peers::{DelayQueueEngine, Engine, HeapEngine, SleepEngine, TasksEngine};

const HELP: &str = "\
usage: bench-rust PEER WORKLOAD [KEY=VALUE]...
       bench-rust PEER --version

peers: tokio        tokio::time::Sleep, reset in place, all in one task
       tokio-tasks  the same in a task for each
       delayqueue   tokio_util::time::DelayQueue
       heap         std's Mutex, BinaryHeap and Condvar, and a thread

workloads, with what they have when nothing is said:
       churn   n=100000 threads=1 pairs=1000000
       open    n=100000
       storm   n=100000 spread_ms=1000
       single  rounds=100
       memory  n=100000
       idle    n=100000 armed=1 seconds=5
       start   rounds=100

Prints one line of JSON. A storm of 0 ms is one instant.";

fn main() {
    let mut words = std::env::args().skip(1);
    let peer = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    match peer.as_str() {
        "--help" => println!("{HELP}"),
        "tokio" => run::<SleepEngine>(&peer, &rest),
        "tokio-tasks" => run::<TasksEngine>(&peer, &rest),
        "delayqueue" => run::<DelayQueueEngine>(&peer, &rest),
        "heap" => run::<HeapEngine>(&peer, &rest),
        "" => arguments::refuse("no peer is named"),
        other => arguments::refuse(&format!("there is no peer '{other}'")),
    }
}

fn run<E: Engine>(peer: &str, words: &[String]) {
    let Some((workload, options)) = words.split_first() else {
        arguments::refuse("no workload is named")
    };
    if workload == "--version" {
        return println!("{}", E::version());
    }
    let mut arguments = Arguments::read(options);
    let figures = match workload.as_str() {
        "churn" => workloads::churn::<E>(&mut arguments),
        "open" => workloads::open::<E>(&mut arguments),
        "storm" => workloads::storm::<E>(&mut arguments),
        "single" => workloads::single::<E>(&mut arguments),
        "memory" => workloads::memory::<E>(&mut arguments),
        "idle" => workloads::idle::<E>(&mut arguments),
        "start" => workloads::start::<E>(&mut arguments),
        other => arguments::refuse(&format!("there is no workload '{other}'")),
    };
    println!("{}", figures.line(peer, workload, &arguments));
    // A thread of a workload may still wait for timers that never come due.
    std::process::exit(0);
}
