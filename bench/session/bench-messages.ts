// The two messages of the benchmarks' own module: a text to broadcast, and the broadcast.
import type { Codec, MessageType } from '../../src/wire/index.ts';

interface BenchText {
  readonly text: string;
}

/** Of the layout `packed`, the only one that the benchmarks use. */
const codec: Codec<BenchText> = {
  encode: (writer, { text }) => writer.text(text, 'text'),
  decode: (reader) => {
    const text = reader.text('text');
    return reader.done('a text of the benchmark') ? { text } : null;
  },
};
const rules = {
  fields: [{ name: 'text', property: 'text', type: { kind: 'text' } }],
  delivery: 'reliable',
  rate: null,
  packed: codec,
  protobuf: codec,
} as const;

export const BenchShoutC2s: MessageType<BenchText, 'gaming'> = {
  ...rules,
  id: 60_900,
  name: 'bench_shout_c2s',
  states: ['gaming'],
};

export const BenchNewsS2c: MessageType<BenchText, never> = {
  ...rules,
  id: 60_901,
  name: 'bench_news_s2c',
  states: [],
};
