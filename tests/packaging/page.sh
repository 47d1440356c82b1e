#!/bin/sh
# What docs/packaging.md says works: its programs are built and run by its own commands, in a folder
# in which there is nothing but what `make dist` has made. Its sizes are those of the archives.
#
#     page.sh FOLDER      where packaging/dist.sh has put them
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
dist=$(cd "${1:?usage: page.sh FOLDER}" && pwd)
page=$root/docs/packaging.md
version=$(sed -n 's/^version = "\([0-9.]*\)"$/\1/p' "$root/Cargo.toml")
native=linux-$(rustc -vV | sed -n 's/^host: \([^-]*\)-.*/\1/p')
. "$root/tests/check.sh"

# Blocks under "tried as FILE" are files, those under "tried" are commands, in their order.
mkdir "$work/app"
awk -v folder="$work/app" -v commands="$work/commands" '
  /^<!-- tried as .* -->$/ { to = folder "/" $4; next }
  /^<!-- tried -->$/ { to = commands; next }
  /^```/ && inside { inside = 0; to = ""; next }
  /^```/ && to != "" { inside = 1; next }
  inside { print >to }
' "$page"
sed -i "s/linux-x86_64/$native/g" "$work/commands"
cp "$dist/hangtime-$version-$native.tar.gz" "$dist/SHA256SUMS" "$work/app"

check "the page has programs and commands to try" \
  test -s "$work/app/app.c" -a -s "$work/app/CMakeLists.txt" -a -s "$work/app/plugin.c" -a -s "$work/commands"
tried() {
  (cd "$work/app" && unset PKG_CONFIG_PATH LD_LIBRARY_PATH && sh -eu ../commands) >"$work/output" 2>&1 ||
    { cat "$work/output"; return 1; }
}
check "all its commands succeed" tried

# said TIMES LINE
said() { test "$(grep -c -x "$2" "$work/output")" -eq "$1" || { cat "$work/output"; return 1; }; }
check "the archive is as SHA256SUMS says" said 1 "hangtime-$version-$native.tar.gz: OK"
check "it runs: with CMake, with pkg-config, and linked statically" said 3 "hangtime $version"
check "it runs when the library is loaded" said 1 loaded

# listing ARCHIVE: sizes and names of what is in it
listing() {
  case $1 in
    *.tar.gz) tar -tvf "$1" | awk '/^-/ { print $3, $6 }' ;;
    *.zip) unzip -l "$1" | awk 'NF == 4 { print $1, $4 }' ;;
  esac
}

# near BYTES WHAT: the platform's row tells them, in KB, to one part in twenty
near() {
  told=$(sed -n "s/^| \`$platform\`.*[ |]\([0-9]*\) KB $2.*/\1/p" "$page")
  awk -v told="${told:-0}" -v bytes="$1" -v what="$2" 'BEGIN {
    if (told * 1000 > bytes * 0.95 && told * 1000 < bytes * 1.05) exit
    printf "told: %d KB %s; it has %.0f\n", told, what, bytes / 1000
    exit 1 }'
}

for archive in "$dist"/hangtime-*; do
  platform=$(basename "$archive" | sed "s/^hangtime-$version-//; s/\.zip$//; s/\.tar\.gz$//")
  listing "$archive" >"$work/listing"
  check "the table has $platform" grep -q "^| \`$platform\`" "$page"
  shared=$(awk '/\.so\.[0-9.]*$|\.dll$/ { print $1 }' "$work/listing")
  static=$(awk '/libhangtime\.a$/ { bytes += $1 } END { print bytes }' "$work/listing")
  [ -z "$shared" ] || check "$platform: the size of the shared library" near "$shared" shared
  [ -z "$static" ] || check "$platform: the size of the static library" near "$static" static
done

conclude
