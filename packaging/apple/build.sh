#!/bin/sh
# Makes CHangtime.xcframework, the static library for devices, simulators and Macs, with header and
# module map, and the Swift package around it. Needs no Xcode: on a Mac with the targets of rustup,
# elsewhere with llvm.
#
#     packaging/apple/build.sh [FOLDER]       (target/apple)
#
# LIPO names the tool that makes one library of several architectures.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:-$root/target/apple}
framework=$out/CHangtime.xcframework

# The oldest systems it runs on; Package.swift says the same.
export IPHONEOS_DEPLOYMENT_TARGET=13.0 MACOSX_DEPLOYMENT_TARGET=11.0

first() {
  for tool in "$@"; do
    if command -v "$tool" >/dev/null 2>&1; then
      echo "$tool"
      return
    fi
  done
  echo "build.sh: none of these is there: $*" >&2
  exit 1
}
lipo=${LIPO:-$(first lipo llvm-lipo llvm-lipo-22)}

# slice FOLDER PLATFORM VARIANT ARCHITECTURE=TARGET...
slice() {
  folder=$1 platform=$2 variant=$3
  shift 3
  mkdir -p "$framework/$folder/Headers/CHangtime"
  cp "$root/include/hangtime.h" "$here/module.modulemap" "$framework/$folder/Headers/CHangtime"
  architectures=""
  for pair in "$@"; do
    target=${pair#*=}
    echo "building for $target"
    "$root/packaging/target.sh" "$target" rustc -q --lib --crate-type staticlib
    architectures="$architectures ${pair%=*}"
  done
  for pair in "$@"; do
    shift
    set -- "$@" "${CARGO_TARGET_DIR:-$root/target/systems}/${pair#*=}/release/libhangtime.a"
  done
  if [ $# -eq 1 ]; then
    cp "$1" "$framework/$folder/libhangtime.a"
  else
    "$lipo" -create "$@" -output "$framework/$folder/libhangtime.a"
  fi
  describe "$folder" "$platform" "$variant" "$architectures" >>"$out/libraries"
}

# describe FOLDER PLATFORM VARIANT ARCHITECTURES: its part of Info.plist
describe() {
  cat <<END
		<dict>
			<key>BinaryPath</key>
			<string>libhangtime.a</string>
			<key>HeadersPath</key>
			<string>Headers</string>
			<key>LibraryIdentifier</key>
			<string>$1</string>
			<key>LibraryPath</key>
			<string>libhangtime.a</string>
			<key>SupportedArchitectures</key>
			<array>
$(for architecture in $4; do printf '\t\t\t\t<string>%s</string>\n' "$architecture"; done)
			</array>
			<key>SupportedPlatform</key>
			<string>$2</string>
END
  if [ -n "$3" ]; then
    printf '\t\t\t<key>SupportedPlatformVariant</key>\n\t\t\t<string>%s</string>\n' "$3"
  fi
  printf '\t\t</dict>\n'
}

rm -rf "$framework"
mkdir -p "$framework"
: >"$out/libraries"
slice ios-arm64 ios "" arm64=aarch64-apple-ios
slice ios-arm64_x86_64-simulator ios simulator arm64=aarch64-apple-ios-sim x86_64=x86_64-apple-ios
slice macos-arm64_x86_64 macos "" arm64=aarch64-apple-darwin x86_64=x86_64-apple-darwin

{
  cat <<END
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>AvailableLibraries</key>
	<array>
END
  cat "$out/libraries"
  cat <<END
	</array>
	<key>CFBundlePackageType</key>
	<string>XFWK</string>
	<key>XCFrameworkFormatVersion</key>
	<string>1.0</string>
</dict>
</plist>
END
} >"$framework/Info.plist"
rm "$out/libraries"

rm -rf "$out/Sources" "$out/Tests"
cp -R "$here/Package.swift" "$here/Sources" "$here/Tests" "$out"
echo "$out"
