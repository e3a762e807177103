// Gives sockets their time between pieces of other work.

/** Calls `callback` when the input that has come meanwhile was taken. */
export function afterIo(callback: () => void): void {
  setImmediate(callback);
}
