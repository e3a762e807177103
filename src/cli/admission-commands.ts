// `jadegate door`, `jadegate deny` and `jadegate allow`: who may come in to the server that runs on a data directory.
import type { Command } from 'commander';
import { numberFrom } from './number-argument.ts';
import { tell } from './operate-commands.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface CloseFlags extends SettingsFlags {
  readonly reason?: string;
  readonly in?: string;
  readonly backIn?: string;
  readonly admitReturning?: boolean;
  readonly admitRank?: number;
}

/** Ranks are from 1 to 9: `src/admission`. */
const RANKS = [1, 9] as const;

export function addDoorCommand(door: Command): void {
  addSettingsFlags(door).action((flags: SettingsFlags) => tell(flags, { command: 'door' }));
  const open = door.command('open').description('let new players in, and end a countdown');
  addSettingsFlags(open).action((flags: SettingsFlags) => tell(flags, { command: 'door-open' }));
  const close = door
    .command('close')
    .description('let no new players in, now or after a countdown that players read; who is in stays')
    .option('--reason <text>', 'what players read; the text of the settings when left out')
    .option('--in <length>', 'close it after so long, such as 10m')
    .option('--back-in <length>', 'what players read of when it opens again, such as 1h; it does not open by itself')
    .option('--admit-returning', 'let in players who left lately, or whose sessions are still there')
    .option(
      '--admit-rank <n>',
      'let in players whom the game gives this rank or one before it, such as 1 for game masters',
      numberFrom(...RANKS),
    );
  addSettingsFlags(close).action(({ reason, in: after, backIn, admitReturning, admitRank, ...flags }: CloseFlags) =>
    tell(flags, {
      command: 'door-close',
      ...(reason === undefined ? {} : { reason }),
      ...(after === undefined ? {} : { in: after }),
      ...(backIn === undefined ? {} : { back: backIn }),
      ...(admitReturning === true ? { admitsReturning: true } : {}),
      ...(admitRank === undefined ? {} : { admitsRankMax: admitRank }),
    }),
  );
}

interface AddFlags extends SettingsFlags {
  readonly for?: string;
  readonly reason?: string;
}

/** `jadegate deny` and `jadegate allow`: the command's name is that of the list. */
export function addAccessCommand(command: Command): void {
  const list = command.name();
  const network = ['<network>', 'an address or a network, such as 192.0.2.7 or 203.0.113.0/24'] as const;
  const add = command
    .command('add')
    .description(
      list === 'deny'
        ? 'take no connections from a network any more, and close those that are there'
        : 'take connections from a network whatever is denied',
    )
    .argument(...network)
    .option('--for <length>', 'how long: 90s, 30m, 12h, 7d or 2w; for good when left out')
    .option('--reason <text>', 'why, for the list');
  addSettingsFlags(add).action((of: string, { for: length, reason, ...flags }: AddFlags) =>
    tell(flags, {
      ...{ command: 'access-add', list, network: of },
      ...(length === undefined ? {} : { for: length }),
      ...(reason === undefined ? {} : { reason }),
    }),
  );
  const remove = command
    .command('remove')
    .description('take an entry from the list')
    .argument(...network);
  addSettingsFlags(remove).action((of: string, flags: SettingsFlags) =>
    tell(flags, { command: 'access-remove', list, network: of }),
  );
  const show = command
    .command('list')
    .description('show the entries that hold')
    .argument('[address]', 'only those that hold this address');
  addSettingsFlags(show).action((address: string | undefined, flags: SettingsFlags) =>
    tell(flags, { command: 'access-list', list, ...(address === undefined ? {} : { address }) }),
  );
}
