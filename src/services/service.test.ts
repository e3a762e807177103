import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLines } from './lines.ts';
import { type BytesAnswer, defineService, type Service, serviceFault } from './service.ts';
import { ServiceError } from './service-error.ts';

const framing = createLines();
const answer: BytesAnswer = (reply) => (bytes, start, end) => reply(bytes, start, end);
const good = { name: 'mine', summary: 'a test', framing, answer };

test('service: what is as it must be is given back', () => {
  assert.equal(defineService(good), good);
  assert.equal(serviceFault({ ...good, transport: 'tcp' }), null);
  assert.equal(
    serviceFault({ name: 'mine', summary: 's', transport: 'udp', memory: 'connection', open: answer }),
    null,
  );
});

const WRONG: readonly (readonly [what: string, value: unknown, fault: RegExp])[] = [
  ['nothing', undefined, /must be an object/],
  ['null', null, /must be an object/],
  ['a function', answer, /must be an object/],
  ['no name', { ...good, name: undefined }, /^name must/],
  ['a name with blanks', { ...good, name: 'My service' }, /^name must/],
  ['no summary', { ...good, summary: '' }, /^summary must/],
  ['another transport', { ...good, transport: 'sctp' }, /^transport must/],
  ['no framing', { ...good, framing: 'lines' }, /^framing must/],
  ['nothing that answers', { ...good, answer: undefined }, /exactly one of the functions answer/],
  ['two that answer', { ...good, answerText: String }, /exactly one of the functions answer/],
  ['a connection service without memory', { name: 'a', summary: 's', framing, start: answer }, /^memory must/],
  ['a UDP service that cannot open', { ...good, transport: 'udp' }, /^open must/],
];

for (const [what, value, fault] of WRONG) {
  test(`service: ${what} is refused with what is needed`, () => {
    assert.match(serviceFault(value) ?? '', fault);
    assert.throws(
      () => defineService(value as Service),
      (error) => error instanceof ServiceError && error.code === 'service-invalid',
    );
  });
}
