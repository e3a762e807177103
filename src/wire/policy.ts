// Raw, unframed answers to clients that do not speak frames: the cross-domain policy that Flash clients request before
// their first packet, and a plain refusal for browsers that open a game port by mistake.

const encoder = new TextEncoder();

/** The whole request: 22 characters and a NUL. Only these exact bytes count. */
export const POLICY_REQUEST: Uint8Array = encoder.encode('<policy-file-request/>\0');

/** The policy of the classic gate: any domain, any port. It ends with a NUL, as Flash expects. */
export const POLICY_ANSWER: Uint8Array = encoder.encode(
  '<?xml version="1.0"?>\n' +
    '<!DOCTYPE cross-domain-policy SYSTEM "http://www.macromedia.com/xml/dtds/cross-domain-policy.dtd">\n' +
    '<cross-domain-policy><allow-access-from domain="*" to-ports="*"/></cross-domain-policy>\n\0',
);

const HTTP_REFUSAL_TEXT = 'This port speaks a game protocol, not HTTP. Connect with a game client.\n';

export const HTTP_REFUSAL: Uint8Array = encoder.encode(
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n' +
    `Content-Length: ${HTTP_REFUSAL_TEXT.length}\r\n\r\n${HTTP_REFUSAL_TEXT}`,
);
