import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../base/index.ts';
import type { DatagramSide, DatagramSigner } from '../wire/index.ts';
import { CryptoSigner, NativeSigner } from './datagram-signer.ts';
import { loadAddon } from './engine-native.ts';

const loaded = loadAddon();
const BODIES: Readonly<Record<string, (key: Uint8Array, side: DatagramSide) => DatagramSigner>> = {
  crypto: (key, side) => new CryptoSigner(key, side),
  ...('addon' in loaded ? { native: (key, side) => new NativeSigner(loaded.addon, key, side) } : {}),
};
const KEY = new Uint8Array(32).fill(0x0b);

for (const [name, create] of Object.entries(BODIES)) {
  test(`datagram signer: ${name}: the tag is the beginning of HMAC-SHA-256 over the side and the bytes`, () => {
    const bytes = new Uint8Array(32);
    bytes.set(Buffer.from('Hi There'), 4);
    create(KEY, 'server').sign(bytes, 4, 12);
    // By OpenSSL: printf '\001Hi There' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0b…
    assert.equal(Buffer.from(bytes.subarray(12, 20)).toString('hex'), 'd5fa777fb7399ef9');
    assert.deepEqual([bytes[3], bytes[20]], [0, 0]);
  });

  test(`datagram signer: ${name}: one side takes what the other has signed, and no other bit of it`, () => {
    const [client, server] = [create(KEY, 'client'), create(KEY, 'server')];
    const random = new SeededRandom(1);
    for (const length of [0, 1, 9, 46, 47, 48, 55, 64, 119, 1_183]) {
      const bytes = new Uint8Array(length + 8);
      bytes.set(random.bytes(length));
      client.sign(bytes, 0, length);
      assert.ok(server.isSigned(bytes, 0, bytes.length), `${length} bytes`);
      assert.ok(!client.isSigned(bytes, 0, bytes.length), 'its own tag is not the other side’s');
      assert.ok(!create(new Uint8Array(32), 'server').isSigned(bytes, 0, bytes.length), 'another key');
      for (let bit = 0; bit < 8 * bytes.length; bit += length > 100 ? 37 : 1) {
        const wrong = Uint8Array.from(bytes);
        wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (1 << (bit & 7));
        assert.ok(!server.isSigned(wrong, 0, wrong.length), `bit ${bit} of ${length} bytes`);
      }
    }
  });
}

test('datagram signer: the bodies sign alike', () => {
  const random = new SeededRandom(2);
  for (let round = 0; round < 50; round++) {
    const [key, length] = [random.bytes(32), random.below(1_183)];
    const tags = Object.values(BODIES).map((create) => {
      const bytes = new Uint8Array(length + 8).fill(round);
      create(key, 'client').sign(bytes, 0, length);
      return Buffer.from(bytes.subarray(length)).toString('hex');
    });
    assert.equal(new Set(tags).size, 1);
  }
});
