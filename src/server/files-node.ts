// Files that the configuration names: text of any kind, and TLS keys. Every fault names the setting and the file.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { messageOf, withoutByteOrderMark } from '../base/index.ts';
import type { TlsPair } from '../reactor/index.ts';
import { ConfigError } from './control/index.ts';

/** The text of a file that the configuration names as `setting`. */
export async function readNamed(path: string, setting: string): Promise<string> {
  try {
    return withoutByteOrderMark(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError('unreadable', `${setting}: ${path} cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** Throws when a certificate and a key cannot serve together, and names the settings and files of both. */
export function checkTlsPair(
  { certificate, privateKey }: TlsPair,
  files: { readonly setting: string; readonly certificateFile: string; readonly privateKeyFile: string },
): void {
  try {
    // An empty text is no certificate, but a context of TLS takes it for none given.
    new X509Certificate(certificate);
    createSecureContext({ cert: certificate, key: privateKey });
  } catch (cause) {
    const { setting, certificateFile, privateKeyFile } = files;
    const named = `${setting}.certificateFile ${certificateFile} and ${setting}.privateKeyFile ${privateKeyFile}`;
    const advice = 'the first holds a certificate and the second its key without a password, both as PEM';
    throw new ConfigError('unreadable', `${named} cannot serve together (${messageOf(cause)}): ${advice}`, { cause });
  }
}
