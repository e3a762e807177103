// Small parts of a process that is handed over: where it logs, the control socket, and the HTTP port.

import {
  FieldReader,
  FieldWriter,
  HandoverError,
  type HandoverPart,
  type HandoverSink,
  type HandoverTaker,
} from '../handover/index.ts';
import type { Control } from './control/index.ts';
import type { HttpPort } from './http/index.ts';

const NOTHING = new Uint8Array(0);

/** What the parts need of the system. */
export interface Descriptors {
  duplicate(descriptor: number): number;
  closeDescriptor(descriptor: number): void;
  /** `target` is the file of `descriptor` from now on. */
  replaceDescriptor(descriptor: number, target: number): void;
}

abstract class Part implements HandoverPart {
  abstract readonly name: string;

  describe(): Uint8Array {
    return NOTHING;
  }

  refuse(): string | null {
    return null;
  }

  async copy(_sink: HandoverSink): Promise<void> {}

  async freeze(): Promise<void> {}

  async transfer(_sink: HandoverSink): Promise<void> {}

  async thaw(): Promise<void> {}

  async release(): Promise<void> {}
}

abstract class Taker implements HandoverTaker {
  abstract readonly name: string;

  describe(): Uint8Array {
    return NOTHING;
  }

  take(_kind: number, _body: Uint8Array, _descriptors: readonly number[]): undefined {}

  async adopted(): Promise<void> {}

  async start(): Promise<void> {}

  discard(): void {}
}

const STANDARD_ERROR = 2;

/** Until the commit the new process writes its log to the old one, which passes it on and knows its last lines. */
export class LogPart extends Part {
  readonly name = 'log';

  override async copy(sink: HandoverSink): Promise<void> {
    await sink.send(1, NOTHING, [STANDARD_ERROR]);
  }
}

export class LogTaker extends Taker {
  readonly name = 'log';
  readonly #descriptors: Descriptors;
  #descriptor: number | null = null;

  constructor(descriptors: Descriptors) {
    super();
    this.#descriptors = descriptors;
  }

  override take(_kind: number, _body: Uint8Array, [descriptor]: readonly number[]): undefined {
    if (descriptor !== undefined) this.#descriptor = descriptor;
  }

  override async start(): Promise<void> {
    if (this.#descriptor === null) return;
    this.#descriptors.replaceDescriptor(this.#descriptor, STANDARD_ERROR);
    this.#descriptors.closeDescriptor(this.#descriptor);
  }
}

/**
 * What operators have: the control socket, whose file has one owner, so that the old process closes it before the new one opens it.
 * Commands under way are answered. The door is in a file, which the new process reads.
 */
export class ControlPart extends Part {
  readonly name = 'control';
  readonly #control: Control;

  constructor(control: Control) {
    super();
    this.#control = control;
  }

  override freeze(): Promise<void> {
    return this.#control.suspend();
  }

  override thaw(): Promise<void> {
    return this.#control.resume();
  }
}

export class ControlTaker extends Taker {
  readonly name = 'control';
}

const HTTP = { host: 1, port: 2 } as const;

/** The port stays open: senders that come in between wait for the new process. */
export class HttpPart extends Part {
  readonly name = 'http';
  readonly #http: HttpPort | null;
  readonly #descriptors: Descriptors;
  #descriptor: number | null = null;

  constructor(http: HttpPort | null, descriptors: Descriptors) {
    super();
    this.#http = http;
    this.#descriptors = descriptors;
  }

  override async copy(sink: HandoverSink): Promise<void> {
    const own = this.#http?.descriptor ?? null;
    if (this.#http === null || own === null) return;
    const { host, port } = this.#http.configured;
    const record = new FieldWriter().text(HTTP.host, host).u32(HTTP.port, port).record();
    this.#descriptor = this.#descriptors.duplicate(own);
    await sink.send(1, record, [own]);
  }

  override async freeze(): Promise<void> {
    const late = (await this.#http?.suspend()) ?? null;
    if (late !== null) throw new HandoverError('handover-held', `${late} Try again.`);
  }

  override async thaw(): Promise<void> {
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor !== null) await this.#http?.resume(descriptor);
  }

  override async release(): Promise<void> {
    if (this.#descriptor !== null) this.#descriptors.closeDescriptor(this.#descriptor);
    this.#http?.abort();
  }
}

export interface InheritedHttp {
  /** As it was configured: port 0 where the system chose. */
  readonly host: string;
  readonly port: number;
  readonly descriptor: number;
}

export class HttpTaker extends Taker {
  readonly name = 'http';
  readonly #descriptors: Descriptors;
  #taken: InheritedHttp | null = null;

  constructor(descriptors: Descriptors) {
    super();
    this.#descriptors = descriptors;
  }

  /** The port's descriptor, if the port is configured as it was; it is the caller's from here. Otherwise it is closed. */
  takeFor(endpoint: Pick<InheritedHttp, 'host' | 'port'> | null): number | null {
    const taken = this.#taken;
    this.#taken = null;
    if (taken === null) return null;
    if (taken.host === endpoint?.host && taken.port === endpoint.port) return taken.descriptor;
    this.#descriptors.closeDescriptor(taken.descriptor);
    return null;
  }

  override take(_kind: number, body: Uint8Array, [descriptor]: readonly number[]): undefined {
    if (descriptor === undefined) return;
    const taken = { host: '', port: 0, descriptor };
    const fields = new FieldReader(body, 'the HTTP port');
    while (fields.next()) {
      if (fields.tag === HTTP.host) taken.host = fields.text();
      else if (fields.tag === HTTP.port) taken.port = fields.u32();
      else fields.skip();
    }
    this.#taken = taken;
  }
}
