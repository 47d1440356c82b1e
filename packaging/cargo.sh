#!/bin/sh
# Cargo, so that what it builds does not depend on where: no path of this machine gets in, and two
# folders give the same bytes. What is built for others is built by this.
#
#     packaging/cargo.sh build --release --target ...
#
# It builds in target/packaging, or in CARGO_TARGET_DIR.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
home=${CARGO_HOME:-$HOME/.cargo}
rustc=${RUSTC:-rustc}
# The source of the standard library, where that is built, too.
std=$("$rustc" --print sysroot)/lib/rustlib/src/rust
commit=$("$rustc" -vV | sed -n 's/^commit-hash: //p')

# Flags are separated by a byte that is in no path.
separator=$(printf '\037')
flags=$(printf '%s' "${CARGO_ENCODED_RUSTFLAGS:-$(echo "${RUSTFLAGS:-}" | tr -s ' ' "$separator")}")
for change in "$root=/hangtime" "$home=/cargo" "$std=/rustc/$commit"; do
  flags="${flags:+$flags$separator}--remap-path-prefix=$change"
done
CARGO_ENCODED_RUSTFLAGS=$flags
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/packaging}
export CARGO_ENCODED_RUSTFLAGS CARGO_TARGET_DIR

cd "$root"
exec "${CARGO:-cargo}" "$@"
