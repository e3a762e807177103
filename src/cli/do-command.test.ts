import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsOf, helpOf } from './do-command.ts';

test('do: arguments are pairs, joined or apart, and a name alone is true', () => {
  assert.deepEqual(argumentsOf([]), {});
  assert.deepEqual(argumentsOf(['--slot', '3', '--text=a = b', '--isLoud']), {
    slot: '3',
    text: 'a = b',
    isLoud: 'true',
  });
  assert.deepEqual(argumentsOf(['--isLoud', '--change', '-5', '--note', '']), {
    isLoud: 'true',
    change: '-5',
    note: '',
  });
});

test('do: what is no argument is refused by name', () => {
  for (const texts of [['slot'], ['--slot', '3', '4'], ['-s', '3'], ['--'], ['--1'], ['--command', 'status']]) {
    assert.throws(() => argumentsOf(texts), { code: 'invalid', message: /is no argument: write --NAME VALUE/ });
  }
});

test('do: the help of a command has its arguments, with what they may be, and which are needed', () => {
  const arg = { description: 'How long', values: 'text', isNeeded: true, default: null };
  const by = { name: 'by', description: 'Who', values: 'text', isNeeded: false, default: '"operator"' };
  const role = { name: 'role', description: '', values: 'text', isNeeded: false, default: null };
  const ban = { name: 'ban', help: 'bans', args: [{ name: 'for', ...arg }, by, role] };
  const kick = { name: 'kick', help: 'kicks', args: [] };
  const text =
    'ban: bans\n    --for: How long; text; needed\n    --by: Who; text; default "operator"\n    --role: text';
  assert.equal(helpOf([ban, kick], 'ban'), text);
  assert.equal(helpOf([ban, kick], undefined), `${text}\nkick: kicks`);
  assert.throws(() => helpOf([ban, kick], 'bam'), { message: "the server has no command 'bam'; it has ban, kick" });
});
