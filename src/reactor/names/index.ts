// Door of the reactor's names: words of settings and reasons of closes, for layers that need the words and no sockets.
export type { AdmissionRefusal, CloseReason } from './close-reason.ts';
export { CLOSE_REASONS, isAdmissionRefusal, SPEECHLESS } from './close-reason.ts';
export { ERRNO } from './errno.ts';
export type { IoBody, PollerName } from './io-names.ts';
export { IO_BODIES, POLLERS } from './io-names.ts';
export { closeCodeOf } from './websocket-close-code.ts';
