#!/bin/sh
# What `make dist` makes is complete and always the same: licences and bills of materials name what is
# linked and nothing else, programs are built with it and run, checksums are right, a second run gives the
# same bytes, and what is missing is told.
#
#     dist.sh FOLDER      where packaging/dist.sh has put the archives
set -eu
LC_ALL=C
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
packaging=$root/packaging
dist=$(cd "${1:?usage: dist.sh FOLDER}" && pwd)
version=$(sed -n 's/^version = "\([0-9.]*\)"$/\1/p' "$root/Cargo.toml")
host=$(rustc -vV | sed -n 's/^host: //p')
native=linux-${host%%-*}
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
. "$root/tests/check.sh"
# fails_saying TEXT COMMAND...
fails_saying() {
  text=$1
  shift
  ! "$@" >"$work/refused" 2>&1 && cat "$work/refused" && grep -q "$text" "$work/refused"
}

# The same question as packaging/linked.sh answers, put in another way.
linked() {
  cargo tree --manifest-path "$1" --target "$2" -e normal --prefix none --no-dedupe --format '{p}' |
    sed 's/ (proc-macro)$//; / (/d; s/ v/ /' | sort -u
}
named() { jq -r '.components[] | .name + " " + .version' "$1" | sort -u; }

# runs PLATFORM TREE: a program of somebody else, with either library
runs() {
  largest=460000
  run=
  case $1 in
    "$native") cc=cc largest=409600 ;;
    linux-i686) cc="cc -m32" ;;
    linux-aarch64)
      cc="clang-22 --target=aarch64-linux-gnu"
      run="qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$2/lib"
      ;;
    windows-x86_64) runs_on_windows "$2" && return ;;
    apple) check "apple: it is what Xcode expects" "$packaging/apple/check.sh" "$2" && return ;;
    *) return 0 ;;
  esac
  check "$1: what is in it is fit for strangers" \
    "$packaging/gates.sh" --largest $largest "$2/lib/libhangtime.so" "$2/lib/libhangtime.a"
  PKG_CONFIG_PATH=$2/lib/pkgconfig
  export PKG_CONFIG_PATH
  # shellcheck disable=SC2046,SC2086 # a word each
  {
    check "$1: a program is built" $cc "$here/consumer.c" -o "$work/program" \
      $(pkg-config --cflags --libs hangtime)
    check "$1: it runs" env LD_LIBRARY_PATH="$2/lib" $run "$work/program"
    check "$1: a program is linked statically" $cc -static "$here/consumer.c" -o "$work/program" \
      $(pkg-config --static --cflags --libs hangtime)
    check "$1: it runs" $run "$work/program"
  }
}

# runs_on_windows TREE: by wine, with the clock that tests/c/windows gives it
runs_on_windows() {
  check "windows-x86_64: what is in it is fit for strangers" "$packaging/gates.sh" "$1/bin/hangtime.dll"
  # shellcheck disable=SC2046 # a word each
  check "windows-x86_64: a program is built" \
    x86_64-w64-mingw32-gcc "$here/consumer.c" -o "$work/program.exe" \
    $(PKG_CONFIG_PATH=$1/lib/pkgconfig pkg-config --cflags --libs hangtime)
  mkdir "$work/windows" "$work/wine"
  cp "$here/consumer.c" "$work/windows/app.c"
  cp "$work/CMakeLists.txt" "$work/windows"
  check "windows-x86_64: CMake finds the package" cmake -S "$work/windows" -B "$work/windows/build" \
    -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_C_COMPILER=x86_64-w64-mingw32-gcc -DCMAKE_PREFIX_PATH="$1"
  check "windows-x86_64: and builds the program" cmake --build "$work/windows/build"
  check "windows-x86_64: there is a clock for wine" make -s -C "$root/tests/c/windows" LIB_DIR="$1/bin" \
    OUT="$work/wine" "$work/wine/hangtime.dll" "$work/wine/shim.dll.a"
  cp "$work/program.exe" "$work/windows/build/app.exe" "$work/wine"
  for wine in wine64 wine /usr/lib/wine/wine64; do
    ! command -v $wine >/dev/null 2>&1 || break
  done
  for program in program app; do
    check "windows-x86_64: $program runs" \
      env WINEPREFIX="$work/wineprefix" WINEDEBUG=-all $wine "$work/wine/$program.exe"
  done
}

# The lines of docs/packaging.md.
sed -n '/^<!-- tried as CMakeLists.txt -->$/,/^```$/{ /^<!--/d; /^```/d; p; }' "$root/docs/packaging.md" \
  >"$work/CMakeLists.txt"

# complete ARCHIVE
complete() {
  name=$(basename "$1")
  tree=$work/${name%.*}
  mkdir "$tree"
  case $name in
    *.tar.gz) tar -xf "$1" -C "$tree" ;;
    *.zip) unzip -q "$1" -d "$tree" ;;
  esac
  tree=$(echo "$tree"/*)
  check "$name: it unpacks into a folder of its name" \
    test "$(basename "$tree")" = "$(basename "$(basename "$name" .zip)" .tar.gz)"
  platform=${tree##*/hangtime-"$version"-}
  runs "$platform" "$tree"
  for file in README.md PACKAGING.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE licenses/crates.txt; do
    check "$name: $file is there" test -s "$tree/$file"
  done
  check "$name: the standard library's notice is there" \
    grep -q -i 'Permission is hereby granted' "$tree"/licenses/rust-standard-library*

  : >"$work/crates"
  for folder in "$tree"/sbom/*; do
    triple=$(basename "$folder")
    linked "$root/Cargo.toml" "$triple" >"$work/linked"
    named "$folder/hangtime.cdx.json" >"$work/named"
    check "$name: the bill for $triple names the crates that are linked, and no other" \
      diff "$work/linked" "$work/named"
    check "$name: the bill for $triple has $version, and the licence of each" \
      jq -e --arg version "$version" '.bomFormat == "CycloneDX" and .metadata.component.version == $version
        and all(.components[]; .licenses | length > 0)' "$folder/hangtime.cdx.json"
    named "$folder/rust-standard-library.cdx.json" >"$work/std"
    check "$name: the standard library's bill for $triple names crates" grep -q '^hashbrown ' "$work/std"
    check "$name: no bill for $triple knows where it was written" \
      fails grep -r -e "$root" -e "$HOME" -e /tmp/ "$folder"
    cat "$work/linked" "$work/std" >>"$work/crates"
  done
  check "$name: there is a bill" test -s "$work/crates"
  sort -u "$work/crates" >"$work/wanted"
  sed -n '/^  [^ ]* [0-9][^ ]* /{ s/^  \([^ ]* [^ ]*\) .*/\1/p; }; /^---/q' "$tree/licenses/crates.txt" >"$work/listed"
  check "$name: the licences list the crates of the bills" diff "$work/wanted" "$work/listed"
  sed -n 's/^\([^ ]* [0-9][^ ]*\): .*/\1/p' "$tree/licenses/crates.txt" | sort -u >"$work/texts"
  check "$name: each has a text" diff "$work/wanted" "$work/texts"
}

check "the archive for this machine is there" test -s "$dist/hangtime-$version-$native.tar.gz"
check "SHA256SUMS is right" sh -c "cd '$dist' && sha256sum --check --strict SHA256SUMS"
# shellcheck disable=SC2012 # names of ours
check "SHA256SUMS names each archive" test "$(wc -l <"$dist/SHA256SUMS")" -eq "$(ls "$dist"/hangtime-* | wc -l)"
for archive in "$dist"/hangtime-*; do
  complete "$archive"
done

# Two runs, the second in another zone, language, with other rights and another folder of cargo's.
check "make dist, once" env OUT="$work/once" "$packaging/dist.sh" $native
check "make dist, again" sh -c "umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 OUT='$work/again' CARGO_TARGET_DIR='$work/target' \
  '$packaging/dist.sh' $native"
check "both have the same bytes" cmp "$work/once/hangtime-$version-$native.tar.gz" "$work/again/hangtime-$version-$native.tar.gz"
check "their time is SOURCE_DATE_EPOCH, their owner nobody of here" sh -c \
  "! tar --utc --full-time -tvf '$work/once/hangtime-$version-$native.tar.gz' | grep -v ' 0/0 .* 2023-11-14 22:13:20 '"

# The same files, laid in another order, at another time, by another user with other rights.
mkdir -p "$work/one/tree" "$work/two/tree"
for file in a b c d e f g h; do echo $file >"$work/one/tree/$file"; done
for file in f d h b a g c e; do echo $file >"$work/two/tree/$file"; done
ln -s a "$work/one/tree/link"
ln -s a "$work/two/tree/link"
chmod 600 "$work/two/tree/c"
touch -d 2001-02-03 "$work/two/tree/d" "$work/two/tree"
[ "$(id -u)" != 0 ] || chown 1234:1234 "$work/two/tree/e"
# packed FOLDER FORM: what it says of the bytes
packed() { "$packaging/pack.sh" "$1" "$work/packed.$2" && sha256sum <"$work/packed.$2"; }
for form in tar.gz zip; do
  check "$form: the same bytes, whoever packs" \
    test "$(packed "$work/one/tree" $form)" = "$(packed "$work/two/tree" $form)"
done
check "names are in order" sh -c "tar -tf '$work/packed.tar.gz' | sort -c"

# A package with needs of each kind.
mkdir -p "$work/needy/src"
touch "$work/needy/src/lib.rs" "$work/needy/build.rs"
cat >"$work/needy/Cargo.toml" <<'END'
[package]
name = "needy"
version = "1.0.0"
edition = "2021"
[dependencies]
crossbeam-channel = "0.5"
[dev-dependencies]
scopeguard = "1"
[build-dependencies]
cfg-if = "1"
[target.'cfg(windows)'.dependencies]
libc = "0.2"
END
"$packaging/linked.sh" "$work/needy/Cargo.toml" "$host" | cut -f 1 | tr '\n' ' ' >"$work/listed"
check "what only tests, the build or other systems need is not listed" \
  test "$(cat "$work/listed")" = "crossbeam-channel crossbeam-utils "

# What has no licence, or one that nobody has read, does not pass. A cargo that lies shows it.
cat >"$work/cargo" <<'END'
#!/bin/sh
cargo "$@" >"$0.told" || exit
sed "$LIE" "$0.told"
END
chmod +x "$work/cargo"
lie() { env CARGO="$work/cargo" LIE="$1" "$packaging/licences.sh" "$work/licences" "$host"; }
check "licences are collected" lie ''
check "a crate under another licence stops it" \
  fails_saying 'SSPL-1.0' lie 's/"license":"MIT"/"license":"SSPL-1.0"/'
mkdir "$work/bare"
check "a crate without a text stops it" fails_saying 'no text of a licence is in crc 3' \
  lie "s|\"manifest_path\":\"[^\"]*/crc-3[^\"]*\"|\"manifest_path\":\"$work/bare/Cargo.toml\"|"
check "metadata that can not be had stops it" \
  fails env CARGO=false "$packaging/licences.sh" "$work/licences" "$host"
check "a standard library that is not there stops it" fails_saying 'no crate of the standard library' \
  env CARGO_TARGET_DIR="$work/bare" "$packaging/licences.sh" "$work/licences" sparcv9-sun-solaris
check "an unknown platform is refused" fails_saying "no platform 'toaster'" "$packaging/dist.sh" toaster

conclude
