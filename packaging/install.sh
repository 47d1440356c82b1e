#!/bin/sh
# Installs what packaging/build.sh has built, or takes it away again.
#
#     packaging/install.sh install FOLDER      what is in FOLDER, and what packaging/docs has made
#     packaging/install.sh uninstall
#
# PREFIX is where it is to be found later (/usr/local); DESTDIR stands before it while it is being
# put together. LIBDIR, INCLUDEDIR, DOCDIR and MANDIR may be elsewhere.
set -eu
# Folders that are made are for everybody, whoever installs.
umask 022

root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^version = "\([0-9.]*\)"$/\1/p' "$root/Cargo.toml")
major=${version%%.*}
shared=libhangtime.so.$version
soname=libhangtime.so.$major
words="README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE"

DESTDIR=${DESTDIR:-}
PREFIX=${PREFIX:-/usr/local}
PREFIX=${PREFIX%/}
LIBDIR=${LIBDIR:-$PREFIX/lib}
INCLUDEDIR=${INCLUDEDIR:-$PREFIX/include}
DOCDIR=${DOCDIR:-$PREFIX/share/doc/hangtime}
MANDIR=${MANDIR:-$PREFIX/share/man}

for path in "$PREFIX/" "$LIBDIR" "$INCLUDEDIR" "$DOCDIR" "$MANDIR"; do
  case $path in
    /*) ;;
    *) echo "install.sh: '$path' is no path from the root: it has to begin with /" >&2; exit 2 ;;
  esac
done
case $(basename "$DOCDIR") in
  *hangtime*) ;;
  *)
    echo "install.sh: DOCDIR '$DOCDIR': the last folder's name has to contain 'hangtime'," \
      "since uninstall removes its folder html" >&2
    exit 2
    ;;
esac

# put MODE FILE FOLDER [NAME]
put() {
  to=$DESTDIR$3/${4:-$(basename "$2")}
  mkdir -p "$DESTDIR$3"
  # A new file, and not new bytes in one that programs have open.
  cp "$2" "$to.new"
  chmod "$1" "$to.new"
  mv -f "$to.new" "$to"
  echo "$to"
}

# relative FROM TO: the way from one folder to another
relative() {
  common=$1 way=
  until [ "$common" = "$2" ] || [ "${2#"${common%/}/"}" != "$2" ]; do
    common=$(dirname "$common")
    way=../$way
  done
  rest=${2#"$common"}
  echo "$way${rest#/}"
}

# below FOLDER: as pkg-config is to see it, which can be told another prefix
below() {
  case $1 in
    "${PREFIX%/}"/*) printf '%s' "\${prefix}/${1#"${PREFIX%/}"/}" ;;
    *) printf '%s' "$1" ;;
  esac
}

# literally TEXT: TEXT as the replacement of a sed command
literally() {
  printf '%s' "$1" | sed 's/[\\&|]/\\&/g'
}

# fill TEMPLATE FOLDER: put it there, with what is known about this installation
fill() {
  to=$DESTDIR$2/$(basename "$1" .in)
  mkdir -p "$DESTDIR$2"
  sed -e "s|@PREFIX@|$(literally "$PREFIX")|" \
    -e "s|@LIBDIR@|$(literally "$(below "$LIBDIR")")|" \
    -e "s|@INCLUDEDIR@|$(literally "$(below "$INCLUDEDIR")")|" \
    -e "s|@TO_INCLUDE@|$(literally "$(relative "$LIBDIR" "$INCLUDEDIR")")|" \
    -e "s|@VERSION@|$version|; s|@MAJOR@|$major|; s|@POINTER@|$pointer|" \
    -e "s|@SHARED@|$shared|; s|@SONAME@|$soname|; s|@STATIC@|libhangtime.a|" \
    -e "s|@PRIVATE@|$private|; s|@PRIVATE_LIST@|$(echo "$private" | tr ' ' ';')|" "$1" >"$to"
  chmod 644 "$to"
  echo "$to"
}

# link TARGET NAME
link() {
  ln -sf "$1" "$DESTDIR$LIBDIR/$2"
  echo "$DESTDIR$LIBDIR/$2"
}

install_from() {
  private=$(cat "$1/native-static-libs")
  # The fifth byte of an ELF file says how wide an address is.
  pointer=$(($(od -An -tu1 -j4 -N1 "$1/libhangtime.so") * 4))

  put 644 "$root/include/hangtime.h" "$INCLUDEDIR"
  put 644 "$root/include/hangtime.hpp" "$INCLUDEDIR"
  put 755 "$1/libhangtime.so" "$LIBDIR" "$shared"
  link "$shared" "$soname"
  link "$soname" libhangtime.so
  put 644 "$1/libhangtime.a" "$LIBDIR"
  fill "$root/packaging/hangtime.pc.in" "$LIBDIR/pkgconfig"
  fill "$root/packaging/hangtime-config.cmake.in" "$LIBDIR/cmake/hangtime"
  fill "$root/packaging/hangtime-config-version.cmake.in" "$LIBDIR/cmake/hangtime"
  for file in $words; do
    put 644 "$root/$file" "$DOCDIR"
  done
  for page in "$root"/target/docs/man3/*.3; do
    put 644 "$page" "$MANDIR/man3" >/dev/null
  done
  echo "$DESTDIR$MANDIR/man3/hangtime*.3"
  rm -rf "$DESTDIR$DOCDIR/html"
  if [ -d "$root/target/docs/html" ]; then
    cp -R "$root/target/docs/html" "$DESTDIR$DOCDIR/html"
    chmod -R u=rwX,go=rX "$DESTDIR$DOCDIR/html"
    echo "$DESTDIR$DOCDIR/html/index.html"
  fi
}

uninstall() {
  for file in "$INCLUDEDIR/hangtime.h" "$INCLUDEDIR/hangtime.hpp" \
    "$LIBDIR/$shared" "$LIBDIR/$soname" "$LIBDIR/libhangtime.so" "$LIBDIR/libhangtime.a" \
    "$LIBDIR/pkgconfig/hangtime.pc"; do
    rm -f "$DESTDIR$file"
  done
  for page in hangtime $(cat "$root/tests/c/symbols.txt"); do
    rm -f "$DESTDIR$MANDIR/man3/$page.3"
  done
  for file in $words; do
    rm -f "$DESTDIR$DOCDIR/$file"
  done
  rm -rf "$DESTDIR$LIBDIR/cmake/hangtime" "$DESTDIR$DOCDIR/html"
  for folder in "$INCLUDEDIR" "$LIBDIR/pkgconfig" "$LIBDIR/cmake" "$DOCDIR" "$MANDIR/man3"; do
    tidy "$folder"
  done
}

# tidy FOLDER: remove it and those around it that are empty now, up to the prefix or DESTDIR; in the
# system's own folders only what is ours alone
tidy() {
  top=$PREFIX
  [ -z "$DESTDIR" ] || top=
  folder=$1
  while [ "$folder" != "${folder#"$top"/}" ] && [ -n "${folder#/}" ]; do
    case $DESTDIR$folder in
      /usr/*/pkgconfig | /usr/*/cmake | /usr/*/man3 | /usr/*hangtime*) ;;
      /usr/* | /lib*) break ;;
    esac
    [ ! -d "$DESTDIR$folder" ] || rmdir "$DESTDIR$folder" 2>/dev/null || break
    folder=$(dirname "$folder")
  done
}

case ${1:-} in
  install) install_from "${2:?usage: install.sh install FOLDER}" ;;
  uninstall) uninstall ;;
  *) echo "usage: install.sh install FOLDER | uninstall" >&2; exit 2 ;;
esac
