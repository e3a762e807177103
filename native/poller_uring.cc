// io_uring by its system calls alone: each descriptor has one multishot poll request in flight, and its completions
// report readiness, once for each change (edge). Where the kernel or a sandbox forbids rings, `open` returns its errno.
// Invariant: a request is cancelled before its descriptor is closed, since it holds the file open; a generation
// distinguishes completions of cancelled requests from later ones.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <linux/io_uring.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

#include "poller.h"

#ifndef IORING_POLL_ADD_MULTI
#define IORING_POLL_ADD_MULTI (1U << 0)
#endif
#ifndef IORING_CQE_F_MORE
#define IORING_CQE_F_MORE (1U << 1)
#endif

namespace jadegate {
namespace {

/** Requests that are submitted together; each change is submitted at once. */
constexpr unsigned kSubmissions = 64;
/** Completions between two waits; the kernel keeps further ones. */
constexpr unsigned kCompletions = 8192;
/** Marks the completion of a cancellation, which is ignored. */
constexpr uint64_t kCancelled = ~static_cast<uint64_t>(0);

struct Request {
  int fd = -1;
  uint32_t generation = 0;
  uint8_t interest = 0;
};

unsigned load(const unsigned* from) { return __atomic_load_n(from, __ATOMIC_ACQUIRE); }
void store(unsigned* to, unsigned value) { __atomic_store_n(to, value, __ATOMIC_RELEASE); }

class UringPoller final : public Poller {
 public:
  ~UringPoller() override {
    if (entries_ != nullptr) ::munmap(entries_, entries_bytes_);
    if (rings_ != nullptr) ::munmap(rings_, rings_bytes_);
    if (fd_ >= 0) ::close(fd_);
  }

  int open() override {
    io_uring_params parameters{};
    parameters.flags = IORING_SETUP_CQSIZE;
    parameters.cq_entries = kCompletions;
    fd_ = static_cast<int>(::syscall(__NR_io_uring_setup, kSubmissions, &parameters));
    if (fd_ < 0) return -errno;
    constexpr unsigned kNeeded = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG;
    if ((parameters.features & kNeeded) != kNeeded) return -ENOSYS;
    return map(parameters);
  }

  int add(int fd, int32_t slot, uint8_t interest) override {
    if (slot >= static_cast<int32_t>(requests_.size())) requests_.resize(static_cast<size_t>(slot) + 1);
    Request& request = requests_[static_cast<size_t>(slot)];
    request.fd = fd;
    request.interest = interest;
    arm(slot);
    return submit();
  }

  int change(int, int32_t slot, uint8_t interest) override {
    cancel(slot);
    requests_[static_cast<size_t>(slot)].interest = interest;
    arm(slot);
    return submit();
  }

  void remove(int, int32_t slot) override {
    cancel(slot);
    requests_[static_cast<size_t>(slot)].fd = -1;
    submit();
  }

  int wait(Ready* ready, int max, int timeout_ms) override {
    // Also without waiting: completions that the kernel kept move into the ring.
    const bool is_empty = load(completion_tail_) == *completion_head_;
    if (is_empty) {
      const int error = enter(timeout_ms);
      if (error < 0 && error != -EINTR && error != -ETIME) return error;
    }
    int count = 0;
    unsigned head = *completion_head_;
    const unsigned tail = load(completion_tail_);
    for (; head != tail && count < max; head++) {
      if (take(completions_[head & completion_mask_], ready[count])) count++;
    }
    store(completion_head_, head);
    submit();
    return count;
  }

  int descriptor() override { return fd_; }

 private:
  int map(const io_uring_params& parameters) {
    const size_t submissions_bytes = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
    const size_t completions_bytes = parameters.cq_off.cqes + parameters.cq_entries * sizeof(io_uring_cqe);
    rings_bytes_ = submissions_bytes > completions_bytes ? submissions_bytes : completions_bytes;
    rings_ = map_part(rings_bytes_, IORING_OFF_SQ_RING);
    entries_bytes_ = parameters.sq_entries * sizeof(io_uring_sqe);
    entries_ = map_part(entries_bytes_, IORING_OFF_SQES);
    if (rings_ == nullptr || entries_ == nullptr) return -ENOMEM;
    submission_head_ = number_at(parameters.sq_off.head);
    submission_tail_ = number_at(parameters.sq_off.tail);
    submission_mask_ = *number_at(parameters.sq_off.ring_mask);
    submission_array_ = number_at(parameters.sq_off.array);
    submission_count_ = parameters.sq_entries;
    completion_head_ = number_at(parameters.cq_off.head);
    completion_tail_ = number_at(parameters.cq_off.tail);
    completion_mask_ = *number_at(parameters.cq_off.ring_mask);
    completions_ = reinterpret_cast<io_uring_cqe*>(static_cast<char*>(rings_) + parameters.cq_off.cqes);
    return 0;
  }

  void* map_part(size_t bytes, off_t offset) {
    void* const part = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd_, offset);
    return part == MAP_FAILED ? nullptr : part;
  }

  unsigned* number_at(unsigned offset) {
    return reinterpret_cast<unsigned*>(static_cast<char*>(rings_) + offset);
  }

  /** True when the completion is about a descriptor. */
  bool take(const io_uring_cqe& completion, Ready& row) {
    if (completion.user_data == kCancelled) return false;
    const auto slot = static_cast<int32_t>(completion.user_data & 0xffffffffU);
    Request& request = requests_[static_cast<size_t>(slot)];
    if (request.fd < 0 || request.generation != completion.user_data >> 32) return false;
    // The kernel ended the request; it is sent again. A failed one shows when the descriptor is read.
    if ((completion.flags & IORING_CQE_F_MORE) == 0 && completion.res >= 0) arm(slot);
    uint8_t what = 0;
    if (completion.res < 0) what = kFailed;
    else {
      if (completion.res & POLLIN) what |= kReadable;
      if (completion.res & POLLOUT) what |= kWritable;
      if (completion.res & POLLRDHUP) what |= kEnded;
      if (completion.res & POLLHUP) what |= kHangup;
      if (completion.res & POLLERR) what |= kFailed;
    }
    row = {slot, what};
    return true;
  }

  void arm(int32_t slot) {
    Request& request = requests_[static_cast<size_t>(slot)];
    request.generation++;
    unsigned events = 0;
    if (request.interest & kReadable) events |= POLLIN | POLLRDHUP;
    if (request.interest & kWritable) events |= POLLOUT;
    io_uring_sqe& entry = next_entry();
    entry.opcode = IORING_OP_POLL_ADD;
    entry.fd = request.fd;
    entry.len = IORING_POLL_ADD_MULTI;
    entry.poll32_events = events;
    entry.user_data = tag(slot);
  }

  void cancel(int32_t slot) {
    io_uring_sqe& entry = next_entry();
    entry.opcode = IORING_OP_POLL_REMOVE;
    entry.fd = -1;
    entry.addr = tag(slot);
    entry.user_data = kCancelled;
    requests_[static_cast<size_t>(slot)].generation++;
  }

  uint64_t tag(int32_t slot) const {
    return static_cast<uint64_t>(requests_[static_cast<size_t>(slot)].generation) << 32 | static_cast<uint32_t>(slot);
  }

  io_uring_sqe& next_entry() {
    if (pending_ == submission_count_) submit();
    const unsigned tail = *submission_tail_;
    const unsigned place = tail & submission_mask_;
    io_uring_sqe& entry = static_cast<io_uring_sqe*>(entries_)[place];
    std::memset(&entry, 0, sizeof entry);
    submission_array_[place] = place;
    store(submission_tail_, tail + 1);
    pending_++;
    return entry;
  }

  int submit() {
    while (pending_ > 0) {
      const long taken = ::syscall(__NR_io_uring_enter, fd_, pending_, 0, 0, nullptr, 0);
      if (taken < 0) {
        if (errno == EINTR) continue;
        return -errno;
      }
      pending_ -= static_cast<unsigned>(taken);
    }
    return 0;
  }

  int enter(int timeout_ms) {
    __kernel_timespec time{timeout_ms / 1000, static_cast<long long>(timeout_ms % 1000) * 1000000};
    io_uring_getevents_arg argument{};
    argument.sigmask_sz = _NSIG / 8;
    if (timeout_ms > 0) argument.ts = reinterpret_cast<uint64_t>(&time);
    const long entered = ::syscall(__NR_io_uring_enter, fd_, 0, timeout_ms == 0 ? 0 : 1,
                                   IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &argument, sizeof argument);
    return entered < 0 ? -errno : 0;
  }

  int fd_ = -1;
  void* rings_ = nullptr;
  size_t rings_bytes_ = 0;
  void* entries_ = nullptr;
  size_t entries_bytes_ = 0;
  unsigned* submission_head_ = nullptr;
  unsigned* submission_tail_ = nullptr;
  unsigned* submission_array_ = nullptr;
  unsigned submission_mask_ = 0;
  unsigned submission_count_ = 0;
  unsigned* completion_head_ = nullptr;
  unsigned* completion_tail_ = nullptr;
  unsigned completion_mask_ = 0;
  io_uring_cqe* completions_ = nullptr;
  /** Entries written that the kernel has not consumed. */
  unsigned pending_ = 0;
  /** By slot. */
  std::vector<Request> requests_;
};

}  // namespace

std::unique_ptr<Poller> make_uring_poller() { return std::make_unique<UringPoller>(); }

}  // namespace jadegate
