// The map of the repository: which layers there are, which may import which, and where the world outside may be touched.
// This file is the one to edit when a layer is added; the rules read it.

/** Layers by name, each with those it may import, through their doors. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  latency: ['base'],
  wire: ['base'],
  reactor: ['base', 'wire'],
  services: ['base', 'wire', 'reactor'],
  // The store's own door is for games: it shows no body and no journal files. Its rooms have doors of their own.
  store: ['store/table', 'store/live', 'store/front'],
  'store/table': ['base'],
  'store/journal': ['base', 'store/table'],
  'store/body': ['base', 'store/table'],
  'store/sqlite': ['base', 'store/table', 'store/body'],
  'store/postgres': ['base', 'store/table', 'store/body'],
  'store/live': ['base', 'store/table', 'store/body', 'store/journal'],
  'store/front': ['base', 'store/table', 'store/body', 'store/journal', 'store/live'],
  archive: ['base', 'store', 'store/table', 'store/body', 'store/front'],
  merge: ['base', 'store', 'store/table', 'store/front', 'modules/login', 'modules/roles'],
  cluster: ['base', 'wire'],
  codegen: ['base', 'wire'],
  tidy: ['base'],
  'io-models': ['base'],
  gate: ['base', 'wire', 'reactor', 'cluster', 'gate-messages'],
  // What every module may; one module's use of another is in MODULE_MAY_IMPORT.
  module: ['base', 'wire', 'gate', 'store', 'cluster', 'gate-messages', 'module-messages'],
  mir: ['base', 'wire', 'reactor'],
  'mir-servers': ['base', 'wire', 'reactor', 'store', 'mir'],
  'mir-client': ['base', 'latency', 'wire', 'reactor', 'mir'],
  console: ['base', 'gate', 'store', 'cluster', 'modules'],
  client: ['base', 'wire', 'reactor', 'gate-messages', 'module-messages'],
  robots: ['base', 'latency', 'wire', 'reactor', 'client', 'gate-messages', 'module-messages'],
  // Generated from a `.proto`: data about messages, so whoever speaks them may import the file itself.
  'gate-messages': ['wire'],
  'module-messages': ['wire', 'gate-messages'],
};

/** Layers whose types, but nothing that runs, another layer may import: it is handed the values. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  gate: ['store'],
};

/** Layers whose folders are rooms, each a layer with a door: `store/sqlite`. */
const WITH_ROOMS: readonly string[] = ['modules', 'store'];

/** Those that put the others together: they may import every layer. */
const COMPOSING: readonly string[] = ['sim', 'server', 'cli', 'root'];

/** Modules that use another module, by name. */
const MODULE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  visitors: ['login', 'roles', 'lines'],
  lines: ['roles'],
  map: ['roles', 'lines'],
  chat: ['roles', 'map'],
  guild: ['roles', 'chat'],
  operator: ['login', 'roles', 'lines', 'map', 'chat', 'guild'],
};

/** The list of every module's messages: for who speaks them all, as a client does. */
const MODULE_MESSAGES = 'src/modules/messages.ts';

/** What lies outside of src and is led to from within, by the file that leads there: the built-in services are the examples. */
const OUTSIDE: Readonly<Record<string, string>> = { 'src/services/load-service-node.ts': 'examples/' };

/** A layer, or a room of one: `modules/NAME`, `store/NAME`; null for what lies outside src. */
export function layerOf(path: string): string | null {
  const [top = '', ...rest] = path.split('/');
  if (top !== 'src') return null;
  if (rest.length === 1) return 'root';
  const [layer = '', name = ''] = rest;
  if (path.endsWith('.messages.ts') && layer === 'gate') return 'gate-messages';
  if (path === MODULE_MESSAGES || (path.endsWith('.messages.ts') && layer === 'modules')) return 'module-messages';
  return WITH_ROOMS.includes(layer) && rest.length > 2 ? `${layer}/${name}` : layer;
}

export function isKnownLayer(layer: string): boolean {
  return layer.startsWith('modules') || COMPOSING.includes(layer) || layer in MAY_IMPORT;
}

export function mayImportTypes(importer: string, imported: string): boolean {
  return mayImport(importer, imported) || (MAY_IMPORT_TYPES[importer]?.includes(imported) ?? false);
}

export function mayImport(importer: string, imported: string): boolean {
  if (COMPOSING.includes(importer)) return true;
  if (importer === 'modules') return imported.startsWith('modules/') || mayImport('modules/any', imported);
  if (!importer.startsWith('modules/')) return MAY_IMPORT[importer]?.includes(imported) ?? false;
  if (!imported.startsWith('modules/')) return MAY_IMPORT['module']?.includes(imported) ?? false;
  const used = MODULE_MAY_IMPORT[importer.slice('modules/'.length)] ?? [];
  return used.includes(imported.slice('modules/'.length));
}

/** Whether a file of src may lead to one that is no part of it. */
export function mayLeadOutside(importer: string, imported: string): boolean {
  if (imported === 'package.json') return true;
  const folder = OUTSIDE[importer];
  return folder !== undefined && imported.startsWith(folder);
}

/** The one file of a layer that others import. */
export function isDoor(path: string): boolean {
  if (path.endsWith('.messages.ts') || path === MODULE_MESSAGES) return true;
  return path === 'src/index.ts' || path === `src/${layerOf(path)}/index.ts`;
}

/** Where the machine's clock, network, files and processes may be touched: adapters, and what only starts things. */
export function isAdapter(path: string): boolean {
  if (!path.startsWith('src/') || path.startsWith('src/cli/')) return true;
  return /(?:^|\/)(?:[a-z0-9-]+-(?:system|node|native)|(?:sqlite|postgres|nats)-[a-z0-9-]+)\.ts$/.test(path);
}

/** Started by a person, by npm or by node:test, so that nothing need import it. */
export function isEntry(path: string): boolean {
  if (!path.startsWith('src/')) return true;
  return path === 'src/cli/main.ts' || layerOf(path) === 'root' || isDoor(path);
}
