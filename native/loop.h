// The engine on Node's loop: libuv polls its descriptor, and a turn runs in the check phase after the poll phase, so
// that timers, workers and databases continue on the same thread. While there is work without a ready descriptor, an
// idle handle keeps the loop from sleeping. Invariants: a turn never runs inside another; the loop is kept alive only
// while a socket or listener is open, or work is left; the output of a turn is sent when its callback, and the promises
// after it, are done.
#pragma once
#include <functional>
#include <uv.h>

#include "engine.h"

namespace jadegate {

class Loop {
 public:
  /** Called with a turn's rows, or with none when a counter changed. */
  using TurnCallback = std::function<void(int32_t rows)>;
  using ClosedCallback = std::function<void()>;

  /** `closed` is called when the handles are closed; then the loop deletes itself. */
  Loop(std::unique_ptr<Engine> engine, int32_t* control, TurnCallback turn, ClosedCallback closed);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /** 0 or -errno. After an error only `close` may be called. */
  int open(uv_loop_t* loop);
  Engine& engine() { return *engine_; }
  /** Call it after calls outside of a turn: a turn follows if they left work. */
  void settle();
  /** No turn follows until `thaw`. */
  void freeze();
  void thaw();
  /** Closes everything. No turn follows. */
  void close();

 private:
  static Loop* of(const uv_handle_t* handle) { return static_cast<Loop*>(handle->data); }
  void run_turns();
  int start_polling();
  void handle_closed();

  std::unique_ptr<Engine> engine_;
  TurnCallback turn_;
  ClosedCallback closed_;
  int32_t* const control_;
  uv_poll_t poll_;
  uv_check_t check_;
  uv_idle_t idle_;
  int handle_count_ = 0;
  int32_t failures_told_ = 0;
  bool is_ready_ = false;
  bool is_in_turn_ = false;
  bool is_idle_ = false;
  bool is_closing_ = false;
};

}  // namespace jadegate
