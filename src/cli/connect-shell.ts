// The conversation of `jadegate connect`, line by line: typed lines go to the server, the server's messages are
// printed. It does not depend on a terminal: lines may come from and go to anywhere.
//
//   > sent    < received    * event    ! a wrong line (the conversation continues)
import { type Clock, CodedError, fromHex, messageOf, sleep, toHex } from '../base/index.ts';
import { type Client, createCredentials, enterWorld, type Received } from '../client/index.ts';
import { DevNoticeS2c } from '../gate/gate.messages.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { describeMalformed, fromJson, type MessageType, type Registry, toJson } from '../wire/index.ts';
import { describeMessage, findMessage, helpText } from './connect-help.ts';
import { refusalWordsOf, withRefusalWords } from './refusal-words.ts';
import { showable } from './showable.ts';

/** After the last line of a script: the silence that ends it, and the longest time to wait for that silence. */
const QUIET_MS = 300;
const DRAIN_MS_MAX = 3_000;
const DRAIN_STEP_MS = 50;
/** Default and longest time of `wait`. */
const WAIT_SECONDS = 10;
const WAIT_SECONDS_MAX = 3_600;
const LINE_MAX = 0x7fff_ffff;

/** A line that cannot be carried out, with the reason. */
class LineError extends CodedError<'line-wrong'> {}

export interface ShellOptions {
  readonly client: Client;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly serverId: number;
  /** Prints one line, given without its line end. */
  readonly print: (line: string) => void;
  /** The line that signed in on an earlier connection. */
  readonly signIn?: string | null;
}

export class ConnectShell {
  readonly #options: ShellOptions;
  readonly #commands: Readonly<Record<string, (rest: string) => void | Promise<void>>> = {
    help: (rest) => this.#help(rest),
    login: (rest) => this.#login(rest),
    enter: (rest) => this.#enter(rest),
    wait: (rest) => this.#wait(rest),
    hex: (rest) => this.#hex(rest),
    quit: () => {
      this.#isOver = true;
    },
  };
  #isOver = false;
  #wrongCount = 0;
  #isLayoutHinted = false;
  #signIn: string | null;
  #heardMs: number;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#signIn = options.signIn ?? null;
    this.#heardMs = options.clock.monotonicMs();
    options.client.onAny((received) => this.#received(received));
    options.client.onUnreadable((fault, packet) => {
      this.#heard();
      this.#print(`< ${toHex(packet)} (unreadable: ${describeMalformed(fault)})`);
      if (fault.rule !== 'unknown-message') this.#hintLayout();
    });
  }

  /** A known message with another content: most likely the two ends have different layouts. */
  #hintLayout(): void {
    if (this.#isLayoutHinted) return;
    this.#isLayoutHinted = true;
    this.#print("* is the server's gate.layout another than this client's --layout?");
  }

  /** `quit` was typed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The last line that signed in, for the next connection. */
  get signIn(): string | null {
    return this.#signIn;
  }

  /** Lines that could not be carried out. */
  get wrongCount(): number {
    return this.#wrongCount;
  }

  /** Carries out one line; resolves when it is done. Never rejects because of typed text or a server's answer. */
  async line(text: string): Promise<void> {
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
    if (word === '') return;
    try {
      const command = Object.hasOwn(this.#commands, word) ? this.#commands[word] : undefined;
      if (command === undefined) this.#message(word, rest);
      else await command(rest);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      this.complain(withRefusalWords(error.message));
    }
  }

  complain(what: string): void {
    this.#wrongCount++;
    this.#print(`! ${what}`);
  }

  /** Prints an event. */
  tell(what: string): void {
    this.#print(`* ${what}`);
  }

  /** Waits until the server falls silent, within a bound. */
  async drain(): Promise<void> {
    const { client, clock } = this.#options;
    const endMs = clock.monotonicMs() + DRAIN_MS_MAX;
    this.#heard();
    while (client.isOpen && clock.monotonicMs() < endMs && clock.monotonicMs() - this.#heardMs < QUIET_MS) {
      await sleep(clock, DRAIN_STEP_MS);
    }
  }

  #message(name: string, rest: string): void {
    const found = findMessage(this.#options.registry, name);
    if ('complaint' in found) throw new LineError('line-wrong', found.complaint);
    let json: unknown = {};
    try {
      if (rest !== '') json = JSON.parse(rest);
    } catch (error) {
      throw new LineError('line-wrong', `${name}: the fields are not JSON: ${messageOf(error)}`);
    }
    const parsed = fromJson(found.type, json, { missing: 'default' });
    if (parsed.kind === 'fault') throw new LineError('line-wrong', `${parsed.field}: ${parsed.rule}`);
    this.#send(found.type, parsed.value);
    if (found.type === (UserAuthC2s as MessageType)) this.#signIn = `${name} ${rest}`;
  }

  #help(rest: string): void {
    if (rest === '') {
      for (const line of helpText(this.#options.registry)) this.#print(line);
      return;
    }
    const found = findMessage(this.#options.registry, rest);
    if ('complaint' in found) throw new LineError('line-wrong', found.complaint);
    for (const line of describeMessage(found.type)) this.#print(line);
  }

  #login(account: string): void {
    if (account === '') throw new LineError('line-wrong', 'login: the account is missing: login ACCOUNT');
    this.#send(UserAuthC2s, this.#credentials(account));
    this.#signIn = `login ${account}`;
  }

  async #enter(rest: string): Promise<void> {
    const [account = '', line = '0'] = rest.split(/\s+/);
    if (account === '') throw new LineError('line-wrong', 'enter: the account is missing: enter ACCOUNT [LINE]');
    const lineWish = wholeNumber(line, LINE_MAX);
    if (lineWish === null) throw new LineError('line-wrong', `enter: ${JSON.stringify(line)} is not a line number`);
    const entered = await enterWorld(this.#options.client, { credentials: this.#credentials(account), lineWish });
    this.#signIn = `enter ${rest}`;
    const { roleId, roleName, isNewRole, mapId, lineId, x, y } = entered;
    const who = `${isNewRole ? 'new role' : 'role'} ${roleId} (${roleName})`;
    this.tell(`in the world: ${who} on map ${mapId}, line ${lineId}, at ${x},${y}`);
  }

  async #wait(rest: string): Promise<void> {
    const [name = '', time = String(WAIT_SECONDS)] = rest.split(/\s+/);
    const seconds = wholeNumber(time, WAIT_SECONDS_MAX);
    if (name === '') throw new LineError('line-wrong', 'wait: the message is missing: wait NAME [SECONDS]');
    if (seconds === null || seconds === 0) {
      throw new LineError(
        'line-wrong',
        `wait: ${JSON.stringify(time)} is not a whole number of seconds from 1 to ${WAIT_SECONDS_MAX}`,
      );
    }
    const found = findMessage(this.#options.registry, name);
    if ('complaint' in found) throw new LineError('line-wrong', found.complaint);
    await this.#options.client.next(found.type, { timeoutMs: seconds * 1000 });
  }

  #hex(rest: string): void {
    const digits = rest.replaceAll(/\s/g, '');
    const packet = fromHex(digits);
    if (packet === null || digits === '')
      throw new LineError('line-wrong', 'hex: give an even number of hexadecimal digits');
    if (this.#options.client.sendPacket(packet)) this.#print(`> ${toHex(packet)}`);
    else throw new LineError('line-wrong', 'not sent: the connection has ended');
  }

  #send<M>(type: MessageType<M>, value: M): void {
    if (this.#options.client.send(type, value)) this.#print(`> ${shown(type, value)}`);
    else throw new LineError('line-wrong', `${type.name}: not sent: the connection has ended`);
  }

  #received({ type, value }: Received): void {
    this.#heard();
    if (type === (DevNoticeS2c as MessageType)) {
      this.tell(`the server says: ${(value as DevNoticeS2c).text}`);
      return;
    }
    const words = refusalWordsOf(type.name, toJson(type, value));
    this.#print(`< ${shown(type, value)}`);
    if (words !== null) this.tell(`that means: ${words}`);
  }

  #heard(): void {
    this.#heardMs = this.#options.clock.monotonicMs();
  }

  #credentials(username: string): UserAuthC2s {
    return createCredentials({ username, serverid: this.#options.serverId });
  }

  #print(line: string): void {
    this.#options.print(showable(line));
  }
}

function shown(type: MessageType, value: unknown): string {
  return `${type.name} ${JSON.stringify(toJson(type, value))}`;
}

function wholeNumber(text: string, most: number): number | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= most ? value : null;
}
