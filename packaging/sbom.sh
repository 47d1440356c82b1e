#!/bin/sh
# Writes what is linked in, for machines: CycloneDX 1.5, one file for hangtime and one for Rust's
# standard library.
#
#     packaging/sbom.sh FOLDER TRIPLE
#
# SOURCE_DATE_EPOCH is the time in them. The tool, cargo-cyclonedx, is built into target/tools where
# it is not yet. The standard library is as for packaging/std.sh.
set -eu

packaging=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$packaging")
folder=${1:?usage: sbom.sh FOLDER TRIPLE}
triple=${2:?usage: sbom.sh FOLDER TRIPLE}
: "${SOURCE_DATE_EPOCH:?sbom.sh: set it to the time of the release, in seconds}"
export SOURCE_DATE_EPOCH
cargo=${CARGO:-cargo}
tool=$root/target/tools/bin/cargo-cyclonedx
release=0.5.9
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "$("$tool" cyclonedx --version 2>/dev/null)" != "cargo-cyclonedx-cyclonedx $release" ]; then
  echo "building cargo-cyclonedx $release, which takes a minute or two"
  # Without optimization, since it runs for a moment only; by the user's compiler, whoever builds the library.
  env -u RUSTC -u RUSTC_BOOTSTRAP -u RUSTFLAGS -u CARGO_TARGET_DIR CARGO_PROFILE_DEV_DEBUG=0 \
    "$cargo" install --quiet --debug --locked --root "$root/target/tools" --version "$release" cargo-cyclonedx
fi

# The tool writes beside each manifest of a workspace. So it gets a copy of them.
"$cargo" metadata --quiet --format-version 1 --no-deps --manifest-path "$root/Cargo.toml" |
  jq -r '.packages[] | .manifest_path, .targets[].src_path' | sed "s|^$root/||; s|[^/]*/\.\./||g" | sort -u >"$work/files"
mkdir "$work/hangtime"
(cd "$root" && tar -cf - Cargo.lock -T "$work/files") | tar -xf - -C "$work/hangtime"
"$packaging/std.sh" "$work/rust-standard-library" "$triple"

mkdir -p "$folder"
for name in hangtime rust-standard-library; do
  (cd "$work/$name" && "$tool" cyclonedx --quiet --format json --spec-version 1.5 --no-build-deps \
    --target "$triple" --override-filename bom)
  # Nothing in it depends on where it was written.
  sed "s|file://$work/|file:///|g" "$work/$name/bom.json" >"$folder/$name.cdx.json"
done
