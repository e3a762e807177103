// The commands, in the order of the help.
import type { LazyCommand } from './lazy-commands.ts';

export const COMMANDS: Readonly<Record<string, LazyCommand>> = {
  start: {
    description: 'start the server',
    load: async () => (await import('./start-command.ts')).addStartCommand,
  },
  status: {
    description: 'show the server on this data directory: players, door, counters',
    load: async () => (await import('./operate-commands.ts')).addStatusCommand,
  },
  door: {
    description: 'let new players in, or keep them out; alone, show which',
    load: async () => (await import('./admission-commands.ts')).addDoorCommand,
  },
  deny: {
    description: 'addresses and networks whose connections are not taken',
    load: async () => (await import('./admission-commands.ts')).addAccessCommand,
  },
  allow: {
    description: 'addresses and networks whose connections are taken, whatever is denied',
    load: async () => (await import('./admission-commands.ts')).addAccessCommand,
  },
  drain: {
    description: 'close the port, and wait for players to leave; `door open` takes it back',
    load: async () => (await import('./operate-commands.ts')).addDrainCommand,
  },
  reload: {
    description:
      "make the running server read its settings, the designers' tables, its dictionaries and certificates again; prints what changed and what needs a restart",
    load: async () => (await import('./operate-commands.ts')).addReloadCommand,
  },
  upgrade: {
    description: 'replace the running server by a new process of a new release; players stay connected',
    load: async () => (await import('./operate-commands.ts')).addUpgradeCommand,
  },
  do: {
    description: 'run a command of a module of the running server; without a name, list them',
    args: '[name] [args...]',
    load: async () => (await import('./do-command.ts')).addDoCommand,
  },
  account: {
    description: 'password accounts',
    load: async () => (await import('./account-command.ts')).addAccountCommand,
  },
  store: {
    description: 'back up, restore, export and repair the store',
    load: async () => (await import('./store-command.ts')).addStoreCommand,
  },
  ticket: {
    description: 'print a ticket with which an account can sign in once',
    args: '<account>',
    load: async () => (await import('./ticket-command.ts')).addTicketCommand,
  },
  robots: {
    description:
      'put players on a server: they sign in, enter the world and play, and what they see is timed and checked',
    args: '[url]',
    load: async () => (await import('./robots-command.ts')).addRobotsCommand,
  },
  'check-server': {
    description: 'check that a server resumes sessions as the protocol says: one line for each rule',
    args: '<url>',
    load: async () => (await import('./check-server-command.ts')).addCheckServerCommand,
  },
  serve: {
    description: 'run one of the small services, or your own; without a name, list them',
    args: '[service]',
    load: async () => (await import('./serve-command.ts')).addServeCommand,
  },
  connect: {
    description:
      'exchange messages with a server: type messages, see its answers; without a terminal, read a script from standard input',
    args: '<url>',
    load: async () => (await import('./connect-command.ts')).addConnectCommand,
  },
  words: {
    description: 'look up the words that names and chat must not contain',
    load: async () => (await import('./words-command.ts')).addWordsCommand,
  },
  codec: {
    description: 'convert messages between lines of JSON {"message":…,"fields":{…}} and packets in hexadecimal digits',
    load: async () => (await import('./codec-command.ts')).addCodecCommand,
  },
  codegen: {
    description: 'generate TypeScript from every .proto file below a folder',
    args: '[folder]',
    load: async () => (await import('./codegen-command.ts')).addCodegenCommand,
  },
  mir: {
    description: 'gates and servers of Legend of Mir',
    load: async () => (await import('./mir-commands.ts')).addMirCommands,
  },
  new: {
    description: 'create a game with messages, tables, settings, a command, and their tests; --template chooses which',
    args: '<dir>',
    load: async () => (await import('./new-command.ts')).addNewCommand,
  },
  'io-models': {
    description:
      'measure the five I/O models (blocking, polling, signal-driven, multiplexed, completion) as idle connections grow',
    load: async () => (await import('./io-models-command.ts')).addIoModelsCommand,
  },
};
