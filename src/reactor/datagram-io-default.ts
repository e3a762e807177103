// Chooses the `DatagramIo` of a program that names none, as `io-default.ts` does: the native body where it is
// available, else `node:dgram`.
import type { DatagramIo } from './datagram-io.ts';
import { createNativeDatagramIo } from './datagram-io-native.ts';
import { createNodeDatagramIo } from './datagram-io-node.ts';
import { loadAddon } from './engine-native.ts';
import type { DefaultIoOptions } from './io-default.ts';
import { ReactorError } from './reactor-error.ts';

/** Throws `ReactorError` when a body or poller was named and is not available. `load` is for tests. */
export function createDefaultDatagramIo(options: DefaultIoOptions, load = loadAddon): DatagramIo {
  const { counters, log, body = 'auto', poller = 'epoll' } = options;
  if (body === 'node') return createNodeDatagramIo({ counters });
  const loaded = load();
  if ('addon' in loaded) return createNativeDatagramIo({ addon: loaded.addon, counters, poller });
  const what = `The native I/O is not available (${loaded.missing})`;
  if (body === 'native') {
    throw new ReactorError('native-unavailable', `${what}. Build it, or leave the setting \`io\` at \`auto\`.`);
  }
  log.info(`${what}; node:dgram is used, which serves fewer datagrams`);
  return createNodeDatagramIo({ counters });
}
