// The codec command, line by line: a valid line is converted, an invalid one is answered in its place.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import type { Layout } from '../wire/index.ts';
import { createRegistry } from '../wire/index.ts';
import type { CodecDirection } from './codec-command.ts';
import { runCodec } from './codec-command.ts';
import type { InputLine } from './input-lines.ts';
import { inputLines } from './input-lines.ts';

const registry = createRegistry(JADEGATE_MESSAGES);

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function allOf(lines: AsyncIterable<InputLine>): Promise<InputLine[]> {
  const all: InputLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

interface Outcome {
  readonly code: number;
  readonly output: readonly string[];
  readonly errors: readonly string[];
}

async function codec(
  direction: CodecDirection,
  input: string | Uint8Array,
  layout: Layout = 'packed',
): Promise<Outcome> {
  const output: string[] = [];
  const errors: string[] = [];
  const code = await runCodec({
    direction,
    layout,
    registry,
    input: inputLines(chunksOf(input), 4096),
    output: (line) => output.push(line),
    errorOutput: (line) => errors.push(line),
  });
  return { code, output, errors };
}

function errorOf(line: string | undefined): string {
  const parsed = JSON.parse(line ?? '') as { readonly error: string; readonly line: number };
  assert.deepEqual(Object.keys(parsed), ['error', 'line']);
  assert.ok(parsed.error.startsWith(`line ${parsed.line}: `), parsed.error);
  return parsed.error;
}

const ROLE = '{"message":"create_role_sucess_s2c","fields":{"role_id":"50010000001"}}';
const ROLE_HEX = '01910000000ba4d40a81';

describe('codec command', () => {
  test('a message becomes a packet, and a packet a message', async () => {
    assert.deepEqual(await codec('encode', `${ROLE}\n`), { code: 0, output: [ROLE_HEX], errors: [] });
    assert.deepEqual(await codec('decode', `${ROLE_HEX}\n`), { code: 0, output: [ROLE], errors: [] });
  });

  test('the protobuf layout goes both ways', async () => {
    const { output } = await codec('encode', ROLE, 'protobuf');
    assert.deepEqual(output, ['0191088195d0a6ba01']);
    assert.deepEqual((await codec('decode', output.join('\n'), 'protobuf')).output, [ROLE]);
  });

  test('wrong lines are answered in their place and later lines are converted', async () => {
    const { code, output, errors } = await codec('encode', `${ROLE}\n\n{"message":"nope","fields":{}}\r\n   \n${ROLE}`);
    assert.equal(code, 1);
    assert.equal(output.length, 3);
    assert.equal(errorOf(output[1]), 'line 3: message: there is no message "nope"');
    assert.deepEqual([output[0], output[2]], [ROLE_HEX, ROLE_HEX]);
    assert.deepEqual(errors, ['1 of 5 lines could not be encoded']);
  });

  const WRONG_JSON: readonly (readonly [string, RegExp])[] = [
    ['{', /^line 1: not JSON: /],
    ['[]', /^line 1: must be an object like/],
    ['null', /^line 1: must be an object like/],
    ['"x"', /^line 1: must be an object like/],
    ['{}', /^line 1: message: is missing/],
    ['{"message":5,"fields":{}}', /^line 1: message: must be text/],
    ['{"message":"heartbeat_c2s"}', /^line 1: fields: is missing/],
    ['{"message":"heartbeat_c2s","fields":{"beat_time":1},"id":26}', /^line 1: id: unknown key/],
    ['{"message":"heartbeat_c2s","fields":[]}', /^line 1: heartbeat_c2s: must be an object/],
    ['{"message":"heartbeat_c2s","fields":{}}', /^line 1: heartbeat_c2s\.beat_time: is missing/],
    [
      '{"message":"heartbeat_c2s","fields":{"beat_time":2147483648}}',
      /^line 1: heartbeat_c2s\.beat_time: must be a whole number/,
    ],
    ['{"message":"query_time_c2s","fields":{"x":1}}', /^line 1: query_time_c2s\.x: no such field: there are none/],
    [
      '{"message":"server_version_s2c","fields":{"v":"\\ud800"}}',
      /^line 1: server_version_s2c\.v: contains half of a surrogate pair/,
    ],
    ['{"message":"constructor","fields":{}}', /^line 1: message: there is no message "constructor"/],
  ];
  for (const [line, says] of WRONG_JSON) {
    test(`encode refuses ${line}`, async () => {
      const { code, output } = await codec('encode', line);
      assert.equal(code, 1);
      assert.match(errorOf(output[0]), says);
    });
  }

  const WRONG_HEX: readonly (readonly [string, RegExp])[] = [
    ['zz', /even number of hexadecimal digits/],
    ['019', /even number of hexadecimal digits/],
    ['01 91', /even number of hexadecimal digits/],
    ['0191', /create_role_sucess_s2c\.role_id: the bytes end inside the value/],
    ['01', /message id: the bytes end/],
    [`${ROLE_HEX}00`, /create_role_sucess_s2c: bytes are left over/],
    ['ffff', /message 65535: no message has this id/],
    ['0005ffff', /player_role_list_s2c\.roles: the list claims more elements/],
    ['065f0001ff', /server_version_s2c\.v: the text is not valid UTF-8/],
  ];
  for (const [line, says] of WRONG_HEX) {
    test(`decode refuses ${line}`, async () => {
      const { code, output } = await codec('decode', line);
      assert.equal(code, 1);
      assert.match(errorOf(output[0]), says);
    });
  }

  test('digits may be large, and lines may end as on Windows', async () => {
    assert.deepEqual((await codec('decode', `  ${ROLE_HEX.toUpperCase()}\r\n`)).output, [ROLE]);
  });

  test('bytes that are not UTF-8 come as hexadecimal digits', async () => {
    const fields = {
      type: 1,
      desserverid: 0,
      desrolename: '',
      msginfo: '',
      details: [{ $hex: '836100ff' }, 'a'],
      reptype: 0,
    };
    const line = JSON.stringify({ message: 'chat_c2s', fields });
    const { output } = await codec('encode', line);
    assert.deepEqual((await codec('decode', output.join('\n'))).output, [line]);
  });

  test('a line that is too long is passed over, and the next is read', async () => {
    const { output } = await codec('decode', `${'00'.repeat(5000)}\n${ROLE_HEX}`);
    assert.equal(errorOf(output[0]), 'line 1: longer than 4096 bytes');
    assert.equal(output[1], ROLE);
  });

  test('a line that is not UTF-8 is refused', async () => {
    const { output } = await codec('encode', Buffer.concat([Buffer.from([0x7b, 0xff, 0x0a]), Buffer.from(ROLE)]));
    assert.equal(errorOf(output[0]), 'line 1: not valid UTF-8');
    assert.equal(output[1], ROLE_HEX);
  });

  test('nothing in, nothing out', async () => {
    assert.deepEqual(await codec('encode', ''), { code: 0, output: [], errors: [] });
  });
});

describe('input lines', () => {
  test('lines are the same however the bytes are cut', async () => {
    const text = 'one\n\n青云\r\nlast';
    for (let size = 1; size <= 7; size++) {
      const bytes = Buffer.from(text);
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      assert.deepEqual(await allOf(inputLines(chunksOf(...chunks), 100)), ['one', '', '青云\r', 'last']);
    }
  });

  test('a line of the largest size is read, one more byte is too many, in any pieces', async () => {
    for (const chunks of [['aaaa\nbbbbb\ncc'], ['aa', 'aa\nbb', 'bbb', '\ncc'], ['aaaa', '\nbbbbb', '\n', 'cc']]) {
      const lines = await allOf(inputLines(chunksOf(...chunks), 4));
      assert.deepEqual(lines, ['aaaa', { fault: 'longer than 4 bytes' }, 'cc']);
    }
  });
});
