// Names in TypeScript: messages and records in PascalCase, which must not meet each other nor what a generated file uses itself.
import { refuse } from './codegen-error.ts';
import type { SchemaRecord } from './schema.ts';

/** What generated files import, and the globals that they and their readers use. */
const TAKEN = new Set([
  'Array',
  'Boolean',
  'FieldKind',
  'MessageType',
  'Number',
  'Object',
  'PacketReader',
  'PacketWriter',
  'RecordType',
  'String',
  'Uint8Array',
]);

/** `create_role_sucess_s2c` is `CreateRoleSucessS2c`; a record `b` declared in `a` is `AB`. */
export function typeNameOf(name: string): string {
  return name
    .split(/[._]/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

export function checkNames(path: string, records: readonly SchemaRecord[]): void {
  const seen = new Map<string, string>();
  for (const { name, typeName } of records) {
    if (!/^[A-Z]/.test(typeName)) throw refuse(`${path}: ${name}`, 'does not start with a letter');
    if (TAKEN.has(typeName))
      throw refuse(
        `${path}: ${name}`,
        `is ${typeName} in TypeScript, where that means something else: take another name`,
      );
    const same = seen.get(typeName);
    if (same !== undefined)
      throw refuse(`${path}: ${name}`, `is ${typeName} in TypeScript, as ${same} is: take another name`);
    seen.set(typeName, name);
  }
}
