// Model 4, multiplexed by select: one thread sleeps until any of many descriptors is ready. The descriptors are bits of
// a set, which the call overwrites with the answer: the set is refilled for each call, copied into the kernel and back,
// and walked three times, by us before, by the kernel within and by us after.
//
// The set has 1,024 bits (FD_SETSIZE): a descriptor from 1,024 on cannot be watched, and FD_SET with it writes past the
// end.
#include "calls.h"
#include "echo.h"

namespace models {

void serve_select(int listener) {
  Peers peers;
  for (;;) {
    fd_set ready;
    FD_ZERO(&ready);
    FD_SET(listener, &ready);
    int end = listener + 1;
    for (int fd = 0; fd < peers.end(); fd++) {
      if (peers.at(fd) == nullptr) continue;
      FD_SET(fd, &ready);
      if (fd >= end) end = fd + 1;
    }
    if (sys::select(end, &ready) < 0) continue;
    for (int fd = 0; fd < end; fd++) {
      if (fd != listener && FD_ISSET(fd, &ready) && echo_step(*peers.at(fd)) == Step::kGone) peers.remove(fd);
    }
    if (!FD_ISSET(listener, &ready)) continue;
    for (int fd = accept_one(listener, SOCK_NONBLOCK); fd >= 0; fd = accept_one(listener, SOCK_NONBLOCK)) {
      if (fd < FD_SETSIZE) {
        peers.add(fd);
        continue;
      }
      refuse("fd-setsize", "select watches descriptors below 1,024 only (FD_SETSIZE)", 0);
      sys::close(fd);
    }
  }
}

}  // namespace models
