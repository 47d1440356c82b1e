#!/bin/sh
# cargo-c installs a library that programs find and use, with the same names as ours.
#
# Where cargo-c is missing this is skipped; with CI=true cargo-c is built first, which takes minutes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
tools=$root/target/tools
PATH=$tools/bin:$PATH
export PATH

if ! command -v cargo-cinstall >/dev/null 2>&1; then
  if [ "${CI:-}" != true ]; then
    echo "skipped cargo-c, which is not installed (cargo install cargo-c --locked)"
    exit 0
  fi
  echo "building cargo-c"
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 cargo install -q cargo-c --locked --debug \
    --version 0.10.16+cargo-0.91.0 --root "$tools" --target-dir "$tools/build"
  rm -rf "$tools/build"
fi

. "$root/tests/check.sh"

compile() {
  eval "$1 -o '$work/program' $2 $(pkg-config --cflags --libs hangtime)"
}

lib=$work/stage/usr/lib
cd "$root"
check "cargo cinstall" cargo cinstall --release --prefix=/usr --libdir=/usr/lib --destdir="$work/stage" \
  --target-dir target/cinstall
PKG_CONFIG_PATH=$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work/stage LD_LIBRARY_PATH=$lib
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
# The paths of this machine are in it, so that its size is not ours to say.
check "the shared library is fit for strangers" packaging/gates.sh --largest 500000 "$lib/libhangtime.so"
check "the static library has the interface" packaging/gates.sh --as-built "$lib/libhangtime.a"
check "a C program is built with pkg-config" compile "cc -std=c11" "$here/consumer.c"
check "it asks the loader for the soname" \
  sh -c "readelf -dW '$work/program' | grep -q 'NEEDED.*\[libhangtime.so.0\]'"
check "it runs" "$work/program"
check "a C++ program is built with pkg-config" compile "c++ -std=c++17" "$here/consumer.cpp"
check "it runs" "$work/program"
conclude
