// `jadegate codegen`: writes a `.messages.ts` file beside every `.proto` file of a game's folder, unless the schema breaks
// clients of the baseline.
import { join } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { CodegenError, generate } from '../codegen/index.ts';

/** The folder with jadegate's own schema files. */
const PROTO_FOLDER = join(import.meta.dirname, '..', '..', 'proto');
/** The module from which a game imports the wire layer. */
const WIRE_SPECIFIER = 'jadegate/wire';

interface CodegenOptions {
  readonly check: boolean;
  readonly accept: boolean;
}

/** Adds `codegen` to the command line. */
export function addCodegenCommand(command: Command): void {
  command
    .argument('[folder]', 'the root folder for imports', '.')
    .option('--check', 'write nothing; exit with 1 when a generated file is stale', false)
    .option('--accept', 'make the present schema the baseline, although it breaks clients of the last one', false)
    .action((folder: string, options: CodegenOptions) => {
      process.exitCode = runCodegen(folder, options);
    });
}

function runCodegen(folder: string, { check, accept }: CodegenOptions): number {
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  try {
    const files = generate({
      folder,
      includes: [PROTO_FOLDER],
      wire: { specifier: WIRE_SPECIFIER },
      isCheck: check,
      baseline: accept ? 'accept' : 'check',
    });
    const stale = files.filter((file) => file.isStale);
    for (const file of stale) say(`${check ? 'stale' : 'written'}: ${join(folder, file.path)}`);
    if (files.length === 0) say(`no .proto file below ${folder}`);
    else say(`${files.length} files, ${stale.length} ${check ? 'stale' : 'written'}`);
    return check && stale.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CodegenError)) throw error;
    say(error.message);
    return 1;
  }
}
