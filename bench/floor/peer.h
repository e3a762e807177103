// The far end of one connection: it connects, runs its script, and then reports each frame that comes.
#ifndef JADEGATE_BENCH_PEER_H
#define JADEGATE_BENCH_PEER_H
#include <stdint.h>

#include "script.h"

enum { HEAD_BYTES = 2, START_BYTES = 32 };

struct peer {
  int fd;
  uint32_t number;
  int step;        // of the script; past its end the peer is ready
  int is_connected;
  uint32_t upgrade_matched; // bytes of the empty line that ends the server's answer to an upgrade
  uint32_t due;    // frames that came and are not answered yet
  uint32_t oldest; // index in sent_ns, which has one entry for each frame in flight
  uint64_t *sent_ns;
  // A frame that came in pieces: its first bytes, and how many more are to come.
  uint8_t start[START_BYTES];
  uint32_t start_bytes;
  uint32_t rest_bytes;
  uint8_t kept[KEPT_BYTES];
};

// `id` is the frame's first two bytes, -1 when it has none.
typedef void (*on_frame)(struct peer *peer, int id);

void die(const char *what);
// Starts connecting, from an address that has free ports, and watches the socket on the epoll.
void peer_connect(struct peer *peer, int port, int epoll_fd);
// Connecting has succeeded or failed: the first send shows which. Begins the script.
void peer_connected(struct peer *peer, const struct script *script, int epoll_fd);
// Call it when input came. Ends the process with a message when the connection is lost.
void peer_ready(struct peer *peer, const struct script *script, on_frame frame);
void peer_send(const struct peer *peer, const uint8_t *bytes, size_t count);
int peer_is_through(const struct peer *peer, const struct script *script);
#endif
