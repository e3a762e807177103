// See datagram.h.
#include "datagram.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/uio.h>
#include <unistd.h>

namespace jadegate {
namespace {

socklen_t read_peer(const uint8_t* peer, int family, sockaddr_storage* address) {
  std::memset(address, 0, sizeof *address);
  auto* const four = reinterpret_cast<sockaddr_in*>(address);
  auto* const six = reinterpret_cast<sockaddr_in6*>(address);
  if (family == AF_INET) {
    four->sin_family = AF_INET;
    std::memcpy(&four->sin_port, peer, 2);
    std::memcpy(&four->sin_addr, peer + 4, 4);
    return sizeof *four;
  }
  six->sin6_family = AF_INET6;
  std::memcpy(&six->sin6_port, peer, 2);
  if (peer[2] == 6) {
    std::memcpy(&six->sin6_addr, peer + 4, 16);
  } else {
    // An IPv4 peer of an IPv6 socket.
    six->sin6_addr.s6_addr[10] = six->sin6_addr.s6_addr[11] = 0xff;
    std::memcpy(six->sin6_addr.s6_addr + 12, peer + 4, 4);
  }
  return sizeof *six;
}

int family_of(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) < 0 ? -errno : address.ss_family;
}

}  // namespace

void write_peer(const sockaddr* address, uint8_t* peer) {
  std::memset(peer, 0, kPeerBytes);
  if (address->sa_family == AF_INET) {
    const auto* const four = reinterpret_cast<const sockaddr_in*>(address);
    std::memcpy(peer, &four->sin_port, 2);
    peer[2] = 4;
    std::memcpy(peer + 4, &four->sin_addr, 4);
    return;
  }
  const auto* const six = reinterpret_cast<const sockaddr_in6*>(address);
  const bool is_mapped = IN6_IS_ADDR_V4MAPPED(&six->sin6_addr);
  std::memcpy(peer, &six->sin6_port, 2);
  peer[2] = is_mapped ? 4 : 6;
  std::memcpy(peer + 4, six->sin6_addr.s6_addr + (is_mapped ? 12 : 0), is_mapped ? 4 : 16);
}

int open_datagram(const sockaddr* address, socklen_t length, bool is_port_shared) {
  const int fd = ::socket(address->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  const int yes = 1;
  if (is_port_shared) ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  if (::bind(fd, address, length) == 0) return fd;
  const int error = -errno;
  ::close(fd);
  return error;
}

int receive_datagrams(int fd, const DatagramTable& table, int32_t place_bytes) {
  if (place_bytes <= 0) return -EINVAL;
  const int32_t max = std::min({table.rows_max, table.bytes_count / place_bytes, kDatagramsMax});
  mmsghdr messages[kDatagramsMax];
  iovec pieces[kDatagramsMax];
  sockaddr_storage peers[kDatagramsMax];
  for (int32_t row = 0; row < max; row++) {
    pieces[row] = {table.bytes + static_cast<size_t>(row) * static_cast<size_t>(place_bytes), static_cast<size_t>(place_bytes)};
    messages[row] = {};
    messages[row].msg_hdr.msg_iov = &pieces[row];
    messages[row].msg_hdr.msg_iovlen = 1;
    messages[row].msg_hdr.msg_name = &peers[row];
    messages[row].msg_hdr.msg_namelen = sizeof peers[row];
  }
  const int count = ::recvmmsg(fd, messages, static_cast<unsigned>(max), MSG_TRUNC, nullptr);
  if (count < 0) return -errno;
  for (int32_t row = 0; row < count; row++) {
    table.offset[row] = row * place_bytes;
    table.length[row] = static_cast<int32_t>(messages[row].msg_len);
    write_peer(reinterpret_cast<sockaddr*>(&peers[row]), table.peers + row * kPeerBytes);
  }
  return count;
}

int send_datagrams(int fd, const DatagramTable& table, int32_t count) {
  if (count > table.rows_max) return -EINVAL;
  for (int32_t row = 0; row < count; row++) {
    const int64_t end = static_cast<int64_t>(table.offset[row]) + table.length[row];
    if (table.offset[row] < 0 || table.length[row] < 0 || end > table.bytes_count) return -EINVAL;
  }
  const int family = family_of(fd);
  if (family < 0) return family;
  int32_t sent = 0;
  while (sent < count) {
    const int32_t batch = std::min(count - sent, kDatagramsMax);
    mmsghdr messages[kDatagramsMax];
    iovec pieces[kDatagramsMax];
    sockaddr_storage peers[kDatagramsMax];
    for (int32_t index = 0; index < batch; index++) {
      const int32_t row = sent + index;
      pieces[index] = {table.bytes + table.offset[row], static_cast<size_t>(table.length[row])};
      messages[index] = {};
      messages[index].msg_hdr.msg_iov = &pieces[index];
      messages[index].msg_hdr.msg_iovlen = 1;
      messages[index].msg_hdr.msg_name = &peers[index];
      messages[index].msg_hdr.msg_namelen = read_peer(table.peers + row * kPeerBytes, family, &peers[index]);
    }
    const int gone = ::sendmmsg(fd, messages, static_cast<unsigned>(batch), MSG_NOSIGNAL);
    if (gone < 0) return sent > 0 ? sent : -errno;
    sent += gone;
    if (gone < batch) break;
  }
  return sent;
}

}  // namespace jadegate
