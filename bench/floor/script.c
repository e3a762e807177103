// Reads scripts and makes their frames. A script is ours, so a wrong one ends the program with the number of the wrong
// line.
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void wrong(int line, const char *what) {
  fprintf(stderr, "load: line %d of the script: %s\n", line, what);
  exit(1);
}

static void read_hex(struct piece *piece, const char *text, int line) {
  const size_t length = strlen(text);
  if (length % 2 != 0) wrong(line, "hexadecimal digits come in pairs");
  piece->kind = PIECE_HEX;
  piece->count = length / 2;
  piece->bytes = malloc(piece->count);
  if (piece->bytes == NULL) wrong(line, "no memory");
  for (size_t i = 0; i < piece->count; i++) {
    unsigned value;
    if (sscanf(text + 2 * i, "%2x", &value) != 1) wrong(line, "a piece is hexadecimal, @n or @k");
    piece->bytes[i] = (uint8_t)value;
  }
}

static void read_pieces(struct step *step, int line) {
  size_t total = 2;
  for (const char *word = strtok(NULL, " \n"); word != NULL; word = strtok(NULL, " \n")) {
    if (step->piece_count == PIECES_MAX) wrong(line, "too many pieces");
    struct piece *piece = &step->pieces[step->piece_count++];
    if (strcmp(word, "@n") == 0) *piece = (struct piece){.kind = PIECE_NAME, .count = NAME_LETTERS};
    else if (strcmp(word, "@k") == 0) *piece = (struct piece){.kind = PIECE_KEPT, .count = KEPT_BYTES};
    else read_hex(piece, word, line);
    total += piece->count;
  }
  if (total > SCRIPT_FRAME_MAX) wrong(line, "the frame is too long");
}

static void read_wait(struct step *step, int line) {
  const char *id = strtok(NULL, " \n");
  const char *keep = strtok(NULL, " \n");
  const char *at = strtok(NULL, " \n");
  if (id == NULL || (keep != NULL && (strcmp(keep, "keep") != 0 || at == NULL))) wrong(line, "wait ID [keep AT]");
  step->waits_for = atoi(id);
  if (at != NULL) step->keep_at = atoi(at);
}

void script_read(struct script *script, const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    fprintf(stderr, "load: the script %s cannot be read\n", path);
    exit(1);
  }
  char text[2 * SCRIPT_FRAME_MAX + 64];
  for (int line = 1; fgets(text, sizeof text, file) != NULL; line++) {
    const char *verb = strtok(text, " \n");
    if (verb == NULL) continue;
    if (script->step_count == STEPS_MAX) wrong(line, "too many steps");
    struct step *step = &script->steps[script->step_count++];
    *step = (struct step){.waits_for = -1, .keep_at = -1};
    if (strcmp(verb, "send") == 0) read_pieces(step, line);
    else if (strcmp(verb, "wait") == 0) read_wait(step, line);
    else wrong(line, "a step is send or wait");
  }
  fclose(file);
}

// Letters that do not look alike, so that names stay distinct.
static void write_name(uint8_t *at, uint32_t number) {
  static const char letters[] = "bdfghkpstvz";
  const uint32_t base = sizeof letters - 1;
  for (int i = 0; i < NAME_LETTERS; i++) {
    at[i] = (uint8_t)letters[number % base];
    number /= base;
  }
}

size_t script_frame(const struct step *step, uint32_t number, const uint8_t *kept, uint8_t *frame) {
  size_t at = 2;
  for (int i = 0; i < step->piece_count; i++) {
    const struct piece *piece = &step->pieces[i];
    if (piece->kind == PIECE_HEX) memcpy(frame + at, piece->bytes, piece->count);
    else if (piece->kind == PIECE_KEPT) memcpy(frame + at, kept, KEPT_BYTES);
    else write_name(frame + at, number);
    at += piece->count;
  }
  frame[0] = (uint8_t)((at - 2) >> 8);
  frame[1] = (uint8_t)(at - 2);
  return at;
}
