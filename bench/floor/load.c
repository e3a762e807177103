// The load: connections that each keep a number of frames in flight, as fast as the answers come (a closed loop), and
// its measurements as one line of JSON. It reports how busy it was itself: near 1 it measured itself, not the server.
//
//   load mode=echo   port=P pid=PID connections=N outstanding=K payload=HEX [count=ID] [script=FILE] [warm_ms=] [ms=]
//   load mode=fanout …   the first connection sends a frame, all count what they receive; the next goes when all have it
//   load mode=idle   …   opens the connections, says so, and holds them until its standard input ends
//   load … websocket=1   the same in masked WebSocket frames, after an upgrade
//   load … raw=1         the payload is a whole frame, and each answer is as long
//
// `count` is the message id that counts; others are skipped. `first` numbers the first connection, for the names of a
// script.
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "meter.h"
#include "peer.h"

enum { EVENTS_MAX = 1024, OPENING_MAX = 64, SPARE_DESCRIPTORS = 16, PAYLOAD_MAX = 1024, OUTSTANDING_MAX = 256 };
enum { MASK_BYTES = 4, FRAME_HEAD_MAX = HEAD_BYTES + MASK_BYTES, WEBSOCKET_PAYLOAD_MAX = 125 };
static const uint8_t MASK[MASK_BYTES] = {0x6a, 0x61, 0x64, 0x65};
static const uint64_t NS_PER_MS = 1000000;
static const uint64_t OPENING_NS_MAX = 120000000000u;
static const uint64_t MEASURE_NS_MAX = 10000000000u;
static const uint64_t QUIET_NS = 100000000;

static struct {
  const char *mode;
  const char *script;
  int port, pid, connections, outstanding, count, first, warm_ms, ms, raw;
  uint8_t payload[PAYLOAD_MAX];
  size_t payload_bytes;
  uint8_t frame[FRAME_HEAD_MAX + PAYLOAD_MAX];
  size_t frame_bytes;
} options = {.mode = "echo", .connections = 1, .outstanding = 1, .count = -1, .warm_ms = 200, .ms = 1000};

static struct script script;
static struct peer *peers;
static int epoll_fd;
static uint8_t *burst; // as many frames as one peer has in flight
static int through_count;
static int is_fanout;

static int is_running; // before, what comes is for the scripts alone
static int is_measuring;
static uint64_t messages;
static uint64_t turn_ns;
static uint64_t round_sent_ns; // of fanout: when the round began, and how many have got it
static int round_got;
static uint64_t rounds_done, last_frame_ns;
static struct histogram latency;

static void wrong_option(const char *text) {
  fprintf(stderr, "load: \"%s\" is not an option; the comment at the top of its source lists them\n", text);
  exit(2);
}

static void read_payload(const char *hex) {
  const size_t count = strlen(hex) / 2;
  if (count > PAYLOAD_MAX) wrong_option(hex);
  for (size_t i = 0; i < count; i++) {
    unsigned value = 0;
    if (sscanf(hex + 2 * i, "%2x", &value) != 1) wrong_option(hex);
    options.payload[i] = (uint8_t)value;
  }
  options.payload_bytes = count;
}

static void make_frame(void) {
  const size_t count = options.payload_bytes;
  if (options.raw) {
    memcpy(options.frame, options.payload, count);
    options.frame_bytes = script.raw_bytes = count;
    return;
  }
  if (!script.is_websocket) {
    options.frame[0] = (uint8_t)(count >> 8);
    options.frame[1] = (uint8_t)count;
    memcpy(options.frame + HEAD_BYTES, options.payload, count);
    options.frame_bytes = HEAD_BYTES + count;
    return;
  }
  if (count > WEBSOCKET_PAYLOAD_MAX) wrong_option("payload");
  options.frame[0] = 0x82; // a whole message, binary
  options.frame[1] = (uint8_t)(0x80 | count);
  memcpy(options.frame + HEAD_BYTES, MASK, MASK_BYTES);
  for (size_t i = 0; i < count; i++) options.frame[FRAME_HEAD_MAX + i] = options.payload[i] ^ MASK[i % MASK_BYTES];
  options.frame_bytes = FRAME_HEAD_MAX + count;
}

static void read_option(char *text) {
  static const struct {
    const char *name;
    int *value;
  } numbers[] = {{"port", &options.port},         {"pid", &options.pid},
                 {"connections", &options.connections}, {"outstanding", &options.outstanding},
                 {"count", &options.count},       {"first", &options.first},
                 {"warm_ms", &options.warm_ms},   {"ms", &options.ms},
                 {"websocket", &script.is_websocket}, {"raw", &options.raw}};
  char *value = strchr(text, '=');
  if (value == NULL) wrong_option(text);
  *value++ = '\0';
  if (strcmp(text, "mode") == 0) options.mode = value;
  else if (strcmp(text, "script") == 0) options.script = value;
  else if (strcmp(text, "payload") == 0) read_payload(value);
  else {
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
      if (strcmp(text, numbers[i].name) != 0) continue;
      *numbers[i].value = atoi(value);
      return;
    }
    wrong_option(text);
  }
}

static void send_burst(struct peer *peer, uint32_t count) {
  const uint32_t size = (uint32_t)options.outstanding;
  peer_send(peer, burst, count * options.frame_bytes);
  for (uint32_t i = 0; i < count; i++) peer->sent_ns[(peer->oldest + size - count + i) % size] = turn_ns;
}

static void begin_round(void) {
  round_got = 0;
  round_sent_ns = now_ns();
  peer_send(&peers[0], options.frame, options.frame_bytes);
}

static void got_frame(struct peer *peer, int id) {
  if (!is_running || (options.count >= 0 && id != options.count)) return;
  if (is_measuring) messages++;
  if (is_fanout) {
    last_frame_ns = turn_ns;
    if (++round_got < options.connections) return;
    rounds_done++;
    if (is_measuring) histogram_add(&latency, now_ns() - round_sent_ns);
    begin_round();
    return;
  }
  if (is_measuring) histogram_add(&latency, turn_ns - peer->sent_ns[peer->oldest]);
  peer->oldest = (peer->oldest + 1) % (uint32_t)options.outstanding;
  peer->due++;
}

static void one_event(struct peer *peer) {
  const int was_through = peer_is_through(peer, &script);
  if (!peer->is_connected) peer_connected(peer, &script, epoll_fd);
  turn_ns = now_ns();
  peer_ready(peer, &script, got_frame);
  if (!was_through && peer_is_through(peer, &script)) through_count++;
  if (peer->due == 0) return;
  send_burst(peer, peer->due);
  peer->due = 0;
}

// Returns 0 when standard input has ended, which only matters while holding idle connections.
static int turn(int timeout_ms) {
  static struct epoll_event events[EVENTS_MAX];
  const int count = epoll_wait(epoll_fd, events, EVENTS_MAX, timeout_ms);
  if (count < 0 && errno != EINTR) die("epoll_wait");
  for (int i = 0; i < count; i++) {
    if (events[i].data.ptr == NULL) return 0;
    one_event(events[i].data.ptr);
  }
  return 1;
}

static void open_all(void) {
  const uint64_t begin_ns = now_ns();
  int begun = 0;
  while (through_count < options.connections) {
    while (begun < options.connections && begun - through_count < OPENING_MAX) {
      peer_connect(&peers[begun++], options.port, epoll_fd);
    }
    turn(1000);
    if (now_ns() - begin_ns < OPENING_NS_MAX) continue;
    fprintf(stderr, "load: %d of %d connections were established in time\n", through_count, options.connections);
    exit(1);
  }
}

static void turn_until(uint64_t end_ns) {
  while (now_ns() < end_ns) turn(1 + (int)((end_ns - now_ns()) / NS_PER_MS));
}

// A connection is established on this side before the server has accepted it, and misses messages to all meanwhile. So
// the first round is repeated, each time that no more answers come, until all connections have received it.
static void begin_fanout(void) {
  const uint64_t begin_ns = now_ns();
  while (rounds_done == 0) {
    if (now_ns() - last_frame_ns > QUIET_NS) {
      last_frame_ns = now_ns();
      begin_round();
    }
    turn(QUIET_NS / NS_PER_MS);
    if (now_ns() - begin_ns < OPENING_NS_MAX) continue;
    fprintf(stderr, "load: only %d of %d connections received a frame for all\n", round_got, options.connections);
    exit(1);
  }
}

static void begin(void) {
  is_running = 1;
  if (is_fanout) {
    begin_fanout();
    return;
  }
  turn_ns = now_ns();
  for (int i = 0; i < options.connections; i++) send_burst(&peers[i], (uint32_t)options.outstanding);
}

static void measure(void) {
  begin();
  turn_until(now_ns() + (uint64_t)options.warm_ms * NS_PER_MS);
  is_measuring = 1;
  const struct meter meter = meter_begin(options.pid);
  const uint64_t begin_ns = meter.begin_ns;
  turn_until(begin_ns + (uint64_t)options.ms * NS_PER_MS);
  // A server whose core other programs use may need longer for the smallest usable figure.
  while (messages < (uint64_t)options.connections && now_ns() - begin_ns < MEASURE_NS_MAX) turn(10);
  if (messages < (uint64_t)options.connections) {
    fprintf(stderr, "load: only %" PRIu64 " answers came to %d connections: the server does not answer frames\n", messages,
            options.connections);
    exit(1);
  }
  meter_end(&meter, messages, &latency);
}

static void hold(void) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &event) < 0) die("epoll_ctl");
  printf("{\"open\":%d}\n", options.connections);
  fflush(stdout);
  while (turn(-1)) continue;
}

static void raise_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) die("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) die("setrlimit");
  if (limit.rlim_cur >= (rlim_t)options.connections + SPARE_DESCRIPTORS) return;
  fprintf(stderr, "load: %d connections are too many: this process may have %" PRIu64 " descriptors (ulimit -n)\n",
          options.connections, (uint64_t)limit.rlim_cur);
  exit(1);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) read_option(argv[i]);
  if (options.connections < 1 || options.outstanding < 1 || options.outstanding > OUTSTANDING_MAX) {
    wrong_option("connections or outstanding");
  }
  signal(SIGPIPE, SIG_IGN);
  raise_descriptors();
  is_fanout = strcmp(options.mode, "fanout") == 0;
  if (options.script != NULL) script_read(&script, options.script);
  make_frame();
  const size_t outstanding = (size_t)options.outstanding;
  peers = calloc((size_t)options.connections, sizeof *peers);
  burst = malloc(outstanding * (options.frame_bytes + 1));
  epoll_fd = epoll_create1(0);
  if (peers == NULL || burst == NULL || epoll_fd < 0) die("start");
  for (size_t i = 0; i < outstanding; i++) memcpy(burst + i * options.frame_bytes, options.frame, options.frame_bytes);
  for (int i = 0; i < options.connections; i++) {
    peers[i].number = (uint32_t)(options.first + i);
    peers[i].sent_ns = calloc(outstanding, sizeof *peers[i].sent_ns);
    if (peers[i].sent_ns == NULL) die("calloc");
  }
  open_all();
  if (strcmp(options.mode, "idle") == 0) hold();
  else measure();
  return 0;
}
