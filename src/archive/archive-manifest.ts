// An archive's description of itself. The beginning names its store and tables; the end has the number of rows and the digest of all
// earlier bytes. Both are checked on reading, because anybody may have made the file.
import { z } from 'zod';

const column = z.object({
  type: z.enum(['bigint', 'boolean', 'bytes', 'integer', 'json', 'real', 'text']),
  nullable: z.boolean(),
});

const archivedTable = z.object({
  name: z.string(),
  version: z.int(),
  layout: z.object({
    kind: z.enum(['actor', 'disc', 'split']),
    rowsPerSplit: z.int(),
    key: z.array(z.string()),
    columns: z.record(z.string(), column),
    indexes: z.array(z.object({ on: z.array(z.string()), unique: z.boolean() })),
    isLive: z.boolean().optional(),
    actor: z.string().optional(),
    holdsRoles: z.boolean().optional(),
    ownedBy: z.string().optional(),
  }),
});

const header = z.object({
  /** The program that wrote it. */
  program: z.string(),
  createdMs: z.number(),
  /** The identity of its store, so that archives of another store are never deleted: a machine and path, or an address. */
  origin: z.string(),
  serverIds: z.array(z.int()),
  tables: z.array(archivedTable).max(65_535),
});

const footer = z.object({
  /** Rows by table, in the order of the header's tables. */
  rows: z.array(z.int()),
  /** SHA-256 of all bytes before the footer's block, in hexadecimal. */
  sha256: z.string(),
});

export type ArchivedTable = z.output<typeof archivedTable>;
export type ArchiveHeader = z.output<typeof header>;
export type ArchiveFooter = z.output<typeof footer>;

/** Null when the content is not a header. */
export function parseHeader(content: Buffer): ArchiveHeader | null {
  return header.safeParse(parseJson(content)).data ?? null;
}

export function parseFooter(content: Buffer): ArchiveFooter | null {
  return footer.safeParse(parseJson(content)).data ?? null;
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return null;
  }
}
