// The `DatagramIo` of a program that asks for none in particular, chosen as `io-default.ts` chooses: the native body where there is
// one, else `node:dgram`.
import type { DatagramIo } from './datagram-io.ts';
import { createNativeDatagramIo } from './datagram-io-native.ts';
import { createNodeDatagramIo } from './datagram-io-node.ts';
import { loadAddon } from './engine-native.ts';
import type { DefaultIoOptions } from './io-default.ts';
import { ReactorError } from './reactor-error.ts';

/** Throws `ReactorError` when a body or poller was asked for by name and is not to be had. `load` is for tests. */
export function createDefaultDatagramIo(options: DefaultIoOptions, load = loadAddon): DatagramIo {
  const { counters, log, body = 'auto', poller = 'epoll' } = options;
  if (body === 'node') return createNodeDatagramIo({ counters });
  const loaded = load();
  if ('addon' in loaded) return createNativeDatagramIo({ addon: loaded.addon, counters, poller });
  const what = `The native I/O is not here (${loaded.missing})`;
  if (body === 'native') {
    throw new ReactorError('native-unavailable', `${what}. Build it, or leave the setting \`io\` at \`auto\`.`);
  }
  log.info(`${what}; node:dgram is used, which serves fewer datagrams`);
  return createNodeDatagramIo({ counters });
}
