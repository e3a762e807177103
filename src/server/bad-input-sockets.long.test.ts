// The cases of `bad-input.test.ts` over the sockets of this machine, on both bodies.
import { runOverBodies } from './beside-player.fixture.ts';

runOverBodies(['native', 'node']);
await import('./bad-input.test.ts');
