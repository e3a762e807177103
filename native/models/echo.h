// What all models but io_uring share: a table of peers, and one step of echo for one of them. A message is 64 bytes; what came
// of it so far waits in its peer, because TCP may cut it anywhere.
// Invariant: a peer has at most one message in memory. One that does not take its answers is closed: nothing queues for it.
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
  /** A whole message went back. */
  kEchoed,
  /** Some bytes of a message came. */
  kPart,
  /** There is nothing to read now (EAGAIN). Never told of a blocking socket. */
  kNothing,
  /** It ended, broke, or does not read its answers. */
  kGone,
};

/** One recv, and a send when that completes a message. */
Step echo_step(Peer& peer);

/** Steps until there is nothing more to read. False when the peer is gone. */
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

/** The descriptor of a newcomer, or -1 when none waits. Out of descriptors, it turns the newcomer away and says so. */
int accept_one(int listener, int flags);

/** Whole messages go out at once, however many are under way: without it the kernel gathers them for a while (Nagle). */
void send_at_once(int fd);

/** Accepts one whom the process has no descriptor for, and closes it: left in the backlog, it would make the listener ready for ever. */
void refuse_newcomer(int listener, int error);

}  // namespace models
