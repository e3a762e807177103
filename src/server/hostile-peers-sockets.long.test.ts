// The cases of `hostile-peers.test.ts` over the sockets of this machine, on both bodies.
import { runOverBodies } from './beside-player.fixture.ts';

runOverBodies(['native', 'node']);
await import('./hostile-peers.test.ts');
