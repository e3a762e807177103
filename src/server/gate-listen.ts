// The gate's port, as the configuration has it: TLS, WebSocket, proxies, bounds and deadlines.
import { createNetworkTest } from '../base/index.ts';
import type { Gate, ResumeOptions, WebSocketPingOptions } from '../gate/index.ts';
import { type Runtime, shareOf } from '../process/index.ts';
import type { Endpoint, Listener } from '../reactor/index.ts';
import type { UpgradeRules } from '../wire/index.ts';
import { readTlsKeys } from './files-node.ts';
import type { Config } from './settings/index.ts';

const LOOPBACK_NETWORKS = ['127.0.0.0/8', '::1'];

/** The gate's part of the descriptors that are free: the HTTP port has the rest. */
export function gateShareOf({ gate, http }: Config): number {
  return shareOf(gate.connectionsMax, http.port === undefined ? 0 : http.connectionsMax);
}

export async function listenGate(
  gate: Gate,
  config: Config,
  runtime: Pick<Runtime, 'connectionsMax'>,
): Promise<Listener> {
  const { host, port, tls, acceptsPerSecond, acceptBurst, proxy } = config.gate;
  const { layout, backlog, connectionsMax, connectionsPerAddressMax, whenFull, reusePort, keepAlive, noDelay } =
    config.gate;
  const keys = tls === undefined ? null : await readTlsKeys(tls);
  const isProxy = createNetworkTest(proxy.trusted);
  return gate.listen({
    endpoint: { host, port },
    layout,
    backlog,
    connectionsMax: runtime.connectionsMax({ setting: 'gate.connectionsMax', connectionsMax }, gateShareOf(config)),
    connectionsPerAddressMax,
    whenFull,
    reusePort,
    keepAlive,
    deadPeerSeconds: config.gate.deadPeerSeconds,
    noDelay,
    isProxy,
    // In development anyone may sign in as anyone, so a proxy may not bring players from elsewhere.
    ...(config.dev ? { isStatedAllowed: createNetworkTest(LOOPBACK_NETWORKS) } : {}),
    forwarded: { isProxy, ...(proxy.header === undefined ? {} : { field: proxy.header }) },
    acceptRate: acceptsPerSecond === undefined ? null : { perSecond: acceptsPerSecond, burst: acceptBurst },
    ...(keys === null ? {} : { tls: keys }),
    ...(config.gate.websocket.isOn ? { websocket: upgradeRules(config) } : {}),
  });
}

function upgradeRules({ dev, gate }: Config): UpgradeRules {
  const { origins, isOriginNeeded, protocol } = gate.websocket;
  return { origins, isOriginNeeded, isLocalOriginAllowed: dev, ...(protocol === undefined ? {} : { protocol }) };
}

export function deadlinesMs(config: Config): Record<keyof Config['gate']['deadlineSeconds'], number> {
  const { connecting, connected, authing, roleListing, entering, gaming } = config.gate.deadlineSeconds;
  const ms = (seconds: number) => seconds * 1000;
  return {
    connecting: ms(connecting),
    connected: ms(connected),
    authing: ms(authing),
    roleListing: ms(roleListing),
    entering: ms(entering),
    gaming: ms(gaming),
  };
}

export function websocketPings({ gate }: Config): WebSocketPingOptions {
  const { pings: clients, pingSeconds, pingsAreLife: areLife } = gate.websocket;
  return { clients, everyMs: pingSeconds * 1_000, areLife };
}

export function resumeOptions({ gate }: Config): Partial<ResumeOptions> {
  const { isOn, parkSeconds, pingSeconds, ringKilobytes, allRingsMegabytes, parkedMax, pingsAreLife } = gate.resume;
  return {
    isOn,
    parkMs: parkSeconds * 1_000,
    pingMs: pingSeconds * 1_000,
    ringBytesMax: ringKilobytes * 1_024,
    allRingsBytesMax: allRingsMegabytes * 1_024 * 1_024,
    parkedMax,
    pingsAreLife,
  };
}

/** As a client would write it: `tcp://127.0.0.1:8001`. */
export function urlOf({ host, port }: Endpoint, config: Config): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${config.gate.tls === undefined ? 'tcp' : 'tls'}://${name}:${port}`;
}
