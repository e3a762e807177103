// See datagram.h.
#include "datagram.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/uio.h>
#include <unistd.h>

namespace jadegate {
namespace {

constexpr int32_t kZoneAt = 20;

socklen_t read_peer(const uint8_t* peer, bool is_six, sockaddr_storage* address) {
  std::memset(address, 0, sizeof *address);
  auto* const four = reinterpret_cast<sockaddr_in*>(address);
  auto* const six = reinterpret_cast<sockaddr_in6*>(address);
  if (!is_six) {
    // An IPv6 peer of an IPv4 socket: the kernel refuses that family.
    four->sin_family = peer[2] == 6 ? AF_INET6 : AF_INET;
    std::memcpy(&four->sin_port, peer, 2);
    std::memcpy(&four->sin_addr, peer + 4, 4);
    return sizeof *four;
  }
  six->sin6_family = AF_INET6;
  std::memcpy(&six->sin6_port, peer, 2);
  if (peer[2] == 6) {
    std::memcpy(&six->sin6_addr, peer + 4, 16);
    uint32_t zone;
    std::memcpy(&zone, peer + kZoneAt, sizeof zone);
    six->sin6_scope_id = ntohl(zone);
  } else {
    // An IPv4 peer of an IPv6 socket.
    six->sin6_addr.s6_addr[10] = six->sin6_addr.s6_addr[11] = 0xff;
    std::memcpy(six->sin6_addr.s6_addr + 12, peer + 4, 4);
  }
  return sizeof *six;
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
  if (!IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr)) return;
  const uint32_t zone = htonl(six->sin6_scope_id);
  std::memcpy(peer + kZoneAt, &zone, sizeof zone);
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

int datagram_port(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) < 0) return -errno;
  // The port lies at the same place in both families.
  return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

int adopt_datagram(int fd) {
  int type = 0;
  socklen_t length = sizeof type;
  if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0) return -errno;
  if (type != SOCK_DGRAM) return -EINVAL;
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) return -errno;
  return datagram_port(fd);
}

int send_datagrams(int fd, const DatagramTable& table, const DatagramRows& rows) {
  if (rows.first < 0 || rows.end < rows.first || rows.end > table.rows_max) return -EINVAL;
  for (int32_t row = rows.first; row < rows.end; row++) {
    const int64_t end = static_cast<int64_t>(table.offset[row]) + table.length[row];
    if (table.offset[row] < 0 || table.length[row] < 0 || end > table.bytes_count) return -EINVAL;
  }
  int32_t next = rows.first;
  while (next < rows.end) {
    const int32_t batch = std::min(rows.end - next, kDatagramsMax);
    mmsghdr messages[kDatagramsMax];
    iovec pieces[kDatagramsMax];
    sockaddr_storage peers[kDatagramsMax];
    for (int32_t index = 0; index < batch; index++) {
      const int32_t row = next + index;
      pieces[index] = {table.bytes + table.offset[row], static_cast<size_t>(table.length[row])};
      messages[index] = {};
      messages[index].msg_hdr.msg_iov = &pieces[index];
      messages[index].msg_hdr.msg_iovlen = 1;
      messages[index].msg_hdr.msg_name = &peers[index];
      messages[index].msg_hdr.msg_namelen = read_peer(table.peers + row * kPeerBytes, rows.is_six, &peers[index]);
    }
    const int gone = ::sendmmsg(fd, messages, static_cast<unsigned>(batch), MSG_NOSIGNAL);
    if (gone < 0) return next > rows.first ? next - rows.first : -errno;
    next += gone;
    if (gone < batch) break;
  }
  return next - rows.first;
}

}  // namespace jadegate
