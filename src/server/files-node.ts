// Files that the configuration names: text of any kind, and TLS keys. Every fault names the setting and the file.
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { messageOf, withoutByteOrderMark } from '../base/index.ts';
import type { TlsKeys } from '../reactor/index.ts';
import { ConfigError } from './control/index.ts';

/** The text of a file that the configuration names as `setting`. */
export async function readNamed(path: string, setting: string): Promise<string> {
  try {
    return withoutByteOrderMark(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError('unreadable', `${setting}: ${path} cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** The gate's certificate and key. Throws when the two cannot serve together, and names both settings. */
export async function readTlsKeys(files: {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}): Promise<TlsKeys> {
  const certificate = await readNamed(files.certificateFile, 'gate.tls.certificateFile');
  const privateKey = await readNamed(files.privateKeyFile, 'gate.tls.privateKeyFile');
  try {
    createSecureContext({ cert: certificate, key: privateKey });
  } catch (cause) {
    const named = `gate.tls.certificateFile ${files.certificateFile} and gate.tls.privateKeyFile ${files.privateKeyFile}`;
    const advice = 'the first holds a certificate and the second its key without a password, both as PEM';
    throw new ConfigError('unreadable', `${named} cannot serve together (${messageOf(cause)}): ${advice}`, { cause });
  }
  return { certificate, privateKey };
}
