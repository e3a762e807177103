// The settings of the server itself: each with its rule, its default and what it is for. Modules declare their own, and one schema
// has them all. The configuration is read by it and the guide's page of settings is made from it (`npm run settings`), so a setting
// is explained in one place.
import { z } from 'zod';
import { isNetwork, LOG_FORMATS, LOG_LEVELS } from '../../base/index.ts';
import { type AnyModule, PROFILES } from '../../gate/index.ts';
import { mirSchema } from '../../mir/settings/index.ts';
import { IO_BODIES, POLLERS } from '../../reactor/names/index.ts';
import { isPostgresUrl } from '../../store/postgres/index.ts';
import { FORWARDED_FIELDS, LAYOUTS } from '../../wire/names/index.ts';
import { admissionSchema } from './admission-schema.ts';
import { clusterSchema } from './cluster-schema.ts';
import { resumeSchema } from './resume-schema.ts';
import { udpSchema } from './udp-schema.ts';

/** Certificates of a port besides the first: names of one game, and its older names. */
const CERTIFICATES_MAX = 32;

/** From less than any client needs to a week, which is for ever. */
const deadline = z.number().min(0.1).max(604_800);
/** More than one process can serve. */
const CONNECTIONS_LIMIT = 1_000_000;

/** As a browser sends it: no path, no slash at the end. Apps made of web pages have schemes of their own. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]+$/i;
const origin = z
  .string()
  .max(300)
  .refine((text) => text === '*' || ORIGIN.test(text), {
    error: 'must be like https://game.example.org, without a path, or *',
  })
  .transform((text) => text.toLowerCase());

const websocket = z.strictObject({
  isOn: z.boolean().default(true).describe('Whether the port takes WebSocket beside TCP'),
  origins: z
    .array(origin)
    .max(256)
    .default([])
    .describe(
      'Origins of the web pages that may connect, such as `https://game.example.org`; `*` for any. With `dev`, pages of this machine may too',
    ),
  isOriginNeeded: z
    .boolean()
    .default(false)
    .describe('Whether to refuse WebSocket clients that name no origin: those that are no browsers'),
  protocol: z
    .string()
    .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/)
    .optional()
    .describe(
      'The only WebSocket subprotocol that is accepted beside `jadegate.packed` and `jadegate.protobuf`. When left out: the first that a client offers',
    ),
});

const gateSettings = z.strictObject({
  host: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The address the gate listens on. When left out: all, `0.0.0.0`, or with `dev` this machine, `127.0.0.1`',
    ),
  port: z.int().min(0).max(65_535).default(8001).describe('The port; 0 takes a free one, and the ready line shows it'),
  layout: z
    .enum(LAYOUTS)
    .default('packed')
    .describe('The message layout of clients that have not told theirs. Clients of both layouts use the port'),
  profile: z
    .enum(Object.keys(PROFILES) as [keyof typeof PROFILES])
    .default('classic')
    .describe(
      'What a client in the world may send out of place: `classic` counts and ignores it, `strict` closes the session',
    ),
  door: z.enum(['open', 'closed']).default('open').describe('Whether players are let in from the start'),
  doorText: z
    .string()
    .max(1_000)
    .default('The server is closed at the moment. Try again later.')
    .describe('What players read while the door is closed, unless the operator gives a reason'),
  doorClosingText: z
    .string()
    .min(1)
    .max(500)
    .default('The server closes in {time}: {reason}')
    .describe('What players read before the door closes; `{time}` and `{reason}` are filled in'),
  doorOpeningText: z
    .string()
    .max(500)
    .default('It opens again in about {time}.')
    .describe('What they read behind the reason when the operator said when the door opens again'),
  admission: admissionSchema.prefault({}),
  isAllowedOnly: z
    .boolean()
    .default(false)
    .describe('Whether only addresses of the list of `jadegate allow` may connect'),
  backlog: z.int().min(1).max(65_535).default(511).describe('Connections the system keeps waiting to be accepted'),
  connectionsMax: z
    .int()
    .min(1)
    .max(CONNECTIONS_LIMIT)
    .default(20_000)
    .describe(
      'Connections at once; see `whenFull` for more. A player who is in may take his own place when it is reached',
    ),
  connectionsPerAddressMax: z
    .int()
    .min(1)
    .max(CONNECTIONS_LIMIT)
    .default(2_000)
    .describe(
      'Connections at once from one address. A player who is in from there may take his own place when it is reached',
    ),
  whenFull: z
    .enum(['refuse', 'pause'])
    .default('refuse')
    .describe(
      'Newcomers to a full server: `refuse` closes them with a reason, `pause` leaves them waiting until there is room',
    ),
  acceptsPerSecond: z
    .number()
    .min(0.01)
    .max(1_000_000)
    .optional()
    .describe('Connections accepted in a second; more wait. When left out: as many as come'),
  acceptBurst: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .describe('Connections accepted at once, with `acceptsPerSecond`'),
  reusePort: z
    .boolean()
    .default(false)
    .describe('Whether several processes may listen on the port; the system spreads connections over them'),
  keepAlive: z.boolean().default(true).describe('Whether the system asks after silent clients'),
  deadPeerSeconds: z
    .int()
    .min(20)
    .max(7_200)
    .default(100)
    .describe('How long a client may answer no probe of the system until it is given up, with `keepAlive`'),
  noDelay: z.boolean().default(true).describe('Whether short output goes out at once instead of being gathered'),
  proxy: z
    .strictObject({
      trusted: z
        .array(z.string().refine(isNetwork, 'must be an address or a network, such as 10.0.0.0/8'))
        .max(64)
        .default([])
        .describe(
          'Addresses and networks of proxies. Each connection from them must state its client: by a PROXY protocol header, or, in a WebSocket request, by `header`. It counts as coming from that address',
        ),
      header: z
        .enum(FORWARDED_FIELDS)
        .optional()
        .describe(
          'The header field in which an HTTP proxy states the client. When left out: all of them, and they must agree',
        ),
    })
    .prefault({}),
  websocket: websocket.prefault({}),
  resume: resumeSchema.prefault({}),
  udp: udpSchema.prefault({}),
  tls: z
    .strictObject({
      certificateFile: z.string().min(1).describe('PEM file of the certificate chain; with it the port speaks TLS'),
      privateKeyFile: z.string().min(1).describe('PEM file of its key'),
      more: z
        .array(z.strictObject({ certificateFile: z.string().min(1), privateKeyFile: z.string().min(1) }))
        .max(CERTIFICATES_MAX)
        .default([])
        .describe('Certificates for other names: one serves a client that asks for its name (SNI)'),
    })
    .optional(),
  deadlineSeconds: z
    .strictObject({
      connecting: deadline.default(15).describe('From the connection to the first bytes that are understood'),
      connected: deadline.default(60).describe('From there to the sign-in'),
      authing: deadline.default(30).describe('For the check of a sign-in'),
      roleListing: deadline.default(900).describe('For making and choosing a role'),
      entering: deadline.default(180).describe('For loading the map'),
      gaming: deadline.default(300).describe('In the world without a message'),
    })
    .prefault({}),
});
const gate = gateSettings.refine(({ proxy, tls }) => proxy.trusted.length === 0 || tls === undefined, {
  path: ['proxy', 'trusted'],
  error: 'a proxy sends its header before TLS begins, so it cannot go with gate.tls: let TLS end at the proxy',
});

const httpSettings = z.strictObject({
  port: z
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe(
      'The port on which the routes of modules are served over HTTP; 0 takes a free one. When left out, they are not',
    ),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address it listens on. Elsewhere than on this machine, let a proxy end TLS in front of it'),
  bodyKilobytesMax: z.int().min(1).max(10_240).default(64).describe('The longest body of a request'),
  connectionsMax: z.int().min(1).max(10_000).default(256).describe('Connections at once; more are closed'),
  handlersMax: z
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe('Requests that are handled at once; more are answered with 503'),
});

const serverSettings = z.strictObject({
  dev: z
    .boolean()
    .default(false)
    .describe('Development: anyone may sign in under any name, and only from this machine, through a proxy too'),
  gate: gate.prefault({}),
  http: httpSettings.prefault({}),
  dataDirectory: z.string().min(1).default('jadegate-data').describe('Where the database and generated keys lie'),
  inMemory: z.boolean().default(false).describe('Keeps nothing on disk: for tests'),
  store: z
    .string()
    .refine(
      (text) => isPostgresUrl(text) && URL.canParse(text),
      'must be like postgres://user:password@host:5432/database',
    )
    .optional()
    .describe(
      'A PostgreSQL database for all that is stored, `postgres://user:password@host:5432/database`. When left out: SQLite in `dataDirectory`',
    ),
  cluster: clusterSchema.prefault({}),
  timeZone: z
    .string()
    .refine(isTimeZone, 'is no time zone that this machine knows: write it like Europe/Berlin or UTC')
    .default('UTC')
    .describe('Time zone of daily tasks and of times of day in the game'),
  serverIds: z
    .array(z.int().min(1).max(99_999_999))
    .min(1)
    .max(64)
    .default([1])
    .describe('The servers whose players this process takes; visitors play on the first'),
  version: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("The version that clients are sent. When left out: jadegate's"),
  live: z
    .strictObject({
      flushSeconds: z
        .number()
        .min(0.1)
        .max(600)
        .default(10)
        .describe('How old changes of a playing role become before they are brought into the database'),
      journalMegabytes: z
        .int()
        .min(64)
        .max(65_536)
        .default(256)
        .describe(
          'What the journal of such changes may hold; past it changes are refused until the database has taken some',
        ),
    })
    .prefault({}),
  worldDirectory: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where the designers' tables lie, a file each: `game_map`, `role_template`, `role_template_skill` and your game's own, as `.json`, `.csv` or `.yaml`. The first three are built in, for those that have no file",
    ),
  isWorldWatched: z
    .boolean()
    .default(false)
    .describe(
      "Whether the designers' files are loaded again by themselves when they change; `jadegate reload` does it too",
    ),
  backup: z
    .strictObject({
      directory: z
        .string()
        .min(1)
        .optional()
        .describe('Switches regular backups on, and is where the archives lie: better on another disk'),
      everyHours: z.number().min(0.01).max(8_760).default(24).describe('How long after one backup the next is made'),
      keep: z
        .int()
        .min(1)
        .max(10_000)
        .default(7)
        .describe('Archives that are kept; older ones of this store are deleted'),
    })
    .prefault({}),
  io: z
    .enum(IO_BODIES)
    .default('auto')
    .describe(
      'What serves the sockets: `native` is for Linux and is built by npm, `node` is for any system, `auto` takes the first where it is',
    ),
  poller: z
    .enum(POLLERS)
    .default('epoll')
    .describe('How the native I/O asks the system which sockets are ready; others than `epoll` are for comparing'),
  mir: mirSchema.prefault({}),
  log: z
    .strictObject({
      level: z.enum(LOG_LEVELS).default('info').describe('What is logged, and all above it'),
      format: z
        .enum(LOG_FORMATS)
        .default('auto')
        .describe(
          '`json`: an object a line; `text`: for people, with readable stacks; `auto`: `text` with `--dev` at a terminal, else `json`',
        ),
    })
    .prefault({}),
});

export type ServerSettings = typeof serverSettings;

/** Keys that no module may put its settings under: the server's own, and those of a game's file. */
export const RESERVED_KEYS: readonly string[] = [...Object.keys(serverSettings.shape), 'modules', 'without'];

/** The schema of a whole configuration: the server's settings, and those of each module under its key. */
export function configSchemaOf(modules: readonly AnyModule[]) {
  const own = modules.flatMap(({ settingsKey, settings }) =>
    settings === null ? [] : [[settingsKey, settings.strict().prefault({})] as const],
  );
  // The compiler knows the server's own settings; what modules add is typed where they are read.
  const schema = serverSettings.extend(Object.fromEntries(own) as Record<never, z.ZodType>);
  return schema
    .refine(({ inMemory, store }) => !inMemory || store === undefined, {
      path: ['store'],
      error: 'with inMemory nothing is kept: leave out one of them',
    })
    .refine(({ cluster, store }) => cluster.nats === undefined || store !== undefined, {
      path: ['store'],
      error: 'with cluster.nats several processes share one database: set store to a PostgreSQL database',
    });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
