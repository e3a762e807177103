// io_uring by its two system calls: a queue of requests that we write and the kernel reads, and a queue of completions
// in the other direction, both in memory shared with the kernel. Invariant: a request from `next_entry` is submitted at
// the next `wait`, or when the queue is full.
#pragma once
#include <linux/io_uring.h>

#include "model.h"

namespace models {

class Ring {
 public:
  /** 0 or an errno. Call it on the thread that uses the ring. */
  int open();
  /** Room for `count` linked requests, so that one call submits them together. */
  void reserve(unsigned count);
  /** A blank request. */
  io_uring_sqe& next_entry();
  /** Submits all requests and waits for a completion, in one call. */
  void wait();
  /** The next completion; false when none is left. */
  bool take(io_uring_cqe& completion);

 private:
  int map(const io_uring_params& parameters);
  unsigned* number_at(unsigned offset) { return reinterpret_cast<unsigned*>(rings_ + offset); }
  void enter(unsigned awaited);

  int fd_ = -1;
  char* rings_ = nullptr;
  io_uring_sqe* entries_ = nullptr;
  unsigned* submission_tail_ = nullptr;
  unsigned submission_mask_ = 0;
  unsigned* submission_array_ = nullptr;
  unsigned* completion_head_ = nullptr;
  unsigned* completion_tail_ = nullptr;
  unsigned completion_mask_ = 0;
  io_uring_cqe* completions_ = nullptr;
  /** Written, and not yet submitted. */
  unsigned pending_ = 0;
};

}  // namespace models
