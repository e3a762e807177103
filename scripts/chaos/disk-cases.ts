// The cases of `npm run chaos -- disk`: what happens to the files of a server, at rest or while it runs.
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeAllOrFull } from './full-disk.ts';

/** What the damage of a case may use besides the directory of the server. */
export interface Spare {
  /** The database as a clean stop left it, before the last players came. */
  readonly older: string;
  /** The database of another game. */
  readonly foreign: string;
}

export interface DiskCase {
  readonly name: string;
  /** What the server is when the damage is done; `stopped`: cleanly. */
  readonly server: 'killed' | 'running' | 'stopped';
  /** What must follow. `whole`: nothing is lost, and nothing is reported. `full`: the server recovers. */
  readonly outcome: 'full' | 'refused' | 'reported' | 'stops' | 'whole';
  damage(directory: string, spare: Spare): void;
}

const PAGE_BYTES = 4096;
const FRAME_BYTES = PAGE_BYTES + 24;

const main = (directory: string): string => join(directory, 'jadegate.sqlite');
const wal = (directory: string): string => join(directory, 'jadegate.sqlite-wal');

export const DISK_CASES: readonly DiskCase[] = [
  { name: 'killed, nothing else', server: 'killed', outcome: 'whole', damage: () => {} },
  { name: 'database emptied', server: 'killed', outcome: 'refused', damage: (at) => truncateSync(main(at)) },
  { name: 'database removed', server: 'killed', outcome: 'refused', damage: (at) => rmSync(main(at)) },
  { name: 'database removed after a stop', server: 'stopped', outcome: 'refused', damage: (at) => rmSync(main(at)) },
  {
    name: 'database of another game',
    server: 'stopped',
    outcome: 'refused',
    damage: (at, { foreign }) => copyFileSync(foreign, main(at)),
  },
  {
    name: 'older database',
    server: 'stopped',
    outcome: 'refused',
    damage: (at, { older }) => copyFileSync(older, main(at)),
  },
  {
    name: 'older database, stale log',
    server: 'killed',
    outcome: 'refused',
    damage: (at, { older }) => copyFileSync(older, main(at)),
  },
  {
    name: 'pages zeroed',
    server: 'stopped',
    outcome: 'refused',
    damage: (at) => change(main(at), (bytes) => bytes.fill(0, 8 * PAGE_BYTES)),
  },
  { name: 'database cut', server: 'stopped', outcome: 'refused', damage: (at) => cut(main(at)) },
  { name: 'log flipped', server: 'killed', outcome: 'refused', damage: (at) => change(wal(at), flipMiddle) },
  { name: 'log cut', server: 'killed', outcome: 'refused', damage: (at) => cut(wal(at)) },
  {
    name: 'log zeroed',
    server: 'killed',
    outcome: 'refused',
    damage: (at) =>
      change(wal(at), (bytes) => {
        const frame = 32 + Math.floor(bytes.length / FRAME_BYTES / 2) * FRAME_BYTES;
        bytes.fill(0, frame, frame + FRAME_BYTES);
      }),
  },
  { name: 'log removed', server: 'killed', outcome: 'refused', damage: (at) => rmSync(wal(at)) },
  {
    name: 'journal flipped',
    server: 'killed',
    outcome: 'reported',
    damage: (at) => {
      for (const path of segmentsIn(at)) change(path, flipMiddle);
    },
  },
  {
    name: 'directory removed',
    server: 'running',
    outcome: 'stops',
    damage: (at) => rmSync(at, { recursive: true }),
  },
  { name: 'directory moved', server: 'running', outcome: 'stops', damage: (at) => renameSync(at, `${at}-moved`) },
  {
    name: 'database replaced',
    server: 'running',
    outcome: 'stops',
    damage: (at, { older }) => {
      copyFileSync(older, `${main(at)}.new`);
      renameSync(`${main(at)}.new`, main(at));
    },
  },
  {
    name: 'database overwritten',
    server: 'running',
    outcome: 'stops',
    damage: (at, { older }) => copyFileSync(older, main(at)),
  },
  { name: 'log removed under it', server: 'running', outcome: 'stops', damage: (at) => rmSync(wal(at)) },
  { name: 'log emptied under it', server: 'running', outcome: 'stops', damage: (at) => truncateSync(wal(at)) },
  {
    name: 'journal removed under it',
    server: 'running',
    outcome: 'stops',
    damage: (at) => rmSync(join(at, 'journal'), { recursive: true }),
  },
  { name: 'disk full', server: 'running', outcome: 'full', damage: (at) => fill(at) },
];

/** Of a full disk: what `damage` wrote. */
export function fillerIn(directory: string): string {
  return join(directory, 'filler');
}

function fill(directory: string): void {
  const file = openSync(fillerIn(directory), 'w');
  writeAllOrFull(file);
  closeSync(file);
}

function segmentsIn(directory: string): readonly string[] {
  const journal = join(directory, 'journal');
  const names = readdirSync(journal).filter((name) => name.endsWith('.log'));
  return names.map((name) => join(journal, name));
}

function change(path: string, act: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  act(bytes);
  writeFileSync(path, bytes);
}

function flipMiddle(bytes: Buffer): void {
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
}

function cut(path: string): void {
  truncateSync(path, Math.floor(statSync(path).size / 2));
}
