// The bounds of a map and of what its viewers see. Options of a map may lower some of them.

/** Things on one map: the roles of a full line, and three creatures or items for each. */
export const THINGS_MAX = 20_000;
/** Cells of one map: a square map of 256 cells a side is 7,168 tiles wide in the classic profile. */
export const CELLS_MAX = 65_536;

/** Tiles of a cell's side, cells that a viewer sees in each direction, and tiles of hysteresis: the classic profile. */
export const CELL_TILES = 28;
export const VIEW_CELLS = 1;
/** The classic server looked again only after more than three tiles. */
export const MARGIN_TILES = 3;
/** Cells that a viewer sees in each direction: 4 are 81 cells, which each flush walks for each viewer. */
export const VIEW_CELLS_MAX = 4;

/** Things that one viewer knows at the same time. More stay out, the nearest are in: a screen shows no more. */
export const VIEW_THINGS_MAX = 1_000;

/**
 * Of so many flushes of a viewer that is behind, one serves things in turn, and the others the nearest first. Whatever the viewer needs
 * reaches it within this many flushes for each flush that its cap would need for everything, and this many more.
 */
export const TURN_FLUSHES = 4;

/** Bytes of one encoded update: a name, looks and a path of `PATH_POINTS_MAX` points. A cap below it may keep a thing unsent. */
export const RECORD_BYTES_MAX = 4_096;
/** No update is shorter. When fewer bytes of the cap are left, a flush looks no further. */
export const RECORD_BYTES_MIN = 8;

/** Attributes of one thing. */
export const ATTRIBUTES_MAX = 64;

/** Points of a claimed path. The classic client sends the way across one screen. */
export const PATH_POINTS_MAX = 64;
/** Tiles between two points of a path. */
export const PATH_STEP_TILES_MAX = 28;
/** Time that a walker can save up while its messages are on the way: what a bad network delays. Milliseconds. */
export const MOVE_SAVED_MS_MAX = 2_000;
