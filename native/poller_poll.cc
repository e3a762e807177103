// poll: the whole table goes to the kernel with each wait, so its cost depends on the open descriptors.
#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <vector>

#include "poller.h"
#include "poller_mirror.h"

namespace jadegate {
namespace {

class PollPoller final : public Poller {
 public:
  int open() override { return 0; }

  int add(int fd, int32_t slot, uint8_t interest) override {
    const int error = mirror_.add(fd, interest);
    if (error < 0) return error;
    if (slot >= static_cast<int32_t>(places_.size())) places_.resize(static_cast<size_t>(slot) + 1, -1);
    places_[static_cast<size_t>(slot)] = static_cast<int32_t>(entries_.size());
    entries_.push_back({fd, events_of(interest), 0});
    slots_.push_back(slot);
    return 0;
  }

  int change(int fd, int32_t slot, uint8_t interest) override {
    entries_[static_cast<size_t>(places_[static_cast<size_t>(slot)])].events = events_of(interest);
    return mirror_.change(fd, interest);
  }

  void remove(int fd, int32_t slot) override {
    mirror_.remove(fd);
    const int32_t place = places_[static_cast<size_t>(slot)];
    if (place < 0) return;
    // The last entry moves into the gap, so the table stays dense.
    entries_[static_cast<size_t>(place)] = entries_.back();
    slots_[static_cast<size_t>(place)] = slots_.back();
    places_[static_cast<size_t>(slots_.back())] = place;
    places_[static_cast<size_t>(slot)] = -1;
    entries_.pop_back();
    slots_.pop_back();
  }

  int wait(Ready* ready, int max, int timeout_ms) override {
    const int found = ::poll(entries_.data(), entries_.size(), timeout_ms);
    if (found < 0) return errno == EINTR ? 0 : -errno;
    int count = 0;
    const size_t total = entries_.size();
    // Begins where the last wait ended, so that the first entries are not always served first.
    for (size_t step = 0; step < total && count < max && count < found; step++) {
      if (next_ >= total) next_ = 0;
      const short events = entries_[next_].revents;
      if (events != 0) ready[count++] = {slots_[next_], what_of(events)};
      next_++;
    }
    return count;
  }

  int descriptor() override {
    if (mirror_.is_open()) return mirror_.descriptor();
    const int error = mirror_.open();
    if (error < 0) return error;
    for (const pollfd& entry : entries_) mirror_.add(entry.fd, interest_of(entry.events));
    return mirror_.descriptor();
  }

 private:
  static short events_of(uint8_t interest) {
    int events = 0;
    if (interest & kReadable) events |= POLLIN | POLLRDHUP;
    if (interest & kWritable) events |= POLLOUT;
    return static_cast<short>(events);
  }

  static uint8_t interest_of(short events) {
    return static_cast<uint8_t>(((events & POLLIN) ? kReadable : 0) | ((events & POLLOUT) ? kWritable : 0));
  }

  static uint8_t what_of(short events) {
    uint8_t what = 0;
    if (events & POLLIN) what |= kReadable;
    if (events & POLLOUT) what |= kWritable;
    if (events & POLLRDHUP) what |= kEnded;
    if (events & POLLHUP) what |= kHangup;
    if (events & (POLLERR | POLLNVAL)) what |= kFailed;
    return what;
  }

  std::vector<pollfd> entries_;
  /** The slot of each entry. */
  std::vector<int32_t> slots_;
  /** The entry of each slot, -1 for none. */
  std::vector<int32_t> places_;
  size_t next_ = 0;
  PollerMirror mirror_;
};

}  // namespace

std::unique_ptr<Poller> make_poll_poller() { return std::make_unique<PollPoller>(); }

}  // namespace jadegate
