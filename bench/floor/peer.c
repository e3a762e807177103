// Connections of the load. All output fits into the kernel's buffer, or the measurement is wrong: then the process ends
// with a message, as it does when a connection is lost.
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { READ_BYTES = 64 * 1024, PEERS_PER_ADDRESS = 1000, UPGRADE_END_BYTES = 4, WEBSOCKET_SHORT_MAX = 125 };

// The key is that of RFC 6455, 1.3: this load does not check the answer.
static const char UPGRADE[] =
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

void die(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

void peer_connect(struct peer *peer, int port, int epoll_fd) {
  peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (peer->fd < 0) die("socket");
  const int on = 1;
  // Reset at the end, so that no address waits in TIME_WAIT for the next round.
  const struct linger linger = {.l_onoff = 1, .l_linger = 0};
  setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(peer->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  // One address has fewer ports than we may have connections; the machine has sixteen million addresses: 127.0.1.1 and
  // on.
  struct sockaddr_in from = {.sin_family = AF_INET};
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 256 + peer->number / PEERS_PER_ADDRESS);
  if (bind(peer->fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind");
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(peer->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = peer};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, peer->fd, &event) < 0) die("epoll_ctl");
}

void peer_send(const struct peer *peer, const uint8_t *bytes, size_t count) {
  const ssize_t sent = send(peer->fd, bytes, count, MSG_NOSIGNAL);
  if (sent < 0) die("send");
  if ((size_t)sent == count) return;
  fprintf(stderr, "load: the kernel accepted %zd of %zu bytes: keep fewer frames in flight\n", sent, count);
  exit(1);
}

int peer_is_through(const struct peer *peer, const struct script *script) {
  const int has_upgraded = !script->is_websocket || peer->upgrade_matched == UPGRADE_END_BYTES;
  return peer->is_connected && has_upgraded && peer->step == script->step_count;
}

// Sends the frames of the script up to the next answer that it waits for.
static void speak(struct peer *peer, const struct script *script) {
  while (peer->step < script->step_count && script->steps[peer->step].waits_for < 0) {
    uint8_t frame[SCRIPT_FRAME_MAX];
    peer_send(peer, frame, script_frame(&script->steps[peer->step], peer->number, peer->kept, frame));
    peer->step++;
  }
}

void peer_connected(struct peer *peer, const struct script *script, int epoll_fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, peer->fd, &event) < 0) die("epoll_ctl");
  peer->is_connected = 1;
  if (script->is_websocket) peer_send(peer, (const uint8_t *)UPGRADE, sizeof UPGRADE - 1);
  else speak(peer, script);
}

// Handles a frame of which the first `count` payload bytes have come.
static void take(struct peer *peer, const struct script *script, on_frame frame, const uint8_t *payload, size_t count) {
  const int id = count < 2 ? -1 : payload[0] << 8 | payload[1];
  if (peer->step == script->step_count) {
    frame(peer, id);
    return;
  }
  const struct step *step = &script->steps[peer->step];
  if (id != step->waits_for) return;
  if (step->keep_at >= 0 && (size_t)step->keep_at + KEPT_BYTES <= count) {
    memcpy(peer->kept, payload + step->keep_at, KEPT_BYTES);
  }
  peer->step++;
  speak(peer, script);
}

static size_t min_size(size_t left, size_t right) { return left < right ? left : right; }

static size_t payload_bytes(const struct script *script, const uint8_t *head) {
  if (!script->is_websocket) return (size_t)(head[0] << 8 | head[1]);
  if (head[1] <= WEBSOCKET_SHORT_MAX) return head[1];
  fprintf(stderr, "load: a WebSocket frame of more than %d bytes came: use shorter ones\n", WEBSOCKET_SHORT_MAX);
  exit(1);
}

// Looks for the end of the answer to an upgrade; returns how many bytes of it were consumed.
static size_t take_upgrade(struct peer *peer, const uint8_t *at, size_t count) {
  size_t used = 0;
  while (used < count && peer->upgrade_matched < UPGRADE_END_BYTES) {
    const uint8_t byte = at[used++];
    if (byte == "\r\n\r\n"[peer->upgrade_matched]) peer->upgrade_matched++;
    else peer->upgrade_matched = byte == '\r';
  }
  return used;
}

// Continues a frame that came in pieces; returns how many bytes were consumed.
static size_t take_piece(struct peer *peer, const struct script *script, on_frame frame, const uint8_t *at, size_t count) {
  size_t used;
  if (peer->rest_bytes > 0) {
    used = min_size(peer->rest_bytes, count);
    peer->rest_bytes -= (uint32_t)used;
  } else {
    const int has_head = peer->start_bytes >= HEAD_BYTES;
    const size_t wanted = has_head ? min_size(HEAD_BYTES + payload_bytes(script, peer->start), START_BYTES) : HEAD_BYTES;
    used = min_size(wanted - peer->start_bytes, count);
    memcpy(peer->start + peer->start_bytes, at, used);
    peer->start_bytes += (uint32_t)used;
    if (peer->start_bytes < wanted) return used;
    const size_t whole = HEAD_BYTES + payload_bytes(script, peer->start);
    if (!has_head && whole > HEAD_BYTES) return used;
    peer->rest_bytes = (uint32_t)(whole - peer->start_bytes);
  }
  if (peer->rest_bytes > 0) return used;
  const size_t at_hand = peer->start_bytes - HEAD_BYTES;
  peer->start_bytes = 0;
  take(peer, script, frame, peer->start + HEAD_BYTES, at_hand);
  return used;
}

static void take_raw(struct peer *peer, const struct script *script, on_frame frame, size_t count) {
  while (count > 0) {
    const size_t used = min_size(script->raw_bytes - peer->start_bytes, count);
    peer->start_bytes += (uint32_t)used;
    count -= used;
    if (peer->start_bytes < script->raw_bytes) return;
    peer->start_bytes = 0;
    frame(peer, -1);
  }
}

static void take_all(struct peer *peer, const struct script *script, on_frame frame, const uint8_t *at, size_t count) {
  if (script->raw_bytes > 0) {
    take_raw(peer, script, frame, count);
    return;
  }
  if (script->is_websocket && peer->upgrade_matched < UPGRADE_END_BYTES) {
    const size_t used = take_upgrade(peer, at, count);
    at += used;
    count -= used;
  }
  while (count > 0) {
    size_t used = 0;
    if (peer->start_bytes == 0 && count >= HEAD_BYTES) {
      const size_t whole = HEAD_BYTES + payload_bytes(script, at);
      if (count >= whole) {
        used = whole;
        take(peer, script, frame, at + HEAD_BYTES, whole - HEAD_BYTES);
      }
    }
    if (used == 0) used = take_piece(peer, script, frame, at, count);
    at += used;
    count -= used;
  }
}

void peer_ready(struct peer *peer, const struct script *script, on_frame frame) {
  static uint8_t input[READ_BYTES];
  const ssize_t count = recv(peer->fd, input, READ_BYTES, 0);
  if (count > 0) take_all(peer, script, frame, input, (size_t)count);
  else if (count == 0 || errno != EAGAIN) {
    if (count == 0) errno = 0;
    fprintf(stderr, "load: the server ended connection %u at step %d of its script: %s\n", peer->number, peer->step,
            count == 0 ? "closed" : strerror(errno));
    exit(1);
  }
}
