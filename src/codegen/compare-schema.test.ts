// Schema changes that break earlier clients, and changes that do not.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { FileRegistry } from '@bufbuild/protobuf';
import { compareSchemas } from './compare-schema.ts';
import { parseMany } from './compile.fixture.ts';
import { readSchema } from './read-schema.ts';

const BEFORE = `
message point { int32 x = 1; int32 y = 2; }
message go_c2s {
  option (jadegate.message) = {id: 1, states: [ENTERING, GAMING]};
  int32 time = 1;
  repeated point path = 2;
  string name = 3 [(jadegate.max_length) = 20];
}
message went_s2c {
  option (jadegate.message) = {id: 5};
  string text = 1 [(jadegate.max_length) = 30];
  repeated bytes marks = 2 [(jadegate.max_element_length) = 40];
}`;

interface Row {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly says: string | null;
}

const CHANGES: readonly Row[] = [
  { title: 'nothing', from: 'go_c2s', to: 'go_c2s', says: null },
  { title: 'another name of a field', from: 'string name', to: 'string title', says: null },
  { title: 'one more state', from: '[ENTERING', to: '[CONNECTED, ENTERING', says: null },
  {
    title: 'one more message',
    from: 'message go_c2s',
    to: 'message new_s2c { option (jadegate.message) = {id: 2}; } message go_c2s',
    says: null,
  },
  {
    title: 'a state less',
    from: 'ENTERING, ',
    to: '',
    says: 'go_c2s: clients could send it in state entering and now cannot',
  },
  { title: 'another id', from: 'id: 1', to: 'id: 3', says: 'go_c2s: its id was 1 and is 3' },
  {
    title: 'another name of a message',
    from: 'message go_c2s',
    to: 'message run_c2s',
    says: 'go_c2s: its id 1 now belongs to run_c2s',
  },
  { title: 'another type', from: 'int32 time', to: 'uint32 time', says: 'go_c2s.time: was int32 and is uint32' },
  {
    title: 'another width',
    from: 'int32 time = 1',
    to: 'int32 time = 1 [(jadegate.width) = 16]',
    says: 'go_c2s.time: was int32 and is int16',
  },
  {
    title: 'another form of the same size',
    from: 'int32 time',
    to: 'sint32 time',
    says: 'go_c2s.time: was number 1 (varint) and is number 1 (zigzag)',
  },
  { title: 'another number', from: 'name = 3', to: 'name = 4', says: 'go_c2s.name: was number 3 and is number 4' },
  {
    title: 'a number type of another kind',
    from: 'int32 y',
    to: 'float y',
    says: 'go_c2s.path.y: was int32 and is float',
  },
  {
    title: 'a smaller maximum of what clients send',
    from: 'name = 3 [(jadegate.max_length) = 20]',
    to: 'name = 3 [(jadegate.max_length) = 19]',
    says: 'go_c2s.name: its maximum length was 20 and is 19: earlier clients still send longer values',
  },
  { title: 'a larger maximum of what clients send', from: 'max_length) = 20', to: 'max_length) = 21', says: null },
  {
    title: 'a new maximum of a list',
    from: 'path = 2',
    to: 'path = 2 [(jadegate.max_length) = 9]',
    says: 'go_c2s.path: its maximum length was 65535 and is 9',
  },
  {
    title: 'a larger maximum of what the server sends',
    from: 'text = 1 [(jadegate.max_length) = 30]',
    to: 'text = 1',
    says: 'went_s2c.text: its maximum length was 30 and is 65535: earlier clients reject longer values',
  },
  {
    title: 'a smaller maximum of what the server sends',
    from: 'max_element_length) = 40',
    to: 'max_element_length) = 4',
    says: null,
  },
  {
    title: 'a larger maximum of the elements that the server sends',
    from: 'max_element_length) = 40',
    to: 'max_element_length) = 41',
    says: 'went_s2c.marks: its maximum length was 40 and is 41',
  },
  {
    title: 'a list for one',
    from: 'string name',
    to: 'repeated string name',
    says: 'go_c2s.name: was text and is a list of text',
  },
  {
    title: 'a field more',
    from: 'max_length) = 20];',
    to: 'max_length) = 20]; int32 more = 4;',
    says: 'go_c2s.more: is new',
  },
  {
    title: 'a field less',
    from: 'string name = 3 [(jadegate.max_length) = 20];',
    to: '',
    says: 'go_c2s.name: was removed',
  },
  { title: 'a field less in a record', from: 'int32 y = 2;', to: '', says: 'go_c2s.path.y: was removed' },
  { title: 'another type in a record', from: 'int32 y', to: 'int64 y', says: 'go_c2s.path.y: was int32 and is int64' },
  {
    title: 'fields that change places',
    from: 'int32 x = 1; int32 y = 2;',
    to: 'int32 y = 1; int32 x = 2;',
    says: 'go_c2s.path.x: was moved',
  },
];

const GONE = 'message other_s2c { option (jadegate.message) = {id: 9}; }';

describe('compare-schema', () => {
  let registry: FileRegistry;
  before(() => {
    registry = parseMany([BEFORE, GONE, ...CHANGES.map(({ from, to }) => BEFORE.replace(from, to))]);
  });

  function complaintsAbout(index: number): string[] {
    return compareSchemas(readSchema(registry, ['0/game.proto']), readSchema(registry, [`${index}/game.proto`]));
  }

  for (const [index, { title, from, says }] of CHANGES.entries()) {
    test(`${title} ${says === null ? 'breaks nothing' : 'is named'}`, () => {
      assert.ok(BEFORE.includes(from));
      const complaints = complaintsAbout(index + 2);
      if (says === null) assert.deepEqual(complaints, []);
      else
        assert.ok(complaints.length === 1 && complaints[0]?.startsWith(`0/game.proto: ${says}`), complaints.join('\n'));
    });
  }

  test('a message that is gone is named', () => {
    assert.match(complaintsAbout(1).join(), /go_c2s: was removed: earlier clients still send its id 1/);
  });
});
