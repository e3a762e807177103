// The floor of a map's fan-out: walkers on a grid, and a loop that copies the record of each one that moved to each one that sees it.
// No hysteresis, no cap, nothing remembered of what a viewer knows: only the copying that cannot be saved.
// Arguments: walkers, tiles of a side, ticks, mode. Mode `record` copies record by record, `cell` a whole cell at once, both into one
// buffer; `send` copies record by record into a buffer for each viewer and tick, and sends that to the viewer's socket with one call.
// For `send` it prints a line with its port first, and waits until a connection for each walker has come. Prints one line of JSON.
#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CELL_TILES = 28, RECORD_BYTES = 26, OUTPUT_BYTES = 1 << 22, BACKLOG = 4096 };

static uint64_t time_ns(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint32_t seed = 1;
static uint32_t draw(uint32_t bound) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % bound;
}

static int walked(int at, int side) {
  int to = at + (int)draw(3) - 1;
  return to < 0 ? 1 : to >= side ? side - 2 : to;
}

static int *accept_all(int count) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof own;
  if (listener < 0 || bind(listener, (struct sockaddr *)&own, size) != 0 || listen(listener, BACKLOG) != 0) die("listen");
  if (getsockname(listener, (struct sockaddr *)&own, &size) != 0) die("getsockname");
  printf("%d\n", ntohs(own.sin_port));
  fflush(stdout);
  int *sockets = malloc(sizeof(int) * (size_t)count);
  if (sockets == NULL) die("malloc");
  // As the server's sockets: what a tick sends leaves with it.
  int yes = 1;
  for (int i = 0; i < count; i++) {
    if ((sockets[i] = accept(listener, NULL, NULL)) < 0) die("accept");
    if (setsockopt(sockets[i], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0) die("setsockopt");
  }
  return sockets;
}

static void send_all(int fd, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) die("send");
    bytes += sent, count -= (size_t)sent;
  }
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int walkers = atoi(argv[1]), side = atoi(argv[2]), ticks = atoi(argv[3]);
  int by_cell = strcmp(argv[4], "cell") == 0;
  int *sockets = strcmp(argv[4], "send") == 0 ? accept_all(walkers) : NULL;
  int columns = (side + CELL_TILES - 1) / CELL_TILES, cells = columns * columns;
  int *x = malloc(sizeof(int) * walkers), *y = malloc(sizeof(int) * walkers), *cell = malloc(sizeof(int) * walkers);
  // The walkers of a tick in the order of their cells: first[c] to first[c + 1], each with its record.
  int *first = malloc(sizeof(int) * (cells + 1)), *order = malloc(sizeof(int) * walkers), *fill = malloc(sizeof(int) * cells);
  uint8_t *records = malloc((size_t)RECORD_BYTES * walkers), *output = malloc(OUTPUT_BYTES + (size_t)RECORD_BYTES * walkers);
  if (!x || !y || !cell || !first || !order || !fill || !records || !output) return 1;
  for (int i = 0; i < walkers; i++) x[i] = (int)draw(side), y[i] = (int)draw(side);
  uint64_t delivered = 0, used = 0, sum = 0, begun = time_ns(CLOCK_PROCESS_CPUTIME_ID), longest = 0;
  for (int tick = 0; tick < ticks; tick++) {
    uint64_t tick_begun = time_ns(CLOCK_MONOTONIC);
    memset(first, 0, sizeof(int) * (cells + 1));
    for (int i = 0; i < walkers; i++) {
      x[i] = walked(x[i], side), y[i] = walked(y[i], side);
      cell[i] = y[i] / CELL_TILES * columns + x[i] / CELL_TILES;
      first[cell[i] + 1]++;
    }
    for (int c = 0; c < cells; c++) first[c + 1] += first[c];
    memcpy(fill, first, sizeof(int) * cells);
    for (int i = 0; i < walkers; i++) {
      int at = fill[cell[i]]++;
      order[at] = i;
      uint8_t *record = records + (size_t)RECORD_BYTES * at;
      memset(record, 0, RECORD_BYTES);
      memcpy(record + 4, &i, sizeof i), memcpy(record + 16, &x[i], sizeof *x), memcpy(record + 20, &y[i], sizeof *y);
    }
    for (int viewer = 0; viewer < walkers; viewer++) {
      int row = cell[viewer] / columns, column = cell[viewer] % columns;
      if (sockets != NULL) used = 0;
      for (int r = row > 0 ? row - 1 : 0; r <= row + 1 && r < columns; r++) {
        for (int c = column > 0 ? column - 1 : 0; c <= column + 1 && c < columns; c++) {
          int from = first[r * columns + c], to = first[r * columns + c + 1];
          if (by_cell) {
            memcpy(output + used, records + (size_t)RECORD_BYTES * from, (size_t)RECORD_BYTES * (to - from));
            used += (uint64_t)RECORD_BYTES * (to - from), delivered += to - from;
          } else {
            for (int i = from; i < to; i++) {
              if (order[i] == viewer) continue;
              memcpy(output + used, records + (size_t)RECORD_BYTES * i, RECORD_BYTES);
              used += RECORD_BYTES, delivered++;
            }
          }
          if (sockets == NULL && used > OUTPUT_BYTES) sum += output[used / 2], used = 0;
        }
      }
      if (sockets != NULL) send_all(sockets[viewer], output, used);
    }
    uint64_t took = time_ns(CLOCK_MONOTONIC) - tick_begun;
    if (took > longest) longest = took;
  }
  uint64_t ran = time_ns(CLOCK_PROCESS_CPUTIME_ID) - begun;
  printf("{\"cpuNsPerUpdate\":%.3f,\"updates\":%" PRIu64 ",\"tickMsMax\":%.3f,\"sum\":%" PRIu64 "}\n",
         (double)ran / (double)delivered, delivered, (double)longest / 1e6, sum);
  return 0;
}
