// The certificates of the gate's port, from files that are read again while the server runs. New files must fit together before they
// take the place of the old ones: a fault names the setting and the file, and the old ones stay. The log warns before one expires.
import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { type Clock, type Logger, messageOf } from '../base/index.ts';
import { RenewableKeys, type TlsPair } from '../reactor/index.ts';
import { ConfigError } from './control/index.ts';
import { checkTlsPair, readNamed } from './files-node.ts';
import type { Config } from './settings/index.ts';

type TlsSettings = NonNullable<Config['gate']['tls']>;

/** What an operator sees of one certificate. */
export interface CertificateStatus {
  readonly file: string;
  /** The names that it serves; of one without any, its subject. */
  readonly names: string;
  /** ISO 8601. */
  readonly expires: string;
  /** Whole days until then; below 0 when it has expired. */
  readonly days: number;
}

interface Certificate {
  readonly file: string;
  readonly names: string;
  readonly fingerprint: string;
  readonly expiresMs: number;
  /** The fewest days that were warned of. */
  warnedDays: number;
}

interface Loaded {
  readonly pairs: readonly TlsPair[];
  readonly certificates: readonly Certificate[];
}

/** Days before a certificate expires at which the log warns. */
const WARNING_DAYS = [30, 14, 7, 1, 0] as const;
const DAY_MS = 86_400_000;
/** How often expiry is looked at. Milliseconds. */
export const EXPIRY_CHECK_MS = 3_600_000;
/** Others may not read a key, and only its owner may write it; a group may read it, as some systems have one for keys. */
const OPEN_MODES = 0o027;

export class TlsFiles {
  readonly keys: RenewableKeys;
  readonly #clock: Clock;
  readonly #log: Logger;
  #certificates: readonly Certificate[];

  private constructor(parts: { readonly clock: Clock; readonly log: Logger }, loaded: Loaded) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.keys = new RenewableKeys(keysOf(loaded));
    this.#certificates = loaded.certificates;
    this.checkExpiry();
  }

  /** Throws `ConfigError` when a file cannot be used. */
  static async open(settings: TlsSettings, parts: { readonly clock: Clock; readonly log: Logger }): Promise<TlsFiles> {
    return new TlsFiles(parts, await load(settings, parts.log));
  }

  /** Reads the files again. Lines that say what changed; throws `ConfigError` and keeps the old ones when a file cannot be used. */
  async reload(settings: TlsSettings): Promise<readonly string[]> {
    const loaded = await load(settings, this.#log);
    const nowMs = this.#clock.wallMs();
    const before = new Set(this.#certificates.map(({ fingerprint }) => fingerprint));
    const fresh = loaded.certificates.filter(({ fingerprint }) => !before.has(fingerprint));
    const expired = fresh.find(({ expiresMs }) => expiresMs <= nowMs);
    if (expired !== undefined) {
      const advice = 'put one there that is valid, and reload again';
      throw new ConfigError(
        'refused',
        `gate.tls: ${expired.file} has expired on ${dayOf(expired.expiresMs)}: ${advice}`,
      );
    }
    if (isSameOrder(loaded.certificates, this.#certificates)) return ['gate.tls: the certificates are as they were'];
    this.keys.renew(keysOf(loaded));
    this.#certificates = loaded.certificates;
    this.checkExpiry();
    return [
      ...fresh.map(
        ({ file, names, expiresMs }) => `gate.tls: ${file} serves new connections: ${names}, until ${dayOf(expiresMs)}`,
      ),
      ...(fresh.length === 0 ? ['gate.tls: the same certificates serve other names, or fewer of them serve'] : []),
    ];
  }

  status(): readonly CertificateStatus[] {
    return this.#certificates.map(({ file, names, expiresMs }) => {
      return { file, names, expires: new Date(expiresMs).toISOString(), days: this.#daysTo(expiresMs) };
    });
  }

  /** Warns of each certificate once at each number of days. */
  checkExpiry(): void {
    for (const certificate of this.#certificates) {
      const { file, names, expiresMs, warnedDays } = certificate;
      const days = this.#daysTo(expiresMs);
      const reached = WARNING_DAYS.filter((limit) => days < limit).at(-1);
      if (reached === undefined || reached >= warnedDays) continue;
      certificate.warnedDays = reached;
      const fields = { file, names, expires: new Date(expiresMs).toISOString() };
      const advice = 'put a new one in its place, then: jadegate reload';
      if (days < 0)
        this.#log.error(`a certificate of the gate has expired, so clients refuse to connect: ${advice}`, fields);
      else
        this.#log.warn(
          `a certificate of the gate expires ${days === 0 ? 'within a day' : `in ${days} days`}: ${advice}`,
          fields,
        );
    }
  }

  #daysTo(ms: number): number {
    return Math.floor((ms - this.#clock.wallMs()) / DAY_MS);
  }
}

async function load({ certificateFile, privateKeyFile, more }: TlsSettings, log: Logger): Promise<Loaded> {
  const places = [
    { certificateFile, privateKeyFile, setting: 'gate.tls' },
    ...more.map((files, index) => ({ ...files, setting: `gate.tls.more[${index}]` })),
  ];
  const pairs: TlsPair[] = [];
  const certificates: Certificate[] = [];
  for (const { setting, ...files } of places) {
    const certificate = await readNamed(files.certificateFile, `${setting}.certificateFile`);
    const privateKey = await readNamed(files.privateKeyFile, `${setting}.privateKeyFile`);
    const pair = { certificate, privateKey };
    checkTlsPair(pair, { setting, ...files });
    warnOfMode(files.privateKeyFile, `${setting}.privateKeyFile`, log);
    pairs.push(pair);
    const { subject, subjectAltName, fingerprint256, validToDate } = new X509Certificate(certificate);
    certificates.push({
      file: files.certificateFile,
      names: (subjectAltName ?? subject).replaceAll('\n', ', '),
      fingerprint: fingerprint256,
      expiresMs: validToDate.getTime(),
      warnedDays: Number.POSITIVE_INFINITY,
    });
  }
  return { pairs, certificates };
}

function keysOf({ pairs: [first, ...more] }: Loaded): RenewableKeys['keys'] {
  if (first === undefined) throw new ConfigError('invalid', 'gate.tls: a certificate is needed');
  return { ...first, more };
}

/** A key that everybody can read is no secret. The server runs all the same: some systems mount keys so. */
function warnOfMode(path: string, setting: string, log: Logger): void {
  try {
    const mode = statSync(path).mode & 0o777;
    if ((mode & OPEN_MODES) === 0) return;
    const octal = mode.toString(8).padStart(4, '0');
    log.warn(`${setting}: other users of this machine can read or change the key: chmod 600 ${path}`, { mode: octal });
  } catch (error) {
    log.warn(`${setting}: the mode of ${path} cannot be read (${messageOf(error)})`);
  }
}

function isSameOrder(one: readonly Certificate[], other: readonly Certificate[]): boolean {
  return one.length === other.length && one.every(({ fingerprint }, at) => fingerprint === other[at]?.fingerprint);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
