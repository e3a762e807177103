// See descriptors.h.
#include "descriptors.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace jadegate {
namespace {

union Control {
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int32_t) * kDescriptorsMax)];
};

}  // namespace

int send_descriptors(int fd, const int32_t* descriptors, int32_t count, const uint8_t* bytes, int32_t bytes_count) {
  if (count <= 0 || count > kDescriptorsMax || bytes_count <= 0) return -EINVAL;
  const size_t size = static_cast<size_t>(count) * sizeof(int32_t);
  Control control{};
  iovec piece{const_cast<uint8_t*>(bytes), static_cast<size_t>(bytes_count)};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes;
  message.msg_controllen = CMSG_SPACE(size);
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(size);
  std::memcpy(CMSG_DATA(header), descriptors, size);
  const ssize_t sent = ::sendmsg(fd, &message, MSG_NOSIGNAL);
  return sent < 0 ? -errno : static_cast<int>(sent);
}

int receive_descriptors(int fd, int32_t* descriptors, int32_t max, int32_t* count, uint8_t* bytes, int32_t bytes_max) {
  Control control{};
  iovec piece{bytes, static_cast<size_t>(bytes_max)};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof control.bytes;
  const ssize_t received = ::recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  if (received < 0) return -errno;
  *count = 0;
  bool is_too_many = (message.msg_flags & MSG_CTRUNC) != 0;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t found = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int32_t);
    for (size_t index = 0; index < found; index++) {
      int32_t descriptor;
      std::memcpy(&descriptor, CMSG_DATA(header) + index * sizeof descriptor, sizeof descriptor);
      if (*count < max) {
        descriptors[(*count)++] = descriptor;
      } else {
        is_too_many = true;
        ::close(descriptor);
      }
    }
  }
  if (!is_too_many) return static_cast<int>(received);
  while (*count > 0) ::close(descriptors[--*count]);
  return -EMSGSIZE;
}

}  // namespace jadegate
