// The log of a test server: errors alone, as a person reads them, on standard error.
import process from 'node:process';
import { type LogFields, type Logger, silentLogger } from './base/index.ts';

export function printErrors(): Logger {
  const error = (message: string, { stack, ...fields }: LogFields = {}): void => {
    const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
    const words = shown.map(([name, value]) => `${name} ${String(value)}`).join(', ');
    process.stderr.write(
      `${message}${words === '' ? '' : ` (${words})`}\n${stack === undefined ? '' : `${String(stack)}\n`}`,
    );
  };
  const logger: Logger = { ...silentLogger, error, child: () => logger };
  return logger;
}
