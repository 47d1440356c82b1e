#!/bin/sh
# Sees to it that the README says what is so: its code is that of the examples and compiles, its
# tables name what the header has, its links lead somewhere. Likewise the header's own example.
#
#     readme.sh
set -eu

cd "$(dirname "$0")/.."
. tests/check.sh

# A file without the comment at its head.
code() {
  awk '!begun && /^(\/\*| \*|# |$)/ { next } { begun = 1; print }' "$1"
}

# Each block of the README goes to a file N.LANGUAGE; where "the code of FILE" stands over it, FILE
# and block are a line of "sources".
: >"$work/sources"
awk -v work="$work" '
  /^```/ && !inside {
    inside = 1
    block = work "/" ++count "." substr($0, 4)
    printf "" >block
    if (source != "") print source, block >(work "/sources")
    next
  }
  /^```/ { inside = 0; close(block); next }
  inside { print >block; next }
  { source = /^<!-- the code of .* -->$/ ? $5 : "" }
' README.md

while read -r file block; do
  code "$file" >"$work/code" || true
  check "the README has the code of $file" diff "$work/code" "$block"
done <"$work/sources"
check "the README has the quickstart" grep -q '^examples-c/quickstart\.c .*\.c$' "$work/sources"
check "the README has a scenario" grep -q '^tests/scenarios/.*\.scn ' "$work/sources"
check "'the code of' stands right over its block" \
  test "$(wc -l <"$work/sources")" -eq "$(grep -c '^<!-- the code of ' README.md)"

# The lines of the example in the header's introduction.
sed -n '/^ \* EXAMPLE$/,/^ \* CONVENTIONS$/s/^ \*     //p' src/ffi/introduction.h >"$work/header.c"
check "the header has an example" grep -q 'int main' "$work/header.c"

# compile WHAT COMPILER ARGUMENT...
compile() {
  what=$1
  shift
  if command -v "$1" >/dev/null 2>&1; then
    check "$what compiles" "$@" -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only
  else
    check "$what compiles: there is no $1" test "${CI:-}" != true
  fi
}

for file in "$work"/*.c; do
  compile "block $(basename "$file")" "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L "$file"
done
for file in "$work"/*.cpp; do
  compile "block $(basename "$file")" "${CXX:-c++}" -std=c++17 "$file"
done

# fields TYPE: the fields of a struct of the header, but for those that a host leaves alone
fields() {
  awk -v type="$1" '
    /^typedef struct [{]/ { names = "" }
    /^  [a-z].*;$/ { sub(/;$/, ""); sub(/^\*/, "", $NF); names = names " " $NF }
    $0 == "} " type ";" { print names }' include/hangtime.h |
    tr ' ' '\n' | grep -vx -e size -e reserved -e user_data -e ''
}

# Settings, with the defaults that the initializer writes.
init=$(sed -n '/^#define HANGTIME_SETTINGS_INIT/,/^  }/p' include/hangtime.h | tr -d ' \\\n' |
  sed 's/.*sizeof(hangtime_settings),//; s/}.*//' | tr ',' ' ')
fields hangtime_settings >"$work/settings"
# shellcheck disable=SC2086 # a word each
set -- $init
while read -r field; do
  check "the README has the setting $field with the default $1" \
    grep -q "^| \`$field\` | \`\{0,1\}$1\`\{0,1\} |" README.md
  shift
done <"$work/settings"
check "the README's table has settings only" test "$(wc -l <"$work/settings")" -eq \
  "$(sed -n '/^## Settings/,/^## Events/p' README.md | grep -c '^| `')"

for field in $(fields hangtime_listener); do
  check "the README has the callback $field" grep -q "^| \`$field\` |" README.md
done

# Links, and commands that readers are told to run.
for document in README.md CONTRIBUTING.md CHANGELOG.md docs/packaging.md; do
  awk '/^```/ { inside = !inside; next } !inside' "$document" >"$work/prose"
  for link in $(grep -o '](\([^)#][^)]*\))' "$work/prose" | sed 's/^](//; s/)$//'); do
    check "$document: there is $link" test -e "$(dirname "$document")/$link"
  done
  for target in $(grep -o '`make [a-z][a-z-]*' "$document" | sed 's/.*make //' | sort -u); do
    check "$document: there is make $target" grep -q "^$target:" Makefile
  done
done

conclude
