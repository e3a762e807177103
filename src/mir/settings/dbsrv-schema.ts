// Settings of DBSrv.
import { z } from 'zod';
import type { Endpoint } from '../../reactor/index.ts';
import { HUMAN_RECORD_BYTES_MAX, isBusText, MIR_RECORD_BYTES_MIN, TEXT_ENCODINGS } from '../names/index.ts';
import { endpoint, network, networks, speech } from './setting-parts.ts';

const LOOPBACK = '127.0.0.1';
const LEVEL_MAX = 65_535;

/** Of one character, a byte or so in original records. */
const level = z.int().min(0).max(LEVEL_MAX);

const settings = z.strictObject({
  listen: endpoint({ host: LOOPBACK, portMin: 0 })
    .prefault(`${LOOPBACK}:5100`)
    .describe('Where SelGates connect: `[HOST:]PORT`; a port alone is on this machine only'),
  gates: networks
    .min(1)
    .max(256)
    .default([LOOPBACK, '::1'])
    .describe('Addresses and networks that SelGates connect from; others are refused'),
  records: endpoint({ host: LOOPBACK, portMin: 0 })
    .optional()
    .describe(
      'Where game servers connect to load and save characters: `[HOST:]PORT`. When left out: port 6000 on this machine, or a free port where `listen` has one',
    ),
  recordPeers: networks
    .min(1)
    .max(256)
    .default([LOOPBACK, '::1'])
    .describe('Addresses and networks that game servers connect from; others are refused'),
  recordBytes: z
    .int()
    .min(MIR_RECORD_BYTES_MIN)
    .max(HUMAN_RECORD_BYTES_MAX)
    .default(3_164)
    .describe(
      "The size of the record of a character that was never saved, in bytes: that of the game server's build. Saved records keep their own size",
    ),
  loginsrv: endpoint({ host: null, portMin: 1 })
    .prefault(`${LOOPBACK}:5600`)
    .describe("LoginSrv's session bus: `HOST:PORT`"),
  serverName: z
    .string()
    .min(1)
    .default('jadegate')
    .describe("The server that these characters are of, as it is called in LoginSrv's list"),
  ...speech,
  encoding: z.enum(TEXT_ENCODINGS).default('gbk').describe("The code page of clients' texts"),
  clientsMax: z.int().min(1).max(1_000_000).default(10_000).describe('Clients at once, of all gates together'),
  charactersMax: z
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe('Characters of one account, beside deleted ones; with those it has at most 20'),
  charactersShown: z
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe("How many of them a client is sent: the originals' clients read no more than two"),
  jobCount: z.int().min(1).max(256).default(3).describe('Jobs that a character may have, numbered from 0'),
  deleteLevelMin: level.default(0).describe('The lowest level at which a character may be deleted'),
  deleteLevelMax: level.default(LEVEL_MAX).describe('The highest level at which a character may be deleted'),
  denyListFile: z
    .string()
    .min(1)
    .optional()
    .describe('Names that no new character may have, one a line, in UTF-8 or in `encoding`; read again on SIGHUP'),
  routes: z
    .array(
      z.strictObject({
        gate: network,
        rungates: z
          .array(endpoint({ host: null, portMin: 1 }))
          .min(1)
          .max(64),
      }),
    )
    .max(256)
    .prefault([{ gate: LOOPBACK, rungates: [`${LOOPBACK}:7200`] }])
    .describe(
      'Where players go next: RunGates as `HOST:PORT`, by the address or network that their SelGate connects from. The first route that matches is used, and one of its RunGates at random',
    ),
  isGateAddressGiven: z
    .boolean()
    .default(false)
    .describe(
      "Whether players are sent the SelGate's own address (its `gateAddress`) with the RunGate's port: the originals' dynamic IP mode",
    ),
});

/** The port of the originals. */
const RECORDS_PORT = 6_000;

export const dbsrvSchema = settings
  .refine(({ deleteLevelMin, deleteLevelMax }) => deleteLevelMin <= deleteLevelMax, {
    path: ['deleteLevelMin'],
    error: 'must not be above deleteLevelMax',
  })
  .refine(({ serverName, encoding }) => isBusText(serverName, encoding), {
    path: ['serverName'],
    error:
      'must have characters of the code page `encoding`, at most 64 bytes, and none of the signs of the session bus',
  });

export type MirDbSettings = z.output<typeof settings>;

export function recordsEndpoint({ records, listen }: MirDbSettings): Endpoint {
  return records ?? { host: LOOPBACK, port: listen.port === 0 ? 0 : RECORDS_PORT };
}
