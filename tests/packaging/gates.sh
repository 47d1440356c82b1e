#!/bin/sh
# Each gate of packaging/gates.sh lets a good library through and stops one that is bad in its way.
set -eu

gates=$(cd "$(dirname "$0")/../.." && pwd)/packaging/gates.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0
failed=0

tell() {
  if [ "$1" = yes ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED  $2"
    cat said
  fi
}

judge() { "$gates" --symbols symbols "$@" >said 2>&1; }

# passes ARGUMENT...: every gate is open
passes() { if judge "$@"; then tell yes; else tell no "a good library is let through: $*"; fi; }

# stops GATE ARGUMENT...: this gate is closed, and no other
stops() {
  gate=$1
  shift
  if ! judge "$@" && [ "$(sed -n 's/^FAILED  //p' said)" = "$gate" ]; then
    tell yes
  else
    tell no "what is bad is stopped by '$gate' alone: $*"
  fi
}

printf 'hangtime_a\nhangtime_b\n' >symbols
echo 'int hangtime_a(void) { return 1; } int hangtime_b(void) { return 2; }' >good.c
echo 'int hangtime_a(void) { return 1; }' >less.c
echo 'int other(void) { return 3; }' >other.c
# An address in the code, which the loader has to fill in there.
echo '__asm__(".text; .quad hangtime_a");' >relocated.c
echo 'int other(void); int hangtime_a(void) { return other(); } int hangtime_b(void) { return 2; }' >needy.c
gcc -shared -fPIC other.c -o libother.so

# shared NAME OPTION...: a shared library that is good but for the options
stays=-Wl,-z,nodelete
shared() {
  name=$1
  shift
  gcc -shared -fPIC -Wl,-soname,libhangtime.so.0 -Wl,-z,relro,-z,now,-z,noexecstack \
    $stays "$@" -o "$name.so" 2>said || { cat said; exit 1; }
}

shared good good.c
passes good.so
shared more good.c other.c
stops "exactly the interface is exported" more.so
shared less less.c
stops "exactly the interface is exported" less.so
shared named good.c -Wl,-soname,libhangtime.so
stops "the soname is libhangtime.so.0" named.so
stays=
shared unloaded good.c
stays=-Wl,-z,nodelete
stops "it is never unloaded" unloaded.so
shared lazy good.c -Wl,-z,lazy
stops "everything is bound at the start" lazy.so
shared unprotected good.c -Wl,-z,norelro
stops "what is bound is read-only then" unprotected.so
shared executable good.c -Wl,-z,execstack
stops "the stack is not executable" executable.so
shared relocated good.c relocated.c -Wl,-z,notext
stops "the text is not relocated" relocated.so
shared rpath good.c -Wl,--disable-new-dtags,-rpath,/somewhere
stops "no path is built in" rpath.so
shared runpath good.c -Wl,--enable-new-dtags,-rpath,/somewhere
stops "no path is built in" runpath.so
printf '.section .both,"awx",@progbits\n.byte 0\n.section .note.GNU-stack,"",@progbits\n' >both.s
shared writable good.c both.s
stops "no segment is writable and executable" writable.so
shared needy needy.c -L. -lother
stops "only the C library and its like are needed" needy.so
shared narrow good.c -Wl,-z,max-page-size=2048
stops "its pages have 4 KiB or more" narrow.so
stops "stripped, it has at most 1000 bytes" --largest 1000 good.so

shared android good.c -Wl,-soname,libhangtime.so -Wl,-z,max-page-size=16384
passes --android android.so
shared small good.c -Wl,-soname,libhangtime.so
stops "its pages may have 16 KiB" --android small.so

# static NAME FILE...
static() {
  name=$1
  shift
  rm -f "$name.a"
  for source in "$@"; do
    gcc -c "$source" -o "${source%.*}.o"
    ar rc "$name.a" "${source%.*}.o"
  done
}
printf '.section .text.x,"axG",@progbits,shared,comdat\nnop\n.section .note.GNU-stack,"",@progbits\n' >group.s
printf '.section .note.GNU-stack,"x",@progbits\n' >stack.s

static good good.c
passes good.a
static more good.c other.c
stops "exactly the interface is global" more.a
passes --as-built more.a
static less less.c
stops "exactly the interface is global" less.a
stops "the whole interface is there" --as-built less.a
echo 'int hangtime_c(void) { return 3; }' >third.c
static third good.c third.c
stops "nothing else is called hangtime_" --as-built third.a
static group good.c group.s
stops "no section is shared with other libraries" group.a
static stack good.c stack.s
stops "no object asks for an executable stack" stack.a

mingw=x86_64-w64-mingw32
if command -v $mingw-as >/dev/null 2>&1; then
  # dll NAME "SYMBOLS" OPTION...
  dll() {
    name=$1 exports=$2
    shift 2
    for symbol in $exports; do
      printf '.globl %s\n%s: ret\n.section .drectve,"yn"\n.ascii " -export:%s"\n.text\n' \
        "$symbol" "$symbol" "$symbol"
    done >"$name.s"
    $mingw-as "$name.s" -o "$name.o"
    $mingw-ld -shared -e 0 "$@" "$name.o" -o "$name.dll"
  }
  dll good "hangtime_a hangtime_b" --dynamicbase --nxcompat
  passes good.dll
  dll more "hangtime_a hangtime_b other" --dynamicbase --nxcompat
  stops "exactly the interface is exported" more.dll
  dll fixed "hangtime_a hangtime_b" --disable-dynamicbase --nxcompat
  stops "it may lie at any address" fixed.dll
  dll data "hangtime_a hangtime_b" --dynamicbase --disable-nxcompat
  stops "data is not executable" data.dll
else
  echo "DLLs are not tried: there is no $mingw-as (binutils-mingw-w64-x86-64)"
  [ "${CI:-}" != true ] || failed=$((failed + 1))
fi

echo 'int x;' >text.so
stops "it is ELF, an archive or a DLL" text.so
stops "the soname is libhangtime.so.0" good.so good.a named.so

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
