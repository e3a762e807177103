import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName } from './nearest-name.ts';

const TABLES = ['game_map', 'role_template', 'role_template_skill', 'herb'];
const CASES: readonly (readonly [name: string, nearest: string | null])[] = [
  ['gamemap', 'game_map'],
  ['Game_Map', 'game_map'],
  ['game_maps', 'game_map'],
  ['game_map (copy)', 'game_map'],
  ['role_templates', 'role_template'],
  ['role_template_skil', 'role_template_skill'],
  ['hreb', 'herb'],
  ['role_template-old-copy', 'role_template'],
  ['herbarium-of-old', null],
  ['package', null],
  ['x', null],
  ['', null],
];

for (const [name, nearest] of CASES) {
  test(`nearest name: "${name}" most likely means ${nearest ?? 'none of them'}`, () => {
    assert.equal(nearestName(name, TABLES), nearest);
  });
}

test('nearest name: no known name, or a very long one, is no fault', () => {
  assert.equal(nearestName('a', []), null);
  assert.equal(nearestName('x'.repeat(100_000), TABLES), null);
});
