import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLines } from './lines.ts';
import { checkModel, describeModel, parseModel } from './model.ts';
import { defineService } from './service.ts';
import { ServiceError } from './service-error.ts';

const head = { summary: 'a test', framing: createLines() };
const pure = defineService({ ...head, name: 'pure', answerText: (request) => request });
const apart = defineService({ ...head, name: 'apart', memory: 'connection', start: () => () => assert.fail() });
const together = defineService({ ...head, name: 'together', memory: 'service', start: () => () => assert.fail() });

test('model: what --workers says is read back as it was meant', () => {
  assert.deepEqual(parseModel(undefined), { kind: 'loop' });
  assert.deepEqual(parseModel('3'), { kind: 'processes', count: 3 });
  assert.deepEqual(parseModel('threads:64'), { kind: 'threads', count: 64 });
  assert.equal(describeModel(parseModel('pool:2')), 'pool:2');
  assert.equal(describeModel(parseModel(undefined)), 'loop');
});

for (const text of [
  '',
  '0',
  '65',
  '-1',
  '1.5',
  'two',
  'threads',
  'threads:',
  'thread:2',
  'pool:0',
  'pool: 2',
  '2 ',
  '1e1',
]) {
  test(`model: --workers ${JSON.stringify(text)} is refused with what is accepted`, () => {
    assert.throws(
      () => parseModel(text),
      (error) =>
        error instanceof ServiceError && /--workers .*N for processes, threads:N or pool:N/.test(error.message),
    );
  });
}

test('model: each service has the models that its memory allows', () => {
  const kinds = ['loop', '1', '2', 'threads:2', 'pool:2'];
  const allowedOf = (service: Parameters<typeof checkModel>[0], platform = 'linux'): string[] =>
    kinds.filter((text) => {
      try {
        checkModel(service, parseModel(text === 'loop' ? undefined : text), platform);
        return true;
      } catch (error) {
        assert.ok(error instanceof ServiceError && error.code === 'model-unavailable');
        assert.match(error.message, /Leave out --workers|leave out --workers/);
        return false;
      }
    });
  assert.deepEqual(allowedOf(pure), kinds);
  assert.deepEqual(allowedOf(apart), ['loop', '1', '2', 'threads:2']);
  assert.deepEqual(allowedOf(together), ['loop', '1']);
  assert.deepEqual(allowedOf(pure, 'darwin'), ['loop', '1', 'pool:2']);
});
