// Sockets of the engine that move to another process: a frozen engine, and how it gives and takes descriptors. Both
// processes have a socket at the same time, so nothing here ends or resets one.
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine.h"

namespace jadegate {

void Engine::freeze() {
  // What is queued becomes the backlog of its socket only when the kernel does not take it.
  send();
  is_frozen_ = true;
}

void Engine::thaw() {
  is_frozen_ = false;
  const std::vector<Deferred> deferred = std::move(deferred_);
  deferred_.clear();
  for (const Deferred& each : deferred) {
    if (each.is_destroy) destroy(each.slot);
    else end(each.slot);
  }
}

int Engine::descriptor_of(int32_t slot) const {
  if (slot < 0 || slot >= static_cast<int32_t>(slots_.size())) return -EBADF;
  const Slot& entry = at(slot);
  const bool has_one = entry.kind == Kind::socket || entry.kind == Kind::listener;
  return has_one && entry.fd >= 0 ? entry.fd : -EBADF;
}

std::pair<const uint8_t*, size_t> Engine::unsent(int32_t slot) {
  if (is_socket(slot)) send_queued(slot);
  if (!is_socket(slot)) return {nullptr, 0};
  const Slot& socket = at(slot);
  return {socket.backlog + socket.backlog_start, socket.backlog_end - socket.backlog_start};
}

void Engine::release(int32_t slot) {
  if (descriptor_of(slot) < 0) return;
  Slot& entry = at(slot);
  // The poller watches the open socket, which lives on, and not the number of the descriptor.
  poller_->remove(entry.fd, slot);
  ::close(entry.fd);
  entry.fd = -1;
  entry.kind = Kind::closed;
  entry.ready = 0;
  std::free(entry.backlog);
  entry.backlog = nullptr;
  tables_.state[slot] = kGone;
  tables_.owes_drained[slot] = 0;
  tables_.backlog[slot] = 0;
  tables_.queued[slot] = 0;
  tables_.first_entry[slot] = -1;
  tables_.last_entry[slot] = -1;
  released_.push_back(slot);
}

int Engine::adopt(int fd) { return adopt_as(fd, Kind::socket); }

int Engine::adopt_listener(int fd) { return adopt_as(fd, Kind::listener); }

int Engine::adopt_as(int fd, Kind kind) {
  int type = 0;
  int is_listening = 0;
  socklen_t length = sizeof type;
  if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0) return -errno;
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &length) < 0) return -errno;
  if (type != SOCK_STREAM || (is_listening != 0) != (kind == Kind::listener)) return -EINVAL;
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) return -errno;
  const int32_t slot = take_slot(fd, kind);
  if (slot < 0) return slot;
  sockaddr_storage address{};
  length = sizeof address;
  // A peer that reset the connection has no address any more; the next read reports it.
  const auto peer = reinterpret_cast<sockaddr*>(&address);
  if (kind == Kind::socket && ::getpeername(fd, peer, &length) == 0) note_address(at(slot), peer);
  const int error = open_socket(slot, kReadable);
  if (error == 0) return slot;
  at(slot).fd = -1;
  give_slot(slot);
  return error;
}

}  // namespace jadegate
