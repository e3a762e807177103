// The system calls of the models, each counted. A call that waits also counts a wake-up when it returns.
#pragma once
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model.h"

namespace models::sys {

inline int accept4(int listener, int flags) {
  add(counts.calls);
  return ::accept4(listener, nullptr, nullptr, flags);
}

inline ssize_t recv(int fd, void* into, size_t bytes) {
  add(counts.calls);
  return ::recv(fd, into, bytes, 0);
}

inline ssize_t send(int fd, const void* from, size_t bytes) {
  add(counts.calls);
  return ::send(fd, from, bytes, MSG_NOSIGNAL);
}

inline int close(int fd) {
  add(counts.calls);
  return ::close(fd);
}

template <typename Value>
int fcntl(int fd, int command, Value value) {
  add(counts.calls);
  return ::fcntl(fd, command, value);
}

inline int sigwaitinfo(const sigset_t* set, siginfo_t* info) {
  add(counts.calls);
  const int result = ::sigwaitinfo(set, info);
  add(counts.wakeups);
  return result;
}

inline int select(int end, fd_set* reads) {
  add(counts.calls);
  const int result = ::select(end, reads, nullptr, nullptr, nullptr);
  add(counts.wakeups);
  return result;
}

inline int poll(pollfd* rows, nfds_t count) {
  add(counts.calls);
  const int result = ::poll(rows, count, -1);
  add(counts.wakeups);
  return result;
}

inline int epoll_create() {
  add(counts.calls);
  return ::epoll_create1(EPOLL_CLOEXEC);
}

inline int epoll_ctl(int epoll, int operation, int fd, epoll_event* event) {
  add(counts.calls);
  return ::epoll_ctl(epoll, operation, fd, event);
}

inline int epoll_wait(int epoll, epoll_event* events, int max) {
  add(counts.calls);
  const int result = ::epoll_wait(epoll, events, max, -1);
  add(counts.wakeups);
  return result;
}

inline int io_uring_enter(int ring, unsigned submitted, unsigned awaited, unsigned flags) {
  add(counts.calls);
  const long result = ::syscall(__NR_io_uring_enter, ring, submitted, awaited, flags, nullptr, 0);
  if (awaited > 0) add(counts.wakeups);
  return static_cast<int>(result);
}

}  // namespace models::sys
