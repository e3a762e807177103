// What nothing uses.
import { check } from './check.fixture.ts';

check('dead: every file, export and package is used', ['node_modules/.bin/knip', '--no-progress'], 'npm run dead');
