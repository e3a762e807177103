// What only adapters may use, each with what the rest of the code uses in its place.

/** Globals, as `src/tidy/uses.ts` writes them; `console.*` stands for each member. */
export const BANNED_USES: Readonly<Record<string, string>> = {
  'Date.now': 'take a Clock and ask wallMs() or monotonicMs()',
  'new Date()': 'take a Clock and ask wallMs()',
  'performance.now': 'take a Clock and ask monotonicMs()',
  'process.hrtime': 'take a Clock and ask monotonicMs()',
  'Math.random': 'take a Random',
  'crypto.randomUUID': 'take a Random',
  'crypto.getRandomValues': 'take a Random',
  setTimeout: 'take a Clock and call after(), or set a Deadline on a timing wheel',
  setInterval: 'take a Clock and call every()',
  setImmediate: 'take a Clock and call after(0, …)',
  'process.env': 'take the value as an option; the command line reads the environment',
  'process.exit': 'throw or return; the command line ends the process',
  'process.kill': 'the command line deals with processes',
  'process.on': 'the command line deals with signals',
  'console.*': 'take a Logger',
  fetch: 'take an HTTP client as a parameter and put its body into an adapter',
};

/** Parts of Node. */
export const BANNED_MODULES: Readonly<Record<string, string>> = {
  'node:child_process': 'only adapters start processes',
  'node:cluster': 'only adapters start processes',
  'node:console': 'take a Logger',
  'node:dgram': 'take an Io',
  'node:dns': 'take an Io',
  'node:fs': 'take the text or bytes, or an interface whose body is an adapter',
  'node:fs/promises': 'take the text or bytes, or an interface whose body is an adapter',
  'node:http': 'take an HTTP client or server as a parameter',
  'node:http2': 'take an HTTP client or server as a parameter',
  'node:https': 'take an HTTP client or server as a parameter',
  'node:net': 'take an Io',
  'node:os': 'take the value as an option',
  'node:perf_hooks': 'take a Clock',
  'node:process': 'take the value as an option',
  'node:sqlite': 'take a Store',
  'node:timers': 'take a Clock',
  'node:timers/promises': 'take a Clock and use sleep()',
  'node:tls': 'take an Io',
  'node:worker_threads': 'only adapters start threads',
};

/** Names of `node:crypto` that draw random numbers; the rest of it only computes. */
export const BANNED_CRYPTO: readonly string[] = [
  'randomBytes',
  'randomFill',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'webcrypto',
];
