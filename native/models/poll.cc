// Model 4, multiplexed by poll: as with select one thread waits for all, but the question (events) and the answer
// (revents) are separate fields, in an array of any length: nothing to refill, no limit.
//
// The array is still copied into the kernel at each call, and walked by the kernel and by us, however few descriptors
// are ready.
#include <vector>

#include "calls.h"
#include "echo.h"

namespace models {

void serve_poll(int listener) {
  Peers peers;
  // The listener is first. The order of the others does not matter: the last one replaces one that left.
  std::vector<pollfd> rows{{listener, POLLIN, 0}};
  for (;;) {
    if (sys::poll(rows.data(), rows.size()) < 0) continue;
    for (size_t row = rows.size() - 1; row > 0; row--) {
      if (rows[row].revents == 0) continue;
      if (echo_step(*peers.at(rows[row].fd)) != Step::kGone) continue;
      peers.remove(rows[row].fd);
      rows[row] = rows.back();
      rows.pop_back();
    }
    if (rows[0].revents == 0) continue;
    for (int fd = accept_one(listener, SOCK_NONBLOCK); fd >= 0; fd = accept_one(listener, SOCK_NONBLOCK)) {
      peers.add(fd);
      rows.push_back({fd, POLLIN, 0});
    }
  }
}

}  // namespace models
