// The body of a request: whether it may be read at all, and what it holds. Nothing here reads a socket.
import type { z } from 'zod';
import { FAULTS_MAX } from './limits.ts';

/** By names in small letters; a field that was sent several times may be a list. */
export type HeaderFields = Readonly<Record<string, string | string[] | undefined>>;

/** Why a request is refused: a status, and words for the person who wrote the sender. */
export interface Refusal {
  readonly status: 400 | 401 | 404 | 405 | 409 | 411 | 413 | 415 | 503;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json *(?:;.*)?$/i;

/** What the header fields say against the body, before it is read. */
export function bodyRefusal(
  method: string,
  headers: HeaderFields,
  { bytesMax }: { readonly bytesMax: number },
): Refusal | null {
  const length = headers['content-length'];
  const isChunked = headers['transfer-encoding'] !== undefined;
  if (length === undefined && !isChunked) {
    const isNeeded = method === 'POST' || method === 'PUT';
    return isNeeded ? { status: 411, error: `${method} needs a body: send Content-Length` } : null;
  }
  if (length === '0') return null;
  if (Number(length) > bytesMax) return tooLong(bytesMax);
  const encoding = String(headers['content-encoding'] ?? 'identity');
  if (encoding !== 'identity')
    return { status: 415, error: `Content-Encoding: ${encoding} is not read; send identity` };
  if (JSON_TYPE.test(String(headers['content-type'] ?? ''))) return null;
  return { status: 415, error: 'Content-Type: the body must be application/json' };
}

export function tooLong(bytesMax: number): Refusal {
  return { status: 413, error: `the body is longer than ${bytesMax} bytes` };
}

export type ReadBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal };

/** The body as the route's schema gives it. A body of no bytes is `undefined` to the schema. */
export async function readJson(bytes: Uint8Array, schema: z.ZodType): Promise<ReadBody> {
  let value: unknown;
  try {
    if (bytes.length > 0) value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, refusal: { status: 400, error: 'the body is not JSON in UTF-8' } };
  }
  const parsed = await schema.safeParseAsync(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = parsed.error.issues.slice(0, FAULTS_MAX);
  const error = faults.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  return { ok: false, refusal: { status: 400, error } };
}
