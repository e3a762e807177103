import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../base/index.ts';
import { UpgradeRequest } from './websocket-request.ts';
import { UpgradeReader, UpgradeResult, type UpgradeRules } from './websocket-upgrade.ts';

const RULES: UpgradeRules = { origins: ['https://game.example.org'] };
// The example of RFC 6455, 1.3.
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

interface Parts {
  readonly line?: string;
  /** Replaces the usual fields of that name; null removes one. */
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly more?: readonly string[];
}

function request({ line = 'GET /play HTTP/1.1', fields = {}, more = [] }: Parts = {}): string {
  const usual: Record<string, string | null> = {
    Host: 'game:8001',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': KEY,
    'Sec-WebSocket-Version': '13',
    ...fields,
  };
  const present = Object.entries(usual).filter(([, value]) => value !== null);
  const lines = present.map(([name, value]) => `${name}: ${value}`);
  return [line, ...lines, ...more, '', ''].join('\r\n');
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Feeds pieces that end at `cuts`, each time all from the start. */
function read(text: string, rules: UpgradeRules, cuts: readonly number[] = [text.length]): string {
  const reader = new UpgradeReader(rules);
  const bytes = bytesOf(text);
  for (const end of cuts) {
    const result = reader.scan(bytes, 0, end);
    if (result === UpgradeResult.upgraded) return `upgraded ${reader.consumed}`;
    if (result === UpgradeResult.refused) return reader.refusal ?? 'none';
  }
  return 'needMore';
}

function answerTo(text: string, rules: UpgradeRules = RULES): string {
  const reader = new UpgradeReader(rules);
  reader.scan(bytesOf(text), 0, text.length);
  return Buffer.from(reader.answer).toString('latin1');
}

const GOOD: readonly [title: string, text: string, rules?: UpgradeRules][] = [
  ['the plainest', request()],
  ['names and words in another case', request({ fields: { Upgrade: 'WebSocket', Connection: 'upgrade' } })],
  [
    'a browser behind a proxy',
    request({ fields: { Connection: 'keep-alive, Upgrade' }, more: ['Cookie: a=b', 'X-Forwarded-For: ::1'] }),
  ],
  ['two lines of Connection', request({ more: ['Connection: keep-alive'] })],
  ['an allowed origin', request({ fields: { Origin: 'https://game.example.org' } })],
  ['an allowed origin in capitals', request({ fields: { Origin: 'HTTPS://Game.example.org' } })],
  ['any origin where all may', request({ fields: { Origin: 'https://else.example' } }), { origins: ['*'] }],
  [
    'a local page in development',
    request({ fields: { Origin: 'http://localhost:5173' } }),
    { origins: [], isLocalOriginAllowed: true },
  ],
  [
    'a local page by its address',
    request({ fields: { Origin: 'http://[::1]:80' } }),
    { origins: [], isLocalOriginAllowed: true },
  ],
  ['extensions, which are not taken', request({ fields: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } })],
  ['a body of nothing', request({ fields: { 'Content-Length': '0' } })],
  ['64 fields', request({ more: Array.from({ length: 59 }, (_, at) => `X-${at}: y`) })],
];

const BAD: readonly [title: string, text: string, refusal: string, rules?: UpgradeRules][] = [
  [
    'a browser that wants a page',
    request({ fields: { Upgrade: null, Connection: 'keep-alive', 'Sec-WebSocket-Key': null } }),
    'http',
  ],
  ['an upgrade to something else', request({ fields: { Upgrade: 'h2c', 'Sec-WebSocket-Key': null } }), 'http'],
  ['no Upgrade', request({ fields: { Upgrade: null } }), 'upgrade-incomplete'],
  ['no upgrade in Connection', request({ fields: { Connection: 'close' } }), 'upgrade-incomplete'],
  ['no Connection', request({ fields: { Connection: null } }), 'upgrade-incomplete'],
  ['no Host', request({ fields: { Host: null } }), 'upgrade-malformed'],
  ['two Hosts', request({ more: ['Host: other'] }), 'upgrade-malformed'],
  ['HTTP/1.0', request({ line: 'GET / HTTP/1.0' }), 'upgrade-incomplete'],
  ['HTTP/1.2', request({ line: 'GET / HTTP/1.2' }), 'upgrade-malformed'],
  ['HTTP/2.0', request({ line: 'GET / HTTP/2.0' }), 'upgrade-malformed'],
  ['no version of HTTP', request({ line: 'GET /' }), 'upgrade-malformed'],
  ['no path', request({ line: 'GET  HTTP/1.1' }), 'upgrade-malformed'],
  ['a space in the path', request({ line: 'GET /a b HTTP/1.1' }), 'upgrade-malformed'],
  ['a byte above ASCII in the path', request({ line: 'GET /\xe9 HTTP/1.1' }), 'upgrade-malformed'],
  ['no version', request({ fields: { 'Sec-WebSocket-Version': null } }), 'upgrade-incomplete'],
  ['version 8', request({ fields: { 'Sec-WebSocket-Version': '8' } }), 'websocket-version'],
  ['two versions', request({ more: ['Sec-WebSocket-Version: 13'] }), 'websocket-version'],
  ['no key', request({ fields: { 'Sec-WebSocket-Key': null } }), 'upgrade-incomplete'],
  ['two keys', request({ more: [`Sec-WebSocket-Key: ${KEY}`] }), 'upgrade-malformed'],
  ['a short key', request({ fields: { 'Sec-WebSocket-Key': 'YWJj' } }), 'upgrade-malformed'],
  ['a key of 17 bytes', request({ fields: { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQQ=' } }), 'upgrade-malformed'],
  [
    'a key that is no base64',
    request({ fields: { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25j*Q==' } }),
    'upgrade-malformed',
  ],
  ['a body', request({ fields: { 'Content-Length': '2' } }), 'upgrade-malformed'],
  ['two lengths of a body', request({ more: ['Content-Length: 0', 'Content-Length: 5'] }), 'upgrade-malformed'],
  ['a body in chunks', request({ fields: { 'Transfer-Encoding': 'chunked' } }), 'upgrade-malformed'],
  ['a folded line', request({ more: ['X-A: b', ' c'] }), 'upgrade-malformed'],
  ['a space before a colon', request({ more: ['X-A : b'] }), 'upgrade-malformed'],
  ['a line without a colon', request({ more: ['nonsense'] }), 'upgrade-malformed'],
  ['a field without a name', request({ more: [': b'] }), 'upgrade-malformed'],
  ['a NUL in a field', request({ more: ['X-A: \0'] }), 'upgrade-malformed'],
  ['a lone LF in a field', request({ more: ['X-A: b\nX-B: c'] }), 'upgrade-malformed'],
  ['a lone CR in a field', request({ more: ['X-A: b\rX-B: c'] }), 'upgrade-malformed'],
  ['65 fields', request({ more: Array.from({ length: 60 }, (_, at) => `X-${at}: y`) }), 'upgrade-too-long'],
  ['more than 8 KiB', request({ more: [`X-A: ${'b'.repeat(8_200)}`] }), 'upgrade-too-long'],
  ['a path without end', `GET /${'a'.repeat(9_000)}`, 'upgrade-too-long'],
  ['another origin', request({ fields: { Origin: 'https://evil.example' } }), 'origin'],
  ['an origin that begins alike', request({ fields: { Origin: 'https://game.example.org.evil.example' } }), 'origin'],
  ['the right host by http', request({ fields: { Origin: 'http://game.example.org' } }), 'origin'],
  ['a page from a file', request({ fields: { Origin: 'null' } }), 'origin'],
  ['an empty origin', request({ fields: { Origin: '' } }), 'origin'],
  [
    'two origins',
    request({ fields: { Origin: 'https://game.example.org' }, more: ['Origin: https://evil.example'] }),
    'origin',
  ],
  ['a local page outside development', request({ fields: { Origin: 'http://localhost:5173' } }), 'origin'],
  [
    'a page that calls itself local',
    request({ fields: { Origin: 'http://localhost.evil.example' } }),
    'origin',
    { origins: [], isLocalOriginAllowed: true },
  ],
  ['no origin where one is needed', request(), 'origin', { ...RULES, isOriginNeeded: true }],
];

for (const [title, text, rules = RULES] of GOOD) {
  test(`upgrade: ${title}, cut at every offset, with frames behind`, () => {
    for (let cut = 1; cut < text.length; cut++) {
      assert.equal(read(`${text}\x82\x80`, rules, [cut, text.length + 2]), `upgraded ${text.length}`);
    }
    assert.match(answerTo(text, rules), /^HTTP\/1\.1 101 Switching Protocols\r\n[\s\S]*\r\n\r\n$/);
  });
}

for (const [title, text, refusal, rules = RULES] of BAD) {
  test(`upgrade: refused: ${title}`, () => {
    assert.equal(read(text, rules), refusal);
    for (const cut of [1, 20, text.length >> 1, text.length - 1])
      assert.equal(read(text, rules, [cut, text.length]), refusal);
    const answer = answerTo(text, rules);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.1 4\d\d [A-Z]/);
    assert.match(head, new RegExp(`\r\nContent-Length: ${body.length}$`), 'its words are whole');
    assert.ok(body.length > 20, 'it says why');
  });
}

test('upgrade: the answer proves that the key was read, and takes no extension', () => {
  const answer = answerTo(request({ fields: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } }));
  assert.match(answer, new RegExp(`\r\nSec-WebSocket-Accept: ${ACCEPT.replace('+', '\\+')}\r\n`));
  assert.doesNotMatch(answer, /Extensions|Protocol:/);
});

/** What the operator reads about a request. */
function problemOf(text: string, rules: UpgradeRules = RULES): UpgradeReader['problem'] {
  const reader = new UpgradeReader(rules);
  reader.scan(bytesOf(text), 0, text.length);
  return reader.problem;
}

const offering = (offered: string): string => request({ fields: { 'Sec-WebSocket-Protocol': offered } });

test('upgrade: with the setting, the subprotocol of the setting is chosen and no other', () => {
  const rules = { ...RULES, protocol: 'jadegate' };
  assert.match(answerTo(offering('chat, jadegate'), rules), /\r\nSec-WebSocket-Protocol: jadegate\r\n/);
  for (const text of [request(), offering('chat')]) assert.doesNotMatch(answerTo(text, rules), /Protocol:/);
  assert.equal(problemOf(request(), rules), null);
  const problem = problemOf(offering('chat'), rules);
  assert.match(problem?.text ?? '', /gate\.websocket\.protocol/);
  assert.deepEqual(problem?.fields, { offered: 'chat', accepted: 'jadegate' });
});

test('upgrade: a known subprotocol is chosen before all others, with and without the setting', () => {
  const known = ['jadegate.packed', 'jadegate.protobuf'];
  for (const [offered, chosen] of [
    ['binary, jadegate.protobuf', 'jadegate.protobuf'],
    ['jadegate.packed, jadegate.protobuf', 'jadegate.packed'],
    ['jadegate.protobuf, jadegate.packed, chat', 'jadegate.protobuf'],
  ] as const) {
    for (const rules of [
      { ...RULES, known },
      { ...RULES, known, protocol: 'chat' },
    ]) {
      assert.match(answerTo(offering(offered), rules), new RegExp(`\r\nSec-WebSocket-Protocol: ${chosen}\r\n`));
      const reader = new UpgradeReader(rules);
      reader.scan(bytesOf(offering(offered)), 0, offering(offered).length);
      assert.equal(reader.protocol, chosen);
    }
  }
  assert.match(
    answerTo(offering('jadegate.PACKED'), { ...RULES, known }),
    /Protocol: jadegate\.PACKED/,
    'as unknown ones',
  );
});

test('upgrade: without the setting, the first subprotocol that the client offers is chosen', () => {
  for (const [offered, chosen] of [
    ['binary', 'binary'],
    ['binary, base64', 'binary'],
    [' , bad name, good', 'good'],
  ] as const) {
    assert.match(answerTo(offering(offered)), new RegExp(`\r\nSec-WebSocket-Protocol: ${chosen}\r\n`));
    assert.equal(problemOf(offering(offered)), null);
  }
  assert.doesNotMatch(answerTo(request()), /Protocol:/);
  assert.doesNotMatch(answerTo(offering('bad name')), /Protocol:/);
});

test('upgrade: a proxy that drops header fields is answered 426 with their names and what nginx needs', () => {
  // As nginx sends it by default, without the lines of the guide.
  const text = request({ line: 'GET /play HTTP/1.0', fields: { Upgrade: null, Connection: 'close' } });
  const answer = answerTo(text);
  assert.match(answer, /^HTTP\/1\.1 426 Upgrade Required\r\n/);
  assert.match(
    answer,
    /needs: HTTP\/1\.1, Upgrade: websocket, Connection: Upgrade\. .*nginx.*proxy_set_header Upgrade/,
  );
  assert.deepEqual(problemOf(text)?.fields, { missing: 'HTTP/1.1, Upgrade: websocket, Connection: Upgrade' });
  const page = request({ fields: { Upgrade: null, Connection: null, 'Sec-WebSocket-Key': null } });
  assert.match(answerTo(page), /426 [\s\S]*needs: Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Key\./);
  assert.equal(problemOf(page), null, 'a browser that looks is no problem of the operator');
});

test('upgrade: too many header fields are answered 431', () => {
  const answer = answerTo(request({ more: Array.from({ length: 60 }, (_, at) => `X-${at}: y`) }));
  assert.match(answer, /^HTTP\/1\.1 431 /);
});

test('upgrade: a refused origin is reported with the name of the setting, and cut', () => {
  const problem = problemOf(request({ fields: { Origin: `https://${'e'.repeat(1_000)}.example` } }));
  assert.match(problem?.text ?? '', /gate\.websocket\.origins/);
  assert.equal(problem?.fields['origin']?.length, 200);
});

test('upgrade: a wrong version is answered with the right one', () => {
  const answer = answerTo(request({ fields: { 'Sec-WebSocket-Version': '8' } }));
  assert.match(answer, /^HTTP\/1\.1 426 [\s\S]*\r\nSec-WebSocket-Version: 13\r\n/);
});

test('upgrade: any bytes are refused, taken or need more, whatever the cut', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('Upgrade: websocket', 'Host: a', '', 'Connection: Upgrade'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), fc.nat(200), (lines, cut) => {
      const text = `GET / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
      assert.equal(read(text, RULES, [Math.min(cut, text.length), text.length]), read(text, RULES));
    }),
  );
});

const HEADS = { Upgrade: 'websocket', Connection: 'Upgrade' };

test('upgrade request: a server of ours takes it, and its answer is taken', () => {
  const asked = new UpgradeRequest({ host: 'game:8001', path: '/play?a=b' }, new SeededRandom(1));
  const text = Buffer.from(asked.bytes).toString('latin1');
  const answer = answerTo(text);
  assert.equal(asked.scan(bytesOf(answer), 0, answer.length - 1), UpgradeResult.needMore);
  assert.equal(asked.scan(bytesOf(`${answer}more`), 0, answer.length + 4), UpgradeResult.upgraded);
  assert.equal(asked.consumed, answer.length);
});

test('upgrade request: any other answer is refused', () => {
  const asked = () => new UpgradeRequest({ host: 'game:8001', path: '/' }, new SeededRandom(1));
  const good = answerTo(Buffer.from(asked().bytes).toString('latin1'));
  const answers = [
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n',
    good.replace('101', '1011'),
    good.replace('HTTP/1.1', 'HTTP/1.0'),
    good.replace(/Accept: ./, 'Accept: -'),
    good.replace('Upgrade: websocket\r\n', ''),
    good.replace('Connection: Upgrade\r\n', ''),
    good.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n'),
    good.replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: chat\r\n\r\n'),
    `HTTP/1.1 101 Switching Protocols\r\n${Object.entries(HEADS)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n')}\r\n\r\n`,
    `SSH-2.0-server${'x'.repeat(9_000)}`,
  ];
  for (const answer of answers) {
    assert.equal(asked().scan(bytesOf(answer), 0, answer.length), UpgradeResult.refused, answer.slice(0, 60));
  }
});
