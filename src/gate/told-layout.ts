// Which layout a client speaks, on a port that takes both. A WebSocket client tells it by the subprotocol that it offers. Every other
// client tells it by a message before it is signed in: the first one that only one of the layouts can read. Until then the port's
// layout holds. See docs/decisions/gate.md for why this is sound.
import { type Codec, type Layout, PacketReader, PacketWriter } from '../wire/index.ts';
import { PACKET_ID_BYTES } from './limits.ts';

/** The WebSocket subprotocols, by the layout that each stands for. */
const PROTOCOLS: Readonly<Record<Layout, string>> = { packed: 'jadegate.packed', protobuf: 'jadegate.protobuf' };

export const LAYOUT_PROTOCOLS: readonly string[] = Object.values(PROTOCOLS);

/** A session that may not know yet how its client lays messages out. */
export interface LayoutHolder {
  layout: Layout;
  isLayoutTold: boolean;
}

/** A WebSocket was opened with this subprotocol. */
export function chooseProtocol(holder: LayoutHolder, protocol: string): void {
  if (protocol === PROTOCOLS.packed) tell(holder, 'packed');
  else if (protocol === PROTOCOLS.protobuf) tell(holder, 'protobuf');
}

/**
 * Reads the body of a message before sign-in, whichever layout it has; `reader` is behind the id. Null when neither can read it: then
 * `reader` has the fault in the port's layout.
 */
export function readOpening<M>(holder: LayoutHolder, type: Codecs<M>, reader: PacketReader): M | null {
  const { layout } = holder;
  // No bytes are no evidence: to protobuf they are a message of zeros.
  if (holder.isLayoutTold || reader.remaining === 0) return type[layout].decode(reader);
  const body = reader.whole().subarray(PACKET_ID_BYTES);
  const otherLayout = layout === 'packed' ? 'protobuf' : 'packed';
  const other = type[otherLayout].decode(new PacketReader().reset(body));
  const message = type[layout].decode(reader);
  const found = layoutOf(type, body, {
    packed: layout === 'packed' ? message : other,
    protobuf: layout === 'packed' ? other : message,
  });
  if (found !== null) tell(holder, found);
  return found === otherLayout ? other : message;
}

type Codecs<M> = Readonly<Record<Layout, Codec<M>>>;

/** The one layout that the body has; null when it may have both, or has none. */
function layoutOf<M>(type: Codecs<M>, body: Uint8Array, { packed, protobuf }: Record<Layout, M | null>): Layout | null {
  if (packed === null) return protobuf === null ? null : 'protobuf';
  if (protobuf === null) return 'packed';
  // By accident the packed layout may look like fields that protobuf skips. Those are not written again.
  const writer = new PacketWriter();
  type.protobuf.encode(writer, protobuf);
  const isSame = writer.length === body.length && body.every((byte, index) => byte === writer.bytes[index]);
  return isSame ? null : 'packed';
}

function tell(holder: LayoutHolder, layout: Layout): void {
  holder.layout = layout;
  holder.isLayoutTold = true;
}
