// What comes before the frames of a connection: at a port with sniffing a policy request, a gateway's header or a
// WebSocket request; on an outgoing connection the response to such a request. This class decides by the bytes, and the
// connection acts: each step says how much was consumed, what to answer, and which framing follows.
import {
  type ForwardedRules,
  type Framing,
  HTTP_REFUSAL,
  POLICY_ANSWER,
  Sniffer,
  type SniffRefusal,
  SniffResult,
  type UpgradeProblem,
  UpgradeReader,
  type UpgradeRefusal,
  type UpgradeRequest,
  UpgradeResult,
  type UpgradeRules,
} from '../wire/index.ts';
import type { CloseReason } from './names/index.ts';

export interface OpeningStep {
  readonly consumed: number;
  /** To be sent unchanged. */
  readonly answer?: Uint8Array;
  readonly event?: 'policy' | 'tgw' | 'upgraded';
  /** The opening is over: frames of this framing follow. */
  readonly framing?: Framing;
  /** With `upgraded`: the subprotocol that was chosen, if one was. */
  readonly protocol?: string;
  /** With `upgraded`: the client's address, when `expectForwarded` was called. */
  readonly source?: string;
  /** The opening has failed. */
  readonly refusal?: CloseReason;
}

export interface Opening {
  /**
   * Whether the peer expects something other than frames, so that it would not understand a last message in a frame.
   */
  readonly isSpeechless: boolean;
  /**
   * The peer is a trusted proxy, and its first bytes are an HTTP request: the address that it states is the client's. False when
   * this port accepts no such requests.
   */
  expectForwarded(): boolean;
  /** The first bytes that an outgoing connection sends. */
  readonly request: UpgradeRequest | null;
  /** `bytes` are all unconsumed bytes. Null when more are needed. */
  step(bytes: Uint8Array): OpeningStep | null;
}

/** The close reason for a refusal of the sniffer. */
const SNIFF_REASONS: Readonly<Record<SniffRefusal, CloseReason>> = {
  'bad-first-length': 'bad-first-length',
  'bad-policy-request': 'bad-policy-request',
  http: 'refused-http',
  'proxy-header': 'refused-proxy-header',
  ssh: 'refused-ssh',
  'tgw-header-too-long': 'tgw-header-too-long',
  tls: 'refused-tls',
};

/** The close reason for a rejected WebSocket request. */
const UPGRADE_REASONS: Readonly<Record<UpgradeRefusal, CloseReason>> = {
  'forwarded-missing': 'proxy-header-missing',
  http: 'refused-http',
  origin: 'origin-refused',
  'upgrade-incomplete': 'upgrade-malformed',
  'upgrade-malformed': 'upgrade-malformed',
  'upgrade-too-long': 'upgrade-too-long',
  'websocket-version': 'upgrade-version',
};

/** How a port accepts WebSocket. */
export interface WebSocketPort {
  readonly framing: Framing;
  readonly rules: UpgradeRules;
  /** How a request of a trusted proxy states the client's address; without it, proxies must send PROXY headers. */
  readonly forwarded?: ForwardedRules;
  /** A request showed a problem that the operator can solve. */
  readonly problem?: (problem: UpgradeProblem) => void;
}

/** For a connection accepted at a port with sniffing. */
export class ServerOpening implements Opening {
  readonly request = null;
  readonly #framing: Framing;
  readonly #websocket: WebSocketPort | null;
  readonly #sniffer: Sniffer;
  #isForwarded = false;
  /** Set when a request began. */
  #reader: UpgradeReader | null = null;

  constructor(framing: Framing, websocket: WebSocketPort | null) {
    this.#framing = framing;
    this.#websocket = websocket;
    this.#sniffer = new Sniffer(framing, { isUpgradeTaken: websocket !== null });
  }

  get isSpeechless(): boolean {
    return this.#reader !== null;
  }

  expectForwarded(): boolean {
    this.#isForwarded = this.#websocket?.forwarded !== undefined;
    return this.#isForwarded;
  }

  step(bytes: Uint8Array): OpeningStep | null {
    if (this.#reader !== null) return this.#upgrade(this.#reader, bytes);
    const sniffer = this.#sniffer;
    switch (sniffer.scan(bytes, 0, bytes.length)) {
      case SniffResult.needMore:
        return null;
      case SniffResult.framed:
        return { consumed: 0, framing: this.#framing };
      case SniffResult.policy:
        // Sniffed again: a client may ask repeatedly until its first frame is due.
        return { consumed: sniffer.consumed, answer: POLICY_ANSWER, event: 'policy' };
      case SniffResult.tgw:
        return { consumed: sniffer.consumed, event: 'tgw', framing: this.#framing };
      case SniffResult.upgrade:
        this.#reader = new UpgradeReader(
          this.#websocket?.rules ?? { origins: [] },
          this.#isForwarded ? this.#websocket?.forwarded : null,
        );
        return this.#upgrade(this.#reader, bytes);
      case SniffResult.refused: {
        const refusal = sniffer.refusal ?? 'bad-first-length';
        const step = { consumed: 0, refusal: SNIFF_REASONS[refusal] };
        return refusal === 'http' ? { ...step, answer: HTTP_REFUSAL } : step;
      }
    }
  }

  #upgrade(reader: UpgradeReader, bytes: Uint8Array): OpeningStep | null {
    const result = reader.scan(bytes, 0, bytes.length);
    if (result === UpgradeResult.needMore) return null;
    const { consumed, answer, refusal, problem, protocol, source } = reader;
    if (problem !== null) this.#websocket?.problem?.(problem);
    if (result === UpgradeResult.upgraded && this.#websocket !== null) {
      const { framing } = this.#websocket;
      return {
        ...{ consumed, answer, event: 'upgraded', framing },
        ...(protocol === null ? {} : { protocol }),
        ...(source === null ? {} : { source }),
      };
    }
    return { consumed: 0, answer, refusal: UPGRADE_REASONS[refusal ?? 'http'] };
  }
}

/** For an outgoing connection that requested WebSocket. */
export class ClientOpening implements Opening {
  readonly isSpeechless = true;
  readonly request: UpgradeRequest;
  readonly #framing: Framing;

  constructor(request: UpgradeRequest, framing: Framing) {
    this.request = request;
    this.#framing = framing;
  }

  expectForwarded(): boolean {
    return false;
  }

  step(bytes: Uint8Array): OpeningStep | null {
    const { request } = this;
    const result = request.scan(bytes, 0, bytes.length);
    if (result === UpgradeResult.needMore) return null;
    if (result === UpgradeResult.refused) return { consumed: 0, refusal: 'upgrade-refused' };
    return { consumed: request.consumed, event: 'upgraded', framing: this.#framing };
  }
}
