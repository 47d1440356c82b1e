#!/bin/sh
# Puts together what goes to strangers: an archive for each platform, and SHA256SUMS.
#
#     packaging/dist.sh [PLATFORM...]      all that can be built here when none is named
#
# OUT is the folder (target/dist). SOURCE_DATE_EPOCH is the time in the archives (that of the commit):
# the same source, compiler and time make the same bytes.
set -eu
umask 022

packaging=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$packaging")
out=${OUT:-$root/target/dist}
version=$(sed -n 's/^version = "\([0-9.]*\)"$/\1/p' "$root/Cargo.toml")
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
mkdir -p "$out"
out=$(cd "$out" && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# Whether PLATFORM can be built here; if not, it says what is missing.
can() {
  case $1 in
    "$native") ;;
    *) echo "dist.sh: there is no platform '$1': $platforms" >&2; exit 2 ;;
  esac
}

# make_PLATFORM FOLDER: puts its files there, and sets "triples" (and "form", unless it is tar.gz)
make_native() {
  triples=$host
  "$packaging/build.sh" "$stage/built"
  # As DOCDIR the top, where who unpacks an archive looks for words.
  env -u LIBDIR -u INCLUDEDIR -u MANDIR PREFIX=/hangtime DESTDIR="$stage/tree" DOCDIR=/hangtime \
    "$packaging/install.sh" install "$stage/built" >/dev/null
  mv "$stage/tree/hangtime"/* "$1"
  # An archive is unpacked anywhere.
  # shellcheck disable=SC2016 # for pkg-config
  sed -i 's|^prefix=.*|prefix=${pcfiledir}/../..|' "$1/lib/pkgconfig/hangtime.pc"
}

# words FOLDER: what is to be read
words() {
  cp "$root/LICENSE-MIT" "$root/LICENSE-APACHE" "$root/CHANGELOG.md" "$1"
  # What it links to is not in the archive.
  sed 's/\[\([^]]*\)\](\.\.[^)]*)/\1/g' "$root/docs/packaging.md" >"$1/PACKAGING.md"
  {
    # What it is, which stands before the first section.
    sed '/^## /,$d' "$root/README.md"
    cat <<END
This is version $version for $platform.

* \`PACKAGING.md\` has the lines for your build, and on which systems what has been tried.
* \`hangtime.h\` is the specification of the interface.
* \`licenses/\` has the licences of what is linked in, to be passed on with your program; \`sbom/\` the same
  as CycloneDX, for machines. hangtime's own is MIT or Apache 2.0, as you like.
* \`CHANGELOG.md\` says what changed.
END
  } >"$1/README.md"
}

# archive PLATFORM
archive() {
  platform=$1
  form=tar.gz
  name=hangtime-$version-$platform
  folder=$stage/$name
  mkdir "$folder"
  case $platform in
    "$native") make_native "$folder" ;;
  esac
  words "$folder"
  # shellcheck disable=SC2086 # a word each
  "$packaging/licences.sh" "$folder/licenses" $triples
  for triple in $triples; do
    "$packaging/sbom.sh" "$folder/sbom/$triple" "$triple"
  done
  "$packaging/pack.sh" "$folder" "$out/$name.$form"
  sizes "$name.$form" >>"$stage/sizes"
  rm -rf "$stage/built" "$stage/tree" "$folder"
}

# sizes ARCHIVE: it, and the libraries in it
sizes() {
  printf '%10d  %s\n' "$(wc -c <"$out/$1")" "$1"
  (cd "$folder" && find . -type f \( -name '*.so*' -o -name '*.a' -o -name '*.dll' -o -name '*.aar' \) |
    sort | while read -r file; do printf '%10d    %s\n' "$(wc -c <"$file")" "${file#./}"; done)
}

host=$("${RUSTC:-rustc}" -vV | sed -n 's/^host: //p')
native=linux-${host%%-*}
platforms=$native
[ $# -gt 0 ] || rm -f "$out"/hangtime-*
for platform in ${*:-$platforms}; do
  if can "$platform" >"$stage/missing"; then
    echo "$platform"
    archive "$platform"
  else
    echo "$platform is left out: $(cat "$stage/missing")"
    [ $# -eq 0 ] && [ "${CI:-}" != true ] || exit 1
  fi
done
(cd "$out" && sha256sum hangtime-* >SHA256SUMS)
echo
cat "$stage/sizes"
echo "$out/SHA256SUMS"
