// `jadegate connect`: exchange messages with a server by hand, or by a script on standard input. Exits with 0; with 1
// when the server closed the connection or a line of a script was wrong; with 2 when connecting failed.
import process from 'node:process';
import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import { type Command, Option } from 'commander';
import { type Clock, Counters, silentLogger, systemClock } from '../base/index.ts';
import { type Client, connectClient, describeClosed } from '../client/index.ts';
import { DevNoticesC2s } from '../gate/gate.messages.ts';
import { createDefaultDatagramIo } from '../reactor/index.ts';
import { CODEC_LINE_CHARS_MAX, createRegistry, LAYOUTS, type Layout, type Registry } from '../wire/index.ts';
import { authorityOptions } from './authority-file.ts';
import { EXIT, runClients } from './client-run.ts';
import { ConnectAgain } from './connect-again.ts';
import { completeLine } from './connect-help.ts';
import { ConnectShell } from './connect-shell.ts';
import { loadGameWords } from './game-words.ts';
import { HeldLines } from './held-lines.ts';
import { inputLines } from './input-lines.ts';
import { numberFrom } from './number-argument.ts';
import { MESSAGES_FROM_CONFIG } from './settings-flags.ts';
import type { Terminal } from './terminal.ts';

const SERVER_ID_MAX = 999_999_999;
const LOOPBACK_URL = /^[a-z]+:\/\/(127\.|localhost[:/]|\[::1\])/i;
const PROMPT = 'jadegate> ';

export interface ConversationOptions {
  readonly client: Client;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly serverId: number;
  /** Connects anew after the server went away. Left out, the conversation ends with its connection. */
  readonly connect?: () => Promise<Client>;
}

/** Runs until the lines end, `quit` or the server closes for good; resolves to the exit code. */
export async function converse(terminal: Terminal, options: ConversationOptions): Promise<number> {
  const { clock, connect } = options;
  const lines = new HeldLines(terminal.lines);
  let { client } = options;
  let shell = new ConnectShell({ ...options, print: terminal.print });
  const tell = (what: string): void => shell.tell(what);
  const again = connect === undefined ? null : new ConnectAgain({ lines, clock, connect, tell });
  shell.tell(`connected to ${client.url}, layout ${client.layout}; type help for a list of commands`);
  for (;;) {
    client.onAny(() => again?.heard());
    await talk(lines, shell, client);
    if (shell.isOver || lines.isOver || client.isOpen) break;
    const next = (await again?.from(await client.closed)) ?? null;
    if (next === null) break;
    client = next;
    const { signIn } = shell;
    shell = new ConnectShell({ ...options, client, print: terminal.print, signIn });
    shell.tell(`connected again to ${client.url}${signIn === null ? '' : `: ${signIn}`}`);
    if (signIn !== null) await shell.line(signIn);
  }
  return await finish(terminal, shell, client);
}

/** While the connection lasts, so that a waiting prompt ends as soon as the connection does. */
async function talk(lines: HeldLines, shell: ConnectShell, client: Client): Promise<void> {
  while (client.isOpen && !shell.isOver) {
    const line = await lines.next(client.closed);
    if (line === null) return;
    if (typeof line === 'string') await shell.line(line);
    else shell.complain(line.fault);
  }
}

async function finish(terminal: Terminal, shell: ConnectShell, client: Client): Promise<number> {
  if (!terminal.isInteractive) await shell.drain();
  const closed = await client.close();
  terminal.close?.();
  shell.tell(describeClosed(closed));
  const isWrong = closed.reason !== 'closed-here' || (!terminal.isInteractive && shell.wrongCount > 0);
  return isWrong ? EXIT.failed : EXIT.ok;
}

interface ConnectFlags {
  readonly layout: Layout;
  readonly serverId: number;
  readonly authority?: string;
  readonly config?: string;
}

export function addConnectCommand(command: Command): void {
  command
    .argument(
      '<url>',
      'the server: tcp://, tls://, ws:// or wss://HOST:PORT; udp://HOST:PORT sends each line as a datagram',
    )
    .addOption(new Option('--layout <layout>', 'the message layout').choices(LAYOUTS).default('packed'))
    .option('--server-id <id>', 'the server id that login and enter use', numberFrom(0, SERVER_ID_MAX), 1)
    .option('--authority <file>', "for tls: certificates (PEM) to trust instead of the system's")
    .option('--config <file>', MESSAGES_FROM_CONFIG)
    .action(async (url: string, flags: ConnectFlags) => {
      process.exitCode = await runClients('connect', () => connect(url, flags));
      // A terminal that is still being read would keep the process alive.
      process.stdin.destroy();
    });
}

async function connect(url: string, flags: ConnectFlags): Promise<number> {
  if (/^udp:/i.test(url)) return await connectByDatagrams(url);
  const { messages, closeReasons } = await loadGameWords(flags);
  const registry = createRegistry(messages);
  const dialled = { url, layout: flags.layout, registry, closeReasons, ...authorityOptions(flags.authority) };
  const dial = async (): Promise<Client> => {
    const client = await connectClient(dialled);
    // Only a server on this machine can be one in development.
    if (LOOPBACK_URL.test(url)) client.send(DevNoticesC2s, {});
    return client;
  };
  const client = await dial();
  const terminal =
    process.stdin.isTTY && process.stdout.isTTY ? person((line) => completeLine(registry, line)) : script();
  const options = { client, registry, clock: systemClock, serverId: flags.serverId };
  // A script's lines belong to one connection.
  return await converse(terminal, terminal.isInteractive ? { ...options, connect: dial } : options);
}

/** Sends and prints text, one line a datagram, without messages, so the flags about messages have no effect. */
async function connectByDatagrams(url: string): Promise<number> {
  const { datagramTarget, talkByDatagrams } = await import('./datagram-talk.ts');
  const terminal = process.stdin.isTTY && process.stdout.isTTY ? person(() => []) : script();
  const io = createDefaultDatagramIo({ counters: new Counters(), log: silentLogger });
  try {
    const target = await datagramTarget(url);
    return await talkByDatagrams(terminal, { io, clock: systemClock, target, url });
  } finally {
    await io.stop();
  }
}

function script(): Terminal {
  return {
    lines: inputLines(process.stdin, CODEC_LINE_CHARS_MAX),
    print: (line) => process.stdout.write(`${line}\n`),
    isInteractive: false,
  };
}

/** A prompt at the bottom of the terminal; messages are printed above it. */
function person(complete: (line: string) => string[]): Terminal {
  const output = process.stdout;
  const reader = createInterface({
    input: process.stdin,
    output,
    prompt: PROMPT,
    completer: (line: string): [string[], string] => [complete(line), line],
  });
  // Ctrl-C ends the lines.
  reader.on('SIGINT', () => reader.close());
  let isClosed = false;
  reader.on('close', () => {
    isClosed = true;
    output.write('\n');
  });
  const lines = async function* (): AsyncGenerator<string> {
    reader.prompt();
    for await (const line of reader) {
      yield line;
      reader.prompt();
    }
  };
  const print = (line: string): void => {
    if (isClosed) {
      output.write(`${line}\n`);
      return;
    }
    moveCursor(output, 0, -reader.getCursorPos().rows);
    cursorTo(output, 0);
    clearScreenDown(output);
    output.write(`${line}\n`);
    reader.prompt(true);
  };
  return { lines: lines(), print, isInteractive: true, close: () => reader.close() };
}
