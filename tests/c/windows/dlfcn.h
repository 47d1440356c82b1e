/* Loading by hand, as the tests do it. */
#ifndef DLFCN_H
#define DLFCN_H

#include "posix.h"

enum { RTLD_NOW = 0, RTLD_LOCAL = 0, RTLD_NOLOAD = 4 };

static inline void *dlopen(const char *name, int mode) {
  (void)name;
  return mode & RTLD_NOLOAD ? GetModuleHandleA("hangtime.dll") : LoadLibraryA("hangtime.dll");
}

static inline void *dlsym(void *library, const char *name) {
  FARPROC found = GetProcAddress(library, name);
  void *address;
  memcpy(&address, &found, sizeof address);
  return address;
}

static inline int dlclose(void *library) { return FreeLibrary(library) ? 0 : -1; }
static inline const char *dlerror(void) { return "hangtime.dll can not be loaded"; }

#endif
