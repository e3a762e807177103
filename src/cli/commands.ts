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
    description: 'let new players in, or keep them out',
    load: async () => (await import('./operate-commands.ts')).addDoorCommand,
  },
  drain: {
    description: 'close the port and the door, and wait for players to leave; `door open` takes it back',
    load: async () => (await import('./operate-commands.ts')).addDrainCommand,
  },
  reload: {
    description: "let the running server read the designers' tables and its dictionaries again; prints the changes",
    load: async () => (await import('./operate-commands.ts')).addReloadCommand,
  },
  do: {
    description: 'run a command of a module of the running server; without a name, list them',
    args: '[name]',
    load: async () => (await import('./do-command.ts')).addDoCommand,
  },
  account: {
    description: 'password accounts',
    load: async () => (await import('./account-command.ts')).addAccountCommand,
  },
  store: {
    description: 'backups, restores, exports and repairs of the store',
    load: async () => (await import('./store-command.ts')).addStoreCommand,
  },
  ticket: {
    description: 'print a ticket with which an account can sign in once',
    args: '<account>',
    load: async () => (await import('./ticket-command.ts')).addTicketCommand,
  },
  robots: {
    description: 'put players on a server: they sign in, enter the world, and their heartbeats are timed',
    args: '[url]',
    load: async () => (await import('./robots-command.ts')).addRobotsCommand,
  },
  serve: {
    description: 'serve one of the small services, or one of your own; without a name, list them',
    args: '[service]',
    load: async () => (await import('./serve-command.ts')).addServeCommand,
  },
  connect: {
    description: 'talk to a server: type messages, see its answers; reads a script when standard input is no terminal',
    args: '<url>',
    load: async () => (await import('./connect-command.ts')).addConnectCommand,
  },
  words: {
    description: 'look into the words that names and chat may not hold',
    load: async () => (await import('./words-command.ts')).addWordsCommand,
  },
  codec: {
    description:
      'convert messages: lines of JSON {"message":…,"fields":{…}} to packets in hexadecimal digits, and back',
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
    description: 'make a game: a message, a table, a setting, a periodic task and a command, with tests',
    args: '<dir>',
    load: async () => (await import('./new-command.ts')).addNewCommand,
  },
  'io-models': {
    description:
      'measure the five I/O models (blocking, polling, signal-driven, multiplexed, completion) as idle connections grow',
    load: async () => (await import('./io-models-command.ts')).addIoModelsCommand,
  },
};
