import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './client-error.ts';
import { parseServerUrl } from './server-url.ts';

test('server-url: a host and a port, with TLS or without', () => {
  assert.deepEqual(parseServerUrl('tcp://127.0.0.1:8001'), {
    ...{ host: '127.0.0.1', port: 8001, isTls: false, websocket: null },
  });
  assert.deepEqual(parseServerUrl('tls://gate.example.org:443'), {
    ...{ host: 'gate.example.org', port: 443, isTls: true, websocket: null },
  });
  assert.deepEqual(parseServerUrl('tcp://[::1]:65535'), { host: '::1', port: 65_535, isTls: false, websocket: null });
});

test('server-url: a WebSocket has a path, and a port that may be left out', () => {
  assert.deepEqual(parseServerUrl('ws://127.0.0.1:8001'), {
    ...{ host: '127.0.0.1', port: 8001, isTls: false, websocket: { host: '127.0.0.1:8001', path: '/' } },
  });
  assert.deepEqual(parseServerUrl('wss://Play.example.org/gate?zone=2'), {
    ...{ host: 'play.example.org', port: 443, isTls: true },
    websocket: { host: 'play.example.org', path: '/gate?zone=2' },
  });
  assert.deepEqual(parseServerUrl('ws://[::1]/x y'), {
    ...{ host: '::1', port: 80, isTls: false, websocket: { host: '[::1]', path: '/x%20y' } },
  });
  for (const text of ['ws://', 'ws://me@host', 'ws://host/#a', 'ws://host:0', 'wss://host:65536']) {
    const expected = (error: unknown) => error instanceof ClientError && error.code === 'url-invalid';
    assert.throws(() => parseServerUrl(text), expected, text);
  }
});

test('server-url: an invalid address is refused with the valid forms', () => {
  const texts = [
    ...['', ' ', '8001', 'localhost', '127.0.0.1:8001', 'tcp://', 'tcp://host', 'tcp://host:0', 'tcp://host:65536'],
    ...[
      'tcp://:8001',
      'tcp:host:8001',
      'tcp://host:8001/x',
      'tcp://host:8001?a',
      'tcp://me@host:8001',
      'tcp://h:8001#a',
    ],
    ...['ftp://host:21', 'tcp//host:1', 'tcp://ho st:1', 'file:///etc/passwd', `tcp://${'a'.repeat(100_000)}`],
  ];
  for (const text of texts) {
    const expected = (error: unknown) => error instanceof ClientError && error.code === 'url-invalid';
    assert.throws(() => parseServerUrl(text), expected, text.slice(0, 40));
  }
  assert.throws(() => parseServerUrl('host'), /"host" is not a server address: write tcp:\/\/HOST:PORT/);
});

test('server-url: unsupported schemes are refused by name', () => {
  for (const scheme of ['udp', 'http', 'https']) {
    const expected = (error: unknown) => error instanceof ClientError && error.code === 'url-unsupported';
    assert.throws(() => parseServerUrl(`${scheme}://host:1`), expected, scheme);
  }
});
