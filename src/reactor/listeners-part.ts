// The open ports of a reactor as a part of a hand-over. Frozen, the old reactor reads and accepts nothing: new clients wait at the port
// in the kernel, and the process that goes on accepts them.
import {
  FieldReader,
  FieldWriter,
  type HandoverPart,
  type HandoverSink,
  type HandoverTaker,
} from '../handover/index.ts';
import type { InheritedPorts } from './inherited-ports.ts';
import type { Reactor } from './reactor.ts';

const NAME = 'listeners';
const KIND = { ports: 1 } as const;
const PORTS = { port: 1, host: 2, number: 3 } as const;

export class ListenersPart implements HandoverPart {
  readonly name = NAME;
  readonly #reactor: Reactor;

  constructor(reactor: Reactor) {
    this.#reactor = reactor;
  }

  describe(): Uint8Array {
    return new Uint8Array(0);
  }

  refuse(): string | null {
    return null;
  }

  async copy(sink: HandoverSink): Promise<void> {
    const fields = new FieldWriter();
    for (const { configured, descriptor } of this.#reactor.move.ports()) {
      // A port that is suspended is opened by whoever resumes it.
      if (descriptor === null) continue;
      fields.clear().nested(PORTS.port, (port) => {
        port.text(PORTS.host, configured.host).u32(PORTS.number, configured.port);
      });
      await sink.send(KIND.ports, fields.record(), [descriptor]);
    }
  }

  async freeze(): Promise<void> {
    this.#reactor.move.freeze();
  }

  async transfer(): Promise<void> {}

  async thaw(): Promise<void> {
    this.#reactor.move.thaw();
  }

  async release(): Promise<void> {
    this.#reactor.move.release();
  }
}

export class ListenersTaker implements HandoverTaker {
  readonly name = NAME;
  readonly #ports: InheritedPorts;
  readonly #closeDescriptor: (descriptor: number) => void;
  #reactor: Reactor | null = null;

  /** The reactor of this process takes its ports from `ports`. `closeDescriptor` closes a port that no listener took. */
  constructor(ports: InheritedPorts, closeDescriptor: (descriptor: number) => void) {
    this.#ports = ports;
    this.#closeDescriptor = closeDescriptor;
  }

  describe(): Uint8Array {
    return new Uint8Array(0);
  }

  take(kind: number, body: Uint8Array, descriptors: readonly number[]): undefined {
    const fields = new FieldReader(body, 'a port');
    let taken = 0;
    while (fields.next()) {
      const descriptor = descriptors[taken];
      if (kind !== KIND.ports || fields.tag !== PORTS.port || descriptor === undefined) fields.skip();
      else {
        taken++;
        this.#ports.add(readPort(fields.nested()), descriptor);
      }
    }
    return undefined;
  }

  /** The reactor of this process, frozen: it begins with `start`. */
  adopt(reactor: Reactor): void {
    this.#reactor = reactor;
  }

  async adopted(): Promise<void> {}

  async start(): Promise<void> {
    this.discard();
    this.#reactor?.move.thaw();
  }

  /** Closes the ports that no listener took: the new configuration has none of them. */
  discard(): void {
    for (const descriptor of this.#ports.takeRest()) this.#closeDescriptor(descriptor);
  }
}

function readPort(fields: FieldReader): { readonly host: string; readonly port: number } {
  const endpoint = { host: '', port: 0 };
  while (fields.next()) {
    if (fields.tag === PORTS.host) endpoint.host = fields.text();
    else if (fields.tag === PORTS.number) endpoint.port = fields.u32();
    else fields.skip();
  }
  return endpoint;
}
