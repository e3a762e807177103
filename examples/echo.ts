// The smallest service: it sends every frame back. A frame is a u16 length and as many bytes; over WebSocket it is a message.
import { defineService } from 'jadegate/services';
import { createLength16 } from 'jadegate/wire';

export default defineService({
  name: 'echo',
  summary: 'sends every frame back: a u16 length, then that many bytes; or WebSocket',
  framing: createLength16({ payloadBytesMin: 0, payloadBytesMax: 1_000 }),
  isWebSocketToo: true,
  answer: (reply) => (bytes, start, end) => reply(bytes, start, end),
});
