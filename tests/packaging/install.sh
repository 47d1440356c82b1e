#!/bin/sh
# An installed tree serves programs that are built with pkg-config and with CMake, shared and static,
# in C and C++; it can be moved; and uninstalling leaves nothing of it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
. "$root/tests/check.sh"
needs() { readelf -dW "$1" | grep -q "NEEDED.*\\[$2\\]"; }
needs_not() { ! needs "$@"; }
unset MAKEFLAGS DESTDIR LIBDIR INCLUDEDIR DOCDIR MANDIR PKG_CONFIG_SYSROOT_DIR
flags="-std=c11 -Wall -Wextra -Wpedantic -Werror"

# What pkg-config says is quoted for a shell.
compile() {
  # shellcheck disable=SC2086 # an option or none
  eval "$1 -o '$2' '$3' $(pkg-config $4 --cflags --libs hangtime) ${5:-}"
}

# consumers NAME TREE: TREE is the prefix, as it lies on the disk; PKG_CONFIG_... are set
consumers() {
  name=$1 tree=$2 out="$work/programs of $1"
  libdir=$tree/$library_folder
  mkdir -p "$out"

  check "$name: the version is told" test "$(pkg-config --modversion hangtime)" = "$version"
  check "$name: a C program is built with pkg-config" \
    compile "cc $flags" "$out/shared" "$here/consumer.c" ''
  check "$name: it asks the loader for the soname" needs "$out/shared" libhangtime.so.0
  check "$name: it runs" env LD_LIBRARY_PATH="$libdir" "$out/shared"

  check "$name: a C program is linked statically with pkg-config" \
    compile "cc -static $flags" "$out/static" "$here/consumer.c" --static
  check "$name: it needs no library at all" fails sh -c "readelf -dW '$out/static' | grep NEEDED"
  check "$name: it runs" "$out/static"

  check "$name: the static library alone is taken by a program that is not" \
    compile "cc $flags -Wl,-Bstatic" "$out/mixed" "$here/consumer.c" --static -Wl,-Bdynamic
  check "$name: it does not need the shared one" needs_not "$out/mixed" libhangtime.so.0
  check "$name: it runs" "$out/mixed"

  check "$name: a C++ program is built with pkg-config" \
    compile "c++ -std=c++17 -Wall -Wextra -Wpedantic -Werror" "$out/cpp" "$here/consumer.cpp" ''
  check "$name: it runs" env LD_LIBRARY_PATH="$libdir" "$out/cpp"

  cmake_consumers "$name" "$tree" "$out/cmake"
  check "$name: what is installed is fit for strangers" \
    "$root/packaging/gates.sh" "$libdir/libhangtime.so" "$libdir/libhangtime.a"
}

# cmake_consumers NAME TREE OUT
cmake_consumers() {
  [ $cmake = yes ] || return 0
  check "$1: CMake finds the package" \
    cmake -S "$here" -B "$3" -DCMAKE_PREFIX_PATH="$2" -DCMAKE_BUILD_TYPE=Debug
  check "$1: the programs are built" cmake --build "$3"
  for program in shared static shared_cpp static_cpp; do
    check "$1: $program runs" "$3/$program"
  done
  check "$1: the shared ones ask for the soname" needs "$3/shared_cpp" libhangtime.so.0
  check "$1: the static ones do not" needs_not "$3/static_cpp" libhangtime.so.0
}

cmake=yes
if ! command -v cmake >/dev/null 2>&1; then
  cmake=no
  echo "skipped what is built with CMake, which is not installed"
  [ "${CI:-}" != true ] || failed=1
fi
version=$(sed -n 's/^version = "\([0-9.]*\)"$/\1/p' "$root/Cargo.toml")

# Somewhere of one's own, with blanks in its name.
PREFIX="$work/in a folder of mine"
export PREFIX
library_folder=lib
mkdir -p "$PREFIX/lib"
echo other >"$PREFIX/lib/other"
check "make install" make -s -C "$root" install
PKG_CONFIG_PATH="$PREFIX/lib/pkgconfig"
export PKG_CONFIG_PATH
check "libhangtime.so is a link to the soname" test "$(readlink "$PREFIX/lib/libhangtime.so")" = libhangtime.so.0
check "the soname is a link to the library" \
  test "$(readlink "$PREFIX/lib/libhangtime.so.0")" = "libhangtime.so.$version"
consumers "own prefix" "$PREFIX"
# each COMMAND...: it holds with each function's name for %
each() {
  while read -r function; do
    sh -c "$(echo "$*" | sed "s/%/$function/g")" || { echo "$function"; return 1; }
  done <"$root/tests/c/symbols.txt"
}
check "there is a manual page for each function" each "test -s '$PREFIX/share/man/man3/%.3'"
check "the manual says what is in the header" \
  grep -q 'Everything is copied' "$PREFIX/share/man/man3/hangtime_session_open.3"
if command -v doxygen >/dev/null 2>&1 || [ "${CI:-}" = true ]; then
  html=$PREFIX/share/doc/hangtime/html
  check "the reference begins with pictures of the states" \
    sh -c "grep -q life.svg '$html/index.html' && grep -q '>Prompting<' '$html/alone.svg'"
  check "the reference has each function" each "grep -q '%()</h2>' '$html/hangtime_8h.html'"
fi

# wanted VERSION: whether CMake takes the installed one for it
wanted() {
  rm -rf "$work/version"
  cmake -S "$here/version" -B "$work/version" -DCMAKE_PREFIX_PATH="$PREFIX" -DWANTED="$1"
}
if [ $cmake = yes ]; then
  for fitting in 0.0.1 0.1 "$version" "$version EXACT" 0.1...0.2 "0.1...<1" 0.0.5...0.1.0; do
    check "CMake: $fitting is found" wanted "$fitting"
  done
  for other in 0.2 1 1.0 "0.0.9 EXACT" 0.2...0.3 0.0.1...0.0.9 "0.0.1...<0.1"; do
    check "CMake: $other is not" fails wanted "$other"
  done
  rm "$PREFIX/lib/libhangtime.a"
  check "CMake: a package with a missing file is not found" fails wanted 0.1
fi
check "make install, over what is there" make -s -C "$root" install

mv "$PREFIX" "$work/moved"
cmake_consumers "moved" "$work/moved" "$work/moved programs"
mv "$work/moved" "$PREFIX"
check "make uninstall" make -s -C "$root" uninstall
check "nothing is left but what was there" \
  test "$(find "$PREFIX" | sort | tr '\n' ' ')" = "$PREFIX $PREFIX/lib $PREFIX/lib/other "

# As a distribution does it: for /usr, put together elsewhere, with the folder of an architecture.
PREFIX=/usr DESTDIR=$work/stage LIBDIR=/usr/lib/x86_64-linux-gnu INCLUDEDIR=/usr/include/calls
export PREFIX DESTDIR LIBDIR INCLUDEDIR
library_folder=lib/x86_64-linux-gnu
mkdir "$DESTDIR"
check "make install for /usr" make -s -C "$root" install
check "nothing says where it was put together" fails grep -r "$work" "$DESTDIR"
PKG_CONFIG_PATH=$DESTDIR$LIBDIR/pkgconfig PKG_CONFIG_SYSROOT_DIR=$DESTDIR
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
consumers "staged" "$DESTDIR/usr"
check "make uninstall from the stage" make -s -C "$root" uninstall
check "nothing is left" test "$(find "$DESTDIR")" = "$DESTDIR"

# What would end in the wrong place, or take too much away with it.
check "a prefix that is no path from the root is refused" \
  fails env -u LIBDIR -u INCLUDEDIR PREFIX=here make -s -C "$root" uninstall
check "a folder of documents that is not ours alone is refused" \
  fails env DOCDIR=/usr/share/doc make -s -C "$root" uninstall

conclude
