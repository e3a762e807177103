// What a client receives, and when: a lane for each other role. Above its line is what happened on the map, below it what Alice's client got
// with the flush that followed.
import { documentOf, mark, tenth, text } from './svg.ts';
import { type EventKind, OTHERS, RUN_MS, type Run, SETTINGS } from './world-run.ts';

const WIDTH = 960;
const LEFT = 92;
const RIGHT = 932;
const TOP = 98;
const LANE = 84;
const LANES_END = TOP + OTHERS.length * LANE;
const HEIGHT = LANES_END + 104;
const ACT = -20;
const UPDATE = 20;
const KINDS = ['create', 'move', 'change', 'delete'] as const;
const WORDS: Readonly<Partial<Record<EventKind, string>>> = {
  comes: 'comes',
  level: 'level 7',
  teleports: 'teleports',
  leaves: 'leaves',
};

export function updatesPicture(run: Run): string {
  const title = "What happens, and what Alice's client gets";
  const about = `A timeline of ${RUN_MS / 1_000} seconds with four other roles; updates arrive with a flush every ${SETTINGS.flushMs} ms.`;
  return documentOf({ width: WIDTH, height: HEIGHT, title, about }, [
    text('heading', { x: 24, y: 32 }, title),
    text(
      'soft',
      { x: 24, y: 54 },
      `above each line: on the map; below it: in the flush that follows, every ${SETTINGS.flushMs} ms`,
    ),
    ...legend(),
    ...flushes(),
    ...OTHERS.flatMap(({ id, name }, index) => lane(run, { id, name, y: TOP + LANE * (index + 0.5) })),
    ...frameNumbers(run),
  ]);
}

function across(atMs: number): number {
  return tenth(LEFT + (atMs / RUN_MS) * (RIGHT - LEFT));
}

function legend(): readonly string[] {
  return KINDS.flatMap((kind, index) => {
    const x = 560 + index * 98;
    return [mark(kind, { x, y: 28 }), text('', { x: x + 12, y: 32 }, kind)];
  });
}

function flushes(): readonly string[] {
  const parts: string[] = [];
  for (let atMs = SETTINGS.flushMs; atMs <= RUN_MS; atMs += SETTINGS.flushMs) {
    parts.push(`<path class="grid" d="M${across(atMs)} ${TOP}V${LANES_END}"/>`);
    if (atMs % 1_000 === 0)
      parts.push(text('soft middle', { x: across(atMs), y: LANES_END + 18 }, `${atMs / 1_000} s`));
  }
  return parts;
}

function lane(
  { happened, received }: Run,
  { id, name, y }: { readonly id: bigint; readonly name: string; readonly y: number },
): readonly string[] {
  const acts = happened.filter((each) => each.id === id);
  const updates = received.filter((each) => each.id === id);
  return [
    text('end', { x: LEFT - 14, y: y + 4 }, name),
    `<path class="axis" d="M${LEFT} ${y}H${RIGHT}"/>`,
    ...acts.flatMap(({ atMs, kind }) => {
      const words = WORDS[kind];
      const x = across(atMs);
      const tick = `<path class="act" d="M${x} ${y}v-9"/>`;
      return words === undefined ? [tick] : [tick, text('soft', { x: x + 3, y: y + ACT + 6 }, words)];
    }),
    ...updates.map(({ atMs, kind }, index) => {
      // Two of one flush stand side by side.
      const isSecond = updates[index - 1]?.atMs === atMs;
      return mark(kind, { x: across(atMs) + (isSecond ? 13 : 0), y: y + UPDATE });
    }),
    ...(updates.length === 0 ? [text('soft', { x: LEFT + 12, y: y + UPDATE + 4 }, 'nothing: never in view')] : []),
  ];
}

function frameNumbers({ frames }: Run): readonly string[] {
  const y = LANES_END + 46;
  return [
    text('end', { x: LEFT - 14, y }, 'frame'),
    ...frames.map(({ atMs, frame, isKey }) =>
      text('middle', { x: across(atMs), y }, isKey ? `${frame} (key)` : `${frame}`),
    ),
    text(
      'soft',
      { x: 24, y: LANES_END + 78 },
      'A flush with nothing for Alice sends nothing and takes no number, so a missing number is a lost frame.',
    ),
  ];
}
