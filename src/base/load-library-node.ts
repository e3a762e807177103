// Libraries that few runs need: they are loaded when they are first used, which makes every other start quicker. At once, unlike
// `import()`, so that what uses them need not be asynchronous; loading again costs a look into a table.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** `loadLibrary<typeof import('yaml')>('yaml')`. The name is one of package.json's dependencies. */
export function loadLibrary<Library>(name: string): Library {
  return require(name) as Library;
}
