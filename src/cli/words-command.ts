// `jadegate words …`: the options. The rules of names and words are only loaded for a check.
import type { Command } from 'commander';
import { addWordsReload } from './operate-commands.ts';
import type { CheckOptions } from './words-check.ts';

export function addWordsCommand(words: Command): void {
  words
    .command('check')
    .description(
      'check whether TEXT may be a name, and which words of the dictionary it contains; exits with 1 when it is refused',
    )
    .argument('<text>', 'the text to check')
    .option(
      '-d, --dictionary <file>',
      'use this dictionary instead of the built-in ones (may be given several times)',
      (file: string, files: readonly string[]) => [...files, file],
      [],
    )
    .option('--chat', 'check it as chat: refused when a word would be masked')
    .option('--json', 'print one JSON object')
    .action(async (text: string, options: CheckOptions) =>
      (await import('./words-check.ts')).checkWords(text, options),
    );
  addWordsReload(words);
}
