#!/bin/sh
# Makes a stand-in for an NDK out of clang and lld, with which build.sh can be tried:
#
#     sh packaging/android/stand_in.sh FOLDER
#
# It has the compilers and names of a real one. Its libraries of the system are empty but for the names
# in system-symbols.txt, those that Android has had since API level 21 and hangtime asks for; with
# another one nothing links. What it makes has the form of what an NDK makes, and runs nowhere.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: stand_in.sh FOLDER}
llvm=${LLVM:-/usr/lib/llvm-22/bin}
bin=$folder/toolchains/llvm/prebuilt/linux-x86_64/bin
mkdir -p "$bin" "$folder/include"
bin=$(cd "$bin" && pwd)
folder=$(cd "$folder" && pwd)
echo "Pkg.Revision = 27.0.0" >"$folder/source.properties"
for tool in llvm-strip llvm-readelf llvm-ar; do
    ln -sf "$llvm/$tool" "$bin/$tool"
done

# The little of the C library's headers that is used, and jni.h of the desktop, which differs in one
# type from Android's.
jdk=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
sed 's/(JNICALL \*AttachCurrentThreadAsDaemon)(JavaVM \*vm, void \*\*penv/(JNICALL *AttachCurrentThreadAsDaemon)(JavaVM *vm, JNIEnv **penv/' \
    "$jdk/include/jni.h" >"$folder/include/jni.h"
cp "$jdk/include/linux/jni_md.h" "$folder/include"
: >"$folder/include/stdio.h"
cat >"$folder/include/stdlib.h" <<END
#include <stddef.h>
void *calloc(size_t count, size_t size);
void *malloc(size_t size);
void free(void *block);
END
cat >"$folder/include/string.h" <<END
#include <stddef.h>
size_t strlen(const char *text);
char *strcat(char *to, const char *text);
char *strncat(char *to, const char *text, size_t most);
END

for triple in aarch64-linux-android armv7a-linux-androideabi x86_64-linux-android; do
    libraries=$folder/lib/$triple
    mkdir -p "$libraries"
    clang="$llvm/clang --target=${triple}21 -fuse-ld=lld"
    for name in libc libdl libm liblog; do
        awk -v name="$name" '
            /^[^#]/ && ($2 ? $2 : "libc") == name { print "void " $1 "(void) {}" }
        ' "$here/system-symbols.txt" >"$folder/system.c"
        # shellcheck disable=SC2086 # a command with its options
        $clang -w -fno-builtin -fPIC -shared -nostdlib -Wl,-soname,$name.so "$folder/system.c" \
            -o "$libraries/$name.so"
    done
    # A part of every library, so that no unwinder of the system is needed.
    echo '_Unwind_Backtrace _Unwind_DeleteException _Unwind_GetDataRelBase _Unwind_GetGR _Unwind_GetIP
        _Unwind_GetIPInfo _Unwind_GetLanguageSpecificData _Unwind_GetRegionStart _Unwind_GetTextRelBase
        _Unwind_RaiseException _Unwind_Resume _Unwind_SetGR _Unwind_SetIP _Unwind_VRS_Get
        _Unwind_VRS_Set __gnu_unwind_frame' |
        tr -s ' \n' '\n' | sed '/^$/d; s/.*/void &(void) {}/' >"$folder/unwinder.c"
    # shellcheck disable=SC2086
    $clang -fPIC -w -c "$folder/unwinder.c" -o "$folder/unwinder.o"
    "$llvm/llvm-ar" rcs "$libraries/libunwind.a" "$folder/unwinder.o"
    cat >"$bin/${triple}21-clang" <<END
#!/bin/sh
exec $clang -nostdlib -nostdlibinc -isystem $folder/include -L $libraries "\$@" -Wl,-z,defs -Wl,--error-limit=0 -lc
END
    chmod +x "$bin/${triple}21-clang"
done
