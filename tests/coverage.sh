#!/bin/sh
# Measures which lines and branches of the model the tests in Rust reach: sh tests/coverage.sh
#
# Prints them file by file and fails if one is not reached. Needs the llvm-cov and llvm-profdata of
# the compiler's LLVM (`sh tests/setup.sh sanitizers`), or those named by LLVM_COV and LLVM_PROFDATA.
# Without them it says that it is skipped, which with CI=true is a failure.
set -eu
cd "$(dirname "$0")/.."

version=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
cov=${LLVM_COV:-llvm-cov-$version}
profdata=${LLVM_PROFDATA:-llvm-profdata-$version}
for tool in "$cov" "$profdata"; do
    command -v "$tool" >/dev/null 2>&1 && continue
    echo "coverage.sh: skipped: $tool is missing (sh tests/setup.sh sanitizers)" >&2
    [ "${CI:-}" != true ]
    exit
done

target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target/coverage"
out=$(cd "$target/coverage" && pwd)
rm -f "$out"/*.profraw

# Only the project's own crates are instrumented, so that what they depend on is built once for all.
# Branches are counted by an option that a released compiler has but does not offer.
cat >"$out/rustc" <<'WRAPPER'
#!/bin/sh
RUSTC_BOOTSTRAP=1 exec "$@" -Cinstrument-coverage -Zcoverage-options=branch
WRAPPER
chmod +x "$out/rustc"
export RUSTC_WORKSPACE_WRAPPER="$out/rustc"
export LLVM_PROFILE_FILE="$out/%p-%m.profraw"
# The same histories each time: a branch is not to be reached by luck.
export HANGTIME_HISTORY_STEPS="${HANGTIME_HISTORY_STEPS:-100000}"
export HANGTIME_HISTORY_SEED="${HANGTIME_HISTORY_SEED:-1}"

tests() {
    cargo test -q -p hangtime-tests -p hangtime-histories "$@"
}

tests >"$out/tests.txt" 2>&1 || { cat "$out/tests.txt" >&2; exit 1; }
"$profdata" merge -sparse "$out"/*.profraw -o "$out/all.profdata"
tests --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*\)".*/-object=\1/p' >"$out/objects.txt"
# shellcheck disable=SC2046 # Each line is one argument; paths of a build have no white space.
"$cov" export -format=lcov -instr-profile="$out/all.profdata" $(cat "$out/objects.txt") \
    >"$out/lcov.info" 2>"$out/warnings.txt" || { cat "$out/warnings.txt" >&2; exit 1; }

awk '
    /^SF:/ { file = $0; model = sub(/.*\/src\/model\//, "src/model/", file) }
    !model { next }
    /^DA:/ {
        split(substr($0, 4), part, ",")
        lines[file]++; all_lines++
        if (part[2] > 0) { hit_lines[file]++; all_hit_lines++ }
        else missed = missed file ":" part[1] ": this line is not reached\n"
    }
    /^BRDA:/ {
        split(substr($0, 6), part, ",")
        branches[file]++; all_branches++
        if (part[4] > 0) { hit_branches[file]++; all_hit_branches++ }
        else missed = missed file ":" part[1] ": a condition here is never " \
            (part[3] % 2 == 0 ? "true" : "false") "\n"
    }
    /^end_of_record/ && lines[file] {
        printf "%-32s lines %4d of %4d   branches %4d of %4d\n", file,
            hit_lines[file], lines[file], hit_branches[file], branches[file]
    }
    END {
        printf "%-32s lines %4d of %4d   branches %4d of %4d\n", "all of src/model",
            all_hit_lines, all_lines, all_hit_branches, all_branches
        if (!all_branches) missed = "nothing was measured\n"
        if (missed != "") { printf "coverage.sh: not covered:\n%s", missed; exit 1 }
    }
' "$out/lcov.info"
