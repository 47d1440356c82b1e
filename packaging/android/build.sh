#!/bin/sh
# Builds the archive for Android (AAR): the libraries for its three architectures, the classes, and a
# prefab module for native users.
#
#     sh packaging/android/build.sh [FOLDER]     FOLDER: where it goes; target/android if none is named
#
# With an NDK (ANDROID_NDK_HOME or ANDROID_NDK_ROOT names it) it is whole. Without one nothing can be
# linked for Android: the library is compiled, as a static one, and what can be is put together under a
# name that says that it is incomplete.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:-$root/target/android}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$root"

api=21
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/systems}
export CARGO_TARGET_DIR
ndk=${ANDROID_NDK_HOME:-${ANDROID_NDK_ROOT:-}}
PATH=${JAVA_HOME:+$JAVA_HOME/bin:}$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "packaging/android/build.sh: $1" >&2
    exit 1
}

[ -n "$ndk" ] || sh tests/setup.sh android
command -v javac >/dev/null 2>&1 || fail "a Java development kit is needed (sh tests/setup.sh java)"

# The architectures: Android's name, Rust's name, clang's name.
architectures() {
    cat <<END
arm64-v8a aarch64-linux-android aarch64-linux-android
armeabi-v7a armv7-linux-androideabi armv7a-linux-androideabi
x86_64 x86_64-linux-android x86_64-linux-android
END
}

# compile TARGET CRATE_TYPE: where rustup has no standard library for the target, it is built, too.
compile() {
    if [ -d "$(rustc --print target-libdir --target "$1" 2>/dev/null)" ]; then
        packaging/cargo.sh rustc -q --release --lib --target "$1" --crate-type "$2"
        return
    fi
    [ -d "$(/usr/bin/rustc --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library" ] ||
        fail "there is no standard library for $1: run 'rustup target add $1'"
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 packaging/cargo.sh rustc -q --release --lib \
        -Zbuild-std=std,panic_unwind --target "$1" --crate-type "$2"
}

# link_for ABI TARGET TRIPLE: the two shared libraries, stripped, and looked at.
link_for() {
    clang=$tools/$3$api-clang
    [ -x "$clang" ] || fail "the NDK has no $clang"
    variable=$(echo "CARGO_TARGET_$2_LINKER" | tr 'a-z-' 'A-Z_')
    (export "$variable=$clang" && compile "$2" cdylib)
    libraries=$aar/jni/$1
    mkdir -p "$libraries"
    "$tools/llvm-strip" --strip-unneeded -o "$libraries/libhangtime.so" \
        "$CARGO_TARGET_DIR/$2/release/libhangtime.so"
    "$clang" -std=c11 -Os -Wall -Wextra -Werror -fPIC -fvisibility=hidden -fstack-protector-strong \
        -shared -I include "$here/jni/hangtime_jni.c" -L "$libraries" -lhangtime \
        -Wl,-soname,libhangtime_jni.so -Wl,--no-undefined -Wl,-z,nodelete -Wl,-z,relro -Wl,-z,now \
        -Wl,-z,noexecstack -Wl,-z,max-page-size=16384 -o "$work/libhangtime_jni.so"
    "$tools/llvm-strip" --strip-unneeded -o "$libraries/libhangtime_jni.so" "$work/libhangtime_jni.so"

    prefab=$module/libs/android.$1
    mkdir -p "$prefab"
    cp "$libraries/libhangtime.so" "$prefab"
    printf '{"abi": "%s", "api": %s, "ndk": %s, "stl": "none", "static": false}\n' \
        "$1" "$api" "$ndk_version" >"$prefab/abi.json"
}

# compile_for ABI TARGET: the static library. It is no part of the archive, which has nothing for it.
compile_for() {
    compile "$2" staticlib
    mkdir -p "$out/static/$1"
    cp "$CARGO_TARGET_DIR/$2/release/libhangtime.a" "$out/static/$1"
    size=$(wc -c <"$out/static/$1/libhangtime.a")
    echo "$1: compiled, a static library of $size bytes"
}

aar=$work/aar
module=$aar/prefab/modules/hangtime
mkdir -p "$module/include" "$aar/META-INF/com/android/build/gradle"
sh "$here/classes.sh" "$aar/classes.jar"
cp include/hangtime.h include/hangtime.hpp "$module/include"
cp "$here/proguard.txt" "$aar"
: >"$aar/R.txt" # no resources
cat >"$aar/AndroidManifest.xml" <<END
<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="io.hangtime">
    <uses-sdk android:minSdkVersion="$api" />
</manifest>
END
cat >"$aar/META-INF/com/android/build/gradle/aar-metadata.properties" <<END
aarFormatVersion=1.0
aarMetadataVersion=1.0
minCompileSdk=$api
END
cat >"$aar/prefab/prefab.json" <<END
{"schema_version": 2, "name": "hangtime", "version": "$version", "dependencies": []}
END
cat >"$module/module.json" <<END
{"export_libraries": [], "library_name": "libhangtime"}
END

if [ -n "$ndk" ]; then
    tools=$(echo "$ndk"/toolchains/llvm/prebuilt/*/bin)
    [ -d "$tools" ] || fail "there is no NDK in $ndk"
    ndk_version=$(sed -n 's/^Pkg.Revision *= *\([0-9]*\).*/\1/p' "$ndk/source.properties")
    architectures | while read -r abi target triple; do
        link_for "$abi" "$target" "$triple" </dev/null
    done
    export READELF="$tools/llvm-readelf" STRIP="$tools/llvm-strip"
    echo JNI_OnLoad >"$work/symbols"
    (
        cd "$aar"
        "$root/packaging/gates.sh" --android jni/*/libhangtime.so
        "$root/packaging/gates.sh" --android --symbols "$work/symbols" \
            --soname libhangtime_jni.so jni/*/libhangtime_jni.so
    )
    file=$out/hangtime-$version.aar
    sh "$here/archive.sh" "$aar" "$file"
    echo "$file: $(wc -c <"$file" | tr -d ' ') bytes"
else
    architectures | while read -r abi target _; do
        compile_for "$abi" "$target" </dev/null
    done
    file=$out/hangtime-$version-incomplete.aar
    sh "$here/archive.sh" "$aar" "$file"
    cat <<END
$file: classes, headers, rules and descriptions

NOT VERIFIED, because there is no NDK here (set ANDROID_NDK_HOME): nothing was linked for Android. The
archive has no libraries and is not for use; jni/hangtime_jni.c was not compiled for Android.
END
fi
