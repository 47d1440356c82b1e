#!/bin/sh
# Looks at the shared library: it exports exactly what symbols.txt lists, has its soname, stays
# loaded, is bound and read-only from the start, and is small enough for a phone.
#
#     symbols.sh LIBRARY
set -eu

library=${1:?usage: symbols.sh LIBRARY}
here=$(cd "$(dirname "$0")" && pwd)
largest=409600
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# check WHAT COMMAND...: the command says whether it holds
check() {
  what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "ok      $what"
  else
    failed=$((failed + 1))
    echo "FAILED  $what"
  fi
}

has() { grep -q -- "$1" "$2"; }
has_not() { ! grep -q -- "$1" "$2"; }
same() { diff "$1" "$2"; }
at_most() { [ "$1" -le "$2" ] || { echo "$1 bytes, more than $2"; return 1; }; }

LC_ALL=C
export LC_ALL
nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort >"$work/exported"
readelf -dW "$library" >"$work/dynamic"
readelf -lW "$library" >"$work/segments"
sed -n 's/^\(.*[ *]\)\{0,1\}\(hangtime_[a-z_0-9]*\)(.*/\2/p' "$here/../../include/hangtime.h" |
  sort -u >"$work/declared"
strip --strip-unneeded -o "$work/stripped" "$library"

check "symbols.txt is sorted" sort -cu "$here/symbols.txt"
check "exactly the symbols of symbols.txt are exported" same "$here/symbols.txt" "$work/exported"
check "exactly these are declared in the header" same "$here/symbols.txt" "$work/declared"
check "all of them begin with hangtime_" sh -c "! grep -v '^hangtime_' '$work/exported'"
while read -r symbol; do
  cat "$here"/*.c "$here"/*.h | grep -q "$symbol\|(${symbol#hangtime_}, \|(${symbol#hangtime_})" ||
    echo "$symbol"
done <"$here/symbols.txt" >"$work/untested"
check "each of them is called by a test" same /dev/null "$work/untested"

check "the soname is libhangtime.so.0" has 'SONAME.*\[libhangtime\.so\.0\]' "$work/dynamic"
check "it is never unloaded" has 'FLAGS_1.*NODELETE' "$work/dynamic"
check "everything is bound at the start" has 'FLAGS.*NOW' "$work/dynamic"
check "what is bound is read-only then" has 'GNU_RELRO' "$work/segments"
check "the stack is not executable" has 'GNU_STACK.* RW ' "$work/segments"
check "the text is not relocated" has_not 'TEXTREL' "$work/dynamic"
check "no path is built in" has_not 'RPATH\|RUNPATH' "$work/dynamic"
check "no segment is writable and executable" has_not 'LOAD.* RWE ' "$work/segments"
check "only the C library and its like are needed" sh -c \
  "! grep NEEDED '$work/dynamic' | grep -v -e 'libc\.so' -e libgcc_s -e 'ld-linux' -e libpthread"
check "stripped, it has at most $largest bytes" at_most "$(wc -c <"$work/stripped")" "$largest"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
