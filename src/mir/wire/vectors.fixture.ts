// Golden bytes: what servers and clients of several families send. Texts are hexadecimal digits; a header is ident, recog, param, tag, series.
type Row = readonly [name: string, input: string, expected: string];
type Header = readonly [ident: number, recog: number, param: number, tag: number, series: number];
type ClientRow = readonly [name: string, digit: number, header: Header, blocks: readonly string[], expected: string];

export const PLAIN_ENCODE: readonly Row[] = [
  ['A.encode.one-00', '00', '3c3c'],
  ['A.encode.two-bytes', '1234', '405f4c'],
  ['A.encode.four-bytes', 'deadbeef', '7366727a776c'],
  ['A.encode.ascii-abc123', '4142432f313233', '4c50453f476f406e486c'],
  ['A.encode.embedded-nul', '61006200', '544c3d5e3c3c'],
  [
    'A.encode.all-256-desc',
    'fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0dfdedddcdbdad9d8d7d6d5d4d3d2d1d0cfcecdcccbcac9c8c7c6c5c4c3c2c1c0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0afaeadacabaaa9a8a7a6a5a4a3a2a1a09f9e9d9c9b9a999897969594939291908f8e8d8c8b8a898887868584838281807f7e7d7c7b7a797877767574737271706f6e6d6c6b6a696867666564636261605f5e5d5c5b5a595857565554535251504f4e4d4c4b4a494847464544434241403f3e3d3c3b3a393837363534333231302f2e2d2c2b2a292827262524232221201f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100',
    '7b7b77797b4b6b767a5b5f73796b5370787b476d784a7b6a775a6f67766a6364757a5761754a4b5e745a3f5b736973587279675572495b5271594f4f7069434c6f7877496f486b466e585f436d6853406c78473d6c477a7a6b576e776a6762746977567169474a6e68573e6b676672686676666566465a6265564e5f6466425c6375765963456a5662555e53616552506075464d60447a4a5f546e475e6462445d7456415d444a3e5c543d7b5b6371785a7365755a43597259534d6f5863416c577275695742696656525d63556251605472455d5441795a53516d5752616154517155515141494e50513d4b4f6071484e7065454e4059424d504d3f4c60413c4b6f74794b3f68764a4f5c73495f5070486f446d483e786a474e6c67465e6064456e5461453e485e444e3c5b435d7058426d6455423d5852414d4c4f405d404c3f6c74493f3c68463e4c5c433d5c50403c6c443d3c3c',
  ],
  [
    'record.userEntryAdd',
    '027132000000000000000000000000000000000000026132000000000000000000000a313938302f30312f30310b31333830303030303030300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    '3c63406e3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c62406e3c3c3c3c3c3c3c3c3c3c3c3c3c3c646d4a4f5c6c476f3c6d476f3c6d3e6f406f4a3f3c6c483f3c6c483f3c6c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c',
  ],
];

export const SUBSTITUTION_ENCODE: readonly Row[] = [
  ['B.encode.one-00', '00', '746c'],
  ['B.encode.abc', '616263', '58496646'],
  ['B.encode.gbk', 'c4e3bac3', '6c4e61683e3c'],
  ['B.msg.query-chr', '000000006400000000000000', '747a4b5f746c6f5f747a4b5f747a4b5f'],
];

export const XOR_ENCODE: readonly Row[] = [
  ['C.encode.one-00', '00', '643f'],
  ['C.encode.abc', '616263', '6d6e4b7b'],
  ['C.encode.gbk', 'c4e3bac3', '544f5247573f'],
  ['C.msg.query-chr', '000000006400000000000000', '6464686b646c686a6464686b6464686b'],
];

/** Characters and the text in them, up to its NUL; nothing where a character is refused. */
export const PLAIN_DECODE_TEXT: readonly Row[] = [
  ['A.decodeString.exact-4', '5452455f', '616263'],
  ['A.decodeString.pad-3', '545244', '6162'],
  ['A.decodeString.single-char', '3c', ''],
  ['A.decodeString.illegal-digit-first', '355452455f', ''],
  ['A.decodeString.embedded-nul-cut-by-strpas', '5452443c54724c', '6162'],
];

export const PLAIN_HEADERS: readonly (readonly [name: string, header: Header, expected: string])[] = [
  ['A.msg.query-chr', [100, 0, 0, 0, 0], '3c3c3c3c3c424c3c3c3c3c3c3c3c3c3c'],
  ['A.msg.protocol-20020522', [2000, 20020522, 0, 0, 0], '4663706d3c593c433c3c3c3c3c3c3c3c'],
  ['A.msg.sm-newchr-fail-0', [522, 0, 0, 0, 0], '3c3c3c3c3c3c643e3c3c3c3c3c3c3c3c'],
  ['A.msg.passwd-fail-minus3', [503, -3, 0, 0, 0], '7b5b7b7b7b7b583d3c3c3c3c3c3c3c3c'],
  ['A.msg.selectserver-ok-81', [530, 81, 0, 0, 0], '504c3c3c3c3d443e3c3c3c3c3c3c3c3c'],
  ['A.msg.outofconnection', [528, 0, 0, 0, 0], '3c3c3c3c3c3d3c3e3c3c3c3c3c3c3c3c'],
  ['A.msg.distinct-bytes', [1541, 67305985, 2055, 2569, 3083], '3c4c443f3d3c50423d6c5c453e5c6848'],
];

export const CLIENT_FRAMES: readonly ClientRow[] = [
  [
    'frame.client.idpassword',
    1,
    [2001, 0, 0, 0, 0],
    ['7465737430312f706173733031'],
    '23313c3c3c3c3c4940433c3c3c3c3c3c3c3c5942516f593f3c6d47733d5d5873486c484c21',
  ],
  [
    'frame.client.selectserver-gbk',
    2,
    [104, 0, 0, 0, 0],
    ['c8c8d1aab4abc6e6'],
    '23323c3c3c3c3c425c3c3c3c3c3c3c3c3c3c6e485f4d66674e676d6a5421',
  ],
  [
    'frame.client.querychr',
    1,
    [100, 0, 0, 0, 0],
    ['7465737430312f3831'],
    '23313c3c3c3c3c424c3c3c3c3c3c3c3c3c3c5942516f593f3c6d476f5c6d21',
  ],
  [
    'frame.client.newchr-gbk',
    4,
    [101, 0, 0, 0, 0],
    ['7465737430312fcdc0c1fad3c2cabf2f332f302f31'],
    '23343c3c3c3c3c42503c3c3c3c3c3c3c3c3c5942516f593f3c6d4778733c6c5b674f6c68667b476f486b483e786d21',
  ],
  [
    'frame.client.selchr-gbk',
    9,
    [103, 0, 0, 0, 0],
    ['7465737430312fcdc0c1fad3c2cabf'],
    '23393c3c3c3c3c42583c3c3c3c3c3c3c3c3c5942516f593f3c6d4778733c6c5b674f6c68667b21',
  ],
  [
    'frame.client.addnewuser',
    1,
    [2002, 0, 0, 0, 0],
    [
      '0674657374303100000000067061737330310000000004d5c5c8fd000000000000000000000000000000000e3635303130312d3134353531313100000000000000000000000000000002713100000000000000000000000000000000000002613100000000000000000000066140622e636e00000000000000000000000000000000000000000000000000000000000000000000',
      '027132000000000000000000000000000000000000026132000000000000000000000a313938302f30312f30310b31333830303030303030300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    ],
    '23313c3c3c3c3c4944433c3c3c3c3c3c3c3c3d634d6158734c6c484c3c3c3c3c3c425842416f586f3c6d3c3c3c3c3c3c4f516d585f793c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c7472494f3c6d483f4069484f4c71494f406d484c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c456d484c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c455d484c3c3c3c3c3c3c3c3c3c3c3c3c3c4254503d5e4762496a3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c63406e3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c62406e3c3c3c3c3c3c3c3c3c3c3c3c3c3c646d4a4f5c6c476f3c6d476f3c6d3e6f406f4a3f3c6c483f3c6c483f3c6c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c21',
  ],
];

export const XOR_CLIENT_FRAMES: readonly ClientRow[] = [
  [
    'C.frame.querychr',
    1,
    [100, 0, 0, 0, 0],
    ['7465737430312f3831'],
    '23316464686b646c686a6464686b6464686b706d5b76706059675f60595d21',
  ],
];

export const SERVER_FRAMES: readonly (readonly [name: string, header: Header, body: string, expected: string])[] = [
  [
    'frame.server.passok-selectserver',
    [529, 0, 0, 0, 2],
    'c8c8d1aab4abc6e62f312f74657374322f342f',
    '233c3c3c3c3c3d403e3c3c3c3c3c3c443c6e485f4d66674e676d6a546b484e797055534970485e7870476c21',
  ],
  [
    'frame.server.querychr-two',
    [520, 2, 0, 1, 0],
    '2acdc0c1fad3c2cabf2f302f332f33352f312f4865726f2f322f312f372f302f',
    '233c5c3c3c3c3c5c3e3c3c3c3d3c3c3c3c4668733c6c5b674f6c68667b476f3c6b486e786f494e786d47705d615862786b485e786d476f586b483e7821',
  ],
  ['frame.server.querychr-fail', [527, 0, 0, 1, 0], '', '233c3c3c3c3c3c783e3c3c3c3d3c3c3c3c21'],
  ['frame.server.newchr-fail-dup', [522, 2, 0, 0, 0], '', '233c5c3c3c3c3c643e3c3c3c3c3c3c3c3c21'],
  [
    'frame.server.startplay',
    [525, 0, 0, 0, 0],
    '3132372e302e302e312f37323030',
    '233c3c3c3c3c3c703e3c3c3c3c3c3c3c3c484f4473475f3c6a483e746d476f586e483f3c21',
  ],
  ['frame.server.passwd-fail-locked', [503, -2, 0, 0, 0], '', '237b6b7b7b7b7b583d3c3c3c3c3c3c3c3c21'],
];

/** Frames of the game hop, which have no header. */
export const RAW_FRAMES: readonly (readonly [name: string, digit: number, body: string, expected: string])[] = [
  [
    'frame.client.runlogin-no-header',
    1,
    '2a2a7465737430312f4865726f2f38312f3132303034303931382f30',
    '2331465e657055534970483f406b4e42516e576e7874484e786d485f3c6c493f3c75484f5c6b483c21',
  ],
];

export const GATE_PACKETS: readonly (readonly [
  name: string,
  kind: 'open' | 'data' | 'close',
  dialect: 'DM' | 'PL' | 'K98',
  gate: 'selgate' | 'logingate',
  id: number,
  more: readonly string[],
  expected: string,
])[] = [
  [
    'gate.open.classic',
    'open',
    'DM',
    'selgate',
    308,
    ['127.0.0.1', '127.0.0.1'],
    '254f3330382f3132372e302e302e312f3132372e302e302e3124',
  ],
  [
    'gate.open.ndc',
    'open',
    'PL',
    'selgate',
    308,
    ['127.0.0.1', '127.0.0.1'],
    '254e3330382f3132372e302e302e312f3132372e302e302e3124',
  ],
  [
    'gate.open.k98login',
    'open',
    'K98',
    'logingate',
    308,
    ['127.0.0.1', '127.0.0.1'],
    '254c3330382f3132372e302e302e312f3132372e302e302e3124',
  ],
  [
    'gate.data.classic',
    'data',
    'DM',
    'selgate',
    308,
    ['23323c3c3c3c3c424c3c3c3c3c3c3c3c3c3c483f3c6c483e787121'],
    '25413330382f23323c3c3c3c3c424c3c3c3c3c3c3c3c3c3c483f3c6c483e78712124',
  ],
  [
    'gate.data.k98sel',
    'data',
    'K98',
    'selgate',
    308,
    ['23316464686b646c686a6464686b6464686b6060586b605f556821'],
    '253e3330382f23316464686b646c686a6464686b6464686b6060586b605f55682124',
  ],
  ['gate.close.classic', 'close', 'DM', 'selgate', 308, [], '255833303824'],
  ['gate.close.k98sel', 'close', 'K98', 'selgate', 308, [], '254c33303824'],
];

export const SPLIT: readonly (readonly [
  name: string,
  input: string,
  divider: string,
  expected: string,
  rest: string,
])[] = [
  ['parse.split.simple', '612f622f63', '/', '61', '622f63'],
  ['parse.split.no-divider', '616263', '/', '616263', ''],
  ['parse.split.middle-empty', '612f2f63', '/', '61', '2f63'],
];
