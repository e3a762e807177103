// Drives the engine without Node, over every poller, for the address and undefined-behaviour sanitizers: a server
// engine and a client engine exchange bytes over loopback while sockets open, stall, break and close. Exits with 0, or
// reports the failed check. `npm test` compiles and runs it where there is a compiler.
#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "datagram.h"
#include "descriptors.h"
#include "engine.h"

using namespace jadegate;

namespace {

#define CHECK(condition) check((condition), #condition, __LINE__)

const char* context = "";

void check(bool condition, const char* text, int line) {
  if (condition) return;
  std::fprintf(stderr, "%s, line %d: %s\n", context, line, text);
  std::exit(1);
}

constexpr int32_t kSlots = 64;
constexpr int32_t kRows = 64;
constexpr int32_t kArenaBytes = 64 * 1024;
constexpr int32_t kOutputRoom = 64 * 1024;
constexpr int32_t kEntries = 64;
/** After this many turns an awaited event is considered lost. */
constexpr int kTurnsMax = 20000;

/**
 * The tables that JavaScript would own: on the heap in their exact sizes, so that an access beyond them is detected.
 */
struct Memory {
  std::vector<uint8_t> memory = std::vector<uint8_t>(kArenaBytes + kOutputRoom);
  std::vector<uint8_t> event = std::vector<uint8_t>(kRows);
  std::vector<int32_t> rows[3] = {std::vector<int32_t>(kRows), std::vector<int32_t>(kRows), std::vector<int32_t>(kRows)};
  std::vector<uint8_t> flags[2] = {std::vector<uint8_t>(kSlots), std::vector<uint8_t>(kSlots)};
  std::vector<int32_t> slots[4] = {std::vector<int32_t>(kSlots), std::vector<int32_t>(kSlots),
                                   std::vector<int32_t>(kSlots), std::vector<int32_t>(kSlots)};
  std::vector<int32_t> entries[4] = {std::vector<int32_t>(kEntries), std::vector<int32_t>(kEntries),
                                     std::vector<int32_t>(kEntries), std::vector<int32_t>(kEntries)};
  std::vector<int32_t> control = std::vector<int32_t>(kControlCount);

  Tables tables() {
    Tables tables;
    tables.memory = memory.data();
    tables.arena_bytes = kArenaBytes;
    tables.rows_max = kRows;
    tables.event = event.data();
    tables.socket = rows[0].data();
    tables.value = rows[1].data();
    tables.offset = rows[2].data();
    tables.slots_max = kSlots;
    tables.state = flags[0].data();
    tables.owes_drained = flags[1].data();
    tables.backlog = slots[0].data();
    tables.queued = slots[1].data();
    tables.first_entry = slots[2].data();
    tables.last_entry = slots[3].data();
    tables.entry_offset = entries[0].data();
    tables.entry_length = entries[1].data();
    tables.entry_next = entries[2].data();
    tables.touched = entries[3].data();
    tables.control = control.data();
    return tables;
  }
};

/** An engine, with its rows by slot. */
class World {
 public:
  explicit World(const char* poller)
      : tables(memory.tables()), engine(tables, Budgets{4096, 8192, 4, 3}, make_poller(poller)) {}

  void turn() {
    const int rows = engine.receive(0);
    CHECK(rows >= 0 && rows <= kRows);
    for (int row = 0; row < rows; row++) {
      const int32_t slot = tables.socket[row];
      const int32_t value = tables.value[row];
      switch (tables.event[row]) {
        case kAccepted:
          accepted.push_back(slot);
          reset(slot);
          break;
        case kConnected:
          is_connected[slot] = true;
          break;
        case kReceived:
          CHECK(value > 0 && tables.offset[row] + value <= kArenaBytes);
          for (int32_t at = 0; at < value; at++) {
            CHECK(tables.memory[tables.offset[row] + at] == static_cast<uint8_t>(received[slot] + at));
          }
          received[slot] += value;
          break;
        case kEndedRow:
          has_ended[slot] = true;
          break;
        case kDrained:
          drained[slot]++;
          break;
        case kClosed:
          CHECK(!is_closed[slot]);
          is_closed[slot] = true;
          error[slot] = value;
          break;
        case kAcceptFailedRow:
          CHECK(value < 0);
          accept_failures++;
          break;
        default:
          CHECK(false);
      }
    }
    engine.release_closed();
    engine.send();
  }

  void reset(int32_t slot) {
    is_connected[slot] = has_ended[slot] = is_closed[slot] = false;
    received[slot] = sent[slot] = drained[slot] = error[slot] = 0;
  }

  /** Queues bytes that count upwards, as JavaScript would: one piece for each call. */
  void write(int32_t slot, int32_t count) {
    CHECK(slot >= 0 && slot < kSlots);
    if (tables.state[slot] != kOpen) return;
    int32_t* const control = tables.control;
    if (control[kOutputBytes] + count > kOutputRoom || control[kEntryCount] == kEntries) engine.send();
    if (tables.state[slot] != kOpen) return;
    const int32_t offset = kArenaBytes + control[kOutputBytes];
    for (int32_t at = 0; at < count; at++) tables.memory[offset + at] = static_cast<uint8_t>(sent[slot] + at);
    sent[slot] += count;
    control[kOutputBytes] += count;
    const int32_t entry = control[kEntryCount]++;
    tables.entry_offset[entry] = offset;
    tables.entry_length[entry] = count;
    tables.entry_next[entry] = -1;
    if (tables.first_entry[slot] < 0) {
      tables.first_entry[slot] = entry;
      tables.touched[control[kTouchedCount]++] = slot;
    } else {
      tables.entry_next[tables.last_entry[slot]] = entry;
    }
    tables.last_entry[slot] = entry;
    tables.queued[slot] += count;
  }

  bool is_connected[kSlots] = {};
  bool has_ended[kSlots] = {};
  bool is_closed[kSlots] = {};
  int32_t received[kSlots] = {};
  int32_t sent[kSlots] = {};
  int32_t drained[kSlots] = {};
  int32_t error[kSlots] = {};
  std::vector<int32_t> accepted;
  int32_t accept_failures = 0;

  Memory memory;
  Tables tables;
  Engine engine;
};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

struct Pair {
  explicit Pair(const char* poller) : server(poller), client(poller) {
    CHECK(server.engine.open() == 0 && client.engine.open() == 0);
    CHECK(server.engine.descriptor() >= 0);
    const sockaddr_in any = loopback(0);
    listener = server.engine.listen(reinterpret_cast<const sockaddr*>(&any), sizeof any, {});
    CHECK(listener >= 0);
    port = server.engine.local_port(listener);
    CHECK(port > 0);
  }

  int32_t dial(int to) {
    const sockaddr_in address = loopback(to);
    const int32_t slot = client.engine.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address);
    if (slot >= 0) client.reset(slot);
    return slot;
  }

  template <typename Condition>
  void until(Condition condition) {
    for (int turns = 0; !condition(); turns++) {
      CHECK(turns < kTurnsMax);
      server.turn();
      client.turn();
    }
  }

  World server;
  World client;
  int32_t listener = -1;
  int port = 0;
};

void transfers(const char* poller) {
  Pair world(poller);
  std::vector<int32_t> near;
  for (int index = 0; index < 20; index++) near.push_back(world.dial(world.port));
  world.until([&] { return world.server.accepted.size() == near.size(); });
  CHECK(world.server.engine.address(world.server.accepted[0]) == "127.0.0.1");
  // More than the kernel accepts and than a turn's tables hold, in interleaved pieces.
  for (int round = 0; round < 100; round++) {
    for (const int32_t slot : near) world.client.write(slot, 1 + (round * 37) % 3000);
  }
  for (const int32_t slot : world.server.accepted) world.server.write(slot, 100);
  world.until([&] {
    int32_t received = 0;
    int32_t sent = 0;
    for (const int32_t slot : world.server.accepted) received += world.server.received[slot];
    for (const int32_t slot : near) sent += world.client.sent[slot];
    return received == sent;
  });
  for (const int32_t slot : near) world.client.engine.end(slot);
  world.until([&] {
    for (const int32_t slot : world.server.accepted) {
      if (!world.server.has_ended[slot]) return false;
    }
    return true;
  });
  for (const int32_t slot : world.server.accepted) world.server.engine.end(slot);
  world.until([&] { return world.client.engine.live_count() == 0 && world.server.engine.live_count() == 1; });
  for (const int32_t slot : near) CHECK(world.client.error[slot] == 0);
}

void pressure(const char* poller) {
  Pair world(poller);
  const int32_t near = world.dial(world.port);
  world.until([&] { return world.server.accepted.size() == 1; });
  const int32_t far = world.server.accepted[0];
  world.server.engine.pause(far);
  for (int round = 0; round < 300; round++) world.client.write(near, 60000);
  world.client.engine.send();
  CHECK(world.client.tables.backlog[near] > 0);
  world.client.tables.owes_drained[near] = 1;
  for (int turns = 0; turns < 50; turns++) {
    world.server.turn();
    world.client.turn();
  }
  CHECK(world.server.received[far] == 0);
  world.server.engine.resume(far);
  world.until([&] { return world.server.received[far] == world.client.sent[near]; });
  CHECK(world.client.drained[near] == 1);
  // A reset in the middle of a send, to a peer that reads nothing.
  world.server.engine.pause(far);
  for (int round = 0; round < 300; round++) world.client.write(near, 60000);
  world.client.turn();
  world.server.engine.destroy(far);
  CHECK(world.server.tables.state[far] == kGone);
  world.until([&] { return world.client.is_closed[near] && world.server.is_closed[far]; });
  CHECK(world.client.error[near] == -ECONNRESET || world.client.error[near] == -EPIPE);
  CHECK(world.server.error[far] == -ECANCELED);
}

void failures(const char* poller) {
  Pair world(poller);
  // Whoever waits at a port that is closed is accepted first; later ones are refused.
  const int32_t waiting[] = {world.dial(world.port), world.dial(world.port), world.dial(world.port)};
  world.server.engine.unlisten(world.listener);
  world.server.engine.unlisten(world.listener);
  world.until([&] { return world.server.engine.local_port(world.listener) < 0; });
  CHECK(world.server.accepted.size() == 3);
  for (const int32_t slot : waiting) {
    world.client.engine.destroy(slot);
    world.until([&] { return world.client.is_closed[slot]; });
  }
  world.until([&] { return world.server.engine.live_count() == 0; });
  const int32_t refused = world.dial(world.port);
  world.until([&] { return world.client.is_closed[refused]; });
  CHECK(world.client.error[refused] == -ECONNREFUSED);
  // Numbers without a socket are ignored.
  for (const int32_t slot : {-1, refused, kSlots - 1, kSlots, 1 << 30}) {
    world.client.engine.destroy(slot);
    world.client.engine.end(slot);
    world.client.engine.pause(slot);
    world.client.engine.resume(slot);
    world.client.engine.unlisten(slot);
    CHECK(world.client.engine.address(slot).empty());
  }
  const sockaddr_in again = loopback(world.port);
  world.listener = world.server.engine.listen(reinterpret_cast<const sockaddr*>(&again), sizeof again, {});
  CHECK(world.listener >= 0);
  CHECK(world.server.engine.listen(reinterpret_cast<const sockaddr*>(&again), sizeof again, {}) == -EADDRINUSE);
  // All slots in use, and free again after their rows.
  std::vector<int32_t> near;
  for (int32_t slot; (slot = world.dial(world.port)) >= 0;) near.push_back(slot);
  CHECK(near.size() == kSlots);
  world.until([&] { return world.server.accept_failures > 0; });
  world.server.engine.pause(world.listener);
  for (const int32_t slot : near) world.client.engine.destroy(slot);
  world.until([&] { return world.client.engine.live_count() == 0; });
  world.server.engine.resume(world.listener);
  world.until([&] { return world.server.engine.live_count() == 1; });
  CHECK(world.dial(world.port) >= 0);
  world.until([&] { return world.server.engine.live_count() == 2; });
  world.client.engine.close_all();
  world.server.engine.close_all();
}

/** A connection and a port go from one engine to another, as between two processes. */
void moves(const char* poller) {
  Pair world(poller);
  World other(poller);
  CHECK(other.engine.open() == 0);
  const int32_t near = world.dial(world.port);
  world.until([&] { return world.server.accepted.size() == 1; });
  const int32_t far = world.server.accepted[0];
  world.client.engine.pause(near);
  for (int round = 0; round < 300; round++) world.server.write(far, 60000);
  world.server.engine.send();
  other.engine.freeze();
  world.server.engine.freeze();
  world.server.write(far, 1000);
  world.client.write(near, 500);
  world.client.engine.send();
  const int32_t late = world.dial(world.port);
  for (int turns = 0; turns < 50; turns++) world.server.turn();
  CHECK(world.server.received[far] == 0 && world.server.accepted.size() == 1 && !world.server.engine.has_work());
  const auto unsent = world.server.engine.unsent(far);
  CHECK(unsent.first != nullptr && unsent.second > 1000);
  const int32_t copy = other.engine.adopt(duplicate(world.server.engine.descriptor_of(far)));
  const int32_t port = other.engine.adopt_listener(duplicate(world.server.engine.descriptor_of(world.listener)));
  CHECK(copy >= 0 && port >= 0 && other.engine.local_port(port) == world.port);
  CHECK(other.engine.address(copy) == "127.0.0.1");
  other.reset(copy);
  other.sent[copy] = world.server.sent[far] - static_cast<int32_t>(unsent.second);
  for (size_t at = 0; at < unsent.second; at += 1000) {
    const size_t left = unsent.second - at;
    other.write(copy, static_cast<int32_t>(left < 1000 ? left : 1000));
  }
  world.server.engine.end(far);
  world.server.engine.release(far);
  world.server.engine.release(world.listener);
  world.server.engine.release(far);
  CHECK(world.server.engine.descriptor_of(far) == -EBADF && world.server.engine.unsent(far).second == 0);
  world.server.engine.thaw();
  other.engine.thaw();
  world.client.engine.resume(near);
  world.until([&] {
    other.turn();
    return world.client.received[near] == other.sent[copy] && other.received[copy] == 500 && world.client.is_connected[late];
  });
  CHECK(!world.client.has_ended[near] && world.server.engine.live_count() == 0);
  // A freeze that is given up: what was asked meanwhile happens.
  other.engine.freeze();
  other.engine.destroy(copy);
  other.engine.destroy(copy);
  other.engine.end(copy);
  CHECK(other.tables.state[copy] == kOpen);
  other.engine.thaw();
  world.until([&] {
    other.turn();
    return world.client.is_closed[near];
  });
  // Descriptors of another kind.
  int pair[2];
  CHECK(open_socket_pair(pair) == 0);
  CHECK(other.engine.adopt(-1) == -EBADF && other.engine.adopt_listener(pair[0]) == -EINVAL);
  CHECK(other.engine.adopt(other.engine.descriptor_of(port)) == -EINVAL);
  for (const int fd : pair) ::close(fd);
  world.client.engine.close_all();
  other.engine.close_all();
}

/** Many random steps; the rows and the sanitizers check them. */
void storm(const char* poller) {
  Pair world(poller);
  uint32_t seed = 12345;
  const auto draw = [&seed](uint32_t below) {
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % below;
  };
  for (int step = 0; step < 6000; step++) {
    World& side = draw(2) == 0 ? world.server : world.client;
    const auto slot = static_cast<int32_t>(draw(24));
    switch (draw(12)) {
      case 0:
        world.dial(world.port);
        break;
      case 1:
        side.engine.end(slot);
        break;
      case 2:
        if (draw(3) == 0) side.engine.destroy(slot);
        break;
      case 3:
        side.engine.pause(slot);
        break;
      case 4:
      case 5:
        side.engine.resume(slot);
        break;
      case 6:
      case 7:
      case 8:
        if (side.tables.backlog[slot] < 200000) side.write(slot, 1 + static_cast<int32_t>(draw(20000)));
        break;
      default:
        side.turn();
    }
  }
  for (int32_t slot = 0; slot < kSlots; slot++) {
    world.client.engine.destroy(slot);
    world.server.engine.destroy(slot);
  }
  world.until([&] { return world.client.engine.live_count() == 0 && world.server.engine.live_count() == 1; });
}

void select_refuses() {
  context = "select";
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  std::vector<int> held;
  while (held.size() < 1200) {
    const int fd = ::dup(0);
    if (fd < 0) break;
    held.push_back(fd);
  }
  if (held.empty() || held.back() < 1100) {
    for (const int fd : held) ::close(fd);
    return;
  }
  World server("select");
  World client("epoll");
  CHECK(server.engine.open() == 0 && client.engine.open() == 0);
  const sockaddr_in any = loopback(0);
  // All descriptors below 1,024 are in use: even listening fails, with its error.
  CHECK(server.engine.listen(reinterpret_cast<const sockaddr*>(&any), sizeof any, {}) == -ENOTSUP);
  // One for the listener and one for a connection.
  ::close(held[0]);
  ::close(held[1]);
  const int32_t listener = server.engine.listen(reinterpret_cast<const sockaddr*>(&any), sizeof any, {});
  CHECK(listener >= 0);
  const sockaddr_in address = loopback(server.engine.local_port(listener));
  // The client's own sockets would take the free descriptor.
  const int spare = ::dup(0);
  int32_t near[3];
  for (int32_t& slot : near) slot = client.engine.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(spare);
  for (int turns = 0; server.tables.control[kPollerRefused] < 2; turns++) {
    CHECK(turns < kTurnsMax);
    server.turn();
    client.turn();
  }
  CHECK(server.accepted.size() == 1);
  client.write(near[0], 1000);
  for (int turns = 0; server.received[server.accepted[0]] < 1000; turns++) {
    CHECK(turns < kTurnsMax);
    client.turn();
    server.turn();
  }
  for (const int fd : held) ::close(fd);
}

void datagrams() {
  context = "datagrams";
  constexpr int32_t kCount = 8;
  std::vector<uint8_t> bytes(kCount * 2048);
  std::vector<uint8_t> peers(kCount * kPeerBytes);
  std::vector<int32_t> offsets(kCount), lengths(kCount);
  const DatagramTable table{bytes.data(), static_cast<int32_t>(bytes.size()), peers.data(), offsets.data(), lengths.data(), kCount};
  const sockaddr_in any = loopback(0);
  const int one = open_datagram(reinterpret_cast<const sockaddr*>(&any), sizeof any, false);
  const int two = open_datagram(reinterpret_cast<const sockaddr*>(&any), sizeof any, false);
  CHECK(one >= 0 && two >= 0);
  sockaddr_storage to{};
  socklen_t length = sizeof to;
  CHECK(::getsockname(two, reinterpret_cast<sockaddr*>(&to), &length) == 0);
  for (int32_t index = 0; index < kCount; index++) {
    write_peer(reinterpret_cast<sockaddr*>(&to), peers.data() + index * kPeerBytes);
    offsets[static_cast<size_t>(index)] = index * 100;
    lengths[static_cast<size_t>(index)] = index * 10;
    std::memset(bytes.data() + index * 100, index, static_cast<size_t>(index) * 10);
  }
  CHECK(datagram_port(two) == ntohs(reinterpret_cast<sockaddr_in*>(&to)->sin_port) && datagram_port(-1) == -EBADF);
  // In two parts: rows may be sent from any row on.
  CHECK(send_datagrams(one, table, {0, 3, false}) == 3 && send_datagrams(one, table, {3, kCount, false}) == kCount - 3);
  int32_t seen = 0;
  for (int turns = 0; seen < kCount; turns++) {
    CHECK(turns < kTurnsMax);
    const int count = receive_datagrams(two, table, 2048);
    CHECK(count >= 0 || count == -EAGAIN);
    for (int32_t row = 0; row < count; row++, seen++) {
      CHECK(lengths[static_cast<size_t>(row)] == seen * 10);
      if (seen > 0) CHECK(bytes[static_cast<size_t>(offsets[static_cast<size_t>(row)])] == seen);
    }
  }
  CHECK(receive_datagrams(two, table, 2048) == -EAGAIN);
  CHECK(receive_datagrams(two, table, 0) == -EINVAL && send_datagrams(one, table, {0, kCount + 1, false}) == -EINVAL);
  CHECK(send_datagrams(one, table, {-1, 1, false}) == -EINVAL && send_datagrams(one, table, {2, 1, false}) == -EINVAL);
  offsets[0] = static_cast<int32_t>(bytes.size());
  lengths[0] = 1;
  CHECK(send_datagrams(one, table, {0, 1, false}) == -EINVAL);
  // The kernel rejects a peer of the other family; nothing is sent elsewhere.
  offsets[0] = 0;
  peers[2] = 6;
  CHECK(send_datagrams(one, table, {0, 1, false}) == -EAFNOSUPPORT);
  ::close(one);
  ::close(two);
}

void descriptors() {
  context = "descriptors";
  int pair[2];
  CHECK(open_socket_pair(pair) == 0);
  const uint8_t bytes[] = "descriptors";
  uint8_t got[64];
  Descriptors sent;
  Descriptors received;
  CHECK(receive_descriptors(pair[1], got, sizeof got, &received) == -EAGAIN);
  sent.count = kDescriptorsMax;
  for (int32_t& fd : sent.fds) fd = pair[0];
  CHECK(send_descriptors(pair[0], bytes, 0, sent) == -EINVAL);
  CHECK(send_descriptors(pair[0], bytes, sizeof bytes, sent) == sizeof bytes);
  CHECK(receive_descriptors(pair[1], got, 3, &received) == 3 && received.count == kDescriptorsMax);
  for (int32_t index = 0; index < received.count; index++) {
    CHECK((::fcntl(received.fds[index], F_GETFD) & FD_CLOEXEC) != 0 && ::close(received.fds[index]) == 0);
  }
  // The rest of the message has none, and neither do bytes that are sent without.
  CHECK(receive_descriptors(pair[1], got, sizeof got, &received) == sizeof bytes - 3 && received.count == 0);
  sent.count = kDescriptorsMax + 1;
  CHECK(send_descriptors(pair[0], bytes, 1, sent) == -EINVAL);
  sent.count = 1;
  sent.fds[0] = -1;
  CHECK(send_descriptors(pair[0], bytes, 1, sent) == -EBADF);
  sent.count = 0;
  // Full: a part is sent, then nothing.
  const std::vector<uint8_t> much(1 << 20);
  int64_t part = 0;
  int64_t more;
  while ((more = send_descriptors(pair[0], much.data(), much.size(), sent)) > 0) part += more;
  CHECK(more == -EAGAIN && part > 0);
  int64_t drained = 0;
  while (drained < part) {
    const int64_t count = receive_descriptors(pair[1], got, sizeof got, &received);
    CHECK(count > 0);
    drained += count;
  }
  // This process has room for one descriptor only: none of two is kept.
  sent.count = 2;
  sent.fds[0] = sent.fds[1] = pair[0];
  CHECK(send_descriptors(pair[0], bytes, 1, sent) == 1);
  rlimit limit;
  CHECK(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const int next = duplicate(pair[0]);
  CHECK(next >= 0 && ::close(next) == 0);
  const rlimit narrow{static_cast<rlim_t>(next) + 1, limit.rlim_max};
  CHECK(::setrlimit(RLIMIT_NOFILE, &narrow) == 0);
  CHECK(receive_descriptors(pair[1], got, sizeof got, &received) == -EMFILE && received.count == 0);
  CHECK(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK(duplicate(pair[0]) == next && ::close(next) == 0);
  CHECK(duplicate(-1) == -EBADF);
  ::close(pair[0]);
  CHECK(receive_descriptors(pair[1], got, sizeof got, &received) == 0);
  CHECK(send_descriptors(pair[1], bytes, 1, Descriptors{}) == -EPIPE);
  ::close(pair[1]);
}

void watched() {
  context = "watched";
  int ends[2];
  CHECK(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) == 0);
  World world("epoll");
  CHECK(world.engine.open() == 0);
  const int32_t slot = world.engine.watch(ends[0]);
  CHECK(slot >= 0 && ::send(ends[1], "x", 1, 0) == 1);
  CHECK(world.engine.receive(0) == 1 && world.tables.event[0] == kReadyRow && world.tables.socket[0] == slot);
  world.engine.unwatch(slot);
  world.turn();
  CHECK(world.engine.live_count() == 0);
  for (const int fd : ends) CHECK(::close(fd) == 0);
}

}  // namespace

int main() {
  for (const char* poller : {"epoll", "epoll-level", "poll", "select", "io_uring"}) {
    context = poller;
    const auto probe = make_poller(poller);
    const int error = probe->open();
    if (error < 0) {
      std::printf("%s: unavailable (%s)\n", poller, std::strerror(-error));
      continue;
    }
    transfers(poller);
    pressure(poller);
    failures(poller);
    moves(poller);
    storm(poller);
    std::printf("%s: ok\n", poller);
  }
  CHECK(make_poller("kqueue") == nullptr);
  select_refuses();
  datagrams();
  descriptors();
  watched();
  std::printf("the rest: ok\n");
  return 0;
}
