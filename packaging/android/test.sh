#!/bin/sh
# Runs the tests of the Java binding on the virtual machine of the desktop, with its checks of native
# code switched on:
#
#     sh packaging/android/test.sh [WORD...]     only the tests whose sentence has one of the words
#
# Wants target/release/libhangtime.so, which `make java-test` builds. JAVA_HOME chooses the kit.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
out=target/java
mkdir -p "$out"

fail() {
    echo "packaging/android/test.sh: $1" >&2
    exit 1
}

sh tests/setup.sh java || fail "the tests of the Java binding need a Java development kit"
PATH=${JAVA_HOME:+$JAVA_HOME/bin:}$PATH
if ! command -v javac >/dev/null 2>&1; then
    [ "${CI:-}" != true ] || fail "there is no javac"
    echo "the tests of the Java binding are skipped: there is no Java development kit"
    exit 0
fi
[ -f target/release/libhangtime.so ] || fail "build the library first: cargo build --release"

# The form of the sources, as far as it can be told without a formatter.
find "$here" \( -name '*.java' -o -name '*.c' \) -exec awk '
    length > 100 || /\t/ || / $/ || /\r/ { print FILENAME ":" FNR ": " $0; bad = 1 }
    END { exit bad }
' {} + || fail "these lines are longer than 100, or have a tab or a blank at their end"

sh "$here/classes.sh" "$out/hangtime.jar"
jdk=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
# With the name of the library as the virtual machine looks for it.
ln -sf ../release/libhangtime.so "$out/libhangtime.so"
${CC:-cc} -std=c11 -O2 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -shared \
    -I include -I "$jdk/include" -I "$jdk/include/linux" "$here/jni/hangtime_jni.c" \
    -L target/release -lhangtime -o "$out/libhangtime_jni.so"

# A library of another version, with all the names.
mkdir -p "$out/other"
grep -v hangtime_version tests/c/symbols.txt | sed 's/.*/void &(void) {}/' >"$out/other.c"
cat >>"$out/other.c" <<END
unsigned hangtime_version_number(void) { return 9999; }
const char *hangtime_version(void) { return "0.99.99"; }
END
${CC:-cc} -w -fno-builtin -shared -fPIC -Wl,-soname,libhangtime.so.0 "$out/other.c" \
    -o "$out/other/libhangtime.so"
ln -sf ../libhangtime_jni.so "$out/other/libhangtime_jni.so"

# The tests, and the Java of the documentation.
rm -rf "$out/tests" "$out/documentation"
mkdir -p "$out/tests" "$out/documentation"
awk '/^```/ { if (inside) close(file); inside = 0 }
    inside { print > file }
    /^```java/ { inside = 1; file = "'"$out/documentation/"'Example" ++number ".java" }
' "$here/README.md"
for example in "$out"/documentation/*.java; do
    name=$(sed -n 's/.*public final class \([A-Za-z]*\).*/\1/p' "$example")
    mv "$example" "$out/documentation/$name.java"
done
find "$here/test" "$out/documentation" -name '*.java' >"$out/tests.txt"
# try: the tests close what is closed by itself, too.
javac --release 8 -Xlint:all,-options,-try -Werror -cp "$out/hangtime.jar" -d "$out/tests" \
    "@$out/tests.txt"

# Newer machines warn of native code that nobody has announced; older ones do not know the option.
access=--enable-native-access=ALL-UNNAMED
java $access -version >/dev/null 2>&1 || access=

run() {
    # shellcheck disable=SC2086 # an option or none
    java $access -Xcheck:jni -Xmx256m "-Djava.library.path=$out" -cp "$out/hangtime.jar:$out/tests" "$@"
}

log=$out/tests.log
run io.hangtime.AllTests "$@" >"$log" 2>&1 || { cat "$log"; fail "a test failed"; }
if grep -n -e WARNING -e FATAL "$log"; then
    fail "the virtual machine has found fault with the native code"
fi
cat "$log"
[ $# -eq 0 ] || exit 0

# Line by line as the player in C does.
verdicts() {
    sed -E 's/^([^ ]+:[0-9]*:?) .*  ok$/\1 ok/; t; s/^([^ ]+:[0-9]*:?) .*/\1 not/'
}
make -s target/examples/scenario
target/examples/scenario tests/scenarios/*.scn tests/runner/*/*.scn | verdicts >"$out/c.txt" || :
run io.hangtime.scenario.Scenario tests/scenarios/*.scn tests/runner/*/*.scn |
    verdicts >"$out/java.txt" || :
diff "$out/c.txt" "$out/java.txt" || fail "the players in C (<) and in Java (>) differ"
echo "the players in C and in Java agree on $(grep -c : "$out/java.txt") lines"
