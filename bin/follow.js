// What stays of a server when another process has taken over from it, for whoever waits for this process: a shell, npx, a container.
// It passes signals on to the new server, and ends with it. Plain JavaScript without imports of the project: it is small.
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** How often it is looked at whether the server runs. */
const CHECK_MS = 250;
const pid = Number(process.argv[2]);

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2']) {
  process.on(signal, () => {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended: the next look notices.
    }
  });
}

setInterval(() => {
  const code = endOf(pid);
  if (code !== null) process.exit(code);
}, CHECK_MS);

/** The exit code of a child that has ended, 1 after a signal; null while it runs. */
function endOf(child) {
  let fields;
  try {
    // Behind the name, which may contain anything: the state, and as the last field the exit status.
    const text = readFileSync(`/proc/${child}/stat`, 'utf8');
    fields = text
      .slice(text.lastIndexOf(')') + 2)
      .trim()
      .split(' ');
  } catch {
    return 1;
  }
  if (fields[0] !== 'Z' && fields[0] !== 'X') return null;
  const status = Number(fields.at(-1));
  return (status & 0x7f) === 0 ? (status >> 8) & 0xff : 1;
}
