// The two queues of io_uring. The ring lives as long as the process, so nothing is unmapped.
#include <cerrno>
#include <cstring>
#include <sys/mman.h>

#include "calls.h"
#include "ring.h"

#ifndef IORING_SETUP_SINGLE_ISSUER
#define IORING_SETUP_SINGLE_ISSUER (1U << 12)
#endif
#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN (1U << 13)
#endif

namespace models {
namespace {

/** Requests between two calls; a full queue is submitted early. */
constexpr unsigned kRequests = 512;
/** Completions between two calls: one for each peer. The kernel keeps further ones (IORING_FEAT_NODROP). */
constexpr unsigned kCompletions = 32 * 1024;

unsigned load(const unsigned* from) { return __atomic_load_n(from, __ATOMIC_ACQUIRE); }
void store(unsigned* to, unsigned value) { __atomic_store_n(to, value, __ATOMIC_RELEASE); }

int set_up(io_uring_params& parameters, unsigned flags) {
  parameters = {};
  parameters.flags = IORING_SETUP_CQSIZE | flags;
  parameters.cq_entries = kCompletions;
  add(counts.calls);
  return static_cast<int>(::syscall(__NR_io_uring_setup, kRequests, &parameters));
}

}  // namespace

int Ring::open() {
  io_uring_params parameters;
  // Completions are produced while we wait, not at any time: kernels from 6.1 on support it.
  fd_ = set_up(parameters, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
  if (fd_ < 0 && errno == EINVAL) fd_ = set_up(parameters, 0);
  if (fd_ < 0) return errno;
  constexpr unsigned kNeeded = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_CQE_SKIP;
  if ((parameters.features & kNeeded) != kNeeded) return ENOSYS;
  return map(parameters);
}

int Ring::map(const io_uring_params& parameters) {
  const size_t requests_bytes = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
  const size_t completions_bytes = parameters.cq_off.cqes + parameters.cq_entries * sizeof(io_uring_cqe);
  const size_t rings_bytes = requests_bytes > completions_bytes ? requests_bytes : completions_bytes;
  constexpr int kAccess = PROT_READ | PROT_WRITE;
  constexpr int kHow = MAP_SHARED | MAP_POPULATE;
  void* const rings = ::mmap(nullptr, rings_bytes, kAccess, kHow, fd_, IORING_OFF_SQ_RING);
  if (rings == MAP_FAILED) return errno;
  const size_t entries_bytes = parameters.sq_entries * sizeof(io_uring_sqe);
  void* const entries = ::mmap(nullptr, entries_bytes, kAccess, kHow, fd_, IORING_OFF_SQES);
  if (entries == MAP_FAILED) return errno;
  rings_ = static_cast<char*>(rings);
  entries_ = static_cast<io_uring_sqe*>(entries);
  submission_tail_ = number_at(parameters.sq_off.tail);
  submission_mask_ = *number_at(parameters.sq_off.ring_mask);
  submission_array_ = number_at(parameters.sq_off.array);
  completion_head_ = number_at(parameters.cq_off.head);
  completion_tail_ = number_at(parameters.cq_off.tail);
  completion_mask_ = *number_at(parameters.cq_off.ring_mask);
  completions_ = reinterpret_cast<io_uring_cqe*>(rings_ + parameters.cq_off.cqes);
  return 0;
}

void Ring::reserve(unsigned count) {
  while (pending_ + count > submission_mask_ + 1) enter(0);
}

io_uring_sqe& Ring::next_entry() {
  reserve(1);
  const unsigned tail = *submission_tail_;
  const unsigned place = tail & submission_mask_;
  std::memset(&entries_[place], 0, sizeof entries_[place]);
  submission_array_[place] = place;
  store(submission_tail_, tail + 1);
  pending_++;
  return entries_[place];
}

void Ring::wait() { enter(1); }

bool Ring::take(io_uring_cqe& completion) {
  const unsigned head = *completion_head_;
  if (head == load(completion_tail_)) return false;
  completion = completions_[head & completion_mask_];
  store(completion_head_, head + 1);
  return true;
}

/** An interrupted call submits nothing: pending requests are submitted the next time. */
void Ring::enter(unsigned awaited) {
  const int taken = sys::io_uring_enter(fd_, pending_, awaited, IORING_ENTER_GETEVENTS);
  if (taken > 0) pending_ -= static_cast<unsigned>(taken);
}

}  // namespace models
