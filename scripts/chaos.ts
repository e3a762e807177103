// Kills a real server again and again, and checks that no acknowledged change is lost or duplicated:
//   npm run chaos -- store --kills 50 [--robots 200] [--seed 1] [--store postgres://…]
//   npm run chaos -- network --rounds 20 [--robots 50] [--seed 1] [--store postgres://…]
//   npm run chaos -- shared --kills 30 [--robots 40] [--seed 1] [--store postgres://…]
//   npm run chaos -- disk [--robots 20] [--case 'log flipped']
//   npm run chaos -- upgrade --rounds 20 [--robots 100] [--store postgres://…]
//   npm run chaos -- mir --kills 20 [--robots 50] [--seed 1] [--victim dbsrv]
//
// Robots create roles and dig for ore, in the game of templates/game, while the server is killed (SIGKILL) at moments
// drawn from the seed, or while the network to PostgreSQL has faults; at the end the store itself is read.
// With `shared`, robots trade, bid and join guilds, and the server dies at named steps of these; with `upgrade`, it is
// replaced, and a process dies at a step of that. With `disk`, files are damaged, and the server must report it. With
// `mir`, players run the whole path while one of its servers is killed and restarted. The exit code is 0 only when the
// last line counts `0` of everything lost or late.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { messageOf } from '../src/base/index.ts';
import { MIR_PARTS } from '../src/mir/process/index.ts';
import { runDiskChaos } from './chaos/disk-chaos.ts';
import { runMirChaos } from './chaos/mir-chaos.ts';
import { runNetworkChaos } from './chaos/network-chaos.ts';
import { runSharedChaos } from './chaos/shared-chaos.ts';
import { runStoreChaos } from './chaos/store-chaos.ts';
import { runUpgradeChaos } from './chaos/upgrade-chaos.ts';

const USAGE = `Usage: npm run chaos -- store [--kills 50] [--robots 200] [--seed 1] [--store postgres://…]
       npm run chaos -- network [--rounds 20] [--robots 50] [--seed 1] [--store postgres://…]
       npm run chaos -- shared [--kills 30] [--robots 40] [--seed 1] [--store postgres://…]
       npm run chaos -- upgrade [--rounds 20] [--robots 100] [--seed 1] [--store postgres://…]
       npm run chaos -- disk [--robots 20] [--case NAME]…
       npm run chaos -- mir [--kills 20] [--robots 50] [--seed 1] [--victim ${MIR_PARTS.join('|')}]`;
const ROBOTS: Readonly<Record<string, string>> = {
  store: '200',
  disk: '20',
  mir: '50',
  network: '50',
  shared: '40',
  upgrade: '100',
};
/** After each kill, Mir players need some ten seconds to return, those of the store's game two. */
const KILLS: Readonly<Record<string, string>> = {
  store: '50',
  mir: '20',
  shared: '30',
  network: '0',
  disk: '0',
  upgrade: '0',
};

const { values, positionals } = readArguments();
if (values.help === true) {
  console.log(USAGE);
  process.exit(0);
}
const name = positionals.join();
const [kills, rounds, robots, seed] = [
  Number(values.kills ?? KILLS[name]),
  Number(values.rounds ?? 20),
  Number(values.robots ?? ROBOTS[name]),
  Number(values.seed),
];
const areWhole = [kills, rounds, robots, seed].every((value) => Number.isInteger(value) && value >= 0);
const victim = MIR_PARTS.find((part) => part === values.victim);
const isVictimGood = values.victim === undefined || (victim !== undefined && name === 'mir');
const isStoreGood = values.store === undefined || ['store', 'network', 'shared', 'upgrade'].includes(name);
if (ROBOTS[name] === undefined || !areWhole || robots < 1 || !isVictimGood || !isStoreGood) {
  refuse();
}
const print = (line: string): void => console.log(line);
const run = { disk, mir, network, shared, store, upgrade }[name];
process.exit(run === undefined ? refuse() : await run());

function readArguments() {
  const options = {
    case: { type: 'string', multiple: true },
    kills: { type: 'string' },
    rounds: { type: 'string' },
    robots: { type: 'string' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string' },
    victim: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return refuse(messageOf(error));
  }
}

function refuse(why?: string): never {
  console.error(why === undefined ? USAGE : `${why}\n${USAGE}`);
  process.exit(2);
}

async function store(): Promise<number> {
  const database = values.store === undefined ? {} : { store: values.store };
  const result = await runStoreChaos({ kills, robots, seed, ...database, print });
  return result.lost + result.duplicated === 0 ? 0 : 1;
}

async function network(): Promise<number> {
  const server = values.store === undefined ? {} : { store: values.store };
  const result = await runNetworkChaos({ rounds, robots, seed, ...server, print });
  return result !== null && result.late + result.lost === 0 ? 0 : 1;
}

async function shared(): Promise<number> {
  const server = values.store === undefined ? {} : { store: values.store };
  const result = await runSharedChaos({ kills, robots, seed, ...server, print });
  if (result === null) return 1;
  const { lost, doubled, halves } = result.orders;
  return lost + doubled + halves === 0 ? 0 : 1;
}

async function upgrade(): Promise<number> {
  const server = values.store === undefined ? {} : { store: values.store };
  const { lost, doubled, dropped, wrong } = await runUpgradeChaos({ rounds, robots, seed, ...server, print });
  return lost + doubled + dropped + wrong === 0 ? 0 : 1;
}

async function disk(): Promise<number> {
  const cases = values.case === undefined ? {} : { cases: values.case };
  const result = await runDiskChaos({ robots, ...cases, print });
  return result.cases > 0 && result.silent + result.lost === 0 ? 0 : 1;
}

async function mir(): Promise<number> {
  const victims = victim === undefined ? {} : { victims: [victim] };
  const result = await runMirChaos({ kills, robots, seed, ...victims, print });
  return result.lost + result.failed === 0 ? 0 : 1;
}
