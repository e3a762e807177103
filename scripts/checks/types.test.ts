// The compiler's check. It reads again only what changed since its last run (`build/types.tsbuildinfo`).
import { check } from './check.fixture.ts';

check('types: tsc accepts every file', ['node_modules/.bin/tsc', '-p', '.'], 'npm run types');
