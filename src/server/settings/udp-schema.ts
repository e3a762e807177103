// The settings of the channel for datagrams: `gate.udp`.
import { z } from 'zod';

export const udpSchema = z.strictObject({
  port: z
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe(
      'The UDP port on which clients that ask for it send and get messages that may be lost; 0 takes a free one. When left out, all messages travel by connections',
    ),
  ports: z
    .int()
    .min(1)
    .max(1_000)
    .default(1)
    .describe('How many ports are tried, from `port` on: each process of a machine needs one of its own'),
  host: z.string().min(1).optional().describe('The address it receives on. When left out: that of `gate.host`'),
  advertisedHost: z
    .string()
    .max(253)
    .default('')
    .describe(
      'The name or address to which clients send, where it is not that of their connection: behind a load balancer. When empty: that of the connection',
    ),
  advertisedPort: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      'The port to which clients send, where addresses are translated: in a container. It stands for `port`, and the next for the next of `ports`',
    ),
});
