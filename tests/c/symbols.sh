#!/bin/sh
# Looks at the shared library and the header: symbols.txt lists what the header declares, each of it
# has a test, and the library holds what packaging/gates.sh asks of one.
#
#     symbols.sh LIBRARY
set -eu

library=${1:?usage: symbols.sh LIBRARY}
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# check WHAT COMMAND...: the command says whether it holds
check() {
  what=$1
  shift
  if "$@"; then
    echo "ok      $what"
  else
    failed=$((failed + 1))
    echo "FAILED  $what"
  fi
}

LC_ALL=C
export LC_ALL
sed -n 's/^\(.*[ *]\)\{0,1\}\(hangtime_[a-z_0-9]*\)(.*/\2/p' "$root/include/hangtime.h" |
  sort -u >"$work/declared"
while read -r symbol; do
  cat "$here"/*.c "$here"/*.h | grep -q "$symbol\|(${symbol#hangtime_}, \|(${symbol#hangtime_})" ||
    echo "$symbol"
done <"$here/symbols.txt" >"$work/untested"

check "symbols.txt is sorted" sort -cu "$here/symbols.txt"
check "exactly these are declared in the header" diff "$here/symbols.txt" "$work/declared"
check "all of them begin with hangtime_" sh -c "! grep -v '^hangtime_' '$here/symbols.txt'"
check "each of them is called by a test" diff /dev/null "$work/untested"
check "the library is fit for strangers" "$root/packaging/gates.sh" "$library"

[ "$failed" -eq 0 ] || { echo "$failed failed"; exit 1; }
