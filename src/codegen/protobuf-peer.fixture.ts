// Converts our values to messages of @bufbuild/protobuf and back, with the descriptors of both sides. The conversion
// does not use our bytes.
import type { DescField, DescMessage, Message, MessageShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import type { FieldKind, RecordType } from '../wire/index.ts';

type Value = Readonly<Record<string, unknown>>;
type OneofValue = { readonly case: string; readonly value: unknown } | { readonly case: undefined };

export function toPeer(type: RecordType, desc: DescMessage, value: unknown): MessageShape<DescMessage> {
  const given = value as Value;
  const init: Record<string, unknown> = {};
  for (const field of type.fields) {
    const own = given[field.property];
    if (field.type.kind === 'keyed') {
      const kind = kindOfKey(type, field.type, given);
      const member = memberOf(desc, field.name, kind);
      init[field.property] = { case: member.localName, value: memberToPeer(kind, member, own) };
    } else {
      init[field.property] = valueToPeer(field.type, fieldOf(desc, field.name), own);
    }
  }
  return create(desc, init);
}

export function fromPeer(type: RecordType, desc: DescMessage, message: Message): Value {
  const theirs = message as unknown as Value;
  const value: Record<string, unknown> = {};
  for (const field of type.fields) {
    const own = theirs[field.property];
    if (field.type.kind !== 'keyed') {
      value[field.property] = valueFromPeer(field.type, fieldOf(desc, field.name), own);
      continue;
    }
    const kind = kindOfKey(type, field.type, value);
    const member = memberOf(desc, field.name, kind);
    const oneof = own as OneofValue;
    if (oneof.case !== member.localName) throw new Error(`${field.name} is ${oneof.case}, not ${member.localName}`);
    value[field.property] = memberFromPeer(kind, member, oneof.value);
  }
  return value;
}

type Keyed = Extract<FieldKind, { kind: 'keyed' }>;

function fieldOf(desc: DescMessage, name: string): DescField {
  const field = desc.fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`${desc.name} has no ${name}`);
  return field;
}

/** The value kind of the member for the key. */
function kindOfKey(type: RecordType, kind: Keyed, value: Value): FieldKind {
  const property = type.fields.find((field) => field.name === kind.key)?.property ?? '';
  const key = value[property] as number;
  const found = kind.cases.find((each) => key >= each.from && key <= each.to);
  if (found === undefined) throw new Error(`no member for key ${key}`);
  return found.value;
}

/** The member of the oneof with values of `kind`: in tests every member has a different kind. */
function memberOf(desc: DescMessage, oneofName: string, kind: FieldKind): DescField {
  const oneof = desc.oneofs.find((each) => each.name === oneofName);
  const member = oneof?.fields.find((field) => kindName(field) === nameOfKind(kind));
  if (member === undefined) throw new Error(`${oneofName} has no member for ${kind.kind}`);
  return member;
}

function nameOfKind(kind: FieldKind): string {
  if (kind.kind === 'integer') return `integer${kind.bits}`;
  return kind.kind === 'list' ? `list ${nameOfKind(kind.element)}` : kind.kind;
}

function kindName(field: DescField): string {
  if (field.message !== undefined) {
    const only = field.message.fields.length === 1 ? field.message.fields[0] : undefined;
    return only?.fieldKind === 'list' ? `list ${kindName(only)}` : 'record';
  }
  const names: Readonly<Record<number, string>> = {
    3: 'integer64',
    5: 'integer32',
    9: 'text',
    12: 'bytes',
    1: 'float',
  };
  return names[field.scalar ?? 0] ?? 'unknown';
}

/** For the peer, a list in a oneof is a record of one list. */
function memberToPeer(kind: FieldKind, member: DescField, value: unknown): unknown {
  if (kind.kind !== 'list' || member.message === undefined) return valueToPeer(kind, member, value);
  return create(member.message, { [member.message.fields[0]?.localName ?? '']: value });
}

function memberFromPeer(kind: FieldKind, member: DescField, value: unknown): unknown {
  if (kind.kind !== 'list') return valueFromPeer(kind, member, value);
  return (value as Value)[member.message?.fields[0]?.localName ?? ''];
}

function valueToPeer(kind: FieldKind, field: DescField, value: unknown): unknown {
  if (kind.kind === 'list') return (value as readonly unknown[]).map((each) => valueToPeer(kind.element, field, each));
  if (kind.kind === 'record' && field.message !== undefined) return toPeer(kind.type, field.message, value);
  return value;
}

function valueFromPeer(kind: FieldKind, field: DescField, value: unknown): unknown {
  if (kind.kind === 'list')
    return (value as readonly unknown[]).map((each) => valueFromPeer(kind.element, field, each));
  if (kind.kind === 'record' && field.message !== undefined)
    return fromPeer(kind.type, field.message, value as Message);
  return value;
}
