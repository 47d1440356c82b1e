#!/bin/sh
# Compiles the public header alone and twice, as every C and C++ it promises to be, with every
# warning an error; and sees to it that layout.c commits to all of it.
#
#     header.sh [HEADER]
set -eu

header=${1:-$(dirname "$0")/../../include/hangtime.h}
here=$(cd "$(dirname "$0")" && pwd)
header=$(cd "$(dirname "$header")" && pwd)/$(basename "$header")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

held() {
  passed=$((passed + 1))
  echo "ok      $1"
}

missed() {
  failed=$((failed + 1))
  echo "FAILED  $1"
}

# A translation unit of nothing but the header, and one that has it twice and uses its macros.
printf '#include "%s"\ntypedef int not_empty;\n' "$header" >"$work/once.c"
cat >"$work/twice.c" <<END
#include "$header"
#include "$header"
extern hangtime_engine_options options;
hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
extern hangtime_settings settings;
hangtime_settings settings = HANGTIME_SETTINGS_INIT;
extern hangtime_listener listener;
hangtime_listener listener = HANGTIME_LISTENER_INIT;
extern hangtime_status status;
hangtime_status status = HANGTIME_STATUS_INIT;
extern hangtime_stats stats;
hangtime_stats stats = HANGTIME_STATS_INIT;
END

warnings="-Wall -Wextra -Wpedantic -Wconversion -Wundef -Werror"

# compile COMPILER LANGUAGE STANDARD [WARNING...]
compile() {
  compiler=$1 language=$2 standard=$3
  shift 3
  for unit in once twice; do
    what="$unit as $standard by $compiler"
    # shellcheck disable=SC2086 # the warnings are several words
    if "$compiler" -x "$language" -std="$standard" $warnings "$@" \
        -o "$work/unit.o" -c "$work/$unit.c"; then
      held "$what"
    else
      missed "$what"
    fi
  done
}

compile_all() {
  for standard in c99 c11 c17; do
    compile "$1" c "$standard" -Wstrict-prototypes
  done
  for standard in c++11 c++17 c++20; do
    compile "$2" c++ "$standard"
  done
}

# first NAME...: the first of these programs that there is
first() {
  for name in "$@"; do
    if command -v "$name" >/dev/null 2>&1; then
      echo "$name"
      return 0
    fi
  done
  return 1
}

compile_all "$(first gcc-12 gcc)" "$(first g++-12 g++)"
if clang=$(first clang-22 clang) && clangxx=$(first clang++-22 clang++); then
  compile_all "$clang" "$clangxx"
elif [ "${CI:-}" = true ]; then
  missed "clang, which is not installed"
else
  echo "skipped clang, which is not installed"
fi

# Comments out, then what is declared.
sed -e 's:/\*.*\*/::' -e '/\/\*/,/\*\//d' "$header" >"$work/bare.h"

constants=$(sed -n 's/^#define \(HANGTIME_[A-Z0-9_]*\) .*[^\\]$/\1/p' "$work/bare.h" |
  grep -v -e '_INIT$' -e '^HANGTIME_VERSION_NUMBER$' -e '^HANGTIME_SENDABLE$')
for constant in $constants; do
  grep -q "CONSTANT($constant, " "$here/layout.c" ||
    missed "layout.c does not commit to $constant"
done
[ -n "$constants" ] && held "layout.c has $(echo "$constants" | wc -l) constants"

# "TYPE FIELD" for each field of each struct.
fields=$(awk '
  /^typedef struct/ && /\{$/ { inside = 1; count = 0; next }
  inside && /^} / { sub(/^} /, ""); sub(/;$/, "");
    for (n = 0; n < count; n++) print $0, names[n]; inside = 0 }
  inside && /;$/ { sub(/;$/, ""); name = $NF; sub(/^\*/, "", name); names[count++] = name }
' "$work/bare.h")
echo "$fields" | while read -r type field; do
  grep -q "FIELD($type, $field, " "$here/layout.c" || echo "$type.$field"
done >"$work/missing"
if [ -n "$fields" ] && [ ! -s "$work/missing" ]; then
  held "layout.c has $(echo "$fields" | wc -l) fields"
else
  missed "layout.c does not commit to $(tr '\n' ' ' <"$work/missing")"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
