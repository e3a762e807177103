// The version of the program, told to clients that ask and by `jadegate --version`.
import packageJson from '../../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
