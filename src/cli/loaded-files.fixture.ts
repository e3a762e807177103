// For `node --import`: at its end, the process writes the files that it loaded to standard error, as one line of JSON.
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
