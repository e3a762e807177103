// Makes the gate of a server. Its code is loaded here, and not with the door: a game's modules need the API alone, and so do commands
// that only read their settings and tables.
import type { Gate, GateDependencies, GateOptions } from './gate.ts';

export async function openGate(dependencies: GateDependencies, options: GateOptions): Promise<Gate> {
  const { Gate } = await import('./gate.ts');
  return new Gate(dependencies, options);
}
