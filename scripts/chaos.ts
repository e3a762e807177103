// Breaks a real server again and again, and checks that nothing it acknowledged is lost or there twice:
//
//   npm run chaos -- store --kills 50 [--robots 200] [--seed 1] [--store postgres://…]
//
// Robots create roles and dig for ore, in the game of templates/game, while the server is killed (SIGKILL) at moments drawn from
// the seed and started again. At the end the store itself is read. The exit code is 0 only when it prints `lost 0, duplicated 0`.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runStoreChaos } from './chaos/store-chaos.ts';

const USAGE = 'Usage: npm run chaos -- store [--kills 50] [--robots 200] [--seed 1] [--store postgres://…]';

const { values, positionals } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    robots: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string' },
  },
  allowPositionals: true,
});
const [kills, robots, seed] = [Number(values.kills), Number(values.robots), Number(values.seed)];
const areWhole = [kills, robots, seed].every((value) => Number.isInteger(value) && value >= 0);
if (positionals.join() !== 'store' || !areWhole || robots < 1) {
  console.error(USAGE);
  process.exit(2);
}
const result = await runStoreChaos({
  kills,
  robots,
  seed,
  ...(values.store === undefined ? {} : { store: values.store }),
  print: (line) => console.log(line),
});
process.exit(result.lost + result.duplicated === 0 ? 0 : 1);
