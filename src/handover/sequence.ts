// The frames of the sequence itself: what the two processes say about themselves and about where they are.
import { FieldReader, FieldWriter } from './fields.ts';
import { HandoverError } from './handover-error.ts';
import { FORMAT_VERSION, FORMAT_VERSION_MIN, PARTS_MAX, REASON_BYTES_MAX } from './limits.ts';

/** Kinds of part 0. 0 answers frames; see `channel.ts`. */
export const SEQUENCE = {
  /** New: what it is. */
  hello: 1,
  /** Old: the two fit. */
  agreed: 2,
  /** Old: everything was sent. */
  transferred: 3,
  /** New: it has adopted everything, and writes nothing yet. */
  ready: 4,
  /** Old: it writes nothing any more. */
  commit: 5,
  /** New: before its first read, write or accept. */
  committed: 6,
  /** Either: why it ends. */
  failed: 7,
  /** Old: what can be sent while the game runs was sent. */
  copied: 9,
  /** New: it has opened what it needs, so that the old process may freeze. */
  prepared: 8,
} as const;

const MAGIC = Buffer.from('JDGH');
const HELLO = { versionMin: 1, release: 2, pid: 3, part: 4 } as const;
const PART = { name: 1, described: 2 } as const;
const AGREED = { version: 1, part: 2 } as const;

/** What the new process is. */
export interface Hello {
  /** The versions of the format that it reads and writes. */
  readonly version: number;
  readonly versionMin: number;
  /** Of jadegate: `1.4.0`. */
  readonly release: string;
  readonly pid: number;
  readonly parts: readonly { readonly name: string; readonly described: Uint8Array }[];
}

export interface Agreed {
  readonly version: number;
  /** By their numbers in frames, from 1. */
  readonly parts: readonly string[];
}

export function writeHello(hello: Hello): Uint8Array {
  const head = Buffer.alloc(MAGIC.length + 2);
  MAGIC.copy(head);
  head.writeUInt16BE(hello.version, MAGIC.length);
  const fields = new FieldWriter().u32(HELLO.versionMin, hello.versionMin).text(HELLO.release, hello.release);
  fields.u32(HELLO.pid, hello.pid);
  for (const { name, described } of hello.parts) {
    fields.nested(HELLO.part, (part) => part.text(PART.name, name).bytes(PART.described, described));
  }
  return Buffer.concat([head, fields.record()]);
}

export function readHello(body: Uint8Array): Hello {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (bytes.length < MAGIC.length + 2 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new HandoverError('handover-broken', 'The new process did not begin as a hand-over does (JDGH).');
  }
  const hello = { version: bytes.readUInt16BE(MAGIC.length), versionMin: 0, release: '', pid: 0 };
  const parts: { name: string; described: Uint8Array }[] = [];
  const fields = new FieldReader(bytes.subarray(MAGIC.length + 2), 'its greeting');
  while (fields.next()) {
    if (fields.tag === HELLO.versionMin) hello.versionMin = fields.u32();
    else if (fields.tag === HELLO.release) hello.release = fields.text();
    else if (fields.tag === HELLO.pid) hello.pid = fields.u32();
    else if (fields.tag === HELLO.part) parts.push(readPart(fields.nested()));
    else fields.skip();
  }
  if (parts.length > PARTS_MAX)
    throw new HandoverError('handover-broken', `The new process names more than ${PARTS_MAX} parts.`);
  return { ...hello, parts };
}

function readPart(fields: FieldReader): Hello['parts'][number] {
  let name = '';
  let described = new Uint8Array(0);
  while (fields.next()) {
    if (fields.tag === PART.name) name = fields.text();
    else if (fields.tag === PART.described) described = new Uint8Array(fields.bytes());
    else fields.skip();
  }
  return { name, described };
}

/** The newest version that both know: so the older of two releases reads what the newer one writes, in either direction. */
export function agreedVersion({ version, versionMin }: Pick<Hello, 'version' | 'versionMin'>): number | null {
  const agreed = Math.min(version, FORMAT_VERSION);
  return agreed < Math.max(versionMin, FORMAT_VERSION_MIN) ? null : agreed;
}

export function writeAgreed({ version, parts }: Agreed): Uint8Array {
  const fields = new FieldWriter().u32(AGREED.version, version);
  for (const name of parts) fields.text(AGREED.part, name);
  return fields.record();
}

export function readAgreed(body: Uint8Array): Agreed {
  let version = 0;
  const parts: string[] = [];
  const fields = new FieldReader(body, 'its answer to the greeting');
  while (fields.next()) {
    if (fields.tag === AGREED.version) version = fields.u32();
    else if (fields.tag === AGREED.part) parts.push(fields.text());
    else fields.skip();
  }
  return { version, parts };
}

export function writeReason(reason: string): Uint8Array {
  return Buffer.from(reason).subarray(0, REASON_BYTES_MAX);
}

export function readReason(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, REASON_BYTES_MAX)).toString('utf8');
}
