/*
 * The threads and descriptors of this process, as the system lists them.
 */
#ifndef TASKS_H
#define TASKS_H

#ifdef _WIN32
#include "windows/tasks.h"
#else

#include <dirent.h>
#include <sched.h>
#include <sys/syscall.h>

#include "check.h"

#define TIMER_THREAD "hangtime-timer"
#define EVENTS_THREAD "hangtime-events"

static inline pid_t task_self(void) { return (pid_t)syscall(SYS_gettid); }

/* Reads a file of /proc/self/task/TID; an empty text if the thread is gone. */
static inline void task_read(const char *task, const char *file, char *text, size_t size) {
  char path[300];
  snprintf(path, sizeof path, "/proc/self/task/%s/%s", task, file);
  FILE *stream = fopen(path, "re");
  size_t length = stream == NULL ? 0 : fread(text, 1, size - 1, stream);
  text[length] = '\0';
  if (stream != NULL) {
    fclose(stream);
  }
}

/* Calls `visit` for each thread of that name, any if it is NULL; returns how many there are. */
static inline unsigned tasks_visit(const char *name, void (*visit)(const char *task)) {
  DIR *tasks = opendir("/proc/self/task");
  unsigned found = 0;
  for (struct dirent *entry; tasks != NULL && (entry = readdir(tasks)) != NULL;) {
    char comm[64];
    task_read(entry->d_name, "comm", comm, sizeof comm);
    comm[strcspn(comm, "\n")] = '\0';
    if (entry->d_name[0] == '.' || (name != NULL && strcmp(comm, name) != 0)) {
      continue;
    }
    found++;
    if (visit != NULL) {
      visit(entry->d_name);
    }
  }
  if (tasks != NULL) {
    closedir(tasks);
  }
  return found;
}

static inline unsigned tasks_named(const char *name) { return tasks_visit(name, NULL); }

static inline unsigned descriptors_open(void) {
  DIR *open = opendir("/proc/self/fd");
  unsigned count = 0;
  for (struct dirent *entry; open != NULL && (entry = readdir(open)) != NULL;) {
    count += entry->d_name[0] != '.';
  }
  if (open != NULL) {
    closedir(open);
  }
  return count;
}

/* Waits until there are that many threads of that name: a thread has ended for those who join it
 * before the system has taken it off its list. A number that never comes is the watchdog's. */
static inline void tasks_await(const char *name, unsigned count) {
  while (tasks_named(name) != count) {
    sched_yield();
  }
}

static inline bool task_is_there(pid_t task) {
  char name[32];
  char comm[64];
  snprintf(name, sizeof name, "%d", (int)task);
  task_read(name, "comm", comm, sizeof comm);
  return comm[0] != '\0';
}

/* Tells whether a thread waits for something: 'S' in the third field of its stat. */
static inline bool task_sleeps(pid_t task) {
  char name[32];
  char stat[512];
  snprintf(name, sizeof name, "%d", (int)task);
  task_read(name, "stat", stat, sizeof stat);
  const char *after_name = strrchr(stat, ')');
  return after_name != NULL && after_name[1] == ' ' && after_name[2] == 'S';
}

#endif
#endif
