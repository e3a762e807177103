// The load for datagrams: it keeps a fixed number in flight, each from the next of many addresses of this machine, so
// that the limits of each address stay on. A closed loop; a datagram that does not come back in time is lost and sent
// anew. One line of JSON at the end.
//
//   datagram_load port=P pid=PID addresses=N outstanding=K bytes=B [warm_ms=] [ms=]
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "meter.h"

enum { BATCH = 64, BYTES_MAX = 1472, OUTSTANDING_MAX = 256, SENT_MAX = 1 << 16, LOST_MS = 50, ANSWER_MS = 10000 };
static const uint64_t NS_PER_MS = 1000000;

static struct {
  int port, pid, addresses, outstanding, bytes, warm_ms, ms;
} options = {.addresses = 1, .outstanding = 1, .bytes = 64, .warm_ms = 200, .ms = 1000};

static int fd;
static struct sockaddr_in server = {.sin_family = AF_INET};
static uint32_t next_number; // of the next datagram: its first four bytes
static uint64_t sent_ns[SENT_MAX];
static int under_way, is_measuring, is_answered;
static uint64_t messages;
static struct histogram latency;

static uint8_t bytes[BATCH][BYTES_MAX];
static struct iovec pieces[BATCH];
static struct mmsghdr batch[BATCH];
static union {
  char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
  struct cmsghdr align;
} controls[BATCH];

static void die(const char *what) {
  fprintf(stderr, "datagram_load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void read_option(const char *text) {
  static const struct {
    const char *name;
    int *value;
  } known[] = {{"port=", &options.port},         {"pid=", &options.pid},     {"addresses=", &options.addresses},
               {"outstanding=", &options.outstanding}, {"bytes=", &options.bytes}, {"warm_ms=", &options.warm_ms},
               {"ms=", &options.ms}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (strncmp(text, known[i].name, strlen(known[i].name)) != 0) continue;
    *known[i].value = atoi(text + strlen(known[i].name));
    return;
  }
  fprintf(stderr, "datagram_load: \"%s\" is not an option; the comment at the top of its source lists them\n", text);
  exit(2);
}

// One datagram from the next address: 127.1.0.0 and on.
static void prepare(int row) {
  struct in_pktinfo from = {.ipi_spec_dst.s_addr = htonl(0x7f010000u + next_number % (uint32_t)options.addresses)};
  memcpy(bytes[row], &next_number, sizeof next_number);
  sent_ns[next_number % SENT_MAX] = now_ns();
  next_number++;
  pieces[row] = (struct iovec){.iov_base = bytes[row], .iov_len = (size_t)options.bytes};
  batch[row].msg_hdr = (struct msghdr){.msg_name = &server,
                                       .msg_namelen = sizeof server,
                                       .msg_iov = &pieces[row],
                                       .msg_iovlen = 1,
                                       .msg_control = controls[row].space,
                                       .msg_controllen = sizeof controls[row].space};
  struct cmsghdr *head = CMSG_FIRSTHDR(&batch[row].msg_hdr);
  head->cmsg_level = IPPROTO_IP;
  head->cmsg_type = IP_PKTINFO;
  head->cmsg_len = CMSG_LEN(sizeof from);
  memcpy(CMSG_DATA(head), &from, sizeof from);
}

static void fill(void) {
  while (under_way < options.outstanding) {
    int count = options.outstanding - under_way;
    if (count > BATCH) count = BATCH;
    for (int row = 0; row < count; row++) prepare(row);
    const int sent = sendmmsg(fd, batch, (unsigned)count, 0);
    if (sent < 0) die("sendmmsg");
    under_way += sent;
    next_number -= (uint32_t)(count - sent);
  }
}

static void receive(void) {
  for (;;) {
    for (int row = 0; row < BATCH; row++) {
      pieces[row] = (struct iovec){.iov_base = bytes[row], .iov_len = BYTES_MAX};
      batch[row].msg_hdr = (struct msghdr){.msg_iov = &pieces[row], .msg_iovlen = 1};
    }
    const int count = recvmmsg(fd, batch, BATCH, MSG_DONTWAIT, NULL);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) die("recvmmsg");
    const uint64_t now = now_ns();
    for (int row = 0; row < count; row++) {
      uint32_t number;
      memcpy(&number, bytes[row], sizeof number);
      if (under_way > 0) under_way--;
      is_answered = 1;
      if (!is_measuring) continue;
      messages++;
      histogram_add(&latency, now - sent_ns[number % SENT_MAX]);
    }
    if (count < BATCH) return;
  }
}

static void turn_until(uint64_t end_ns) {
  while (now_ns() < end_ns) {
    fill();
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    const int count = poll(&ready, 1, LOST_MS);
    if (count < 0 && errno != EINTR) die("poll");
    if (count > 0) receive();
    else if (count == 0) under_way = 0; // lost, all of them
  }
}

// Until the first answer since `is_answered` was cleared: on a busy machine a server may get no processor for longer than a
// whole short run.
static void turn_until_answered(void) {
  const uint64_t end_ns = now_ns() + (uint64_t)ANSWER_MS * NS_PER_MS;
  while (!is_answered && now_ns() < end_ns) turn_until(now_ns() + (uint64_t)LOST_MS * NS_PER_MS);
  if (is_answered) return;
  fprintf(stderr, "datagram_load: no answer came within %d ms: the server does not answer datagrams\n", ANSWER_MS);
  exit(1);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) read_option(argv[i]);
  if (options.addresses < 1 || options.outstanding < 1 || options.outstanding > OUTSTANDING_MAX || options.bytes < 4 ||
      options.bytes > BYTES_MAX) {
    fprintf(stderr, "datagram_load: addresses, outstanding (to %d) or bytes (4 to %d) are out of range\n", OUTSTANDING_MAX,
            BYTES_MAX);
    return 2;
  }
  server.sin_port = htons((uint16_t)options.port);
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  fd = socket(AF_INET, SOCK_DGRAM, 0);
  const struct sockaddr_in any = {.sin_family = AF_INET};
  if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof any) < 0) die("bind");
  turn_until(now_ns() + (uint64_t)options.warm_ms * NS_PER_MS);
  turn_until_answered();
  is_answered = 0;
  is_measuring = 1;
  const struct meter meter = meter_begin(options.pid);
  turn_until(meter.begin_ns + (uint64_t)options.ms * NS_PER_MS);
  turn_until_answered();
  meter_end(&meter, messages, &latency);
  return 0;
}
