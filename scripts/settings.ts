// Writes the settings into docs/guide/configuration.md, from the schema of the configuration. With --check it writes
// nothing and exits with 1 when the page is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Setting, settingList } from '../src/server/settings/index.ts';

const page = join(import.meta.dirname, '..', 'docs', 'guide', 'configuration.md');
const BEGIN = '<!-- made by `npm run settings` from src/server/settings/config-schema.ts -->\n';
const END = '<!-- end -->';

const text = readFileSync(page, 'utf8');
const begin = text.indexOf(BEGIN);
const end = text.indexOf(END, begin);
if (begin === -1 || end === -1)
  throw new Error(`${page} has no marks for the place of the settings: restore them from git`);
const made = `${text.slice(0, begin)}${BEGIN}\n${tables(settingList())}\n${text.slice(end)}`;

if (made === text) console.error('the page of settings is up to date');
else if (process.argv.includes('--check')) {
  console.error('docs/guide/configuration.md is stale: run npm run settings');
  process.exitCode = 1;
} else {
  writeFileSync(page, made);
  console.error('written: docs/guide/configuration.md');
}

/** A table for each group: settings with the same first words. */
function tables(settings: readonly Setting[]): string {
  const groups = Map.groupBy(settings, ({ path }) => path.split('.').slice(0, -1).join('.'));
  return [...groups].map(([group, members]) => table(group, members)).join('\n');
}

function table(group: string, settings: readonly Setting[]): string {
  const rows = settings.map(({ path, environment, values, description, ...setting }) => {
    const name = path.split('.').at(-1);
    return `| \`${name}\` | ${description}. | ${values} | ${shown(setting.default)} | \`${environment}\` |`;
  });
  const head = ['| setting | what it is for | values | default | environment |', '| --- | --- | --- | --- | --- |'];
  return [`### ${group === '' ? 'General' : `\`${group}\``}`, '', ...head, ...rows, ''].join('\n');
}

function shown(value: string | null): string {
  return value === null ? '-' : `\`${value}\``;
}
