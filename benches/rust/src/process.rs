//! What the system tells about this process.

use std::{fs, process};

/// Anonymous memory that is resident, in bytes.
pub fn anonymous_bytes() -> f64 {
    let text = fs::read_to_string("/proc/self/smaps_rollup").expect("/proc is there");
    let line = text.lines().find(|line| line.starts_with("Anonymous:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.expect("smaps_rollup has a line 'Anonymous'") * 1024.
}

/// The threads of this process but its first.
fn others() -> impl Iterator<Item = String> {
    let first = process::id().to_string();
    let tasks = fs::read_dir("/proc/self/task").expect("/proc is there").flatten();
    tasks.map(|task| task.file_name().to_string_lossy().into_owned()).filter(move |id| *id != first)
}

pub fn thread_count() -> usize {
    others().count() + 1
}

/// How often the threads but the first were switched to or from, and for how long they ran.
#[derive(Clone, Copy)]
pub struct Usage {
    pub switches: f64,
    pub cpu_us: f64,
}

pub fn usage_of_others() -> Usage {
    let mut all = Usage { switches: 0., cpu_us: 0. };
    for id in others() {
        let read =
            |file| fs::read_to_string(format!("/proc/self/task/{id}/{file}")).unwrap_or_default();
        let count = |line: &str| line.split_whitespace().nth(1)?.parse::<f64>().ok();
        all.switches += read("status")
            .lines()
            .filter(|line| line.contains("ctxt_switches:"))
            .filter_map(count)
            .sum::<f64>();
        all.cpu_us += read("schedstat")
            .split_whitespace()
            .next()
            .map_or(0., |ns| ns.parse::<f64>().unwrap_or(0.) / 1e3);
    }
    all
}
