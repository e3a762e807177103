// See descriptors.h.
#include "descriptors.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/uio.h>
#include <unistd.h>

namespace jadegate {
namespace {

constexpr size_t kControlBytes = CMSG_SPACE(sizeof(int) * kDescriptorsMax);

}  // namespace

int open_socket_pair(int fds[2]) {
  return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) < 0 ? -errno : 0;
}

int64_t send_descriptors(int fd, const uint8_t* bytes, size_t count, const Descriptors& descriptors) {
  if (descriptors.count < 0 || descriptors.count > kDescriptorsMax || count == 0) return -EINVAL;
  alignas(cmsghdr) uint8_t control[kControlBytes] = {};
  iovec piece{const_cast<uint8_t*>(bytes), count};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  if (descriptors.count > 0) {
    const size_t length = sizeof(int) * static_cast<size_t>(descriptors.count);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(length);
    cmsghdr* const head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(length);
    std::memcpy(CMSG_DATA(head), descriptors.fds, length);
  }
  ssize_t sent;
  do {
    sent = ::sendmsg(fd, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : sent;
}

int64_t receive_descriptors(int fd, uint8_t* bytes, size_t room, Descriptors* descriptors) {
  descriptors->count = 0;
  if (room == 0) return -EINVAL;
  alignas(cmsghdr) uint8_t control[kControlBytes];
  iovec piece{bytes, room};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count;
  do {
    count = ::recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
    const size_t length = head->cmsg_len - CMSG_LEN(0);
    std::memcpy(descriptors->fds + descriptors->count, CMSG_DATA(head), length);
    descriptors->count += static_cast<int32_t>(length / sizeof(int));
  }
  if ((message.msg_flags & MSG_CTRUNC) == 0) return count;
  for (int32_t index = 0; index < descriptors->count; index++) ::close(descriptors->fds[index]);
  descriptors->count = 0;
  return -EMFILE;
}

int duplicate(int fd) {
  const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return copy < 0 ? -errno : copy;
}

int replace_descriptor(int fd, int target) {
  int result;
  do {
    result = ::dup2(fd, target);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

int send_to_local(const char* path, size_t path_count, const char* text, size_t count) {
  sockaddr_un address{};
  if (path_count == 0 || path_count >= sizeof address.sun_path) return -EINVAL;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path, path_count);
  if (address.sun_path[0] == '@') address.sun_path[0] = 0;
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_count);
  const ssize_t sent =
      ::sendto(fd, text, count, MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), length);
  const int error = sent < 0 ? -errno : 0;
  ::close(fd);
  return error;
}

}  // namespace jadegate
