// Model 3, signal-driven: the kernel sends a signal when a descriptor becomes readable, and the signal names the
// descriptor. (Plain SIGIO neither queues nor names a descriptor; F_SETSIG with a real-time signal does both.) The
// thread sleeps in sigwaitinfo: no handler, so no code that interrupts other code.
//
// A signal is sent once for each arrival and does not say how many bytes there are, so one reads until EAGAIN. Each
// signal needs its own call: four calls a message. The queue of signals is bounded; when it is full the kernel sends
// plain SIGIO, which means: check all descriptors.
#include <csignal>

#include "calls.h"
#include "echo.h"

namespace models {
namespace {

/** From now on the kernel signals this thread when `fd` has input. */
void ask_for_signals(int fd) {
  const f_owner_ex owner{F_OWNER_TID, static_cast<pid_t>(::syscall(SYS_gettid))};
  sys::fcntl(fd, F_SETOWN_EX, &owner);
  sys::fcntl(fd, F_SETSIG, SIGRTMIN);
  sys::fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC);
}

void read_all(Peers& peers, int fd) {
  Peer* const peer = peers.at(fd);
  // A signal may be older than the end of its connection.
  if (peer != nullptr && !echo_all(*peer)) peers.remove(fd);
}

void accept_all(Peers& peers, int listener) {
  for (int fd = accept_one(listener, SOCK_NONBLOCK); fd >= 0; fd = accept_one(listener, SOCK_NONBLOCK)) {
    peers.add(fd);
    ask_for_signals(fd);
    // No signal was sent for earlier input.
    read_all(peers, fd);
  }
}

}  // namespace

void serve_signal(int listener) {
  // Both are blocked in every thread (main.cc): they wait in the queue until they are fetched.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGRTMIN);
  sigaddset(&signals, SIGIO);
  Peers peers;
  ask_for_signals(listener);
  accept_all(peers, listener);
  for (;;) {
    siginfo_t info;
    const int signal = sys::sigwaitinfo(&signals, &info);
    if (signal == SIGIO) {
      accept_all(peers, listener);
      for (int fd = 0; fd < peers.end(); fd++) read_all(peers, fd);
    } else if (signal == SIGRTMIN) {
      if (info.si_fd == listener) accept_all(peers, listener);
      else read_all(peers, info.si_fd);
    }
  }
}

}  // namespace models
