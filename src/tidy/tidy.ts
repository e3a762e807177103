// The executable half of docs/STYLE.md: every rule over every file, and the numbers. Pure: texts in, findings out.
import { type CodeFile, readCode, type TextFile } from './code-file.ts';
import { compareFindings, type Finding } from './finding.ts';
import { type Measures, measure } from './measures.ts';
import { checkBans } from './rule-bans.ts';
import { checkCycles } from './rule-cycles.ts';
import { checkDead } from './rule-dead.ts';
import { checkImports } from './rule-imports.ts';
import { checkName } from './rule-names.ts';
import { checkPackages, type Packages } from './rule-packages.ts';
import { checkSizes, type Ratchet, tightenRatchet } from './rule-sizes.ts';
import { checkText, checkWords } from './rule-text.ts';

export interface Repository {
  readonly files: readonly TextFile[];
  readonly packages: Packages;
  readonly ratchet: Ratchet;
}

export interface Report {
  readonly findings: readonly Finding[];
  readonly measures: Measures;
  /** The ratchet lowered to what is there. */
  readonly tightened: Ratchet;
}

export function tidy({ files, packages, ratchet }: Repository): Report {
  const code = files.filter((file) => file.path.endsWith('.ts')).map(readCode);
  const findings = [
    ...code.flatMap((file) => checkFile(file, packages)),
    ...files.flatMap(checkWords),
    ...checkCycles(code),
    ...checkDead(code),
    ...checkSizes(code, ratchet),
  ];
  return {
    findings: findings.sort(compareFindings),
    measures: measure(code),
    tightened: tightenRatchet(code, ratchet),
  };
}

function checkFile(file: CodeFile, packages: Packages): Finding[] {
  return [
    ...checkImports(file),
    ...checkBans(file),
    ...checkText(file),
    ...checkName(file),
    ...checkPackages(file, packages),
  ];
}
