// The echo servers, as commands: `jadegate serve echo` on its native and its node body, and `node:net`.
import { join } from 'node:path';
import process from 'node:process';
import { hasNative } from '../rig/io-of.ts';
import { type LineUp, serveCommand } from '../rig/line-up.ts';

const NET_SERVER = join(import.meta.dirname, 'net-server.ts');

/** `flags` are for the services. Prints a line and leaves the native body out where it is not available. */
export function echoLineUp(flags: readonly string[] = []): LineUp {
  return {
    ...(hasNative() ? { native: serveCommand('echo', ['--io', 'native', ...flags]) } : {}),
    node: serveCommand('echo', ['--io', 'node', ...flags]),
    net: [process.execPath, NET_SERVER],
  };
}
