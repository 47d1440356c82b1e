#!/bin/sh
# Looks at what packaging/apple/build.sh has made, as far as it can be done without a Mac: the
# libraries, Info.plist, and whether the header is a module for the compiler.
#
#     packaging/apple/check.sh [FOLDER]       (target/apple)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../target/apple}
framework=$out/CHangtime.xcframework
clang=${CLANG:-$(command -v clang-22 || echo clang)}
failed=0

# module FOLDER TARGET: compiles a program that imports the module
module() {
  what="$1: the header is a module for $2"
  # -ffreestanding: there are no headers of the system here, and the interface needs none.
  if "$clang" --target="$2" -x objective-c -fmodules -fmodules-cache-path="$out/modules" -ffreestanding \
    -Wall -Wextra -Wpedantic -Werror -I "$framework/$1/Headers" -c "$here/consumer.m" -o "$out/consumer.o"; then
    echo "ok      $what"
  else
    echo "FAILED  $what"
    failed=1
  fi
}

python3 "$here/check.py" "$framework" || failed=1
module ios-arm64 arm64-apple-ios13.0
module ios-arm64_x86_64-simulator arm64-apple-ios14.0-simulator
module ios-arm64_x86_64-simulator x86_64-apple-ios13.0-simulator
module macos-arm64_x86_64 arm64-apple-macos11.0
module macos-arm64_x86_64 x86_64-apple-macos11.0
for file in Package.swift Sources/Hangtime/Engine.swift Tests/HangtimeTests/HangtimeTests.swift; do
  [ -f "$out/$file" ] || { echo "FAILED  the Swift package has no $file" && failed=1; }
done
rm -rf "$out/modules" "$out/consumer.o"
exit $failed
