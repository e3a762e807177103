import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCode } from './code-file.ts';
import { checkImports } from './rule-imports.ts';

const REFUSED: readonly (readonly [title: string, path: string, text: string, message: RegExp])[] = [
  [
    'a lower layer imports a higher one',
    'src/base/a.ts',
    `import { b } from '../wire/index.ts';`,
    /base may not import wire/,
  ],
  [
    'wire imports the reactor for its types',
    'src/wire/a.ts',
    `import type { Io } from '../reactor/index.ts';`,
    /may not/,
  ],
  ['the gate imports what runs of the store', 'src/gate/a.ts', `import { open } from '../store/index.ts';`, /may not/],
  ['the gate imports a module', 'src/gate/a.ts', `import { login } from '../modules/login/index.ts';`, /may not/],
  [
    'the gate imports a message of a module',
    'src/gate/a.ts',
    `import { A } from '../modules/x/x.messages.ts';`,
    /may not/,
  ],
  ['a module imports the reactor', 'src/modules/chat/a.ts', `import { b } from '../../reactor/index.ts';`, /may not/],
  [
    'a module imports one it does not use',
    'src/modules/login/a.ts',
    `import { b } from '../chat/index.ts';`,
    /may not/,
  ],
  ['the store imports wire', 'src/store/a.ts', `import { b } from '../wire/index.ts';`, /may not/],
  [
    'a room of the store imports one above it',
    'src/store/table/a.ts',
    `import { b } from '../live/index.ts';`,
    /may not/,
  ],
  [
    'a room is entered past its door',
    'src/store/live/a.ts',
    `import { b } from '../journal/journal.ts';`,
    /behind the door of store\/journal/,
  ],
  [
    'a module imports a room of the store',
    'src/modules/chat/a.ts',
    `import { b } from '../../store/sqlite/index.ts';`,
    /modules\/chat may not import store\/sqlite/,
  ],
  ['an import in a function counts', 'src/base/a.ts', `const b = () => import('../wire/index.ts');`, /may not/],
  ['a re-export counts', 'src/base/a.ts', `export { b } from '../wire/index.ts';`, /may not/],
  [
    'another layer is entered past its door',
    'src/wire/a.ts',
    `import { hex } from '../base/hex.ts';`,
    /behind the door of base/,
  ],
  [
    'a module is entered past its door',
    'src/modules/map/a.ts',
    `import { b } from '../roles/b.ts';`,
    /behind the door/,
  ],
  ['a test enters past a door', 'src/wire/a.test.ts', `import { hex } from '../base/hex.ts';`, /behind the door/],
  ['what is shipped uses a fixture', 'src/gate/a.ts', `import { b } from '../wire/b.fixture.ts';`, /behind the door/],
  ['the command line enters past a door', 'src/cli/a.ts', `import { hex } from '../base/hex.ts';`, /behind the door/],
  ['a benchmark enters past a door', 'bench/a.ts', `import { hex } from '../src/base/hex.ts';`, /behind the door/],
  ['a layer imports its own door', 'src/wire/a.ts', `import { b } from './index.ts';`, /own door/],
  ['a star hides what is exported', 'src/wire/index.ts', `export * from './a.ts';`, /list the names/],
  ['a star of types hides as much', 'src/wire/index.ts', `export type * from './a.ts';`, /list the names/],
  ['src imports a script', 'src/cli/a.ts', `import { b } from '../../scripts/b.ts';`, /outside src/],
  ['a room imports a room above it', 'src/store/table/a.ts', `import { b } from '../live/index.ts';`, /table may not/],
  [
    'a room imports the layer it is in',
    'src/store/table/a.ts',
    `import { b } from '../index.ts';`,
    /may not import store/,
  ],
  [
    'a layer enters its own room past its door',
    'src/store/a.ts',
    `import { b } from './table/b.ts';`,
    /behind the door/,
  ],
  ['a door of a layer opens no room', 'src/archive/a.ts', `import { b } from '../store/sqlite/index.ts';`, /may not/],
  ['a room imports its own door', 'src/store/table/a.ts', `import { b } from './index.ts';`, /own door/],
  [
    'a folder that is no room has no door',
    'src/gate/a.ts',
    `import { b } from '../wire/deep/index.ts';`,
    /behind the door/,
  ],
  ['a folder that is no layer', 'src/stuff/a.ts', `export {};`, /"stuff" is no layer/],
];

for (const [title, path, text, message] of REFUSED) {
  test(`imports: refused: ${title}`, () => {
    const findings = checkImports(readCode({ path, text }));
    assert.equal(findings.length, 1);
    assert.match(findings[0]?.message ?? '', message);
  });
}

const ALLOWED: readonly (readonly [title: string, path: string, text: string])[] = [
  ['a higher layer imports a lower door', 'src/gate/a.ts', `import { b } from '../reactor/index.ts';`],
  ['a room imports the door of a lower one', 'src/store/live/a.ts', `import { b } from '../journal/index.ts';`],
  ['siblings import each other', 'src/gate/a.ts', `import { b } from './b.ts';`],
  ['a layer imports its room', 'src/store/a.ts', `import { b } from './table/index.ts';`],
  ['a room imports a room below it', 'src/store/live/a.ts', `import { b } from '../table/index.ts';`],
  ['a folder inside a room', 'src/store/live/deep/a.ts', `import { b } from '../a.ts';`],
  ['a folder inside a layer', 'src/modules/login/providers/a.ts', `import { b } from '../lockout.ts';`],
  ['a module imports one it uses', 'src/modules/lines/a.ts', `import { b } from '../roles/index.ts';`],
  ['the gate imports types of the store', 'src/gate/a.ts', `import type { Store } from '../store/index.ts';`],
  ['a client imports generated messages', 'src/client/a.ts', `import { A } from '../modules/x/x.messages.ts';`],
  ['a test imports any door', 'src/wire/a.test.ts', `import { b } from '../cli/index.ts';`],
  ['a test imports its own door', 'src/wire/a.test.ts', `import { b } from './index.ts';`],
  ['the command line imports every door', 'src/cli/a.ts', `import { b } from '../modules/chat/index.ts';`],
  ['the root imports every door', 'src/index.ts', `export { b } from './gate/index.ts';`],
  ['a star under a name', 'src/gate/index.ts', `export * as messages from './gate.messages.ts';`],
  ['a test shares a fixture', 'src/codegen/a.test.ts', `import { b } from '../wire/b.fixture.ts';`],
  ['a body runs the suite of another layer', 'src/sim/a.test.ts', `import { b } from '../reactor/io.conformance.ts';`],
  ['the version is that of the package', 'src/cli/a.ts', `import own from '../../package.json' with { type: 'json' };`],
  ['a script looks behind a door', 'scripts/a.ts', `import { b } from '../src/base/hex.ts';`],
  [
    'packages and parts of Node',
    'src/base/a.ts',
    `import { pino } from 'pino';\nimport { isUtf8 } from 'node:buffer';`,
  ],
];

for (const [title, path, text] of ALLOWED) {
  test(`imports: allowed: ${title}`, () => {
    assert.deepEqual(checkImports(readCode({ path, text })), []);
  });
}
