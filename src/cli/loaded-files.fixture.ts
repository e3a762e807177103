// Given to `node --import`: writes the files that the process loaded to standard error when it ends, as one line of JSON.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import process from 'node:process';

const urls: string[] = [];
registerHooks({
  load(url, context, next) {
    urls.push(url);
    return next(url, context);
  },
});
process.on('exit', () => writeSync(2, `${JSON.stringify(urls)}\n`));
