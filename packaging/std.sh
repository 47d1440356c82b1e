#!/bin/sh
# Writes a package that stands for Rust's standard library and depends on exactly the crates that are
# in it, for tools which know only Cargo's packages.
#
#     packaging/std.sh FOLDER TRIPLE
#
# STD is the folder with the standard library's parts, where it was built here (the compiler's own).
set -eu
LC_ALL=C
export LC_ALL

folder=${1:?usage: std.sh FOLDER TRIPLE}
triple=${2:?usage: std.sh FOLDER TRIPLE}
rustc=${RUSTC:-rustc}
parts=${STD:-$("$rustc" --print target-libdir --target "$triple")}
version=$("$rustc" -vV | sed -n 's/^release: //p')

# Metadata has the paths of sources: .../deps/NAME-VERSION/... or .../vendor/NAME-VERSION/...
# Two crates are there for tests and for macros that run in the compiler; nothing else needs them.
crates() {
  grep -a -h -o -E '/(deps|vendor)/[A-Za-z0-9_-]+-[0-9]+\.[0-9]+\.[0-9]+[A-Za-z0-9.+-]*/' "$parts"/lib*.rmeta |
    sed -E 's:^/[a-z]+/([A-Za-z0-9_-]+)-([0-9]+\.[^/]*)/$:\1 \2:' | sort -u |
    grep -v -e '^getopts ' -e '^rustc-literal-escaper '
}

mkdir -p "$folder"
crates >"$folder/crates" || { echo "std.sh: no crate of the standard library for $triple in $parts" >&2; exit 1; }
{
  cat <<END
[package]
name = "rust-standard-library"
version = "$version"
edition = "2021"
publish = false
description = "Rust's standard library for $triple, as it is linked in"
license = "MIT OR Apache-2.0"
repository = "https://github.com/rust-lang/rust"

[lib]
path = "lib.rs"

[workspace]

[dependencies]
END
  awk '{ printf "crate-%d = { package = \"%s\", version = \"=%s\", default-features = false }\n", NR, $1, $2 }' \
    "$folder/crates"
} >"$folder/Cargo.toml"
: >"$folder/lib.rs"
