#!/bin/sh
# Writes a package that stands for Rust's standard library and depends on exactly the crates that are
# in it, for tools which know only Cargo's packages.
#
#     packaging/std.sh FOLDER TRIPLE
#
# It is the compiler's own, or that which packaging/target.sh has built, in target/systems or in
# CARGO_TARGET_DIR. FOLDER/compiler tells whose it is.
set -eu
LC_ALL=C
export LC_ALL

root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:?usage: std.sh FOLDER TRIPLE}
triple=${2:?usage: std.sh FOLDER TRIPLE}
rustc=${RUSTC:-rustc}
own=$("$rustc" --print target-libdir --target "$triple")
[ -d "$own" ] || rustc=/usr/bin/rustc
built=${CARGO_TARGET_DIR:-$root/target/systems}/$triple/release/deps
sysroot=$("$rustc" --print sysroot)
version=$("$rustc" -vV | sed -n 's/^release: //p')

# sources FILE...: the folders of sources that are named there, .../NAME-VERSION/..., as "NAME VERSION"
sources() {
  grep -a -h -o -E '/[A-Za-z0-9_-]+-[0-9]+\.[0-9]+\.[0-9]+[A-Za-z0-9.+-]*/' "$@" |
    sed -E 's:^/([A-Za-z0-9_-]+)-([0-9]+\.[^/]*)/$:\1 \2:' | sort -u
}

# The crates that the source of the standard library may take, whatever the target.
locked() {
  awk '{ gsub(/"/, "") } $1 == "name" { name = $3 } $1 == "version" { print name, $3 }' \
    "$sysroot/lib/rustlib/src/rust/library/Cargo.lock" | sort -u
}

mkdir -p "$folder"
echo "$rustc" >"$folder/compiler"
if [ -d "$own" ]; then
  sources "$own"/lib*.rmeta >"$folder/all" || true
else
  sources "$built"/*.d >"$folder/sources" || true
  locked >"$folder/locked"
  comm -12 "$folder/sources" "$folder/locked" >"$folder/all"
fi
# Two are there for tests and for macros, which run in the compiler; nothing else needs them.
grep -v -e '^getopts ' -e '^rustc-literal-escaper ' "$folder/all" >"$folder/crates" || {
  echo "std.sh: no crate of the standard library for $triple, neither in $own nor in $built" >&2
  exit 1
}
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
