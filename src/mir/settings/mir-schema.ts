// Settings of gates and servers of Legend of Mir. Those of the gates are the same for both, but for their ports.
import { z } from 'zod';
import { ON_ABUSE, WHEN_DOWN } from '../names/index.ts';
import { dbsrvSchema } from './dbsrv-schema.ts';
import { loginsrvSchema } from './loginsrv-schema.ts';
import { ANY_HOST, endpoint, networks, speech } from './setting-parts.ts';

const seconds = z.number().min(0.01).max(86_400);

/** Of clients. */
const limits = {
  connectionsMax: z.int().min(1).max(1_000_000).default(10_000).describe('Clients at once; more are refused'),
  connectionsPerAddressMax: z.int().min(1).max(1_000_000).default(10).describe('Clients at once from one address'),
  connectsPerSecond: z.number().min(0.001).max(10_000).default(2).describe('How often one address may connect'),
  connectBurst: z.int().min(1).max(10_000).default(20).describe('How often it may connect at one moment'),
  framesPerSecond: z.number().min(0.001).max(10_000).default(10).describe('Frames that one client may send'),
  frameBurst: z.int().min(1).max(10_000).default(20).describe('Frames that it may send at one moment'),
  frameBytesMax: z.int().min(32).max(32_768).default(1_024).describe('The longest frame of a client, in bytes'),
  idleSeconds: seconds.default(60).describe('How long a client may neither send nor receive'),
  lifeSeconds: seconds.default(3_600).describe('How long a client may be connected'),
  onAbuse: z
    .enum(ON_ABUSE)
    .default('close')
    .describe(
      'What malformed frames, too many of them, or too many connects cost: `block` blocks the address for a while',
    ),
  blockSeconds: seconds.default(300).describe('How long an address is blocked for a while'),
  blockListFile: z
    .string()
    .min(1)
    .optional()
    .describe('Addresses and networks that are not let in, one a line; read again on SIGHUP'),
  trustedProxies: networks
    .max(64)
    .default([])
    .describe("Proxies whose connections begin with a PROXY protocol header with the client's address"),
};

/** Of the link to the server, and of clients while it is not there. */
const link = {
  whenDown: z
    .enum(WHEN_DOWN)
    .default('refuse')
    .describe(
      'Clients while there is no server: `refuse` closes them, `message` first sends that their session is over, `hold` lets newcomers wait',
    ),
  holdSeconds: seconds.default(15).describe('How long a client waits for the server'),
  holdMax: z.int().min(0).max(1_000_000).default(1_000).describe('How many wait at once'),
  keepaliveSeconds: seconds.default(2).describe('How often a keepalive is sent to the server'),
  silentSeconds: seconds.default(10).describe('How long the server may say nothing before the link is given up'),
  reconnectSecondsMin: seconds.default(1).describe('How long to wait before connecting to the server again, at first'),
  reconnectSecondsMax: seconds.default(15).describe('The longest wait, after many failures'),
};

function gate(ports: { readonly listen: number; readonly server: number }) {
  return z.strictObject({
    listen: endpoint({ host: ANY_HOST, portMin: 0 })
      .prefault(`${ANY_HOST}:${ports.listen}`)
      .describe('Where clients connect: `[HOST:]PORT`'),
    server: endpoint({ host: null, portMin: 1 })
      .prefault(`127.0.0.1:${ports.server}`)
      .describe('The server behind the gate: `HOST:PORT`'),
    ...speech,
    hasFlowControl: z
      .boolean()
      .optional()
      .describe("Whether clients are asked by `*` whether they keep up. When left out: the dialect's"),
    gateAddress: z
      .string()
      .regex(/^[0-9A-Za-z.:_-]{1,64}$/, 'must be an address')
      .optional()
      .describe(
        "The gate's address, as it is sent to the server. When left out: that of `listen`, or 127.0.0.1 where that is all addresses",
      ),
    ...limits,
    ...link,
  });
}

function checked(ports: { readonly listen: number; readonly server: number }) {
  return gate(ports)
    .refine(({ reconnectSecondsMin, reconnectSecondsMax }) => reconnectSecondsMin <= reconnectSecondsMax, {
      path: ['reconnectSecondsMin'],
      error: 'must not be above reconnectSecondsMax',
    })
    .refine(({ keepaliveSeconds, silentSeconds }) => keepaliveSeconds * 2 <= silentSeconds, {
      path: ['silentSeconds'],
      error: 'must be at least twice keepaliveSeconds',
    });
}

export const mirSchema = z.strictObject({
  selgate: checked({ listen: 7100, server: 5100 }).prefault({}),
  logingate: checked({ listen: 7000, server: 5500 }).prefault({}),
  loginsrv: loginsrvSchema.prefault({}),
  dbsrv: dbsrvSchema.prefault({}),
});

export type MirGateSettings = z.output<ReturnType<typeof gate>>;
