// Datagrams in batches: one system call receives many, one sends many. A peer has a fixed form of 24 bytes, so that a
// table holds peers without an object for each.
#pragma once
#include <cstdint>
#include <sys/socket.h>

namespace jadegate {

/**
 * A peer: the port (two bytes, big-endian), 4 or 6, zero, then 16 bytes of address, of which IPv4 uses the first four, then the
 * zone of a link-local address of IPv6 (four bytes, big-endian), else zeros.
 */
constexpr int32_t kPeerBytes = 24;
/** Datagrams of one system call. */
constexpr int32_t kDatagramsMax = 64;

struct DatagramTable {
  uint8_t* bytes;
  int32_t bytes_count;
  uint8_t* peers;
  int32_t* offset;
  /** When a datagram was longer than its place, this is its full length: it was truncated. */
  int32_t* length;
  int32_t rows_max;
};

/** A bound descriptor or -errno. */
int open_datagram(const sockaddr* address, socklen_t length, bool is_port_shared);
/** Fills rows, each with a place of `place_bytes`. Returns how many or -errno; -EAGAIN when there is nothing. */
int receive_datagrams(int fd, const DatagramTable& table, int32_t place_bytes);
/** The rows to send, and whether the socket is an IPv6 socket. */
struct DatagramRows {
  int32_t first;
  int32_t end;
  bool is_six;
};
/** Returns how many of the rows were sent, or -errno of the first. */
int send_datagrams(int fd, const DatagramTable& table, const DatagramRows& rows);
/** The port of a bound datagram socket of another process, which does not block from now on; or -errno. */
int adopt_datagram(int fd);
/** The port that a descriptor is bound to, or -errno. */
int datagram_port(int fd);
void write_peer(const sockaddr* address, uint8_t* peer);

}  // namespace jadegate
