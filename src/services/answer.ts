// A pure service as one function that answers bytes with bytes, also for text services, and the handler that calls it
// in the loop.
import type { Connection, ConnectionHandler, ConnectionOwner } from '../reactor/index.ts';
import type { BytesAnswer, PureService, ServiceCloseReason } from './service.ts';
import { ServiceError } from './service-error.ts';

export function answerOf(service: PureService): BytesAnswer {
  if ('answer' in service) return service.answer;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  return (reply) => (bytes, start, end) => {
    const text = decoder.decode(bytes.subarray(start, end));
    const answer = encoder.encode(service.answerText(text.endsWith('\r') ? text.slice(0, -1) : text));
    reply(answer, 0, answer.length);
  };
}

/** Answers each frame at once, in the loop. */
export function answerInLoop(service: PureService): ConnectionOwner<ServiceCloseReason> {
  const answer = answerOf(service);
  return (connection) => {
    let hasReplied = false;
    const take = answer((bytes, start, end) => {
      hasReplied = true;
      connection.send(bytes, start, end);
    });
    return {
      frame: (bytes, start, end) => {
        hasReplied = false;
        take(bytes, start, end);
        if (!hasReplied) throw noReply(service);
        // Stop reading from a client that does not read its answers.
        if (connection.isCongested) connection.hold();
      },
      drained: () => connection.release(),
      ...lastWords(service, connection),
      closed: () => {},
    };
  };
}

/** The error for a service that returned without an answer. */
export function noReply({ name }: PureService): ServiceError {
  return new ServiceError('service-invalid', `${name} gave no answer: it must call reply once, before it returns.`);
}

/** Sends a person who types the reason for the end of the connection. */
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
