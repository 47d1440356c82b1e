#!/bin/sh
# Makes of the static library that cargo builds one that can be linked beside other Rust libraries:
# a single object whose only global names are those of the interface, and only what they need.
#
#     packaging/archive.sh FROM.a TO.a
#
# LD, OBJCOPY and AR name the tools, for an archive of another system; LD may be several words.
set -eu

from=${1:?usage: archive.sh FROM.a TO.a}
to=${2:?usage: archive.sh FROM.a TO.a}
symbols=$(cd "$(dirname "$0")/.." && pwd)/tests/c/symbols.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Groups are of sections that a linker takes once for all libraries. Ours must stay ours: another
# library's section of the same name may be of another compiler.
# shellcheck disable=SC2046,SC2086 # an option each
${LD:-ld} -r --gc-sections --force-group-allocation $(sed 's/^/-u /' "$symbols") \
  -o "$work/hangtime.o" "$from"
# What the compiler keeps for itself goes, too: tools of another compiler's version take it for a module
# they can not read, and the library for one without names.
"${OBJCOPY:-objcopy}" --keep-global-symbols="$symbols" --strip-unneeded --remove-section=.llvmbc \
  --remove-section=.llvmcmd "$work/hangtime.o"
rm -f "$to"
(cd "$work" && "${AR:-ar}" rcsD libhangtime.a hangtime.o)
mv "$work/libhangtime.a" "$to"
