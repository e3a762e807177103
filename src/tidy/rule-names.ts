// A name for a mixed bag is refused: what is in the file has a noun. Biome holds kebab-case.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';

const BAGS = /(?:^|\/)((?:utils?|helpers?|types|common|misc|shared|lib)\.ts)$/;

export function checkName({ path }: CodeFile): Finding[] {
  const name = BAGS.exec(path)?.[1];
  if (name === undefined) return [];
  return [{ path, line: 1, rule: 'names', message: `"${name}" names nothing: name files after what they export` }];
}
