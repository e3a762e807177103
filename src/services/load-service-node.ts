// Services by name or by file. The built-in ones are the examples: users run the code that they read.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../base/index.ts';
import { type Service, serviceFault } from './service.ts';
import { ServiceError } from './service-error.ts';

/** The modules of the built-in services, by name. */
const BUILT_IN: Readonly<Record<string, URL>> = {
  echo: new URL('../../examples/echo.ts', import.meta.url),
  calc: new URL('../../examples/calc.ts', import.meta.url),
  'tcp-chat': new URL('../../examples/tcp-chat.ts', import.meta.url),
  'udp-echo': new URL('../../examples/udp-echo.ts', import.meta.url),
  'udp-chat': new URL('../../examples/udp-chat.ts', import.meta.url),
  'udp-command': new URL('../../examples/udp-command.ts', import.meta.url),
};

/** A service, and its module for another thread or process. */
export interface LoadedService {
  readonly service: Service;
  readonly module: string;
}

/**
 * Finds a built-in service by name, or loads a file whose default export is a service. Rejects with `ServiceError`
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
    `There is no service and no file named ${nameOrPath}. Built-in services: ${names}. Write a file as a path: ./mine.ts.`,
  );
}

/** The built-in services, in display order. */
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
  throw new ServiceError('service-invalid', `${module} must have export default defineService({ … }): ${fault}.`);
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
