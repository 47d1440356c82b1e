#!/bin/sh
# A program takes our static library and another one written in Rust, in either order, with each
# linker that is there.
#
#     two_libraries.sh FOLDER      where packaging/build.sh has put libhangtime.a
set -eu

here=$(cd "$(dirname "$0")" && pwd)
ours=$(cd "${1:?usage: two_libraries.sh FOLDER}" && pwd)/libhangtime.a
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
# The panics are meant; nobody is to read their backtraces.
RUST_BACKTRACE=0
export RUST_BACKTRACE

"${RUSTC:-rustc}" -O --edition 2024 --crate-name other --crate-type staticlib \
  -o "$work/libother.a" "$here/other.rs"

# links WHAT COMPILER ARGUMENT...
links() {
  what=$1
  shift
  if "$@" -std=c11 -Wall -Wextra -Werror -I"$here/../../include" -o "$work/program" \
    >"$work/said" 2>&1 && "$work/program" >>"$work/said" 2>&1; then
    echo "ok      $what"
  else
    failed=$((failed + 1))
    echo "FAILED  $what"
    cat "$work/said"
  fi
}

program=$here/two_libraries.c
for linker in bfd gold lld; do
  command -v ld.$linker >/dev/null 2>&1 || continue
  links "ours, then the other, by $linker" cc -fuse-ld=$linker "$program" "$ours" "$work/libother.a"
  links "the other, then ours, by $linker" cc -fuse-ld=$linker "$program" "$work/libother.a" "$ours"
done
links "without what is not used" cc -Wl,--gc-sections "$program" "$ours" "$work/libother.a"
links "into a program that needs no library" cc -static "$program" "$ours" "$work/libother.a"

[ "$failed" -eq 0 ] || { echo "$failed failed"; exit 1; }
