#!/bin/sh
# Compiles refused.cpp for each number in it: 0 has to compile, the others must not, and only
# because of that line. Usage: refused.sh COMPILER FLAGS...
dir=$(dirname "$0")
passed=0
failed=0

compiles() {
  "$@" -fsyntax-only "$dir/refused.cpp" >/dev/null 2>&1
}

count() {
  if [ "$1" = yes ]; then
    passed=$((passed + 1)); echo "ok   $2"
  else
    failed=$((failed + 1)); echo "FAIL $2"
  fi
}

# The last number is none: what surrounds the lines compiles by itself.
for number in 0 99; do
  if compiles "$@" -Wno-unused-parameter -DREFUSED=$number; then right=yes; else right=no; fi
  count $right "what is allowed compiles ($number)"
done
for number in $(sed -n 's/^#elif REFUSED == \([0-9]*\).*/\1/p' "$dir/refused.cpp"); do
  if compiles "$@" -Wno-unused -Wno-unused-parameter -Werror=unused-result \
      -DREFUSED="$number"; then right=no; else right=yes; fi
  count $right "$(sed -n "s|^#elif REFUSED == $number  // |refused: |p" "$dir/refused.cpp")"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
