// One HTTP request of a test, over a connection of its own that ends with it.
import { request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body, when it is JSON. */
  readonly json?: unknown;
}

export async function requestOnce(
  url: string,
  options: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
): Promise<TestAnswer> {
  const { method, headers, body } = options;
  const sent = request(url, { method, headers, agent: false });
  const answered = new Promise<TestAnswer>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      const { statusCode: status = 0, headers: fields } = response;
      const isJson = fields['content-type'] === 'application/json';
      textOf(response).then((text) => {
        resolve({ status, headers: fields, text, ...(isJson ? { json: JSON.parse(text) as unknown } : {}) });
      }, reject);
    });
  });
  sent.end(body);
  return await answered;
}
