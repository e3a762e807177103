// The sending half of the engine: queued pieces go to the kernel; what it does not accept goes to the socket's backlog.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>

#include "engine.h"

namespace jadegate {
namespace {

/** Pieces of one system call. The output of one socket in a turn is mostly one piece. */
constexpr int kPieces = 64;
constexpr size_t kBacklogBytesMin = 4096;
/** More than any owner lets a peer fall behind; 32-bit counts stay far below their limit. */
constexpr size_t kBacklogBytesMax = 1U << 30;

}  // namespace

void Engine::send() {
  int32_t* const control = tables_.control;
  for (int32_t index = 0; index < control[kTouchedCount]; index++) send_queued(tables_.touched[index]);
  control[kOutputBytes] = 0;
  control[kEntryCount] = 0;
  control[kTouchedCount] = 0;
}

/** Sends or keeps the queued pieces of one socket. */
void Engine::send_queued(int32_t slot) {
  int32_t entry = tables_.first_entry[slot];
  if (entry < 0 || !is_socket(slot)) return;
  int32_t skipped = 0;
  // The backlog goes first, and before the connection is established everything waits.
  if (tables_.backlog[slot] == 0 && !at(slot).is_connecting && !is_frozen_) entry = send_entries(slot, entry, &skipped);
  if (!is_socket(slot)) return;
  const bool is_kept = entry >= 0;
  for (; entry >= 0; entry = tables_.entry_next[entry]) {
    const uint8_t* const bytes = tables_.memory + tables_.entry_offset[entry] + skipped;
    if (!keep(slot, bytes, static_cast<size_t>(tables_.entry_length[entry] - skipped))) {
      finish(slot, -ENOMEM);
      return;
    }
    skipped = 0;
  }
  tables_.queued[slot] = 0;
  tables_.first_entry[slot] = -1;
  tables_.last_entry[slot] = -1;
  if (is_kept) update_interest(slot);
}

/** Returns the first entry that was not sent completely, with the sent part in `skipped`; -1 when all was sent. */
int32_t Engine::send_entries(int32_t slot, int32_t entry, int32_t* skipped) {
  while (entry >= 0) {
    iovec pieces[kPieces];
    msghdr message{};
    message.msg_iov = pieces;
    size_t total = 0;
    for (int32_t next = entry; next >= 0 && message.msg_iovlen < kPieces; next = tables_.entry_next[next]) {
      const auto length = static_cast<size_t>(tables_.entry_length[next]);
      pieces[message.msg_iovlen++] = {tables_.memory + tables_.entry_offset[next], length};
      total += length;
    }
    const int fd = at(slot).fd;
    ssize_t sent;
    do {
      sent = message.msg_iovlen == 1 ? ::send(fd, pieces[0].iov_base, total, MSG_NOSIGNAL)
                                     : ::sendmsg(fd, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0 && errno != EAGAIN) {
      finish(slot, -errno);
      return -1;
    }
    if (sent < 0) return entry;
    auto left = static_cast<int32_t>(sent);
    while (entry >= 0 && left >= tables_.entry_length[entry]) {
      left -= tables_.entry_length[entry];
      entry = tables_.entry_next[entry];
    }
    if (static_cast<size_t>(sent) < total) {
      *skipped = left;
      return entry;
    }
  }
  return -1;
}

/** Appends to the backlog; false when memory is out. */
bool Engine::keep(int32_t slot, const uint8_t* bytes, size_t count) {
  Slot& socket = at(slot);
  const size_t waiting = socket.backlog_end - socket.backlog_start;
  if (waiting + count > kBacklogBytesMax) return false;
  if (socket.backlog_end + count > socket.backlog_capacity) {
    if (waiting > 0 && socket.backlog_start > 0) std::memmove(socket.backlog, socket.backlog + socket.backlog_start, waiting);
    socket.backlog_start = 0;
    socket.backlog_end = waiting;
    size_t capacity = socket.backlog_capacity < kBacklogBytesMin ? kBacklogBytesMin : socket.backlog_capacity;
    // At most half full, so that bytes are seldom moved to the front.
    while (capacity < (waiting + count) * 2) capacity *= 2;
    if (capacity > socket.backlog_capacity) {
      void* const grown = std::realloc(socket.backlog, capacity);
      if (grown == nullptr) return false;
      socket.backlog = static_cast<uint8_t*>(grown);
      socket.backlog_capacity = capacity;
    }
  }
  std::memcpy(socket.backlog + socket.backlog_end, bytes, count);
  socket.backlog_end += count;
  tables_.backlog[slot] = static_cast<int32_t>(socket.backlog_end - socket.backlog_start);
  return true;
}

void Engine::send_backlog(int32_t slot) {
  Slot& socket = at(slot);
  auto budget = static_cast<size_t>(budgets_.send_bytes);
  while (budget > 0 && socket.backlog_start < socket.backlog_end) {
    const size_t waiting = socket.backlog_end - socket.backlog_start;
    const size_t count = waiting < budget ? waiting : budget;
    const ssize_t sent = ::send(socket.fd, socket.backlog + socket.backlog_start, count, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) break;
      finish(slot, -errno);
      return;
    }
    socket.backlog_start += static_cast<size_t>(sent);
    budget -= static_cast<size_t>(sent);
    if (static_cast<size_t>(sent) < count) break;
  }
  tables_.backlog[slot] = static_cast<int32_t>(socket.backlog_end - socket.backlog_start);
  if (tables_.backlog[slot] > 0) {
    if (budget == 0) enqueue(slot, kWritable);
    update_interest(slot);
    return;
  }
  std::free(socket.backlog);
  socket.backlog = nullptr;
  socket.backlog_start = socket.backlog_end = socket.backlog_capacity = 0;
  if (tables_.owes_drained[slot] != 0 && !socket.is_ending) row(kDrained, slot, 0);
  tables_.owes_drained[slot] = 0;
  if (socket.is_ending) send_end(slot);
  if (is_socket(slot)) update_interest(slot);
}

void Engine::send_end(int32_t slot) {
  if (at(slot).is_end_sent) return;
  if (::shutdown(at(slot).fd, SHUT_WR) < 0) {
    finish(slot, -errno);
    return;
  }
  at(slot).is_end_sent = true;
  if (at(slot).has_peer_ended) finish(slot, 0);
}

}  // namespace jadegate
