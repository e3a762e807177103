// Services by name or by file. The built-in ones are the examples: what a user reads is what runs.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../base/index.ts';
import { type Service, serviceFault } from './service.ts';
import { ServiceError } from './service-error.ts';

/** Where the built-in services are, by name. */
const BUILT_IN: Readonly<Record<string, URL>> = {
  echo: new URL('../../examples/echo.ts', import.meta.url),
  calc: new URL('../../examples/calc.ts', import.meta.url),
  'tcp-chat': new URL('../../examples/tcp-chat.ts', import.meta.url),
  'udp-echo': new URL('../../examples/udp-echo.ts', import.meta.url),
  'udp-chat': new URL('../../examples/udp-chat.ts', import.meta.url),
  'udp-command': new URL('../../examples/udp-command.ts', import.meta.url),
};

/** A service and where another thread or process finds it. */
export interface LoadedService {
  readonly service: Service;
  readonly module: string;
}

/**
 * Takes the name of a built-in service, or the path of a file whose default export is one. Rejects with `ServiceError`
 * (`service-unknown`, `service-unreadable`, `service-invalid`).
 */
export async function findService(nameOrPath: string): Promise<LoadedService> {
  const builtIn = Object.hasOwn(BUILT_IN, nameOrPath) ? BUILT_IN[nameOrPath] : undefined;
  if (builtIn !== undefined) return await loaded(builtIn.href);
  const path = resolve(nameOrPath);
  if (await isFile(path)) return await loaded(pathToFileURL(path).href);
  const names = Object.keys(BUILT_IN).join(', ');
  throw new ServiceError(
    'service-unknown',
    `There is neither a service nor a file named ${nameOrPath}. Built in are ${names}; a file is given by its path, ./mine.ts.`,
  );
}

/** The built-in services, in the order in which they are listed. */
export async function listServices(): Promise<readonly Service[]> {
  return await Promise.all(Object.values(BUILT_IN).map(async ({ href }) => await loadService(href)));
}

/** Loads the service of a module by its address. */
export async function loadService(module: string): Promise<Service> {
  let exported: { readonly default?: unknown };
  try {
    exported = (await import(module)) as { readonly default?: unknown };
  } catch (error) {
    throw new ServiceError('service-unreadable', `${module} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
  const fault = serviceFault(exported.default);
  if (fault === null) return exported.default as Service;
  throw new ServiceError('service-invalid', `${module}: export default defineService({ … }) is needed: ${fault}.`);
}

async function loaded(module: string): Promise<LoadedService> {
  return { service: await loadService(module), module };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
