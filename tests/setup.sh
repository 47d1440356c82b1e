#!/bin/sh
# Sees to it that what the tests need is there: sh tests/setup.sh GROUP...
#
# On Debian as root it installs what is missing; elsewhere it says what is missing. With CI=true what
# is still missing at the end is a failure; without, tests that need it say that they are skipped.
#
#   test        the C, C++ and header tests            sanitizers  AddressSanitizer, valgrind, TSan
#   targets     Rust for other systems                 dart        the Dart virtual machine's needs
#   packaging   an installed tree, its documentation  java        a Java development kit
#   dist        archives for strangers                 systems     arm64, i686 and Windows, to run here
#   apple       an XCFramework without Xcode           android     its archive, and a stand-in for its tools
#   bench       the timer engines measured beside ours
set -eu

packages() {
    case $1 in
        test) echo gcc g++ make binutils pkg-config libuv1-dev clang-22 ;;
        sanitizers) echo valgrind libc6-dbg clang-22 llvm-22 libclang-rt-22-dev rustc-web rust-web-src ;;
        targets) echo rustc-web rust-web-src binutils-mingw-w64-x86-64 ;;
        # Debian's cross compilers exclude gcc-multilib; clang does without them.
        systems) echo rustc-web rust-web-src clang-22 make binutils-aarch64-linux-gnu libc6-dev-arm64-cross \
            libgcc-12-dev-arm64-cross qemu-user gcc-multilib libc6-i386 gcc-mingw-w64-x86-64 wine64 ;;
        apple) echo rustc-web rust-web-src clang-22 llvm-22 python3 ;;
        bench) echo gcc g++ make pkg-config python3 libuv1-dev libevent-dev libev-dev libasio-dev libglib2.0-dev ;;
        java) echo openjdk-17-jdk-headless gcc make ;;
        android) echo rustc-web rust-web-src openjdk-17-jdk-headless clang-22 lld-22 llvm-22 binutils ;;
        dart) echo rustc-web rust-web-src gcc-multilib npm ;;
        packaging) echo gcc g++ make binutils pkg-config cmake doxygen graphviz libssl-dev binutils-mingw-w64-x86-64 ;;
        dist) echo gcc g++ make binutils pkg-config cmake doxygen graphviz jq zip unzip ;;
        *) echo "setup.sh: no group '$1' (test, sanitizers, targets, dart, java, packaging, android, dist, systems, apple, bench)" >&2; exit 2 ;;
    esac
}

# A program that is there some other way counts as its package.
is_there() {
    case $1 in
        gcc | g++ | make | pkg-config | valgrind | clang-22 | npm | cmake | doxygen | jq | zip | unzip) command -v "$1" >/dev/null 2>&1 && return ;;
        binutils) command -v readelf >/dev/null 2>&1 && return ;;
        graphviz) command -v dot >/dev/null 2>&1 && return ;;
        openjdk-17-jdk-headless) command -v "${JAVA_HOME:+$JAVA_HOME/bin/}javac" >/dev/null 2>&1 && return ;;
        libuv1-dev) pkg-config --exists libuv 2>/dev/null && return ;;
    esac
    dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'
}

missing() {
    for group in "$@"; do
        for package in $(packages "$group"); do
            is_there "$package" || echo "$package"
        done
    done | sort -u | tr '\n' ' '
}

if ! command -v cargo >/dev/null 2>&1; then
    echo "setup.sh: cargo is missing: install Rust 1.88 or newer first" >&2
    exit 1
fi
absent=$(missing "$@")
[ -n "$absent" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "setup.sh: installing $absent"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null || echo "setup.sh: apt-get update failed; trying with what is known" >&2
    # One by one, so that one that can not be had does not keep the others away.
    for package in $absent; do
        apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$package" >/dev/null 2>&1 || true
    done
    absent=$(missing "$@")
    [ -n "$absent" ] || exit 0
fi
echo "setup.sh: missing: $absent(on Debian as root this script installs it)" >&2
[ "${CI:-}" != true ]
