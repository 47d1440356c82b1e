#!/bin/sh
# Tests the scenario runner itself: sh run.sh SCENARIO
#
# Every file in passing/ must hold. Every file in failing/ must fail, and the output must have in it
# what its first line says after "# fails: ". What a file can not show is tested here.

if [ $# -ne 1 ] || [ ! -x "$1" ]; then
    echo "usage: sh run.sh SCENARIO   (the program to test)" >&2
    exit 2
fi
case $1 in
    /*) scenario=$1 ;;
    *) scenario=$PWD/$1 ;;
esac
cd "$(dirname "$0")" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

# Runs the program; $output and $status are what it wrote, on either stream, and returned.
play() {
    output=$("$scenario" "$@" 2>&1)
    status=$?
}

# expect NAME STATUS SUBSTRING: what the last run must have returned and written.
expect() {
    case $output in
        *"$3"*) has=yes ;;
        *) has=no ;;
    esac
    if [ "$status" -eq "$2" ] && [ "$has" = yes ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s: exit status %s, expected %s with "%s" in:\n%s\n' \
            "$1" "$status" "$2" "$3" "$output"
    fi
}

# expect_all NAME STATUS OUTPUT: likewise, the whole of it.
expect_all() {
    if [ "$output" = "$3" ]; then
        expect "$1" "$2" "$3"
    else
        failed=$((failed + 1))
        printf '%s: expected exactly:\n%s\ncame:\n%s\n' "$1" "$3" "$output"
    fi
}

# text NAME FORMAT: plays a file of this text, as printf writes it.
text() {
    # shellcheck disable=SC2059 # the format is the text
    printf "$2" > "$scratch/$1"
    play "$scratch/$1"
}

for file in passing/*.scn; do
    play "$file"
    expect "$file" 0 "1 passed, 0 failed"
    play --quiet "$file"
    expect_all "$file, quiet" 0 "1 passed, 0 failed"
done

for file in failing/*.scn; do
    play "$file"
    expect "$file" 1 "$(sed -n '1s/^# fails: //p' "$file")"
    expect "$file, the end" 1 "0 passed, 1 failed"
    play -q "$file"
    expect "$file, quiet" 1 "$(sed -n '1s/^# fails: //p' "$file")"
done

# What is printed.
joined='0s joined alice\n0s > session_joined\n0s > idle_started waiting\n'
text all.scn "$joined"
expect_all "each line is printed" 0 "$scratch/all.scn:1: 0s joined alice  ok
$scratch/all.scn:2: 0s > session_joined  ok
$scratch/all.scn:3: 0s > idle_started waiting  ok
1 passed, 0 failed"
text one.scn "$joined"'1s left ! ENDED\n1s > session_left\n'
play -q "$scratch/one.scn"
expect_all "quiet prints only what differs" 1 \
    "$scratch/one.scn:4: 1s left ! ENDED  FAILED: returned OK, expected ENDED
0 passed, 1 failed"
play "$scratch/all.scn" "$scratch/one.scn" "$scratch/none.scn" "$scratch/all.scn"
expect "files are counted" 1 "2 passed, 2 failed"
text odd.scn '0s joined \001\033[2Jalice\n0s > session_joined\n0s > idle_started waiting\n'
expect "what is printed of a file commands no terminal" 0 "0s joined ??[2Jalice  ok"

# What is in a file.
text crlf.scn '#\r\nsettings prompt=1s\r\n\r\n0s joined al with b:b\r\n0s > session_joined\r\n'
expect "lines may end with CR and LF" 0 "1 passed, 0 failed"
text open.scn '0s joined alice with bob:b\n0s > session_joined'
expect "the last line may have no end" 0 "1 passed, 0 failed"
text mark.scn '\357\273\2770s end\n'
expect "a byte order mark is no text" 0 "1 passed, 0 failed"
text nul.scn '0s end\n0s e\000d\n'
expect "a NUL byte is refused" 1 "nul.scn:2: there is a NUL byte in it"
text utf.scn '0s joined \377 ! INVALID\n'
expect "an id that is no UTF-8 is for the library to refuse" 0 "1 passed, 0 failed"
text empty.scn ''
expect "an empty file fails" 1 "empty.scn: there is nothing in it"
long=$(printf '%01000d' 0)
text long.scn "0s joined $long ! INVALID\n0s end # $long$long$long$long$long$long$long$long$long\n"
expect "a line may be long" 0 "1 passed, 0 failed"
text last.scn '0s joined alice with bob:b\n0s > session_joined\n1s left now'
expect "a failure in the last line is told" 1 "last.scn:3: 'left' is how this line is written"
expect "a file that does not parse is not played" 1 "$scratch/last.scn:3:"
play -q "$scratch/last.scn"
expect_all "it is told the same way when quiet" 1 \
    "$scratch/last.scn:3: 'left' is how this line is written
0 passed, 1 failed"

# What is no file.
play "$scratch/none.scn"
expect "a file that is not there fails" 1 "none.scn: No such file"
expect "and counts" 1 "0 passed, 1 failed"
play "$scratch"
expect "a directory fails" 1 "0 passed, 1 failed"

# How it is called.
play
expect "no files are a misuse" 2 "usage: scenario"
output=$("$scenario" 2> /dev/null)
status=$?
expect_all "which is told on the error stream" 2 ""
play --loud "$scratch/all.scn"
expect "an unknown option is a misuse" 2 "no such option: --loud"
play -q
expect "options are no files" 2 "usage: scenario"
play --help
expect "--help explains" 0 "usage: scenario"
cp "$scratch/all.scn" "$scratch/-q"
output=$(cd "$scratch" && "$scenario" -- -q 2>&1)
status=$?
expect "after -- everything is a file" 0 "-q:1: 0s joined alice  ok"
if [ -w /dev/full ]; then
    output=$("$scenario" "$scratch/all.scn" 2>&1 > /dev/full)
    status=$?
    expect "a result that can not be written is no success" 1 "can not be written"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
