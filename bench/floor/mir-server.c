// A minimal server behind a Mir gate: it returns each packet of data to its client, and answers keepalives. One gate at
// a time. It prints its port and serves until it is killed.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_BYTES = 256 * 1024, OUTPUT_BYTES = INPUT_BYTES };

static char input[INPUT_BYTES];
static char output[OUTPUT_BYTES];

static void die(const char *what) {
  fprintf(stderr, "mir-server: %s: %s\n", what, strerror(errno));
  exit(1);
}

// An answer is never longer than its packet: `%A7/…$` gives `%7/…$`, `%--$` gives `%++$`, all others nothing.
static size_t answer(const char *packet, size_t count, char *at) {
  if (packet[1] == '-') {
    memcpy(at, "%++$", 4);
    return 4;
  }
  if (packet[1] != 'A') return 0;
  at[0] = '%';
  memcpy(at + 1, packet + 2, count - 2);
  return count - 1;
}

static int send_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    const ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return 0;
    bytes += sent;
    count -= (size_t)sent;
  }
  return 1;
}

static void serve(int fd) {
  size_t have = 0;
  for (;;) {
    const ssize_t got = recv(fd, input + have, INPUT_BYTES - have, 0);
    if (got <= 0) return;
    have += (size_t)got;
    size_t used = 0, out = 0;
    for (;;) {
      const char *end = memchr(input + used, '$', have - used);
      if (end == NULL) break;
      const size_t count = (size_t)(end - (input + used)) + 1;
      out += answer(input + used, count, output + out);
      used += count;
    }
    if (!send_all(fd, output, out)) return;
    memmove(input, input + used, have - used);
    have -= used;
  }
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 8) < 0) die("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    const int fd = accept(listener, NULL, NULL);
    if (fd < 0) die("accept");
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    serve(fd);
    close(fd);
  }
}
