// Which of many descriptors are ready: one interface, five bodies. A body stores the interest in each descriptor and
// returns numbers of slots, which it does not interpret. It may report readiness once for each change (edge) or as long
// as it lasts (level): the caller drains or returns by itself, and a changed interest is always checked afresh, so both
// are used alike.
#pragma once
#include <cstdint>
#include <memory>

namespace jadegate {

/** Bits of interest and of readiness. Hang-up and failure are always reported. */
constexpr uint8_t kReadable = 1;
constexpr uint8_t kWritable = 2;
/** The peer sends no more. `select` does not report it: reading does. */
constexpr uint8_t kEnded = 4;
constexpr uint8_t kFailed = 8;
/** The connection is closed in both directions. */
constexpr uint8_t kHangup = 16;

struct Ready {
  int32_t slot;
  uint8_t what;
};

class Poller {
 public:
  Poller() = default;
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  virtual ~Poller() = default;

  /** 0 or -errno. Call it once, before anything else. */
  virtual int open() = 0;
  /** 0 or -errno; `select` rejects descriptors from FD_SETSIZE on with -ENOTSUP. */
  virtual int add(int fd, int32_t slot, uint8_t interest) = 0;
  virtual int change(int fd, int32_t slot, uint8_t interest) = 0;
  /** Call it before you close the descriptor. */
  virtual void remove(int fd, int32_t slot) = 0;
  /** Fills at most `max` rows; waits at most `timeout_ms`, -1 for ever. Returns the count or -errno. */
  virtual int wait(Ready* ready, int max, int timeout_ms) = 0;
  /** A descriptor that is readable while `wait` has rows to return, for an outer loop; or -errno. */
  virtual int descriptor() = 0;
};

/** By name: `epoll`, `epoll-level`, `poll`, `select`, `io_uring`. Null for any other. */
std::unique_ptr<Poller> make_poller(const char* name);

std::unique_ptr<Poller> make_epoll_poller(bool is_edge);
std::unique_ptr<Poller> make_poll_poller();
std::unique_ptr<Poller> make_select_poller();
std::unique_ptr<Poller> make_uring_poller();

}  // namespace jadegate
