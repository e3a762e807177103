// See loop.h.
#include "loop.h"

#include <utility>

namespace jadegate {
Loop::Loop(std::unique_ptr<Engine> engine, int32_t* control, TurnCallback turn, ClosedCallback closed)
    : engine_(std::move(engine)), turn_(std::move(turn)), closed_(std::move(closed)), control_(control) {}

int Loop::open(uv_loop_t* loop) {
  poll_.data = check_.data = idle_.data = this;
  uv_check_init(loop, &check_);
  uv_idle_init(loop, &idle_);
  handle_count_ = 2;
  int error = engine_->open();
  if (error < 0) return error;
  const int descriptor = engine_->descriptor();
  if (descriptor < 0) return descriptor;
  error = uv_poll_init(loop, &poll_, descriptor);
  if (error < 0) return error;
  handle_count_++;
  uv_unref(reinterpret_cast<uv_handle_t*>(&check_));
  uv_unref(reinterpret_cast<uv_handle_t*>(&poll_));
  uv_check_start(&check_, [](uv_check_t* handle) {
    Loop* const self = of(reinterpret_cast<uv_handle_t*>(handle));
    if (self->is_ready_ || self->engine_->has_work()) self->run_turns();
  });
  return start_polling();
}

int Loop::start_polling() {
  return uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* handle, int, int) {
    of(reinterpret_cast<uv_handle_t*>(handle))->is_ready_ = true;
  });
}

void Loop::freeze() {
  if (is_closing_ || engine_->is_frozen()) return;
  engine_->freeze();
  // Sockets stay ready: the outer loop would spin.
  uv_poll_stop(&poll_);
  settle();
}

void Loop::thaw() {
  if (is_closing_ || !engine_->is_frozen()) return;
  engine_->thaw();
  start_polling();
  settle();
}

void Loop::run_turns() {
  if (is_in_turn_ || is_closing_ || engine_->is_frozen()) return;
  is_ready_ = false;
  // All ready sockets in one loop, so that the rest of Node's loop is paid for once.
  do {
    is_in_turn_ = true;
    control_[kIsAwake] = 1;
    const int rows = engine_->receive(0);
    const int32_t failures = control_[kPollerRefused];
    if (rows > 0 || failures != failures_told_) {
      failures_told_ = failures;
      turn_(rows > 0 ? rows : 0);
    }
    is_in_turn_ = false;
    if (is_closing_) return;
    engine_->release_closed();
    engine_->send();
  } while (engine_->has_ready());
  settle();
}

void Loop::settle() {
  if (is_in_turn_ || is_closing_) return;
  const bool has_work = engine_->has_work();
  control_[kIsAwake] = has_work ? 1 : 0;
  if (has_work != is_idle_) {
    is_idle_ = has_work;
    if (has_work) uv_idle_start(&idle_, [](uv_idle_t*) {});
    else uv_idle_stop(&idle_);
  }
  auto* const poll = reinterpret_cast<uv_handle_t*>(&poll_);
  if (engine_->live_count() > 0) uv_ref(poll);
  else uv_unref(poll);
}

void Loop::close() {
  if (is_closing_) return;
  is_closing_ = true;
  engine_->close_all();
  const uv_close_cb closed = [](uv_handle_t* handle) { of(handle)->handle_closed(); };
  const int count = handle_count_;
  uv_close(reinterpret_cast<uv_handle_t*>(&check_), closed);
  uv_close(reinterpret_cast<uv_handle_t*>(&idle_), closed);
  if (count == 3) uv_close(reinterpret_cast<uv_handle_t*>(&poll_), closed);
}

void Loop::handle_closed() {
  if (--handle_count_ > 0) return;
  closed_();
  delete this;
}

}  // namespace jadegate
