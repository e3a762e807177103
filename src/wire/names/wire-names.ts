// The words by which settings choose what a client speaks.

/** How the fields of a message become bytes. */
export const LAYOUTS = ['packed', 'protobuf'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Header fields in which proxies state the client's address. */
export const FORWARDED_FIELDS = ['x-forwarded-for', 'x-real-ip', 'forwarded'] as const;
export type ForwardedField = (typeof FORWARDED_FIELDS)[number];
