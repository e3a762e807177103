// The other end of every model: some active connections among many idle ones. Each active one sends a burst of
// messages, waits until all of them are back, checks them, and sends the next burst. It is the same for all models.
//
// A connection counts as open after one message went there and back. Idle connections send nothing after that.
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "model.h"

namespace models {
namespace {

/** Connections that always have a message in flight; the last ones that were opened. */
constexpr int kActive = 10;
/** Opened together, before the load waits for the first: well below the server's backlog. */
constexpr int kOpening = 64;
/** Far longer than any model needs to accept and answer: after that it does not. */
constexpr int kAnswerSeconds = 20;
constexpr size_t kBurstBytesMax = 64 * kMessageBytes;

struct Talker {
  int fd;
  size_t bytes;
  size_t have = 0;
  uint64_t round = 0;
  char sent[kBurstBytesMax];
  char got[kBurstBytesMax];
};

uint64_t messages = 0;
/** Bursts that came back changed. */
uint64_t wrong = 0;
/** Connections that the server closed while they were in use. */
uint64_t lost = 0;

/** Bytes that are unlikely to equal those of another burst, of another connection, or of a neighbour. */
void fill(Talker& talker) {
  talker.round++;
  for (size_t at = 0; at < talker.bytes; at++) {
    talker.sent[at] = static_cast<char>(at * 7 + talker.round * 31 + static_cast<uint64_t>(talker.fd) * 101);
  }
}

void speak(Talker& talker) {
  fill(talker);
  talker.have = 0;
  if (::send(talker.fd, talker.sent, talker.bytes, MSG_NOSIGNAL) != static_cast<ssize_t>(talker.bytes)) lost++;
}

void listen_to(Talker& talker) {
  const ssize_t count = ::recv(talker.fd, talker.got + talker.have, talker.bytes - talker.have, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    lost++;
    ::close(talker.fd);
    return;
  }
  talker.have += static_cast<size_t>(count);
  if (talker.have < talker.bytes) return;
  messages += talker.bytes / kMessageBytes;
  if (std::memcmp(talker.sent, talker.got, talker.bytes) != 0) wrong++;
  speak(talker);
}

/** Null, or why there is no connection. */
const char* connect_to(int port, int& fd) {
  fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno == EMFILE ? "the load may not open more descriptors (ulimit -n)" : std::strerror(errno);
  const int on = 1;
  // Reset at the end: no address stays in TIME_WAIT for the next step.
  const linger reset{1, 0};
  const timeval patience{kAnswerSeconds, 0};
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) < 0) {
    return errno == EADDRNOTAVAIL ? "the machine has no free ports (ip_local_port_range)" : std::strerror(errno);
  }
  const char hello[kMessageBytes] = "hello";
  return ::send(fd, hello, sizeof hello, MSG_NOSIGNAL) == sizeof hello ? nullptr : std::strerror(errno);
}

/** Null, or why the first message did not come back. */
const char* answered(int fd) {
  char answer[kMessageBytes];
  const ssize_t count = ::recv(fd, answer, sizeof answer, MSG_WAITALL);
  if (count == sizeof answer) return nullptr;
  if (count >= 0) return "the server closed the connection";
  return errno == EAGAIN ? "the server did not answer in 20 s" : std::strerror(errno);
}

/** Opens this many; null, or why there are only those in `fds`. */
const char* open_all(int port, int wanted, std::vector<int>& fds) {
  while (static_cast<int>(fds.size()) < wanted) {
    const size_t answered_count = fds.size();
    const char* fault = nullptr;
    while (fault == nullptr && fds.size() < answered_count + kOpening && static_cast<int>(fds.size()) < wanted) {
      int fd = -1;
      fault = connect_to(port, fd);
      if (fault == nullptr) fds.push_back(fd);
    }
    for (size_t at = answered_count; at < fds.size(); at++) {
      const char* const silence = answered(fds[at]);
      if (silence == nullptr) continue;
      fds.resize(at);
      return silence;
    }
    if (fault != nullptr) return fault;
  }
  return nullptr;
}

void print_counts() {
  std::printf("{\"ns\":%" PRId64 ",\"cpuUs\":%" PRId64 ",\"waitedNs\":%" PRIu64 ",\"messages\":%" PRIu64 ",\"wrong\":%" PRIu64
              ",\"lost\":%" PRIu64 "}\n",
              now_ns(), cpu_us(), waited_ns(::getpid()), messages, wrong, lost);
  std::fflush(stdout);
}

/** False when standard input has ended. */
bool answer_input() {
  char input[64];
  const ssize_t count = ::read(STDIN_FILENO, input, sizeof input);
  for (ssize_t at = 0; at < count; at++) {
    if (input[at] == '\n') print_counts();
  }
  return count > 0;
}

bool watch(int epoll, int fd, void* as) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = as;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

int talk(const std::vector<int>& fds, int burst) {
  std::vector<Talker> talkers;
  for (size_t at = fds.size() - kActive; at < fds.size(); at++) {
    talkers.push_back({fds[at], static_cast<size_t>(burst) * kMessageBytes, 0, 0, {}, {}});
  }
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0 || !watch(epoll, STDIN_FILENO, nullptr)) {
    std::fprintf(stderr, "io-models: the load cannot wait: %s\n", std::strerror(errno));
    return 1;
  }
  for (Talker& talker : talkers) {
    watch(epoll, talker.fd, &talker);
    speak(talker);
  }
  for (;;) {
    epoll_event events[kActive + 1];
    const int count = ::epoll_wait(epoll, events, kActive + 1, -1);
    for (int index = 0; index < count; index++) {
      if (events[index].data.ptr != nullptr) listen_to(*static_cast<Talker*>(events[index].data.ptr));
      else if (!answer_input()) return 0;
    }
  }
}

}  // namespace

int run_load(int port, int idle, int burst) {
  pin_to_core(1);
  std::vector<int> fds;
  const int wanted = idle + kActive;
  const char* const fault = open_all(port, wanted, fds);
  std::printf("{\"open\":%zu,\"fault\":%s%s%s}\n", fds.size(), fault == nullptr ? "null" : "\"",
              fault == nullptr ? "" : fault, fault == nullptr ? "" : "\"");
  std::fflush(stdout);
  if (fault == nullptr) return talk(fds, burst);
  while (answer_input()) {
  }
  return 0;
}

}  // namespace models
