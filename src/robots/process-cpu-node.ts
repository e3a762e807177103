// The processor time of this process, as the generator's meter asks for it.
import process from 'node:process';

export function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
