// Puts the provider `platform` together: its settings, the HTTP client with the certificates that it trusts, and what bounds it.
import { readFile } from 'node:fs/promises';
import { type Clock, type Counters, type Logger, messageOf, type Random } from '../../base/index.ts';
import { createNodeSender, Upstream } from '../../upstream/index.ts';
import type { PlatformSettings } from './providers/platform.settings.ts';
import { PlatformProvider } from './providers/platform-provider.ts';
import { ProviderConfigError } from './providers/provider-config-error.ts';

/** What asking a service stands on. */
export interface AskingParts {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly random: Random;
  /** How long the gate waits for a sign-in. Milliseconds. */
  readonly signInMs: number;
}

/** Null when it is not configured. Throws `ProviderConfigError` when it could not work. */
export async function openPlatform(
  settings: PlatformSettings | undefined,
  parts: AskingParts,
): Promise<PlatformProvider | null> {
  if (settings === undefined) return null;
  const { url, appId, keys, realm, seconds, atOnceMax, waitingMax, triesMax, answerKilobytesMax } = settings;
  checkTime('auth.platform.seconds', seconds, parts.signInMs);
  const sender = createNodeSender({
    connectionsMax: atOnceMax,
    ...(await authorityOf('auth.platform.authorityFile', settings.authorityFile)),
  });
  const words = { name: 'platform', address: url, advice: 'Look at auth.platform and at the state of the platform.' };
  const upstream = new Upstream({ ...parts, sender }, { ...words, atOnceMax, waitingMax, triesMax });
  const options = { url, appId, keys, realm, timeMs: seconds * 1_000, answerBytesMax: answerKilobytesMax * 1_024 };
  return new PlatformProvider({ ...parts, upstream }, options);
}

/** A check that outlasts the gate's patience would never answer a player. */
export function checkTime(setting: string, seconds: number, signInMs: number): void {
  if (seconds * 1_000 < signInMs) return;
  const bound = `gate.deadlineSeconds.authing (${signInMs / 1_000})`;
  throw new ProviderConfigError(
    'platform-time',
    `${setting}: ${seconds} is not below ${bound}, after which the player is closed: lower the first or raise the second`,
  );
}

export async function authorityOf(setting: string, path: string | undefined): Promise<{ readonly authority?: string }> {
  if (path === undefined) return {};
  try {
    const authority = await readFile(path, 'utf8');
    if (authority.includes('-----BEGIN CERTIFICATE-----')) return { authority };
  } catch (error) {
    throw new ProviderConfigError('platform-authority', `${setting}: ${path} cannot be read (${messageOf(error)})`, {
      cause: error,
    });
  }
  throw new ProviderConfigError('platform-authority', `${setting}: ${path} holds no certificate as PEM`);
}
