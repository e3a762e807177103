// A calculator: sums end in X, as in `100+98X14*23X`. The answer repeats the sum and adds its result, or an error. Numbers are
// 64-bit integers. Blanks and new lines do not matter, so a person can type sums: `nc 127.0.0.1 7007`.
import { defineService } from 'jadegate/services';
import { createDelimiter } from 'jadegate/wire';

const SUM = /^([+-]?\d+)([^\d])([+-]?\d+)$/;
const ASKED_CHARS_MAX = 64;

type Operation = (left: bigint, right: bigint) => bigint | string;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0n ? 'division by zero' : left / right),
  '%': (left, right) => (right === 0n ? 'division by zero' : left % right),
};

export default defineService({
  name: 'calc',
  summary: 'calculates sums that end in X: 100+98X14*23X',
  framing: createDelimiter({ delimiter: Uint8Array.of(0x58), frameBytesMax: 1_024 }),
  answerText: (request) => {
    const asked = request.replaceAll(/\s/g, '');
    const result = workOut(asked);
    // The request may contain any bytes: the answer repeats only printable characters, up to a limit.
    const shown = asked.slice(0, ASKED_CHARS_MAX).replaceAll(/[^!-~]/g, '?');
    return `${shown}${asked.length > ASKED_CHARS_MAX ? '...' : ''}=${typeof result === 'bigint' ? result : `error: ${result}`}`;
  },
});

function workOut(asked: string): bigint | string {
  if (asked === '') return 'nothing was asked';
  const [, left = '', operator = '', right = ''] = SUM.exec(asked) ?? [];
  if (operator === '') return 'not a sum: write a number, an operator and a number';
  const operation = Object.hasOwn(OPERATIONS, operator) ? OPERATIONS[operator] : undefined;
  if (operation === undefined) return `unknown operator: one of ${Object.keys(OPERATIONS).join(' ')} is needed`;
  const operands = [BigInt(left), BigInt(right)] as const;
  const result = operands.every(isInt64) ? operation(...operands) : 'overflow';
  return typeof result === 'bigint' && !isInt64(result) ? 'overflow' : result;
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}
