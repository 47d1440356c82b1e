#!/bin/sh
# Lists the crates that are linked in: name, version, licence and manifest, with tabs between them.
#
#     packaging/linked.sh MANIFEST TRIPLE
#
# What only tests and the build need is not linked, and not listed.
set -eu

manifest=${1:?usage: linked.sh MANIFEST TRIPLE}
triple=${2:?usage: linked.sh MANIFEST TRIPLE}

metadata=$(mktemp)
trap 'rm -f "$metadata"' EXIT
"${CARGO:-cargo}" metadata --quiet --format-version 1 --manifest-path "$manifest" \
  --filter-platform "$triple" >"$metadata"
jq -r '
  INDEX(.packages[]; .id) as $package
  | INDEX(.resolve.nodes[]; .id) as $node
  | def needs: $node[.].deps[] | select(any(.dep_kinds[]; .kind == null)).pkg;
  [.resolve.root | recurse(needs)] | unique
  | map($package[.] | select(.source)) | sort_by(.name, .version)[]
  | [.name, .version, .license // .license_file // "none", .manifest_path] | @tsv' "$metadata"
