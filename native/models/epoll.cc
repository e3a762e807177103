// Model 4, multiplexed by epoll: the set of descriptors lies in the kernel and is set once for each (epoll_ctl). When
// one becomes ready the kernel puts it into a list; epoll_wait returns that list. An idle descriptor costs nothing.
//
// Level-triggered reports a descriptor as long as there is something to read, so one step at a time is enough.
// Edge-triggered reports it once, when something came: one must read until EAGAIN, or the rest is never reported again.
#include <cerrno>

#include "calls.h"
#include "echo.h"

namespace models {
namespace {

/** The most that one call takes from the kernel's list; the rest waits for the next call. */
constexpr int kEventsMax = 256;

bool watch(int epoll, int fd, uint32_t flags) {
  epoll_event event{};
  event.events = EPOLLIN | flags;
  event.data.fd = fd;
  return sys::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

void accept_all(int epoll, int listener, Peers& peers, uint32_t flags) {
  for (int fd = accept_one(listener, SOCK_NONBLOCK); fd >= 0; fd = accept_one(listener, SOCK_NONBLOCK)) {
    peers.add(fd);
    if (watch(epoll, fd, flags)) continue;
    refuse("kernel", "epoll_ctl refuses a descriptor", errno);
    peers.remove(fd);
  }
}

void serve(int listener, uint32_t flags) {
  const int epoll = sys::epoll_create();
  if (epoll < 0 || !watch(epoll, listener, flags)) return refuse("kernel", "epoll is not available", errno);
  Peers peers;
  epoll_event events[kEventsMax];
  for (;;) {
    const int count = sys::epoll_wait(epoll, events, kEventsMax);
    for (int index = 0; index < count; index++) {
      const int fd = events[index].data.fd;
      if (fd == listener) {
        accept_all(epoll, listener, peers, flags);
        continue;
      }
      Peer& peer = *peers.at(fd);
      const bool is_there = flags == EPOLLET ? echo_all(peer) : echo_step(peer) != Step::kGone;
      // Closing also removes it from the kernel's set.
      if (!is_there) peers.remove(fd);
    }
  }
}

}  // namespace

void serve_epoll_level(int listener) { serve(listener, 0); }
void serve_epoll_edge(int listener) { serve(listener, EPOLLET); }

}  // namespace models
