//! The committed header is what the source says.
#![cfg(test)]

use std::path::{Path, PathBuf};

const INTRODUCTION: &str = include_str!("../../src/ffi/introduction.h");
const INITIALIZERS: &str = include_str!("../../src/ffi/initializers.h");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the project").to_owned()
}

fn generated() -> String {
    let root = root();
    let mut config =
        cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    config.header = Some(INTRODUCTION.trim_end().to_owned());
    config.trailer = Some(INITIALIZERS.trim_end().to_owned());
    let mut header = Vec::new();
    cbindgen::Builder::new()
        .with_crate(&root)
        .with_config(config)
        .generate()
        .expect("the interface can be written in C")
        .write(&mut header);
    // The generator knows `isize` by one name only; a descriptor or handle goes by the other.
    sendable(&String::from_utf8(header).expect("a text").replace("ptrdiff_t", "intptr_t"))
}

/// Gives the types of callbacks an attribute, which the generator can not, and keeps their
/// parameters in line.
fn sendable(header: &str) -> String {
    const ATTRIBUTE: &str = "HANGTIME_SENDABLE ";
    let mut callback = false;
    let mut text = String::new();
    for line in header.split_inclusive('\n') {
        match line.strip_prefix("typedef void (") {
            Some(rest) => text.extend(["typedef void (", ATTRIBUTE, rest]),
            None if callback => text.extend([&" ".repeat(ATTRIBUTE.len()), line]),
            None => text.push_str(line),
        }
        callback = (callback || line.starts_with("typedef void (")) && !line.contains(';');
    }
    text
}

#[test]
fn the_header_is_what_the_source_says() {
    let path = root().join("include/hangtime.h");
    let generated = generated();
    if std::env::var_os("HANGTIME_WRITE_HEADER").is_some() {
        std::fs::write(&path, &generated).expect("include/hangtime.h can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == generated, "include/hangtime.h is not up to date: run `make header`");
}
