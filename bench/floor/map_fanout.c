// The floor of a map's fan-out: walkers on a grid, and a loop that copies the record of each one that moved to each one that sees it.
// No hysteresis, no cap, nothing remembered of what a viewer knows: only the copying that cannot be saved.
// Arguments: walkers, tiles of a side, ticks, 1 to copy a whole cell at once. Prints one line of JSON.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CELL_TILES = 28, RECORD_BYTES = 34, OUTPUT_BYTES = 1 << 22 };

static uint64_t cpu_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
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

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int walkers = atoi(argv[1]), side = atoi(argv[2]), ticks = atoi(argv[3]), by_cell = atoi(argv[4]);
  int columns = (side + CELL_TILES - 1) / CELL_TILES, cells = columns * columns;
  int *x = malloc(sizeof(int) * walkers), *y = malloc(sizeof(int) * walkers), *cell = malloc(sizeof(int) * walkers);
  // The walkers of a tick in the order of their cells: first[c] to first[c + 1], each with its record.
  int *first = malloc(sizeof(int) * (cells + 1)), *order = malloc(sizeof(int) * walkers), *fill = malloc(sizeof(int) * cells);
  uint8_t *records = malloc((size_t)RECORD_BYTES * walkers), *output = malloc(OUTPUT_BYTES + (size_t)RECORD_BYTES * walkers);
  if (!x || !y || !cell || !first || !order || !fill || !records || !output) return 1;
  for (int i = 0; i < walkers; i++) x[i] = (int)draw(side), y[i] = (int)draw(side);
  uint64_t delivered = 0, used = 0, sum = 0, begun = cpu_ns();
  for (int tick = 0; tick < ticks; tick++) {
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
          if (used > OUTPUT_BYTES) sum += output[used / 2], used = 0;
        }
      }
    }
  }
  uint64_t ran = cpu_ns() - begun;
  printf("{\"cpuNsPerUpdate\":%.3f,\"updates\":%" PRIu64 ",\"sum\":%" PRIu64 "}\n", (double)ran / (double)delivered, delivered, sum);
  return 0;
}
