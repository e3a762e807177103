// One program, two ends:
//
//   io-models serve MODEL             prints {"port":…} and serves echo by that model
//   io-models load PORT IDLE BURST    opens the connections, prints {"open":…}, then keeps the active ones busy
//
// For each line of standard input, each end prints its counts so far as a line of JSON; it exits when standard input
// ends. The difference of two such lines is what happened between them. The server runs on one core, the load on
// another.
#include <cerrno>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model.h"

namespace models {

Counts counts;

namespace {

/** Connections that the kernel holds until they are accepted. */
constexpr int kBacklog = 4096;

struct Name {
  const char* name;
  Serve serve;
};
constexpr Name kModels[] = {
    {"blocking", serve_blocking},
    {"polling", serve_polling},
    {"signal", serve_signal},
    {"select", serve_select},
    {"poll", serve_poll},
    {"epoll-level", serve_epoll_level},
    {"epoll-edge", serve_epoll_edge},
    {"io_uring", serve_uring},
};

/** Written by the first `refuse`, read after `is_refusing` is set. Contains nothing that JSON would have to escape. */
char refusal_text[256] = "";
std::atomic_flag has_refused = ATOMIC_FLAG_INIT;
std::atomic<bool> is_refusing{false};

/** The thread that runs the model; the model may start others. */
std::atomic<int> model_thread{0};

struct Task {
  Serve serve;
  int listener;
};

void* run_model(void* argument) {
  const auto* const task = static_cast<const Task*>(argument);
  model_thread = static_cast<int>(::syscall(SYS_gettid));
  task->serve(task->listener);
  // It cannot serve: closing resets waiting connections, and new ones are refused.
  ::close(task->listener);
  return nullptr;
}

void print_counts() {
  std::printf("{\"ns\":%" PRId64 ",\"cpuUs\":%" PRId64 ",\"waitedNs\":%" PRIu64 ",\"messages\":%" PRIu64 ",\"calls\":%" PRIu64 ",\"wakeups\":%" PRIu64
              ",\"connections\":%d,\"threads\":%d,\"refusal\":%s}\n",
              now_ns(), cpu_us(), waited_ns(model_thread.load()), counts.messages.load(), counts.calls.load(), counts.wakeups.load(),
              counts.connections.load(), counts.threads.load(), is_refusing.load() ? refusal_text : "null");
  std::fflush(stdout);
}

int fail(const char* what) {
  std::fprintf(stderr, "io-models: %s: %s\n", what, std::strerror(errno));
  return 1;
}

int run_serve(Serve serve) {
  // For the signal model; blocked before threads exist, and so in all of them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGRTMIN);
  sigaddset(&signals, SIGIO);
  sigprocmask(SIG_BLOCK, &signals, nullptr);

  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const where = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || ::bind(listener, where, length) < 0 || ::listen(listener, kBacklog) < 0) return fail("cannot listen");
  if (::getsockname(listener, where, &length) < 0) return fail("cannot get the port");
  pin_to_core(0);
  static Task task{serve, listener};
  pthread_t thread;
  errno = pthread_create(&thread, nullptr, run_model, &task);
  if (errno != 0) return fail("cannot start a thread");
  std::printf("{\"port\":%d}\n", ntohs(address.sin_port));
  std::fflush(stdout);
  char input;
  while (::read(STDIN_FILENO, &input, 1) == 1) {
    if (input == '\n') print_counts();
  }
  // Threads sleep in their calls; there is nothing to clean up.
  _exit(0);
}

int usage() {
  std::fprintf(stderr, "usage: io-models serve MODEL | io-models load PORT IDLE BURST\n");
  return 2;
}

/**
 * Raises the limit of descriptors as far as the system allows. If it refuses, the limit stays; it is reported when a
 * connection does not fit.
 */
void raise_descriptor_limit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/** A decimal number from `min` to `max`, or -1. */
int number(const char* text, int min, int max) {
  char* end = nullptr;
  const long value = std::strtol(text, &end, 10);
  return *text != '\0' && *end == '\0' && value >= min && value <= max ? static_cast<int>(value) : -1;
}

}  // namespace

void refuse(const char* code, const char* what, int error) {
  if (has_refused.test_and_set()) return;
  const char* const cause = error == 0 ? "" : std::strerror(error);
  std::snprintf(refusal_text, sizeof refusal_text, "{\"code\":\"%s\",\"reason\":\"%s%s%s\"}", code, what,
                error == 0 ? "" : ": ", cause);
  is_refusing.store(true);
}

Serve model_of(const char* name) {
  for (const Name& model : kModels) {
    if (std::strcmp(model.name, name) == 0) return model.serve;
  }
  return nullptr;
}

void pin_to_core(int index) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) < 0 || CPU_COUNT(&allowed) < 2) return;
  int seen = 0;
  for (int core = 0; core < CPU_SETSIZE; core++) {
    if (!CPU_ISSET(core, &allowed) || seen++ != index) continue;
    cpu_set_t chosen;
    CPU_ZERO(&chosen);
    CPU_SET(core, &chosen);
    // If it is refused, both ends share all cores; figures are then rougher but not wrong.
    sched_setaffinity(0, sizeof chosen, &chosen);
    return;
  }
}

int64_t now_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int64_t cpu_us() {
  rusage use;
  getrusage(RUSAGE_SELF, &use);
  return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * INT64_C(1000000) + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

uint64_t waited_ns(int thread) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/schedstat", thread);
  FILE* const file = std::fopen(path, "re");
  if (file == nullptr) return 0;
  uint64_t waited = 0;
  if (std::fscanf(file, "%*u %" SCNu64, &waited) != 1) waited = 0;
  std::fclose(file);
  return waited;
}

}  // namespace models

int main(int argc, char** argv) {
  using namespace models;
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  if (argc == 3 && std::strcmp(argv[1], "serve") == 0) {
    const Serve serve = model_of(argv[2]);
    if (serve != nullptr) return run_serve(serve);
    std::fprintf(stderr, "io-models: there is no model \"%s\"\n", argv[2]);
    return usage();
  }
  if (argc == 5 && std::strcmp(argv[1], "load") == 0) {
    const int port = number(argv[2], 1, 65535);
    const int idle = number(argv[3], 0, 1000000);
    const int burst = number(argv[4], 1, 64);
    if (port > 0 && idle >= 0 && burst > 0) return run_load(port, idle, burst);
  }
  return usage();
}
