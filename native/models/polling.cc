// Model 2, non-blocking polling: recv never sleeps; where there is nothing it says EAGAIN, and the next connection is asked,
// round and round. One thread serves all, and nothing but recv is needed.
//
// It never waits, so it is never woken: it takes a whole core even when nobody says anything, and asks all idle connections in
// vain for each message of an active one.
#include "calls.h"
#include "echo.h"

namespace models {

void serve_polling(int listener) {
  Peers peers;
  for (;;) {
    for (int fd = accept_one(listener, SOCK_NONBLOCK); fd >= 0; fd = accept_one(listener, SOCK_NONBLOCK)) peers.add(fd);
    for (int fd = 0; fd < peers.end(); fd++) {
      Peer* const peer = peers.at(fd);
      if (peer != nullptr && echo_step(*peer) == Step::kGone) peers.remove(fd);
    }
  }
}

}  // namespace models
