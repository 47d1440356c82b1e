#!/bin/sh
# A build in another folder, with cargo's own folder elsewhere, gives the same bytes, and no path of
# this machine is in them.
#
#     reproducible.sh FOLDER      where packaging/build.sh has put a build of this folder
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
here=$(cd "${1:?usage: reproducible.sh FOLDER}" && pwd)
. "$root/tests/check.sh"

home=${CARGO_HOME:-$HOME/.cargo}
elsewhere="$work/another folder/of another length"
mkdir -p "$elsewhere" "$work/cargo"
tar -C "$root" --exclude=./target --exclude=./.git -cf - . | tar -C "$elsewhere" -xf -
for entry in "$home"/*; do
  ln -s "$entry" "$work/cargo/"
done
env -u CARGO_TARGET_DIR CARGO_HOME="$work/cargo" CARGO_NET_OFFLINE=true \
  "$elsewhere/packaging/build.sh" "$work/there" 2>"$work/said" || { cat "$work/said" >&2; exit 1; }

for file in libhangtime.so libhangtime.a native-static-libs; do
  check "$file is the same, built elsewhere" cmp "$here/$file" "$work/there/$file"
  for path in "$root" "$home" "$work"; do
    check "$file does not know of $path" fails grep -q -a -F "$path" "$work/there/$file" "$here/$file"
  done
done
conclude
