// The parts of a measurement: time, CPU time, and a histogram of latencies.
#ifndef JADEGATE_BENCH_METER_H
#define JADEGATE_BENCH_METER_H
#include <stdint.h>

uint64_t now_ns(void);

// The CPU time of all threads of a process, and how long its main thread could have run but waited because other
// programs had the core. 0 where the system does not report it.
struct cpu_use {
  uint64_t ran_ns;
  uint64_t waited_ns;
};
struct cpu_use cpu_use_of(int pid);

// Log-linear: each power of two has 32 buckets, so that a figure is at most 3 % off.
enum { HISTOGRAM_SUB_BITS = 5, HISTOGRAM_BUCKETS = 64 << HISTOGRAM_SUB_BITS };
struct histogram {
  uint64_t counts[HISTOGRAM_BUCKETS];
  uint64_t total;
  uint64_t max;
};
void histogram_add(struct histogram *histogram, uint64_t value);
// The value that `share` (0 to 1) of all values do not exceed.
uint64_t histogram_at(const struct histogram *histogram, double share);

// A measurement: begun before the work, ended with one line of JSON: messages a second, the server's cost of each, how
// busy both sides were, and the latencies.
struct meter {
  int server_pid;
  uint64_t begin_ns;
  struct cpu_use own, server;
};
struct meter meter_begin(int server_pid);
void meter_end(const struct meter *meter, uint64_t messages, const struct histogram *latency);
#endif
