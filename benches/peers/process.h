/* What the system tells about this process and its threads. */
#ifndef PROCESS_H
#define PROCESS_H

/* Reads a file of /proc; without stdio, whose buffers would count as memory. */
static inline const char *read_proc(const char *path) {
    static char text[16384];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (file >= 0) close(file);
    text[length < 0 ? 0 : length] = 0;
    return text;
}

static inline double number_after(const char *text, const char *name) {
    const char *found = strstr(text, name);
    return found ? strtod(found + strlen(name), NULL) : 0;
}

/* Memory in use that belongs to no file. */
static inline double anonymous_bytes(void) {
    const char *text = read_proc("/proc/self/smaps_rollup");
    if (!strstr(text, "Anonymous:")) fail("/proc/self/smaps_rollup can not be read");
    return number_after(text, "Anonymous:") * 1024;
}

typedef struct {
    double threads, switches, cpu_us;
} activity;

/* What all threads but the main one have done so far. */
static inline activity others_so_far(void) {
    activity sum = {0, 0, 0};
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) fail("/proc/self/task can not be read");
    for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
        char path[320];
        if (task->d_name[0] == '.' || atoi(task->d_name) == getpid()) continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        const char *status = read_proc(path);
        sum.threads++;
        /* The newline, because the second name contains the first. */
        sum.switches += number_after(status, "\nvoluntary_ctxt_switches:") +
                        number_after(status, "\nnonvoluntary_ctxt_switches:");
        snprintf(path, sizeof path, "/proc/self/task/%s/schedstat", task->d_name);
        sum.cpu_us += strtod(read_proc(path), NULL) / 1e3;
    }
    closedir(tasks);
    return sum;
}

#endif
