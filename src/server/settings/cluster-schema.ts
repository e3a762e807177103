// The settings of a game that runs in several processes.
import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'is a name of letters, digits, _ and -, at most 60');
const file = z.string().min(1).optional();

/** Servers of NATS: each with or without the scheme. */
function isNatsUrl(text: string): boolean {
  return text.split(',').every((part) => {
    const url = part.includes('://') ? part.trim() : `nats://${part.trim()}`;
    return /^(?:nats|tls):\/\/[^/\s]+\/?$/.test(url) && URL.canParse(url);
  });
}

export const clusterSchema = z.strictObject({
  nats: z
    .string()
    .refine(isNatsUrl, 'must be like nats://10.0.0.4:4222, several with commas between them')
    .optional()
    .describe(
      'NATS servers with JetStream, `nats://user:password@10.0.0.4:4222`, several with commas between them. When left out: this process is the whole game',
    ),
  name: name
    .default('main')
    .describe('The game, for NATS servers that serve several: processes with the same name play together'),
  node: name
    .optional()
    .describe(
      "The name of this process in the game, another one for each. When left out: the machine's name and the port",
    ),
  replicas: z
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('How many NATS servers keep the leases of the processes: 3 where there are that many'),
  credentialsFile: file.describe('The file with the NATS credentials (`.creds`), where the servers ask for some'),
  tls: z
    .strictObject({
      ca: file.describe('The file with the certificates that the NATS servers are checked against'),
      cert: file.describe('The file with the certificate of this process, where the NATS servers ask for one'),
      key: file.describe('The file with the key of that certificate'),
    })
    .optional(),
});
