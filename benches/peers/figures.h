/* How a figure is written, and how many are made into one. */
#ifndef FIGURES_H
#define FIGURES_H

static inline void figure(const char *name, double value) { printf(",\"%s\":%.3f", name, value); }

static inline int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static inline void sort(int64_t *values, size_t count) {
    qsort(values, count, sizeof *values, by_value);
}

/* The value, in microseconds, below which this part of the sorted nanoseconds lies. */
static inline double part_us(const int64_t *sorted, size_t count, double part) {
    return (double)sorted[(size_t)((double)(count - 1) * part + 0.5)] / 1e3;
}

/* The distribution of sorted nanoseconds, in points that are dense towards its end. */
static inline void figures_of_lateness(const int64_t *sorted, size_t count) {
    static const double steps[][3] = {{0, .01, .99}, {.991, .001, .999}, {.9991, .0001, .9999}};
    figure("earliest_us", part_us(sorted, count, 0));
    figure("p50_us", part_us(sorted, count, .5));
    figure("p99_us", part_us(sorted, count, .99));
    figure("p999_us", part_us(sorted, count, .999));
    figure("max_us", part_us(sorted, count, 1));
    printf(",\"cdf\":[");
    for (size_t i = 0; i < 3; i++)
        for (double part = steps[i][0]; part < steps[i][2] + steps[i][1] / 2; part += steps[i][1])
            printf("[%.4f,%.1f],", part, part_us(sorted, count, part));
    printf("[1,%.1f]]", part_us(sorted, count, 1));
}

#endif
