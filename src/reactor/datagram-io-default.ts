// Chooses the `DatagramIo` of a program that names none, as `io-default.ts` does: the native body where it is
// available, else `node:dgram`.
import type { DatagramIo } from './datagram-io.ts';
import { createNativeDatagramIo } from './datagram-io-native.ts';
import { createNodeDatagramIo } from './datagram-io-node.ts';
import { loadAddon } from './engine-native.ts';
import { chooseAddon, type DefaultIoOptions } from './io-default.ts';

/** Throws `ReactorError` when a body or poller was named and is not available. `load` is for tests. */
export function createDefaultDatagramIo(options: DefaultIoOptions, load = loadAddon): DatagramIo {
  const { counters, poller = 'epoll' } = options;
  const addon = chooseAddon(options, 'node:dgram is used, which serves fewer datagrams', load);
  return addon === null ? createNodeDatagramIo({ counters }) : createNativeDatagramIo({ addon, counters, poller });
}
