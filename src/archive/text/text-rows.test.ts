import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bigint, boolean, bytes, defineTable, integer, json, real, text } from '../../store/index.ts';
import { openMemory, sample } from '../archive.fixture.ts';
import { EXPORT_FORMATS, exportHead, exportRows } from './export-rows.ts';
import { linesOfElements } from './json-lines.ts';
import { formatOf, parseRows, type TextFormat } from './text-rows.ts';

const item = defineTable({
  name: 'item',
  kind: 'static',
  columns: {
    id: integer(),
    label: text(),
    price: bigint({ nullable: true }),
    weight: real({ default: 1 }),
    isRare: boolean({ default: false }),
    icon: bytes({ nullable: true }),
    effects: json<unknown>({ nullable: true }),
  },
  key: ['id'],
});

/** The rows of a text as the store took them, or what it said. */
async function load(format: TextFormat, content: string): Promise<readonly object[] | string> {
  try {
    const source = {
      table: item,
      file: `item.${format}`,
      ...parseRows(format, { name: `item.${format}`, text: content }, item),
    };
    const store = await openMemory({ tables: [item], statics: [source] });
    const rows = store
      .table(item)
      .all()
      .map((row) => ({ ...row, icon: row.icon && new Uint8Array(row.icon) }));
    await store.close();
    return rows;
  } catch (error) {
    return (error as Error).message;
  }
}

test('text rows: the same table in JSON, JSON lines, CSV and YAML', async () => {
  const full = {
    id: 1,
    label: 'a "b", c',
    price: 9007199254740993n,
    weight: 0.25,
    isRare: true,
    icon: new Uint8Array([1, 255]),
    effects: { hp: [1] },
  };
  const short = { id: 2, label: '', price: null, weight: 1, isRare: false, icon: null, effects: null };
  const texts: Readonly<Record<string, string>> = {
    json: '[{"id":1,"label":"a \\"b\\", c","price":"9007199254740993","weight":0.25,"is_rare":true,"icon":"01ff","effects":{"hp":[1]}},\n{"id":2,"label":""}]',
    jsonl:
      '{"id":1,"label":"a \\"b\\", c","price":"9007199254740993","weight":0.25,"is_rare":true,"icon":"01ff","effects":{"hp":[1]}}\n\n{"id":2,"label":""}\n',
    csv: '\uFEFFid,label,price,weight,is_rare,icon,effects\r\n1,"a ""b"", c",9007199254740993,2.5e-1,true,01ff,"{""hp"":[1]}"\r\n2,,,,,,\r\n',
    yaml: '- id: 1\n  label: a "b", c\n  price: 9007199254740993\n  weight: 0.25\n  is_rare: true\n  icon: "01ff"\n  effects: {hp: [1]}\n# a remark\n- {id: 2, label: ""}\n',
  };
  for (const [format, content] of Object.entries(texts)) {
    assert.deepEqual(await load(format as TextFormat, content), [full, short], format);
  }
});

test('text rows: what is wrong is told by file, row, line and column', async () => {
  const cases: readonly (readonly [TextFormat, string, RegExp])[] = [
    ['json', '[{"id":1,', /^item\.json: it is not JSON/],
    ['json', '{"id":1}', /^item\.json: a list of rows is needed/],
    ['json', '[\n {"id":1,"label":"a"},\n {"id":"x","label":"a"}]', /row 2 \(line 3\), column id: a whole number/],
    [
      'json',
      '[{"id":1,"label":"a"},\n\n{"id":1,"label":"b"}]',
      /row 2 \(line 3\): row 1 \(line 1\) has the same \(id\)/,
    ],
    ['json', '[1]', /row 1 \(line 1\): an object is needed/],
    ['json', '[{"id":1,"label":"a","colour":3}]', /column colour: there is no such column/],
    ['jsonl', '{"id":1,"label":"a"}\nnonsense', /^item\.jsonl: line 2 is not JSON/],
    ['jsonl', '{"id":1,"label":"a"}\n\n{"id":2}', /row 2 \(line 3\), column label: a value is needed/],
    ['csv', '', /a first line with the names of the columns/],
    ['csv', 'id,label\n1,a\n2', /^item\.csv: line 3 has 1 cells, the first line 2/],
    ['csv', 'id,label\n1,"a', /^item\.csv: line \d/],
    ['csv', 'id,label\n1.5,a', /row 1 \(line 2\), column id: a whole number/],
    ['csv', 'id,label\n,a', /row 1 \(line 2\), column id: a value is needed/],
    ['csv', 'id,label,is_rare\n1,a,yes', /column is_rare: true or false/],
    ['csv', 'id,label,price\n1,a,12.5', /column price: a bigint/],
    ['csv', 'id,lable\n1,a', /column lable: there is no such column/],
    ['yaml', '- id: 1\n   label: a', /^item\.yaml: line \d: /],
    ['yaml', 'id: 1', /a list of rows is needed/],
    ['yaml', '- id: 1\n  label: a\n- id: two\n  label: b', /row 2 \(line 3\), column id: a whole number/],
    ['yaml', '- id: 1\n  label: 5', /column label: text is needed/],
  ];
  for (const [format, content, message] of cases) {
    const said = await load(format, content);
    assert.equal(typeof said, 'string', content);
    assert.match(said as string, message);
  }
});

test('text rows: an empty YAML file and a CSV of names alone are empty tables', async () => {
  assert.deepEqual(await load('yaml', '# nothing yet\n'), []);
  assert.deepEqual(await load('csv', 'id,label\n'), []);
  assert.equal(formatOf('a/item.yml'), 'yml');
  assert.equal(formatOf('a/item.xlsx'), null);
});

test('json lines: the line of each element, whatever is in it', () => {
  const value = fc.jsonValue();
  fc.assert(
    fc.property(fc.array(value), fc.nat(3), (values, indent) => {
      const written = JSON.stringify(values, null, indent);
      const lines = linesOfElements(written);
      assert.equal(lines.length, values.length);
      // Taken from the text up to there, the elements before are whole.
      assert.deepEqual(
        lines,
        lines.toSorted((left, right) => left - right),
      );
      if (indent > 0 && values.length > 0) assert.equal(lines[0], 2);
    }),
  );
  assert.deepEqual(linesOfElements('[\n"],[",\n\n{"a":[1,\n2]}, 3\n]'), [2, 4, 5]);
  assert.deepEqual(linesOfElements('[ ]'), []);
});

test('export: rows are read back as they were, by both formats', async () => {
  const names = Object.keys(sample.columns);
  const rows = [
    [-5, -(2n ** 63n), ' 玉门 "\n\u{1F409},', new Uint8Array([0, 255, 7]), -1e300, false, { tags: ['a', 'ü'] }],
    [7, 2n ** 63n - 1n, 'x', new Uint8Array(), 0.1, true, null],
    [8, 0n, "it's", null, 5e-324, true, 'null'],
  ];
  const copy = defineTable({ name: 'copy', kind: 'static', columns: sample.columns, key: ['id'] });
  for (const format of EXPORT_FORMATS) {
    const written = exportHead(format, sample) + exportRows(format, sample, rows);
    const parsed = parseRows(format, { name: 'copy', text: written }, copy);
    const store = await openMemory({ tables: [copy], statics: [{ table: copy, file: 'copy', ...parsed }] });
    const read = store
      .table(copy)
      .all()
      .map((row) => names.map((name) => plain((row as Readonly<Record<string, unknown>>)[name])));
    assert.deepEqual(read, rows, format);
    await store.close();
  }
});

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}
