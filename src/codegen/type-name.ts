// Names in TypeScript: messages and records in PascalCase. They must differ from each other and from the names that a
// generated file uses.
import { refuse } from './codegen-error.ts';
import type { SchemaRecord } from './schema.ts';

/** The imports of generated files, and the globals that they and their readers use. */
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
        `becomes ${typeName} in TypeScript, which is already taken: choose another name`,
      );
    const same = seen.get(typeName);
    if (same !== undefined)
      throw refuse(`${path}: ${name}`, `becomes ${typeName} in TypeScript, as ${same} does: choose another name`);
    seen.set(typeName, name);
  }
}
