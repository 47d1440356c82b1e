//! The words `key=value` after a workload.

use std::process;

/// What was given, and what a workload has taken so far, with its value.
pub struct Arguments {
    given: Vec<(String, u64)>,
    pub taken: Vec<(&'static str, u64)>,
}

impl Arguments {
    pub fn read(words: &[String]) -> Self {
        let read = |word: &String| {
            let (key, value) = word.split_once('=')?;
            Some((key.to_owned(), value.parse().ok()?))
        };
        let given = words.iter().map(|word| {
            read(word).unwrap_or_else(|| refuse(&format!("'{word}' is not KEY=NUMBER")))
        });
        Self { given: given.collect(), taken: Vec::new() }
    }

    /// The value of a key, or what it has when nothing is said.
    pub fn take(&mut self, key: &'static str, otherwise: u64) -> u64 {
        let at = self.given.iter().position(|(given, _)| given == key);
        let value = at.map_or(otherwise, |at| self.given.swap_remove(at).1);
        self.taken.push((key, value));
        value
    }

    /// As `take`, of what there must be at least one.
    pub fn take_count(&mut self, key: &'static str, otherwise: u64) -> usize {
        match self.take(key, otherwise) {
            0 => refuse(&format!("{key} is at least 1")),
            count => {
                usize::try_from(count).unwrap_or_else(|_| refuse(&format!("{key} is too large")))
            }
        }
    }

    /// Called by a workload that has taken all it knows.
    pub fn finish(&self) {
        if let Some((key, _)) = self.given.first() {
            refuse(&format!("this workload has no '{key}', or it was given twice"));
        }
    }
}

pub fn refuse(why: &str) -> ! {
    eprintln!("bench-rust: {why}; see bench-rust --help");
    process::exit(2)
}
