//! Tells the linker what the shared object is called and how it is hardened.

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let os = var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let major = var("CARGO_PKG_VERSION_MAJOR").unwrap_or_default();
    match os.as_str() {
        "linux" | "freebsd" => {
            // While the major version is 0 it is the soname's, too.
            link(&format!("-Wl,-soname,libhangtime.so.{major}"));
            harden();
        }
        "android" => {
            // Android has no versions in names, and its store asks for pages of 16 KiB.
            link("-Wl,-soname,libhangtime.so");
            link("-Wl,-z,max-page-size=16384");
            harden();
        }
        "macos" | "ios" => link("-Wl,-install_name,@rpath/libhangtime.dylib"),
        _ => {}
    }
}

/// Never unloaded (a thread that is just ending may still run our code), everything bound at the
/// start and read-only afterwards, no executable stack.
fn harden() {
    for option in ["nodelete", "relro", "now", "noexecstack"] {
        link(&format!("-Wl,-z,{option}"));
    }
}

fn link(argument: &str) {
    println!("cargo::rustc-cdylib-link-arg={argument}");
}
