// `npm run lock`: adds to package-lock.json the optional packages of other platforms that the current registry does not
// have.
//
// A package with native parts names one optional package for each platform. With a registry that mirrors only some of
// them, npm leaves the others out of the lock, and then `npm ci` rejects the lock as incomplete, on every machine. The
// entries added here are what npm itself would have written, except for the checksum, which is unknown without the
// package.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Lock = { readonly packages: Record<string, LockEntry> };

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS: Readonly<Record<string, string>> = {
  arm: 'arm',
  armv7: 'arm',
  gnueabihf: 'arm',
  musleabihf: 'arm',
  eabi: 'arm',
};
const PROCESSORS_AS_NAMED = ['arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const path = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock;
const missing = Object.values(lock.packages).flatMap((entry) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !(`node_modules/${name}` in lock.packages))
    .map(([name, version]) => ({ name, version, isDev: entry.dev === true })),
);

for (const { name, version, isDev } of missing) {
  const { cpu, os } = platformOf(name);
  // In npm's own order, so that its next run changes nothing.
  const entry = { version: exact(name, version), cpu, ...(isDev ? { dev: true } : {}), optional: true, os };
  lock.packages[`node_modules/${name}`] = entry;
}
const packages = Object.fromEntries(Object.entries(lock.packages).sort(([left], [right]) => (left < right ? -1 : 1)));
writeFileSync(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} optional packages of other platforms added`);

function exact(name: string, version: string): string {
  if (/^\d+\.\d+\.\d+/.test(version)) return version;
  throw new Error(
    `${name} is required as "${version}", which is not an exact version: add it to package-lock.json by hand`,
  );
}

/** The system and processor in the name of the package. */
function platformOf(name: string): { readonly cpu: string[]; readonly os: string[] | undefined } {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words
    .map((word) => PROCESSORS[word] ?? word)
    .find((word) => word === 'arm' || PROCESSORS_AS_NAMED.includes(word));
  if (cpu === undefined)
    throw new Error(`the name ${name} contains no known platform: add it to package-lock.json by hand`);
  return { cpu: [cpu], os: os.length === 0 ? undefined : os };
}
