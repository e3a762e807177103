// The word filter: words in disguise that it must find, ordinary text that it must leave alone, and that swapping the
// dictionary is all or nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDictionary } from './word-dictionary.ts';
import { WordFilter } from './word-filter.ts';

function dictionary(text: string) {
  const result = parseDictionary([{ source: 'test', bytes: Buffer.from(text) }]);
  assert.ok(result.ok);
  return result.dictionary;
}

const ENTRIES = 'ass\ndamn\n*fuck\nhell\n!GM\n客服\n管理员\n^admin\n^游客\n=alice\n=北京\nกา\nbuy gold\n2024';
const filter = new WordFilter(dictionary(ENTRIES));

/** Text, the entry found, and what of the text it was found in. */
const FOUND: readonly (readonly [string, string, string])[] = [
  ['ass', 'ass', 'ass'],
  ['you ass!', 'ass', 'ass'],
  ['a$$', 'ass', 'a$$'],
  ['4ss', 'ass', '4ss'],
  ['HardAss', 'ass', 'Ass'],
  ['hard_ass', 'ass', 'ass'],
  ['a_s_s', 'ass', 'a_s_s'],
  ['a s s', 'ass', 'a s s'],
  ['aſs', 'ass', 'aſs'],
  ['DAMN!', 'damn', 'DAMN'],
  ['ｄａｍｎ', 'damn', 'ｄａｍｎ'],
  ['dаmn', 'damn', 'dаmn'],
  ['darnn', 'damn', 'darnn'],
  ['d\u0302a\u0301mn', 'damn', 'd\u0302a\u0301mn'],
  ['da\u200bmn', 'damn', 'da\u200bmn'],
  ['da\u202emn', 'damn', 'da\u202emn'],
  ['d.a,m;n', 'damn', 'd.a,m;n'],
  ['da-mn', 'damn', 'da-mn'],
  ['unfuckable', 'fuck', 'fuck'],
  ['f u c k', 'fuck', 'f u c k'],
  ['fuсk', 'fuck', 'fuсk'],
  ['f😀u😀c😀k', 'fuck', 'f😀u😀c😀k'],
  ['😀fuck', 'fuck', 'fuck'],
  ['h3ll', 'hell', 'h3ll'],
  ['he!l', 'hell', 'he!l'],
  ['gm', 'GM', 'gm'],
  ['GM01', 'GM', 'GM'],
  ['GMAlice', 'GM', 'GM'],
  ['你好GM你好', 'GM', 'GM'],
  ['官方客服', '客服', '客服'],
  ['客 服', '客服', '客 服'],
  ['客丶服', '客服', '客丶服'],
  ['客·服', '客服', '客·服'],
  ['管，理，员', '管理员', '管，理，员'],
  ['AdminBob', 'admin', 'Admin'],
  ['4dm1nBob', 'admin', '4dm1n'],
  ['_Ad.min', 'admin', 'Ad.min'],
  ['游客12', '游客', '游客'],
  ['Al1ce', 'alice', 'Al1ce'],
  ['A.l-ice', 'alice', 'A.l-ice'],
  ['北 京', '北京', '北 京'],
  ['กำ', 'กา', 'กำ'],
  ['buy  gold', 'buy gold', 'buy  gold'],
  ['buygold', 'buy gold', 'buygold'],
  ['2024', '2024', '2024'],
];

const LEFT_ALONE = [
  ...[
    '',
    ' ',
    '…',
    '😀',
    'Scunthorpe',
    'class',
    'assassin',
    'as-sassin',
    'passage',
    'grass',
    '455',
    'as is',
    'push it',
  ],
  ...[
    "he'll",
    "she'll",
    'shell',
    'hello!',
    'Michelle',
    'badmin',
    'figment',
    'MGM',
    'alices',
    'malice',
    '小游客',
    '北京人',
    '他是客，服务',
  ],
  ...['客，服', '\ud800', 'damnation', 'go as swift', 'f', 'fu', 'ck', '12024', 'buy some gold'],
];

test('word filter: words in disguise are found where they stand', () => {
  for (const [text, entry, part] of FOUND) {
    const matches = filter.findAll(text).filter((match) => match.entry.text === entry);
    assert.deepEqual(
      matches.map(({ start, end }) => text.slice(start, end)),
      [part],
      text,
    );
  }
});

test('word filter: ordinary text is left alone', () => {
  for (const text of LEFT_ALONE) {
    assert.equal(filter.findInName(text), null, text);
    assert.equal(filter.mask(text), text);
  }
});

const disguises = new WordFilter(
  dictionary(
    '傻逼\n麻痹\n王八蛋\n赌博\n口交\n客服\n收金币\n他妈的\n*交通\n|官方\n强奸\nass\nhell\n*fuck\n*cock\n六四\n-麻痹大意\n-cocktail\n-窗口交费',
  ),
);

/** Text, and the part of it in which a word is found. */
const DISGUISED: readonly (readonly [string, string])[] = [
  ...[
    '麻。。。痹',
    '傻@#￥%逼',
    '傻1逼',
    '傻１逼',
    '傻①逼',
    '傻²逼',
    '傻12345逼',
    '傻1 2逼',
    '傻😀😀😀逼',
    '傻👨‍👩‍👧逼',
    '傻1️⃣逼',
  ],
  ...[
    '傻\u200b\u2060逼',
    '傻…逼',
    '傻……逼',
    '傻@逼',
    '傻$$逼',
    '傻＠＃逼',
    '傻+逼',
    '傻|逼',
    '傻/逼',
    '傻《》逼',
    '傻 1。逼',
    '傻，，逼',
  ],
  ...[
    '傻傻傻逼',
    '傻逼逼逼',
    '王王八八蛋蛋',
    '王王王八蛋',
    '王1八蛋',
    '王八。。。蛋',
    '赌＠博',
    'fuuuuck',
    'asssss',
    'f1u1c1k',
    'h1e2l3l',
  ],
].map((text) => [text, text] as const);

const DISGUISED_INSIDE: readonly (readonly [string, string])[] = [
  ['你是大傻1逼啊', '傻1逼'],
  ['赌#博物馆', '赌#博'],
  ['小路口交通', '交通'],
  ['麻痹大意，麻痹', '麻痹'],
  ['cocktail cock', 'cock'],
  ['官方公告', '官方'],
  ['强奸犯', '强奸'],
  ['我有六四', '六四'],
];

/** Innocent texts that contain the letters of a word. */
const INNOCENT = [
  ...['接口交友', '出口交易', '进出口交流会', '窗口交费', '他妈妈的衣服', '收10金币', '收１０金币', '他是客，服务'],
  ...['他是客。。。服务', '麻痹大意', '傻，逼', 'cocktail', '他真傻。逼我走', 'shell1', 'glass', 'ha1f a1s'],
];

test('word filter: signs, numbers, emoji, unseen characters and repetitions between the letters of a word are skipped', () => {
  for (const [text, part] of [...DISGUISED, ...DISGUISED_INSIDE]) {
    const parts = disguises.findAll(text).map(({ start, end }) => text.slice(start, end));
    assert.ok(parts.includes(part), `${text}: ${parts.join()}`);
    const masked = disguises.mask(text);
    assert.equal([...masked].length, [...text].length, text);
    assert.ok(!masked.includes(part) || text.indexOf(part) !== text.lastIndexOf(part), masked);
  }
});

test('word filter: words of the text that only touch, numbers that count, and exceptions are innocent', () => {
  for (const text of INNOCENT) assert.deepEqual(disguises.findAll(text), [], text);
});

test('word filter: 口交 is innocent in 路口交通, and a judgement says why', () => {
  const filter = new WordFilter(dictionary('口交\n麻痹\n收金币\n-麻痹大意'));
  assert.equal(filter.mask('路口交通 麻痹大意 收10金币'), '路口交通 麻痹大意 收10金币');
  assert.deepEqual(
    filter
      .judge('路口交通 麻痹大意 收10金币')
      .map(({ entry, excuse }) => [entry.text, typeof excuse === 'string' ? excuse : excuse?.text]),
    [
      ['口交', 'two-words'],
      ['麻痹', '麻痹大意'],
      ['收金币', 'two-words'],
    ],
  );
});

test('word filter: an entry with * is found across two words too, and one with | only as a word', () => {
  const filter = new WordFilter(dictionary('*口交\n|强奸'));
  assert.equal(filter.mask('路口交通'), '路**通');
  assert.deepEqual(
    ['强奸 犯', '强奸犯', '在强奸'].map((text) => filter.findAll(text).length),
    [1, 0, 1],
  );
});

test('word filter: an exception excuses only what lies inside it, as it is written', () => {
  for (const [text, masked] of [
    ['麻痹大意', '麻痹大意'],
    ['麻痹 大意', '麻痹 大意'],
    ['麻.痹大意', '***大意'],
    ['麻痹大麻痹', '**大**'],
    ['Cocktail', 'Cocktail'],
    ['cock tail', '**** tail'],
  ] as const)
    assert.equal(disguises.mask(text), masked);
});

test('word filter: a match names its entry and line', () => {
  const match = filter.findInName('AdminBob');
  assert.deepEqual(match?.entry, { rule: 'prefix', text: 'admin', namesOnly: true, source: 'test', line: 8 });
});

const MASKED: readonly (readonly [string, string])[] = [
  ['you ass, you', 'you ***, you'],
  ['f u c k off', '******* off'],
  ['官方客服在', '官方**在'],
  ['客😀服', '***'],
  ['fuckfuck', '********'],
  ['ask the GM, admin', 'ask the GM, admin'],
  ['alice', 'alice'],
  ['游客', '游客'],
];

test('word filter: masking hides as many code points as the words have, and none that are for names only', () => {
  for (const [text, masked] of MASKED) assert.equal(filter.mask(text), masked);
});

test('word filter: masking any text keeps its number of code points, and matches lie inside the text', () => {
  const piece = fc.constantFrom(
    'ass',
    'fu',
    'ck',
    'f',
    'u',
    'c',
    'k',
    ' ',
    '.',
    '客',
    '服',
    '😀',
    '$',
    '!',
    'D',
    'damn',
    '\u0301',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      const masked = filter.mask(text);
      assert.equal([...masked].length, [...text].length);
      for (const { start, end } of filter.findAll(text)) assert.ok(start >= 0 && start < end && end <= text.length);
    }),
    { numRuns: 300 },
  );
});

test('word filter: every entry of a dictionary finds itself, whole and spelled out', () => {
  const words = ['mimic', 'illness', 'Straße', '一二三', 'ﬁnal', 'ИВАН', 'x2y'];
  const own = new WordFilter(dictionary(words.join('\n')));
  for (const word of words) {
    for (const text of [word, word.toUpperCase(), [...word].join(' '), [...word].join('_')]) {
      assert.ok(
        own.findAll(text).some(({ entry }) => entry.text === word),
        text,
      );
    }
  }
});

test('word filter: a long text of nothing but words takes bounded work', () => {
  const text = 'f'.repeat(30_000) + '客'.repeat(30_000);
  assert.equal(filter.mask(text), text);
  assert.equal(filter.mask('ass '.repeat(16_000)), '*** '.repeat(16_000));
});

test('word filter: swapping replaces the whole dictionary between two calls', () => {
  const changing = new WordFilter(dictionary('ass'));
  assert.equal(changing.mask('ass damn'), '*** damn');
  changing.swap(dictionary('damn'));
  assert.equal(changing.mask('ass damn'), 'ass ****');
  changing.swap(dictionary(''));
  assert.equal(changing.mask('ass damn'), 'ass damn');
  assert.equal(changing.entryCount, 0);
});

test('word filter: a word of 8, 16, 24 or 32 letters is masked, at which the classic filter never ended', () => {
  const words = [8, 16, 24, 32].map((length) => 'qwertyuiopasdfghjklzxcvbnmabcdef'.slice(0, length));
  const long = new WordFilter(dictionary(words.join('\n')));
  for (const word of words)
    assert.equal(
      long.mask(`say ${word} twice ${word}!`),
      `say ${'*'.repeat(word.length)} twice ${'*'.repeat(word.length)}!`,
    );
  const han = ['敏感词语敏感词语敏感词语敏感词语', '一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯'];
  const other = new WordFilter(dictionary(han.join('\n')));
  for (const word of han) assert.equal(other.mask(`说${word}吧`), `说${'*'.repeat([...word].length)}吧`);
});

test('word filter: a text that no packet holds is a mistake of the caller', () => {
  assert.throws(() => filter.mask('a'.repeat(10_000_000)), RangeError);
});
