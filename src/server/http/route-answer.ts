// What goes out for a handler's answer. An answer that cannot be sent is a fault of the handler.
import type { RouteAnswer } from '../../gate/index.ts';
import { ANSWER_BYTES_MAX } from './limits.ts';

export interface Payload {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Statuses without a body. */
const BARE: readonly number[] = [204, 205, 304];

/** Throws `TypeError` for an answer that is none. */
export function payloadOf({ status, text, json }: RouteAnswer): Payload {
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new TypeError(`a route answers with a status from 200 to 599, not ${status}`);
  }
  const body = json === undefined ? (text ?? '') : jsonText(json);
  const bytes = Buffer.from(BARE.includes(status) ? '' : body);
  if (bytes.length > ANSWER_BYTES_MAX) {
    throw new TypeError(`a route answers with at most ${ANSWER_BYTES_MAX} bytes, not ${bytes.length}`);
  }
  return { status, type: json === undefined ? 'text/plain; charset=utf-8' : 'application/json', bytes };
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? 'null';
}
