import { conformDatagramIo } from './datagram-io.conformance.ts';
import { createNodeDatagramIo } from './datagram-io-node.ts';
import { machineOf } from './datagram-recorder.fixture.ts';
import { untilTurns } from './turns.fixture.ts';

const open = (): ReturnType<typeof machineOf> => machineOf((counters) => createNodeDatagramIo({ counters }));
const common = { isOrdered: true, until: untilTurns, open: () => ({ server: open(), client: open() }) };

conformDatagramIo({
  ...common,
  name: 'node',
  serverHost: '127.0.0.1',
  clientHost: '127.0.0.1',
  foreignHost: '192.0.2.1',
});
conformDatagramIo({ ...common, name: 'node, IPv6', serverHost: '::1', clientHost: '::1', foreignHost: '2001:db8::1' });
