// The engine as a class for JavaScript (`NativeEngine` of src/reactor/engine-native.ts). It only converts arguments;
// failures are returned as -errno. An argument of the wrong type is a bug of the caller and throws a TypeError.
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <node_api.h>
#include <string>
#include <unistd.h>

#include "datagram.h"
#include "descriptors.h"
#include "hmac.h"
#include "loop.h"

namespace jadegate {
namespace {

constexpr size_t kArgumentsMax = 5;

/** The data behind the JavaScript object. The loop may be deleted before the object, or after it. */
struct Handle {
  Loop* loop = nullptr;
  napi_env env = nullptr;
  napi_ref callback = nullptr;
  napi_ref self = nullptr;
  napi_async_context context = nullptr;
  napi_async_cleanup_hook_handle cleanup = nullptr;
  bool is_env_ending = false;
};

napi_value number(napi_env env, int32_t value) {
  napi_value result;
  napi_create_int32(env, value, &result);
  return result;
}

/** The arguments of a call, and its engine; null after `stop`. */
class Call {
 public:
  Call(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kArgumentsMax;
    napi_value self;
    napi_get_cb_info(env, info, &count, arguments_, &self, nullptr);
    void* data = nullptr;
    if (napi_unwrap(env, self, &data) == napi_ok) handle_ = static_cast<Handle*>(data);
  }

  Handle* handle() const { return handle_; }
  Loop* loop() const { return handle_ == nullptr ? nullptr : handle_->loop; }

  int32_t integer(size_t index) const {
    int32_t value = 0;
    napi_get_value_int32(env_, arguments_[index], &value);
    return value;
  }

  bool flag(size_t index) const {
    bool value = false;
    napi_get_value_bool(env_, arguments_[index], &value);
    return value;
  }

  std::string text(size_t index) const {
    char buffer[128] = "";
    size_t length = 0;
    napi_get_value_string_utf8(env_, arguments_[index], buffer, sizeof buffer, &length);
    return std::string(buffer, length);
  }

  napi_value at(size_t index) const { return arguments_[index]; }

 private:
  napi_env env_;
  napi_value arguments_[kArgumentsMax] = {};
  Handle* handle_ = nullptr;
};

/** Reads the members of an object, and records the first one of the wrong type. */
class Members {
 public:
  Members(napi_env env, napi_value object) : env_(env), object_(object) {}

  template <typename T>
  T* array(const char* name, napi_typedarray_type expected, int32_t* length) {
    napi_value value;
    napi_typedarray_type type;
    size_t count = 0;
    void* data = nullptr;
    const bool is_read = napi_get_named_property(env_, object_, name, &value) == napi_ok &&
                         napi_get_typedarray_info(env_, value, &type, &count, &data, nullptr, nullptr) == napi_ok;
    if (!is_read || type != expected) {
      wrong_ = name;
      return nullptr;
    }
    if (length != nullptr) *length = static_cast<int32_t>(count);
    return static_cast<T*>(data);
  }

  uint8_t* bytes(const char* name, int32_t* length = nullptr) { return array<uint8_t>(name, napi_uint8_array, length); }
  int32_t* integers(const char* name) { return array<int32_t>(name, napi_int32_array, nullptr); }

  int32_t integer(const char* name) {
    napi_value value;
    int32_t result = 0;
    const bool is_read = napi_get_named_property(env_, object_, name, &value) == napi_ok &&
                         napi_get_value_int32(env_, value, &result) == napi_ok;
    if (!is_read) wrong_ = name;
    return result;
  }

  const char* wrong() const { return wrong_; }

 private:
  napi_env env_;
  napi_value object_;
  const char* wrong_ = nullptr;
};

Tables tables_of(Members& members) {
  Tables tables;
  tables.memory = members.bytes("memory");
  tables.arena_bytes = members.integer("arenaBytes");
  tables.event = members.bytes("event", &tables.rows_max);
  tables.socket = members.integers("socket");
  tables.value = members.integers("value");
  tables.offset = members.integers("offset");
  tables.state = members.bytes("state", &tables.slots_max);
  tables.owes_drained = members.bytes("owesDrained");
  tables.backlog = members.integers("backlog");
  tables.queued = members.integers("queued");
  tables.first_entry = members.integers("firstEntry");
  tables.last_entry = members.integers("lastEntry");
  tables.entry_offset = members.integers("entryOffset");
  tables.entry_length = members.integers("entryLength");
  tables.entry_next = members.integers("entryNext");
  tables.touched = members.integers("touched");
  tables.control = members.integers("control");
  return tables;
}

/** Converts host and port to an address. False when the host is not a numeric address. */
bool address_of(const std::string& host, int32_t port, sockaddr_storage* address, socklen_t* length) {
  std::memset(address, 0, sizeof *address);
  auto* const four = reinterpret_cast<sockaddr_in*>(address);
  if (::inet_pton(AF_INET, host.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(static_cast<uint16_t>(port));
    *length = sizeof *four;
    return true;
  }
  auto* const six = reinterpret_cast<sockaddr_in6*>(address);
  const size_t zone = host.find('%');
  if (::inet_pton(AF_INET6, host.substr(0, zone).c_str(), &six->sin6_addr) != 1) return false;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(static_cast<uint16_t>(port));
  if (zone != std::string::npos) six->sin6_scope_id = ::if_nametoindex(host.c_str() + zone + 1);
  *length = sizeof *six;
  return true;
}

void call_turn(Handle* handle, int32_t rows) {
  napi_env env = handle->env;
  napi_handle_scope scope;
  if (handle->is_env_ending || napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_value callback;
  napi_value self;
  napi_get_reference_value(env, handle->callback, &callback);
  napi_get_reference_value(env, handle->self, &self);
  napi_value argument = number(env, rows);
  if (napi_make_callback(env, handle->context, self, callback, 1, &argument, nullptr) == napi_pending_exception) {
    napi_value error;
    napi_get_and_clear_last_exception(env, &error);
    napi_fatal_exception(env, error);
  }
  napi_close_handle_scope(env, scope);
}

/** The handles of the loop are closed. */
void loop_closed(Handle* handle) {
  handle->loop = nullptr;
  if (handle->cleanup != nullptr) napi_remove_async_cleanup_hook(handle->cleanup);
  handle->cleanup = nullptr;
  // At the end of the environment the references no longer exist.
  if (handle->is_env_ending) {
    delete handle;
    return;
  }
  napi_handle_scope scope;
  napi_open_handle_scope(handle->env, &scope);
  napi_async_destroy(handle->env, handle->context);
  napi_delete_reference(handle->env, handle->callback);
  // From here on the JavaScript object may be collected.
  napi_delete_reference(handle->env, handle->self);
  napi_close_handle_scope(handle->env, scope);
}

void finalize(napi_env, void* data, void*) {
  auto* const handle = static_cast<Handle*>(data);
  // While the loop exists it deletes the handle when its environment ends; otherwise delete it here.
  if (handle->loop == nullptr) delete handle;
}

void env_ends(napi_async_cleanup_hook_handle, void* data) {
  auto* const handle = static_cast<Handle*>(data);
  handle->is_env_ending = true;
  handle->loop->close();
}

napi_value type_error(napi_env env, const std::string& message) {
  napi_throw_type_error(env, nullptr, message.c_str());
  return nullptr;
}

/** new Engine(poller, tables, budgets, onTurn) */
napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = kArgumentsMax;
  napi_value arguments[kArgumentsMax];
  napi_value self;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  char name[32] = "";
  size_t length = 0;
  napi_get_value_string_utf8(env, arguments[0], name, sizeof name, &length);
  std::unique_ptr<Poller> poller = make_poller(name);
  if (poller == nullptr) return type_error(env, std::string("there is no poller named ") + name);
  Members members(env, arguments[1]);
  const Tables tables = tables_of(members);
  Members limits(env, arguments[2]);
  Budgets budgets;
  budgets.receive_bytes = limits.integer("receiveBytes");
  budgets.send_bytes = limits.integer("sendBytes");
  budgets.accepts = limits.integer("accepts");
  budgets.sockets = limits.integer("sockets");
  const char* const wrong = members.wrong() != nullptr ? members.wrong() : limits.wrong();
  if (wrong != nullptr) return type_error(env, std::string("not of the expected type: ") + wrong);

  auto* const handle = new Handle;
  handle->env = env;
  auto engine = std::make_unique<Engine>(tables, budgets, std::move(poller));
  handle->loop = new Loop(
      std::move(engine), tables.control, [handle](int32_t rows) { call_turn(handle, rows); },
      [handle] { loop_closed(handle); });
  napi_wrap(env, self, handle, finalize, nullptr, nullptr);
  napi_create_reference(env, arguments[3], 1, &handle->callback);
  napi_create_reference(env, self, 1, &handle->self);
  napi_value resource_name;
  napi_create_string_utf8(env, "jadegate", NAPI_AUTO_LENGTH, &resource_name);
  napi_async_init(env, self, resource_name, &handle->context);
  napi_add_async_cleanup_hook(env, env_ends, handle, &handle->cleanup);
  return self;
}

/** open(): 0 or -errno */
napi_value open(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  return number(env, call.loop() == nullptr ? -EBADF : call.loop()->open(loop));
}

/** useTables(tables) */
napi_value use_tables(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Members members(env, call.at(0));
  const Tables tables = tables_of(members);
  if (members.wrong() != nullptr) return type_error(env, std::string("not of the expected type: ") + members.wrong());
  if (call.loop() != nullptr) call.loop()->engine().use_tables(tables);
  return nullptr;
}

/**
 * listen(host, port, backlog, flags, dead_peer_seconds): slot or -errno; -EINVAL when the host is a name. Flags: 1 shared
 * port, 2 delayed, 4 not kept alive
 */
napi_value listen(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  sockaddr_storage address;
  socklen_t length = 0;
  if (call.loop() == nullptr) return number(env, -EBADF);
  if (!address_of(call.text(0), call.integer(1), &address, &length)) return number(env, -EINVAL);
  ListenOptions options;
  options.backlog = call.integer(2);
  const int flags = call.integer(3);
  options.is_port_shared = (flags & 1) != 0;
  options.is_undelayed = (flags & 2) == 0;
  options.is_kept_alive = (flags & 4) == 0;
  options.dead_peer_seconds = call.integer(4);
  const int slot = call.loop()->engine().listen(reinterpret_cast<sockaddr*>(&address), length, options);
  call.loop()->settle();
  return number(env, slot);
}

/** connect(host, port): slot or -errno */
napi_value connect(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  sockaddr_storage address;
  socklen_t length = 0;
  if (call.loop() == nullptr) return number(env, -EBADF);
  if (!address_of(call.text(0), call.integer(1), &address, &length)) return number(env, -EINVAL);
  const int slot = call.loop()->engine().connect(reinterpret_cast<sockaddr*>(&address), length);
  call.loop()->settle();
  return number(env, slot);
}

/** For each method that takes a slot and returns nothing. */
template <void (Engine::*method)(int32_t)>
napi_value ask(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (call.loop() == nullptr) return nullptr;
  (call.loop()->engine().*method)(call.integer(0));
  call.loop()->settle();
  return nullptr;
}

/** For each method that takes a number and returns one. */
template <typename Method, Method method>
napi_value ask_number(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (call.loop() == nullptr) return number(env, -EBADF);
  const int32_t result = (call.loop()->engine().*method)(call.integer(0));
  call.loop()->settle();
  return number(env, result);
}

/** address(slot): text */
napi_value address(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  const std::string text = call.loop() == nullptr ? "" : call.loop()->engine().address(call.integer(0));
  napi_value result;
  napi_create_string_latin1(env, text.c_str(), text.size(), &result);
  return result;
}

/** send(): sends the queue at once */
napi_value send(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (call.loop() == nullptr) return nullptr;
  call.loop()->engine().send();
  call.loop()->settle();
  return nullptr;
}

/** wake(): a turn follows */
napi_value wake(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (call.loop() != nullptr) call.loop()->settle();
  return nullptr;
}

/** freeze(), thaw() */
template <void (Loop::*method)()>
napi_value ask_loop(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (call.loop() != nullptr) (call.loop()->*method)();
  return nullptr;
}

/** unsent(slot): a copy of the bytes that the kernel has not accepted */
napi_value unsent(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  std::pair<const uint8_t*, size_t> bytes{nullptr, 0};
  if (call.loop() != nullptr) bytes = call.loop()->engine().unsent(call.integer(0));
  napi_value buffer;
  napi_value result;
  void* data = nullptr;
  if (napi_create_arraybuffer(env, bytes.second, &data, &buffer) != napi_ok) return nullptr;
  if (bytes.second > 0) std::memcpy(data, bytes.first, bytes.second);
  napi_create_typedarray(env, napi_uint8_array, bytes.second, buffer, 0, &result);
  return result;
}

/** stop(): closes everything */
napi_value stop(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  if (call.loop() != nullptr) call.loop()->close();
  return nullptr;
}

// Functions without an engine: descriptors that the caller owns.

DatagramTable datagrams_of(Members& members) {
  DatagramTable table{};
  table.bytes = members.bytes("bytes", &table.bytes_count);
  int32_t peer_bytes = 0;
  int32_t offsets = 0;
  int32_t lengths = 0;
  table.peers = members.bytes("peers", &peer_bytes);
  table.offset = members.array<int32_t>("offset", napi_int32_array, &offsets);
  table.length = members.array<int32_t>("length", napi_int32_array, &lengths);
  table.rows_max = std::min({peer_bytes / kPeerBytes, offsets, lengths});
  return table;
}

/** openDatagram(host, port, isPortShared): descriptor or -errno */
napi_value open_datagram_socket(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  sockaddr_storage address;
  socklen_t length = 0;
  if (!address_of(call.text(0), call.integer(1), &address, &length)) return number(env, -EINVAL);
  return number(env, open_datagram(reinterpret_cast<sockaddr*>(&address), length, call.flag(2)));
}

/** datagramPort(descriptor): the port that it is bound to or -errno */
napi_value datagram_port_of(napi_env env, napi_callback_info info) {
  return number(env, datagram_port(Call(env, info).integer(0)));
}

/** receiveDatagrams(descriptor, table, placeBytes): how many or -errno */
napi_value take_datagrams(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Members members(env, call.at(1));
  const DatagramTable table = datagrams_of(members);
  if (members.wrong() != nullptr) return type_error(env, std::string("not of the expected type: ") + members.wrong());
  return number(env, receive_datagrams(call.integer(0), table, call.integer(2)));
}

/** sendDatagrams(descriptor, table, first, end, isSix): how many or -errno */
napi_value give_datagrams(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Members members(env, call.at(1));
  const DatagramTable table = datagrams_of(members);
  if (members.wrong() != nullptr) return type_error(env, std::string("not of the expected type: ") + members.wrong());
  return number(env, send_datagrams(call.integer(0), table, {call.integer(2), call.integer(3), call.flag(4)}));
}

/** An array of integers of the caller. */
bool integers_of(napi_env env, napi_value value, int32_t** data, size_t* count) {
  napi_typedarray_type type;
  void* bytes = nullptr;
  if (napi_get_typedarray_info(env, value, &type, count, &bytes, nullptr, nullptr) != napi_ok) return false;
  *data = static_cast<int32_t*>(bytes);
  return type == napi_int32_array;
}

bool bytes_of(napi_env env, napi_value value, uint8_t** data, size_t* count) {
  napi_typedarray_type type;
  void* bytes = nullptr;
  if (napi_get_typedarray_info(env, value, &type, count, &bytes, nullptr, nullptr) != napi_ok) return false;
  *data = static_cast<uint8_t*>(bytes);
  return type == napi_uint8_array;
}

/** openSocketPair(pair): fills two places with descriptors; 0 or -errno */
napi_value open_pair(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  int32_t* pair = nullptr;
  size_t count = 0;
  if (!integers_of(env, call.at(0), &pair, &count) || count < 2) return type_error(env, "a pair is an Int32Array of 2");
  return number(env, open_socket_pair(pair));
}

/** sendDescriptors(descriptor, bytes, start, end, descriptors): how many bytes or -errno */
napi_value send_descriptors_to(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  uint8_t* bytes = nullptr;
  int32_t* fds = nullptr;
  size_t length = 0;
  size_t count = 0;
  if (!bytes_of(env, call.at(1), &bytes, &length)) return type_error(env, "bytes are a Uint8Array");
  if (!integers_of(env, call.at(4), &fds, &count)) return type_error(env, "descriptors are an Int32Array");
  const int32_t start = call.integer(2);
  const int32_t end = call.integer(3);
  const bool is_inside = start >= 0 && start <= end && static_cast<size_t>(end) <= length;
  if (!is_inside || count > static_cast<size_t>(kDescriptorsMax)) return number(env, -EINVAL);
  Descriptors descriptors;
  descriptors.count = static_cast<int32_t>(count);
  std::copy(fds, fds + count, descriptors.fds);
  const int64_t sent = send_descriptors(call.integer(0), bytes + start, static_cast<size_t>(end - start), descriptors);
  return number(env, static_cast<int32_t>(sent));
}

/**
 * receiveDescriptors(descriptor, bytes, start, descriptors): how many bytes came behind `start`, 0 at the end, or
 * -errno; in `descriptors` (of 254 places) how many came, and then they
 */
napi_value receive_descriptors_from(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  uint8_t* bytes = nullptr;
  int32_t* fds = nullptr;
  size_t length = 0;
  size_t count = 0;
  if (!bytes_of(env, call.at(1), &bytes, &length)) return type_error(env, "bytes are a Uint8Array");
  if (!integers_of(env, call.at(3), &fds, &count)) return type_error(env, "descriptors are an Int32Array");
  const int32_t start = call.integer(2);
  const bool is_inside = start >= 0 && static_cast<size_t>(start) <= length;
  if (!is_inside || count < static_cast<size_t>(kDescriptorsMax) + 1) return number(env, -EINVAL);
  Descriptors descriptors;
  const size_t room = length - static_cast<size_t>(start);
  const int64_t got = receive_descriptors(call.integer(0), bytes + start, room, &descriptors);
  fds[0] = descriptors.count;
  std::copy(descriptors.fds, descriptors.fds + descriptors.count, fds + 1);
  return number(env, static_cast<int32_t>(got));
}

/** replaceDescriptor(descriptor, target): 0 or -errno */
napi_value replace(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  return number(env, replace_descriptor(call.integer(0), call.integer(1)));
}

/** sendToLocal(path, text): 0 or -errno */
napi_value send_local(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  const std::string path = call.text(0);
  const std::string text = call.text(1);
  return number(env, send_to_local(path.data(), path.size(), text.data(), text.size()));
}

/** For each function of one descriptor: duplicate, adoptDatagram. */
template <int (*function)(int)>
napi_value ask_descriptor(napi_env env, napi_callback_info info) {
  return number(env, function(Call(env, info).integer(0)));
}

/** closeDescriptor(descriptor): 0 or -errno */
napi_value close_descriptor(napi_env env, napi_callback_info info) {
  return number(env, ::close(Call(env, info).integer(0)) < 0 ? -errno : 0);
}

/** A view of bytes. Null when the argument is none. */
uint8_t* bytes_at(napi_env env, const Call& call, size_t index, int32_t* length) {
  napi_typedarray_type type;
  size_t count = 0;
  void* data = nullptr;
  const bool is_read = napi_get_typedarray_info(env, call.at(index), &type, &count, &data, nullptr, nullptr) == napi_ok;
  if (!is_read || type != napi_uint8_array) return nullptr;
  *length = static_cast<int32_t>(count);
  return static_cast<uint8_t*>(data);
}

/** prepareHmac(key, state): 0 or -errno */
napi_value prepare_hmac(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  int32_t key_bytes = 0;
  int32_t state_bytes = 0;
  const uint8_t* const key = bytes_at(env, call, 0, &key_bytes);
  uint8_t* const state = bytes_at(env, call, 1, &state_bytes);
  if (key == nullptr || state == nullptr || state_bytes != kHmacStateBytes) return type_error(env, "not a key and a state");
  return number(env, hmac_prepare(key, key_bytes, state));
}

/** signHmac(state, first, bytes, start, end), for the tag behind the bytes; checkHmac, for the tag in the last of them: 1 or 0 */
template <bool is_check>
napi_value tag_hmac(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  int32_t state_bytes = 0;
  int32_t length = 0;
  const uint8_t* const state = bytes_at(env, call, 0, &state_bytes);
  uint8_t* const bytes = bytes_at(env, call, 2, &length);
  const int32_t start = call.integer(3);
  const int32_t end = call.integer(4) - (is_check ? kTagBytes : 0);
  const bool is_good = state != nullptr && state_bytes == kHmacStateBytes && bytes != nullptr && start >= 0 && start <= end &&
                       end <= length - kTagBytes;
  if (!is_good) return type_error(env, "not bytes with a place for their tag");
  uint8_t tag[kTagBytes];
  hmac_tag(state, {static_cast<uint8_t>(call.integer(1)), bytes + start, static_cast<size_t>(end - start)}, tag);
  if (!is_check) {
    std::memcpy(bytes + end, tag, sizeof tag);
    return number(env, 1);
  }
  // Takes as long whichever byte differs.
  uint8_t difference = 0;
  for (int32_t at = 0; at < kTagBytes; at++) difference |= bytes[end + at] ^ tag[at];
  return number(env, difference == 0 ? 1 : 0);
}

napi_property_descriptor method(const char* name, napi_callback body) {
  return {name, nullptr, body, nullptr, nullptr, nullptr, napi_default_method, nullptr};
}

}  // namespace
}  // namespace jadegate

NAPI_MODULE_INIT() {
  using namespace jadegate;
  const napi_property_descriptor methods[] = {
      method("open", open),
      method("useTables", use_tables),
      method("listen", listen),
      method("localPort", ask_number<int (Engine::*)(int32_t) const, &Engine::local_port>),
      method("watch", ask_number<int (Engine::*)(int), &Engine::watch>),
      method("unwatch", ask<&Engine::unwatch>),
      method("unlisten", ask<&Engine::unlisten>),
      method("connect", connect),
      method("pause", ask<&Engine::pause>),
      method("resume", ask<&Engine::resume>),
      method("end", ask<&Engine::end>),
      method("destroy", ask<&Engine::destroy>),
      method("address", address),
      method("send", send),
      method("wake", wake),
      method("freeze", ask_loop<&Loop::freeze>),
      method("thaw", ask_loop<&Loop::thaw>),
      method("descriptorOf", ask_number<int (Engine::*)(int32_t) const, &Engine::descriptor_of>),
      method("unsent", unsent),
      method("release", ask<&Engine::release>),
      method("adopt", ask_number<int (Engine::*)(int), &Engine::adopt>),
      method("adoptListener", ask_number<int (Engine::*)(int), &Engine::adopt_listener>),
      method("stop", stop),
  };
  napi_value engine;
  napi_define_class(env, "Engine", NAPI_AUTO_LENGTH, construct, nullptr, sizeof methods / sizeof methods[0], methods,
                    &engine);
  napi_set_named_property(env, exports, "Engine", engine);
  const napi_property_descriptor functions[] = {
      method("openDatagram", open_datagram_socket),
      method("datagramPort", datagram_port_of),
      method("receiveDatagrams", take_datagrams),
      method("sendDatagrams", give_datagrams),
      method("adoptDatagram", ask_descriptor<adopt_datagram>),
      method("duplicate", ask_descriptor<duplicate>),
      method("replaceDescriptor", replace),
      method("sendToLocal", send_local),
      method("openSocketPair", open_pair),
      method("sendDescriptors", send_descriptors_to),
      method("receiveDescriptors", receive_descriptors_from),
      method("closeDescriptor", close_descriptor),
      method("prepareHmac", prepare_hmac),
      method("signHmac", tag_hmac<false>),
      method("checkHmac", tag_hmac<true>),
  };
  napi_define_properties(env, exports, sizeof functions / sizeof functions[0], functions);
  return exports;
}
