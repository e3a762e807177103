// An outer loop cannot wait for a poller that has no descriptor. The mirror is an epoll set with the same interests
// that serves as this descriptor; the poller itself still reports which sockets are ready. It is created on first use.
#pragma once
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

#include "poller.h"

namespace jadegate {

class PollerMirror {
 public:
  PollerMirror() = default;
  PollerMirror(const PollerMirror&) = delete;
  PollerMirror& operator=(const PollerMirror&) = delete;
  ~PollerMirror() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool is_open() const { return fd_ >= 0; }

  int open() {
    fd_ = ::epoll_create1(EPOLL_CLOEXEC);
    return fd_ < 0 ? -errno : fd_;
  }

  int descriptor() const { return fd_; }
  int add(int fd, uint8_t interest) { return interest == 0 ? 0 : control(EPOLL_CTL_ADD, fd, interest); }

  /**
   * A descriptor without interest is left out: `select` would not report its hang-up, and the outer loop would spin.
   */
  int change(int fd, uint8_t interest) {
    if (interest == 0) {
      remove(fd);
      return 0;
    }
    const int error = control(EPOLL_CTL_MOD, fd, interest);
    return error == -ENOENT ? add(fd, interest) : error;
  }

  void remove(int fd) {
    if (is_open()) ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr);
  }

 private:
  int control(int operation, int fd, uint8_t interest) {
    if (!is_open()) return 0;
    epoll_event event{};
    if (interest & kReadable) event.events |= EPOLLIN | EPOLLRDHUP;
    if (interest & kWritable) event.events |= EPOLLOUT;
    event.data.fd = fd;
    return ::epoll_ctl(fd_, operation, fd, &event) < 0 ? -errno : 0;
  }

  int fd_ = -1;
};

}  // namespace jadegate
