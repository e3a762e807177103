// The version of the program, sent to clients that ask for it and printed by `jadegate --version`.
import packageJson from '../../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
