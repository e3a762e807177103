// What of the gate's port changes while it is open: its certificates and its limits.
import type { Gate } from '../gate/index.ts';
import type { Runtime } from '../process/index.ts';
import type { Listener } from '../reactor/index.ts';
import { admissionOptions, changeLimits, LIMIT_SETTINGS } from './gate-listen.ts';
import type { ReloadStep } from './reload.ts';
import type { Config } from './settings/index.ts';
import type { TlsFiles } from './tls-files-node.ts';

/** The certificates of the gate's port; null without TLS. */
export async function openTls({ gate }: Config, { clock, log, opened }: Runtime): Promise<TlsFiles | null> {
  if (gate.tls === undefined) return null;
  const { EXPIRY_CHECK_MS, TlsFiles } = await import('./tls-files-node.ts');
  const tls = await TlsFiles.open(gate.tls, { clock, log });
  opened.defer(clock.every(EXPIRY_CHECK_MS, () => tls.checkExpiry()));
  return tls;
}

/** What of the gate's port changes by a reload. */
export function gateSteps(parts: {
  readonly config: Config;
  readonly gate: Gate;
  readonly listener: Listener;
  readonly tls: TlsFiles | null;
  readonly runtime: Runtime;
}): readonly ReloadStep[] {
  const { gate, listener, tls, runtime } = parts;
  let before = parts.config;
  const limits: ReloadStep = {
    settings: LIMIT_SETTINGS,
    run: (config) => {
      const lines = changeLimits(listener, { before, config }, runtime);
      before = config;
      return lines;
    },
  };
  let admissionBefore = parts.config.gate.admission;
  const admission: ReloadStep = {
    settings: ['gate.admission'],
    run: (config) => {
      const { admission: now } = config.gate;
      const isChanged = JSON.stringify(now) !== JSON.stringify(admissionBefore);
      admissionBefore = now;
      if (isChanged) gate.admissions.change(admissionOptions(config));
      return isChanged ? ['gate.admission has changed'] : [];
    },
  };
  // Without TLS at the start the port speaks TCP: to switch TLS on or off needs a restart.
  if (tls === null) return [limits, admission];
  const certificates: ReloadStep = {
    settings: ['gate.tls'],
    run: ({ gate: { tls: files } }) =>
      files === undefined ? ['gate.tls was taken out: TLS ends with a restart'] : tls.reload(files),
  };
  return [limits, admission, certificates];
}
