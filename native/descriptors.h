// Descriptors that one process gives to another over a pair of local stream sockets (SCM_RIGHTS). Both ends then refer
// to the same open socket: closing one end's descriptor ends nothing.
#pragma once
#include <cstddef>
#include <cstdint>

namespace jadegate {

/** Descriptors of one message: the kernel's SCM_MAX_FD. */
constexpr int32_t kDescriptorsMax = 253;

struct Descriptors {
  int32_t count = 0;
  int32_t fds[kDescriptorsMax];
};

/** Two connected local sockets, which do not block and close in a program that is started; 0 or -errno. */
int open_socket_pair(int fds[2]);
/**
 * Returns how many bytes were sent, or -errno: the descriptors went with the first of them, so a caller that continues
 * sends none. Descriptors need a byte: -EINVAL without one. -ETOOMANYREFS: too many are on their way already.
 */
int64_t send_descriptors(int fd, const uint8_t* bytes, size_t count, const Descriptors& descriptors);
/**
 * Returns how many bytes came, 0 at the end, or -errno. The descriptors of one message at most are in `descriptors`;
 * they close in a program that is started. -EMFILE: some of a message did not fit into this process; none is kept.
 */
int64_t receive_descriptors(int fd, uint8_t* bytes, size_t room, Descriptors* descriptors);
/** A second descriptor of the same file, which closes in a program that is started; or -errno. */
int duplicate(int fd);
/** `target` is the file of `fd` from now on, also in a program that is started: 0 or -errno. */
int replace_descriptor(int fd, int target);
/** Sends a datagram to a local socket; a path that begins with @ is no file. 0 or -errno. */
int send_to_local(const char* path, size_t path_count, const char* text, size_t count);

}  // namespace jadegate
