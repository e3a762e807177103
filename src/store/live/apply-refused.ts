// Applies a file of changes that the database did not take (see live-refused.ts), for an operator: the changes of an owner as the
// file has them, or as somebody edited it. All of them are written in one transaction, or none.
import type { Body } from '../body/index.ts';
import { type OwnerId, roleOwner, StoreError } from '../table/index.ts';
import { declaredOwner, type JsonChange, type LiveCodec } from './live-codec.ts';
import { toWrite } from './live-memory.ts';
import { type AppliedChanges, applyChanges, type Write } from './live-procedures.ts';

export interface ApplyOptions {
  /** The text of the file. */
  readonly text: string;
  /** Tries everything and changes nothing. */
  readonly isDryRun: boolean;
}

export interface AppliedRefused extends AppliedChanges {
  /** The owner's text. */
  readonly owner: string;
}

export async function applyRefused(
  { body, codecs }: { readonly body: Pick<Body, 'run'>; readonly codecs: ReadonlyMap<string, LiveCodec> },
  { text, isDryRun }: ApplyOptions,
): Promise<AppliedRefused> {
  const { owner, changes } = readFile(text, codecs);
  const writes = changes.map((change, at) => writeOf(codecs, { owner, change, at }));
  const applied = await body.run(applyChanges, { owner, writes, isDryRun });
  return { owner: owner.text, ...applied };
}

function readFile(
  text: string,
  codecs: ReadonlyMap<string, LiveCodec>,
): { readonly owner: OwnerId; readonly changes: readonly unknown[] } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new StoreError('row-invalid', 'it is not JSON', { cause });
  }
  // Earlier versions wrote `role`, the id alone.
  const { owner: named, role, changes } = isFields(content) ? content : {};
  const owner = typeof role === 'string' && /^\d{1,18}$/.test(role) ? roleOwner(BigInt(role)) : ownerIn(named, codecs);
  if (owner === null) throw invalid('"owner" must name a role (r60000001) or an actor (guild/42)');
  if (!Array.isArray(changes) || changes.length === 0) throw invalid('"changes" must be a list of changes');
  return { owner, changes };
}

function ownerIn(text: unknown, codecs: ReadonlyMap<string, LiveCodec>): OwnerId | null {
  return typeof text === 'string' ? declaredOwner(text, codecs) : null;
}

function writeOf(
  codecs: ReadonlyMap<string, LiveCodec>,
  { owner, change, at }: { readonly owner: OwnerId; readonly change: unknown; readonly at: number },
): Write {
  const what = `change ${at + 1}`;
  if (!isChange(change)) {
    throw invalid(`${what} must be [table, "p", row], [table, "s", key, values], [table, "d", key] or [table, "c"]`);
  }
  const codec = codecs.get(change[0]);
  if (codec === undefined) {
    const advice = 'name the configuration of the game that declares it (--config)';
    throw new StoreError('schema-conflict', `${what}: no live table ${change[0]} is declared; ${advice}`);
  }
  const read = codec.fromJson(owner, change);
  if (read.op === 'set' || read.op === 'delete') codec.checkKey(owner, read.key);
  return toWrite(read);
}

function isChange(value: unknown): value is JsonChange {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  if (value[1] === 'c') return value.length === 2;
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
