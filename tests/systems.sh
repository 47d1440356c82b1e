#!/bin/sh
# The C contract, the scenarios and the engine's tests on systems that are not this one:
#
#     sh tests/systems.sh arm64|i686|windows...
#
# arm64 runs under qemu-user, windows under wine. HANGTIME_TEST_LOAD=small is set for all of them.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
export HANGTIME_TEST_LOAD=small

fail() {
    echo "systems.sh: $1" >&2
    exit 1
}

# use TARGET: where its library and its programs are
use() {
    target=$1
    built=$root/target/systems/$target/release
    programs=$root/target/systems/$target/c
    mkdir -p "$programs"
}

# an_elf COMPILER [RUN...]: library and tests of a Linux whose programs run here, by themselves or by RUN
an_elf() {
    compiler=$1
    shift
    "$root/packaging/target.sh" "$target" build -q --lib
    make -s -C "$root/tests/c" check CC="$compiler" LIB_DIR="$built" OUT="$programs" RUN="$*"
    make -s -C "$root/examples-c" scenario CC="$compiler" HANGTIME_LIB="$built" OUT="$programs"
    "$@" "$programs/scenario" --quiet "$root"/tests/scenarios/*.scn
    "$root/packaging/target.sh" "$target" test -q -p hangtime-tests --test engine
    "$root/packaging/gates.sh" --largest 460000 "$built/libhangtime.so"
}

arm64() {
    use aarch64-unknown-linux-gnu
    run="qemu-aarch64 -L /usr/aarch64-linux-gnu"
    RUSTFLAGS=-Clink-arg=--target=aarch64-linux-gnu
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=clang-22
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=$run
    export RUSTFLAGS CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER HANGTIME_TEST_EMULATED=1
    # shellcheck disable=SC2086 # a command of several words
    an_elf "clang-22 --target=aarch64-linux-gnu" $run
}

i686() {
    use i686-unknown-linux-gnu
    # What compilers of other versions do with 8 bytes that are atomic is nothing to us.
    an_elf "cc -m32 -Wno-psabi"
}

windows() {
    use x86_64-pc-windows-gnu
    for wine in wine64 wine /usr/lib/wine/wine64 ""; do
        command -v "$wine" >/dev/null 2>&1 && break
    done
    [ -n "$wine" ] || fail "wine is missing"
    export WINEPREFIX="$root/target/systems/wine" WINEDEBUG=-all
    CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc \
        "$root/packaging/target.sh" "$target" build -q --lib
    "$root/packaging/gates.sh" "$built/hangtime.dll"
    make -s -C "$root/tests/c/windows" check LIB_DIR="$built" OUT="$programs" RUN="$wine"
    # In parts: a command line of Windows has no room for all the names.
    (cd "$root" && printf '%s\n' tests/scenarios/*.scn |
        xargs -n 250 "$wine" "$programs/scenario.exe" --quiet)
}

[ $# -gt 0 ] || fail "which system? arm64, i686 or windows"
for system in "$@"; do
    case $system in
        arm64 | i686 | windows) ;;
        *) fail "no system '$system'; there are arm64, i686 and windows" ;;
    esac
    echo "== $system"
    # Each in a shell of its own, with its own environment.
    ("$system")
done
