// The figures as a picture: four small panels over the same numbers of idle connections, with a line for each model.
// Handwritten SVG; it follows the reader's light or dark mode. Both axes are logarithmic, since the models differ by a
// factor of a thousand. Such an axis has no 0, so a note reports zeros.
import { logScale, type Scale } from './chart-scale.ts';
import { MODELS, type ModelName } from './model.ts';
import type { MeasuredRow, Row } from './row.ts';
import { count, disturbanceWords, figure, refusalWords } from './words.ts';

type Metric = 'messagesPerSecond' | 'callsPerMessage' | 'wakeupsPerMessage' | 'cpuUsPerMessage';

const PANELS: readonly { readonly metric: Metric; readonly title: string }[] = [
  { metric: 'messagesPerSecond', title: 'Messages per second' },
  { metric: 'callsPerMessage', title: 'System calls per message' },
  { metric: 'wakeupsPerMessage', title: 'Wake-ups per message' },
  { metric: 'cpuUsPerMessage', title: 'CPU per message, µs' },
];

/** Colours for light and dark paper, and the shape of the points, so that colour is never the only difference. */
const LOOKS: Readonly<Record<ModelName, { readonly light: string; readonly dark: string; readonly form: Form }>> = {
  blocking: { light: '#6b5d4f', dark: '#b8a48f', form: 'square' },
  polling: { light: '#c62f2f', dark: '#ff7b72', form: 'circle' },
  signal: { light: '#c77700', dark: '#f0b240', form: 'triangle' },
  select: { light: '#a03aa8', dark: '#e08ae6', form: 'diamond' },
  poll: { light: '#6a4bd0', dark: '#a894ff', form: 'square' },
  'epoll-level': { light: '#1f8fd6', dark: '#6cc4ff', form: 'circle' },
  'epoll-edge': { light: '#0b4f8a', dark: '#3d8fe0', form: 'triangle' },
  io_uring: { light: '#14804a', dark: '#4fd08a', form: 'diamond' },
};
type Form = 'square' | 'circle' | 'triangle' | 'diamond';

const WIDTH = 960;
const PANEL = { width: 372, height: 210, left: 78, top: 132, stepX: 462, stepY: 292 };
const PLOTS_END = PANEL.top + PANEL.stepY + PANEL.height;
const NOTE_STEP = 17;
const POINT = 3.6;
/** Lines become thinner from the first model to the last, so that a covered line still shows. */
const STROKE = { first: 3.6, step: 0.25 };

export interface ChartOptions {
  /** The machine, for the line below the title. */
  readonly machine: string;
}

/** A whole SVG document of the rows with one message at a time. */
export function drawChart(rows: readonly Row[], { machine }: ChartOptions): string {
  const usual = rows.filter(({ burst }) => burst === 1);
  const measured = usual.filter((row) => row.status === 'measured');
  const notes = notesOf(usual);
  const height = PLOTS_END + 66 + notes.length * NOTE_STEP;
  const names = MODELS.map(({ name }) => name).filter((name) => usual.some(({ model }) => model === name));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title about">`,
    '<title id="title">Five I/O models as idle connections grow</title>',
    `<desc id="about">${escaped(`Four line charts over the number of idle connections, measured on ${machine}.`)}</desc>`,
    styleOf(names),
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    '<text class="heading" x="24" y="36">Five I/O models as idle connections grow</text>',
    text(
      'sub',
      { x: 24, y: 58 },
      `echo of 64-byte messages, 10 active connections, one core for the server · ${machine}`,
    ),
    ...legendOf(names),
    ...PANELS.flatMap((panel, index) => panelOf(panel, index, measured)),
    ...notes.map((note, index) => text('note', { x: 24, y: PLOTS_END + 66 + index * NOTE_STEP }, note)),
    '</svg>',
  ].join('\n')}\n`;
}

function styleOf(names: readonly ModelName[]): string {
  const colours = (paper: 'light' | 'dark'): string =>
    names.map((name) => `.${name}{--c:${LOOKS[name][paper]}}`).join('');
  const widths = names.map((name, index) => `.${name}{stroke-width:${tenth(STROKE.first - index * STROKE.step)}}`);
  return [
    '<style>',
    'svg{--paper:#fff;--ink:#1c2024;--soft:#5d666f;--grid:#e3e7eb;font-family:system-ui,"Segoe UI",Helvetica,Arial,sans-serif}',
    `.paper{fill:var(--paper)}text{fill:var(--ink);font-size:12px}.heading{font-size:20px;font-weight:600}`,
    `.sub,.mark,.note{fill:var(--soft)}.panel-title{font-size:14px;font-weight:600}`,
    `.grid{stroke:var(--grid)}.axis{stroke:var(--soft)}.mark-y{text-anchor:end}.mark-x,.unit{text-anchor:middle}`,
    `.line{fill:none;stroke:var(--c);stroke-linejoin:round}.point{fill:var(--c);stroke:var(--paper);stroke-width:1}`,
    widths.join(''),
    colours('light'),
    `@media (prefers-color-scheme:dark){svg{--paper:#14171a;--ink:#e8ebee;--soft:#9aa4ae;--grid:#2a2f35}${colours('dark')}}`,
    '</style>',
  ].join('\n');
}

function legendOf(names: readonly ModelName[]): readonly string[] {
  const step = (WIDTH - 48) / Math.max(1, names.length);
  return names.map((name, index) => {
    const x = 24 + index * step;
    const label = text('', { x: x + 32, y: 90 }, name);
    return `<g class="legend ${name}"><path class="line" d="M${tenth(x)} 86h26"/>${pointOf(name, x + 13, 86)}${label}</g>`;
  });
}

function panelOf(panel: (typeof PANELS)[number], index: number, rows: readonly MeasuredRow[]): readonly string[] {
  const left = PANEL.left + (index % 2) * PANEL.stepX;
  const top = PANEL.top + Math.floor(index / 2) * PANEL.stepY;
  const bottom = top + PANEL.height;
  const right = left + PANEL.width;
  const drawn = rows.filter((row) => row[panel.metric] > 0);
  const x = logScale(
    rows.map(({ idle }) => idle),
    { from: left, to: right },
  );
  const y = logScale(
    drawn.map((row) => row[panel.metric]),
    { from: bottom, to: top },
  );
  return [
    `<g class="panel" data-metric="${panel.metric}">`,
    text('panel-title', { x: left, y: top - 10 }, panel.title),
    ...y.marks.map((mark) => {
      const at = tenth(y.place(mark));
      const label = text('mark mark-y', { x: left - 8, y: at + 4 }, figure(mark));
      return `<path class="grid" d="M${left} ${at}H${right}"/>${label}`;
    }),
    ...x.marks.map((mark) => {
      const at = tenth(x.place(mark));
      const label = text('mark mark-x', { x: at, y: bottom + 17 }, count(mark));
      return `<path class="grid" d="M${at} ${top}V${bottom}"/>${label}`;
    }),
    `<path class="axis" d="M${left} ${bottom}H${right}"/>`,
    text('mark unit', { x: (left + right) / 2, y: bottom + 35 }, 'idle connections'),
    ...MODELS.flatMap(({ name }) =>
      seriesOf(
        panel.metric,
        drawn.filter(({ model }) => model === name),
        { x, y },
      ),
    ),
    '</g>',
  ];
}

function seriesOf(
  metric: Metric,
  rows: readonly MeasuredRow[],
  { x, y }: { readonly x: Scale; readonly y: Scale },
): readonly string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const sorted = rows.toSorted((left, right) => left.idle - right.idle);
  const places = sorted.map((row) => ({ row, at: [tenth(x.place(row.idle)), tenth(y.place(row[metric]))] as const }));
  const points = places.map(({ row, at }) => {
    const tip = `${row.model}, ${count(row.idle)} idle: ${figure(row[metric])}`;
    return pointOf(row.model, at[0], at[1], `<title>${escaped(tip)}</title>`);
  });
  const line = `<path class="line" d="M${places.map(({ at }) => at.join(' ')).join('L')}"/>`;
  return [`<g class="series ${first.model}" data-model="${first.model}">${line}${points.join('')}</g>`];
}

function pointOf(...[name, x, y, tip = '']: [name: ModelName, x: number, y: number, tip?: string]): string {
  const [left, top] = [tenth(x), tenth(y)];
  const outline: Readonly<Record<Form, string>> = {
    circle: `M${left - POINT} ${top}a${POINT} ${POINT} 0 1 0 ${2 * POINT} 0a${POINT} ${POINT} 0 1 0 ${-2 * POINT} 0z`,
    square: `M${tenth(left - 3.2)} ${tenth(top - 3.2)}h6.4v6.4h-6.4z`,
    triangle: `M${left} ${tenth(top - 4.4)}l4.2 7.6h-8.4z`,
    diamond: `M${left} ${tenth(top - 4.8)}l4.8 4.8l-4.8 4.8l-4.8-4.8z`,
  };
  return `<path class="point" d="${outline[LOOKS[name].form]}">${tip}</path>`;
}

/** Facts that the lines do not show. */
function notesOf(rows: readonly Row[]): readonly string[] {
  const sleepless = new Set(
    rows.filter((row) => row.status === 'measured' && row.wakeupsPerMessage === 0).map(({ model }) => model),
  );
  const disturbance = disturbanceWords(rows);
  return [
    ...[...sleepless].map((model) => `${model}: no wake-ups, it never waits`),
    ...rows.flatMap((row) => {
      if (row.status === 'measured') return [];
      const why = row.status === 'refused' ? refusalWords(row) : `failed: ${row.reason}`;
      return [`${row.model}, ${count(row.idle)} idle: ${why}`];
    }),
    ...saturationOf(rows),
    ...(disturbance === null ? [] : [disturbance]),
  ];
}

function saturationOf(rows: readonly Row[]): readonly string[] {
  const saturated = rows.filter((row) => row.status === 'measured').filter(({ isLoadSaturated }) => isLoadSaturated);
  if (saturated.length === 0) return [];
  const from = Math.min(...saturated.map(({ messagesPerSecond }) => messagesPerSecond));
  return [
    `From ${figure(from)} messages a second on, the load generator may be slower than the server: compare CPU time there.`,
  ];
}

function text(look: string, { x, y }: { readonly x: number; readonly y: number }, words: string): string {
  const classes = look === '' ? '' : ` class="${look}"`;
  return `<text${classes} x="${tenth(x)}" y="${tenth(y)}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
