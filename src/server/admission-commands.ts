// What operators do about who comes in: the door, and the lists of denied and allowed addresses. What they order is durable before it
// is in force, and is answered when it is.
import { z } from 'zod';
import { RANK_FIRST, RANK_LAST } from '../admission/index.ts';
import { type Clock, canonicalNetwork, createNetworkTest, timeLengthOf } from '../base/index.ts';
import { CommandRefused, type DoorPlan, type Gate, timeText } from '../gate/index.ts';
import type { AccessFiles } from './access-files-node.ts';
import type { AccessEntry, AccessListName, AccessLists } from './access-list.ts';
import type { DoorFile } from './door-file-node.ts';
import { ACCESS_LISTED_MAX } from './limits.ts';

export interface AdmittingServer {
  readonly gate: Gate;
  readonly clock: Clock;
  /** What players read at a closed door, unless the request has a reason. */
  readonly doorText: string;
  readonly doorFile: DoorFile;
  readonly access: { readonly lists: AccessLists; readonly files: AccessFiles };
}

const LENGTH = 'a length of time: 90s, 30m, 12h, 7d or 2w';

export const DOOR_CLOSE_ARGS = z.object({
  /** Left out: the text of the server's settings. */
  reason: z.string().max(1_000).optional(),
  in: z.string().optional(),
  back: z.string().optional(),
  admitsReturning: z.boolean().default(false),
  admitsRankMax: z.int().min(RANK_FIRST).max(RANK_LAST).nullable().default(null),
});

const list = z.enum(['deny', 'allow']);
export const ACCESS_ARGS = z.object({ list, network: z.string().max(64) });
export const ACCESS_ADD_ARGS = ACCESS_ARGS.extend({
  for: z.string().optional(),
  reason: z.string().max(200).default(''),
});
export const ACCESS_LIST_ARGS = z.object({ list, address: z.string().max(64).optional() });

export async function closeDoor(server: AdmittingServer, args: z.output<typeof DOOR_CLOSE_ARGS>): Promise<string> {
  const { gate, doorFile, doorText } = server;
  const nowMs = server.clock.wallMs();
  const closesMs = nowMs + (args.in === undefined ? 0 : lengthOf('in', args.in));
  const plan: DoorPlan = {
    reason: args.reason ?? doorText,
    closesMs,
    opensMs: args.back === undefined ? null : closesMs + lengthOf('back', args.back),
    admitsReturning: args.admitsReturning,
    admitsRankMax: args.admitsRankMax,
  };
  await doorFile.write(plan);
  gate.door.close(plan.reason, plan);
  return describeDoor(gate);
}

export async function openDoor({ gate, doorFile }: Pick<AdmittingServer, 'doorFile' | 'gate'>): Promise<string> {
  await doorFile.write(null);
  gate.door.open();
  // A drain has closed the port too.
  await gate.resume();
  return 'the door is open';
}

/** One line. */
export function describeDoor({ door }: Pick<Gate, 'door'>): string {
  const { plan, state } = door;
  if (plan === null) return 'the door is open';
  const { closesMs, opensMs } = door.times();
  const when = state === 'closing' ? `closes in ${timeText(closesMs)}` : 'is closed';
  const opens = opensMs === 0 ? '' : `; it is likely to open in ${timeText(opensMs)}`;
  const admitted = [
    ...(plan.admitsReturning ? ['returning players'] : []),
    ...(plan.admitsRankMax === null ? [] : [`players of rank ${plan.admitsRankMax} or before`]),
  ];
  const besides = admitted.length === 0 ? '' : `; ${admitted.join(' and ')} are let in`;
  return `the door ${when}${opens}${besides}; players who are in stay in; players read: ${plan.reason}`;
}

export async function addAccess(server: AdmittingServer, args: z.output<typeof ACCESS_ADD_ARGS>): Promise<string> {
  const { access, gate, clock } = server;
  const network = networkOf(args.network);
  const reason = args.reason.replaceAll(/[\r\n]+/g, ' ');
  const untilMs = args.for === undefined ? null : clock.wallMs() + lengthOf('for', args.for);
  await access.files.add(args.list, { network, untilMs, reason });
  const text = `${network}: ${args.list === 'deny' ? 'denied' : 'allowed'} ${untilText(untilMs, clock)}`;
  if (args.list === 'allow') return text;
  const isIn = createNetworkTest([network]);
  const sessions = gate.directory.find({ isAddress: (address) => isIn(address) && access.lists.isDenied(address) });
  const open = sessions.filter(({ isClosing }) => !isClosing);
  for (const session of open) session.close('address-denied');
  return `${text}; connections closed: ${open.length}`;
}

export async function removeAccess(server: AdmittingServer, args: z.output<typeof ACCESS_ARGS>): Promise<string> {
  const network = networkOf(args.network);
  if (await server.access.files.remove(args.list, network)) return `${network}: no longer on the list '${args.list}'`;
  throw new CommandRefused(`network: ${network} is not on the list '${args.list}'; see jadegate ${args.list} list`);
}

/** A line for each entry, or only for those that hold an address. */
export function listAccess(
  { access, clock }: Pick<AdmittingServer, 'access' | 'clock'>,
  { list: name, address }: z.output<typeof ACCESS_LIST_ARGS>,
): string {
  const isShown = address === undefined ? () => true : holds(networkOf(address));
  const entries = access.lists[name].entries().filter(isShown);
  if (entries.length === 0) return 'none';
  const lines = entries.slice(0, ACCESS_LISTED_MAX).map((entry) => {
    const reason = entry.reason === '' ? '' : `: ${entry.reason}`;
    return `${entry.network} ${untilText(entry.untilMs, clock)}${reason}`;
  });
  const rest = entries.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more: name an address, or read the file ${name}.txt`] : [])].join(
    '\n',
  );
}

export function statusOfAccess(lists: AccessLists): Readonly<Record<AccessListName, number>> {
  return { deny: lists.deny.size, allow: lists.allow.size };
}

function holds(address: string): (entry: AccessEntry) => boolean {
  return ({ network }) => network === address || createNetworkTest([network])(address);
}

function networkOf(text: string): string {
  const network = canonicalNetwork(text);
  if (network !== null) return network;
  throw new CommandRefused(`network: '${text}' is no address or network, such as 192.0.2.7 or 203.0.113.0/24`);
}

function lengthOf(name: string, text: string): number {
  const ms = timeLengthOf(text);
  if (ms !== null) return ms;
  throw new CommandRefused(`${name}: '${text}' is not ${LENGTH}`);
}

function untilText(untilMs: number | null, clock: Pick<Clock, 'wallMs'>): string {
  if (untilMs === null) return 'for good';
  return `until ${new Date(untilMs).toISOString()}, ${timeText(Math.max(0, untilMs - clock.wallMs()))} from now`;
}
