// The load: signed-in sessions that create roles on request, directly over the reactor so that they cost little.
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { UserAuthC2s } from '../../src/modules/login/login.messages.ts';
import {
  CreateRoleFailedS2c,
  CreateRoleRequestC2s,
  CreateRoleSucessS2c,
  InitRandomRolenameS2c,
} from '../../src/modules/roles/roles.messages.ts';
import { type Connection, createNodeIo, createReactor, type Reactor } from '../../src/reactor/index.ts';
import { createLength16, type MessageType, PacketWriter } from '../../src/wire/index.ts';

const HOST = '127.0.0.1';
const SIGN_INS_AT_ONCE = 64;
/** Letters that look like no other, so that no two names share a key. */
const LETTERS = 'bdfghkpstvz';
const NAME_LETTERS = 8;
/** More than a session creates, so that the batches have distinct names. */
const NAMES_A_SESSION = 16;

/** One session; `answer` settles with the id of the message that it waits for. */
interface Creator {
  readonly connection: Connection;
  answer: PromiseWithResolvers<number>;
}

export class Creators {
  readonly #reactor: Reactor;
  readonly #writer = new PacketWriter();
  #creators: Creator[] = [];
  #named = 0;

  private constructor() {
    const counters = new Counters();
    const io = createNodeIo({ counters });
    this.#reactor = createReactor({ io, clock: systemClock, counters, log: silentLogger });
  }

  /** Connects and signs in `count` sessions, each with its own account; `first` numbers them over the whole run. */
  static async signIn(
    port: number,
    { count, first }: { readonly count: number; readonly first: number },
  ): Promise<Creators> {
    const creators = new Creators();
    creators.#named = first * NAMES_A_SESSION;
    let started = 0;
    await atOnce(SIGN_INS_AT_ONCE, async () => {
      const number = started++;
      if (number >= count) return false;
      creators.#creators.push(await creators.#signIn(port, `creator-${first + number}`));
      return true;
    });
    return creators;
  }

  /** Every session creates `perSession` roles one after the other, `atOnce` sessions at a time. */
  async create(options: { readonly perSession: number; readonly atOnce: number }): Promise<void> {
    let started = 0;
    await atOnce(options.atOnce, async () => {
      const creator = this.#creators[started++];
      if (creator === undefined) return false;
      for (let role = 0; role < options.perSession; role++) await this.#create(creator);
      return true;
    });
  }

  close(): Promise<void> {
    return this.#reactor.stop();
  }

  async #signIn(port: number, account: string): Promise<Creator> {
    const opened = Promise.withResolvers<void>();
    const creator: Creator = {
      answer: Promise.withResolvers<number>(),
      connection: this.#reactor.connect({
        host: HOST,
        port,
        framing: createLength16(),
        handler: () => ({
          opened: () => opened.resolve(),
          frame: (bytes, start) => {
            const id = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
            if (id === InitRandomRolenameS2c.id || id === CreateRoleSucessS2c.id || id === CreateRoleFailedS2c.id) {
              creator.answer.resolve(id);
            }
          },
          closed: (reason) => creator.answer.reject(new Error(`a creator was closed: ${reason}`)),
        }),
      }),
    };
    creator.answer.promise.catch(() => {});
    await opened.promise;
    const empty = { userid: '', time: '', cm: '', flag: '', userip: '', type: '', sid: '' };
    const rest = { openid: '', openkey: '', appid: '', pf: '', pfkey: '' };
    const answer = await this.#ask(creator, UserAuthC2s, { ...empty, ...rest, username: account, serverid: 1 });
    if (answer !== InitRandomRolenameS2c.id) throw new Error(`signing in was answered by message ${answer}`);
    return creator;
  }

  async #create(creator: Creator): Promise<void> {
    const request = { roleName: nameOf(this.#named++), gender: 1, classtype: 2 };
    const answer = await this.#ask(creator, CreateRoleRequestC2s, request);
    if (answer !== CreateRoleSucessS2c.id) throw new Error(`creating ${request.roleName} was refused`);
  }

  #ask<M>(creator: Creator, type: MessageType<M>, message: M): Promise<number> {
    creator.answer = Promise.withResolvers<number>();
    creator.answer.promise.catch(() => {});
    const writer = this.#writer;
    writer.reset();
    writer.patchUint16(writer.skip(2), type.id);
    type.packed.encode(writer, message);
    creator.connection.send(writer.bytes, 0, writer.length);
    return creator.answer.promise;
  }
}

/** Runs `work` repeatedly on `count` lanes until it reports that nothing is left. */
async function atOnce(count: number, work: () => Promise<boolean>): Promise<void> {
  const lane = async () => {
    while (await work());
  };
  await Promise.all(Array.from({ length: count }, lane));
}

function nameOf(number: number): string {
  let rest = number;
  let name = '';
  for (let letter = 0; letter < NAME_LETTERS; letter++) {
    name += LETTERS[rest % LETTERS.length];
    rest = Math.floor(rest / LETTERS.length);
  }
  return name;
}
