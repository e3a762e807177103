// For `node --import`: at its end, each thread writes the files that it loaded to standard error, as one line of JSON. A flag that it
// gave V8 stands between them as `v8:--flag`.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import process from 'node:process';
import v8 from 'node:v8';

const urls: string[] = [];
registerHooks({
  load(url, context, next) {
    urls.push(url);
    return next(url, context);
  },
});
const { setFlagsFromString } = v8;
v8.setFlagsFromString = (flags) => {
  urls.push(`v8:${flags}`);
  setFlagsFromString(flags);
  process.stdout.write(`v8:${flags}\n`);
};
process.on('exit', () => writeSync(2, `${JSON.stringify(urls)}\n`));
