// Reads clocks and the scheduler's books. Processor time comes from schedstat, which counts nanoseconds; stat counts
// hundredths of a second, too coarse for a short round.
#include "meter.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

struct cpu_use cpu_use_of(int pid) {
  struct cpu_use use = {0, 0};
  char path[320];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (tasks == NULL) return use;
  for (const struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks)) {
    if (task->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, task->d_name);
    FILE *file = fopen(path, "r");
    if (file == NULL) continue; // a thread that ended meanwhile
    uint64_t ran, waited;
    if (fscanf(file, "%" SCNu64 " %" SCNu64, &ran, &waited) == 2) {
      use.ran_ns += ran;
      if (atoi(task->d_name) == pid) use.waited_ns = waited;
    }
    fclose(file);
  }
  closedir(tasks);
  return use;
}

static int bucket_of(uint64_t value) {
  if (value < 1u << HISTOGRAM_SUB_BITS) return (int)value;
  const int exponent = 63 - __builtin_clzll(value);
  const int shift = exponent - HISTOGRAM_SUB_BITS;
  const int sub = (int)(value >> shift) & ((1 << HISTOGRAM_SUB_BITS) - 1);
  return ((shift + 1) << HISTOGRAM_SUB_BITS) + sub;
}

static uint64_t highest_of(int bucket) {
  if (bucket < 1 << HISTOGRAM_SUB_BITS) return (uint64_t)bucket;
  const int shift = (bucket >> HISTOGRAM_SUB_BITS) - 1;
  const uint64_t sub = (uint64_t)(bucket & ((1 << HISTOGRAM_SUB_BITS) - 1)) + (1u << HISTOGRAM_SUB_BITS);
  return ((sub + 1) << shift) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t value) {
  histogram->counts[bucket_of(value)]++;
  histogram->total++;
  if (value > histogram->max) histogram->max = value;
}

uint64_t histogram_at(const struct histogram *histogram, double share) {
  const uint64_t rank = (uint64_t)(share * (double)histogram->total + 0.5);
  uint64_t seen = 0;
  for (int bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
    seen += histogram->counts[bucket];
    if (seen >= rank && seen > 0) {
      const uint64_t value = highest_of(bucket);
      return value < histogram->max ? value : histogram->max;
    }
  }
  return histogram->max;
}
