// The environment of a program that a test or a benchmark starts: none of ours, which npm, the machine and the test have filled with
// settings; only where programs are, and where what was compiled is kept.
import process from 'node:process';

const { PATH, NODE_COMPILE_CACHE } = process.env;

export const BARE_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = {
  PATH,
  ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
};
