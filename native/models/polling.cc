// Model 2, non-blocking polling: recv never sleeps; without bytes it returns EAGAIN, and the next connection is tried,
// round and round. One thread serves all, with nothing but recv.
//
// It never waits, so it is never woken: it uses a whole core even when all connections are idle, and tries all idle
// connections in vain for each message of an active one.
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
