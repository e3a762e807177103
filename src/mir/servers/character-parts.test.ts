// Requests, replies, names and lists by themselves.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeText } from '../names/index.ts';
import { newName, storedName } from './character-names.ts';
import { listReply } from './character-replies.ts';
import { readCreate, readName, readQuery, readSelect } from './character-requests.ts';
import { DenyList, parseDenyList } from './deny-list.ts';
import { createDenyListFile } from './deny-list-node.ts';
import { DENY_LIST_BYTES_MAX, DENY_LIST_LINES_MAX } from './limits.ts';

const HERO = {
  nameKey: 'hero',
  account: 'ann',
  name: 'Hero',
  job: 2,
  hair: 3,
  sex: 1,
  level: 300,
  map: '',
  isSelected: true,
  selectGateId: 0,
  createdMs: 0,
  modifiedMs: 0,
  deletedMs: null,
};

test('character requests: cut anywhere they are what is left, or nothing', () => {
  const whole = Buffer.from('ann/Hero/3/2/1', 'latin1');
  const form = { dialect: 'DM', encoding: 'gbk' } as const;
  for (let length = 0; length <= whole.length; length++) {
    const cut = whole.subarray(0, length);
    const isWhole = length === whole.length;
    assert.equal(readCreate(cut, form) !== null, isWhole, `${length} bytes`);
    assert.equal(readSelect(cut, 'gbk') !== null, length > 4 && length < 10);
    assert.equal(readQuery(cut, 'gbk'), null, 'Hero is no number');
  }
  assert.deepEqual(readQuery(Buffer.from('ANN/-7\0\0'), 'gbk'), { account: 'ann', session: -7 });
  assert.equal(Buffer.from(readName(Buffer.from('  Hero \0'), 'DM')).toString(), 'Hero');
});

test('character requests: a record of the C++ family is one in its length only', () => {
  const record = Buffer.alloc(43, 0x41);
  const form = { dialect: 'CPP', encoding: 'gbk' } as const;
  assert.equal(readCreate(record, form)?.name.length, 20);
  for (const length of [0, 1, 3, 22, 23, 42]) assert.equal(readCreate(record.subarray(0, length), form), null);
  assert.equal(readCreate(record, { ...form, dialect: 'DM' }), null);
});

test('character replies: a level that does not fit its byte is sent as the highest that does', () => {
  const { body } = listReply([HERO], { dialect: 'CPP', encoding: 'gbk' });
  assert.deepEqual([...(body ?? [])].slice(0, 8), [2, 1, 255, 0x48, 0x65, 0x72, 0x6f, 0]);
  const text = listReply([HERO], { dialect: 'PL', encoding: 'gbk' });
  assert.equal(Buffer.from(text.body ?? []).toString(), '*Hero/2/3/300/1/');
});

test('character names: those of other servers may hold signs; what breaks a message is no name', () => {
  const bytes = (text: string) => encodeText(text);
  for (const name of ['★战神★', 'a b', 'x', 'a%b$c', 'ABCDEFGHIJKLMN']) {
    assert.deepEqual(storedName(bytes(name), 'gbk'), { name, nameKey: name.toLowerCase() });
  }
  for (const name of ['', '*abc', 'a/b', 'a\nb', ' abc', 'abc ', 'a\0b', 'ABCDEFGHIJKLMNO', '\u3000']) {
    assert.equal(storedName(bytes(name), 'gbk'), null, JSON.stringify(name));
  }
  assert.equal(storedName(Uint8Array.of(0xb0), 'gbk'), null);
  assert.equal(storedName(Uint8Array.of(0xff, 0xff), 'gbk'), null);
  assert.equal(newName(bytes('★战神★'), 'gbk'), 'name-character-refused');
  assert.deepEqual(newName(bytes('战神A'), 'gbk'), { name: '战神A', nameKey: '战神a' });
});

test('denied names: a file in UTF-8 or in the clients’ code page, with comments', () => {
  const text = '# ours\r\nGameMaster\r\n\r\n; and\r\n 管理员 \r\n';
  for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), encodeText(text)]) {
    const list = new DenyList();
    list.replace(parseDenyList(bytes, 'deny.txt', 'gbk'));
    assert.deepEqual([list.count, list.isDenied('gamemaster'), list.isDenied('管理员')], [2, true, true]);
  }
  assert.throws(() => parseDenyList(Uint8Array.of(0xff, 0xff), 'deny.txt', 'gbk'), {
    code: 'deny-list-unusable',
    message: /deny\.txt is neither UTF-8 nor gbk/,
  });
  const long = Buffer.from('\n'.repeat(DENY_LIST_LINES_MAX));
  assert.throws(() => parseDenyList(long, 'deny.txt', 'gbk'), { message: /has 65537 lines/ });
});

test('denied names: a file that is missing, is a folder or is too long is reported', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-deny-'));
  try {
    const path = join(folder, 'deny.txt');
    assert.throws(() => createDenyListFile(path, 'gbk').read(), { code: 'deny-list-unusable', message: /ENOENT/ });
    assert.throws(() => createDenyListFile(folder, 'gbk').read(), { code: 'deny-list-unusable' });
    writeFileSync(path, 'One\nTwo\n');
    assert.deepEqual(createDenyListFile(path, 'gbk').read(), ['One', 'Two']);
    writeFileSync(path, Buffer.alloc(DENY_LIST_BYTES_MAX + 1));
    assert.throws(() => createDenyListFile(path, 'gbk').read(), { message: /longer than/ });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
