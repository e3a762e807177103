// What an operator can ask of a running server: its own commands and those of its modules, in one map. A request is one object with
// the command's name and its arguments; the arguments are checked here. How a request gets here is the affair of `control/`.
import { z } from 'zod';
import type { ActorStatus } from '../actor/index.ts';
import { type Clock, CodedError, type Counters, endOnBroken, messageOf, nearestName, VERSION } from '../base/index.ts';
import type { AdmissionStatus, DatagramStatus, DoorState, Gate, StatusRow } from '../gate/index.ts';
import type { Nodes, NodesStatus } from '../nodes/index.ts';
import { ownPid } from '../process/index.ts';
import type { ListenerStatus } from '../reactor/index.ts';
import { ownerName, type Store } from '../store/index.ts';
import type { LiveStatus } from '../store/live/index.ts';
import type { AccessListName } from './access-list.ts';
import {
  ACCESS_ADD_ARGS,
  ACCESS_ARGS,
  ACCESS_LIST_ARGS,
  type AdmittingServer,
  addAccess,
  closeDoor,
  DOOR_CLOSE_ARGS,
  describeDoor,
  listAccess,
  openDoor,
  removeAccess,
  statusOfAccess,
} from './admission-commands.ts';
import { type ControlAnswer, DRAIN_SECONDS_MAX } from './control/index.ts';
import type { HttpPort, RouteStatus } from './http/index.ts';
import { flushLive } from './live-flush.ts';
import { describeObject, fromText } from './settings/index.ts';
import type { CertificateStatus } from './tls-files-node.ts';

export interface Status {
  readonly version: string;
  /** Of the process that serves: another one after an upgrade. */
  readonly pid: number;
  readonly url: string;
  readonly store: string;
  readonly door: DoorState;
  /** The same in words, with reason and times. */
  readonly doorText: string;
  readonly admission: AdmissionStatus;
  /** Entries of the lists of addresses. */
  readonly access: Readonly<Record<AccessListName, number>>;
  readonly sessions: number;
  readonly signedIn: number;
  readonly inWorld: number;
  readonly database: {
    /** What is wrong with it; null while it is well. */
    readonly problem: string | null;
    /** Since when that is so. */
    readonly forSeconds: number;
    /** Requests that wait for their answer. */
    readonly requests: number;
    /** How long the last transaction took; null before the first. */
    /** How long the oldest of them has waited without an answer; null when none waits. */
    readonly waitSeconds: number | null;
    readonly transactionMs: number | null;
  };
  /** Actors and roles in memory. */
  readonly actors: readonly ActorStatus[];
  /** Owners whose changes the database refuses are named in words. */
  readonly live: LiveStatus;
  /** Sessions that outlive their connections. */
  readonly resume: {
    readonly resumable: number;
    readonly parked: number;
    /** Bytes that are kept for them, and at most. */
    readonly ringBytes: number;
    readonly ringBytesMax: number;
  };
  readonly listeners: readonly ListenerStatus[];
  /** The port for datagrams; null when it is off. */
  readonly datagrams: DatagramStatus | null;
  /** Of the gate's port; empty without TLS. */
  readonly certificates: readonly CertificateStatus[];
  /** Null when the port is off. */
  readonly http: { readonly url: string; readonly routes: readonly RouteStatus[] } | null;
  /** The processes of the game; null when this one is alone. */
  readonly cluster: NodesStatus | null;
  /** What modules say of themselves. */
  readonly modules: readonly StatusRow[];
  readonly counters: Readonly<Record<string, number>>;
}

/** What a drain ends with. */
export interface Drained {
  /** Sessions that have not left. */
  readonly sessions: number;
}

export interface ListedArgument {
  readonly name: string;
  readonly values: string;
  readonly description: string;
  readonly isNeeded: boolean;
  /** As JSON; null when there is none. */
  readonly default: string | null;
}

/** A command of a module, as `jadegate do` lists it. */
export interface ListedCommand {
  readonly name: string;
  readonly help: string;
  readonly args: readonly ListedArgument[];
}

/** What the commands of a server act on. */
export interface CommandedServer {
  readonly url: string;
  readonly gate: Gate;
  readonly http: HttpPort | null;
  readonly nodes: Nodes | null;
  readonly store: Store;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly admitting: AdmittingServer;
  certificates(): readonly CertificateStatus[];
  /** Reads all files again that a server reads: lines that say what changed. */
  reload(): Promise<readonly string[]>;
  /** Lets another process take over; throws why not. */
  upgrade(to: string | null, progress: (line: string) => void): Promise<string>;
}

export interface ControlCommand {
  readonly args: z.ZodObject;
  /** Its arguments may come as texts, from `jadegate do`. */
  readonly readsTexts?: true;
  run(args: unknown, progress: (line: string) => void): unknown;
}
export type ControlCommands = ReadonlyMap<string, ControlCommand>;

/** The commands that a server has without any module. */
export const SERVER_COMMANDS = [
  ...(['status', 'door', 'door-open', 'door-close', 'access-add', 'access-remove', 'access-list'] as const),
  ...(['drain', 'flush', 'reload', 'upgrade', 'commands'] as const),
] as const;

const nothing = z.object({});
/** Left out: the program that the server was started with. */
const upgrade = z.object({ to: z.string().max(4_096).optional() });
const drain = z.object({ seconds: z.number().min(0).max(DRAIN_SECONDS_MAX) });

/** All commands of a server by name. */
export function controlCommandsOf(server: CommandedServer): ControlCommands {
  const { gate, store, clock, admitting } = server;
  const own: Record<(typeof SERVER_COMMANDS)[number], ControlCommand> = {
    status: { args: nothing, run: () => statusOf(server) },
    door: { args: nothing, run: () => describeDoor(gate) },
    'door-open': { args: nothing, run: () => openDoor(admitting) },
    'door-close': command(DOOR_CLOSE_ARGS, (args) => closeDoor(admitting, args)),
    'access-add': command(ACCESS_ADD_ARGS, (args) => addAccess(admitting, args)),
    'access-remove': command(ACCESS_ARGS, (args) => removeAccess(admitting, args)),
    'access-list': command(ACCESS_LIST_ARGS, (args) => listAccess(admitting, args)),
    // The door stays as it is: connections made before the port closed may sign in, so that a rolling deploy refuses nobody.
    drain: command(drain, async ({ seconds }): Promise<Drained> => {
      // Actors leave in steps of their own, while players may still play.
      void server.nodes?.drain();
      return { sessions: await gate.drain(seconds * 1_000) };
    }),
    flush: { args: nothing, run: () => flushLive(store, { clock }) },
    reload: { args: nothing, run: async () => (await server.reload()).join('\n') },
    upgrade: command(upgrade, ({ to }, progress) => server.upgrade(to ?? null, progress)),
    commands: { args: nothing, run: () => listCommands(gate) },
  };
  const hosted = [...gate.modules.commands].map(
    ([
      name,
      {
        command: { args, run },
        scope,
      },
    ]): [string, ControlCommand] => [
      name,
      { args, readsTexts: true, run: (checked) => scope.traced(`the command '${name}'`, () => run(scope, checked)) },
    ],
  );
  return new Map([...Object.entries(own), ...hosted]);
}

/** Answers one request, whatever it holds; never rejects. A failure that no command foresaw is logged with its stack. */
export async function answerControl(
  commands: ControlCommands,
  given: unknown,
  {
    failed,
    progress,
  }: { readonly failed: (command: string, error: unknown) => void; readonly progress: (line: string) => void },
): Promise<ControlAnswer> {
  const { command: name, ...fields } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const found = commands.get(String(name));
  if (found === undefined) {
    const names = [...commands.keys()];
    return { ok: false, error: `command: '${name}' is none of ${names.join(', ')}${hintOf(String(name), names)}` };
  }
  const parsed = found.args.strict().safeParse(found.readsTexts ? withReadings(found.args, fields) : fields);
  if (!parsed.success)
    return {
      ok: false,
      error: `${name}: ${parsed.error.issues.map((issue) => faultOf(issue, found.args)).join('; ')}`,
    };
  try {
    return { ok: true, result: await found.run(parsed.data, progress) };
  } catch (error) {
    endOnBroken(error);
    if (!(error instanceof CodedError)) failed(String(name), error);
    return { ok: false, error: messageOf(error) };
  }
}

function command<Args extends z.ZodObject>(
  args: Args,
  run: (args: z.output<Args>, progress: (line: string) => void) => unknown,
): ControlCommand {
  // It is called with what its own schema gave.
  return { args, run: (checked, progress) => run(checked as z.output<Args>, progress) };
}

/** Arguments from a command line are texts: those that the schema wants otherwise are read as JSON. */
function withReadings(args: z.ZodObject, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(fields).some((value) => typeof value === 'string')) return fields;
  const readings = new Map(describeObject(args).map(({ path, reading }) => [path, reading]));
  const read = ([name, value]: [string, unknown]) =>
    [name, typeof value === 'string' ? fromText(value, readings.get(name) ?? 'text') : value] as const;
  return Object.fromEntries(Object.entries(fields).map(read));
}

function faultOf(issue: z.core.$ZodIssue, args: z.ZodObject): string {
  if (issue.code === 'unrecognized_keys') {
    const names = Object.keys(args.shape);
    return issue.keys.map((key) => `${key}: there is no such argument${hintOf(key, names)}`).join('; ');
  }
  const message = issue.message.endsWith('received undefined') ? 'it is needed' : issue.message;
  return issue.path.length === 0 ? message : `${issue.path.join('.')}: ${message}`;
}

function hintOf(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === null ? '' : `; did you mean ${nearest}?`;
}

function listCommands(gate: Gate): readonly ListedCommand[] {
  return [...gate.modules.commands.values()].map(({ command: { name, help, args } }) => ({
    name,
    help,
    args: describeObject(args).map(({ path, values, description, default: given }) => {
      const isNeeded = args.shape[path]?.safeParse(undefined).success === false;
      return { name: path, values, description, isNeeded, default: given };
    }),
  }));
}

function statusOf({ gate, http, nodes, store, counters, url, admitting, certificates }: CommandedServer): Status {
  return {
    version: VERSION,
    pid: ownPid,
    url,
    store: store.location,
    door: gate.door.state,
    doorText: describeDoor(gate),
    admission: gate.admissions.status,
    access: statusOfAccess(admitting.access.lists),
    sessions: gate.sessionCount,
    signedIn: gate.directory.accountCount,
    inWorld: gate.directory.roleCount,
    database: databaseStatusOf(store),
    actors: gate.actors.status(),
    live: liveStatusOf(store),
    resume: gate.resumes.status(),
    listeners: gate.listenerStatuses(),
    datagrams: gate.datagrams.status(),
    certificates: certificates(),
    http: http === null ? null : { url: http.url, routes: http.routes() },
    cluster: nodes?.status() ?? null,
    modules: gate.modules.statusRows(),
    counters: counters.snapshot(),
  };
}

function liveStatusOf(store: Store): Status['live'] {
  const status = store.live.status();
  return { ...status, stuckOwners: status.stuckOwners.map(ownerName) };
}

function databaseStatusOf(store: Store): Status['database'] {
  const { problem, forMs, requests, waitsMs, transactionMs } = store.health();
  const rounded = transactionMs === null ? null : Math.round(transactionMs * 10) / 10;
  const waitSeconds = waitsMs === null ? null : Math.floor(waitsMs / 1_000);
  return { problem, forSeconds: Math.floor(forMs / 1_000), requests, waitSeconds, transactionMs: rounded };
}
