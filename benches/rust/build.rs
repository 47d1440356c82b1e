//! Tells the program which compiler, and so which standard library, it is made with.

use std::{env, process::Command};

fn main() {
    let compiler = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let said = Command::new(&compiler).arg("--version").output();
    let said = said.unwrap_or_else(|error| panic!("{compiler}: {error}"));
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    println!("cargo::rustc-env=COMPILER={}", said.split(' ').nth(1).unwrap_or("unknown"));
}
