#!/bin/sh
# Collects the licences of all that is linked in. One that is missing is an error.
#
#     packaging/licences.sh FOLDER TRIPLE...
#
# FOLDER gets crates.txt, which has each text once and says whose it is, and what comes with the
# compiler for the standard library, which is as for packaging/std.sh.
set -eu

packaging=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$packaging")
folder=${1:?usage: licences.sh FOLDER TRIPLE...}
shift
[ $# -gt 0 ] || { echo "usage: licences.sh FOLDER TRIPLE..." >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

fail() {
  echo "licences.sh: $*" >&2
  exit 1
}

for triple in "$@"; do
  "$packaging/linked.sh" "$root/Cargo.toml" "$triple" >>"$work/all"
  "$packaging/std.sh" "$work/std" "$triple"
  "$packaging/linked.sh" "$work/std/Cargo.toml" "$triple" >"$work/std/linked"
  cut -f 1,2 "$work/std/linked" | tr '\t' ' ' | diff "$work/std/crates" - ||
    fail "the standard library for $triple does not consist of what its crates ask for"
  cat "$work/std/linked" >>"$work/all"
  cat "$work/std/compiler" >>"$work/compilers"
  rm -rf "$work/std"
done
sort -u "$work/all" >"$work/crates"

# A licence that nobody has read yet stops here: whether it may be linked is for people to say.
cut -f 3 "$work/crates" | tr -d '()' | sed 's: OR \| AND \|/:\n:g' | sort -u |
  grep -v -x -e MIT -e Apache-2.0 -e 'Apache-2.0 WITH LLVM-exception' -e BSL-1.0 -e 0BSD -e Zlib \
    -e Unlicense >"$work/unknown" &&
  fail "not among the licences that were read and may be linked: $(tr '\n' ' ' <"$work/unknown")"

# texts MANIFEST: the files beside it that are about rights
texts() {
  find "$(dirname "$1")" -maxdepth 1 -type f ! -name '*.rs' \( -iname 'licen[cs]e*' -o -iname 'copying*' \
    -o -iname 'copyright*' -o -iname 'notice*' -o -iname 'unlicense*' \) | sort
  find "$(dirname "$1")" -mindepth 2 -maxdepth 2 -type f -ipath '*/licen[cs]es/*' | sort
}

mkdir "$work/texts"
tab=$(printf '\t')
while IFS=$tab read -r name version licence manifest; do
  texts "$manifest" >"$work/files"
  [ -s "$work/files" ] || fail "no text of a licence is in $name $version ($licence)"
  while read -r file; do
    tr -d '\r' <"$file" | sed 's/[[:space:]]*$//' >"$work/text"
    [ -s "$work/text" ] || fail "$file is empty"
    hash=$(sha256sum <"$work/text" | cut -d ' ' -f 1)
    [ -f "$work/texts/$hash" ] || echo "$hash" >>"$work/order"
    cp "$work/text" "$work/texts/$hash"
    echo "$name $version: $(basename "$file")" >>"$work/texts/$hash.whose"
  done <"$work/files"
done <"$work/crates"

mkdir -p "$folder"
line=$(printf '%80s' | tr ' ' -)
{
  echo "hangtime contains these crates, some of them as parts of Rust's standard library:"
  echo
  awk -F '\t' '{ printf "  %-32s%s\n", $1 " " $2, $3 }' "$work/crates"
  while read -r hash; do
    printf '\n%s\n' "$line"
    cat "$work/texts/$hash.whose"
    printf '%s\n\n' "$line"
    cat "$work/texts/$hash"
  done <"$work/order"
} >"$folder/crates.txt"

# The standard library itself. The compiler's makers and its packagers each say it in a place of theirs.
notice() {
  if [ -f "$1/share/doc/rust/COPYRIGHT-library.html" ]; then
    cp "$1/share/doc/rust/COPYRIGHT-library.html" "$folder/rust-standard-library.html"
    for text in MIT Apache-2.0 LLVM-exception BSD-2-Clause Unicode-3.0; do
      cp "$1/share/doc/rust/licenses/$text.txt" "$folder/rust-standard-library-$text.txt"
    done
  elif ls "$1"/share/doc/libstd-rust*-dev/copyright >/dev/null 2>&1; then
    cat "$1"/share/doc/libstd-rust*-dev/copyright >"$folder/rust-standard-library.txt"
  else
    fail "the compiler in $1 has no notice for its standard library (share/doc/rust/COPYRIGHT-library.html)"
  fi
}
sort -u "$work/compilers" >"$work/each"
while read -r rustc; do
  notice "$("$rustc" --print sysroot)"
done <"$work/each"
chmod 644 "$folder"/*
