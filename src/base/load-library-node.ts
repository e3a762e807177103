// Loads a library on first use, for libraries that few runs need; all other starts are quicker. It is synchronous,
// unlike `import()`, so callers need not be async. Later calls cost one look-up in a table.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Example: `loadLibrary<typeof import('yaml')>('yaml')`. The name is a dependency in package.json. */
export function loadLibrary<Library>(name: string): Library {
  return require(name) as Library;
}
