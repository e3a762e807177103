// The five I/O models, each as one function that serves echo on a listener. What they share is here: the books of what a model
// did, and the names of the models. One process serves one model, so the books are one global.
//
// Read them in this order: blocking.cc, polling.cc, signal.cc, select.cc, poll.cc, epoll.cc, uring.cc. All but the last echo by
// the same step (echo.h); what differs is how each learns that there is something to read.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace models {

/** Serves until the process ends. Returns only where it cannot serve at all, after `refuse`. */
using Serve = void (*)(int listener);

void serve_blocking(int listener);
void serve_polling(int listener);
void serve_signal(int listener);
void serve_select(int listener);
void serve_poll(int listener);
void serve_epoll_level(int listener);
void serve_epoll_edge(int listener);
void serve_uring(int listener);

/** What the model did so far. Only blocking.cc has more than one thread that writes; the thread of main.cc reads. */
struct Counts {
  /** System calls, each counted where it is made (calls.h). */
  std::atomic<uint64_t> calls{0};
  /** Returns from a call that waits. */
  std::atomic<uint64_t> wakeups{0};
  /** Whole messages sent back. */
  std::atomic<uint64_t> messages{0};
  std::atomic<int> connections{0};
  /** That serve. */
  std::atomic<int> threads{1};
};
extern Counts counts;

inline void add(std::atomic<uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

/** Why newcomers are turned away: the first reason stays. `code` is one of those in src/io-models/row.ts; `error` an errno, or 0. */
void refuse(const char* code, const char* what, int error);

/** By name, as `Serve` has them: `blocking`, …, `epoll-edge`, `io_uring`. Null for any other. */
Serve model_of(const char* name);

/** load.cc: the other end. Returns the exit code of the process. */
int run_load(int port, int idle, int burst);

/** Keeps to the `index`th of the cores that this process may use, where there are two or more. */
void pin_to_core(int index);
/** Monotonic, and the same for all processes. */
int64_t now_ns();
/** Processor time of all threads of this process so far. */
int64_t cpu_us();
/** How long a thread of this process could have run and others had its core; 0 where the system does not tell. */
uint64_t waited_ns(int thread);

/** Bytes of a message: what a game's packets are like. */
constexpr size_t kMessageBytes = 64;

}  // namespace models
