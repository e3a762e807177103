// Settings of LoginSrv.
import { z } from 'zod';
import { isBusText, SESSIONS_MAX, TEXT_ENCODINGS } from '../names/index.ts';
import { endpoint, networks, speech } from './setting-parts.ts';

const LOOPBACK = ['127.0.0.1', '::1'];

const server = z.strictObject({
  name: z.string().min(1).max(60),
  selgates: z
    .array(endpoint({ host: null, portMin: 1 }))
    .min(1)
    .max(16),
  onlineMax: z.int().min(1).max(1_000_000).default(1_000),
});

const settings = z.strictObject({
  listen: endpoint({ host: '127.0.0.1', portMin: 0 })
    .prefault('127.0.0.1:5500')
    .describe('Where logingates connect: `[HOST:]PORT`'),
  gates: networks.min(1).max(256).default(LOOPBACK).describe('Addresses and networks that logingates connect from'),
  bus: endpoint({ host: '127.0.0.1', portMin: 0 })
    .prefault('127.0.0.1:5600')
    .describe('The session bus, where DBSrv and game servers connect: `[HOST:]PORT`'),
  busPeers: networks
    .min(1)
    .max(256)
    .default(LOOPBACK)
    .describe('Addresses and networks that those servers connect from'),
  servers: z
    .array(server)
    .max(32)
    .default([])
    .describe(
      "The servers that players can choose, each with its `name` (DBSrv's `serverName`), its `selgates` as `HOST:PORT` that players reach, taken in turn, and `onlineMax`, from which on it is full (1000 when left out). Original clients show six",
    ),
  isAddressDynamic: z
    .boolean()
    .default(false)
    .describe(
      "Whether players are sent to the address of the logingate that they came by, with the selgate's port: for gates with several addresses. See `gateAddress` of the gate",
    ),
  ...speech,
  encoding: z.enum(TEXT_ENCODINGS).default('gbk').describe("The code page of clients' texts"),
  versionMin: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(20_011_006)
    .describe('The oldest client version (a date) that is accepted, as the client sends it; 0 for any'),
  isRegisterOpen: z.boolean().default(true).describe('Whether players may register'),
  registersPerMinute: z
    .number()
    .min(0.01)
    .max(1_000_000)
    .default(10)
    .describe('Accounts that are made from one address in a minute, and in a moment'),
  isRecoveryOn: z
    .boolean()
    .default(true)
    .describe('Whether a player who gives the answers and the birthday of an account receives a new password'),
  passwordBytesMin: z.int().min(1).max(10).default(4).describe('The shortest password that may be set, in bytes'),
  clientsMax: z.int().min(1).max(1_000_000).default(10_000).describe('Clients of all logingates at once'),
  sessionsMax: z.int().min(1).max(SESSIONS_MAX).default(20_000).describe('Accounts that are signed in at once'),
  sessionSeconds: z
    .number()
    .min(1)
    .max(30 * 86_400)
    .default(86_400)
    .describe('How long a session lasts at most. Then it is closed, and game servers close its player'),
});

type Settings = z.output<typeof settings>;

function hasOwnNames({ servers }: Settings): boolean {
  return new Set(servers.map(({ name }) => name.toLowerCase())).size === servers.length;
}

function hasSayableNames({ servers, encoding: codePage }: Settings): boolean {
  return servers.every(({ name }) => isBusText(name, codePage) && name.trim() === name);
}

export const loginsrvSchema = settings
  .refine(hasOwnNames, { path: ['servers'], error: 'two servers have the same name' })
  .refine(hasSayableNames, {
    path: ['servers'],
    error: 'a name must be text of `encoding` without / ( ) and without blanks around it',
  });

export type LoginSrvSettings = Settings;
