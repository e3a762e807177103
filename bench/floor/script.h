// What a connection does before it is measured: a text with one step a line, run by each connection on its own.
//
//   send PIECE…        one frame; a piece is hexadecimal, @n (8 letters for the connection) or @k (the bytes kept)
//   wait ID            until a frame with this message id comes; others are skipped
//   wait ID keep AT    the same, and keep the 8 bytes that lie AT bytes into its payload
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
  // The connection requests WebSocket first, and all frames are WebSocket frames.
  int is_websocket;
  // When it is not 0: frames without a head, all of this length. They have no message id, so there is no script then.
  size_t raw_bytes;
  int step_count;
  struct step steps[STEPS_MAX];
};

// Ends the process with a message when the file is not a valid script.
void script_read(struct script *script, const char *path);
// Writes the frame of a step, its length in front; returns how many bytes.
size_t script_frame(const struct step *step, uint32_t number, const uint8_t *kept, uint8_t *frame);
#endif
