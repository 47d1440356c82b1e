#!/bin/sh
# Puts a folder into an archive (.jar, .aar), so that the same files give the same bytes:
#
#     sh packaging/android/archive.sh FOLDER FILE
set -eu

folder=${1:?usage: archive.sh FOLDER FILE}
mkdir -p "$(dirname "${2:?usage: archive.sh FOLDER FILE}")"
file=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
list=$(mktemp)
trap 'rm -f "$list"' EXIT
cd "$folder"
find . -exec touch -d 1980-01-02T00:00:00Z {} +
find . -type f | sed 's:^\./::' | LC_ALL=C sort >"$list"
rm -f "$file"
TZ=UTC jar cMf "$file" "@$list"
