// The smallest service over UDP: every datagram comes back. No longer than it came, so nobody need prove who he is.
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
