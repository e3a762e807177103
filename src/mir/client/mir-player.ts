// The account, password, registration and character of a robot, all made from a prefix, the seed of the run and a number. A later run with the same prefix and
// seed has the same players.
import { ROBOTS_MAX } from './limits.ts';

export type MirPlayer = ReturnType<typeof playerOf>;

export interface MirPlayerNames {
  readonly accountPrefix: string;
  readonly seed: number;
  readonly password: string;
}

/** Of the account field. */
const ACCOUNT_BYTES_MAX = 10;
const DIGITS = String(ROBOTS_MAX).length;
/** So many bytes are left for prefix and seed. */
export const NAMES_BYTES_MAX = ACCOUNT_BYTES_MAX - DIGITS;
/** In every code page that clients use, so that text beyond ASCII is on the way of each player. */
const NAME_BEGINS = '玉';
const BASE = 36;
const HAIRS = 5;
const JOBS = 3;
const SEXES = 2;

/** What accounts of a run begin with. */
export function accountHead({ accountPrefix, seed }: MirPlayerNames): string {
  return `${accountPrefix}${seed.toString(BASE)}`;
}

export function playerOf(number: number, names: MirPlayerNames) {
  const account = `${accountHead(names)}${String(number).padStart(DIGITS, '0')}`;
  const { password } = names;
  return {
    account,
    password,
    registration: {
      account,
      password,
      userName: account,
      quiz: 'robot?',
      answer: 'yes',
      quiz2: 'human?',
      answer2: 'no',
      birthday: '2001/09/28',
      email: `${account}@example.org`,
    },
    character: {
      name: `${NAME_BEGINS}${account}`,
      hair: 1 + (number % HAIRS),
      job: number % JOBS,
      sex: number % SEXES,
    },
  };
}
