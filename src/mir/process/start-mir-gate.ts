// A gate for Mir in one process, put together from a configuration.
import { createNetworkTest, reachOf } from '../../base/index.ts';
import { type RuntimeOptions, startProcess } from '../../process/index.ts';
import type { Config } from '../../server/settings/index.ts';
import { createBlockListFile, MirGate, type MirGateOptions } from '../gate/index.ts';
import type { MirGateSettings } from '../settings/index.ts';
import { dialectOf, type GateKind } from '../wire/index.ts';
import { type ResolveOptions, resolvedHost } from './client-endpoints.ts';
import { mirCodecOf, openPart } from './mir-parts.ts';
import { resolveIpv4 } from './resolve-node.ts';

export interface MirGateServerOptions extends RuntimeOptions, ResolveOptions {
  readonly kind: GateKind;
  readonly config: Config;
  /** Its part of the descriptors that the process has free; all when left out. */
  readonly share?: number;
}

export type MirGateServer = Awaited<ReturnType<typeof startMirGate>>;
export type MirGateServerStatus = ReturnType<MirGateServer['status']>;

/** Resolves when clients can come, whether the server is there or not. Throws a coded error that says what stands in the way. */
export async function startMirGate(options: MirGateServerOptions) {
  const { kind, config } = options;
  const settings = config.mir[kind];
  const blockListFile = settings.blockListFile === undefined ? null : createBlockListFile(settings.blockListFile);
  return await startProcess(options, async (runtime) => {
    const { opened, counters } = runtime;
    const reactor = runtime.openReactor(options.share);
    const wanted = { setting: `mir.${kind}.connectionsMax`, connectionsMax: settings.connectionsMax };
    const connectionsMax = runtime.connectionsMax(wanted, options.share);
    const gateAddress = await gateAddressOf(options);
    const gateOptions = optionsOf(kind, { ...settings, gateAddress, connectionsMax });
    const gate = new MirGate({ ...runtime, reactor, blockListFile }, gateOptions);
    opened.defer(() => gate.stop());
    const { endpoint } = await gate.start();
    const status = () => ({
      kind,
      dialect: settings.dialect,
      server: `${settings.server.host}:${settings.server.port}`,
      ...gate.status(),
      counters: counters.snapshot(),
    });
    /** Throws `MirError` and keeps the old list when the new one cannot be used. */
    const reload = (): string => {
      gate.reloadBlockList();
      return 'the block list was read again';
    };
    await openPart(runtime, config, { part: kind, commands: { status, reload } });
    return { endpoint, counters, status, reload };
  });
}

/** Where a server passes it to clients, they understand it as an IPv4 address only. */
async function gateAddressOf({ kind, config, resolve = resolveIpv4 }: MirGateServerOptions): Promise<string> {
  const { gateAddress, listen } = config.mir[kind];
  if (gateAddress === undefined) return reachOf(listen.host) === 'nowhere' ? '127.0.0.1' : listen.host;
  return reachOf(gateAddress) === null
    ? await resolvedHost(gateAddress, `mir.${kind}.gateAddress`, resolve)
    : gateAddress;
}

function optionsOf(kind: GateKind, settings: MirGateSettings & { readonly gateAddress: string }): MirGateOptions {
  const dialect = dialectOf(settings.dialect);
  const { trustedProxies } = settings;
  return {
    ...settings,
    kind,
    dialect,
    codec: mirCodecOf(settings),
    hasFlowControl: settings.hasFlowControl ?? dialect.hasFlowControl,
    ...(trustedProxies.length === 0 ? {} : { isProxy: createNetworkTest(trustedProxies) }),
    connectRate: { perSecond: settings.connectsPerSecond, burst: settings.connectBurst },
    frameRate: { perSecond: settings.framesPerSecond, burst: settings.frameBurst },
    idleMs: settings.idleSeconds * 1_000,
    lifeMs: settings.lifeSeconds * 1_000,
    blockMs: settings.blockSeconds * 1_000,
    holdMs: settings.holdSeconds * 1_000,
    holdCountMax: settings.holdMax,
    keepaliveMs: settings.keepaliveSeconds * 1_000,
    silentMs: settings.silentSeconds * 1_000,
    backoff: { minMs: settings.reconnectSecondsMin * 1_000, maxMs: settings.reconnectSecondsMax * 1_000 },
  };
}
