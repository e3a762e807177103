// What one player sees: the cells of a map, the 3 × 3 of Alice, and where Bob was on his way when her client learned of him.
import { type At, documentOf, mark, tenth, text } from './svg.ts';
import { ALICE, type Happened, OTHERS, type Run, SETTINGS, SIZE } from './world-run.ts';

const SCALE = 5;
const LEFT = 40;
const TOP = 78;
const WIDTH = LEFT * 2 + SIZE.width * SCALE;
const HEIGHT = TOP + SIZE.height * SCALE + 62;
const CELL = SETTINGS.cellTiles;
const BOB = 2n;

export function viewPicture(run: Run): string {
  const title = 'Alice sees the 3 × 3 cells around her';
  const about = `A map of five by three cells of ${CELL} tiles. Alice stands in the middle; Bob walks past her from left to right.`;
  return documentOf({ width: WIDTH, height: HEIGHT, title, about }, [
    text('heading', { x: LEFT, y: 32 }, title),
    text(
      'soft',
      { x: LEFT, y: 54 },
      `cells of ${CELL} tiles; a walker changes its cell ${SETTINGS.marginTiles} tiles behind the border`,
    ),
    ...cells(),
    ...bobsWay(run),
    ...OTHERS.filter(({ id }) => id !== BOB).map(({ id, name }) => figure(run, id, name)),
    `<circle class="dot" cx="${place(ALICE).x}" cy="${place(ALICE).y}" r="7"/>`,
    text('middle', { x: place(ALICE).x, y: place(ALICE).y - 12 }, ALICE.name),
    ...legend(),
  ]);
}

function place({ x, y }: At): At {
  return { x: tenth(LEFT + x * SCALE), y: tenth(TOP + y * SCALE) };
}

function cells(): readonly string[] {
  const [column, row] = [Math.floor(ALICE.x / CELL), Math.floor(ALICE.y / CELL)];
  const side = CELL * SCALE;
  const parts: string[] = [];
  const view = place({ x: (column - 1) * CELL, y: (row - 1) * CELL });
  parts.push(`<rect class="view" x="${view.x}" y="${view.y}" width="${side * 3}" height="${side * 3}"/>`);
  for (let x = 0; x < SIZE.width; x += CELL) {
    for (let y = 0; y < SIZE.height; y += CELL) {
      const at = place({ x, y });
      parts.push(`<rect class="grid" x="${at.x}" y="${at.y}" width="${side}" height="${side}"/>`);
    }
  }
  return parts;
}

/** Dashed where Alice does not know of him, a full line where she does. */
function bobsWay({ happened, received }: Run): readonly string[] {
  const steps = happened.filter(({ id }) => id === BOB);
  const known = received.filter(({ id }) => id === BOB);
  const from = known.find(({ kind }) => kind === 'create');
  const to = known.find(({ kind }) => kind === 'delete');
  if (from === undefined || to === undefined) throw new Error('Alice sees Bob come and leave');
  const [first, last] = [lastBefore(steps, from.atMs), lastBefore(steps, to.atMs)];
  const seen = steps.slice(steps.indexOf(first), steps.indexOf(last) + 1);
  const way = (look: string, points: readonly At[]): string =>
    `<path class="${look}" d="M${points.map((point) => `${place(point).x} ${place(point).y}`).join('L')}"/>`;
  const start = steps[0] ?? ALICE;
  return [
    way('path', steps),
    way('seen', seen),
    text('', { x: place(start).x - 6, y: place(start).y + 22 }, 'Bob'),
    mark('create', place(first)),
    text('middle', { x: place(first).x, y: place(first).y + 24 }, `create, ${from.atMs / 1_000} s`),
    mark('delete', place(last)),
    text('middle', { x: place(last).x, y: place(last).y + 24 }, `delete, ${to.atMs / 1_000} s`),
  ];
}

function lastBefore(steps: readonly Happened[], atMs: number): Happened {
  const step = steps.findLast((each) => each.atMs < atMs);
  if (step === undefined) throw new Error('Bob is on the map before Alice hears of him');
  return step;
}

/** Where somebody came to the map; hollow when Alice never hears of it. */
function figure({ happened, received }: Run, id: bigint, name: string): string {
  const came = happened.find((each) => each.id === id);
  if (came === undefined) throw new Error(`${name} comes to the map`);
  const at = place(came);
  const isKnown = received.some((each) => each.id === id);
  const dot = `<circle class="${isKnown ? 'dot' : 'hollow'}" cx="${at.x}" cy="${at.y}" r="6"/>`;
  return `${dot}${text('middle', { x: at.x, y: at.y - 11 }, name)}`;
}

function legend(): readonly string[] {
  const y = HEIGHT - 24;
  return [
    `<path class="seen" d="M${LEFT} ${y - 4}h26"/>`,
    text('soft', { x: LEFT + 34, y }, "Bob is known to Alice's client"),
    `<path class="path" d="M${LEFT + 240} ${y - 4}h26"/>`,
    text('soft', { x: LEFT + 274, y }, 'he is not'),
    `<circle class="hollow" cx="${LEFT + 370}" cy="${y - 4}" r="6"/>`,
    text('soft', { x: LEFT + 384, y }, 'never in view'),
  ];
}
