#!/bin/sh
# Looks at libraries that are going to strangers: what they export, how they are hardened, how large
# they are. ELF of every architecture, static archives, DLLs.
#
#     packaging/gates.sh [--android] [--as-built] [--symbols FILE] [--soname NAME] [--largest BYTES] LIBRARY...
#
#   --android   the names and pages of Android
#   --as-built  a static archive that packaging/archive.sh has not seen: other names may be global
#   --symbols   what is to be exported (tests/c/symbols.txt)
#   --soname    what the loader is to know it by (libhangtime.so.0; libhangtime.so for Android)
#   --largest   how many bytes a shared library may have when it is stripped (409600 for x86-64)
#
# NM, READELF, OBJDUMP and STRIP name the tools, for files that the system's own do not know.
set -eu

usage() {
  sed -n '5s/^# *//p' "$0" >&2
  exit 2
}

symbols=$(cd "$(dirname "$0")/.." && pwd)/tests/c/symbols.txt
android=no
as_built=no
soname=
largest=
while [ $# -gt 0 ]; do
  case $1 in
    --android) android=yes ;;
    --as-built) as_built=yes ;;
    --symbols) symbols=${2:?} && shift ;;
    --soname) soname=${2:?} && shift ;;
    --largest) largest=${2:?} && shift ;;
    --help) sed -n '2,/^set/s/^#\( \|$\)//p' "$0" && exit ;;
    -*) usage ;;
    *) break ;;
  esac
  shift
done
[ $# -gt 0 ] || usage
if [ -z "$soname" ]; then
  soname=libhangtime.so
  [ $android = yes ] || soname=$soname.0
fi

LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
: >"$work/sizes"
sort -u "$symbols" >"$work/symbols"

# check WHAT COMMAND...: the command says whether it holds
check() {
  what=$1
  shift
  if "$@"; then
    echo "ok      $what"
  else
    failed=$((failed + 1))
    echo "FAILED  $what"
  fi
}

has() { grep -q -- "$1" "$2"; }
has_not() { ! grep -- "$1" "$2"; }
same() { diff "$1" "$2"; }
at_most() { [ "$1" -le "$2" ] || { echo "$1 bytes, more than $2"; return 1; }; }

# pages LEAST: each part that is loaded is aligned to so many bytes
pages() {
  awk -v least="$1" '
    function number(hex,   n, i) {
      for (i = 3; i <= length(hex); i++) n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
      return n
    }
    $1 == "LOAD" { parts++; if (number($NF) < least) { print "aligned to " $NF ": " $0; wrong = 1 } }
    END { exit wrong || !parts }' "$work/segments"
}

# Which of the GNU C library's versions the newest function that is needed has come with.
needs_glibc() {
  sed -n "s/.*Name: GLIBC_\\([0-9.]*\\) .*/glibc \\1/p" "$work/versions" | sort -V | tail -1
}

# The system's own tool may know no other machines.
stripped_size() {
  for strip in "${STRIP:-strip}" llvm-strip llvm-strip-22; do
    if "$strip" --strip-unneeded -o "$work/stripped" "$1" 2>/dev/null; then
      size_of "$work/stripped"
      return
    fi
  done
  size_of "$1"
}

size_of() { wc -c <"$1" | tr -d ' '; }

# size FILE WHAT STRIPPED NOTE: a line of the table at the end
size() { printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(size_of "$1")" "$3" "$4" >>"$work/sizes"; }

elf() {
  "${READELF:-readelf}" -hW "$1" >"$work/header"
  "${READELF:-readelf}" -dW "$1" >"$work/dynamic"
  "${READELF:-readelf}" -lW "$1" >"$work/segments"
  "${READELF:-readelf}" -VW "$1" >"$work/versions"
  "${READELF:-readelf}" --dyn-syms -W "$1" |
    awk '$5 ~ /GLOBAL|WEAK|UNIQUE/ && $7 != "UND" && NF >= 8 { sub(/@.*/, "", $8); print $8 }' |
    sort -u >"$work/exported"
  machine=$(sed -n 's/^ *Machine: *//p' "$work/header")

  check "exactly the interface is exported" same "$work/symbols" "$work/exported"
  check "the soname is $soname" has "SONAME.*\\[$soname\\]" "$work/dynamic"
  check "it is never unloaded" has 'FLAGS_1.*NODELETE' "$work/dynamic"
  check "everything is bound at the start" has 'FLAGS.*NOW' "$work/dynamic"
  check "what is bound is read-only then" has 'GNU_RELRO' "$work/segments"
  check "the stack is not executable" has 'GNU_STACK.* RW ' "$work/segments"
  check "the text is not relocated" has_not 'TEXTREL' "$work/dynamic"
  check "no path is built in" has_not 'RPATH\|RUNPATH' "$work/dynamic"
  check "no segment is writable and executable" has_not 'LOAD.* RWE ' "$work/segments"
  check "only the C library and its like are needed" others_needed
  case $android$machine in
    yes*) check "its pages may have 16 KiB" pages 16384 ;;
    noAArch64) check "its pages may have 64 KiB" pages 65536 ;;
    *) check "its pages have 4 KiB or more" pages 4096 ;;
  esac
  stripped=$(stripped_size "$1")
  most=$largest
  [ "$machine" != "Advanced Micro Devices X86-64" ] || most=${most:-409600}
  [ -z "$most" ] || check "stripped, it has at most $most bytes" at_most "$stripped" "$most"
  size "$1" "$machine" "$stripped" "$(needs_glibc)"
}

others_needed() {
  ! grep NEEDED "$work/dynamic" | grep -v -e '\[libc\.' -e 'libgcc_s' -e '\[ld-' -e libpthread \
    -e '\[libdl\.' -e '\[libm\.' -e '\[libhangtime\.so\]' -e 'libc\.musl'
}

# What the objects of an archive define for others. readelf knows ELF of every machine; a Mach-O file
# has an underscore before each name of C.
global_names() {
  "${READELF:-readelf}" -sW "$1" 2>/dev/null |
    awk '$5 ~ /GLOBAL|WEAK|UNIQUE/ && $7 != "UND" && NF >= 8 { print $8 }' | sort -u >"$work/names"
  for nm in "${NM:-nm}" llvm-nm llvm-nm-22; do
    [ ! -s "$work/names" ] || break
    "$nm" -g --defined-only "$1" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$work/names"
  done
  if grep -q '^hangtime_' "$work/names"; then
    cat "$work/names"
  else
    sed 's/^_//' "$work/names"
  fi
}

archive() {
  global_names "$1" >"$work/global"
  grep '^hangtime_' "$work/global" >"$work/ours" || true
  "${READELF:-readelf}" -SW "$1" >"$work/sections" 2>/dev/null || true

  if [ $as_built = yes ]; then
    comm -12 "$work/symbols" "$work/global" >"$work/found"
    check "the whole interface is there" same "$work/symbols" "$work/found"
    check "nothing else is called hangtime_" same "$work/ours" "$work/found"
  else
    check "exactly the interface is global" same "$work/symbols" "$work/global"
    check "no section is shared with other libraries" has_not ' GROUP ' "$work/sections"
  fi
  check "no object asks for an executable stack" has_not 'GNU-stack.* X ' "$work/sections"
  size "$1" archive - -
}

dll() {
  "${OBJDUMP:-objdump}" -p "$1" >"$work/headers"
  awk '/Ordinal\/Name Pointer/ { inside = 1; next } inside && !NF { exit }
       inside && /\]/ { print $NF }' "$work/headers" | sort -u >"$work/exported"

  check "exactly the interface is exported" same "$work/symbols" "$work/exported"
  check "it may lie at any address" has 'DYNAMIC_BASE' "$work/headers"
  check "data is not executable" has 'NX_COMPAT' "$work/headers"
  size "$1" "$(sed -n 's/.*file format //p' "$work/headers")" - -
}

for library in "$@"; do
  [ -f "$library" ] || { echo "gates.sh: $library is not there" >&2; exit 2; }
  echo "$library"
  case $(od -An -tx1 -N4 "$library" | tr -d ' ') in
    7f454c46) elf "$library" ;;
    213c6172) archive "$library" ;;
    4d5a*) dll "$library" ;;
    *) check "it is ELF, an archive or a DLL" false ;;
  esac
done

echo
printf 'library\tfor\tbytes\tstripped\tneeds\n' | cat - "$work/sizes" |
  awk -F '\t' '{ printf "%9s  %9s  %-28s %-12s %s\n", $3, $4, $2, $5, $1 }'
[ $failed -eq 0 ] || { echo "$failed failed"; exit 1; }
