// Shared by all models but io_uring: a table of peers, and one step of echo for one of them. A message is 64 bytes; the
// part received so far waits in its peer, because TCP may cut it anywhere. Invariant: a peer has at most one message in
// memory. A peer that does not read its answers is closed: nothing is queued for it.
#pragma once
#include <memory>
#include <vector>

#include "model.h"

namespace models {

struct Peer {
  explicit Peer(int its_fd) : fd(its_fd) {}
  const int fd;
  size_t have = 0;
  char message[kMessageBytes];
};

enum class Step {
  /** A whole message was sent back. */
  kEchoed,
  /** Some bytes of a message came. */
  kPart,
  /** Nothing to read now (EAGAIN). Never returned for a blocking socket. */
  kNothing,
  /** It ended, broke, or does not read its answers. */
  kGone,
};

/** One recv, and a send when it completes a message. */
Step echo_step(Peer& peer);

/** Steps until nothing is left to read. False when the peer is gone. */
bool echo_all(Peer& peer);

/** Peers by descriptor, which the kernel keeps small: it always gives the lowest free one. */
class Peers {
 public:
  Peer& add(int fd);
  /** Closes the socket. */
  void remove(int fd);
  /** Null where no peer has the descriptor. */
  Peer* at(int fd) { return fd < end() ? by_fd_[static_cast<size_t>(fd)].get() : nullptr; }
  /** One past the highest descriptor there was. */
  int end() const { return static_cast<int>(by_fd_.size()); }

 private:
  std::vector<std::unique_ptr<Peer>> by_fd_;
};

/**
 * The descriptor of a new connection, or -1 when none waits. Without free descriptors, it closes the connection and
 * reports that.
 */
int accept_one(int listener, int flags);

/** Sends whole messages at once, however many are in flight: without it the kernel gathers them for a while (Nagle). */
void send_at_once(int fd);

/**
 * Accepts a connection for which the process has no descriptor, and closes it: left in the backlog, it would keep the
 * listener ready for ever.
 */
void refuse_newcomer(int listener, int error);

}  // namespace models
