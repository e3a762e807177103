// The clients of a map: connections that read everything and keep nothing. Ends when the server has closed them all.
// Arguments: port, connections.
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_MAX = 1024, READ_BYTES = 1 << 20 };

static uint8_t bytes[READ_BYTES];

static void die(const char *what) {
  perror(what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int port = atoi(argv[1]), open = atoi(argv[2]);
  int poller = epoll_create1(0);
  if (poller < 0) die("epoll_create1");
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  for (int i = 0; i < open; i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) die("socket");
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) die("connect");
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
  }
  while (open > 0) {
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(poller, events, EVENTS_MAX, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      if (recv(events[i].data.fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) continue;
      if (errno == EAGAIN && !(events[i].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP))) continue;
      close(events[i].data.fd);
      open--;
    }
  }
  return 0;
}
