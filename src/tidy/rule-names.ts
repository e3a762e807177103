// Files are named in kebab-case after the one thing they hold. A name for a mixed bag is refused: what is in it has a noun.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z-]+)?\.ts$/;
const BAGS = /^(utils?|helpers?|types|common|misc|shared|lib)\.ts$/;

export function checkName({ path }: CodeFile): Finding[] {
  const name = path.split('/').at(-1) ?? path;
  const at = (message: string): Finding[] => [{ path, line: 1, rule: 'names', message }];
  if (BAGS.test(name)) return at(`"${name}" names nothing: name files after what they export`);
  if (!KEBAB.test(name)) return at(`"${name}" is not in kebab-case`);
  return [];
}
