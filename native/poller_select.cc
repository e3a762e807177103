// select: three bit sets over descriptors below FD_SETSIZE (1,024). It rejects higher ones with an error and serves the
// rest.
#include <cerrno>
#include <sys/select.h>

#include "poller.h"
#include "poller_mirror.h"

namespace jadegate {
namespace {

class SelectPoller final : public Poller {
 public:
  SelectPoller() {
    FD_ZERO(&reads_);
    FD_ZERO(&writes_);
    for (int32_t& slot : slots_) slot = -1;
  }

  int open() override { return 0; }

  int add(int fd, int32_t slot, uint8_t interest) override {
    if (fd >= FD_SETSIZE) return -ENOTSUP;
    const int error = mirror_.add(fd, interest);
    if (error < 0) return error;
    slots_[fd] = slot;
    if (fd > top_) top_ = fd;
    set(fd, interest);
    return 0;
  }

  int change(int fd, int32_t, uint8_t interest) override {
    set(fd, interest);
    return mirror_.change(fd, interest);
  }

  void remove(int fd, int32_t) override {
    if (fd >= FD_SETSIZE) return;
    mirror_.remove(fd);
    set(fd, 0);
    slots_[fd] = -1;
    while (top_ >= 0 && slots_[top_] < 0) top_--;
  }

  int wait(Ready* ready, int max, int timeout_ms) override {
    fd_set reads = reads_;
    fd_set writes = writes_;
    timeval timeout{timeout_ms / 1000, (timeout_ms % 1000) * 1000};
    const int found = ::select(top_ + 1, &reads, &writes, nullptr, timeout_ms < 0 ? nullptr : &timeout);
    if (found < 0) return errno == EINTR ? 0 : -errno;
    if (found == 0) return 0;
    int count = 0;
    for (int step = 0; step <= top_ && count < max; step++) {
      if (next_ > top_) next_ = 0;
      uint8_t what = 0;
      if (FD_ISSET(next_, &reads)) what |= kReadable;
      if (FD_ISSET(next_, &writes)) what |= kWritable;
      if (what != 0) ready[count++] = {slots_[next_], what};
      next_++;
    }
    return count;
  }

  int descriptor() override {
    if (mirror_.is_open()) return mirror_.descriptor();
    const int error = mirror_.open();
    if (error < 0) return error;
    for (int fd = 0; fd <= top_; fd++) {
      if (slots_[fd] >= 0) mirror_.add(fd, interest_of(fd));
    }
    return mirror_.descriptor();
  }

 private:
  void set(int fd, uint8_t interest) {
    if (interest & kReadable) FD_SET(fd, &reads_);
    else FD_CLR(fd, &reads_);
    if (interest & kWritable) FD_SET(fd, &writes_);
    else FD_CLR(fd, &writes_);
  }

  uint8_t interest_of(int fd) const {
    return static_cast<uint8_t>((FD_ISSET(fd, &reads_) ? kReadable : 0) | (FD_ISSET(fd, &writes_) ? kWritable : 0));
  }

  fd_set reads_;
  fd_set writes_;
  /** By descriptor. */
  int32_t slots_[FD_SETSIZE];
  int top_ = -1;
  int next_ = 0;
  PollerMirror mirror_;
};

}  // namespace

std::unique_ptr<Poller> make_select_poller() { return std::make_unique<SelectPoller>(); }

}  // namespace jadegate
