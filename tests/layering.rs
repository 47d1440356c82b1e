//! No layer mentions what it may not.
#![allow(clippy::expect_used, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};

/// What a layer may not mention.
const FORBIDDEN: [(&str, &[&str]); 2] = [
    (
        "model",
        &[
            "unsafe",
            "crate::engine",
            "crate::ffi",
            "parking_lot",
            "crossbeam",
            "libc",
            "std::thread",
            "std::time",
            "std::sync::Mutex",
            "std::fs",
            "std::io",
            "std::net",
            "println!",
            "HashMap",
        ],
    ),
    (
        "engine",
        &["unsafe", "crate::ffi", "libc", "c_void", "c_char", "std::time::Instant", "SystemTime"],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a layer").map(|entry| entry.expect("a file").path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn no_layer_mentions_what_it_may_not() {
    for (layer, forbidden) in FORBIDDEN {
        let files = sources(&Path::new("../src").join(layer));
        assert!(files.len() > 5, "{layer} has been looked at");
        for file in files {
            let text = fs::read_to_string(&file).expect("a text");
            // The comments may say what the code must not do, and the layer itself forbids it.
            let told =
                |line: &&str| line.trim_start().starts_with("//") || line.contains("forbid(unsafe");
            let code = text.lines().filter(|line| !told(line));
            for (line, word) in code.flat_map(|line| forbidden.iter().map(move |word| (line, word)))
            {
                assert!(!line.contains(word), "{}: {word} in: {line}", file.display());
            }
        }
    }
}
