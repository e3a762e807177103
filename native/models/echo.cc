// One step of echo, the table of peers, and accepting.
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "calls.h"
#include "echo.h"

namespace models {
namespace {

/** Closed for a moment when no descriptors are left, so that a connection can be accepted and closed. */
int spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);

}  // namespace

Step echo_step(Peer& peer) {
  const ssize_t count = sys::recv(peer.fd, peer.message + peer.have, kMessageBytes - peer.have);
  if (count < 0) return errno == EAGAIN ? Step::kNothing : errno == EINTR ? Step::kPart : Step::kGone;
  if (count == 0) return Step::kGone;
  peer.have += static_cast<size_t>(count);
  if (peer.have < kMessageBytes) return Step::kPart;
  peer.have = 0;
  if (sys::send(peer.fd, peer.message, kMessageBytes) != static_cast<ssize_t>(kMessageBytes)) return Step::kGone;
  add(counts.messages);
  return Step::kEchoed;
}

bool echo_all(Peer& peer) {
  for (;;) {
    const Step step = echo_step(peer);
    if (step == Step::kNothing) return true;
    if (step == Step::kGone) return false;
  }
}

Peer& Peers::add(int fd) {
  const auto place = static_cast<size_t>(fd);
  if (place >= by_fd_.size()) by_fd_.resize(place + 1);
  by_fd_[place] = std::make_unique<Peer>(fd);
  counts.connections++;
  return *by_fd_[place];
}

void Peers::remove(int fd) {
  by_fd_[static_cast<size_t>(fd)] = nullptr;
  counts.connections--;
  sys::close(fd);
}

int accept_one(int listener, int flags) {
  const int fd = sys::accept4(listener, flags | SOCK_CLOEXEC);
  if (fd < 0) {
    if (errno == EMFILE || errno == ENFILE) refuse_newcomer(listener, errno);
    return -1;
  }
  send_at_once(fd);
  return fd;
}

void send_at_once(int fd) {
  const int on = 1;
  add(counts.calls);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void refuse_newcomer(int listener, int error) {
  refuse("descriptors", "the server may not open more descriptors (ulimit -n)", error);
  ::close(spare);
  const int fd = sys::accept4(listener, SOCK_CLOEXEC);
  if (fd >= 0) sys::close(fd);
  spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

}  // namespace models
