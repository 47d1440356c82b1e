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
    String::from_utf8(header).expect("a text").replace("ptrdiff_t", "intptr_t")
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
