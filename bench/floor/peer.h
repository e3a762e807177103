// The far end of one connection: it connects, says its script, and then tells of each frame that comes.
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
  uint32_t oldest; // in sent_ns, of which the peer has as many as frames are under way
  uint64_t *sent_ns;
  // A frame that came in pieces: its first bytes, and how many more are to come after them.
  uint8_t start[START_BYTES];
  uint32_t start_bytes;
  uint32_t rest_bytes;
  uint8_t kept[KEPT_BYTES];
};

// `id` is the frame's first two bytes, -1 when it has none.
typedef void (*on_frame)(struct peer *peer, int id);

void die(const char *what);
// Starts connecting, from an address that has ports left, and watches the socket on the epoll.
void peer_connect(struct peer *peer, int port, int epoll_fd);
// A peer that was connecting is connected, or never will be: the first that is sent says so. Begins its script.
void peer_connected(struct peer *peer, const struct script *script, int epoll_fd);
// To be called when something came in. Ends the process with a line when the connection is lost.
void peer_ready(struct peer *peer, const struct script *script, on_frame frame);
void peer_send(const struct peer *peer, const uint8_t *bytes, size_t count);
int peer_is_through(const struct peer *peer, const struct script *script);
#endif
