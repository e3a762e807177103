// The rows of `jadegate status`: the server, its listeners, its counters.

import type { Status } from '../server/index.ts';

export type StatusRow = readonly [name: string, value: string | number];

/** Rows as lines with aligned values. */
export function rowsText(rows: readonly StatusRow[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

export function statusRows(status: Status): readonly StatusRow[] {
  const {
    version,
    url,
    store,
    doorText,
    sessions,
    signedIn,
    inWorld,
    actors,
    live,
    resume,
    listeners,
    datagrams,
    http,
    cluster,
    counters,
  } = status;
  return [
    ['version', version],
    ['process', status.pid],
    ['gate', url],
    ['store', store],
    ['database', databaseText(status.database)],
    ['door', doorText.replace(/^the door (?:is )?/, '')],
    ...admissionRows(status),
    ['sessions', sessions],
    ['signed in', signedIn],
    ['in the world', inWorld],
    ['actors', actorsText(actors)],
    ...liveRows(live),
    ...resumeRows(resume),
    ...slowRows(counters),
    ...listeners.flatMap(listenerRows),
    ...(datagrams === null ? [] : [datagramRow(datagrams)]),
    ...status.certificates.map(certificateRow),
    ...(http === null ? [] : httpRows(http)),
    ...(cluster === null ? [] : clusterRows(cluster)),
    ...status.modules,
    ...Object.entries(counters),
  ];
}

function admissionRows({ admission, access }: Status): readonly StatusRow[] {
  const { placesMax, placesTaken, waiting, away, longestMs, perSecond } = admission;
  const cap = placesMax === null ? 'no cap' : `of ${placesMax}`;
  const since = longestMs === null ? '' : `, the first for ${Math.round(longestMs / 1_000)} s, ${away} of them away`;
  return [
    ['players', `${placesTaken} ${cap}, at most ${perSecond} come in each second`],
    ['waiting', `${waiting}${since}`],
    ['addresses', `${access.deny} denied, ${access.allow} allowed`],
  ];
}

function databaseText({ problem, forSeconds, requests, waitSeconds, transactionMs }: Status['database']): string {
  const state = problem === null ? `well for ${forSeconds} s` : `NOT WELL for ${forSeconds} s (${problem})`;
  const last = transactionMs === null ? '' : `, the last transaction took ${transactionMs} ms`;
  const oldest = waitSeconds === null ? '' : `, the oldest for ${waitSeconds} s`;
  return `${state}, ${requests} requests wait${oldest}${last}`;
}

function actorsText(actors: Status['actors']): string {
  const kinds = actors.map(({ name, owners, waiting, longest }) => {
    return longest === null ? `${name} ${owners}` : `${name} ${owners} (${waiting} calls wait, most at ${longest})`;
  });
  return kinds.length === 0 ? 'none awake' : `awake: ${kinds.join(', ')}`;
}

function liveRows({ dirtyOwners, stuckOwners, journalBytes }: Status['live']): readonly StatusRow[] {
  return [
    ['journal', `${journalBytes} bytes, ${dirtyOwners} roles and actors to flush to the database`],
    ...(stuckOwners.length > 0 ? [['refused by the database', stuckOwners.join(', ')] as const] : []),
  ];
}

function resumeRows({ resumable, parked, ringBytes, ringBytesMax }: Status['resume']): readonly StatusRow[] {
  if (resumable === 0) return [];
  const waiting = `${parked} of them wait for their clients`;
  return [['can resume', `${resumable} sessions, ${waiting}; ${ringBytes} of ${ringBytesMax} bytes are kept for them`]];
}

const LEFT_OUT = /^messages_left_out\{(.+)\}$/;
const SLOW_CLOSED = 'sessions_closed{slow-reader}';
const NAMES_SHOWN_MAX = 5;

/** What clients that read too slowly, or are away, were left without since the server started; nothing while that is nothing. */
function slowRows(counters: Status['counters']): readonly StatusRow[] {
  const leftOut = Object.entries(counters)
    .flatMap(([name, count]) => {
      const message = LEFT_OUT.exec(name)?.[1];
      return message === undefined || count === 0 ? [] : [[message, count] as const];
    })
    .sort((one, other) => other[1] - one[1]);
  const closed = counters[SLOW_CLOSED] ?? 0;
  const shown = leftOut.slice(0, NAMES_SHOWN_MAX).map(([message, count]) => `${message} ${count}`);
  const more = leftOut.length > NAMES_SHOWN_MAX ? `, and ${leftOut.length - NAMES_SHOWN_MAX} other messages` : '';
  return [
    ...(leftOut.length > 0 ? [['left out for slow clients', `${shown.join(', ')}${more}`] as const] : []),
    ...(closed > 0 ? [['closed as too slow', `${closed} sessions`] as const] : []),
  ];
}

function listenerRows(listener: Status['listeners'][number]): readonly StatusRow[] {
  const { endpoint, connections, connectionsMax, addresses, refused, acceptFailures, alarms } = listener;
  const refusals = Object.entries(refused).map(([reason, count]) => `${reason} ${count}`);
  return [
    ['listener', `${endpoint.host}:${endpoint.port}, ${stateOf(listener)}`],
    ['connections', `${connections} of ${connectionsMax}, from ${addresses} addresses`],
    ...(refusals.length > 0 ? [['refused', refusals.join(', ')] as const] : []),
    ...(acceptFailures > 0 ? [['failed accepts', acceptFailures] as const] : []),
    ...(alarms.length > 0 ? [['alarms', alarms.join(', ')] as const] : []),
  ];
}

function datagramRow({ host, port, channels, open }: NonNullable<Status['datagrams']>): StatusRow {
  return ['datagrams', `udp://${host.includes(':') ? `[${host}]` : host}:${port}, ${channels} channels, ${open} open`];
}

function certificateRow({ file, names, expires, days }: Status['certificates'][number]): StatusRow {
  const until = days < 0 ? `EXPIRED on ${expires}` : `until ${expires}, ${days} days`;
  return ['certificate', `${names} (${file}), ${until}`];
}

function httpRows({ url, routes }: NonNullable<Status['http']>): readonly StatusRow[] {
  return [['http', url], ...routes.map(({ name, auth, module }) => ['route', `${name} (${auth}, ${module})`] as const)];
}

function clusterRows({ node, isMember, bus, nodes }: NonNullable<Status['cluster']>): readonly StatusRow[] {
  const nats = bus.isConnected ? 'NATS is connected' : 'NATS IS LOST';
  const part = isMember ? 'takes part' : 'HAS LOST ITS LEASE and acknowledges nothing to others';
  const waits = bus.heldBytes > 0 ? `, ${bus.heldBytes} bytes wait` : '';
  return [
    ['this node', `${node}: ${part}; ${nats}${waits}`],
    ...nodes.map(({ name, version, playersAt, players, awake, weight, isDraining }): StatusRow => {
      const share = isDraining
        ? 'drains'
        : weight < 1
          ? `joins, has ${Math.round(weight * 100)}% of its share`
          : 'has its share';
      return [
        `node ${name}`,
        `version ${version}, ${playersAt ?? 'no gate'}, ${players} players, ${awake} awake, ${share}`,
      ];
    }),
  ];
}

function stateOf({ isSuspended, pauses, pausedMs }: Status['listeners'][number]): string {
  if (isSuspended) return 'suspended';
  if (pausedMs === null) return 'accepting';
  return `paused for ${Math.round(pausedMs / 1_000)} s (${pauses.join(', ')})`;
}
