// What an archive says of itself: at its beginning whose it is and what tables it has, at its end how many rows and the digest
// of every byte before. Checked when it is read, because a file may have been made by anybody.
import { z } from 'zod';

const column = z.object({ type: z.string(), nullable: z.boolean() });

const archivedTable = z.object({
  name: z.string(),
  version: z.int(),
  layout: z.object({
    kind: z.enum(['disc', 'split']),
    rowsPerSplit: z.int(),
    key: z.array(z.string()),
    columns: z.record(z.string(), column),
    indexes: z.array(z.object({ on: z.array(z.string()), unique: z.boolean() })),
  }),
});

const header = z.object({
  /** The program that wrote it. */
  program: z.string(),
  createdMs: z.number(),
  /** Which store it is of, so that old archives of another are left alone: a machine and path, or an address. */
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

/** Null when the content is no header. */
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
