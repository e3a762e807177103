import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type QqQuestion, qqSignature, qqUrl, readQqAnswer } from './qq-open-api.ts';

const KEY = '228bf094169a40a3bd188ba37ebe8723';
const PATH = '/v3/user/get_info';
const QUESTION: QqQuestion = {
  openid: '11111111111111111',
  openkey: '2222222222222222',
  appId: '123456',
  pf: 'qzone',
  address: '112.90.139.30',
};

test('QQ signature: the example of the platform’s documentation', () => {
  const { openid, openkey, appId: appid, pf, address: userip } = QUESTION;
  const fields = { openid, openkey, appid, pf, format: 'json', userip };
  assert.equal(qqSignature({ path: PATH, fields, key: KEY }), 'FdJkiDYwMj5Aj1UG2RUPc83iokk=');
  const url = new URL(qqUrl(`https://openapi.tencentyun.com${PATH}`, QUESTION, KEY));
  assert.equal(url.searchParams.get('sig'), 'FdJkiDYwMj5Aj1UG2RUPc83iokk=');
});

/** The signature again, by the steps of the documentation, byte by byte. */
function expected(path: string, fields: Readonly<Record<string, string>>, key: string): string {
  const encode = (text: string): string =>
    [...Buffer.from(text, 'utf8')]
      .map((byte) => {
        const character = String.fromCharCode(byte);
        return /[A-Za-z0-9\-_.~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      })
      .join('');
  const pairs = Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
  const query = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return createHmac('sha1', Buffer.from(`${key}&`))
    .update(`GET&${encode(path)}&${encode(query)}`)
    .digest('base64');
}

test('QQ signature: any fields are signed as the documentation says, in any order', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed());
  const name = fc.stringMatching(/^[a-z_]{1,8}$/);
  fc.assert(
    fc.property(fc.dictionary(name, text, { maxKeys: 6 }), fc.stringMatching(/^[ -~]{1,40}$/), (fields, key) => {
      const want = expected(PATH, fields, key);
      assert.equal(qqSignature({ path: PATH, fields, key }), want);
      const reversed = Object.fromEntries(Object.entries(fields).reverse());
      assert.equal(qqSignature({ path: PATH, fields: reversed, key }), want);
    }),
    { numRuns: 200 },
  );
});

test('QQ request: the query carries what was signed, whatever the client sent', () => {
  const visible = fc.stringMatching(/^[!-~]{1,40}$/);
  fc.assert(
    fc.property(visible, visible, visible, (openid, openkey, pf) => {
      const question = { ...QUESTION, openid, openkey, pf, address: '' };
      const { searchParams, pathname, hash } = new URL(qqUrl(`https://qq${PATH}`, question, KEY));
      const { sig, ...fields } = Object.fromEntries(searchParams);
      assert.deepEqual([pathname, hash], [PATH, '']);
      assert.deepEqual(fields, { openid, openkey, appid: '123456', pf, format: 'json' });
      assert.equal(sig, expected(PATH, fields, KEY));
    }),
    { numRuns: 100 },
  );
});

const read = (body: unknown, status = 200) =>
  readQqAnswer({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }, QUESTION);

test('QQ answer: a profile', () => {
  const body = {
    ret: 0,
    is_lost: 0,
    nickname: ' Pe\u202eter\u0000 ',
    gender: '男',
    country: '中国',
    is_yellow_vip: 1,
    is_yellow_year_vip: '1',
    yellow_vip_level: 7,
  };
  const profile = { platform: 'qzone', nickname: 'Peter', gender: 1, isVip: true, isYearVip: true, vipLevel: 7 };
  assert.deepEqual(read(body), { is: 'accepted', profile });
  const bare = { platform: 'qzone', nickname: '', gender: null, isVip: false, isYearVip: false, vipLevel: 0 };
  assert.deepEqual(read({ ret: 0 }), { is: 'accepted', profile: bare });
  const odd = { ret: 0, nickname: 7, gender: {}, is_yellow_vip: 'yes', is_yellow_year_vip: null, yellow_vip_level: -3 };
  assert.deepEqual(read(odd), { is: 'accepted', profile: bare });
  const female = read({ ret: 0, gender: '女', nickname: '王'.repeat(500), yellow_vip_level: '8' });
  assert.ok(female.is === 'accepted');
  assert.deepEqual([female.profile.gender, female.profile.nickname.length, female.profile.vipLevel], [0, 64, 8]);
});

test('QQ answer: refusals, faults of the operator, and trouble', () => {
  const rows: readonly (readonly [unknown, number, string])[] = [
    [{ ret: 1002, msg: '请先登录' }, 200, 'refused'],
    [{ ret: -64 }, 200, 'refused'],
    [{ ret: -5, msg: '签名参数sig校验失败' }, 200, 'wrong-key'],
    [{ ret: -4 }, 200, 'misused'],
    [{ ret: -6 }, 200, 'trouble once'],
    [{ ret: -65 }, 200, 'trouble again'],
    [{ ret: 0, openid: 'somebody else' }, 200, 'other-account'],
    [{ ret: 0, openid: QUESTION.openid }, 200, 'accepted'],
    [{ ret: 0 }, 201, 'trouble once'],
    [{ ret: 0 }, 403, 'trouble once'],
    [{ ret: 0 }, 429, 'trouble again'],
    [{ ret: 0 }, 502, 'trouble again'],
    [{ ret: '0' }, 200, 'trouble once'],
    [{ ret: 0.5 }, 200, 'trouble once'],
    [{ nickname: 'x' }, 200, 'trouble once'],
    [[{ ret: 0 }], 200, 'trouble once'],
    ['null', 200, 'trouble once'],
    ['{"ret":0', 200, 'trouble once'],
    ['<html>', 200, 'trouble once'],
    ['', 200, 'trouble once'],
  ];
  for (const [body, status, outcome] of rows) {
    const reading = read(body, status);
    const text = reading.is === 'trouble' ? `trouble ${reading.isPassing ? 'again' : 'once'}` : reading.is;
    assert.equal(text, outcome, `${status} ${JSON.stringify(body)}`);
  }
});

test('QQ answer: any JSON is read without a throw, and only `ret` 0 is accepted', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 100, max: 599 }), (value, status) => {
      const reading = read(value, status);
      const ret = typeof value === 'object' && value !== null && !Array.isArray(value) ? value['ret'] : undefined;
      if (reading.is === 'accepted') assert.ok(status === 200 && ret === 0);
    }),
  );
});
