// The five I/O models, each as one function that serves echo on a listener. This file has what they share: the counts
// of a model, and the names of the models. One process serves one model, so the counts are global.
//
// Read them in this order: blocking.cc, polling.cc, signal.cc, select.cc, poll.cc, epoll.cc, uring.cc. All but the last
// echo with the same step (echo.h); they differ in how they learn that there is something to read.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace models {

/** Serves until the process ends. Returns only when it cannot serve at all, after `refuse`. */
using Serve = void (*)(int listener);

void serve_blocking(int listener);
void serve_polling(int listener);
void serve_signal(int listener);
void serve_select(int listener);
void serve_poll(int listener);
void serve_epoll_level(int listener);
void serve_epoll_edge(int listener);
void serve_uring(int listener);

/** The counts of the model so far. Only blocking.cc writes from more than one thread; the thread of main.cc reads. */
struct Counts {
  /** System calls, each counted where it is made (calls.h). */
  std::atomic<uint64_t> calls{0};
  /** Returns from a call that waits. */
  std::atomic<uint64_t> wakeups{0};
  /** Whole messages sent back. */
  std::atomic<uint64_t> messages{0};
  std::atomic<int> connections{0};
  /** Threads that serve. */
  std::atomic<int> threads{1};
};
extern Counts counts;

inline void add(std::atomic<uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

/**
 * Records why connections are refused: the first reason stays. `code` is one of those in src/io-models/row.ts; `error`
 * is an errno, or 0.
 */
void refuse(const char* code, const char* what, int error);

/** By name, as `Serve` has them: `blocking`, …, `epoll-edge`, `io_uring`. Null for any other. */
Serve model_of(const char* name);

/** load.cc: the other end. Returns the exit code of the process. */
int run_load(int port, int idle, int burst);

/** Pins the thread to the `index`th of the cores that this process may use, if there are two or more. */
void pin_to_core(int index);
/** Monotonic, and the same for all processes. */
int64_t now_ns();
/** CPU time of all threads of this process so far. */
int64_t cpu_us();
/**
 * How long a thread of this process could have run while others had its core; 0 where the system does not report it.
 */
uint64_t waited_ns(int thread);

/** Bytes of a message: like a game's packets. */
constexpr size_t kMessageBytes = 64;

}  // namespace models
