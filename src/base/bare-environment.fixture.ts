// The environment of a program that a test or a benchmark starts. It leaves out the variables that npm, the machine and
// the test set, since some of them are settings; it keeps the path to programs and the path of the compile cache.
import process from 'node:process';

const { PATH, NODE_COMPILE_CACHE } = process.env;

export const BARE_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = {
  PATH,
  ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
};
