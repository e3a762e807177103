// See hmac.h.
#include "hmac.h"

#include <cerrno>
#include <cstring>
#include <dlfcn.h>

namespace jadegate {
namespace {

constexpr size_t kBlockBytes = 64;
constexpr size_t kHashBytes = 32;
constexpr size_t kHalfBytes = kHmacStateBytes / 2;

/** SHA256_CTX of OpenSSL has 112 bytes since 0.9.8. */
struct alignas(8) ShaState {
  uint8_t bytes[kHalfBytes];
};

struct Sha {
  int (*init)(ShaState*);
  int (*update)(ShaState*, const void*, size_t);
  int (*final)(uint8_t*, ShaState*);
};

template <typename F>
F found(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_DEFAULT, name));
}

const Sha& sha() {
  static const Sha loaded = {
      found<int (*)(ShaState*)>("SHA256_Init"),
      found<int (*)(ShaState*, const void*, size_t)>("SHA256_Update"),
      found<int (*)(uint8_t*, ShaState*)>("SHA256_Final"),
  };
  return loaded;
}

void begin(const uint8_t* key, size_t key_bytes, uint8_t pad, uint8_t* half) {
  uint8_t block[kBlockBytes];
  std::memset(block, pad, sizeof block);
  for (size_t at = 0; at < key_bytes; at++) block[at] ^= key[at];
  ShaState state;
  std::memset(&state, 0, sizeof state);
  sha().init(&state);
  sha().update(&state, block, sizeof block);
  std::memcpy(half, &state, sizeof state);
}

}  // namespace

int hmac_prepare(const uint8_t* key, size_t key_bytes, uint8_t* state) {
  const Sha& hash = sha();
  if (hash.init == nullptr || hash.update == nullptr || hash.final == nullptr) return -ENOSYS;
  if (key_bytes > kBlockBytes) return -EINVAL;
  begin(key, key_bytes, 0x36, state);
  begin(key, key_bytes, 0x5c, state + kHalfBytes);
  return 0;
}

void hmac_tag(const uint8_t* state, const HmacMessage& message, uint8_t* tag) {
  const Sha& hash = sha();
  uint8_t whole[kHashBytes];
  ShaState inner;
  std::memcpy(&inner, state, sizeof inner);
  hash.update(&inner, &message.first, 1);
  hash.update(&inner, message.bytes, message.length);
  hash.final(whole, &inner);
  ShaState outer;
  std::memcpy(&outer, state + kHalfBytes, sizeof outer);
  hash.update(&outer, whole, sizeof whole);
  hash.final(whole, &outer);
  std::memcpy(tag, whole, kTagBytes);
}

}  // namespace jadegate
