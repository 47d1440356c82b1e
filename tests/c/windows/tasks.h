/*
 * The threads and handles of this process, as Windows lists them: in place of the tasks of Linux.
 */
#ifndef WINDOWS_TASKS_H
#define WINDOWS_TASKS_H

#include <sched.h>

#include "../check.h"

#define TIMER_THREAD "hangtime-timer"
#define EVENTS_THREAD "hangtime-events"

/* Windows has had it for long; not every header has. */
WINBASEAPI HRESULT WINAPI GetThreadDescription(HANDLE thread, PWSTR *description);

static inline pid_t task_self(void) { return (pid_t)GetCurrentThreadId(); }

/* Tells whether a thread has this name, any if it is NULL. */
static inline bool task_is_named(DWORD id, const char *name) {
  HANDLE thread = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, id);
  PWSTR wide = NULL;
  char found[64] = "";
  if (thread == NULL) {
    return false;
  }
  if (SUCCEEDED(GetThreadDescription(thread, &wide))) {
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, found, sizeof found, NULL, NULL);
    LocalFree(wide);
  }
  CloseHandle(thread);
  return name == NULL || strcmp(found, name) == 0;
}

static inline unsigned tasks_named(const char *name) {
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry = {.dwSize = sizeof entry};
  unsigned found = 0;
  for (BOOL more = Thread32First(all, &entry); more; more = Thread32Next(all, &entry)) {
    found += entry.th32OwnerProcessID == GetCurrentProcessId() &&
             task_is_named(entry.th32ThreadID, name);
  }
  CloseHandle(all);
  return found;
}

static inline unsigned descriptors_open(void) {
  DWORD count = 0;
  CHECK(GetProcessHandleCount(GetCurrentProcess(), &count));
  return count;
}

/* Waits until there are that many threads of that name; see the tasks of Linux. */
static inline void tasks_await(const char *name, unsigned count) {
  while (tasks_named(name) != count) {
    sched_yield();
  }
}

static inline bool task_is_there(pid_t task) {
  HANDLE thread = OpenThread(SYNCHRONIZE, FALSE, (DWORD)task);
  bool runs = thread != NULL && WaitForSingleObject(thread, 0) == WAIT_TIMEOUT;
  if (thread != NULL) {
    CloseHandle(thread);
  }
  return runs;
}

/* Windows does not tell whether a thread waits: where it can not be seen, it is believed. */
static inline bool task_sleeps(pid_t task) { return task_is_there(task); }

#endif
