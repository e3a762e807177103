// Slots, turns and the receiving half of the engine. The sending half is engine_send.cc.
#include "engine.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

namespace jadegate {
namespace {

/** Unanswered probes after which a peer is given up. */
constexpr int kKeepAliveProbes = 4;
/** The most rows for one socket in a turn: connected, drained, received, ended. */
constexpr int32_t kRowsPerSocket = 4;
/** Turns in which a listener that closes may still accept: with 64 accepts a turn, eight times the usual backlog of 511. */
constexpr uint8_t kLastTurns = 64;
/** A smaller room in the arena is not worth a system call. */
constexpr int32_t kRoomMin = 2048;

void set_option(int fd, int level, int name, int value) { ::setsockopt(fd, level, name, &value, sizeof value); }

/** So much of the time passes before the first probe; the rest is for the probes. */
int keep_idle_seconds(int dead_peer_seconds) { return std::max(1, dead_peer_seconds * 6 / 10); }

/**
 * Accepted sockets inherit the options of their listener. Probes find a silent peer that vanished. While sent bytes are
 * not confirmed the system sends no probes: the user timeout ends that wait, which would be a quarter of an hour.
 */
void set_stream_options(int fd, const ListenOptions& options = {}) {
  const int seconds = options.dead_peer_seconds;
  const int idle = keep_idle_seconds(seconds);
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, options.is_undelayed);
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, options.is_kept_alive);
  if (!options.is_kept_alive) return;
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, idle);
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, std::max(1, (seconds - idle) / kKeepAliveProbes));
  set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, kKeepAliveProbes);
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, seconds * 1000);
}

int error_of(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return errno;
  return error;
}

void close_with_reset(int fd) {
  const linger now{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(fd);
}

/** Without descriptors or memory, the next accept would fail at once too. */
bool is_want_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Engine::Engine(const Tables& tables, const Budgets& budgets, std::unique_ptr<Poller> poller)
    : tables_(tables), budgets_(budgets), poller_(std::move(poller)) {}

Engine::~Engine() {
  for (Slot& slot : slots_) {
    if (slot.fd >= 0 && slot.kind != Kind::watched) ::close(slot.fd);
    std::free(slot.backlog);
  }
}

int Engine::open() { return poller_->open(); }

// Slots.

int32_t Engine::take_slot(int fd, Kind kind) {
  int32_t slot;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    if (static_cast<int32_t>(slots_.size()) >= tables_.slots_max) return -ENFILE;
    slot = static_cast<int32_t>(slots_.size());
    slots_.emplace_back();
    tables_.control[kSlotCount] = slot + 1;
  }
  // A stale place in the queue is kept: it finds nothing ready.
  const bool is_queued = at(slot).is_queued;
  at(slot) = Slot{};
  at(slot).is_queued = is_queued;
  at(slot).fd = fd;
  at(slot).kind = kind;
  live_count_++;
  tables_.first_entry[slot] = -1;
  tables_.last_entry[slot] = -1;
  tables_.queued[slot] = 0;
  tables_.backlog[slot] = 0;
  tables_.owes_drained[slot] = 0;
  tables_.state[slot] = kind == Kind::socket ? kOpen : kGone;
  return slot;
}

void Engine::give_slot(int32_t slot) {
  at(slot).kind = Kind::free;
  tables_.state[slot] = kGone;
  free_.push_back(slot);
  live_count_--;
}

bool Engine::is_socket(int32_t slot) const {
  return slot >= 0 && slot < static_cast<int32_t>(slots_.size()) && at(slot).kind == Kind::socket;
}

int Engine::open_socket(int32_t slot, uint8_t interest) {
  at(slot).interest = interest;
  return poller_->add(at(slot).fd, slot, interest);
}

void Engine::note_address(Slot& socket, const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    socket.family = AF_INET;
    std::memcpy(socket.address, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
  } else if (address->sa_family == AF_INET6) {
    const auto& inner = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    // An IPv4 peer of an IPv6 listener is reported as IPv4.
    const bool is_mapped = IN6_IS_ADDR_V4MAPPED(&inner);
    socket.family = is_mapped ? AF_INET : AF_INET6;
    std::memcpy(socket.address, is_mapped ? inner.s6_addr + 12 : inner.s6_addr, is_mapped ? 4 : 16);
  }
}

std::string Engine::address(int32_t slot) const {
  if (!is_socket(slot) || at(slot).family == 0) return "";
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(at(slot).family, at(slot).address, text, sizeof text);
  return text;
}

// Listening and connecting.

int Engine::listen(const sockaddr* address, socklen_t length, const ListenOptions& options) {
  const int fd = ::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (options.is_port_shared) set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  set_stream_options(fd, options);
  int error = 0;
  if (::bind(fd, address, length) < 0 || ::listen(fd, options.backlog) < 0) error = -errno;
  const int32_t slot = error < 0 ? error : take_slot(fd, Kind::listener);
  if (slot < 0) {
    ::close(fd);
    return slot;
  }
  error = open_socket(slot, kReadable);
  if (error == 0) return slot;
  at(slot).fd = -1;
  give_slot(slot);
  ::close(fd);
  return error;
}

int Engine::local_port(int32_t slot) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (slot < 0 || slot >= static_cast<int32_t>(slots_.size())) return -EBADF;
  if (::getsockname(at(slot).fd, reinterpret_cast<sockaddr*>(&address), &length) < 0) return -errno;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port);
  return -EAFNOSUPPORT;
}

void Engine::unlisten(int32_t slot) {
  if (slot < 0 || slot >= static_cast<int32_t>(slots_.size()) || at(slot).kind != Kind::listener) return;
  if (at(slot).is_ending) return;
  at(slot).is_ending = true;
  at(slot).turns_left = kLastTurns;
  if (at(slot).is_paused) close_listener(slot);
  else enqueue(slot, kReadable);
}

void Engine::close_listener(int32_t slot) {
  poller_->remove(at(slot).fd, slot);
  ::close(at(slot).fd);
  at(slot).fd = -1;
  at(slot).kind = Kind::closed;
  // Rows with this listener may be pending: its number is free after them.
  released_.push_back(slot);
}

int Engine::connect(const sockaddr* address, socklen_t length) {
  const int32_t slot = take_slot(-1, Kind::socket);
  if (slot < 0) return slot;
  const int fd = ::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    finish(slot, -errno);
    return slot;
  }
  at(slot).fd = fd;
  set_stream_options(fd);
  note_address(at(slot), address);
  at(slot).is_connecting = true;
  int error = open_socket(slot, 0);
  if (error == 0 && ::connect(fd, address, length) < 0 && errno != EINPROGRESS && errno != EINTR) error = -errno;
  if (error < 0) finish(slot, error);
  else update_interest(slot);
  return slot;
}

int Engine::watch(int fd) {
  const int32_t slot = take_slot(fd, Kind::watched);
  if (slot < 0) return slot;
  const int error = open_socket(slot, kReadable);
  if (error == 0) return slot;
  at(slot).fd = -1;
  give_slot(slot);
  return error;
}

void Engine::unwatch(int32_t slot) {
  if (slot < 0 || slot >= static_cast<int32_t>(slots_.size()) || at(slot).kind != Kind::watched) return;
  poller_->remove(at(slot).fd, slot);
  at(slot).fd = -1;
  at(slot).kind = Kind::closed;
  released_.push_back(slot);
}

// Calls of the caller on a socket.

/** Whether `pause` and `resume` apply: to accepting of a listener, or receiving of a socket. */
bool Engine::is_pausable(int32_t slot) const {
  if (slot < 0 || slot >= static_cast<int32_t>(slots_.size())) return false;
  return slots_[slot].kind == Kind::listener || (is_socket(slot) && !slots_[slot].is_ending);
}

void Engine::pause(int32_t slot) {
  if (!is_pausable(slot)) return;
  at(slot).is_paused = true;
  update_interest(slot);
}

void Engine::resume(int32_t slot) {
  if (!is_pausable(slot) || !at(slot).is_paused) return;
  at(slot).is_paused = false;
  update_interest(slot);
}

void Engine::end(int32_t slot) {
  if (!is_socket(slot) || at(slot).is_ending) return;
  if (is_frozen_) {
    deferred_.push_back({slot, false});
    return;
  }
  send_queued(slot);
  if (!is_socket(slot)) return;
  at(slot).is_ending = true;
  at(slot).is_paused = false;
  tables_.state[slot] = kEnding;
  if (!at(slot).is_connecting && tables_.backlog[slot] == 0) send_end(slot);
  if (is_socket(slot)) update_interest(slot);
}

void Engine::destroy(int32_t slot) {
  if (!is_socket(slot)) return;
  if (is_frozen_) deferred_.push_back({slot, true});
  else finish(slot, -ECANCELED);
}

// A turn.

int Engine::receive(int timeout_ms) {
  row_count_ = 0;
  arena_used_ = 0;
  if (is_frozen_) return 0;
  emit_closed();
  if (ready_left_ == 0) {
    const int wait_ms = has_work() || row_count_ > 0 ? 0 : timeout_ms;
    const int count = poller_->wait(ready_, static_cast<int>(sizeof ready_ / sizeof ready_[0]), wait_ms);
    if (count < 0) return count;
    for (int index = 0; index < count; index++) enqueue(ready_[index].slot, ready_[index].what);
    // A socket that returns to the queue waits until all of these had their turn.
    ready_left_ = queue_count_;
  }
  for (int32_t sockets = budgets_.sockets; sockets > 0 && ready_left_ > 0; sockets--) {
    if (rows_left() < kRowsPerSocket || tables_.arena_bytes - arena_used_ < kRoomMin) break;
    ready_left_--;
    const int32_t slot = queue_[queue_first_];
    queue_first_ = queue_first_ + 1 == queue_.size() ? 0 : queue_first_ + 1;
    queue_count_--;
    at(slot).is_queued = false;
    serve(slot);
  }
  emit_closed();
  return row_count_;
}

bool Engine::has_work() const {
  if (is_frozen_) return false;
  return queue_count_ > 0 || !closing_.empty() || !released_.empty() || tables_.control[kTouchedCount] > 0;
}

void Engine::release_closed() {
  for (const int32_t slot : released_) give_slot(slot);
  released_.clear();
}

void Engine::emit_closed() {
  size_t done = 0;
  for (; done < closing_.size() && rows_left() > 0; done++) {
    row(kClosed, closing_[done].slot, closing_[done].error);
    released_.push_back(closing_[done].slot);
  }
  closing_.erase(closing_.begin(), closing_.begin() + static_cast<std::ptrdiff_t>(done));
}

void Engine::row(Event event, int32_t slot, int32_t value) {
  tables_.event[row_count_] = event;
  tables_.socket[row_count_] = slot;
  tables_.value[row_count_] = value;
  tables_.offset[row_count_] = arena_used_;
  row_count_++;
}

void Engine::enqueue(int32_t slot, uint8_t what) {
  Slot& entry = at(slot);
  entry.ready |= what;
  if (entry.is_queued) return;
  entry.is_queued = true;
  if (queue_count_ == queue_.size()) {
    // Grown to as many places as there are slots: when a ring is full, its first entry is at the place of the next one.
    std::vector<int32_t> grown(slots_.size() + 64);
    for (size_t index = 0; index < queue_count_; index++) grown[index] = queue_[(queue_first_ + index) % queue_.size()];
    queue_.swap(grown);
    queue_first_ = 0;
  }
  queue_[(queue_first_ + queue_count_) % queue_.size()] = slot;
  queue_count_++;
}

void Engine::serve(int32_t slot) {
  const uint8_t what = at(slot).ready;
  at(slot).ready = 0;
  if (at(slot).kind == Kind::listener) {
    if (!at(slot).is_paused) accept(slot);
    else if (at(slot).is_ending) close_listener(slot);
    return;
  }
  if (at(slot).kind == Kind::watched) row(kReadyRow, slot, 0);
  if (at(slot).kind != Kind::socket || what == 0) return;
  if (at(slot).is_connecting) {
    finish_connect(slot, what);
    return;
  }
  if ((what & kWritable) && tables_.backlog[slot] > 0) send_backlog(slot);
  if (is_socket(slot) && (what & ~kWritable) != 0) read(slot, what);
}

void Engine::accept(int32_t slot) {
  for (int32_t left = budgets_.accepts; left > 0; left--) {
    if (rows_left() < kRowsPerSocket) break;
    if (accept_one(slot)) continue;
    // Directly after the last of them: who connects in between is reset.
    if (at(slot).is_ending) close_listener(slot);
    return;
  }
  if (at(slot).is_ending && --at(slot).turns_left == 0) close_listener(slot);
  else enqueue(slot, kReadable);
}

/** False when there is nothing more to accept now. */
bool Engine::accept_one(int32_t listener) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  const int fd = ::accept4(at(listener).fd, reinterpret_cast<sockaddr*>(&address), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  int32_t slot = fd < 0 ? -errno : take_slot(fd, Kind::socket);
  if (slot < 0 && is_want_of_resources(-slot)) {
    if (fd >= 0) close_with_reset(fd);
    // The reader pauses the listener for a while: accepting would fail again at once.
    row(kAcceptFailedRow, listener, slot);
    return false;
  }
  // Any error but EAGAIN belongs to a single connection that has already ended.
  if (slot < 0) return slot != -EAGAIN && slot != -EBADF && slot != -EINVAL;
  note_address(at(slot), reinterpret_cast<sockaddr*>(&address));
  if (open_socket(slot, kReadable) < 0) {
    tables_.control[kPollerRefused]++;
    at(slot).fd = -1;
    give_slot(slot);
    close_with_reset(fd);
    return true;
  }
  row(kAccepted, slot, listener);
  return true;
}

void Engine::finish_connect(int32_t slot, uint8_t what) {
  if ((what & (kWritable | kFailed | kHangup)) == 0) return;
  const int error = error_of(at(slot).fd);
  if (error != 0) {
    finish(slot, -error);
    return;
  }
  at(slot).is_connecting = false;
  row(kConnected, slot, 0);
  if (tables_.backlog[slot] > 0) send_backlog(slot);
  else if (at(slot).is_ending) send_end(slot);
  // The poller checks a changed interest afresh, so earlier input is reported.
  if (is_socket(slot)) update_interest(slot);
}

void Engine::read(int32_t slot, uint8_t what) {
  Slot& socket = at(slot);
  if (socket.has_peer_ended || (socket.is_paused && (what & kHangup) == 0)) {
    const int error = (what & (kFailed | kHangup)) == 0 ? 0 : error_of(socket.fd);
    if (error != 0 || (what & kHangup) != 0) finish(slot, error != 0 ? -error : -ECONNRESET);
    return;
  }
  // After a partial result there is no more, unless an end or an error follows.
  const bool has_more_behind = (what & (kEnded | kHangup | kFailed)) != 0;
  int32_t row_of_bytes = -1;
  for (int32_t budget = budgets_.receive_bytes; budget > 0;) {
    const int32_t left = tables_.arena_bytes - arena_used_;
    const int32_t room = budget < left ? budget : left;
    if (room == 0) break;
    const ssize_t count = ::recv(socket.fd, tables_.memory + arena_used_, static_cast<size_t>(room), 0);
    if (count == 0) {
      read_end(slot);
      return;
    }
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) finish(slot, -errno);
      return;
    }
    const auto bytes = static_cast<int32_t>(count);
    if (!socket.is_ending) {
      if (row_of_bytes < 0) {
        row_of_bytes = row_count_;
        row(kReceived, slot, 0);
      }
      tables_.value[row_of_bytes] += bytes;
      arena_used_ += bytes;
    }
    budget -= bytes;
    if (bytes < room && !has_more_behind) return;
  }
  enqueue(slot, what & static_cast<uint8_t>(~kWritable));
}

void Engine::read_end(int32_t slot) {
  at(slot).has_peer_ended = true;
  if (!at(slot).is_ending) row(kEndedRow, slot, 0);
  if (at(slot).is_end_sent) finish(slot, 0);
  else update_interest(slot);
}

void Engine::update_interest(int32_t slot) {
  Slot& entry = at(slot);
  uint8_t wanted = 0;
  if (entry.kind == Kind::listener) wanted = entry.is_paused ? 0 : kReadable;
  else if (entry.is_connecting) wanted = kWritable;
  else {
    if (!entry.has_peer_ended && !entry.is_paused) wanted |= kReadable;
    if (tables_.backlog[slot] > 0) wanted |= kWritable;
  }
  if (wanted == entry.interest) return;
  entry.interest = wanted;
  const int error = poller_->change(entry.fd, slot, wanted);
  if (error < 0 && entry.kind == Kind::socket) finish(slot, error);
}

void Engine::finish(int32_t slot, int32_t error) {
  Slot& socket = at(slot);
  if (socket.fd >= 0) poller_->remove(socket.fd, slot);
  // A connection that did not end in order is reset, so that the peer notices.
  if (error == 0) ::close(socket.fd);
  else close_with_reset(socket.fd);
  socket.fd = -1;
  socket.kind = Kind::closed;
  socket.ready = 0;
  std::free(socket.backlog);
  socket.backlog = nullptr;
  tables_.state[slot] = kGone;
  tables_.owes_drained[slot] = 0;
  tables_.backlog[slot] = 0;
  tables_.queued[slot] = 0;
  tables_.first_entry[slot] = -1;
  tables_.last_entry[slot] = -1;
  closing_.push_back({slot, error});
}

void Engine::close_all() {
  for (int32_t slot = 0; slot < static_cast<int32_t>(slots_.size()); slot++) {
    if (at(slot).kind == Kind::listener) close_listener(slot);
    else if (at(slot).kind == Kind::watched) unwatch(slot);
    else if (at(slot).kind == Kind::socket) finish(slot, -ECANCELED);
  }
}

}  // namespace jadegate
