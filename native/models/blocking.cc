// Model 1, blocking: a thread without work sleeps inside recv until bytes come. A thread can sleep in one recv only, so
// each connection has its own thread.
//
// Two calls a message, and the simplest code of all. The cost is threads: memory for each stack, and a thread switch
// for each message.
#include <cerrno>
#include <pthread.h>

#include "calls.h"
#include "echo.h"

namespace models {
namespace {

/** A thread needs little here, and the stacks of 10,000 add up. */
constexpr size_t kStackBytes = 64 * 1024;

void* serve_peer(void* argument) {
  Peer peer(static_cast<int>(reinterpret_cast<intptr_t>(argument)));
  for (;;) {
    const Step step = echo_step(peer);
    // Whether recv slept is not visible here: each return counts as one.
    add(counts.wakeups);
    if (step == Step::kGone) break;
  }
  sys::close(peer.fd);
  counts.connections--;
  counts.threads--;
  return nullptr;
}

}  // namespace

void serve_blocking(int listener) {
  sys::fcntl(listener, F_SETFL, 0);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  for (;;) {
    const int fd = accept_one(listener, 0);
    if (fd < 0) continue;
    counts.connections++;
    counts.threads++;
    pthread_t thread;
    const int error = pthread_create(&thread, &attributes, serve_peer, reinterpret_cast<void*>(static_cast<intptr_t>(fd)));
    if (error == 0) continue;
    refuse("threads", "the system gives no more threads", error);
    counts.connections--;
    counts.threads--;
    sys::close(fd);
  }
}

}  // namespace models
