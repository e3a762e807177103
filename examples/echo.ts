// The reactor alone: a port that sends every frame back. No sessions, no messages, no store.
import { Counters, silentLogger, systemClock } from 'jadegate/base';
import { createDefaultIo, createReactor, type Io, type Listener, type Reactor } from 'jadegate/reactor';
import { createLength16 } from 'jadegate/wire';

export interface Echo {
  readonly listener: Listener;
  readonly reactor: Reactor;
}

const counters = new Counters();

export async function startEcho(
  port: number,
  io: Io = createDefaultIo({ counters, log: silentLogger }),
): Promise<Echo> {
  const reactor = createReactor({ io, clock: systemClock, counters, log: silentLogger });
  const listener = await reactor.listen({
    endpoint: { host: '127.0.0.1', port },
    framing: createLength16({ payloadBytesMin: 0, payloadBytesMax: 1_000 }),
    handler: (connection) => ({
      // The bytes are the reactor's own and valid until this returns; `send` copies them.
      frame: (bytes, start, end) => {
        connection.send(bytes, start, end);
        // Whoever does not read what is sent back is not read from either.
        if (connection.isCongested) connection.hold();
      },
      drained: () => connection.release(),
      closed: () => {},
    }),
  });
  return { listener, reactor };
}

if (import.meta.main) {
  const { listener } = await startEcho(7007);
  console.log(`echo at tcp://127.0.0.1:${listener.endpoint.port}: a u16 length, then as many bytes`);
}
