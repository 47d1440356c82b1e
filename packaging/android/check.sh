#!/bin/sh
# Looks at what `make android` makes, without an NDK and with a stand-in for one:
#
#     sh packaging/android/check.sh
#
# Ends with "N passed, N failed".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target/systems}
export CARGO_TARGET_DIR
PATH=${JAVA_HOME:+$JAVA_HOME/bin:}$PATH
sh tests/setup.sh android || { echo "check.sh: what is missing is needed" >&2; exit 1; }
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
. tests/check.sh

same() { diff "$1" "$2"; }
has() { grep -F -- "$1" "$2"; }
has_not() { ! grep -F -- "$1" "$2"; }

# unpack ARCHIVE: into $aar, with the list of what is in it in $work/list
unpack() {
    rm -rf "$work/aar"
    mkdir "$work/aar"
    aar=$work/aar
    (cd "$aar" && jar xf "$1")
    (cd "$aar" && find . -type f | sed 's:^\./::' | LC_ALL=C sort) >"$work/list"
}

# What every archive has, whether there are libraries or not.
names() {
    cat <<END
AndroidManifest.xml
META-INF/com/android/build/gradle/aar-metadata.properties
R.txt
classes.jar
prefab/modules/hangtime/include/hangtime.h
prefab/modules/hangtime/include/hangtime.hpp
prefab/modules/hangtime/module.json
prefab/prefab.json
proguard.txt
END
}

# A little of Java reads what is written for others to read.
cat >"$work/Read.java" <<'END'
import java.io.File;
import java.nio.file.Files;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** Reads a manifest, or the texts of JSON files, which has to go to the end. */
public final class Read {
    private static String text;
    private static int at;

    public static void main(String[] files) throws Exception {
        for (String file : files) {
            if (file.endsWith(".json")) {
                text = new String(Files.readAllBytes(new File(file).toPath()), "UTF-8").trim();
                at = 0;
                value();
                if (at < text.length()) throw new Exception(file + ": more than one value");
            } else {
                DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
                Element root = factory.newDocumentBuilder().parse(file).getDocumentElement();
                Element sdk = (Element) root.getElementsByTagName("uses-sdk").item(0);
                System.out.println(root.getTagName() + " " + root.getAttribute("package") + " "
                        + sdk.getAttribute("android:minSdkVersion"));
            }
        }
    }

    private static void value() throws Exception {
        char first = peek();
        if (first == '{' || first == '[') {
            at++;
            char end = first == '{' ? '}' : ']';
            while (peek() != end) {
                if (first == '{') {
                    string();
                    take(':');
                }
                value();
                if (peek() != end) take(',');
            }
            at++;
        } else if (first == '"') {
            string();
        } else {
            int from = at;
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) at++;
            String word = text.substring(from, at);
            if (!word.matches("\\d+|true|false|null")) throw new Exception("no value: " + word);
        }
    }

    private static void string() throws Exception {
        take('"');
        while (text.charAt(at) != '"') at++;
        at++;
    }

    private static char peek() {
        while (Character.isWhitespace(text.charAt(at))) at++;
        return text.charAt(at);
    }

    private static void take(char wanted) throws Exception {
        if (peek() != wanted) throw new Exception("expected " + wanted + " at " + at);
        at++;
    }
}
END

# What has to hold of the classes, headers, rules and descriptions of any archive.
check_common() {
    check "the manifest names the package and the API level" same_text "manifest io.hangtime 21" \
        java "$work/Read.java" "$aar/AndroidManifest.xml"
    find "$aar" -name '*.json' >"$work/json"
    # shellcheck disable=SC2046 # a list of files
    check "the descriptions are JSON" java "$work/Read.java" $(cat "$work/json")
    check "the module has the version of the library" has "\"version\": \"$version\"" \
        "$aar/prefab/prefab.json"
    for header in hangtime.h hangtime.hpp; do
        check "$header is the one of the project" same "include/$header" \
            "$aar/prefab/modules/hangtime/include/$header"
    done
    javap -v -cp "$aar/classes.jar" io.hangtime.HangtimeEngine >"$work/class"
    check "the classes are for Java 8" has "major version: 52" "$work/class"
    javap -p -cp "$aar/classes.jar" io.hangtime.Feed io.hangtime.Native >"$work/kept"
    check "what the rules keep is there" has "void onEvent(int, long, int);" "$work/kept"
    check "the rules keep it" has "void onEvent(int, long, int);" "$aar/proguard.txt"
    check "the natives are where the rules look" has "static native int engineFree(long);" "$work/kept"
    jar tf "$aar/classes.jar" >"$work/classes"
    check "the archive has no tests in it" has_not Test "$work/classes"
}

# same_text TEXT COMMAND...: that is what it says
same_text() {
    wanted=$1
    shift
    said=$("$@")
    [ "$said" = "$wanted" ] || { echo "expected: $wanted"; echo "came: $said"; return 1; }
}

echo "without an NDK"
check "the build goes through" env -u ANDROID_NDK_HOME -u ANDROID_NDK_ROOT \
    sh "$here/build.sh" "$work/without"
cp "$work/said" "$work/without.txt"
check "and says what it is not" has "NOT VERIFIED, because there is no NDK" "$work/without.txt"
[ $failed -eq 0 ] || { echo "$passed passed, $failed failed"; exit 1; }
unpack "$work/without/hangtime-$version-incomplete.aar"
names >"$work/names"
check "it has exactly what can be made" same "$work/names" "$work/list"
check_common
for abi in arm64-v8a:AArch64 armeabi-v7a:ARM x86_64:X86-64; do
    library=$work/without/static/${abi%:*}/libhangtime.a
    NM=llvm-nm-22 packaging/gates.sh --android --as-built "$library" >"$work/gates" 2>&1 || true
    check "the static library for ${abi%:*} has the interface" has_not FAILED "$work/gates"
    check "it was looked at" has "ok      the whole interface is there" "$work/gates"
    readelf -h "$library" 2>/dev/null | sed -n 's/^ *Machine: *//p' | sort -u >"$work/machine"
    check "it is for ${abi%:*}" has "${abi#*:}" "$work/machine"
done

echo "with a stand-in for an NDK"
sh "$here/stand_in.sh" "$work/ndk"
check "the build goes through, with the gates" env "ANDROID_NDK_HOME=$work/ndk" \
    sh "$here/build.sh" "$work/out"
[ $failed -eq 0 ] || { echo "$passed passed, $failed failed"; exit 1; }
cp "$work/said" "$work/build"
unpack "$work/out/hangtime-$version.aar"
{
    names
    for abi in arm64-v8a armeabi-v7a x86_64; do
        echo "jni/$abi/libhangtime.so"
        echo "jni/$abi/libhangtime_jni.so"
        echo "prefab/modules/hangtime/libs/android.$abi/abi.json"
        echo "prefab/modules/hangtime/libs/android.$abi/libhangtime.so"
    done
} | LC_ALL=C sort >"$work/names"
check "it has everything" same "$work/names" "$work/list"
check_common
cat >"$work/user.c" <<'END'
#include <hangtime.h>
unsigned version(void) { return hangtime_version_number(); }
END
for abi in arm64-v8a:AArch64:aarch64-linux-android armeabi-v7a:ARM:armv7a-linux-androideabi \
    x86_64:X86-64:x86_64-linux-android; do
    name=${abi%%:*}
    triple=${abi##*:}
    machine=${abi#*:}
    machine=${machine%:*}
    prefab=$aar/prefab/modules/hangtime/libs/android.$name
    check "$name: the module says so" has "{\"abi\": \"$name\", \"api\": 21, \"ndk\": 27," \
        "$prefab/abi.json"
    check "$name: module and app have the same library" cmp "$prefab/libhangtime.so" \
        "$aar/jni/$name/libhangtime.so"
    readelf -hdW "$aar/jni/$name/libhangtime_jni.so" >"$work/elf"
    check "$name: the binding is for it" has "$machine" "$work/elf"
    check "$name: the binding finds the library by its name" has "[libhangtime.so]" "$work/elf"
    readelf -dW "$aar/jni/$name/libhangtime.so" >"$work/elf"
    check "$name: the library's name has no version" has "soname: [libhangtime.so]" "$work/elf"
    check "$name: a native user links with the module" \
        "$work/ndk/toolchains/llvm/prebuilt/linux-x86_64/bin/${triple}21-clang" -shared \
        -I "$aar/prefab/modules/hangtime/include" "$work/user.c" -L "$prefab" -lhangtime \
        -o "$work/user.so"
done
sed -n 's/  */ /g; /bytes stripped/p; /^ [0-9]* .*libhangtime/p; /aar: .*bytes$/p' "$work/build" |
    sed "s:$work/out/::"

# What build.sh is to refuse.
mkdir "$work/empty"
check "a folder that is no NDK is refused" sh -c "! ANDROID_NDK_HOME=$work/empty sh $here/build.sh $work/no"
cp "$work/said" "$work/refusal"
check "and said to be none" has "there is no NDK in" "$work/refusal"

conclude
