// HMAC-SHA-256 (RFC 2104, FIPS 180-4) of short messages under keys that are used often. OpenSSL does the hashing: the copy that the
// program has loaded, which in Node is its own. It is looked up when it is first needed, so that the addon also loads where there is
// none; then `hmac_prepare` fails.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jadegate {

/** Bytes of what `hmac_prepare` makes of a key: two states of SHA-256, with room for those of other versions. */
constexpr int32_t kHmacStateBytes = 256;
/** How much of a hash is a tag. */
constexpr int32_t kTagBytes = 8;

/** What is hashed: one byte, then `length` bytes. */
struct HmacMessage {
  uint8_t first;
  const uint8_t* bytes;
  size_t length;
};

/** 0, or -ENOSYS where there is no OpenSSL. A key has at most 64 bytes. */
int hmac_prepare(const uint8_t* key, size_t key_bytes, uint8_t* state);

/** Writes `kTagBytes` to `tag`. */
void hmac_tag(const uint8_t* state, const HmacMessage& message, uint8_t* tag);

}  // namespace jadegate
