// The floor for datagrams: an echo server on epoll, recvmmsg and sendmmsg, and nothing else. It prints its port.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { BATCH = 64, PLACE_BYTES = 1472 };

static uint8_t bytes[BATCH][PLACE_BYTES];
static struct sockaddr_in peers[BATCH];
static struct iovec pieces[BATCH];
static struct mmsghdr messages[BATCH];

static void die(const char *what) {
  fprintf(stderr, "datagram_echo: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int open_socket(void) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0) die("bind");
  if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

// Returns 0 when nothing is left.
static int echo_batch(int fd) {
  for (int i = 0; i < BATCH; i++) {
    pieces[i] = (struct iovec){.iov_base = bytes[i], .iov_len = PLACE_BYTES};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &pieces[i], .msg_iovlen = 1};
  }
  const int count = recvmmsg(fd, messages, BATCH, 0, NULL);
  if (count < 0 && errno != EAGAIN) die("recvmmsg");
  if (count <= 0) return 0;
  for (int i = 0; i < count; i++) pieces[i].iov_len = messages[i].msg_len;
  if (sendmmsg(fd, messages, (unsigned)count, 0) < 0 && errno != EAGAIN) die("sendmmsg");
  return count == BATCH;
}

int main(void) {
  const int fd = open_socket(), epoll_fd = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll");
  for (;;) {
    if (epoll_wait(epoll_fd, &event, 1, -1) < 0 && errno != EINTR) die("epoll_wait");
    while (echo_batch(fd)) continue;
  }
}
