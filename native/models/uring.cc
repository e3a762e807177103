// Model 5, asynchronous, by completions (io_uring): the program does not ask which sockets are ready but orders the
// work, "receive into this memory", and the kernel waits and copies. It returns the finished work. Windows calls this
// model IOCP.
//
// The order after a whole message is a pair: send it, then receive the next one into the same memory. The pair is
// linked, because the kernel must be done with the memory before it fills it again. All orders of a round and the wait
// for the next completion are one system call, the only call to count.
#include <cerrno>
#include <cstring>

#include "calls.h"
#include "echo.h"
#include "ring.h"

#ifndef IORING_ACCEPT_MULTISHOT
#define IORING_ACCEPT_MULTISHOT (1U << 0)
#endif

namespace models {
namespace {

/** One order that completes again and again, once for each connection. */
void order_accept(Ring& ring, int listener) {
  io_uring_sqe& entry = ring.next_entry();
  entry.opcode = IORING_OP_ACCEPT;
  entry.fd = listener;
  entry.ioprio = IORING_ACCEPT_MULTISHOT;
  entry.accept_flags = SOCK_CLOEXEC;
  entry.user_data = static_cast<uint64_t>(listener);
}

void order_receive(Ring& ring, Peer& peer) {
  io_uring_sqe& entry = ring.next_entry();
  entry.opcode = IORING_OP_RECV;
  entry.fd = peer.fd;
  entry.addr = reinterpret_cast<uint64_t>(peer.message + peer.have);
  entry.len = static_cast<uint32_t>(kMessageBytes - peer.have);
  entry.user_data = static_cast<uint64_t>(peer.fd);
}

/**
 * A send that succeeds completes silently; one that fails completes in place of the receive, which is dropped with it.
 */
void order_echo(Ring& ring, Peer& peer) {
  ring.reserve(2);
  io_uring_sqe& entry = ring.next_entry();
  entry.opcode = IORING_OP_SEND;
  entry.flags = IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS;
  entry.fd = peer.fd;
  entry.addr = reinterpret_cast<uint64_t>(peer.message);
  entry.len = kMessageBytes;
  entry.msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
  entry.user_data = static_cast<uint64_t>(peer.fd);
  order_receive(ring, peer);
}

/** False when the peer is gone. A peer has exactly one order in flight, so no completion can follow. */
bool received(Ring& ring, Peer& peer, int result) {
  if (result <= 0) return false;
  peer.have += static_cast<size_t>(result);
  if (peer.have < kMessageBytes) {
    order_receive(ring, peer);
    return true;
  }
  peer.have = 0;
  add(counts.messages);
  order_echo(ring, peer);
  return true;
}

/** False when this way of accepting does not work. */
bool accepted(Ring& ring, Peers& peers, int listener, const io_uring_cqe& completion) {
  if (completion.res == -EINVAL) return false;
  if (completion.res >= 0) {
    send_at_once(completion.res);
    order_receive(ring, peers.add(completion.res));
  } else if (completion.res == -EMFILE || completion.res == -ENFILE) {
    refuse_newcomer(listener, -completion.res);
  }
  if ((completion.flags & IORING_CQE_F_MORE) == 0) order_accept(ring, listener);
  return true;
}

}  // namespace

void serve_uring(int listener) {
  // A ring waits by itself, but not on a non-blocking descriptor.
  sys::fcntl(listener, F_SETFL, 0);
  Ring ring;
  const int error = ring.open();
  if (error != 0) return refuse("kernel", "the kernel, or a sandbox around it, does not allow io_uring", error);
  Peers peers;
  order_accept(ring, listener);
  for (;;) {
    ring.wait();
    io_uring_cqe completion;
    while (ring.take(completion)) {
      const int fd = static_cast<int>(completion.user_data);
      if (fd != listener) {
        if (!received(ring, *peers.at(fd), completion.res)) peers.remove(fd);
      } else if (!accepted(ring, peers, listener, completion)) {
        return refuse("kernel", "the kernel is older than 5.19: its io_uring has no multishot accept", 0);
      }
    }
  }
}

}  // namespace models
