// What a connection says before it is measured: a text of one step a line, run by each connection on its own.
//
//   send PIECE…        one frame; a piece is hexadecimal, @n (8 letters that number the connection) or @k (the bytes kept)
//   wait ID            until a frame with this message id comes; others are skipped
//   wait ID keep AT    as well, and keep the 8 bytes that lie AT bytes into its payload
#ifndef JADEGATE_BENCH_SCRIPT_H
#define JADEGATE_BENCH_SCRIPT_H
#include <stddef.h>
#include <stdint.h>

enum { STEPS_MAX = 32, PIECES_MAX = 16, KEPT_BYTES = 8, NAME_LETTERS = 8, SCRIPT_FRAME_MAX = 512 };

enum piece_kind { PIECE_HEX, PIECE_NAME, PIECE_KEPT };
struct piece {
  enum piece_kind kind;
  uint8_t *bytes;
  size_t count;
};

struct step {
  int waits_for; // a message id, or -1 for a step that sends
  int keep_at;   // or -1
  int piece_count;
  struct piece pieces[PIECES_MAX];
};

struct script {
  // The connection asks for WebSocket first, and what comes is framed so.
  int is_websocket;
  int step_count;
  struct step steps[STEPS_MAX];
};

// Ends the process with a line that says what is wrong when the file is no script.
void script_read(struct script *script, const char *path);
// Writes the frame of a step, its length in front; returns how many bytes.
size_t script_frame(const struct step *step, uint32_t number, const uint8_t *kept, uint8_t *frame);
#endif
