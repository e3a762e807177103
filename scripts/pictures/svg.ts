// Pieces of the guide's pictures: a document that follows the reader's light or dark mode, texts, and the colours of the four updates.

export interface At {
  readonly x: number;
  readonly y: number;
}

const LIGHT =
  '--paper:#fff;--ink:#1c2024;--soft:#5d666f;--grid:#dfe3e8;--view:#e8f1fb;--create:#14804a;--move:#1f6fd0;--change:#a86400;--delete:#c62f2f';
const DARK =
  '--paper:#14171a;--ink:#e8ebee;--soft:#9aa4ae;--grid:#2a2f35;--view:#16263a;--create:#4fd08a;--move:#6cb0ff;--change:#f0b240;--delete:#ff7b72';

const RULES = [
  'text{fill:var(--ink);font-size:12px}.heading{font-size:18px;font-weight:600}.soft{fill:var(--soft)}.middle{text-anchor:middle}.end{text-anchor:end}',
  '.paper{fill:var(--paper)}.grid{stroke:var(--grid);fill:none}.view{fill:var(--view)}.axis{stroke:var(--soft);fill:none}.dot{fill:var(--ink)}.hollow{fill:var(--paper);stroke:var(--soft)}',
  '.path{stroke:var(--soft);fill:none;stroke-dasharray:2 3}.seen{stroke:var(--move);fill:none;stroke-width:2.5}.act{stroke:var(--soft)}',
  '.create{fill:var(--create)}.move{fill:var(--move)}.change{fill:var(--change)}.delete{fill:var(--delete)}',
].join('');

export interface Paper {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly about: string;
}

export function documentOf({ width, height, title, about }: Paper, parts: readonly string[]): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title about">`,
    `<title id="title">${title}</title>`,
    `<desc id="about">${about}</desc>`,
    `<style>svg{${LIGHT};font-family:system-ui,"Segoe UI",Helvetica,Arial,sans-serif}${RULES}`,
    `@media (prefers-color-scheme:dark){svg{${DARK}}}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...parts,
    '</svg>',
  ].join('\n')}\n`;
}

export function text(look: string, { x, y }: At, words: string): string {
  return `<text class="${look}" x="${tenth(x)}" y="${tenth(y)}">${words}</text>`;
}

/** An update, each kind in a form of its own so that colour is never the only difference. */
export function mark(kind: 'create' | 'move' | 'change' | 'delete', { x, y }: At): string {
  const [left, top] = [tenth(x), tenth(y)];
  switch (kind) {
    case 'create':
      return `<circle class="create" cx="${left}" cy="${top}" r="6"/>`;
    case 'move':
      return `<path class="move" d="M${tenth(x - 5)} ${tenth(y - 5)}l10 5l-10 5z"/>`;
    case 'change':
      return `<rect class="change" x="${tenth(x - 5)}" y="${tenth(y - 5)}" width="10" height="10"/>`;
    case 'delete':
      return `<path stroke="var(--delete)" stroke-width="3" d="M${tenth(x - 5)} ${tenth(y - 5)}l10 10m0-10l-10 10"/>`;
  }
}

export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
