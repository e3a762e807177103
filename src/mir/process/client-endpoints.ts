// Endpoints of a configuration as clients are sent them: with IPv4 addresses. Names are resolved when a part starts and on `reload`.
import { type Logger, messageOf, reachOf } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import { ConfigError } from '../../server/control/index.ts';
import { clientAddressOf } from '../servers/index.ts';
import { resolveIpv4 } from './resolve-node.ts';

/** The IPv4 address of a host name. Rejects when it has none. */
export type Resolve = (host: string) => Promise<string>;

export interface ResolveOptions {
  readonly resolve?: Resolve;
}

export interface ClientEndpoints {
  /** Throws a `ConfigError` when clients cannot connect to the endpoint. */
  of(endpoints: readonly Endpoint[]): Promise<Endpoint[]>;
}

/** `setting` is the one that has the endpoints, for errors and the log. */
export function createClientEndpoints(
  setting: string,
  { log, resolve = resolveIpv4, isLocal }: ResolveOptions & { readonly log: Logger; readonly isLocal: boolean },
): ClientEndpoints {
  const hostOf = async (host: string): Promise<string> => {
    const address = clientAddressOf(host);
    if (address !== null) return address;
    if (reachOf(host) !== null) {
      const advice = 'give the IPv4 address that players reach';
      throw invalid(`${setting}: ${host} means nothing to clients, which understand IPv4 addresses only: ${advice}`);
    }
    return await resolvedHost(host, setting, resolve);
  };
  return {
    async of(endpoints) {
      const found: Endpoint[] = [];
      for (const { host, port } of endpoints) {
        const address = await hostOf(host);
        found.push({ host: address, port });
        if (isLocal || reachOf(address) !== 'machine') continue;
        const what = `players are sent to ${host}:${port}, which is their own machine`;
        log.warn(`${what}: give the address that players reach in ${setting}, unless all play on this machine`);
      }
      return found;
    },
  };
}

/** Throws a `ConfigError` that names the setting when the name has no IPv4 address. */
export async function resolvedHost(host: string, setting: string, resolve: Resolve): Promise<string> {
  try {
    return await resolve(host);
  } catch (error) {
    const advice = 'correct the name or the name server, or give the address';
    throw invalid(`${setting}: no IPv4 address is found for ${host}: ${messageOf(error)}; ${advice}`);
  }
}

function invalid(message: string): ConfigError {
  return new ConfigError('invalid', message);
}
