// Puts the providers together that ask other programs, `platform` and `jwt`: their settings, the HTTP client with the certificates that
// it trusts, and what bounds it. This file is loaded when one is configured, and the library of tokens only with `jwt`.
import { readFile } from 'node:fs/promises';
import { type Clock, type Counters, type Logger, messageOf, type Random } from '../../base/index.ts';
import { createNodeSender, Upstream } from '../../upstream/index.ts';
import type { AuthSettings } from './login.settings.ts';
import type { JwtSettings } from './providers/jwt.settings.ts';
import type { JwtProvider } from './providers/jwt-provider.ts';
import { QUESTION_MS, TRIES_MAX } from './providers/limits.ts';
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

/** Each is null when it is not configured. */
export interface AskingProviders {
  readonly platform: PlatformProvider | null;
  readonly jwt: JwtProvider | null;
}

/** Throws `ProviderConfigError` when one could not work. */
export async function openAskingProviders(
  { platform, jwt }: Pick<AuthSettings, 'platform' | 'jwt'>,
  parts: AskingParts,
): Promise<AskingProviders> {
  return {
    platform: platform === undefined ? null : await openPlatform(platform, parts),
    jwt: jwt === undefined ? null : await openJwt(jwt, parts),
  };
}

async function openPlatform(settings: PlatformSettings, parts: AskingParts): Promise<PlatformProvider> {
  const { url, appId, pf, keys, realm, seconds, atOnceMax, waitingMax, triesMax, answerKilobytesMax } = settings;
  checkTime('auth.platform.seconds', seconds, parts.signInMs);
  const authority = await authorityOf('auth.platform.authorityFile', settings.authorityFile);
  const sender = await createNodeSender({ connectionsMax: atOnceMax, ...authority });
  const words = { name: 'platform', address: url, advice: 'Look at auth.platform and at the state of the platform.' };
  const upstream = new Upstream({ ...parts, sender }, { ...words, atOnceMax, waitingMax, triesMax });
  const options = { url, appId, pf, keys, realm, timeMs: seconds * 1_000, answerBytesMax: answerKilobytesMax * 1_024 };
  return new PlatformProvider({ ...parts, upstream }, options);
}

async function openJwt(settings: JwtSettings, parts: AskingParts): Promise<JwtProvider> {
  const { url = null, keys, cacheSeconds, keptSeconds, refreshSeconds, answerKilobytesMax } = settings;
  const isPrivate = keys.some((key) => 'd' in key);
  if (isPrivate) {
    const advice = 'give this server the public key only (without `d`), and replace the key, which may have been read';
    throw new ProviderConfigError('jwt-key', `auth.jwt.keys: a key is private: ${advice}`);
  }
  const upstream = url === null ? null : await openKeySource(url, settings, parts);
  const { JwtKeys } = await import('./providers/jwt-keys.ts');
  const held = new JwtKeys(
    { ...parts, upstream },
    {
      url,
      keys,
      cacheMs: cacheSeconds * 1_000,
      keptMs: keptSeconds * 1_000,
      refreshMs: refreshSeconds * 1_000,
      // A sign-in may wait for two fetches.
      fetchMs: Math.min(QUESTION_MS, parts.signInMs / 3),
      answerBytesMax: answerKilobytesMax * 1_024,
    },
  );
  const { JwtProvider } = await import('./providers/jwt-provider.ts');
  return new JwtProvider({ ...parts, keys: held }, settings);
}

async function openKeySource(url: string, settings: JwtSettings, parts: AskingParts): Promise<Upstream> {
  const authority = await authorityOf('auth.jwt.authorityFile', settings.authorityFile);
  const sender = await createNodeSender({ connectionsMax: 1, ...authority });
  const advice = 'Look at auth.jwt.url; the keys that are known serve for auth.jwt.keptSeconds.';
  const limits = { atOnceMax: 1, waitingMax: 1, triesMax: TRIES_MAX };
  return new Upstream({ ...parts, sender }, { name: 'jwt_keys', address: url, advice, ...limits });
}

/** A check that outlasts the gate's patience would never answer a player. */
function checkTime(setting: string, seconds: number, signInMs: number): void {
  if (seconds * 1_000 < signInMs) return;
  const bound = `gate.deadlineSeconds.authing (${signInMs / 1_000})`;
  throw new ProviderConfigError(
    'platform-time',
    `${setting}: ${seconds} is not below ${bound}, after which the player is closed: lower the first or raise the second`,
  );
}

async function authorityOf(setting: string, path: string | undefined): Promise<{ readonly authority?: string }> {
  if (path === undefined) return {};
  let authority: string;
  try {
    authority = await readFile(path, 'utf8');
  } catch (error) {
    const message = `${setting}: ${path} cannot be read (${messageOf(error)})`;
    throw new ProviderConfigError('platform-authority', message, { cause: error });
  }
  if (authority.includes('-----BEGIN CERTIFICATE-----')) return { authority };
  throw new ProviderConfigError('platform-authority', `${setting}: ${path} holds no certificate as PEM`);
}
