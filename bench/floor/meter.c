// Reads clocks and the scheduler's statistics. CPU time comes from schedstat, which counts nanoseconds; stat counts
// hundredths of a second, too coarse for a short round.
#include "meter.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const double SATURATED = 0.9;

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

struct meter meter_begin(int server_pid) {
  return (struct meter){
      .server_pid = server_pid, .begin_ns = now_ns(), .own = cpu_use_of(getpid()), .server = cpu_use_of(server_pid)};
}

// The time that it ran, as a share of the time in which it could run.
static double busy_share(struct cpu_use before, struct cpu_use after, double passed_ns) {
  const double could_ns = passed_ns - (double)(after.waited_ns - before.waited_ns);
  const double ran_ns = (double)(after.ran_ns - before.ran_ns);
  return ran_ns >= could_ns ? 1 : ran_ns / could_ns;
}

void meter_end(const struct meter *meter, uint64_t messages, const struct histogram *latency) {
  const struct cpu_use own = cpu_use_of(getpid()), server = cpu_use_of(meter->server_pid);
  const double passed_ns = (double)(now_ns() - meter->begin_ns), count = messages > 0 ? (double)messages : 1;
  const double own_busy = busy_share(meter->own, own, passed_ns);
  printf("{\"messages\":%" PRIu64 ",\"perSecond\":%.0f,\"serverNsPerMessage\":%.0f,", messages,
         (double)messages * 1e9 / passed_ns, (double)(server.ran_ns - meter->server.ran_ns) / count);
  printf("\"serverBusy\":%.3f,\"loadBusy\":%.3f,\"isSaturated\":%s,\"disturbed\":%.3f,",
         busy_share(meter->server, server, passed_ns), own_busy, own_busy > SATURATED ? "true" : "false",
         (double)(own.waited_ns - meter->own.waited_ns + server.waited_ns - meter->server.waited_ns) / passed_ns);
  printf("\"latencyUs\":{\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}}\n",
         (double)histogram_at(latency, 0.5) / 1e3, (double)histogram_at(latency, 0.9) / 1e3,
         (double)histogram_at(latency, 0.99) / 1e3, (double)latency->max / 1e3);
}
