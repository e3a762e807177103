import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { HttpAnswer } from './http-sender.ts';
import { BREAKER_CALLS_MIN } from './limits.ts';
import { answered, type Script, type UpstreamWorld, upstreamWorld } from './upstream.fixture.ts';
import type { UpstreamAnswer } from './upstream.ts';

const fault = (kind: Extract<HttpAnswer, { ok: false }>['fault']): HttpAnswer => ({
  ok: false,
  fault: kind,
  detail: 'CODE',
});

/** 200 is an answer, 503 trouble that passes, the rest trouble that stays. */
function ask(
  { upstream, clock }: UpstreamWorld,
  options: { readonly forMs?: number; readonly isWanted?: () => boolean } = {},
): Promise<UpstreamAnswer<string>> {
  const { forMs = 1_000, isWanted = () => true } = options;
  return upstream.ask({
    request: { url: 'https://service/?secret=s3cret', answerBytesMax: 100 },
    untilMs: clock.monotonicMs() + forMs,
    isWanted,
    read: (status, body) =>
      status === 200 ? { ok: true, value: body } : { ok: false, detail: String(status), isPassing: status === 503 },
  });
}

async function pass(world: UpstreamWorld, ms: number): Promise<void> {
  await setImmediate();
  world.clock.advance(ms);
  await setImmediate();
}

const reasonOf = (answer: UpstreamAnswer<string>): string => (answer.ok ? answer.value : answer.fault);

test('upstream: an answer is read and counted', async () => {
  const world = upstreamWorld(() => answered('yes'));
  assert.deepEqual(await ask(world), { ok: true, value: 'yes' });
  assert.equal(world.counters.counter('service_questions', 'answered').value, 1);
});

test('upstream: what may be asked again is, within the deadline; what may not is not', async () => {
  const rows: readonly (readonly [string, HttpAnswer | 'stall', number, string])[] = [
    ['not reached', fault('unreachable'), 2, 'yes'],
    ['cut off', fault('broken'), 2, 'yes'],
    ['in trouble', answered('', 503), 2, 'yes'],
    ['wrong', answered('', 500), 1, 'unwell'],
    ['too large', fault('too-large'), 1, 'too-large'],
    ['redirected', fault('redirected'), 1, 'redirected'],
    ['stalled', 'stall', 1, 'late'],
  ];
  for (const [what, first, tries, outcome] of rows) {
    const script: Script = (_request, index) => (index === 0 ? first : answered('yes'));
    const world = upstreamWorld(script);
    const asking = ask(world);
    await pass(world, 200);
    await pass(world, 800);
    assert.equal(reasonOf(await asking), outcome, what);
    assert.equal(world.sender.sent.length, tries, what);
  }
});

test('upstream: no retry is begun that the deadline would cut, and retries run out', async () => {
  const world = upstreamWorld(() => fault('unreachable'));
  assert.equal(reasonOf(await ask(world, { forMs: 40 })), 'unreachable');
  assert.equal(world.sender.sent.length, 1);
  const many = upstreamWorld((_request, index) => (index % 2 === 0 ? answered('yes') : fault('broken')), {
    triesMax: 3,
  });
  for (let question = 0; question < 200; question++) {
    const asking = ask(many);
    await pass(many, 1_000);
    await asking;
  }
  const retries = many.counters.counter('service_retries').value;
  assert.ok(retries >= 10 && retries <= 31, `${retries} retries of 200 questions`);
});

test('upstream: beyond those at once some wait, no longer than their deadline; more are refused', async () => {
  const world = upstreamWorld(() => 'stall');
  const asking = [ask(world, { forMs: 500 }), ask(world), ask(world, { forMs: 300 }), ask(world), ask(world)];
  assert.equal(reasonOf(await (asking[4] as (typeof asking)[0])), 'busy');
  assert.deepEqual([world.upstream.inFlight, world.upstream.waiting], [2, 2]);
  await pass(world, 300);
  assert.equal(reasonOf(await (asking[2] as (typeof asking)[0])), 'late');
  await pass(world, 200);
  await pass(world, 500);
  assert.deepEqual((await Promise.all(asking)).map(reasonOf), ['late', 'late', 'late', 'late', 'busy']);
  assert.equal(world.sender.sent.length, 3, 'the one that waited longest went out when there was a place');
  assert.deepEqual([world.upstream.inFlight, world.upstream.waiting], [0, 0]);
});

test('upstream: a question that nobody waits for is not sent', async () => {
  const world = upstreamWorld(() => answered('yes'));
  assert.equal(reasonOf(await ask(world, { isWanted: () => false })), 'unwanted');
  assert.deepEqual([world.sender.sent.length, world.upstream.inFlight], [0, 0]);
});

test('upstream: the breaker opens, probes one at a time, waits longer after a bad probe, and closes after good ones', async () => {
  let mood: HttpAnswer | 'stall' = answered('', 500);
  const world = upstreamWorld(() => mood, { atOnceMax: 100 });
  for (let call = 0; call < BREAKER_CALLS_MIN; call++) await ask(world);
  assert.equal(world.upstream.breaker.state.is, 'open');
  assert.equal(reasonOf(await ask(world)), 'open');
  assert.equal(world.sender.sent.length, BREAKER_CALLS_MIN);
  assert.match(
    world.upstream.statusText,
    /^https:\/\/service: breaker OPEN for 1 s more, 10 of 10 requests failed in 10 s/,
  );
  await pass(world, 1_000);
  mood = 'stall';
  const probe = ask(world);
  assert.equal(reasonOf(await ask(world)), 'open', 'beside the probe');
  await pass(world, 1_000);
  assert.equal(reasonOf(await probe), 'late');
  const { state } = world.upstream.breaker;
  assert.ok(state.is === 'open' && state.forMs >= 1_000, 'twice as long');
  await pass(world, 2_000);
  mood = answered('yes');
  for (let probes = 0; probes < 3; probes++) assert.equal(reasonOf(await ask(world)), 'yes');
  assert.equal(world.upstream.breaker.state.is, 'closed');
  const texts = world.lines.map(({ text }) => text);
  assert.ok(
    texts.some((text) => /does not answer well.*Look at service\.url\./.test(text)),
    texts.join('\n'),
  );
  assert.match(texts.at(-1) ?? '', /answers well again/);
});

test('upstream: a flood of one fault is one line, which names the setting and no secret', async () => {
  const world = upstreamWorld(() => fault('too-large'));
  for (let question = 0; question < 5; question++) await ask(world);
  assert.equal(world.lines.length, 1);
  assert.match(world.lines[0]?.text ?? '', /longer than allowed.*service\.url/);
  assert.doesNotMatch(JSON.stringify(world.lines), /s3cret/);
  await pass(world, 60_000);
  await ask(world);
  assert.equal(world.lines.length, 2);
});

test('upstream: a close ends what waits and what is in flight, and blames nobody', async () => {
  const world = upstreamWorld(() => 'stall', { atOnceMax: 1 });
  const asking = [ask(world), ask(world)];
  await setImmediate();
  world.upstream.close();
  assert.deepEqual((await Promise.all(asking)).map(reasonOf), ['closed', 'closed']);
  assert.equal(reasonOf(await ask(world)), 'closed');
  assert.deepEqual([world.upstream.breaker.window.failed, world.lines.length, world.sender.isClosed], [0, 0, true]);
});

test('upstream: code that throws where it must not costs its own question, and no place and no probe', async () => {
  let isBroken = true;
  const world = upstreamWorld(
    () => {
      if (isBroken) throw new Error('the sender throws');
      return answered('yes');
    },
    { atOnceMax: 1 },
  );
  for (let call = 0; call < BREAKER_CALLS_MIN; call++) await assert.rejects(ask(world), /the sender throws/);
  assert.equal(world.upstream.breaker.state.is, 'open');
  await pass(world, 1_000);
  isBroken = false;
  const unread = world.upstream.ask({
    request: { url: 'https://service/', answerBytesMax: 100 },
    untilMs: world.clock.monotonicMs() + 1_000,
    read: () => {
      throw new Error('the reader throws');
    },
  });
  await assert.rejects(unread, /the reader throws/);
  await pass(world, 2_000);
  assert.equal(reasonOf(await ask(world)), 'yes', 'the next probe goes out');
  assert.deepEqual([world.upstream.inFlight, world.upstream.waiting], [0, 0]);
});
