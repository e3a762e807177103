// The compiler's check. It reads again only what changed since its last run (`build/types.tsbuildinfo`).
import { check } from './check.fixture.ts';

check('types: tsc accepts every file', ['node_modules/.bin/tsc', '-p', '.'], 'npm run types');
// Without Node's types: a file that a browser loads and that uses `Buffer` or `process` does not compile.
check(
  'types: what a browser loads compiles with the types of a browser alone',
  ['node_modules/.bin/tsc', '-p', 'tsconfig.browser.json'],
  'npm run types',
);
