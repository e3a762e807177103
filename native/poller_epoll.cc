// epoll, edge- or level-triggered. The table lies in the kernel: the cost of a wait depends on the ready descriptors,
// not on the open ones.
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

#include "poller.h"

namespace jadegate {
namespace {

constexpr int kEventsMax = 1024;

class EpollPoller final : public Poller {
 public:
  explicit EpollPoller(bool is_edge) : flags_(is_edge ? static_cast<uint32_t>(EPOLLET) : 0U) {}

  ~EpollPoller() override {
    if (fd_ >= 0) ::close(fd_);
  }

  int open() override {
    fd_ = ::epoll_create1(EPOLL_CLOEXEC);
    return fd_ < 0 ? -errno : 0;
  }

  int add(int fd, int32_t slot, uint8_t interest) override { return control(EPOLL_CTL_ADD, fd, slot, interest); }

  int change(int fd, int32_t slot, uint8_t interest) override { return control(EPOLL_CTL_MOD, fd, slot, interest); }

  void remove(int fd, int32_t) override { ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr); }

  int wait(Ready* ready, int max, int timeout_ms) override {
    const int count = ::epoll_wait(fd_, events_, max < kEventsMax ? max : kEventsMax, timeout_ms);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int index = 0; index < count; index++) {
      const uint32_t events = events_[index].events;
      uint8_t what = 0;
      if (events & EPOLLIN) what |= kReadable;
      if (events & EPOLLOUT) what |= kWritable;
      if (events & EPOLLRDHUP) what |= kEnded;
      if (events & EPOLLHUP) what |= kHangup;
      if (events & EPOLLERR) what |= kFailed;
      ready[index] = {events_[index].data.fd, what};
    }
    return count;
  }

  int descriptor() override { return fd_; }

 private:
  int control(int operation, int fd, int32_t slot, uint8_t interest) {
    epoll_event event{};
    event.events = flags_;
    if (interest & kReadable) event.events |= EPOLLIN | EPOLLRDHUP;
    if (interest & kWritable) event.events |= EPOLLOUT;
    event.data.fd = slot;
    return ::epoll_ctl(fd_, operation, fd, &event) < 0 ? -errno : 0;
  }

  const uint32_t flags_;
  int fd_ = -1;
  epoll_event events_[kEventsMax];
};

}  // namespace

std::unique_ptr<Poller> make_epoll_poller(bool is_edge) { return std::make_unique<EpollPoller>(is_edge); }

}  // namespace jadegate
