#!/bin/sh
# Builds what is installed: the shared library, stripped; the static one, with no global names but
# those of the interface; a list of what the system has to give to the static one; and the reference,
# which goes to target/docs.
#
#     packaging/build.sh FOLDER [ARGUMENT...]
#
# ARGUMENTs go to cargo, such as --target aarch64-unknown-linux-gnu. STRIP, LD, OBJCOPY and AR name
# the tools.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: build.sh FOLDER [ARGUMENT...]}
shift
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/docs/docs.sh" possible >&2

# The compiler says only in words to people what the static library needs; cargo says where things are.
"$here/cargo.sh" rustc --release --lib --message-format=json-render-diagnostics "$@" -- \
  --print native-static-libs >"$work/messages" 2>"$work/words" || { cat "$work/words" >&2; exit 1; }
grep -v -e 'native-static-libs' -e 'link against the following' -e '^$' "$work/words" >&2 || true

# file NAME: where cargo has put it
file() {
  path=$(sed -n "s:.*\"\([^\"]*/$1\)\".*:\1:p" "$work/messages" | tail -1)
  [ -n "$path" ] || { echo "build.sh: cargo made no $1: is this a system with ELF files?" >&2; exit 1; }
  echo "$path"
}

# Compiler drivers add the C library and the unwinder by themselves, and know which one.
sed -n 's/.*native-static-libs: //p' "$work/words" | tr ' ' '\n' | grep -v -x -e -lc -e -lgcc_s |
  tr '\n' ' ' | sed 's/ $//' >"$out/native-static-libs"
test -s "$out/native-static-libs"
shared=$(file libhangtime.so)
static=$(file libhangtime.a)
"${STRIP:-strip}" --strip-unneeded -o "$out/libhangtime.so" "$shared"
"$here/archive.sh" "$static" "$out/libhangtime.a"
