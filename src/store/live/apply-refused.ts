// Applies a file of changes that the database did not take (see live-refused.ts), for an operator: the changes of a role as the
// file has them, or as somebody edited it. All of them are written in one transaction, or none.
import type { Body } from '../body/index.ts';
import { StoreError } from '../table/index.ts';
import type { JsonChange, LiveCodec } from './live-codec.ts';
import { toWrite } from './live-memory.ts';
import { type AppliedChanges, applyChanges, type Write } from './live-procedures.ts';

export interface ApplyOptions {
  /** The text of the file. */
  readonly text: string;
  /** Tries everything and changes nothing. */
  readonly isDryRun: boolean;
}

export interface AppliedRefused extends AppliedChanges {
  readonly roleId: bigint;
}

export async function applyRefused(
  { body, codecs }: { readonly body: Pick<Body, 'run'>; readonly codecs: ReadonlyMap<string, LiveCodec> },
  { text, isDryRun }: ApplyOptions,
): Promise<AppliedRefused> {
  const { role, changes } = readFile(text);
  const roleId = BigInt(role);
  const writes = changes.map((change, at) => writeOf(codecs, { roleId, change, at }));
  const applied = await body.run(applyChanges, { roleId, writes, isDryRun });
  return { roleId, ...applied };
}

function readFile(text: string): { readonly role: string; readonly changes: readonly unknown[] } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new StoreError('row-invalid', 'it is not JSON', { cause });
  }
  const { role, changes } = isFields(content) ? content : {};
  if (typeof role !== 'string' || !/^\d{1,18}$/.test(role)) throw invalid('"role" must be the id of a role as text');
  if (!Array.isArray(changes) || changes.length === 0) throw invalid('"changes" must be a list of changes');
  return { role, changes };
}

function writeOf(
  codecs: ReadonlyMap<string, LiveCodec>,
  { roleId, change, at }: { readonly roleId: bigint; readonly change: unknown; readonly at: number },
): Write {
  const what = `change ${at + 1}`;
  if (!isChange(change)) {
    throw invalid(`${what} must be [table, "p", row], [table, "s", key, values] or [table, "d", key]`);
  }
  const codec = codecs.get(change[0]);
  if (codec === undefined) {
    const advice = 'name the configuration of the game that declares it (--config)';
    throw new StoreError('schema-conflict', `${what}: no live table ${change[0]} is declared; ${advice}`);
  }
  const read = codec.fromJson(roleId, change);
  if (read.op !== 'put') codec.checkKey(roleId, read.key);
  return toWrite(read);
}

function isChange(value: unknown): value is JsonChange {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  if (value[1] === 'p') return value.length === 3 && isFields(value[2]);
  if (!Array.isArray(value[2])) return false;
  return value[1] === 'd' ? value.length === 3 : value[1] === 's' && value.length === 4 && isFields(value[3]);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(why: string): StoreError {
  return new StoreError('row-invalid', why);
}
