// One HTTP request to another program, as a parameter: `http-sender-node.ts` sends it, and tests answer in its place. A sender follows
// no redirect, decompresses nothing, and reads no more of an answer than it was told. It never rejects: a fault is a value.

export interface HttpRequest {
  /** With its query. It may hold secrets: it is never logged. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answerBytesMax: number;
}

/**
 * `unreachable`: the service got nothing of the request (no such host, refused, no trusted certificate). `broken`: the connection ended
 * before the answer did, or the answer is no text. `cancelled`: by the signal.
 */
export type SendFault = 'unreachable' | 'broken' | 'too-large' | 'redirected' | 'cancelled';

export type HttpAnswer =
  | { readonly ok: true; readonly status: number; readonly body: string }
  /** `detail` is for the log, without secrets: an error code, a status. */
  | { readonly ok: false; readonly fault: SendFault; readonly detail: string };

export interface HttpSender {
  /** A GET. Settles soon after `signal` aborts. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Closes the connections that are kept. */
  close(): void;
}
