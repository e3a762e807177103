// The `Io` of a body whose sockets are objects in the slots of a `TurnLoop`: the calls about a socket are the same for
// each of them. The body adds its ports and its end.
import type { Io, IoTurn, SocketId } from './io.ts';
import { ReactorError } from './reactor-error.ts';
import type { Flushable, TurnLoop } from './turn-loop.ts';

export interface SlotSocket extends Flushable {
  readonly unsentBytes: number;
  readonly remoteAddress: string;
  write(bytes: Uint8Array, start: number, end: number): number;
  pause(): void;
  resume(): void;
  end(): void;
  destroy(): void;
}

/** Its `listen` and `connect` are not called once the loop has stopped. */
export type SlotBody = Pick<
  Io,
  'name' | 'listen' | 'unlisten' | 'pauseAccept' | 'resumeAccept' | 'connect' | 'stop' | 'move'
>;

export function ioOver(loop: TurnLoop<SlotSocket>, body: SlotBody): Io {
  const refuseWhenStopped = (): void => {
    if (!loop.isStopped) return;
    throw new ReactorError('stopped', 'The io was stopped and no longer listens or connects.');
  };
  return {
    name: body.name,
    start: (onTurn: (turn: IoTurn) => void) => loop.start(onTurn),
    async listen(options) {
      refuseWhenStopped();
      return await body.listen(options);
    },
    unlisten: (listener) => body.unlisten(listener),
    pauseAccept: (listener) => body.pauseAccept(listener),
    resumeAccept: (listener) => body.resumeAccept(listener),
    connect(options) {
      refuseWhenStopped();
      return body.connect(options);
    },
    // biome-ignore lint/complexity/useMaxParams: called for every frame; an options object would be garbage each time.
    write: (socket, bytes, start, end) => loop.socket(socket)?.write(bytes, start, end) ?? 0,
    // biome-ignore lint/complexity/useMaxParams: as above.
    writeFrame(socket, head, headBytes, bytes, start, end) {
      const found = loop.socket(socket);
      found?.write(head, 0, headBytes);
      return found?.write(bytes, start, end) ?? 0;
    },
    unsentBytes: (socket) => loop.socket(socket)?.unsentBytes ?? 0,
    pause: (socket) => loop.socket(socket)?.pause(),
    resume: (socket) => loop.socket(socket)?.resume(),
    end: (socket) => loop.socket(socket)?.end(),
    destroy: (socket) => loop.socket(socket)?.destroy(),
    remoteAddress: (socket: SocketId) => loop.socket(socket)?.remoteAddress ?? '',
    move: body.move,
    stop: () => body.stop(),
  };
}
