#!/bin/sh
# Makes the reference from the header: manual pages in target/docs/man3; HTML in target/docs/html, by
# Doxygen and graphviz, with the pictures of the README. What is undocumented is an error.
#
#     packaging/docs/docs.sh [possible]
#
# "possible": without these tools the HTML is left out, and that is no failure.
set -eu

cd "$(dirname "$0")/../.."
out=target/docs
version=$(sed -n 's/^version = "\([0-9.]*\)"$/\1/p' Cargo.toml)

rm -rf "$out/man3"
mkdir -p "$out/man3"
awk -v folder="$out/man3" -v version="$version" -f packaging/docs/header.awk \
  -f packaging/docs/man.awk include/hangtime.h

for tool in doxygen dot; do
  command -v $tool >/dev/null 2>&1 && continue
  echo "docs.sh: no reference in HTML: $tool is missing (Debian: apt-get install doxygen graphviz)" >&2
  rm -rf "$out/html"
  [ "${1:-}" = possible ] && [ "${CI:-}" != true ] && exit
  exit 1
done

rm -rf "$out/html" "$out/pictures"
mkdir -p "$out/pictures"
picture() {
  awk -v inside="$2" -v direction="$3" -f packaging/docs/states.awk README.md >"$out/pictures/$1.dot"
  dot -Tsvg "$out/pictures/$1.dot" -o "$out/pictures/$1.svg"
}
picture life '' TB
picture alone Alone LR

{ cat packaging/docs/Doxyfile; echo "PROJECT_NUMBER = $version"; } | doxygen -
echo "$out/html/index.html"
