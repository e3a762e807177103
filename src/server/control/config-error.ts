// What is wrong with a configuration or the files that it names: found before anything is started.
import { CodedError } from '../../base/index.ts';

export type ConfigErrorCode = 'invalid' | 'unreadable' | 'no-way-in' | 'refused';

export class ConfigError extends CodedError<ConfigErrorCode> {}
