// The help of `jadegate connect`, which needs no server: message names, fields and types, and Tab completion.
import type { Field, FieldKind, MessageType, Registry } from '../wire/index.ts';
import { fromJson, toJson } from '../wire/index.ts';

/** The commands that are not messages, with their parameters and a description. */
export const SHELL_COMMANDS = [
  { name: 'help', rest: '[NAME]', text: 'list commands and messages, or the fields of a message' },
  { name: 'login', rest: 'ACCOUNT', text: 'sign in by name alone (a server with --dev)' },
  { name: 'enter', rest: 'ACCOUNT [LINE]', text: 'sign in, create a role if there is none, and enter the world' },
  { name: 'wait', rest: 'NAME [SECONDS]', text: 'wait until this message has come (for scripts)' },
  { name: 'hex', rest: 'DIGITS', text: 'send these bytes as one packet: message id and body' },
  { name: 'quit', rest: '', text: 'close the connection' },
] as const;

const NAME_ARGUMENT: readonly string[] = ['help', 'wait'];
const SUGGESTIONS_MAX = 5;

export function helpText(registry: Registry): string[] {
  const names = messageNames(registry);
  const sendable = names.filter((name) => isSendable(registry.byName(name)));
  return [
    'Type a message and its fields as JSON; fields that are left out are empty or 0:',
    '  heartbeat_c2s {"beat_time": 1}',
    'or one of these:',
    ...SHELL_COMMANDS.map(({ name, rest, text }) => `  ${`${name} ${rest}`.padEnd(22)}${text}`),
    `Messages that a client sends: ${sendable.join(', ')}`,
    `The server sends: ${names.slice(sendable.length).join(', ')}`,
  ];
}

/** The states in which a message may be sent, and its fields, one a line. */
export function describeMessage(type: MessageType): string[] {
  const states =
    type.states.length > 0 ? `a client sends it while ${type.states.join(', ')}` : 'only the server sends it';
  const rate = type.rate === null ? '' : `; at most ${type.rate.perSecond} a second, ${type.rate.burst} at once`;
  const width = Math.max(0, ...type.fields.map(({ name }) => name.length)) + 2;
  const fields = type.fields.map(({ name, type: kind }) => `  ${name.padEnd(width)}${kindText(kind)}`);
  return [`${type.name} (${type.id}): ${states}${rate}`, ...(fields.length > 0 ? fields : ['  it has no fields'])];
}

/** A message by name, or a hint when there is none. */
export function findMessage(
  registry: Registry,
  name: string,
): { readonly type: MessageType } | { readonly complaint: string } {
  const type = registry.byName(name);
  if (type !== undefined) return { type };
  const stem = name.toLowerCase().replace(/_(c2s|s2c)$/, '');
  const near = stem.length < 2 ? [] : messageNames(registry).filter((each) => each.includes(stem));
  const hint = near.length > 0 ? `did you mean ${near.slice(0, SUGGESTIONS_MAX).join(', ')}?` : 'type help for a list';
  return { complaint: `${JSON.stringify(name)} is not a message or command: ${hint}` };
}

/** Tab completion of a line: the possible whole lines. */
export function completeLine(registry: Registry, line: string): string[] {
  const [, word = '', gap = '', rest = ''] = /^(\S*)(\s*)(.*)$/.exec(line) ?? [];
  if (gap === '') {
    const commands = SHELL_COMMANDS.map((each) => (each.rest === '' ? each.name : `${each.name} `));
    const messages = messageNames(registry).map((name) => `${name}${hasFields(registry, name) ? ' ' : ''}`);
    // The commands are few, so messages come first once a letter is typed.
    return [...(word === '' ? commands : []), ...messages, ...(word === '' ? [] : commands)].filter((each) =>
      each.startsWith(word),
    );
  }
  if (NAME_ARGUMENT.includes(word)) {
    return messageNames(registry)
      .filter((name) => name.startsWith(rest))
      .map((name) => `${word} ${name}`);
  }
  const type = registry.byName(word);
  return type === undefined || rest !== '' ? [] : [`${word} ${template(type)}`];
}

/** A message's JSON with every field empty or 0. */
function template(type: MessageType): string {
  const empty = fromJson(type, {}, { missing: 'default' });
  return empty.kind === 'value' ? JSON.stringify(toJson(type, empty.value)) : '{}';
}

/** First the messages that a client may send, then the others, each group sorted by name. */
function messageNames(registry: Registry): string[] {
  const order = (type: MessageType): string => `${isSendable(type) ? 0 : 1}${type.name}`;
  return [...registry.messages].sort((left, right) => (order(left) < order(right) ? -1 : 1)).map(({ name }) => name);
}

function isSendable(type: MessageType | undefined): boolean {
  return type !== undefined && type.states.length > 0;
}

function hasFields(registry: Registry, name: string): boolean {
  return (registry.byName(name)?.fields.length ?? 0) > 0;
}

function kindText(kind: FieldKind): string {
  switch (kind.kind) {
    case 'integer': {
      const name = `${kind.signed ? 'int' : 'uint'}${kind.bits}`;
      return kind.bits === 64 ? `${name} (a decimal string)` : name;
    }
    case 'float':
      return `float${kind.bits}`;
    case 'bytes':
      return 'bytes (a text, or {"$hex": "…"})';
    case 'record':
      return fieldsText(kind.type.fields);
    case 'list':
      return `list of ${kindText(kind.element)}`;
    case 'keyed':
      return `by ${kind.key}: ${kind.cases.map(({ from, to, value }) => `${from}–${to} ${kindText(value)}`).join('; ')}`;
    default:
      return kind.kind;
  }
}

function fieldsText(fields: readonly Field[]): string {
  return `{ ${fields.map(({ name, type }) => `${name}: ${kindText(type)}`).join(', ')} }`;
}
