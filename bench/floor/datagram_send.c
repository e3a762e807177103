// The floor of sending datagrams: rounds of `count` datagrams to one address of this machine by sendmmsg, 64 in a call, which a
// process on the other core takes. Prints the processor time of one in nanoseconds.
//
//   datagram_send count=N rounds=R bytes=B pause_us=P
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, BYTES_MAX = 1472 };

static void die(const char *what) {
  fprintf(stderr, "datagram_send: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int option(int argc, char **argv, const char *name, int usual) {
  for (int i = 1; i < argc; i++)
    if (strncmp(argv[i], name, strlen(name)) == 0) return atoi(argv[i] + strlen(name));
  return usual;
}

static uint64_t cpu_ns(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

static void take_all(int fd) {
  static uint8_t bytes[BATCH][BYTES_MAX];
  struct iovec pieces[BATCH];
  struct mmsghdr batch[BATCH];
  for (;;) {
    for (int row = 0; row < BATCH; row++) {
      pieces[row] = (struct iovec){.iov_base = bytes[row], .iov_len = BYTES_MAX};
      batch[row].msg_hdr = (struct msghdr){.msg_iov = &pieces[row], .msg_iovlen = 1};
    }
    if (recvmmsg(fd, batch, BATCH, MSG_WAITFORONE, NULL) < 0 && errno != EINTR) die("recvmmsg");
  }
}

int main(int argc, char **argv) {
  const int count = option(argc, argv, "count=", 100), rounds = option(argc, argv, "rounds=", 100);
  const int bytes = option(argc, argv, "bytes=", 64), pause_us = option(argc, argv, "pause_us=", 1000);
  if (count < 1 || rounds < 1 || bytes < 1 || bytes > BYTES_MAX) {
    fprintf(stderr, "datagram_send: count, rounds or bytes (to %d) are out of range\n", BYTES_MAX);
    return 2;
  }
  const int sink = socket(AF_INET, SOCK_DGRAM, 0), fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof to;
  if (sink < 0 || fd < 0 || bind(sink, (struct sockaddr *)&to, length) < 0) die("socket");
  if (getsockname(sink, (struct sockaddr *)&to, &length) < 0) die("getsockname");
  const pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    take_all(sink);
  }
  static uint8_t payload[BYTES_MAX];
  struct iovec piece = {.iov_base = payload, .iov_len = (size_t)bytes};
  struct mmsghdr batch[BATCH];
  for (int row = 0; row < BATCH; row++)
    batch[row].msg_hdr =
        (struct msghdr){.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &piece, .msg_iovlen = 1};
  const uint64_t begin = cpu_ns();
  for (int round = 0; round < rounds; round++) {
    for (int left = count; left > 0;) {
      const int sent = sendmmsg(fd, batch, (unsigned)(left < BATCH ? left : BATCH), 0);
      if (sent < 0) die("sendmmsg");
      left -= sent;
    }
    usleep((useconds_t)pause_us);
  }
  printf("%.0f\n", (double)(cpu_ns() - begin) / ((double)count * rounds));
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  return 0;
}
