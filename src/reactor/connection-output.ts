// What a connection writes beyond its usual frames: masked ones, and the close frame at its end.
import { applyMask, type Framing } from '../wire/index.ts';
import type { ConnectionHost } from './connection-host.ts';
import type { ConnectionSettings } from './connection-options.ts';
import type { SocketId } from './io.ts';

interface Sender {
  readonly socket: SocketId;
  readonly framing: Framing;
  readonly reason: string | null;
}

/** Writes a frame whose payload is masked; returns the bytes that wait in user space. */
export function writeMasked(host: ConnectionHost, { socket, framing }: Sender, payload: Uint8Array): number {
  const { pool, io, counters } = host;
  const frame = pool.take(framing.headBytesMax + payload.length);
  const headBytes = framing.writeHead(frame, payload.length);
  const frameBytes = headBytes + payload.length;
  frame.set(payload, headBytes);
  applyMask(frame, headBytes, frameBytes);
  const unsent = io.write(socket, frame, 0, frameBytes);
  pool.give(frame);
  counters.framesSent.add();
  counters.bytesSent.add(frameBytes);
  return unsent;
}

/** The close frame, in a framing that has one: with the peer's own code if there is one, or that of the reason. */
export function writeClose(
  { io, counters, scratch }: ConnectionHost,
  { socket, framing, reason }: Sender,
  { code, settings }: { readonly code: number | null; readonly settings: ConnectionSettings },
): void {
  const { controls } = framing;
  if (controls === null || reason === null) return;
  const count = controls.writeClose(scratch, code ?? settings.closeCodeOf(reason), code === null ? reason : '');
  counters.bytesSent.add(count);
  io.write(socket, scratch, 0, count);
}
