// Format and lint, over the whole tree at once.
import { check } from './check.fixture.ts';

const COMMAND = ['node_modules/.bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.'];

check('format and lint: biome has nothing to say', COMMAND, 'npm run format');
