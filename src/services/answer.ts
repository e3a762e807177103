// A pure service as one function from bytes to bytes, whether it speaks bytes or text, and the handler that calls it in the loop.
import type { Connection, ConnectionHandler, ConnectionOwner } from '../reactor/index.ts';
import type { PureService, ServiceCloseReason } from './service.ts';

export type Answer = (request: Uint8Array) => Uint8Array;

export function answerOf(service: PureService): Answer {
  if ('answer' in service) return service.answer;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  return (request) => {
    const text = decoder.decode(request);
    return encoder.encode(service.answerText(text.endsWith('\r') ? text.slice(0, -1) : text));
  };
}

/** Answers each frame at once, in the loop. */
export function answerInLoop(service: PureService): ConnectionOwner<ServiceCloseReason> {
  const answer = answerOf(service);
  return (connection) => ({
    frame: (bytes, start, end) => {
      const request = bytes.subarray(start, end);
      const answered = answer(request);
      // What comes back as it was is sent from where it lies.
      if (answered === request) connection.send(bytes, start, end);
      else connection.send(answered, 0, answered.length);
      // Whoever does not read answers is not read from either.
      if (connection.isCongested) connection.hold();
    },
    drained: () => connection.release(),
    ...lastWords(service, connection),
    closed: () => {},
  });
}

/** Who types is told why the connection ends. */
export function lastWords(
  service: PureService,
  connection: Connection<ServiceCloseReason>,
): Pick<ConnectionHandler<ServiceCloseReason>, 'closing'> {
  if (!('answerText' in service)) return {};
  return {
    closing: (reason) => {
      if (reason === 'peer-closed') return;
      const words = new TextEncoder().encode(`closed: ${reason}`);
      connection.send(words, 0, words.length);
    },
  };
}
