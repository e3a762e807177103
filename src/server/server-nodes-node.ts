// The nodes of a server's configuration: this process among the others of its game, over NATS.
import { hostname } from 'node:os';
import process from 'node:process';
import { afterIo, VERSION } from '../base/index.ts';
import { Nodes } from '../nodes/index.ts';
import type { Runtime } from '../process/index.ts';
import type { Reactor } from '../reactor/index.ts';
import type { Config } from './settings/index.ts';

const NODE_LENGTH_MAX = 60;

/** Null when this process is the whole game. */
export function openNodes(config: Config, runtime: Runtime, reactor: Reactor): Nodes | null {
  const { nats, name, replicas, credentialsFile, tls } = config.cluster;
  if (nats === undefined) return null;
  const { clock, counters, log, random } = runtime;
  const node = config.cluster.node ?? nodeNameOf(config);
  const { wheel } = reactor;
  return Nodes.overNats(
    {
      game: name,
      node,
      version: config.version ?? VERSION,
      nats: { url: nats, name: `jadegate ${node}`, credentialsFile, tls },
      replicas,
    },
    { clock, counters, log, random, wheel, later: afterIo },
  );
}

/** The name of the machine and the port: a machine that runs several processes gives each a port of its own. */
function nodeNameOf({ gate }: Config): string {
  const host = hostname().split('.')[0] ?? 'node';
  const last = gate.port === 0 ? `p${process.pid}` : String(gate.port);
  return `${host.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, NODE_LENGTH_MAX - last.length - 1)}-${last}`;
}
