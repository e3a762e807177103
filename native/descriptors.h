// Passes open sockets from one process to another over a Unix socket: this is how a new gate takes over the connections
// of the old one.
#pragma once
#include <cstdint>

namespace jadegate {

/** Descriptors of one message; the kernel's own bound is 253. */
constexpr int32_t kDescriptorsMax = 128;

/** Sends descriptors along with bytes, at least one byte. Returns how many bytes were sent, or -errno. */
int send_descriptors(int fd, const int32_t* descriptors, int32_t count, const uint8_t* bytes, int32_t bytes_count);
/**
 * Receives the content of one send. Returns how many bytes came, 0 at the end, or -errno; -EMSGSIZE when there is no
 * room for all descriptors: they are then closed.
 */
int receive_descriptors(int fd, int32_t* descriptors, int32_t max, int32_t* count, uint8_t* bytes, int32_t bytes_max);

}  // namespace jadegate
