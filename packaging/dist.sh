#!/bin/sh
# Puts together what goes to strangers: an archive for each platform, and SHA256SUMS.
#
#     packaging/dist.sh [PLATFORM...]      all that can be built here when none is named
#
# OUT is the folder (target/dist). SOURCE_DATE_EPOCH is the time in the archives (that of the commit):
# the same source, compiler and time make the same bytes. It needs Linux, with GNU tar.
set -eu
umask 022

packaging=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$packaging")
out=${OUT:-$root/target/dist}
version=$(sed -n 's/^version = "\([0-9.]*\)"$/\1/p' "$root/Cargo.toml")
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)} || {
  echo "dist.sh: no commit says of when this is: set SOURCE_DATE_EPOCH" >&2
  exit 1
}
export SOURCE_DATE_EPOCH
mkdir -p "$out"
out=$(cd "$out" && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# can PLATFORM: whether it can be built here; if not, what is missing
can() {
  case $1 in
    "$native") ;;
    linux-i686)
      has_std i686-unknown-linux-gnu
      has_program gcc
      has_file /usr/lib32/crti.o /usr/lib/i386-linux-gnu/crti.o
      ;;
    linux-aarch64)
      has_std aarch64-unknown-linux-gnu
      has_program clang-22
      has_program aarch64-linux-gnu-ld
      has_file /usr/aarch64-linux-gnu/lib/crti.o
      ;;
    windows-x86_64)
      has_std x86_64-pc-windows-gnu
      has_program x86_64-w64-mingw32-gcc
      for notice in $mingw_notices; do
        has_file "/usr/share/doc/$notice/copyright"
      done
      ;;
    apple)
      for triple in $apple_triples; do
        has_std "$triple"
      done
      command -v lipo >/dev/null 2>&1 || has_program llvm-lipo-22
      ;;
    android)
      has_program javac
      [ -d "${ANDROID_NDK_HOME:-${ANDROID_NDK_ROOT:-/nowhere}}" ] ||
        echo "there is no NDK, which ANDROID_NDK_HOME would name"
      ;;
    *) echo "dist.sh: there is no platform '$1'; there are $platforms" >&2; exit 2 ;;
  esac >"$stage/missing"
  [ ! -s "$stage/missing" ]
}

mingw_notices="mingw-w64-x86-64-dev gcc-mingw-w64-base"
apple_triples="aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin
  x86_64-apple-darwin"
android_triples="aarch64-linux-android armv7-linux-androideabi x86_64-linux-android"

has_program() { command -v "$1" >/dev/null 2>&1 || echo "there is no $1"; }

has_std() {
  [ -d "$(target_libdir "$1")" ] || { [ -x /usr/bin/rustc ] && [ -d /usr/lib/rustlib/src/rust/library ]; } ||
    echo "there is no standard library for $1"
}

target_libdir() { "${RUSTC:-rustc}" --print target-libdir --target "$1" 2>/dev/null; }

# has_file FILE...: one of them
has_file() {
  for file in "$@"; do
    [ ! -e "$file" ] || return 0
  done
  echo "there is no $1"
}

# cross TRIPLE: what the build for it needs. The standard library is built, too, where the compiler has
# none for it.
cross() {
  triples=$1
  arguments="--target $1"
  [ ! -d "$(target_libdir "$1")" ] || return 0
  RUSTC=/usr/bin/rustc
  RUSTC_BOOTSTRAP=1
  CARGO_TARGET_DIR=$root/target/systems
  export RUSTC RUSTC_BOOTSTRAP CARGO_TARGET_DIR
  arguments="$arguments -Zbuild-std=std,panic_unwind,test"
}

# make_PLATFORM FOLDER: puts its files there, and sets "triples"
make_native() {
  triples=$host
  arguments=
  linux "$1"
}

make_i686() {
  cross i686-unknown-linux-gnu
  # One that makes objects of its own machine unless it is told.
  printf '#!/bin/sh\nexec ld -m elf_i386 "$@"\n' >"$stage/ld"
  chmod +x "$stage/ld"
  LD=$stage/ld linux "$1"
}

make_aarch64() {
  cross aarch64-unknown-linux-gnu
  tools=aarch64-linux-gnu
  RUSTFLAGS=-Clink-arg=--target=aarch64-linux-gnu
  CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=clang-22
  export RUSTFLAGS CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER
  LD=$tools-ld OBJCOPY=$tools-objcopy AR=$tools-ar STRIP=$tools-strip linux "$1"
}

make_windows() {
  triple=x86_64-pc-windows-gnu
  cross $triple
  CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc
  export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER
  form=zip
  # shellcheck disable=SC2086 # a word each
  "$packaging/cargo.sh" build --quiet --release --lib $arguments
  built=${CARGO_TARGET_DIR:-$root/target/packaging}/$triple/release
  mkdir -p "$1/bin" "$1/lib/pkgconfig" "$1/lib/cmake/hangtime" "$1/include" "$1/licenses"
  cp "$root/include/hangtime.h" "$root/include/hangtime.hpp" "$1/include"
  x86_64-w64-mingw32-strip --strip-unneeded -o "$1/bin/hangtime.dll" "$built/hangtime.dll"
  cp "$built/libhangtime.dll.a" "$1/lib"
  cp "$packaging/windows/hangtime-config.cmake" "$1/lib/cmake/hangtime"
  fill "$packaging/hangtime-config-version.cmake.in" >"$1/lib/cmake/hangtime/hangtime-config-version.cmake"
  fill "$packaging/hangtime.pc.in" >"$1/lib/pkgconfig/hangtime.pc"
  # What the C compiler adds.
  for notice in $mingw_notices; do
    cp "/usr/share/doc/$notice/copyright" "$1/licenses/$notice.txt"
  done
}

# fill TEMPLATE: for a folder that may be moved
fill() {
  # shellcheck disable=SC2016 # for pkg-config
  sed -e 's|@PREFIX@|${pcfiledir}/../..|; s|@LIBDIR@|${prefix}/lib|; s|@INCLUDEDIR@|${prefix}/include|' \
    -e "s|@VERSION@|$version|; s|@MAJOR@|${version%%.*}|; s|@POINTER@|8|; s|@PRIVATE@||" "$1"
}

make_apple() {
  triples=$apple_triples
  form=zip
  "$packaging/apple/build.sh" "$stage/apple" >&2
  mv "$stage/apple"/* "$1"
}

make_android() {
  triples=$android_triples
  form=zip
  sh "$packaging/android/build.sh" "$stage/android" >&2
  cp "$stage/android/hangtime-$version.aar" "$1"
}

# linux FOLDER: what "make install" installs, made to be moved
linux() {
  export LD OBJCOPY AR STRIP
  # shellcheck disable=SC2086 # a word each
  "$packaging/build.sh" "$stage/built" $arguments
  # The words are at the top, where who unpacks an archive looks for them.
  env -u LIBDIR -u INCLUDEDIR -u MANDIR PREFIX=/hangtime DESTDIR="$stage/tree" DOCDIR=/hangtime \
    "$packaging/install.sh" install "$stage/built" >/dev/null
  mv "$stage/tree/hangtime"/* "$1"
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
    linux-i686) make_i686 "$folder" ;;
    linux-aarch64) make_aarch64 "$folder" ;;
    windows-x86_64) make_windows "$folder" ;;
    apple) make_apple "$folder" ;;
    android) make_android "$folder" ;;
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
case $host in
  *-linux-*) ;;
  *) echo "dist.sh: archives are made on Linux, not on $host" >&2 && exit 1 ;;
esac
platforms=$native
for other in linux-i686 linux-aarch64 windows-x86_64 apple android; do
  [ $other = "$native" ] || platforms="$platforms $other"
done
[ $# -gt 0 ] || rm -f "$out"/hangtime-*
for platform in ${*:-$platforms}; do
  if can "$platform"; then
    echo "$platform"
    # In a shell of its own, with its own environment.
    (archive "$platform")
  elif [ $# -gt 0 ] || { [ "${CI:-}" = true ] && [ "$platform" != android ]; }; then
    echo "dist.sh: $platform can not be built here: $(tr '\n' ' ' <"$stage/missing")" >&2
    exit 1
  else
    echo "$platform is left out: $(tr '\n' ' ' <"$stage/missing")"
  fi
done
(cd "$out" && sha256sum hangtime-* >SHA256SUMS)
echo
cat "$stage/sizes"
echo "$out/SHA256SUMS"
