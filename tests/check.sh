# What the tests in shell have in common: to be read with `.`. It makes $work, a folder that goes at the
# end, and counts.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# check WHAT COMMAND...: the command says whether it holds; what it prints is shown if it does not
check() {
  what=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $what"
  else
    failed=$((failed + 1))
    echo "FAILED  $what"
    cat "$work/said"
  fi
}

fails() { ! "$@"; }

# conclude: the last command, tells how many held and whether all did
conclude() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
