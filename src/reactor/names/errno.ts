// The causes of a broken connection, as Linux's negative numbers on every system, so that counters and tests can compare them.

export const ERRNO = {
  EIO: -5,
  EAGAIN: -11,
  ENOMEM: -12,
  ENFILE: -23,
  EMFILE: -24,
  EINVAL: -22,
  EPIPE: -32,
  EPROTO: -71,
  EMSGSIZE: -90,
  ENETUNREACH: -101,
  ECONNABORTED: -103,
  ECONNRESET: -104,
  ENOBUFS: -105,
  ETIMEDOUT: -110,
  ECONNREFUSED: -111,
  EHOSTUNREACH: -113,
  /** We reset it ourselves. */
  ECANCELED: -125,
} as const;
