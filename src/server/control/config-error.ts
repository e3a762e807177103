// What is wrong with a configuration or the files that it names: found before anything is started.
import { CodedError } from '../../base/index.ts';

export const CONFIG_ERROR_CODES = ['invalid', 'unreadable', 'no-way-in', 'refused'] as const;
export type ConfigErrorCode = (typeof CONFIG_ERROR_CODES)[number];

export class ConfigError extends CodedError<ConfigErrorCode> {
  override readonly name = 'ConfigError';
}
