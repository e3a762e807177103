// Commands whose code is loaded on demand. A table has the text of the help, so that the help loads no command, and a
// command loads no other: loading everything takes longer than most commands run.
import type { Command } from 'commander';

export interface LazyCommand {
  /** For the list of commands. */
  readonly description: string;
  /** The arguments as the list of commands shows them. */
  readonly args?: string;
  /** Resolves to the function that adds options, subcommands and the action. */
  readonly load: () => Promise<(command: Command) => void | Promise<void>>;
}

/** Adds all commands to the parent, and loads the requested one, if any. */
export async function addLazyCommands(
  parent: Command,
  commands: Readonly<Record<string, LazyCommand>>,
  asked: string | undefined,
): Promise<void> {
  for (const [name, { description, args, load }] of Object.entries(commands)) {
    const command = parent.command(name).description(description);
    if (name === asked) await (await load())(command);
    else if (args !== undefined) command.arguments(args);
  }
}

/** The word at a depth of the command line, after `help` too: `mir` in `jadegate mir --help` and in `jadegate help mir`. */
export function askedAt(depth: number, argv: readonly string[]): string | undefined {
  const words = argv[2] === 'help' ? argv.slice(3) : argv.slice(2);
  return words[depth];
}
