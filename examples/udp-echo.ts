// The smallest service over UDP: it sends every datagram back. An answer is no longer than its question, so no sender needs to
// prove its address.
import { defineService, openUdp } from 'jadegate/services';

export default defineService({
  name: 'udp-echo',
  summary: 'sends every datagram back',
  transport: 'udp',
  memory: 'connection',
  open: (place, tools) =>
    openUdp(place, tools, {
      isProved: false,
      handler: (endpoint) => {
        const answer = (bytes: Uint8Array, start: number, end: number): boolean => endpoint.answer(bytes, start, end);
        return { stranger: answer, received: answer };
      },
    }),
});
