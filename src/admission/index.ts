// Door of admission: rules for who waits and who comes in next. No sockets, no messages.
export { AdmissionRate } from './admission-rate.ts';
export { RANK_DEFAULT, RANK_FIRST, RANK_LAST } from './limits.ts';
export type { Guest, Room, RoomLimits, RoomStatus } from './room.ts';
export { LocalRoom } from './room-local.ts';
export { WaitingQueue } from './waiting-queue.ts';
