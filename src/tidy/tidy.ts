// The rules of docs/STYLE.md that no library holds, over every file, and the numbers. Pure: texts in, findings out.
import { readCode, type TextFile } from './code-file.ts';
import { countCopies } from './copies.ts';
import { compareFindings, type Finding } from './finding.ts';
import { type Measures, measure } from './measures.ts';
import { checkDead } from './rule-dead.ts';
import { checkImports, checkLayers } from './rule-imports.ts';
import { checkPlain } from './rule-plain.ts';
import { checkSizes } from './rule-sizes.ts';
import { checkText, checkWords } from './rule-text.ts';

export interface Report {
  readonly findings: readonly Finding[];
  readonly measures: Measures;
}

export function tidy(files: readonly TextFile[]): Report {
  const code = files.filter((file) => file.path.endsWith('.ts')).map(readCode);
  const findings = [
    ...code.flatMap(checkImports),
    ...code.flatMap(checkText),
    ...files.flatMap(checkWords),
    ...checkDead(code),
    ...checkLayers(code),
    ...checkPlain(code),
    ...checkSizes(code),
  ];
  const biome = files.find((file) => file.path === 'biome.json')?.text ?? '{}';
  const source = new Set(code.filter((file) => file.kind === 'source').map(({ path }) => path));
  const copies = countCopies(files.filter(({ path }) => source.has(path)));
  return { findings: findings.sort(compareFindings), measures: measure(code, { biome, copies }) };
}
