// The floor: a server in C that does nothing but move bytes. One thread, edge-triggered epoll.
//
//   echo          returns the bytes as they came, without parsing frames
//   echo fanout   sends each incoming frame to every connection, with a send(2) for each
//
// It prints its port and serves until it is killed. Output that a peer does not read waits in a buffer of that peer,
// from which it does not read meanwhile. With fanout a frame must come in one piece: a peer that sends half of one is
// closed.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_MAX = 1024, READ_BYTES = 64 * 1024, BACKLOG = 4096, HEAD_BYTES = 2 };

// One connection, found by its descriptor. `unsent` holds the bytes that the kernel did not accept.
struct connection {
  char *unsent;
  uint32_t unsent_bytes;
  int is_open;
};

static struct connection *connections;
static int connections_max;
static int fd_end; // one past the highest descriptor that was ever open
static int epoll_fd;
static int is_fanout;
static char input[READ_BYTES];

static void die(const char *what) {
  fprintf(stderr, "echo: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void close_connection(int fd) {
  free(connections[fd].unsent);
  connections[fd] = (struct connection){0};
  close(fd);
}

static void keep_unsent(struct connection *connection, const char *bytes, size_t count) {
  connection->unsent = realloc(connection->unsent, connection->unsent_bytes + count);
  if (connection->unsent == NULL) die("no memory for the unsent output of a peer");
  memcpy(connection->unsent + connection->unsent_bytes, bytes, count);
  connection->unsent_bytes += (uint32_t)count;
}

// Returns 0 when the connection was closed.
static int send_bytes(int fd, const char *bytes, size_t count) {
  struct connection *connection = &connections[fd];
  ssize_t sent = connection->unsent_bytes > 0 ? 0 : send(fd, bytes, count, MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno != EAGAIN) {
      close_connection(fd);
      return 0;
    }
    sent = 0;
  }
  if ((size_t)sent < count) keep_unsent(connection, bytes + sent, count - (size_t)sent);
  return 1;
}

static void send_unsent(int fd) {
  struct connection *connection = &connections[fd];
  const ssize_t sent = send(fd, connection->unsent, connection->unsent_bytes, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    close_connection(fd);
    return;
  }
  if (sent <= 0) return;
  connection->unsent_bytes -= (uint32_t)sent;
  memmove(connection->unsent, connection->unsent + sent, connection->unsent_bytes);
  if (connection->unsent_bytes > 0) return;
  free(connection->unsent);
  connection->unsent = NULL;
}

static void send_to_all(const char *frame, size_t count) {
  for (int fd = 0; fd < fd_end; fd++) {
    if (connections[fd].is_open) send_bytes(fd, frame, count);
  }
}

// Returns 0 when the connection was closed.
static int fan_out(int fd, size_t count) {
  size_t at = 0;
  while (at < count) {
    const size_t head = at + HEAD_BYTES;
    const size_t length = head > count ? count : (size_t)((uint8_t)input[at] << 8 | (uint8_t)input[at + 1]);
    if (head + length > count) {
      fprintf(stderr, "echo: a frame came in pieces; its connection is closed\n");
      close_connection(fd);
      return 0;
    }
    send_to_all(input + at, HEAD_BYTES + length);
    at = head + length;
  }
  return connections[fd].is_open;
}

static void receive(int fd, int is_ending) {
  while (connections[fd].unsent_bytes == 0) {
    const ssize_t count = recv(fd, input, READ_BYTES, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      close_connection(fd);
      return;
    }
    if (!(is_fanout ? fan_out(fd, (size_t)count) : send_bytes(fd, input, (size_t)count))) return;
    // Less than requested: nothing is left, and later input makes an edge.
    if (count < READ_BYTES && !is_ending) return;
  }
}

static void accept_all(int listener) {
  for (;;) {
    const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) {
      if (errno == EAGAIN) return;
      if (errno == ECONNABORTED) continue;
      die("accept4");
    }
    if (fd >= connections_max) {
      fprintf(stderr, "echo: more than %d descriptors\n", connections_max);
      exit(1);
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.fd = fd};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
    connections[fd].is_open = 1;
    if (fd >= fd_end) fd_end = fd + 1;
  }
}

static void handle(const struct epoll_event *event) {
  const int fd = event->data.fd;
  if (!connections[fd].is_open) return; // closed by an earlier event of this turn
  if ((event->events & EPOLLOUT) != 0 && connections[fd].unsent_bytes > 0) {
    send_unsent(fd);
    if (!connections[fd].is_open) return;
    receive(fd, 1);
    return;
  }
  if ((event->events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) == 0) return;
  receive(fd, (event->events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0);
}

static int open_listener(void) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, BACKLOG) < 0) die("listen");
  if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

int main(int argc, char **argv) {
  is_fanout = argc > 1 && strcmp(argv[1], "fanout") == 0;
  signal(SIGPIPE, SIG_IGN);
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) die("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) die("setrlimit");
  connections_max = (int)limit.rlim_cur;
  // Not touched until used: descriptors that are never open cost no memory.
  connections = calloc((size_t)connections_max, sizeof *connections);
  if (connections == NULL) die("calloc");
  epoll_fd = epoll_create1(0);
  const int listener = open_listener();
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = listener};
  if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll");
  static struct epoll_event events[EVENTS_MAX];
  for (;;) {
    const int count = epoll_wait(epoll_fd, events, EVENTS_MAX, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == listener) accept_all(listener);
      else handle(&events[i]);
    }
  }
}
