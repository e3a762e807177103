// Load for an echo server: connections that each keep a number of 64-byte frames in flight.
import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** Frames of one connection in flight at once. */
  readonly outstanding: number;
}

const PAYLOAD_BYTES = 64;
const FRAME_BYTES = PAYLOAD_BYTES + 2;

export class Load {
  readonly #sockets: Socket[] = [];
  #messages = 0;

  /** Connects and starts sending. */
  static async start(options: LoadOptions): Promise<Load> {
    const load = new Load();
    const opened = Array.from({ length: options.connections }, () => load.#open(options));
    await Promise.all(opened);
    return load;
  }

  /** Frames that came back so far. */
  get messages(): number {
    return this.#messages;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #open({ port, outstanding }: LoadOptions): Promise<void> {
    const frames = Buffer.alloc(outstanding * FRAME_BYTES);
    for (let at = 0; at < frames.length; at += FRAME_BYTES) frames.writeUInt16BE(PAYLOAD_BYTES, at);
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#sockets.push(socket);
    socket.on('error', () => socket.destroy());
    let partial = 0;
    socket.on('data', (chunk) => {
      partial += chunk.length;
      const whole = Math.floor(partial / FRAME_BYTES);
      partial -= whole * FRAME_BYTES;
      this.#messages += whole;
      if (whole > 0) socket.write(frames.subarray(0, whole * FRAME_BYTES));
    });
    return new Promise((resolve) => {
      socket.once('connect', () => {
        socket.write(frames);
        resolve();
      });
    });
  }
}
