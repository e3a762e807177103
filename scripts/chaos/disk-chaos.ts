// The run over damaged disks: players make a game, its files are damaged in one way for each case, and the server must report it.
// `silent` counts cases that the server did not report as they require; `lost` counts acknowledged roles and changes that are missing
// without a word, and role ids that were issued again.
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClientReactor } from '../../src/client/index.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { Child } from './child.ts';
import { playUntilGone } from './digger.ts';
import { DISK_CASES, type DiskCase, fillerIn, type Spare } from './disk-cases.ts';
import { mountSmallDisk, unmount } from './full-disk.ts';
import { Ledger } from './ledger.ts';
import { checkStore, GAME, READY, READY_MS_MAX } from './store-chaos.ts';

export interface DiskChaosOptions {
  readonly robots: number;
  /** Names of cases; all when left out. */
  readonly cases?: readonly string[];
  print(line: string): void;
}

export interface DiskChaosResult {
  readonly cases: number;
  readonly silent: number;
  readonly lost: number;
}

/** How long players play before something happens. */
const PLAY_MS = 1_500;
/** A server notices within seconds; stopping takes some more. */
const NOTICE_MS_MAX = 30_000;
/** Answers that were on their way when the damage was done. */
const GRACE_MS = 1_500;
const FULL_MS = 3_000;
const NAME_COLUMNS = 32;
const RESULT_COLUMNS = 10;
/** Words of a log line or refusal that report the damage. */
const REPORT =
  /missing|damaged|is empty, but|does not exist, but|do not belong|another database|deleted|replaced|overwritten|was cut|disk is full|did not confirm/;

/** A server's directory at one moment, and what it had acknowledged then. */
interface Image {
  readonly directory: string;
  readonly ledger: Ledger;
}

interface Run {
  readonly options: DiskChaosOptions;
  readonly root: string;
  readonly reactor: Reactor;
  readonly killed: Image;
  readonly stopped: Image;
  readonly spare: Spare;
  readonly archive: string;
}

interface Verdict {
  readonly result: 'full' | 'refused' | 'reported' | 'silent' | 'skipped' | 'stops' | 'whole';
  readonly lost: number;
  /** The report of the server. */
  readonly report: string;
}

export async function runDiskChaos(options: DiskChaosOptions): Promise<DiskChaosResult> {
  const root = mkdtempSync(join(tmpdir(), 'jadegate-disk-'));
  const reactor = createClientReactor();
  try {
    const run = await prepare(options, root, reactor);
    const chosen = DISK_CASES.filter(({ name }) => options.cases?.includes(name) ?? true);
    const total = { cases: 0, silent: 0, lost: 0 };
    options.print(`${'case'.padEnd(NAME_COLUMNS)}${'outcome'.padEnd(RESULT_COLUMNS)} lost  report`);
    for (const [at, one] of chosen.entries()) {
      const { result, lost, report } = await runCase(run, one, join(root, `case-${at}`));
      options.print(
        `${one.name.padEnd(NAME_COLUMNS)}${result.padEnd(RESULT_COLUMNS)} ${`${lost}`.padStart(4)}  ${report}`,
      );
      total.cases++;
      if (result !== one.outcome && result !== 'skipped') total.silent++;
      total.lost += lost;
    }
    options.print(`cases ${total.cases}, silent ${total.silent}, lost ${total.lost}`);
    return total;
  } finally {
    await reactor.stop();
    rmSync(root, { recursive: true });
  }
}

/** A game with players: stopped once, backed up, played again, killed; and another game. */
async function prepare(options: DiskChaosOptions, root: string, reactor: Reactor): Promise<Run> {
  const data = join(root, 'data');
  const ledger = new Ledger();
  const play = async (server: Child, end: 'kill' | 'stop'): Promise<void> => {
    const robots = await startRobots(server, { options, reactor, ledger });
    await setTimeout(PLAY_MS);
    await server[end]();
    await Promise.all(robots);
  };
  await play(startServer(data), 'stop');
  const archive = join(root, 'backup.jga');
  await command(['store', 'backup', archive, '--data', data]);
  const older = join(root, 'older.sqlite');
  cpSync(join(data, 'jadegate.sqlite'), older);
  await play(startServer(data), 'stop');
  const stopped = imageOf(data, join(root, 'stopped'), ledger);
  await play(startServer(data), 'kill');
  const killed = imageOf(data, join(root, 'killed'), ledger);
  const other = startServer(join(root, 'other'));
  await other.ready;
  await other.stop();
  const spare = { older, foreign: join(root, 'other/jadegate.sqlite') };
  return { options, root, reactor, killed, stopped, spare, archive };
}

function imageOf(data: string, directory: string, ledger: Ledger): Image {
  cpSync(data, directory, { recursive: true });
  return { directory, ledger: ledger.copy() };
}

async function runCase(run: Run, one: DiskCase, directory: string): Promise<Verdict> {
  if (one.outcome === 'full') return runFull(run, one, directory);
  const image = one.server === 'stopped' ? run.stopped : run.killed;
  cpSync(image.directory, directory, { recursive: true });
  const ledger = image.ledger.copy();
  if (one.server === 'running') return runRunning(run, one, { directory, ledger });
  one.damage(directory, run.spare);
  const server = startServer(directory);
  const isReady = (await readyOf(server)) !== null;
  await server.stop();
  const report = reportOf(server);
  if (!isReady)
    return { result: report === '' ? 'silent' : 'refused', lost: await recover(run, { directory, ledger }), report };
  const missing = await missingIn({ directory, ledger });
  if (report !== '') return { result: 'reported', lost: 0, report };
  return { result: missing === 0 ? 'whole' : 'silent', lost: missing, report };
}

/** The server must stop by itself and acknowledge nothing after the damage. */
async function runRunning(run: Run, one: DiskCase, { directory, ledger }: Image): Promise<Verdict> {
  const server = startServer(directory);
  const robots = await startRobots(server, { ...run, ledger });
  await setTimeout(PLAY_MS);
  one.damage(directory, run.spare);
  await setTimeout(GRACE_MS);
  const before = ledger.acknowledged;
  const isOver = await Promise.race([server.ended.then(() => true), setTimeout(NOTICE_MS_MAX, false)]);
  if (!isOver) await server.kill();
  const code = await server.ended;
  await Promise.all(robots);
  const report = reportOf(server);
  return { result: code === 1 && report !== '' ? 'stops' : 'silent', lost: ledger.acknowledged - before, report };
}

/** The server must refuse what does not fit, continue when there is room again, and lose nothing. */
async function runFull(run: Run, one: DiskCase, directory: string): Promise<Verdict> {
  mkdirSync(directory);
  if (!mountSmallDisk(directory)) return { result: 'skipped', lost: 0, report: 'this user may not mount a small disk' };
  try {
    const ledger = new Ledger();
    const server = startServer(directory);
    const robots = await startRobots(server, { ...run, ledger });
    await setTimeout(PLAY_MS);
    one.damage(directory, run.spare);
    await setTimeout(FULL_MS);
    rmSync(fillerIn(directory));
    const before = ledger.acknowledged;
    // The sessions whose changes were refused were closed.
    const later = await startRobots(server, { ...run, ledger });
    for (let waited = 0; ledger.acknowledged === before && waited < NOTICE_MS_MAX; waited += PLAY_MS)
      await setTimeout(PLAY_MS);
    const isBack = ledger.acknowledged > before;
    await server.kill();
    await Promise.all([...robots, ...later]);
    const report = reportOf(server);
    // It moves the journal into the database.
    const next = startServer(directory);
    await readyOf(next);
    await next.stop();
    const lost = await missingIn({ directory, ledger });
    return { result: isBack && report !== '' ? 'full' : 'silent', lost, report };
  } finally {
    unmount(directory);
  }
}

/**
 * What the refusal advises: accept the database, or restore the backup. The game then starts, and issues no role id again. Returns
 * how many of these are not so.
 */
async function recover(run: Run, { directory, ledger }: Image): Promise<number> {
  if ((await command(['store', 'accept', '--data', directory])) !== 0) await restoreInto(run, directory);
  const highest = ledger.highestRoleId;
  const fresh = new Ledger();
  const server = startServer(directory);
  if ((await readyOf(server)) === null) return 1;
  const robots = await startRobots(server, { ...run, ledger: fresh });
  while (fresh.created === 0) await setTimeout(GRACE_MS);
  await server.stop();
  await Promise.all(robots);
  return [...fresh.roles.values()].filter(({ roleId }) => roleId !== null && roleId <= highest).length;
}

/** Where the database is damaged or empty. The journal of the lost database is moved away, as the refusal says. */
async function restoreInto({ archive }: Run, directory: string): Promise<void> {
  renameSync(join(directory, 'journal'), join(directory, 'journal-aside'));
  const isEmpty = (statSync(join(directory, 'jadegate.sqlite'), { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (!isEmpty) {
    renameSync(directory, `${directory}-aside`);
    mkdirSync(directory);
  }
  await command(['store', 'restore', archive, '--data', directory]);
}

interface Players {
  readonly options: DiskChaosOptions;
  readonly reactor: Reactor;
  readonly ledger: Ledger;
}

async function startRobots(server: Child, { options, reactor, ledger }: Players): Promise<readonly Promise<void>[]> {
  const ready = await readyOf(server);
  const url = READY.exec(ready ?? '')?.[1];
  if (url === undefined) throw new Error(`the server did not start:\n${server.errors.join('\n')}`);
  const prefix = `d${Date.now().toString(36)}`;
  const nextAccount = (): string => `${prefix}n${ledger.roles.size}`;
  return Array.from({ length: options.robots }, () => playUntilGone({ url, reactor, ledger, nextAccount }));
}

async function missingIn({ directory, ledger }: Image): Promise<number> {
  await checkStore(undefined, directory, ledger);
  return ledger.lost + ledger.duplicated;
}

function startServer(directory: string): Child {
  return new Child(['start', '--dev', '--config', GAME, '--data', directory, '--port', '0', '--log', 'warn']);
}

function readyOf(server: Child): Promise<string | null> {
  return Promise.race([server.ready, setTimeout(READY_MS_MAX, null, { ref: false })]);
}

async function command(args: readonly string[]): Promise<number | null> {
  const child = new Child([...args, '--config', GAME]);
  return child.ended;
}

/** The first line that reports the damage, without its frame. */
function reportOf(server: Child): string {
  const line = server.errors.find((error) => REPORT.test(error)) ?? '';
  const text = /"msg":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line;
  return text.slice(0, 160);
}
