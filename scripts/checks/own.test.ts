// Our own checks: the rules of tidy, and that each file that a program writes is what it would write now.
import process from 'node:process';
import { check } from './check.fixture.ts';

const node = process.execPath;

check('tidy: our own rules hold', [node, 'scripts/tidy.ts'], 'npm run tidy');
check('codegen: committed code is what the schema gives', [node, 'scripts/codegen.ts', '--check'], 'npm run codegen');
check('schema: lint passes and no change breaks the wire', [node, 'scripts/check-proto.ts'], 'npm run proto');
check(
  'settings: the page of the guide is what the schema says',
  [node, 'scripts/settings.ts', '--check'],
  'npm run settings',
);
check(
  'protocol: the tables of docs/PROTOCOL.md are what the code says',
  [node, 'scripts/protocol-tables.ts', '--check'],
  'node scripts/protocol-tables.ts',
);
check(
  'pictures: those of the guide are what a run of the world gives',
  [node, 'scripts/world-pictures.ts', '--check'],
  'node scripts/world-pictures.ts',
);
