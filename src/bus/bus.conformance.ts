// What a bus does, whatever carries it. A body's test gives the way to open buses on one carrier, and to let time pass.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeAddress, topicAddress } from './address.ts';
import type { Bus } from './bus.ts';
import { BusError } from './bus-error.ts';
import { BODY_BYTES_MAX, BUNDLE_BYTES_MAX } from './limits.ts';

export interface BusWorld {
  /** A process on the bus, connected. */
  open(node: string): Promise<Bus>;
  counts(bus: Bus): Readonly<Record<string, number>>;
  /** Resolves when `isDone` holds; time passes meanwhile. Rejects when it does not come to that. */
  until(isDone: () => boolean): Promise<void>;
  /** Has everything arrive that is under way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (body: Uint8Array): string => Buffer.from(body).toString();

function refusedWith(code: string, mayHaveRun = false): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof BusError, String(error));
    assert.deepEqual([error.code, error.mayHaveRun], [code, mayHaveRun], error.message);
    return true;
  };
}

export function busConformance(name: string, create: () => Promise<BusWorld>): void {
  const check = (title: string, run: (world: BusWorld) => Promise<void>): void => {
    test(`bus on ${name}: ${title}`, async () => {
      const world = await create();
      try {
        await run(world);
      } finally {
        await world.close();
      }
    });
  };
  messages(check);
  calls(check);
  ends(check);
}

type Check = (title: string, run: (world: BusWorld) => Promise<void>) => void;

function messages(check: Check): void {
  check('messages of one sender to one address arrive in order, those of one turn as one', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    const heard: string[] = [];
    two.serve(nodeAddress('two'), { messages: { say: (body, { sender }) => heard.push(`${sender} ${text(body)}`) } });
    await world.settle();
    const before = world.counts(one)['bus_bundles_sent'] ?? 0;
    for (let n = 0; n < 100; n++) one.send(nodeAddress('two'), 'say', bytes(String(n)));
    await world.until(() => heard.length === 100);
    assert.deepEqual(
      heard,
      Array.from({ length: 100 }, (_, n) => `one ${n}`),
    );
    assert.equal((world.counts(one)['bus_bundles_sent'] ?? 0) - before, 1);
  });

  check('a turn that sends more than a bundle holds sends several, in order', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    const heard: number[] = [];
    two.serve(nodeAddress('two'), { messages: { part: (body) => heard.push(body[0] as number) } });
    await world.settle();
    const part = (n: number): Uint8Array => new Uint8Array(BUNDLE_BYTES_MAX / 4).fill(n);
    for (let n = 0; n < 20; n++) one.send(nodeAddress('two'), 'part', part(n));
    await world.until(() => heard.length === 20);
    assert.deepEqual(heard, [...heard.keys()]);
    assert.equal(world.counts(two)['bus_bundles_lost'], undefined);
  });

  check('a topic reaches all that subscribe, and one of each group', async (world) => {
    const buses = await Promise.all(['one', 'two', 'three'].map((node) => world.open(node)));
    const counts = { all: 0, group: 0 };
    for (const bus of buses) {
      bus.serve(topicAddress('news'), { messages: { item: () => counts.all++ } });
      bus.serve(topicAddress('work'), { messages: { item: () => counts.group++ } }, 'workers');
    }
    await world.settle();
    const [one] = buses as [Bus];
    for (let n = 0; n < 10; n++) {
      one.send(topicAddress('news'), 'item', bytes('x'));
      one.send(topicAddress('work'), 'item', bytes('x'));
    }
    await world.until(() => counts.all === 30 && counts.group === 10);
    await world.settle();
    assert.deepEqual(counts, { all: 30, group: 10 });
  });

  check('what nobody serves is skipped, and what is no bundle is counted', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    let heard = 0;
    const stop = two.serve(topicAddress('news'), { messages: { item: () => heard++ } });
    await world.settle();
    one.send(topicAddress('news'), 'other', bytes('x'));
    one.send(topicAddress('news'), 'item', bytes('x'));
    await world.until(() => heard === 1);
    assert.equal(world.counts(two)['bus_frames_skipped{message}'], 1);
    stop();
    await world.settle();
    one.send(topicAddress('news'), 'item', bytes('x'));
    await world.settle();
    assert.equal(heard, 1);
  });

  check('a handler that throws is logged and disturbs nobody', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    let heard = 0;
    const fail = (): void => {
      throw new Error('on purpose');
    };
    two.serve(nodeAddress('two'), { messages: { bad: fail, good: () => heard++ } });
    await world.settle();
    one.send(nodeAddress('two'), 'bad', bytes('x'));
    one.send(nodeAddress('two'), 'good', bytes('x'));
    await world.until(() => heard === 1);
    assert.equal(world.counts(two)['bus_handlers_failed'], 1);
  });
}

function calls(check: Check): void {
  check('a call is answered, at once or later, and calls of one turn keep apart', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    two.serve(nodeAddress('two'), {
      calls: {
        echo: (body) => body,
        later: async (body) => {
          await Promise.resolve();
          return bytes(`${text(body)}!`);
        },
      },
    });
    await world.settle();
    const names = Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? 'echo' : 'later'));
    const answers: string[] = [];
    names.forEach((name, n) => {
      void one.call(nodeAddress('two'), name, { body: bytes(String(n)) }).then((body) => {
        answers[n] = text(body);
      });
    });
    await world.until(() => answers.filter((each) => each !== undefined).length === 50);
    assert.deepEqual(
      answers,
      names.map((name, n) => (name === 'echo' ? `${n}` : `${n}!`)),
    );
  });

  check('a call that nobody serves fails at once, whole bundles of them too', async (world) => {
    const one = await world.open('one');
    const failed = [1, 2, 3].map((n) =>
      assert.rejects(one.call(nodeAddress('absent'), 'echo', { body: bytes(String(n)) }), refusedWith('bus-nobody')),
    );
    let isOver = false;
    void Promise.all(failed).then(() => {
      isOver = true;
    });
    await world.until(() => isOver);
    assert.equal(one.status().calls, 0);
  });

  check('a call of an unknown name is refused by name', async (world) => {
    const [one] = [await world.open('one'), await world.open('two')];
    const call = one.call(nodeAddress('two'), 'from-a-newer-release', { body: bytes('x') });
    const failed = assert.rejects(call, (error: unknown) => {
      assert.match(String(error), /'from-a-newer-release'/);
      return refusedWith('bus-unknown-call')(error);
    });
    await settled(world, failed);
  });

  check('a handler that throws refuses its call', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    two.serve(nodeAddress('two'), {
      calls: {
        bug: () => Promise.reject(new Error('on purpose')),
        full: () => {
          throw new BusError('bus-busy', 'no room');
        },
        huge: () => new Uint8Array(BODY_BYTES_MAX + 1),
      },
    });
    await world.settle();
    const rejected = (name: string, code: string, mayHaveRun: boolean): Promise<void> =>
      assert.rejects(one.call(nodeAddress('two'), name, { body: bytes('x') }), refusedWith(code, mayHaveRun));
    await settled(world, rejected('bug', 'bus-failed', true));
    await settled(world, rejected('full', 'bus-busy', false));
    await settled(world, rejected('huge', 'bus-too-big', true));
  });

  check('a call without an answer ends at its deadline', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    two.serve(nodeAddress('two'), { calls: { never: () => new Promise(() => {}) } });
    await world.settle();
    const call = one.call(nodeAddress('two'), 'never', { body: bytes('x'), deadlineMs: 200 });
    await settled(world, assert.rejects(call, refusedWith('bus-deadline', true)));
    assert.equal(one.status().calls, 0);
  });
}

function ends(check: Check): void {
  check('what is too big is refused to the sender', async (world) => {
    const one = await world.open('one');
    const big = new Uint8Array(BODY_BYTES_MAX + 1);
    assert.throws(() => one.send(nodeAddress('two'), 'say', big), refusedWith('bus-too-big'));
    await assert.rejects(one.call(nodeAddress('two'), 'say', { body: big }), refusedWith('bus-too-big'));
  });

  check('closing answers what was begun, refuses what comes, and rejects what waits', async (world) => {
    const [one, two] = [await world.open('one'), await world.open('two')];
    const open = Promise.withResolvers<Uint8Array>();
    let begun = 0;
    two.serve(nodeAddress('two'), {
      calls: {
        slow: () => {
          begun++;
          return open.promise;
        },
      },
    });
    await world.settle();
    const slow = one.call(nodeAddress('two'), 'slow', { body: bytes('x') });
    await world.until(() => begun === 1);
    const closing = two.close();
    const late = one.call(nodeAddress('two'), 'slow', { body: bytes('x') });
    await settled(world, assert.rejects(late, refusedWith('bus-closed')));
    open.resolve(bytes('done'));
    await settled(
      world,
      slow.then((body) => assert.equal(text(body), 'done')),
    );
    await settled(world, closing);
    assert.throws(() => two.send(nodeAddress('one'), 'say', bytes('x')), refusedWith('bus-closed'));
    const gone = one.call(nodeAddress('two'), 'slow', { body: bytes('x') });
    await settled(world, assert.rejects(gone, refusedWith('bus-nobody')));
  });
}

/** Waits for `work` while time passes. */
async function settled(world: BusWorld, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  work.then(over, over);
  await world.until(() => isOver);
  await work;
}
