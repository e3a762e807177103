// Door of the wire's names: the words of settings, for layers that read no bytes.
export type { ForwardedField, Layout } from './wire-names.ts';
export { FORWARDED_FIELDS, LAYOUTS } from './wire-names.ts';
