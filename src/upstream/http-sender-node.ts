// Sends HTTP requests with Node's client. Its agent bounds the connections and keeps some. Certificates are always checked, also where
// the environment switches that off. Node's `fetch` is not used: it follows redirects, decompresses, and cannot trust another authority
// or bound its connections without the package that it is made of.
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { HttpAnswer, HttpRequest, HttpSender } from './http-sender.ts';

/** How long a connection is kept that no request uses. Milliseconds. */
const KEPT_MS = 30_000;
/** Bytes of an answer's header. */
const HEADER_BYTES_MAX = 16 * 1024;

export interface NodeSenderOptions {
  readonly connectionsMax: number;
  /** PEM text of the certificates to trust in place of the system's. */
  readonly authority?: string;
}

/** Node's clients are loaded with the first sender: most servers ask nobody. */
export async function createNodeSender({ connectionsMax, authority }: NodeSenderOptions): Promise<HttpSender> {
  const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
  const pool = { keepAlive: true, maxSockets: connectionsMax, maxFreeSockets: connectionsMax, timeout: KEPT_MS };
  const plain = new http.Agent(pool);
  const trust = authority === undefined ? {} : { ca: authority };
  const tls = new https.Agent({ ...pool, ...trust, rejectUnauthorized: true, minVersion: 'TLSv1.2' });
  return {
    send: (request, signal) => send(request, signal, { http, https, plain, tls }),
    close: () => {
      plain.destroy();
      tls.destroy();
    },
  };
}

interface Client {
  readonly http: typeof import('node:http');
  readonly https: typeof import('node:https');
  readonly plain: Agent;
  readonly tls: Agent;
}

function send(
  { url, headers = {}, answerBytesMax }: HttpRequest,
  signal: AbortSignal,
  client: Client,
): Promise<HttpAnswer> {
  const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
  // The first outcome counts; later events of the same request change nothing.
  const fail = (fault: Extract<HttpAnswer, { ok: false }>['fault'], detail: string): void =>
    resolve({ ok: false, fault: signal.aborted ? 'cancelled' : fault, detail });
  const isTls = url.startsWith('https:');
  const options = {
    method: 'GET',
    headers: { accept: 'application/json', 'accept-encoding': 'identity', ...headers },
    agent: isTls ? client.tls : client.plain,
    maxHeaderSize: HEADER_BYTES_MAX,
    signal,
  };
  let request: ClientRequest;
  try {
    request = (isTls ? client.https : client.http).request(url, options);
  } catch (error) {
    // A URL or a field that Node does not send.
    fail('unreachable', codeOf(error));
    return promise;
  }
  let isSent = false;
  // The system took the whole request, so the service may have got it.
  request.on('finish', () => {
    isSent = true;
  });
  request.on('error', (error) => fail(isSent ? 'broken' : 'unreachable', codeOf(error)));
  request.on('response', (response) => {
    const { statusCode: status = 0 } = response;
    if (status >= 300 && status < 400) {
      request.destroy();
      fail('redirected', `status ${status}`);
      return;
    }
    void readText(response, answerBytesMax).then(
      (body) => {
        if (body !== null) return resolve({ ok: true, status, body });
        request.destroy();
        fail('too-large', `status ${status}`);
      },
      (error: unknown) => fail('broken', codeOf(error)),
    );
  });
  request.end();
  return promise;
}

/** The answer's text; null when it is longer than the bound. Rejects when the answer is cut off, or is no UTF-8. */
async function readText(response: IncomingMessage, bytesMax: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    byteCount += chunk.length;
    if (byteCount > bytesMax) return null;
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // Codes are a closed set of words; messages may hold the URL, and with it secrets.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
