// What settings of several Mir gates and servers are made of: endpoints, networks, and what is spoken.
import { z } from 'zod';
import { isNetwork } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import { CODECS, DIALECTS } from '../names/index.ts';

const PORT_MAX = 65_535;
export const ANY_HOST = '0.0.0.0';

/** `HOST:PORT`, `[IPV6]:PORT`, or a port alone where a host is known; null for anything else. */
export function parseEndpoint(text: string, host: string | null): Endpoint | null {
  const [, bracketed, plain, digits = ''] =
    /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Za-z._-]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const found = bracketed ?? plain ?? host;
  const port = Number(digits);
  return found === null || digits === '' || port > PORT_MAX ? null : { host: found, port };
}

/** A setting of such a text. */
export function endpoint(fallback: { readonly host: string | null; readonly portMin: number }) {
  const form = fallback.host === null ? 'HOST:PORT' : '[HOST:]PORT';
  return z.string().transform((text, context): Endpoint => {
    const parsed = parseEndpoint(text, fallback.host);
    if (parsed !== null && parsed.port >= fallback.portMin) return parsed;
    context.addIssue({
      code: 'custom',
      message: `must be ${form} with a port from ${fallback.portMin} to ${PORT_MAX}`,
    });
    return z.NEVER;
  });
}

export const network = z.string().refine(isNetwork, 'must be an address or a network, such as 10.0.0.0/8');
export const networks = z.array(network);

/** What servers say to their gates, and what their clients' messages are encoded with. */
export const speech = {
  dialect: z
    .enum(DIALECTS)
    .default('DM')
    .describe('What the server speaks with its gates; all gates and servers of one port must agree'),
  codec: z.enum(CODECS).optional().describe("What clients' messages are encoded with. When left out: the dialect's"),
  substitutionTable: z
    .string()
    .regex(/^[0-9a-fA-F]{512}$/, 'must be 512 hexadecimal digits')
    .optional()
    .describe('The table of the codec `substitution`: 256 bytes as hexadecimal digits'),
  substitutionMask: z.int().min(0).max(255).default(0).describe('What the codec `substitution` masks bytes with'),
};
