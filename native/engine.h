// Sockets in batches: one call accepts and receives from everything that is ready and writes rows of a table; one call
// sends everything queued. The engine does not interpret bytes, does not depend on JavaScript, and fails with -errno.
// The tables are memory shared with the caller: the caller queues output by writing into them, without a call.
// Invariants: a slot is reused only after its `closed` row was delivered and `release_closed` called; a closed socket's
// descriptor is closed at once, its row follows; a packet allocates nothing (a slow reader's backlog does, by
// doubling).
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include "poller.h"

namespace jadegate {

/** Rows, numbered as in src/reactor/io.ts; `kReadyRow` is for watched descriptors. */
enum Event : uint8_t { kAccepted = 1, kConnected = 2, kReceived = 3, kEndedRow = 4, kDrained = 5, kClosed = 6, kAcceptFailedRow = 7, kReadyRow = 8 };

/** What the caller may do with a slot. */
enum State : uint8_t { kGone = 0, kOpen = 1, kEnding = 2 };

/** Places of `Tables::control`. */
enum Control : int32_t {
  /** Bytes of queued output. */
  kOutputBytes = 0,
  kEntryCount = 1,
  kTouchedCount = 2,
  /** Not 0 while a `send` is sure to follow, so that the caller need not ask for one. */
  kIsAwake = 3,
  /** How many connections the poller could not accept. */
  kPollerRefused = 4,
  /** How many slots were ever used: the caller grows the tables in time. */
  kSlotCount = 5,
  kControlCount = 6,
};

/** Memory of the caller, which outlives the engine's `close_all`. */
struct Tables {
  /** Input in [0, arena_bytes), queued output behind it. */
  uint8_t* memory = nullptr;
  int32_t arena_bytes = 0;

  int32_t rows_max = 0;
  uint8_t* event = nullptr;
  int32_t* socket = nullptr;
  int32_t* value = nullptr;
  int32_t* offset = nullptr;

  /** By slot. */
  int32_t slots_max = 0;
  uint8_t* state = nullptr;
  /** Not 0: a `drained` row is due when the backlog is empty. */
  uint8_t* owes_drained = nullptr;
  /** Bytes that the kernel did not accept. */
  int32_t* backlog = nullptr;
  /** Bytes queued since the last send, and the first and last of their entries; -1 for none. */
  int32_t* queued = nullptr;
  int32_t* first_entry = nullptr;
  int32_t* last_entry = nullptr;

  /** Queued pieces of output: where in memory, how long, and the next piece of the same socket. */
  int32_t* entry_offset = nullptr;
  int32_t* entry_length = nullptr;
  int32_t* entry_next = nullptr;
  /** Slots with queued output. */
  int32_t* touched = nullptr;

  int32_t* control = nullptr;
};

/** The most that one turn handles, so that one flooding client does not starve others. */
struct Budgets {
  int32_t receive_bytes = 32 * 1024;
  int32_t send_bytes = 256 * 1024;
  int32_t accepts = 64;
  /**
   * Sockets of one turn: few enough that the kernel's data of each is still in the processor's cache when it is sent
   * to.
   */
  int32_t sockets = 64;
};

/** As DEAD_PEER_SECONDS in limits.ts. */
constexpr int kDeadPeerSeconds = 100;

struct ListenOptions {
  int backlog = 511;
  bool is_port_shared = false;
  bool is_kept_alive = true;
  /** A peer that confirms nothing for so long is given up. */
  int dead_peer_seconds = kDeadPeerSeconds;
  bool is_undelayed = true;
};

class Engine {
 public:
  Engine(const Tables& tables, const Budgets& budgets, std::unique_ptr<Poller> poller);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  /** 0 or -errno. */
  int open();
  /** From here on these tables are used; they begin with the contents of the former. */
  void use_tables(const Tables& tables) { tables_ = tables; }
  /** For an outer loop: readable while `receive` has rows to deliver; or -errno. */
  int descriptor() { return poller_->descriptor(); }

  /** The slot of a listening socket, or -errno. */
  int listen(const sockaddr* address, socklen_t length, const ListenOptions& options);
  /** The port of a listener or socket, or -errno. */
  int local_port(int32_t slot) const;
  /**
   * Closes a port: in a turn that follows, after the connections that wait there were accepted, since the system resets them with
   * the port. `local_port` then fails. At once when accepting is paused.
   */
  void unlisten(int32_t slot);
  /** A slot; a later failure is reported by its `closed` row. -ENFILE when all slots are in use. */
  int connect(const sockaddr* address, socklen_t length);
  /** Rows report when a descriptor of the caller's is readable; read until -EAGAIN. A slot or -errno. */
  int watch(int fd);
  /** Call it before you close the descriptor. */
  void unwatch(int32_t slot);

  void pause(int32_t slot);
  void resume(int32_t slot);
  void end(int32_t slot);
  void destroy(int32_t slot);
  /** The peer's address as text, without port; empty for none. */
  std::string address(int32_t slot) const;

  // Sockets that move to another process.

  /**
   * Stops all turns: nothing is accepted, read or written; what is written meanwhile waits in the backlog, and what is
   * ended or destroyed is so at `thaw`. Clients wait in the kernel.
   */
  void freeze();
  void thaw();
  bool is_frozen() const { return is_frozen_; }
  /** The descriptor of a socket or listener, which stays the engine's; or -errno. */
  int descriptor_of(int32_t slot) const;
  /** Bytes that the kernel has not accepted, valid until the next call. The backlog keeps them. */
  std::pair<const uint8_t*, size_t> unsent(int32_t slot);
  /**
   * Lets a socket or listener go without an end and without a row: another process has it too. The slot is free after
   * this turn.
   */
  void release(int32_t slot);
  /** The slot of a connected socket of another process, or -errno: then the descriptor stays the caller's. */
  int adopt(int fd);
  /** As `adopt`, of a listening socket. */
  int adopt_listener(int fd);

  /** Waits, accepts, receives: returns how many rows it filled, or -errno of the poller. */
  int receive(int timeout_ms);
  /** Call it after the rows of the last `receive` were read: their closed slots are free again. */
  void release_closed();
  /** Sends everything queued. */
  void send();
  /** Whether `receive` or `send` has work even if no descriptor becomes ready. */
  bool has_work() const;
  /** Whether sockets that were ready at the last wait are left for the next turn. */
  bool has_ready() const { return ready_left_ > 0 && !is_frozen_; }
  /** Listeners, sockets, and pending closed rows. */
  int32_t live_count() const { return live_count_; }
  void close_all();

 private:
  enum class Kind : uint8_t { free, listener, socket, watched, closed };

  struct Slot {
    int fd = -1;
    Kind kind = Kind::free;
    /** The interest that the poller has. */
    uint8_t interest = 0;
    /** The readiness known so far; handled when the queue reaches it. */
    uint8_t ready = 0;
    bool is_queued = false;
    bool is_connecting = false;
    bool is_paused = false;
    /** Our side will end when the backlog is sent; a listener's port closes when nobody waits. */
    bool is_ending = false;
    bool is_end_sent = false;
    bool has_peer_ended = false;
    /** Of a listener that is ending: turns in which it may still accept. */
    uint8_t turns_left = 0;
    uint8_t family = 0;
    uint8_t address[16] = {};
    /** Bytes [backlog_start, backlog_end) wait. */
    uint8_t* backlog = nullptr;
    size_t backlog_start = 0;
    size_t backlog_end = 0;
    size_t backlog_capacity = 0;
  };

  struct Closing {
    int32_t slot;
    int32_t error;
  };

  /** What was asked of a socket while frozen. */
  struct Deferred {
    int32_t slot;
    bool is_destroy;
  };

  Slot& at(int32_t slot) { return slots_[static_cast<size_t>(slot)]; }
  const Slot& at(int32_t slot) const { return slots_[static_cast<size_t>(slot)]; }
  bool is_socket(int32_t slot) const;
  int32_t take_slot(int fd, Kind kind);
  void give_slot(int32_t slot);
  int open_socket(int32_t slot, uint8_t interest);
  int adopt_as(int fd, Kind kind);
  static void note_address(Slot& socket, const sockaddr* address);

  void enqueue(int32_t slot, uint8_t what);
  void serve(int32_t slot);
  bool is_pausable(int32_t slot) const;
  void accept(int32_t slot);
  bool accept_one(int32_t listener);
  void finish_connect(int32_t slot, uint8_t what);
  void read(int32_t slot, uint8_t what);
  void read_end(int32_t slot);
  void update_interest(int32_t slot);

  void send_queued(int32_t slot);
  int32_t send_entries(int32_t slot, int32_t entry, int32_t* skipped);
  bool keep(int32_t slot, const uint8_t* bytes, size_t count);
  void send_backlog(int32_t slot);
  void send_end(int32_t slot);

  void close_listener(int32_t slot);
  /** The end of a socket: its descriptor is closed, its row will follow. */
  void finish(int32_t slot, int32_t error);
  void emit_closed();
  void row(Event event, int32_t slot, int32_t value);
  int32_t rows_left() const { return tables_.rows_max - row_count_; }

  Tables tables_;
  const Budgets budgets_;
  std::unique_ptr<Poller> poller_;
  std::vector<Slot> slots_;
  std::vector<int32_t> free_;
  /** Slots whose readiness must be handled: a ring, with each slot at most once. */
  std::vector<int32_t> queue_;
  size_t queue_first_ = 0;
  size_t queue_count_ = 0;
  /** How many at the front are handled before the poller is called again. */
  size_t ready_left_ = 0;
  std::vector<Closing> closing_;
  std::vector<int32_t> released_;
  std::vector<Deferred> deferred_;
  bool is_frozen_ = false;
  int32_t row_count_ = 0;
  int32_t arena_used_ = 0;
  int32_t live_count_ = 0;
  Ready ready_[1024];
};

}  // namespace jadegate
