#!/bin/sh
# Cargo for another system. The standard library for it is rustup's where that is installed, and
# built from Debian's source where not.
#
#     packaging/target.sh TARGET COMMAND [ARGUMENT...]
#
# It builds in target/systems, or in CARGO_TARGET_DIR.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
target=${1:?usage: target.sh TARGET COMMAND [ARGUMENT...]}
command=${2:?usage: target.sh TARGET COMMAND [ARGUMENT...]}
shift 2

CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$here/../target/systems}
export CARGO_TARGET_DIR
if [ -d "$("${RUSTC:-rustc}" --print target-libdir --target "$target" 2>/dev/null)" ]; then
  exec "$here/cargo.sh" "$command" --release --target "$target" "$@"
fi
if ! [ -x /usr/bin/rustc ] || ! [ -d /usr/lib/rustlib/src/rust/library ]; then
  echo "target.sh: there is no standard library for $target:" \
    "'rustup target add $target', or on Debian 'apt-get install rustc-web rust-web-src'" >&2
  exit 1
fi
RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 exec "$here/cargo.sh" "$command" --release \
  --target "$target" -Zbuild-std=std,panic_unwind,test "$@"
