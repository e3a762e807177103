// The other end of the benchmark: a process that has the actor, and answers raw requests beside it. Its parent ends it.
import process from 'node:process';
import { connectRaw, joinGame } from './member.ts';

const [url = '', game = ''] = process.argv.slice(2);
const raw = await connectRaw(url);
if (raw === null) throw new Error(`no NATS at ${url}`);
raw.connection.subscribe(`${game}.raw`, { callback: (_error, message) => void message.respond(message.data) });
raw.connection.subscribe(`${game}.cpu`, {
  callback: (_error, message) => {
    const { user, system } = process.cpuUsage();
    message.respond(String(user + system));
  },
});
await raw.connection.flush();
await joinGame(url, game, 'peer');
process.stdout.write('ready\n');
