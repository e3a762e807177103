// The words by which settings choose what serves the sockets.

/** Which body: `auto` takes the native one where it is available. */
export const IO_BODIES = ['auto', 'native', 'node'] as const;
export type IoBody = (typeof IO_BODIES)[number];

/** How readiness is polled. `epoll` is edge-triggered. */
export const POLLERS = ['epoll', 'epoll-level', 'poll', 'select', 'io_uring'] as const;
export type PollerName = (typeof POLLERS)[number];
