#!/bin/sh
# Packs a folder so that the same files make the same bytes, whoever packs them, when and where.
#
#     packaging/pack.sh FOLDER ARCHIVE      ARCHIVE.tar.gz or ARCHIVE.zip
#
# SOURCE_DATE_EPOCH is the time of everything in it.
set -eu
LC_ALL=C
TZ=UTC
export LC_ALL TZ
unset ZIPOPT GZIP TAR_OPTIONS

folder=${1:?usage: pack.sh FOLDER ARCHIVE}
archive=${2:?usage: pack.sh FOLDER ARCHIVE}
: "${SOURCE_DATE_EPOCH:?pack.sh: set it to the time of the release, in seconds}"
case $archive in /*) ;; *) archive=$PWD/$archive ;; esac

name=$(basename "$folder")
cd "$(dirname "$folder")"
rm -f "$archive"
case $archive in
  *.tar.gz)
    tar --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
      --mode=u=rwX,go=rX -cf "$archive.tar" "$name"
    gzip -9 -n <"$archive.tar" >"$archive"
    rm "$archive.tar"
    ;;
  *.zip)
    chmod -R u=rwX,go=rX "$name"
    find "$name" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    find "$name" | sort | zip -q -9 -X -y -@ "$archive"
    ;;
  *) echo "pack.sh: '$archive' ends neither in .tar.gz nor in .zip" >&2; exit 2 ;;
esac
