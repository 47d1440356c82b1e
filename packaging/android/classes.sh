#!/bin/sh
# Compiles the classes of the Java binding, for Java 8 and later and for Android:
#
#     sh packaging/android/classes.sh FILE.jar
set -eu

here=$(cd "$(dirname "$0")" && pwd)
jar=${1:?usage: classes.sh FILE.jar}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# options: newer kits say that Java 8 is old.
javac --release 8 -Xlint:all,-options -Werror -parameters -d "$work/classes" \
    "$here"/java/io/hangtime/*.java
sh "$here/archive.sh" "$work/classes" "$jar"
